package screen

import (
	"math"
	"strings"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// Swindlers, price spies and jokers write like buyers, and few of their words
// are on any list. After the signals have read the letter each suspicion is
// weighed once more: by what was seen, and by how every word leans (leaning.go).
// The weights stand in weights.go and were fitted with those of direction.go.

// The suspicions, by their place in questions.
const (
	askInquiry = iota
	askScam
	askSpy
	askMischief
	questionCount
)

// questions are what words lean for.
var questions = [questionCount]string{"inquiry", "scam", "price-spy", "mischief"}

// suspicious is from what chance on a suspicion holds.
const suspicious = 0.4

// suspicionFacts are what else has a weight.
var suspicionFacts = []struct {
	name  string
	value func(*reading) float64
}{
	{"marks of fraud", func(r *reading) float64 { return float64(min(distinct(r.words, lexicon.Scam), most)) }},
	{"questions of cost", func(r *reading) float64 { return float64(min(distinct(r.words, lexicon.Breakdown), most)) }},
	{"nonsense", func(r *reading) float64 { return float64(min(distinct(r.words, lexicon.Mischief), most)) }},
	{"great name", func(r *reading) float64 {
		_, _, ok := find(append(r.words, &r.sender), lexicon.Institution)
		return yes(ok)
	}},
	{"great name from a free mailbox", func(r *reading) float64 {
		_, _, ok := find(append(r.words, &r.sender), lexicon.Institution)
		return yes(ok && r.in.Origin.Mailbox == inquiry.FreeMailbox)
	}},
	{"free mailbox", func(r *reading) float64 { return yes(r.in.Origin.Mailbox == inquiry.FreeMailbox) }},
	{"answers go elsewhere", func(r *reading) float64 { return yes(r.letter.Platform == "" && r.redirected()) }},
	{"failed authentication", func(r *reading) float64 { return yes(r.unproven()) }},
	{"sums of money", func(r *reading) float64 { return float64(min(r.text.sumsOfMoney(), most)) }},
	{"quantity", func(r *reading) float64 { return yes(r.seen.number) }},
	{"exact", func(r *reading) float64 { return yes(r.seen.exact) }},
	{"price asked", func(r *reading) float64 { return yes(r.seen.price) }},
	{"terms asked", func(r *reading) float64 {
		return yes(r.seen.shipping) + yes(r.seen.packing) + yes(r.seen.certificate) + yes(r.seen.sample)
	}},
	{"says who", func(r *reading) float64 { return yes(r.seen.identity) }},
	{"short", func(r *reading) float64 { return yes(len(r.text.Folded) < 160) }},
	{"known customer", func(r *reading) float64 {
		return yes(r.in.Customer || listed(r.screen.config.Seller.Customers, r.letter.From.Mail))
	}},
}

func (r *reading) suspicionFeatures() []float64 {
	x := make([]float64, len(suspicionFacts))
	for i, f := range suspicionFacts {
		x[i] = f.value(r)
	}
	return x
}

// suspect weighs the suspicions that the signals left open.
func (r *reading) suspect(leanings lean) {
	x := r.suspicionFeatures()
	card := r.screen.config.Scorecard.Credibility
	for q, s := range map[int]struct {
		seen   *bool
		signal string
		left   int
		note   string
	}{
		askScam:     {&r.seen.scam, "scam", card.Scam, "reads like a swindle"},
		askSpy:      {&r.seen.spy, "breakdown", card.Spy, "asks what only a competitor needs to know"},
		askMischief: {&r.seen.mischief, "mischief", maxCredibility, "reads like a joke"},
	} {
		if *s.seen {
			continue
		}
		z := suspicionBias[q] + float64(leanings[q])
		for i, w := range suspicionWeights {
			z += x[i] * w.weight[q]
		}
		if 1/(1+math.Exp(-z)) < suspicious {
			continue
		}
		*s.seen = true
		p, start, end := r.speaksFor(q)
		e := inquiry.Evidence{Signal: s.signal, Quote: p.cite(start, end), Note: s.note}
		if s.left < maxCredibility {
			e.Criterion, e.Points = inquiry.Credibility, s.left
		}
		r.evidence = append(r.evidence, e)
	}
}

// speaksFor is the stretch of words around the one that leans most for a
// question: what a rep is shown.
func (r *reading) speaksFor(question int) (p *passage, start, end int) {
	l, best, at := leanings(), float32(0), -1
	for _, spoken := range r.body {
		spoken.eachToken(func(t token, i int) {
			if w := l.of(t); w != nil && w[question] > best {
				best, p, at = w[question], spoken, i
			}
		})
	}
	if at < 0 {
		return &r.text, 0, 0
	}
	const around = 32 // folded bytes to either side
	start, end = p.sentence(at)
	start, end = max(start, at-around), min(end, at+around)
	if nl := strings.LastIndexByte(p.Folded[start:at], '\n'); nl >= 0 {
		start += nl + 1
	}
	if nl := strings.IndexByte(p.Folded[at:end], '\n'); nl >= 0 {
		end = at + nl
	}
	// Whole words: an edge within one moves inwards.
	for start < at && (p.Class[start] == lexicon.Gap || !p.WordStart(start)) {
		start++
	}
	for end > at+1 && !p.WordEnd(end) {
		end--
	}
	return p, start, end
}
