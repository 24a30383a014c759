package screen

import "inquiryd/internal/inquiry"

// kind names what an inquiry asks about (domain section 2). Terms need a
// product, its price, one of packing, shipping or lead time (a logo alone is
// no packing), and a quantity or specification that is fit to quote; a placed
// order is terms.
func (r *reading) kind() inquiry.Kind {
	s := &r.seen
	switch {
	case s.order, s.product && s.price && (s.packing || s.shipping) && (s.number || s.exact):
		return inquiry.TermsAsked
	case s.product:
		return inquiry.ProductAsked
	}
	return inquiry.Cooperation
}
