package lexicon

import (
	"cmp"
	"slices"
	"strings"
)

// Index finds many phrases in one walk over a text. Build it with Add, then
// Freeze; after that it is read-only and safe for concurrent use.
//
// It is a trie in flat arrays, made from the sorted phrases in one pass: a
// hundred thousand phrases are ready in the time that a program may take to
// start. What only one phrase has is no path of nodes but its tail.
type Index struct {
	phrases []phrase // while building
	entries []ending // by node
	tails   string
	nodes   []node
	labels  string
	root    [256]int32
}

// ending is a phrase at the node from which on it is alone; its tail is still to
// come, and may be empty.
type ending struct {
	Entry
	tail uint8 // its length
	at   int32 // where in tails it begins
}

type phrase struct {
	key string
	Entry
}

// node is one state of the walk: its edges stand from first on in labels, and
// the phrases that end here from own on in entries, up to the next node's. Nodes
// are numbered in the order of the edges that lead to them: edge e ends in node
// e+1.
type node struct{ first, own int32 }

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
func NewIndex() *Index { return &Index{} }

// Add enters a phrase, folding it first. A phrase with nothing in it that
// could be found is not entered, and Add says so.
func (x *Index) Add(text string, e Entry) bool {
	// A mark at the end would have to stand in front of another gap: "ltda.",
	// which ends a line as often as not, is found without it.
	key := strings.TrimRight(gaps.Replace(strings.TrimSpace(FoldString(text))), " .,;°/")
	if key == "" {
		return false
	}
	x.phrases = append(x.phrases, phrase{key, e})
	return true
}

// gaps are what may stand between the words of a phrase: a line may break
// there, and writers differ over hyphens.
var gaps = strings.NewReplacer("\n", " ", "-", " ")

// Freeze ends building. Nodes are made in the order in which they are reached,
// level by level, each from its range of the sorted phrases.
func (x *Index) Freeze() {
	slices.SortFunc(x.phrases, func(a, b phrase) int {
		return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.ID, b.ID))
	})
	// A node for every letter up to the one by which a phrase differs from both
	// neighbours, but those that it shares with the one before.
	size, before := 2, 0
	for i, p := range x.phrases {
		after := 0
		if i+1 < len(x.phrases) {
			after = common(p.key, x.phrases[i+1].key)
		}
		size += max(0, min(len(p.key), max(before, after)+1)-before)
		before = after
	}
	// Until its turn comes a node holds the range of its phrases. A level of
	// nodes ends where the first of the next was made.
	x.nodes = make([]node, 1, size)
	x.nodes[0] = node{0, int32(len(x.phrases))}
	x.entries = make([]ending, 0, len(x.phrases))
	var labels, tails strings.Builder
	labels.Grow(size)
	depth, level := 0, 1
	for at := 0; at < len(x.nodes); at++ {
		if at == level {
			depth, level = depth+1, len(x.nodes)
		}
		i, to := x.nodes[at].first, x.nodes[at].own
		x.nodes[at] = node{first: int32(labels.Len()), own: int32(len(x.entries))}
		if at > 0 && i < to && x.phrases[i].key == x.phrases[to-1].key && len(x.phrases[i].key)-depth <= longestTail {
			tail, from := x.phrases[i].key[depth:], int32(tails.Len())
			for ; i < to; i++ {
				x.entries = append(x.entries, ending{x.phrases[i].Entry, uint8(len(tail)), from})
			}
			tails.WriteString(tail)
		}
		for ; i < to && len(x.phrases[i].key) == depth; i++ {
			x.entries = append(x.entries, ending{Entry: x.phrases[i].Entry})
		}
		for i < to {
			letter := x.phrases[i].key[depth]
			end := i + 1
			for end < to && x.phrases[end].key[depth] == letter {
				end++
			}
			labels.WriteByte(letter)
			if at == 0 {
				x.root[letter] = int32(len(x.nodes))
			}
			x.nodes = append(x.nodes, node{i, end})
			i = end
		}
	}
	x.nodes = append(x.nodes, node{int32(labels.Len()), int32(len(x.entries))})
	x.labels, x.tails = labels.String(), strings.Clone(tails.String())
	x.phrases = nil
}

// longestTail is what ending.tail can hold.
const longestTail = 255

// common is how many bytes two strings begin with alike.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// alike calls f for every two phrases that fold alike.
func (x *Index) alike(f func(a, b Entry)) {
	for at := range len(x.nodes) - 1 {
		end := x.nodes[at+1].own
		for i := x.nodes[at].own; i < end; i++ {
			for k := i + 1; k < end; k++ {
				f(x.entries[i].Entry, x.entries[k].Entry)
			}
		}
	}
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
		for _, e := range x.entries[x.nodes[at].own:x.nodes[at+1].own] {
			end := j + int(e.tail)
			if e.tail > 0 && !follows(s, j, x.tails[e.at:int(e.at)+int(e.tail)]) {
				continue
			}
			if e.Open || t.WordEnd(end) {
				found = append(found, Match{Entry: e.Entry, Start: i, End: end})
			}
		}
		if j >= len(s) {
			break
		}
		c = gapless(s[j])
		edge, hi := x.nodes[at].first, x.nodes[at+1].first
		if hi-edge > 8 {
			k := strings.IndexByte(x.labels[edge:hi], c)
			if k < 0 {
				break
			}
			edge += int32(k)
		} else {
			for edge < hi && x.labels[edge] != c {
				edge++
			}
			if edge == hi {
				break
			}
		}
		at = edge + 1
	}
	return found
}

// follows says that folded text goes on with a phrase's tail.
func follows(s string, at int, tail string) bool {
	if len(s)-at < len(tail) {
		return false
	}
	for k := range len(tail) {
		if gapless(s[at+k]) != tail[k] {
			return false
		}
	}
	return true
}

// gapless is a byte of a text as phrases have it: see gaps.
func gapless(c byte) byte {
	if c == '\n' || c == '-' {
		return ' '
	}
	return c
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
