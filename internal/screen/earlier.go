package screen

import (
	"strings"

	"inquiryd/internal/inquiry"
)

// slotsOf says which line of the scorecard a signal's evidence fills.
var slotsOf = map[string]slot{
	"salutation": slotAddressing, "contact": slotAddressing,
	"product": slotProduct, "specification": slotProduct,
	"quantity": slotQuantity, "moq": slotQuantity,
	"price":    slotPrice,
	"shipping": slotShipping, "incoterm": slotShipping, "leadtime": slotShipping,
	"place":   slotPlace,
	"packing": slotPacking,
	"sample":  slotParticular, "certificate": slotParticular, "payment": slotParticular, "technical": slotParticular,
	"identity": slotIdentity,
}

// slotOf is the line that a piece of evidence filled, also one that was
// recalled before.
func slotOf(e inquiry.Evidence) slot {
	for to, name := range slotNames {
		if e.Signal == "earlier" && name != "" && strings.HasSuffix(e.Note, name) {
			return slot(to)
		}
	}
	return slotsOf[e.Signal]
}

// recall counts what the buyer said in an earlier letter of the conversation:
// whoever named the goods last week and the port today has named both.
func (r *reading) recall(earlier []inquiry.Evidence) {
	var before tally
	for _, e := range earlier {
		if to := slotOf(e); to.criterion() == e.Criterion && e.Points > 0 {
			before[to] += e.Points
		}
	}
	told := false
	for to, points := range before {
		if points <= r.tally[to] {
			continue
		}
		added := points - r.tally[to]
		r.tally[to] = points
		told = true
		r.evidence = append(r.evidence, inquiry.Evidence{
			Signal: "earlier", Criterion: slot(to).criterion(), Points: added, Note: "said in an earlier letter: " + slotNames[to],
		})
	}
	if !told {
		return
	}
	s := &r.seen
	pts := r.screen.config.Scorecard.Points
	s.product = s.product || before[slotProduct] > 0
	s.exact = s.exact || before[slotProduct] >= pts.Model
	s.number = s.number || before[slotQuantity] >= pts.QuantityNumber
	s.price = s.price || before[slotPrice] > 0
	s.shipping = s.shipping || before[slotShipping] > 0
	s.packing = s.packing || before[slotPacking] > 0
}

// slotNames are the lines of the scorecard in words.
var slotNames = [slots]string{
	slotAddressing: "written to us", slotProduct: "the product", slotQuantity: "a quantity", slotPrice: "the price",
	slotShipping: "shipping or delivery", slotPlace: "a place or date of delivery", slotPacking: "packing or customisation",
	slotParticular: "payment, certificate, sample or a technical question", slotAnswerable: "can be answered", slotIdentity: "company, country or role",
}
