package screen

import "inquiryd/internal/lexicon"

// readPayment looks for terms of payment. Together with the
// other particulars of fulfilment it counts once.
func readPayment(r *reading) {
	p, h, ok := find(r.body, lexicon.Payment)
	if !ok {
		return
	}
	r.seen.payment = true
	r.claim("payment", slotParticular, r.screen.config.Scorecard.Points.Particular, p, h.Start, h.End, "asks terms of payment")
}
