package screen

import "inquiryd/internal/lexicon"

// readPacking looks for packing and for customisation: OEM, a logo, our
// design. Both fill one slot, but a logo alone is no packing for the kind.
func readPacking(r *reading) {
	points := r.screen.config.Scorecard.Points.Packing
	if p, h, ok := find(r.body, lexicon.Packing); ok {
		r.seen.packing = true
		r.claim("packing", slotPacking, points, p, h.Start, h.End, "speaks of packing")
	}
	if p, h, ok := find(r.body, lexicon.Custom); ok {
		r.seen.custom = true
		r.claim("packing", slotPacking, points, p, h.Start, h.End, "wants it customised")
	}
}
