package screen

import (
	"iter"
	"slices"

	"inquiryd/internal/inquiry"
)

// nearSame says that one text is the other with small edits: words changed,
// sentences moved. Short texts are alike by nature and prove nothing; nor do
// words that many in the window use, for those are a best-seller's. Lines that
// stand word for word in both are taken out first unless they are most of both
// letters: bidders paste the same tender, and buyers our own product page.
func (w *Window[K]) nearSame(a, b *inquiry.Trace) bool {
	restA, restB, pasted := apart(a.Text, b.Text)
	if few := min(len(a.Text), len(b.Text)); pasted*2 >= few && pasted*5 >= 2*max(len(a.Text), len(b.Text)) {
		return overlap(meaning(a.Text), meaning(b.Text)) >= 6
	}
	wordsA, wordsB := meaning(restA), meaning(restB)
	common, n := w.common(wordsA, wordsB)
	c := common / max(1, min(w.weight(wordsA), w.weight(wordsB)))
	p := neighbours(restA, restB)
	return n >= 11 && c >= 0.36 || n >= 16 && c >= 0.29 || n >= 8 && c >= 0.3 && p >= 0.16 || n >= 6 && p >= 0.45
}

// apart is two texts without what stands word for word in both, and how many
// words that is.
func apart(a, b []uint32) (restA, restB []uint32, pasted int) {
	const least = 9 // words in a row
	where := make(map[uint32][]int, len(b))
	for j, word := range b {
		where[word] = append(where[word], j)
	}
	taken := make([]bool, len(b))
	for i := 0; i < len(a); {
		most, at := 0, 0
		for _, j := range where[a[i]] {
			n := 0
			for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] && !taken[j+n] {
				n++
			}
			if n > most {
				most, at = n, j
			}
		}
		if most < least {
			restA = append(restA, a[i])
			i++
			continue
		}
		for j := at; j < at+most; j++ {
			taken[j] = true
		}
		pasted += most
		i += most
	}
	for j, word := range b {
		if !taken[j] {
			restB = append(restB, word)
		}
	}
	return restA, restB, pasted
}

// meaningful marks a word that carries meaning, in the hash itself: a trace is
// kept by the thousand.
const meaningful = 1

// meaning is the words of a text that carry meaning, sorted.
func meaning(text []uint32) []uint32 {
	var list []uint32
	for _, word := range text {
		if word&meaningful != 0 {
			list = append(list, word)
		}
	}
	return sorted(list)
}

// neighbours is the share of neighbouring words that two texts have in common.
func neighbours(a, b []uint32) float64 {
	pairs := func(text []uint32) []uint32 {
		var list []uint32
		for i := 1; i < len(text); i++ {
			list = append(list, text[i-1]*16777619^text[i])
		}
		return sorted(list)
	}
	p, q := pairs(a), pairs(b)
	return float64(overlap(p, q)) / float64(max(1, min(len(p), len(q))))
}

// usual is how many inquiries a word of one ring may stand in; one that stands
// in more counts less.
const usual = 6

func (w *Window[K]) worth(word uint32) float64 {
	if n := len(w.users[feature{'w', word}]); n > usual {
		return usual / float64(n) / 2
	}
	return 1
}

func (w *Window[K]) weight(words []uint32) (sum float64) {
	for _, word := range words {
		sum += w.worth(word)
	}
	return sum
}

// common is the weight, and the number, of the words that two letters share.
func (w *Window[K]) common(a, b []uint32) (sum float64, n int) {
	for word := range shared(a, b) {
		sum += w.worth(word)
		n++
	}
	return sum, n
}

// overlap counts what two sorted lists share.
func overlap(a, b []uint32) (n int) {
	for range shared(a, b) {
		n++
	}
	return n
}

// shared yields what stands in both of two sorted lists.
func shared(a, b []uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i, j := 0, 0; i < len(a) && j < len(b); {
			switch {
			case a[i] < b[j]:
				i++
			case a[i] > b[j]:
				j++
			default:
				if !yield(a[i]) {
					return
				}
				i++
				j++
			}
		}
	}
}

func shareString(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
