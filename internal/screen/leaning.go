package screen

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"inquiryd/internal/lexicon"
)

// The lexicon knows what it was taught. For the rest of a letter every word has
// a leaning of its own, learned with the weights of direction.go from letters
// that nobody had taught the lexicon: "candidates" leans towards people who sell
// us theirs, "shelf" towards a shop that buys. A word counts once, whole and by
// its first letters, which most endings leave alone; scripts without spaces
// count by two and three letters. leanings.tsv holds them, in
// hundredths, a column for each question (suspicion.go).

//go:embed leanings.tsv
var leaningsText string

// lean is how a word leans, question by question.
type lean [questionCount]float32

// leaning holds all words and stems.
type leaning struct{ words, stems map[string]*lean }

var leanings = sync.OnceValue(func() leaning {
	l := leaning{map[string]*lean{}, map[string]*lean{}}
	for line := range strings.Lines(leaningsText) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 1+questionCount {
			continue // its first lines are a comment
		}
		var w lean
		for i, s := range f[1:] {
			n, _ := strconv.Atoi(s) // nothing stands for zero
			w[i] = float32(n) / 100
		}
		if stem, ok := strings.CutSuffix(f[0], "*"); ok {
			l.stems[stem] = &w
		} else {
			l.words[f[0]] = &w
		}
	}
	return l
})

// of is how a token leans, or nil.
func (l leaning) of(t token) *lean {
	if t.stem {
		return l.stems[t.text]
	}
	return l.words[t.text]
}

// longestLeaning bounds how many bytes of each passage are looked at: who wants
// what is told early.
const longestLeaning = 3000

// stemLetters is how many first letters of a longer word are its stem.
const stemLetters = 5

// token is a word of a letter, or the stem of one.
type token struct {
	text string
	stem bool
}

// eachToken calls f for every word and stem of a passage, in order, with where
// it begins.
func (p *passage) eachToken(f func(t token, at int)) {
	s := p.Folded[:min(len(p.Folded), longestLeaning)]
	for i := 0; i < len(s); {
		switch p.Class[i] {
		case lexicon.Unspaced:
			i = p.eachPair(i, f)
		case lexicon.Digit:
			end := i
			for end < len(s) && p.Class[end] == lexicon.Digit {
				end++
			}
			f(token{text: digits[min(end-i, len(digits)-1)]}, i)
			i = end
		case lexicon.Letter:
			end, letters, stem := i, 0, 0
			for end < len(s) && p.Class[end] == lexicon.Letter {
				if utf8.RuneStart(s[end]) {
					if letters == stemLetters {
						stem = end
					}
					letters++
				}
				end++
			}
			f(token{text: s[i:end]}, i)
			if stem > 0 {
				f(token{s[i:stem], true}, i)
			}
			i = end
		default:
			if s[i] == '?' || s[i] == '!' {
				f(token{text: s[i : i+1]}, i)
			}
			i++
		}
	}
}

// digits stand for numbers, by how long they are.
var digits = [...]string{"#", "#1", "#2", "#3", "#4"}

// eachPair calls f for every two and three letters in a row of a script without
// spaces, from folded i on, and returns where the row ends.
func (p *passage) eachPair(i int, f func(token, int)) int {
	var starts [3]int // of the last letters, oldest first
	n := 0
	for i < len(p.Folded) && p.Class[i] == lexicon.Unspaced {
		_, size := utf8.DecodeRuneInString(p.Folded[i:])
		starts[0], starts[1], starts[2] = starts[1], starts[2], i
		n++
		i += size
		if n >= 2 {
			f(token{text: p.Folded[starts[1]:i]}, starts[1])
		}
		if n >= 3 {
			f(token{text: p.Folded[starts[0]:i]}, starts[0])
		}
	}
	return i
}

// leanings are the sums of what the letter's different words lean, question by
// question.
func (r *reading) leanings() (sum lean) {
	l := leanings()
	seen := map[token]bool{}
	for _, p := range r.body {
		p.eachToken(func(t token, _ int) {
			w := l.of(t)
			if w == nil || seen[t] {
				return
			}
			seen[t] = true
			for i := range sum {
				sum[i] += w[i]
			}
		})
	}
	return sum
}
