package lexicon

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed words/*.txt
var files embed.FS

// Languages are the ISO 639-1 codes of the languages with a file in words/.
var Languages = []string{
	"en", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "tr",
	"ar", "fa", "he", "hi", "id", "vi", "th", "ja", "ko", "zh",
}

// Hit is one phrase of the lexicon in a text, by folded offsets.
type Hit struct {
	Cue        Cue
	Start, End int
	Value      int    // of a number or a month; of other cues 0
	Lang       string // ISO 639-1; "" in words that belong to every language
}

// Place is what a file says a phrase stands for, and where it says it.
type Place struct {
	File   string
	Line   int
	Phrase string
	Cue    Cue
	Value  int
	Lang   string
	Open   bool
}

// Lexicon is the loaded words.
type Lexicon struct {
	index *Index
	terms []term
	names []string // of files and languages, by number
}

// term is a Place in a third of its memory: there are two hundred thousand.
type term struct {
	phrase      string
	line, value int32
	file, lang  uint8 // in names
	cue         Cue
	open        bool
}

// enter keeps a place.
func (l *Lexicon) enter(p Place) {
	l.terms = append(l.terms, term{p.Phrase, int32(p.Line), int32(p.Value), l.numberOf(p.File), l.numberOf(p.Lang), p.Cue, p.Open})
}

func (l *Lexicon) numberOf(name string) uint8 {
	for i, known := range slices.Backward(l.names) { // the last is the likeliest
		if known == name {
			return uint8(i)
		}
	}
	l.names = append(l.names, name)
	return uint8(len(l.names) - 1)
}

func (l *Lexicon) place(i int32) Place {
	t := &l.terms[i]
	return Place{File: l.names[t.file], Line: int(t.line), Phrase: t.phrase, Cue: t.cue, Value: int(t.value), Lang: l.names[t.lang], Open: t.open}
}

// withRoom is an empty lexicon with room for n terms: lists that grow leave their
// former selves behind.
func withRoom(n int) *Lexicon {
	return &Lexicon{index: &Index{phrases: make([]phrase, 0, n)}, terms: make([]term, 0, n)}
}

// Words is the lexicon of the embedded files, loaded once. A fault in an
// embedded file is a fault in the program, which the tests of this package
// exclude.
var Words = sync.OnceValue(func() *Lexicon {
	l, err := Load(files)
	if err != nil {
		panic(err)
	}
	return l
})

// Load reads every words/*.txt of a file system. Its error joins all faults,
// each with file and line.
func Load(fsys fs.FS) (*Lexicon, error) {
	names, err := fs.Glob(fsys, "words/*.txt")
	if err != nil {
		return nil, fmt.Errorf("lexicon: list words: %w", err)
	}
	texts, most := make([]string, len(names)), 0
	for i, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("lexicon: read %s: %w", name, err)
		}
		texts[i] = string(data)
		most += strings.Count(texts[i], "|") + strings.Count(texts[i], "\n")
	}
	l := withRoom(most)
	var faults []string
	for i, name := range names {
		faults = append(faults, l.parse(name, texts[i])...)
	}
	for i, t := range l.terms {
		if !l.index.Add(t.phrase, Entry{ID: int32(i), Open: t.open}) {
			faults = append(faults, fmt.Sprintf("%s:%d: %q has no letter or digit", l.names[t.file], t.line, t.phrase))
		}
	}
	l.index.Freeze()
	l.index.alike(func(a, b Entry) {
		p, first := l.place(max(a.ID, b.ID)), l.place(min(a.ID, b.ID))
		if p.Cue == first.Cue && p.Lang == first.Lang && p.Open == first.Open && FoldString(p.Phrase) == FoldString(first.Phrase) {
			faults = append(faults, fmt.Sprintf("%s:%d: %q stands in [%s] already, on line %d", p.File, p.Line, p.Phrase, p.Cue, first.Line))
		}
	})
	if len(faults) > 0 {
		return nil, fmt.Errorf("lexicon: %s", strings.Join(faults, "\n"))
	}
	return l, nil
}

// parse reads one file: comment lines begin with '#', "[cue]" opens a
// section, and every other line holds phrases divided by '|'. A phrase may
// end in '*' for any ending and in "= number" for its value. The words of a
// file that is not named after a language belong to every language.
func (l *Lexicon) parse(name, data string) (faults []string) {
	lang := strings.TrimSuffix(path.Base(name), ".txt")
	if !slices.Contains(Languages, lang) {
		lang = ""
	}
	cue, open := Cue(0), false
	i := -1
	for line := range strings.SplitSeq(data, "\n") {
		i++
		fault := func(format string, args ...any) {
			faults = append(faults, fmt.Sprintf("%s:%d: %s", name, i+1, fmt.Sprintf(format, args...)))
		}
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			cue, open = CueNamed(strings.Trim(line, "[]"))
			if !open {
				fault("no cue is called %q", line)
			}
		case !open:
			fault("%q stands in no section", line)
		default:
			for phrase := range strings.SplitSeq(line, "|") {
				p := Place{File: name, Line: i + 1, Cue: cue, Lang: lang}
				if err := p.read(phrase); err != nil {
					fault("%v", err)
					continue
				}
				l.enter(p)
			}
		}
	}
	return faults
}

// read takes one phrase apart.
func (p *Place) read(s string) error {
	phrase, value, valued := strings.Cut(s, "=")
	phrase = strings.TrimSpace(phrase)
	if valued {
		value = strings.TrimSpace(value)
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("%q: want a number after '=', have %q", phrase, value)
		}
		p.Value = n
	}
	p.Phrase, p.Open = strings.CutSuffix(phrase, "*")
	if strings.TrimSpace(p.Phrase) == "" {
		return fmt.Errorf("an empty phrase")
	}
	return nil
}

// buffers hold the matches of one text between letters; a larger one, from a
// text beyond any honest letter, is let go.
var buffers = sync.Pool{New: func() any { return new([]Match) }}

const maxBuffer = 1 << 16

// Find is every hit in t, in order of start; longer ones first where several
// start together.
func (l *Lexicon) Find(t *Text) []Hit {
	buffer := buffers.Get().(*[]Match)
	matches := l.index.Find(t, (*buffer)[:0])
	hits := make([]Hit, len(matches))
	for i, m := range matches {
		t := &l.terms[m.ID]
		hits[i] = Hit{Cue: t.cue, Start: m.Start, End: m.End, Value: int(t.value), Lang: l.names[t.lang]}
	}
	if cap(matches) <= maxBuffer {
		*buffer = matches
		buffers.Put(buffer)
	}
	// A walk finds the shorter phrases of one start first, and Arabic prefixes
	// run ahead of their word: few places are out of order.
	for i := 1; i < len(hits); i++ {
		for j := i; j > 0 && before(hits[j], hits[j-1]); j-- {
			hits[j], hits[j-1] = hits[j-1], hits[j]
		}
	}
	return hits
}

// before orders hits by their start, longer ones first.
func before(a, b Hit) bool {
	return a.Start < b.Start || a.Start == b.Start && a.End > b.End
}

// With is the lexicon with further phrases.
func (l *Lexicon) With(more []Place) *Lexicon {
	grown := withRoom(len(l.terms) + len(more))
	grown.names = slices.Clone(l.names)
	grown.terms = append(grown.terms, l.terms...)
	for _, p := range more {
		grown.enter(p)
	}
	for i, t := range grown.terms {
		grown.index.Add(t.phrase, Entry{ID: int32(i), Open: t.open})
	}
	grown.index.Freeze()
	return grown
}

// Only is the part of the lexicon that has one cue: it finds the same hits in a
// fraction of the time.
func (l *Lexicon) Only(cue Cue) *Lexicon {
	part := &Lexicon{index: NewIndex(), names: l.names}
	for _, t := range l.terms {
		if t.cue == cue {
			part.index.Add(t.phrase, Entry{ID: int32(len(part.terms)), Open: t.open})
			part.terms = append(part.terms, t)
		}
	}
	part.index.Freeze()
	return part
}

// Places is every phrase of the lexicon, in file order.
func (l *Lexicon) Places() []Place {
	all := make([]Place, len(l.terms))
	for i := range l.terms {
		all[i] = l.place(int32(i))
	}
	return all
}
