package screen

import (
	"strings"

	"inquiryd/internal/lexicon"
)

// readPrice looks for the question for a price. "Your best offer" asks it, and
// so does a platform's request for quotation.
func readPrice(r *reading) {
	points := r.screen.config.Scorecard.Points.Price
	for _, p := range r.body {
		for _, h := range p.hits {
			if h.Cue == lexicon.Price && !p.ours(h) || h.Cue == lexicon.Target {
				r.seen.price = true
				r.claim("price", slotPrice, points, p, h.Start, h.End, "asks the price")
				return
			}
		}
	}
	if r.letter.Platform != "" && r.letter.Platform != "web-form" && r.seen.product && !r.seen.price {
		r.seen.price = true
		r.claim("price", slotPrice, points, &r.text, 0, 0, "a platform's request for quotation asks the price")
	}
}

// ours says that a price is offered and not asked: "our price is".
func (p *passage) ours(h lexicon.Hit) bool {
	before := p.Folded[max(0, h.Start-12):h.Start]
	for _, own := range []string{"our ", "our best ", "competitive ", "our unit ", "our list ", "good "} {
		if strings.HasSuffix(" "+before, " "+own) {
			return own != "good " && own != "competitive " || p.hasIn(0, len(p.Folded), lexicon.Selling)
		}
	}
	return false
}

// readTarget looks for a target price or a budget.
func readTarget(r *reading) {
	if p, h, ok := find(r.body, lexicon.Target); ok {
		r.seen.target = true
		r.note("target", p, h.Start, h.End, "names a target price or a budget")
	}
}
