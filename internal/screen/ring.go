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

// RingWindow is how far apart two members of a ring may write.
const RingWindow = 30 * 24 * time.Hour

// ringSize is how many different parties make a ring.
const ringSize = 3

// RingOf is the ring that the trace at index fresh belongs to among the traces
// given, or false. The order of the traces does not matter.
func RingOf(traces []inquiry.Trace, fresh int) (inquiry.Ring, bool) {
	members, shared := []int{fresh}, map[string]int{}
	for next := 0; next < len(members); next++ {
		for i := range traces {
			if slices.Contains(members, i) {
				continue
			}
			if traits := linked(&traces[members[next]], &traces[i]); len(traits) > 0 {
				members = append(members, i)
				for _, t := range traits {
					shared[t]++
				}
			}
		}
	}
	parties := map[string]bool{}
	for _, m := range members {
		parties[traces[m].Party] = true
	}
	if len(parties) < ringSize {
		return inquiry.Ring{}, false
	}
	slices.SortFunc(members, func(a, b int) int {
		return cmp.Or(traces[a].At.Compare(traces[b].At), cmp.Compare(traces[a].From, traces[b].From))
	})
	ring := inquiry.Ring{Members: members}
	first := traces[members[0]]
	ring.ID = fmt.Sprintf("ring-%s-%06x", first.At.UTC().Format("060102"), hashOf(first.From+first.Mid)&0xffffff)
	for _, trait := range traitNames {
		if shared[trait] > 0 {
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
func linked(a, b *inquiry.Trace) []string {
	apart := a.At.Sub(b.At).Abs()
	if apart > RingWindow || a.Exempt || b.Exempt || a.Party == b.Party {
		return nil
	}
	var traits []string
	if nearSame(a, b) {
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
// sentences moved. Short texts are alike by nature and prove nothing.
func nearSame(a, b *inquiry.Trace) bool {
	pairs, words := overlap(a.Pairs, b.Pairs), overlap(a.Words, b.Words)
	p := float64(pairs) / float64(max(1, min(len(a.Pairs), len(b.Pairs))))
	w := float64(words) / float64(max(1, min(len(a.Words), len(b.Words))))
	return words >= 11 && w >= 0.35 || words >= 16 && w >= 0.28 || words >= 8 && w >= 0.3 && p >= 0.16 || words >= 6 && p >= 0.45
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
func (s *Screen) Ringed(v inquiry.Verdict, ring inquiry.Ring, others []string) inquiry.Verdict {
	v.Ring = ring.ID
	v.BuyerType = inquiry.PriceSpy
	v.Criteria.Credibility = min(v.Criteria.Credibility, s.config.Scorecard.Credibility.Spy)
	v.Score = min(v.Criteria.Sum()*v.Criteria.Credibility, s.config.Scorecard.Limits.SpyMax)
	v.Tier = s.config.Scorecard.Thresholds.Tier(v.Score)
	v.Evidence = slices.DeleteFunc(slices.Clone(v.Evidence), func(e inquiry.Evidence) bool { return e.Signal == "ring" })
	v.Evidence = append(v.Evidence, inquiry.Evidence{
		Signal: "ring", Criterion: inquiry.Credibility, Points: v.Criteria.Credibility,
		Note: fmt.Sprintf("the same goods asked for from %d addresses that share %s: %s", len(others)+1, strings.Join(ring.Shared, ", "), strings.Join(others, ", ")),
	})
	return v
}
