package screen

import (
	"fmt"

	"inquiryd/internal/inquiry"
)

// Scorecard is the practitioners' table: five criteria that add up to the sum,
// a sixth that multiplies it, the thresholds of the tiers, and the bounds that
// hold a score down or up. Its original is lost; the defaults are ours and
// agree with the calibration rule (domain section 3): with a sender who can be
// answered and full credibility, score = 50 + 80 × points of the rule.
type Scorecard struct {
	Points      Points      `toml:"points"`
	Credibility Credibility `toml:"credibility"`
	Thresholds  Thresholds  `toml:"thresholds"`
	Limits      Limits      `toml:"limits"`
}

// Points is what each observation adds to the sum, once.
type Points struct {
	Addressing int `toml:"addressing"` // written to us: by name, model number, fair, earlier contact

	Category int `toml:"category"` // names a product category
	Model    int `toml:"model"`    // names a model, specification, size, drawing or standard

	QuantityVague  int `toml:"quantity_vague"`  // "bulk order", MOQ asked
	QuantityNumber int `toml:"quantity_number"` // a number
	Price          int `toml:"price"`           // price asked

	Shipping   int `toml:"shipping"`   // shipping, delivery or lead time asked
	Place      int `toml:"place"`      // more, with a port, place, incoterm or date
	Packing    int `toml:"packing"`    // packing or customisation
	Particular int `toml:"particular"` // payment, certificate, sample or technical question

	Answerable int `toml:"answerable"` // the sender can be answered
	Identity   int `toml:"identity"`   // says company, country or role
}

// Credibility is the factor, 0 to 10, that a strong sign leaves of 10.
type Credibility struct {
	Bulk          int `toml:"bulk"`          // list or bulk mail by its own headers
	Contradictory int `toml:"contradictory"` // the identity contradicts itself
	Scam          int `toml:"scam"`
	Spy           int `toml:"spy"`
}

// Thresholds are the lowest scores of tiers A to D; what is lower is E.
type Thresholds struct {
	A int `toml:"a"`
	B int `toml:"b"`
	C int `toml:"c"`
	D int `toml:"d"`
}

// Limits are caps (Max) and floors (Min) on the score. Caps are stronger.
type Limits struct {
	SamplesMax     int `toml:"samples_max"`     // asks for samples only
	CooperationMax int `toml:"cooperation_max"` // cooperation, names no product
	CatalogueMax   int `toml:"catalogue_max"`   // asks for a catalogue or price list only
	ScamMax        int `toml:"scam_max"`
	SpyMax         int `toml:"spy_max"`
	MischiefMax    int `toml:"mischief_max"`
	OrderMin       int `toml:"order_min"`    // a placed order
	CustomerMin    int `toml:"customer_min"` // a known customer's new request
}

// DefaultScorecard is the scorecard of domain section 3.
func DefaultScorecard() Scorecard {
	return Scorecard{
		Points: Points{
			Addressing: 8,
			Category:   8, Model: 16,
			QuantityVague: 8, QuantityNumber: 16, Price: 8,
			Shipping: 8, Place: 8, Packing: 8, Particular: 8,
			Answerable: 5, Identity: 8,
		},
		Credibility: Credibility{Bulk: 8, Contradictory: 5, Scam: 2, Spy: 2},
		Thresholds:  Thresholds{A: 680, B: 530, C: 300, D: 200},
		Limits: Limits{
			SamplesMax: 299, CooperationMax: 529, CatalogueMax: 529,
			ScamMax: 199, SpyMax: 199, MischiefMax: 199,
			OrderMin: 680, CustomerMin: 300,
		},
	}
}

// Ranges of the criteria, and of the score, from domain section 3.
const (
	maxAddressing  = 8
	maxProduct     = 16
	maxTerms       = 24
	maxFulfilment  = 32
	maxBuyer       = 13
	maxCredibility = 10
	maxScore       = (maxAddressing + maxProduct + maxTerms + maxFulfilment + maxBuyer) * maxCredibility
)

// Tier is the band that a score lies in.
func (t Thresholds) Tier(score int) inquiry.Tier {
	switch {
	case score >= t.A:
		return inquiry.A
	case score >= t.B:
		return inquiry.B
	case score >= t.C:
		return inquiry.C
	case score >= t.D:
		return inquiry.D
	}
	return inquiry.E
}

