package screen

import (
	"strings"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// readScam looks for the marks of a swindler who poses as a buyer. One mark in
// a letter with exact goods is only shown; two, or one without, make a scam.
func readScam(r *reading) {
	p, h, ok := find(r.words, lexicon.Scam)
	if !ok {
		return
	}
	e := inquiry.Evidence{Signal: "scam", Quote: p.cite(h.Start, h.End), Note: "a mark of fraud"}
	if distinct(r.words, lexicon.Scam) >= 2 || !r.seen.exact || r.redirected() {
		r.seen.scam = true
		e.Criterion, e.Points = inquiry.Credibility, r.screen.config.Scorecard.Credibility.Scam
	}
	r.evidence = append(r.evidence, e)
}

// redirected says that answers go to another domain than the sender's.
func (r *reading) redirected() bool {
	reply := r.letter.Answerable().Domain()
	return reply != "" && !strings.EqualFold(reply, r.letter.From.Domain())
}
