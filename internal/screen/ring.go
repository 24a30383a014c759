package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/inquiry"
)

// Probe rings: the same product's price asked from several addresses (domain
// section 5). Two inquiries are linked when different people ask for the same
// goods within the window and share a trait of identity; three people linked
// make a ring. A product that many ask for links nobody by itself: region,
// product and surprise alone only set a care mark.

// RingSpan is how far apart two members of a ring may write.
const RingSpan = 30 * 24 * time.Hour

// lookBack is how long an inquiry stays in the window: the members of a ring
// may hang together in a chain that is longer than the span between two.
const lookBack = 2 * RingSpan

// ringSize is how many different parties make a ring.
const ringSize = 3

// Window is the inquiries of the last two months, each under a key of the
// caller's. It is not safe for concurrent use.
type Window[K comparable] struct {
	kept []kept[K]
	used map[uint32]int // by word: how many of them use it
}

type kept[K comparable] struct {
	key   K
	trace inquiry.Trace
}

// Ring is one probe ring.
type Ring[K comparable] struct {
	ID      string
	Members []K      // oldest first
	From    []string // their addresses, in the same order
	Shared  []string // what they share, in words
}

// Others are the addresses of a ring but for one.
func (r Ring[K]) Others(from string) []string {
	var list []string
	for _, other := range r.From {
		if other != from && !slices.Contains(list, other) {
			list = append(list, other)
		}
	}
	return list
}

// Add enters an inquiry, again if it was there, and returns the ring that it
// belongs to, or false. What is older than the window falls out.
func (w *Window[K]) Add(key K, t inquiry.Trace) (Ring[K], bool) {
	if w.used == nil {
		w.used = make(map[uint32]int)
	}
	w.kept = slices.DeleteFunc(w.kept, func(k kept[K]) bool {
		old := k.key == key || t.At.Sub(k.trace.At) >= lookBack
		if old {
			for _, word := range k.trace.Words {
				w.used[word]--
			}
		}
		return old
	})
	w.kept = append(w.kept, kept[K]{key, t})
	for _, word := range t.Words {
		w.used[word]++
	}
	return w.ring(len(w.kept) - 1)
}

// ring follows the links from one inquiry to all that hang together with it.
func (w *Window[K]) ring(fresh int) (Ring[K], bool) {
	members, shared := []int{fresh}, map[string]bool{}
	parties := map[string]bool{w.kept[fresh].trace.Party: true}
	for next := 0; next < len(members); next++ {
		for i := range w.kept {
			if slices.Contains(members, i) {
				continue
			}
			if traits := w.linked(&w.kept[members[next]].trace, &w.kept[i].trace); len(traits) > 0 {
				members = append(members, i)
				parties[w.kept[i].trace.Party] = true
				for _, t := range traits {
					shared[t] = true
				}
			}
		}
	}
	if len(parties) < ringSize {
		return Ring[K]{}, false
	}
	slices.SortFunc(members, func(i, j int) int {
		a, b := &w.kept[i].trace, &w.kept[j].trace
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.From, b.From))
	})
	var ring Ring[K]
	for _, m := range members {
		ring.Members = append(ring.Members, w.kept[m].key)
		ring.From = append(ring.From, w.kept[m].trace.From)
	}
	first := w.kept[members[0]].trace
	ring.ID = fmt.Sprintf("ring-%s-%06x", first.At.UTC().Format("060102"), hashOf(first.From+first.Mid)&0xffffff)
	for _, trait := range traitNames {
		if shared[trait] {
			ring.Shared = append(ring.Shared, trait)
		}
	}
	return ring, true
}

// The traits of identity, in words for the rep.
const (
	sameText    = "nearly the same text"
	samePhone   = "a phone number"
	sameSite    = "a web site"
	sameNetwork = "the network it was sent from"
	sameHand    = "mail program and signature"
)

var traitNames = []string{sameText, samePhone, sameSite, sameNetwork, sameHand}

