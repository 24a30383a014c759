package screen

import "inquiryd/internal/lexicon"

// readLeadTime looks for the question how long it takes.
func readLeadTime(r *reading) {
	p, h, ok := find(r.body, lexicon.LeadTime)
	if !ok {
		return
	}
	r.seen.shipping, r.seen.shippingAsked = true, true
	r.claim("leadtime", slotShipping, r.screen.config.Scorecard.Points.Shipping, p, h.Start, h.End, "asks the lead time")
	if start, end, ok := r.destination(p, h); ok {
		r.seen.place = true
		r.claim("place", slotPlace, r.screen.config.Scorecard.Points.Place, p, start, end, "names a place or a date")
	}
}
