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

// LookBack is how long an inquiry stays in the window: the members of a ring
// may hang together in a chain that is longer than the span between two.
const LookBack = 2 * RingSpan

// ringSize is how many different parties make a ring; a larger one than largest
// is followed no further.
const (
	ringSize = 3
	largest  = 40
)

// Window is the inquiries of the last two months, each under a key of the
// caller's. Whoever shares a feature with another is found by that feature, so
// that a busy mailbox costs no more than a quiet one. It is not safe for
// concurrent use; the zero value is empty.
type Window[K comparable] struct {
	kept  []kept[K]
	at    map[K]int           // where in kept
	users map[feature][]int32 // who has a feature
	dead  int                 // how many of kept were replaced or are too old
}

type kept[K comparable] struct {
	key   K
	trace inquiry.Trace
	dead  bool
}

// feature is something that two inquiries can share.
type feature struct {
	kind byte // 'w'ord, 'p'hone, 's'ite, 'n'etwork, 'h'and
	hash uint32
}

// features calls f for everything that another inquiry may share with t.
func features(t *inquiry.Trace, f func(feature)) {
	for _, w := range meaning(t.Text) {
		f(feature{'w', w})
	}
	for _, h := range t.Hand {
		f(feature{'h', h})
	}
	for _, p := range t.Phones {
		f(feature{'p', hashOf(p)})
	}
	for _, s := range t.Sites {
		f(feature{'s', hashOf(s)})
	}
	if t.Network != "" {
		f(feature{'n', hashOf(t.Network)})
	}
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
	if before, ok := w.at[key]; ok {
		w.kept[before].dead = true
		w.dead++
	}
	w.sweep(t.At)
	return w.ring(w.Enter(key, t))
}

// Enter puts an inquiry into the window without looking for its ring, and says
// where it stands: so the window is filled again after a start.
func (w *Window[K]) Enter(key K, t inquiry.Trace) int {
	if w.at == nil {
		w.at, w.users = make(map[K]int), make(map[feature][]int32)
	}
	at := len(w.kept)
	w.kept = append(w.kept, kept[K]{key: key, trace: t})
	w.at[key] = at
	features(&t, func(f feature) { w.users[f] = append(w.users[f], int32(at)) })
	return at
}

// sweep builds the window anew once a good part of it is of no more use.
func (w *Window[K]) sweep(now time.Time) {
	for i := range w.kept {
		if k := &w.kept[i]; k.dead {
			continue
		} else if now.Sub(k.trace.At) < LookBack {
			break // they come in order, nearly
		} else {
			k.dead = true
			w.dead++
		}
	}
	if w.dead < 64 || w.dead*4 < len(w.kept) {
		return
	}
	old := w.kept
	*w = Window[K]{}
	for _, k := range old {
		if !k.dead {
			w.Enter(k.key, k.trace)
		}
	}
}

// near is everybody who shares enough with one inquiry to be compared: any
// trait of identity, or a few words that few use.
func (w *Window[K]) near(i int) []int {
	const few, words = 32, 4
	shared := make(map[int32]int)
	features(&w.kept[i].trace, func(f feature) {
		users := w.users[f]
		worth := words
		if f.kind == 'w' {
			if len(users) > few {
				return
			}
			worth = 1
		}
		for _, u := range users[max(0, len(users)-few):] {
			shared[u] += worth
		}
	})
	var near []int
	for u, n := range shared {
		if n >= words && int(u) != i && !w.kept[u].dead {
			near = append(near, int(u))
		}
	}
	slices.Sort(near)
	return near
}

// ring follows the links from one inquiry to all that hang together with it.
func (w *Window[K]) ring(fresh int) (Ring[K], bool) {
	members, shared := []int{fresh}, map[string]bool{}
	parties := map[string]bool{w.kept[fresh].trace.Party: true}
	for next := 0; next < len(members); next++ {
		if len(members) > largest {
			break
		}
		for _, i := range w.near(members[next]) {
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
	// Two languages have few words to share; a number or a site must do then.
	same := sameGoods(a, b)
	if (same || a.Lang != b.Lang) && shareString(a.Phones, b.Phones) {
		traits = append(traits, samePhone)
	}
	if (same || a.Lang != b.Lang) && shareString(a.Sites, b.Sites) {
		traits = append(traits, sameSite)
	}
	if sameProduct(a, b) && a.Network != "" && a.Network == b.Network && w.telling(feature{'n', hashOf(a.Network)}, a) {
		traits = append(traits, sameNetwork)
	}
	if same && sameRegion(a, b) && w.sameHand(a, b) {
		traits = append(traits, sameHand)
	}
	return traits
}

// sameHand says that two letters close alike in a way that few letters do.
func (w *Window[K]) sameHand(a, b *inquiry.Trace) bool {
	hands := 0
	for _, h := range a.Hand {
		if _, shared := slices.BinarySearch(b.Hand, h); shared && w.telling(feature{'h', h}, a) {
			hands++
		}
	}
	return hands >= 2 || hands == 1 && a.Client != "" && a.Client == b.Client
}

// telling says that a feature gives somebody away: those who have it ask for
// the same goods, but for a few, and come from a few countries at most. Where buyers
// of other goods have it too, it is a provider's network, a hotel's, or a
// formula.
func (w *Window[K]) telling(f feature, t *inquiry.Trace) bool {
	same, other, countries := map[string]bool{}, map[string]bool{}, map[string]bool{}
	users := w.users[f]
	for _, u := range users[max(0, len(users)-largest):] {
		k := &w.kept[u]
		if k.dead {
			continue
		}
		if k.trace.Country != "" {
			countries[k.trace.Country] = true
		}
		if k.trace.Party == t.Party || sameGoods(t, &k.trace) {
			same[k.trace.Party] = true
		} else {
			other[k.trace.Party] = true
		}
	}
	places := 3
	if f.kind == 'n' {
		places = 2 // one /24 stands in one place
	}
	return len(other)*4 <= len(same) && len(countries) <= places
}

// sameGoods says that a word of one's product stands in the other's letter, or
// a few words that are rare in letters of the trade do.
func sameGoods(a, b *inquiry.Trace) bool {
	wordsA, wordsB := meaning(a.Text), meaning(b.Text)
	return overlap(a.Goods, b.Goods) > 0 || overlap(a.Goods, wordsB) > 0 || overlap(wordsA, b.Goods) > 0 || overlap(wordsA, wordsB) >= 2
}

// sameProduct says that each letter speaks of what the other asks for.
func sameProduct(a, b *inquiry.Trace) bool {
	wordsA, wordsB := meaning(a.Text), meaning(b.Text)
	mine, theirs, words := overlap(a.Goods, wordsB) > 0, overlap(wordsA, b.Goods) > 0, overlap(wordsA, wordsB)
	return overlap(a.Goods, b.Goods) > 0 || mine && theirs || (mine || theirs) && words >= 3 || words >= 5
}

func sameRegion(a, b *inquiry.Trace) bool {
	return a.Country == b.Country || a.Region != "" && a.Region == b.Region || a.Country == "" || b.Country == ""
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
