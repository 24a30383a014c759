package screen

import "inquiryd/internal/lexicon"

// readOrder looks for an order that is placed, not asked about.
func readOrder(r *reading) {
	for _, p := range []*passage{&r.text, &r.subject} {
		for _, h := range p.hits {
			if h.Cue != lexicon.Order {
				continue
			}
			if _, end := p.sentence(h.Start); end < len(p.Folded) && p.Folded[end] == '?' {
				continue
			}
			if p.hasIn(max(0, h.Start-24), h.Start, lexicon.Want, lexicon.Sample) {
				continue
			}
			r.seen.order = true
			r.note("order", p, h.Start, h.End, "places an order")
			return
		}
	}
}
