package screen

import (
	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// readBreakdown looks for the questions of a price spy: cost breakdown, bill
// of materials, margins, what other customers pay. The best letters are
// professional too, so nothing else in one letter makes a spy.
func readBreakdown(r *reading) {
	if p, h, ok := find(r.body, lexicon.Breakdown); ok {
		r.seen.spy = true
		r.evidence = append(r.evidence, inquiry.Evidence{
			Signal: "breakdown", Criterion: inquiry.Credibility, Points: r.screen.config.Scorecard.Credibility.Spy,
			Quote: p.cite(h.Start, h.End), Note: "asks what only a competitor needs to know",
		})
	}
}
