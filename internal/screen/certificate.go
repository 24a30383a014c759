package screen

import "inquiryd/internal/lexicon"

// readCertificate looks for certificates, approvals and test reports. Together with the
// other particulars of fulfilment it counts once.
func readCertificate(r *reading) {
	p, h, ok := find(r.body, lexicon.Certificate)
	if !ok {
		return
	}
	r.seen.certificate = true
	r.claim("certificate", slotParticular, r.screen.config.Scorecard.Points.Particular, p, h.Start, h.End, "asks for certificates")
}