// linked is what two inquiries share that different buyers do not, or nothing.
func (w *Window[K]) linked(a, b *inquiry.Trace) []string {
	apart := a.At.Sub(b.At).Abs()
	if apart > RingSpan || a.Exempt || b.Exempt || a.Party == b.Party {
		return nil
	}
	var traits []string
	if w.nearSame(a, b) {
		traits = append(traits, sameText)
	}
	// Two languages have no words to share; then the trait alone must do.
	goods := sameGoods(a, b) || a.Lang != b.Lang
	if goods && shareString(a.Phones, b.Phones) {
		traits = append(traits, samePhone)
	}
	if goods && shareString(a.Sites, b.Sites) {
		traits = append(traits, sameSite)
	}
	if goods && a.Network != "" && a.Network == b.Network {
		traits = append(traits, sameNetwork)
	}
	if hands := overlap(a.Hand, b.Hand); goods && (hands >= 2 || hands == 1 && a.Client != "" && a.Client == b.Client) && sameRegion(a, b) {
		traits = append(traits, sameHand)
	}
	return traits
}

// sameGoods says that a word of one's product stands in the other's letter, or
// a few words that are rare in letters of the trade do.
func sameGoods(a, b *inquiry.Trace) bool {
	return overlap(a.Goods, b.Goods) > 0 || overlap(a.Goods, b.Words) > 0 || overlap(a.Words, b.Goods) > 0 || overlap(a.Words, b.Words) >= 2
}

func sameRegion(a, b *inquiry.Trace) bool {
	return a.Country == b.Country || a.Region != "" && a.Region == b.Region || a.Country == "" || b.Country == ""
}

// nearSame says that one text is the other with small edits: words changed,
// sentences moved. Short texts are alike by nature and prove nothing; nor do
// words that many in the window use, for those are a best-seller's.
func (w *Window[K]) nearSame(a, b *inquiry.Trace) bool {
	pairs := overlap(a.Pairs, b.Pairs)
	p := float64(pairs) / float64(max(1, min(len(a.Pairs), len(b.Pairs))))
	common, n := w.common(a.Words, b.Words)
	c := common / max(1, min(w.weight(a.Words), w.weight(b.Words)))
	return n >= 11 && c >= 0.36 || n >= 16 && c >= 0.29 || n >= 8 && c >= 0.3 && p >= 0.16 || n >= 6 && p >= 0.45
}

// usual is how many inquiries a word of one ring may stand in; one that stands
// in more counts less.
const usual = 6

func (w *Window[K]) worth(word uint32) float64 {
	if n := w.used[word]; n > usual {
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
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			sum += w.worth(a[i])
			n++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return sum, n
}

// overlap counts what two sorted lists share.
func overlap(a, b []uint32) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			n++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return n
}

func shareString(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// Ringed is a verdict once its letter is known to belong to a ring: its tier
// falls to the bottom, and the evidence names the others.
func (s *Screen) Ringed(v inquiry.Verdict, id string, shared, others []string) inquiry.Verdict {
	v.Ring = id
	v.BuyerType = inquiry.PriceSpy
	v.Criteria.Credibility = min(v.Criteria.Credibility, s.config.Scorecard.Credibility.Spy)
	v.Score = min(v.Criteria.Sum()*v.Criteria.Credibility, s.config.Scorecard.Limits.SpyMax)
	v.Tier = s.config.Scorecard.Thresholds.Tier(v.Score)
	v.Evidence = slices.DeleteFunc(slices.Clone(v.Evidence), func(e inquiry.Evidence) bool { return e.Signal == "ring" })
	v.Evidence = append(v.Evidence, inquiry.Evidence{
		Signal: "ring", Criterion: inquiry.Credibility, Points: v.Criteria.Credibility,
		Note: fmt.Sprintf("the same goods asked for from %d addresses that share %s: %s", len(others)+1, strings.Join(shared, ", "), strings.Join(others, ", ")),
	})
	return v
}
