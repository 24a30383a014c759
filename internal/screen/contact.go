package screen

import "inquiryd/internal/lexicon"

// readContact looks for an earlier contact: a fair, a recommendation, an
// earlier order, an answer to our own mail, or a customer we know.
func readContact(r *reading) {
	points := r.screen.config.Scorecard.Points.Addressing
	if r.in.Customer || listed(r.screen.config.Seller.Customers, r.letter.From.Mail) {
		r.seen.contact = true
		r.claim("contact", slotAddressing, points, &r.text, 0, 0, "a customer we know")
	}
	if p, h, ok := find(r.body, lexicon.Contact); ok && r.letter.Platform == "" {
		r.seen.contact = true
		r.claim("contact", slotAddressing, points, p, h.Start, h.End, "refers to an earlier contact")
	}
}
