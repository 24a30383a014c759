package screen

import (
	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// buyerType names why the buyer writes (domain section 4). Fraud comes first,
// then what the letter is confined to, then signs of a beginner, then need.
func (r *reading) buyerType() inquiry.BuyerType {
	s := &r.seen
	_, _, starter := find(r.body, lexicon.Starter)
	_, _, need := find(r.body, lexicon.Need)
	switch {
	case s.scam:
		return inquiry.Scam
	case s.spy:
		return inquiry.PriceSpy
	case s.mischief:
		return inquiry.Mischief
	case s.order:
		return inquiry.Sourcing
	case r.samplesOnly() && (s.free || !need):
		return inquiry.Samples
	case r.catalogueOnly() && !need && !starter && !s.cooperation:
		return inquiry.Information
	case starter && !(s.number && s.exact):
		return inquiry.MarketEntry
	case s.cooperation && !s.number:
		return inquiry.MarketEntry
	case s.number, s.custom, need, s.target, s.sample && !s.free, s.vague && s.product, s.exact && (s.shipping || s.technical || s.packing):
		return inquiry.Sourcing
	case s.product && (s.shipping || s.packing || s.technical || s.contact):
		return inquiry.Sourcing
	}
	return inquiry.Information
}

// samplesOnly says that samples are all the letter asks for: no price, no
// quantity beyond a few pieces, nothing to be made or delivered in number.
func (r *reading) samplesOnly() bool {
	s := &r.seen
	return s.sample && !s.order && !s.number && !s.target && !s.moq && !s.custom && (!s.price || s.free && !s.exact)
}

// catalogueOnly says that a catalogue or price list is all it asks for.
func (r *reading) catalogueOnly() bool {
	s := &r.seen
	return s.catalogue && !s.order && !s.number && !s.vague && !s.moq && !s.shippingAsked && !s.packing && !s.custom && !s.sample && !s.target
}
