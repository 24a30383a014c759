package screen

import "inquiryd/internal/lexicon"

// readCooperation looks for partnership, agency and distribution.
func readCooperation(r *reading) {
	if p, h, ok := find(r.body, lexicon.Cooperation); ok {
		r.seen.cooperation = true
		r.note("cooperation", p, h.Start, h.End, "seeks cooperation")
	}
}
