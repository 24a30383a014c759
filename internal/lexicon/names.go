package lexicon

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// Names finds which of very many names stand in a text: a catalogue of a
// hundred thousand products. A name is looked up whole, so memory is one map
// entry a name, and time depends on the text alone: at each word the first word
// tells how many words a name that begins so can have.
type Names struct {
	ids   map[string]int32
	sizes map[string]uint32 // by first word, or first letter where words have no gaps: a bit for each size of name
}

// maxNameSize is how many words, or letters where words have no gaps, a name
// may have; longer ones are found by their beginning.
const maxNameSize = 31

// NewNames is an empty set.
func NewNames() *Names { return &Names{ids: map[string]int32{}, sizes: map[string]uint32{}} }

// Add enters a name, folding it first; of two that fold alike the first stays.
func (n *Names) Add(name string, id int32) {
	t := Fold(gaps.Replace(strings.TrimSpace(Fold(name).Folded)))
	start := 0
	for start < len(t.Folded) && t.Class[start] == Gap {
		start++
	}
	end, size := start, 0
	for size < maxNameSize {
		next := t.pieceEnd(end)
		if next == end {
			break
		}
		end = next
		size++
	}
	if size == 0 {
		return
	}
	key := singular(t.Folded[start:end])
	if _, taken := n.ids[key]; !taken {
		n.ids[key] = id
	}
	n.sizes[singular(t.Folded[start:t.pieceEnd(start)])] |= 1 << (size - 1)
}

// Find calls found with every name in a text, the longest at each place only.
func (n *Names) Find(t *Text, found func(id int32, start, end int)) {
	if len(n.ids) == 0 {
		return
	}
	for i := 0; i < len(t.Folded); i++ {
		if !t.WordStart(i) {
			continue
		}
		sizes := n.sizes[singular(t.Folded[i:t.pieceEnd(i)])]
		if sizes == 0 {
			continue
		}
		var ends [maxNameSize + 1]int
		end, size := i, 0
		for most := bits.Len32(sizes); size < most; size++ {
			next := t.pieceEnd(end)
			if next == end {
				break
			}
			end = next
			ends[size+1] = end
		}
		for ; size > 0; size-- {
			if sizes&(1<<(size-1)) == 0 {
				continue
			}
			if id, ok := n.ids[singular(gaps.Replace(t.Folded[i:ends[size]]))]; ok {
				found(id, i, ends[size])
				i = ends[size] - 1
				break
			}
		}
	}
}

// pieceEnd is the end of the word that begins at folded i, past one gap if i
// stands at one; of one letter where words have no gaps. It is i at the end.
func (t *Text) pieceEnd(i int) int {
	at := i
	for at < len(t.Folded) && at <= i+1 && t.Class[at] == Gap {
		at++
	}
	if at >= len(t.Folded) || t.Class[at] == Gap {
		return i
	}
	if t.Class[at] == Unspaced {
		_, size := utf8.DecodeRuneInString(t.Folded[at:])
		return at + size
	}
	for at < len(t.Folded) && (t.Class[at] == Letter || t.Class[at] == Digit) {
		at++
	}
	return at
}

// singular drops an English plural's s from the last word.
func singular(s string) string {
	if len(s) > 3 && s[len(s)-1] == 's' && s[len(s)-2] != 's' {
		return s[:len(s)-1]
	}
	return s
}