// validate checks each value's range, then that the order of things holds.
func (s Scorecard) validate(key string) []Fault {
	var faults []Fault
	inRange := func(name string, have, most int) {
		if have < 0 || have > most {
			faults = append(faults, Fault{key + "." + name, fmt.Errorf("want 0 to %d, have %d", most, have)})
		}
	}
	p := s.Points
	inRange("points.addressing", p.Addressing, maxAddressing)
	inRange("points.category", p.Category, maxProduct)
	inRange("points.model", p.Model, maxProduct)
	inRange("points.quantity_vague", p.QuantityVague, maxTerms)
	inRange("points.quantity_number", p.QuantityNumber, maxTerms)
	inRange("points.price", p.Price, maxTerms)
	inRange("points.shipping", p.Shipping, maxFulfilment)
	inRange("points.place", p.Place, maxFulfilment)
	inRange("points.packing", p.Packing, maxFulfilment)
	inRange("points.particular", p.Particular, maxFulfilment)
	inRange("points.answerable", p.Answerable, maxBuyer)
	inRange("points.identity", p.Identity, maxBuyer)
	inRange("credibility.bulk", s.Credibility.Bulk, maxCredibility)
	inRange("credibility.contradictory", s.Credibility.Contradictory, maxCredibility)
	inRange("credibility.scam", s.Credibility.Scam, 2)
	inRange("credibility.spy", s.Credibility.Spy, 2)
	inRange("thresholds.a", s.Thresholds.A, maxScore)
	inRange("thresholds.b", s.Thresholds.B, maxScore)
	inRange("thresholds.c", s.Thresholds.C, maxScore)
	inRange("thresholds.d", s.Thresholds.D, maxScore)
	inRange("limits.samples_max", s.Limits.SamplesMax, maxScore)
	inRange("limits.cooperation_max", s.Limits.CooperationMax, maxScore)
	inRange("limits.catalogue_max", s.Limits.CatalogueMax, maxScore)
	inRange("limits.scam_max", s.Limits.ScamMax, maxScore)
	inRange("limits.spy_max", s.Limits.SpyMax, maxScore)
	inRange("limits.mischief_max", s.Limits.MischiefMax, maxScore)
	inRange("limits.order_min", s.Limits.OrderMin, maxScore)
	inRange("limits.customer_min", s.Limits.CustomerMin, maxScore)
	return append(faults, s.order(key)...)
}

// order checks what one value says about another.
func (s Scorecard) order(key string) []Fault {
	var faults []Fault
	atMost := func(name string, have, most int, than string) {
		if have > most {
			faults = append(faults, Fault{key + "." + name, fmt.Errorf("want at most %s, which is %d, have %d", than, most, have)})
		}
	}
	fits := func(name string, sum, most int) {
		if sum > most {
			faults = append(faults, Fault{key + ".points." + name, fmt.Errorf("its criterion adds up to %d, want at most %d", sum, most)})
		}
	}
	p, t := s.Points, s.Thresholds
	atMost("points.category", p.Category, p.Model, "points.model")
	atMost("points.quantity_vague", p.QuantityVague, p.QuantityNumber, "points.quantity_number")
	fits("price", p.QuantityNumber+p.Price, maxTerms)
	fits("particular", p.Shipping+p.Place+p.Packing+p.Particular, maxFulfilment)
	fits("identity", p.Answerable+p.Identity, maxBuyer)
	atMost("thresholds.b", t.B, t.A, "thresholds.a")
	atMost("thresholds.c", t.C, t.B, "thresholds.b")
	atMost("thresholds.d", t.D, t.C, "thresholds.c")
	return faults
}

// slot is one line of the scorecard: it is filled once, by the strongest
// observation, however often the letter repeats itself.
type slot int

const (
	slotNone slot = iota // evidence that only informs
	slotAddressing
	slotProduct
	slotQuantity
	slotPrice
	slotShipping
	slotPlace
	slotPacking
	slotParticular
	slotAnswerable
	slotIdentity
	slots
)

// criterion is the column a slot adds to.
func (s slot) criterion() inquiry.Criterion {
	switch s {
	case slotAddressing:
		return inquiry.Addressing
	case slotProduct:
		return inquiry.Product
	case slotQuantity, slotPrice:
		return inquiry.Terms
	case slotShipping, slotPlace, slotPacking, slotParticular:
		return inquiry.Fulfilment
	case slotAnswerable, slotIdentity:
		return inquiry.BuyerKnown
	}
	return ""
}

// tally is the points of one letter, slot by slot.
type tally [slots]int

// criteria adds the slots up by column.
func (t *tally) criteria(credibility int) inquiry.Criteria {
	return inquiry.Criteria{
		Addressing:  t[slotAddressing],
		Product:     t[slotProduct],
		Terms:       t[slotQuantity] + t[slotPrice],
		Fulfilment:  t[slotShipping] + t[slotPlace] + t[slotPacking] + t[slotParticular],
		Buyer:       t[slotAnswerable] + t[slotIdentity],
		Credibility: credibility,
	}
}
