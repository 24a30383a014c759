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
// count by two and three letters. leanings.tsv holds them, in hundredths.

//go:embed leanings.tsv
var leaningsText string

// leaning is what words add to the chance that a letter is an inquiry.
type leaning struct{ words, stems map[string]float64 }

var leanings = sync.OnceValue(func() leaning {
	l := leaning{map[string]float64{}, map[string]float64{}}
	for line := range strings.Lines(leaningsText) {
		word, weight, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		w, err := strconv.Atoi(weight)
		if err != nil {
			continue // its first lines are a comment
		}
		if stem, ok := strings.CutSuffix(word, "*"); ok {
			l.stems[stem] = float64(w) / 100
		} else {
			l.words[word] = float64(w) / 100
		}
	}
	return l
})

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

// eachToken calls f for every word and stem of a passage, in order.
func (p *passage) eachToken(f func(token)) {
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
			f(token{text: digits[min(end-i, len(digits)-1)]})
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
			f(token{text: s[i:end]})
			if stem > 0 {
				f(token{s[i:stem], true})
			}
			i = end
		default:
			if s[i] == '?' || s[i] == '!' {
				f(token{text: s[i : i+1]})
			}
			i++
		}
	}
}

// digits stand for numbers, by how long they are.
var digits = [...]string{"#", "#1", "#2", "#3", "#4"}

// eachPair calls f for every two and three letters in a row of a script without
// spaces, from folded i on, and returns where the row ends.
func (p *passage) eachPair(i int, f func(token)) int {
	var starts [3]int // of the last letters, oldest first
	n := 0
	for i < len(p.Folded) && p.Class[i] == lexicon.Unspaced {
		_, size := utf8.DecodeRuneInString(p.Folded[i:])
		starts[0], starts[1], starts[2] = starts[1], starts[2], i
		n++
		i += size
		if n >= 2 {
			f(token{text: p.Folded[starts[1]:i]})
		}
		if n >= 3 {
			f(token{text: p.Folded[starts[0]:i]})
		}
	}
	return i
}

// leaning is the sum of the leanings of the letter's different words.
func (r *reading) leaning() float64 {
	l := leanings()
	sum := 0.0
	seen := map[token]bool{}
	for _, p := range r.body {
		p.eachToken(func(t token) {
			of := l.words
			if t.stem {
				of = l.stems
			}
			if w, known := of[t.text]; known && !seen[t] {
				seen[t] = true
				sum += w
			}
		})
	}
	return sum
}
