package screen

import "inquiryd/internal/lexicon"

// readIncoterm looks for a term of delivery. Naming one asks for shipping and
// says where risk passes, so it fills both slots.
func readIncoterm(r *reading) {
	p, h, ok := find(r.body, lexicon.Incoterm)
	if !ok {
		return
	}
	pts := r.screen.config.Scorecard.Points
	start, end := h.Start, h.End
	for _, g := range p.hits {
		if g.Start >= h.End && g.Start-h.End <= 12 && (g.Cue == lexicon.Port || g.Cue == lexicon.Country) {
			start, end = g.Start, g.End
			break
		}
	}
	r.seen.shipping, r.seen.place = true, true
	r.claim("incoterm", slotShipping, pts.Shipping, p, h.Start, h.End, "names a term of delivery")
	r.claim("place", slotPlace, pts.Place, p, start, end, "names where risk passes")
}
