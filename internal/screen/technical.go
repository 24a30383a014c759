package screen

import "inquiryd/internal/lexicon"

// readTechnical looks for a question that only a user of the goods asks. Together with the
// other particulars of fulfilment it counts once.
func readTechnical(r *reading) {
	p, h, ok := find(r.body, lexicon.Technical)
	if !ok {
		return
	}
	r.seen.technical = true
	r.claim("technical", slotParticular, r.screen.config.Scorecard.Points.Particular, p, h.Start, h.End, "a technical question")
}
