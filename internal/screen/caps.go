package screen

import (
	"fmt"

	"inquiryd/internal/inquiry"
)

// bound is a cap or a floor on the score with the reason for it.
type bound struct {
	name  string
	limit int
	holds bool
	why   string
}

// hold applies floors, then caps: a scam that places an order stays a scam.
// Each that moved the score leaves its evidence.
func (r *reading) hold(score int) int {
	limits := r.screen.config.Scorecard.Limits
	customer := r.in.Customer || listed(r.screen.config.Seller.Customers, r.letter.From.Mail)
	floors := []bound{
		{"floor", limits.OrderMin, r.seen.order, "a placed order: at least %d"},
		{"floor", limits.CustomerMin, customer, "a known customer's request: at least %d"},
	}
	caps := []bound{
		{"cap", limits.SamplesMax, !customer && r.samplesOnly(), "asks for samples only: at most %d"},
		{"cap", limits.CooperationMax, !r.seen.product && !r.seen.order && !customer, "names no product: at most %d"},
		{"cap", limits.CatalogueMax, r.catalogueOnly() && !customer, "asks for a catalogue only: at most %d"},
		{"cap", limits.ScamMax, r.seen.scam, "a scam: at most %d"},
		{"cap", limits.SpyMax, r.seen.spy && !customer, "a price spy: at most %d"},
		{"cap", limits.MischiefMax, r.seen.mischief && !customer, "nonsense: at most %d"},
	}
	for _, b := range floors {
		if b.holds && score < b.limit {
			score = b.limit
			r.evidence = append(r.evidence, inquiry.Evidence{Signal: b.name, Note: fmt.Sprintf(b.why, b.limit)})
		}
	}
	for _, b := range caps {
		if b.holds && score > b.limit {
			score = b.limit
			r.evidence = append(r.evidence, inquiry.Evidence{Signal: b.name, Note: fmt.Sprintf(b.why, b.limit)})
		}
	}
	return score
}

// credibility is the factor that strong signs leave of 10.
func (r *reading) credibility() int {
	c := r.screen.config.Scorecard.Credibility
	left := maxCredibility
	for _, sign := range []struct {
		seen  bool
		worth int
	}{{r.seen.bulk, c.Bulk}, {r.seen.contradictory, c.Contradictory}, {r.seen.scam, c.Scam}, {r.seen.spy, c.Spy}} {
		if sign.seen {
			left = min(left, sign.worth)
		}
	}
	return left
}
