package screen

import (
	"cmp"
	"fmt"
	"slices"

	"inquiryd/internal/inquiry"
)

// Explanation is a verdict as a rep would want it told.
type Explanation struct {
	Rows    []Row
	Sum     int      // of the five criteria
	Bounds  []string // caps and floors that moved the score
	Next    inquiry.Tier
	Lacking int      // points of the score to the next tier; 0 at the top
	Missing []string // what the buyer has not said, most points first; any of it raises the score
}

// Row is one criterion.
type Row struct {
	Criterion inquiry.Criterion  `json:"criterion"`
	Have      int                `json:"have"`
	Most      int                `json:"most"`
	Evidence  []inquiry.Evidence `json:"evidence,omitempty"`
}

// Explain takes a verdict apart. It works on stored verdicts too: nothing but
// the verdict is needed.
func (s *Screen) Explain(v inquiry.Verdict) Explanation {
	x := Explanation{Sum: v.Criteria.Sum()}
	for _, c := range []struct {
		criterion inquiry.Criterion
		have, top int
	}{
		{inquiry.Addressing, v.Criteria.Addressing, maxAddressing}, {inquiry.Product, v.Criteria.Product, maxProduct},
		{inquiry.Terms, v.Criteria.Terms, maxTerms}, {inquiry.Fulfilment, v.Criteria.Fulfilment, maxFulfilment},
		{inquiry.BuyerKnown, v.Criteria.Buyer, maxBuyer}, {inquiry.Credibility, v.Criteria.Credibility, maxCredibility},
	} {
		row := Row{Criterion: c.criterion, Have: c.have, Most: c.top}
		for _, e := range v.Evidence {
			if e.Criterion == c.criterion {
				row.Evidence = append(row.Evidence, e)
			}
		}
		x.Rows = append(x.Rows, row)
	}
	for _, e := range v.Evidence {
		if e.Signal == "cap" || e.Signal == "floor" {
			x.Bounds = append(x.Bounds, e.Note)
		}
	}
	x.next(s.config.Scorecard, v)
	return x
}

// next finds the tier above, how far it is, and what would lead there.
func (x *Explanation) next(card Scorecard, v inquiry.Verdict) {
	t := card.Thresholds
	at := slices.Index(inquiry.Tiers[:], v.Tier)
	if !v.Inquiry || at <= 0 {
		return
	}
	x.Next = inquiry.Tiers[at-1]
	x.Lacking = [...]int{t.A, t.B, t.C, t.D}[at-1] - v.Score
	var have tally
	for _, e := range v.Evidence {
		if to := slotOf(e); to.criterion() == e.Criterion {
			have[to] += e.Points
		}
	}
	p := card.Points
	type wish struct {
		slot   slot
		most   int
		phrase string
	}
	var wishes []wish
	for _, w := range []wish{
		{slotQuantity, p.QuantityNumber, "a quantity in figures"}, {slotProduct, p.Model, "a model, size, drawing or standard"},
		{slotPrice, p.Price, "a question for the price"}, {slotShipping, p.Shipping, "a question for shipping or lead time"},
		{slotPlace, p.Place, "a port, place, incoterm or date"}, {slotPacking, p.Packing, "packing or customisation"},
		{slotParticular, p.Particular, "payment, certificate, sample or a technical question"},
		{slotIdentity, p.Identity, "company, country or role"}, {slotAddressing, p.Addressing, "our name, or an earlier contact"},
	} {
		if w.most > have[w.slot] {
			w.most -= have[w.slot]
			wishes = append(wishes, w)
		}
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Compare(b.most, a.most) })
	for _, w := range wishes {
		x.Missing = append(x.Missing, fmt.Sprintf("%s (+%d)", w.phrase, w.most*v.Criteria.Credibility))
	}
}
