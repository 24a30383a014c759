package lexicon

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Class is what a folded byte belongs to.
type Class uint8

// The classes of folded bytes.
const (
	Gap      Class = iota // space and punctuation
	Letter                // a letter of a script that writes spaces between words
	Digit                 // 0 to 9
	Unspaced              // a letter of a script that does not: Han, kana, Hangul, Thai
)

// Text is a string in folded form that knows its original. White space of any
// length is one ' ', or '\n' where it held one line break, or "\n\n" for more.
type Text struct {
	Original string
	Folded   string
	Class    []Class // of each folded byte
	pos      []int32 // where in Original each folded byte began; one longer than Folded
}

// Quote is the part of the original that folded bytes from start to end came
// from, verbatim, without white space at its ends.
func (t *Text) Quote(start, end int) string {
	if start < 0 || end > len(t.Folded) || start >= end {
		return ""
	}
	from, to := t.pos[start], t.pos[end]
	// One rune may have become several bytes; an end between them takes it whole.
	for to == t.pos[end-1] && end < len(t.Folded) {
		end++
		to = t.pos[end]
	}
	return strings.TrimSpace(t.Original[from:to])
}

// Offset is where in Original the folded byte at i came from.
func (t *Text) Offset(i int) int { return int(t.pos[i]) }

// WordStart says whether a word may begin at folded byte i.
func (t *Text) WordStart(i int) bool {
	c := t.Class[i]
	if c == Gap || !utf8.RuneStart(t.Folded[i]) {
		return false
	}
	return c == Unspaced || i == 0 || t.Class[i-1] != c
}

// WordEnd says whether a word may end before folded byte i.
func (t *Text) WordEnd(i int) bool {
	if i == 0 || i >= len(t.Folded) {
		return true
	}
	return t.Class[i-1] == Unspaced || t.Class[i] != t.Class[i-1]
}

// Fold brings a string into the form in which words are compared.
func Fold(s string) *Text {
	t := &Text{Original: s, pos: make([]int32, 0, len(s)+1), Class: make([]Class, 0, len(s))}
	out := make([]byte, 0, len(s))
	emit := func(b byte, c Class, at int) {
		out = append(out, b)
		t.Class = append(t.Class, c)
		t.pos = append(t.pos, int32(at))
	}
	table := folds()
	blank, breaks, blankAt := false, 0, 0
	for i := 0; i < len(s); {
		b := s[i]
		r, size := rune(b), 1
		if b >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if r == ' ' || r == '\n' || r == '\t' || r == '\r' || r >= 0x80 && unicode.IsSpace(r) {
			if !blank {
				blank, breaks, blankAt = true, 0, i
			}
			if r == '\n' || r == '\u2028' || r == '\u2029' {
				breaks++
			}
			i += size
			continue
		}
		if blank {
			blank = false
			switch {
			case breaks == 0:
				emit(' ', Gap, blankAt)
			case breaks == 1:
				emit('\n', Gap, blankAt)
			default:
				emit('\n', Gap, blankAt)
				emit('\n', Gap, blankAt)
			}
		}
		switch {
		case b < utf8.RuneSelf:
			if 'A' <= b && b <= 'Z' {
				b += 'a' - 'A'
			}
			emit(b, asciiClass(b), i)
		default:
			f := table.of(r)
			for k := 0; k < len(f.to); k++ {
				c := f.class
				if f.to[k] < utf8.RuneSelf {
					c = asciiClass(f.to[k])
				}
				emit(f.to[k], c, i)
			}
		}
		i += size
	}
	t.pos = append(t.pos, int32(len(s)))
	t.Folded = string(out)
	return t
}

// FoldString is Fold for those who need the folded form alone.
func FoldString(s string) string {
	for i, r := range s {
		if r < ' ' || 'A' <= r && r <= 'Z' || r == ' ' && i > 0 && s[i-1] == ' ' || r >= utf8.RuneSelf && (unicode.IsSpace(r) || !folds().keeps(r)) {
			return Fold(s).Folded
		}
	}
	return s // as most phrases are written
}

func asciiClass(b byte) Class {
	switch {
	case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z':
		return Letter
	case '0' <= b && b <= '9':
		return Digit
	}
	return Gap
}

// folded is what one rune becomes.
type folded struct {
	to    string
	class Class
}

