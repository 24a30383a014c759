package lexicon

import (
	"slices"
	"sort"
	"strings"
)

// Index finds many phrases in one walk over a text. Build it with Add, then
// Freeze; after that it is read-only and safe for concurrent use.
type Index struct {
	children []map[byte]int32 // while building
	entries  [][]Entry        // at each node
	first    []int32          // frozen: where the node's edges begin in labels; one longer than the nodes
	labels   string
	targets  []int32
	root     [256]int32
}

// Entry is what a phrase stands for.
type Entry struct {
	ID   int32
	Open bool // the phrase is the beginning of a word, with any ending
}

// Match is one phrase found, by folded offsets.
type Match struct {
	Entry
	Start, End int
}

// NewIndex is an empty index.
func NewIndex() *Index {
	return &Index{children: []map[byte]int32{nil}, entries: [][]Entry{nil}}
}

// Add enters a phrase, folding it first. A phrase with nothing in it that
// could be found is not entered, and Add says so.
func (x *Index) Add(phrase string, e Entry) bool {
	// A mark at the end would have to stand in front of another gap: "ltda.",
	// which ends a line as often as not, is found without it.
	key := strings.TrimRight(gaps.Replace(strings.TrimSpace(Fold(phrase).Folded)), " .,;:°/!?")
	if key == "" {
		return false
	}
	at := int32(0)
	for i := 0; i < len(key); i++ {
		next, ok := x.children[at][key[i]]
		if !ok {
			next = int32(len(x.children))
			if x.children[at] == nil {
				x.children[at] = map[byte]int32{}
			}
			x.children[at][key[i]] = next
			x.children = append(x.children, nil)
			x.entries = append(x.entries, nil)
		}
		at = next
	}
	x.entries[at] = append(x.entries[at], e)
	return true
}

// gaps are what may stand between the words of a phrase: a line may break
// there, and writers differ over hyphens.
var gaps = strings.NewReplacer("\n", " ", "-", " ")

// Freeze ends building.
func (x *Index) Freeze() {
	var labels strings.Builder
	x.first = make([]int32, 0, len(x.children)+1)
	for _, edges := range x.children {
		x.first = append(x.first, int32(labels.Len()))
		keys := make([]int, 0, len(edges))
		for b := range edges {
			keys = append(keys, int(b))
		}
		sort.Ints(keys)
		for _, b := range keys {
			labels.WriteByte(byte(b))
			x.targets = append(x.targets, edges[byte(b)])
		}
	}
	for b, next := range x.children[0] {
		x.root[b] = next
	}
	x.first = append(x.first, int32(labels.Len()))
	x.labels = labels.String()
	x.children = nil
}

// Find appends the matches in t to found, in order of their starts.
func (x *Index) Find(t *Text, found []Match) []Match {
	for i := 0; i < len(t.Folded); i++ {
		if t.WordStart(i) {
			found = x.walk(t, i, found)
			if lead := t.Folded[i]; lead >= 0xD7 && lead <= 0xDB {
				found = x.prefixed(t, i, found)
			}
		}
	}
	return found
}

// walk reports the phrases that begin at folded byte i.
func (x *Index) walk(t *Text, i int, found []Match) []Match {
	s := t.Folded
	c := s[i]
	at := x.root[c]
	for j := i + 1; at != 0; j++ {
		for _, e := range x.entries[at] {
			if e.Open || t.WordEnd(j) {
				found = append(found, Match{Entry: e, Start: i, End: j})
			}
		}
		if j >= len(s) {
			break
		}
		c = s[j]
		if c == '\n' || c == '-' {
			c = ' '
		}
		lo, hi := x.first[at], x.first[at+1]
		k := strings.IndexByte(x.labels[lo:hi], c)
		if k < 0 {
			break
		}
		at = x.targets[lo+int32(k)]
	}
	return found
}

// prefixes are what Arabic and Hebrew write in one word with the next: the
// article, "and", "in", "to", "for", "from".
var prefixes = []string{"وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك", "וה", "של", "ה", "ו", "ב", "ל", "מ", "ש", "כ"}

// IsPrefix says that a string is such a prefix.
func IsPrefix(s string) bool { return s != "" && len(s) <= 6 && slices.Contains(prefixes, s) }

func (x *Index) prefixed(t *Text, i int, found []Match) []Match {
	for _, p := range prefixes {
		end := i + len(p)
		if strings.HasPrefix(t.Folded[i:], p) && end < len(t.Folded) && t.Class[end] == Letter {
			found = x.walk(t, end, found)
		}
	}
	return found
}
