package screen

import (
	"strings"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// readScam weighs the marks of a swindler who poses as a buyer: the words of
// fraud, a borrowed name, a sender that is not what it says. One mark in a
// letter with exact goods is only shown; enough of them together make a scam.
func readScam(r *reading) {
	const enough = 4
	weight, kinds := 0, 0
	var marks []inquiry.Evidence
	mark := func(worth int, quote, note string) {
		weight += worth
		kinds++
		marks = append(marks, inquiry.Evidence{Signal: "scam", Quote: quote, Note: note})
	}
	if p, h, ok := find(r.words, lexicon.Scam); ok {
		worth := min(2*distinct(r.words, lexicon.Scam), 4)
		if start, end := p.sentence(h.Start); worth < 4 && p.money(start, end) {
			worth++ // a sum goes with it: a fee to pay
		}
		if !r.seen.exact && !r.seen.number {
			worth = max(worth, 4)
		}
		mark(worth, p.cite(h.Start, h.End), "a mark of fraud")
	}
	elsewhere := r.redirected() && r.letter.Platform == ""
	if p, h, ok := find(append(r.words, &r.sender), lexicon.Institution); ok && (elsewhere || r.in.Origin.Mailbox == inquiry.FreeMailbox) {
		worth := 2
		if r.in.Origin.Mailbox == inquiry.FreeMailbox {
			worth = 3
		}
		mark(worth, p.cite(h.Start, h.End), "a great name, and not from its own mailbox")
	}
	if elsewhere && kinds > 0 {
		mark(1, "", "answers go to "+r.letter.Answerable().Domain())
	}
	if r.unproven() && kinds > 0 {
		mark(1, "", "the sender's address failed its authentication")
	}
	if weight < enough {
		r.evidence = append(r.evidence, marks...)
		return
	}
	r.seen.scam = true
	for i := range marks {
		marks[i].Criterion, marks[i].Points = inquiry.Credibility, r.screen.config.Scorecard.Credibility.Scam
	}
	r.evidence = append(r.evidence, marks...)
}

// redirected says that answers go to another domain than the sender's.
func (r *reading) redirected() bool {
	reply := r.letter.Answerable().Domain()
	return reply != "" && !strings.EqualFold(reply, r.letter.From.Domain())
}