// foldTable keeps the folds of the blocks that letters are written in; others
// are worked out when met.
type foldTable struct{ low [0x3400]folded }

var folds = sync.OnceValue(func() *foldTable {
	t := &foldTable{}
	for r := rune(0x80); int(r) < len(t.low); r++ {
		t.low[r] = foldRune(r)
	}
	return t
})

func (t *foldTable) of(r rune) folded {
	if int(r) < len(t.low) {
		return t.low[r]
	}
	if unfolded(r) {
		return folded{string(r), Unspaced}
	}
	return foldRune(r)
}

// keeps says that a rune folds to itself.
func (t *foldTable) keeps(r rune) bool {
	if int(r) < len(t.low) {
		to, size := utf8.DecodeRuneInString(t.low[r].to)
		return to == r && size == len(t.low[r].to)
	}
	return unfolded(r)
}

// unfolded says that a rune is a Han character or a Hangul syllable: they have
// neither case nor accents, and are too many for a table.
func unfolded(r rune) bool {
	return r >= 0xAC00 && r <= 0xD7A3 || r < 0xF900 && unicode.Is(unicode.Han, r)
}

// special are folds that Unicode's compatibility forms do not give: letters
// that carry no separable accent, letters that writers of one language swap,
// and the punctuation of other scripts.
var special = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d",
	'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ı': "i", 'İ': "i", 'ð': "d", 'þ': "th",
	'ё': "е", 'Ё': "е",
	'أ': "ا", 'إ': "ا", 'آ': "ا", 'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ک': "ك", 'ة': "ه", 'ۀ': "ه", 'ـ': "",
	'’': "'", '‘': "'", '´': "'", 'ʼ': "'", '“': `"`, '”': `"`, '„': `"`, '«': `"`, '»': `"`, '″': `"`, '′': "'",
	'–': "-", '—': "-", '‐': "-", '‑': "-", '−': "-", '・': " ", '·': " ", '•': "*", '●': "*",
	'。': ".", '、': ",", '「': `"`, '」': `"`, '『': `"`, '』': `"`, '【': "(", '】': ")", '《': `"`, '》': `"`,
	'،': ",", '؛': ";", '؟': "?", '٪': "%", '٫': ".", '٬': ",", '।': ".", '×': "x", '✕': "x", 'х': "х", '€': "€",
	'½': "1/2", '¼': "1/4", '¾': "3/4",
}

func foldRune(r rune) folded {
	if to, ok := special[r]; ok {
		return folded{to, classOf(to)}
	}
	if r == utf8.RuneError || unicode.Is(unicode.Cf, r) || ignorable(r) {
		return folded{}
	}
	if unicode.Is(unicode.Nd, r) {
		// Decimal digits stand in runs of ten that begin at a zero.
		zero := r
		for r-zero < 9 && unicode.Is(unicode.Nd, zero-1) {
			zero--
		}
		return folded{string('0' + (r-zero)%10), Digit}
	}
	s := strings.ToLower(norm.NFKC.String(strings.ToLower(norm.NFKC.String(string(r)))))
	if unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) || r >= 0xFB00 && r <= 0xFFEF {
		s = dropAccents(s)
	}
	return folded{s, classOf(s)}
}

// ignorable marks do not make a difference between words: combining accents,
// Hebrew points, Arabic vowels, the nukta.
func ignorable(r rune) bool {
	switch {
	case r >= 0x300 && r <= 0x36F, r >= 0x591 && r <= 0x5C7 && r != 0x5BE, r >= 0x64B && r <= 0x65F, r == 0x670, r == 0x93C, r == 0x640:
		return true
	}
	return r >= 0xFE00 && r <= 0xFE0F
}

// dropAccents keeps й apart from и, as Russian does.
func dropAccents(s string) string {
	if s == "й" {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			if to, ok := special[r]; ok {
				b.WriteString(to)
			} else {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// classOf is the class of a fold by its first rune.
func classOf(s string) Class {
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case s == "":
		return Gap
	case r < utf8.RuneSelf:
		return asciiClass(byte(r))
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai), r == 'ー':
		return Unspaced
	case unicode.IsLetter(r), unicode.Is(unicode.M, r):
		return Letter
	}
	return Gap
}
