package screen

import (
	"errors"
	"strings"
	"testing"

	"inquiryd/internal/inquiry"
)

// TestTiersEqualTheRule goes through every combination of the calibration
// rule's points: score = 50 + 80 × points, and the tier is the rule's.
func TestTiersEqualTheRule(t *testing.T) {
	card := DefaultScorecard()
	p := card.Points
	steps := []struct {
		slot   slot
		points []int // the value of the slot for 0, 1, 2 points of the rule
	}{
		{slotAddressing, []int{0, p.Addressing}},
		{slotProduct, []int{0, p.Category, p.Model}},
		{slotQuantity, []int{0, p.QuantityVague, p.QuantityNumber}},
		{slotPrice, []int{0, p.Price}},
		{slotShipping, []int{0, p.Shipping}},
		{slotPlace, []int{0, p.Place}},
		{slotPacking, []int{0, p.Packing}},
		{slotParticular, []int{0, p.Particular}},
		{slotIdentity, []int{0, p.Identity}},
	}
	combinations := 0
	var try func(i, rule int, have tally)
	try = func(i, rule int, have tally) {
		if i == len(steps) {
			combinations++
			c := have.criteria(maxCredibility)
			score := c.Sum() * c.Credibility
			if score != 50+80*rule {
				t.Fatalf("%d points score %d", rule, score)
			}
			if got, want := card.Thresholds.Tier(score), ruleTier(rule); got != want {
				t.Fatalf("%d points are tier %s, the rule says %s", rule, got, want)
			}
			return
		}
		for n, v := range steps[i].points {
			have[steps[i].slot] = v
			try(i+1, rule+n, have)
		}
	}
	var start tally
	start[slotAnswerable] = p.Answerable
	try(0, 0, start)
	if combinations != 1152 {
		t.Errorf("tried %d combinations, want 1152", combinations)
	}
}

// ruleTier is the calibration rule of domain section 3.
func ruleTier(points int) inquiry.Tier {
	switch {
	case points >= 8:
		return inquiry.A
	case points >= 6:
		return inquiry.B
	case points >= 4:
		return inquiry.C
	case points >= 2:
		return inquiry.D
	}
	return inquiry.E
}

func TestDefaultsAreValid(t *testing.T) {
	if faults := Defaults().Validate(); len(faults) > 0 {
		t.Errorf("faults %v", faults)
	}
}

func TestValidateNamesEveryKey(t *testing.T) {
	c := Defaults()
	c.Seller.Names = []string{"ok", " "}
	c.Seller.Domains = []string{"no domain"}
	c.Seller.Reps = []Rep{{Name: "", Aliases: []string{""}}}
	c.Seller.Customers = []string{"@x", "buyer@shop.example"}
	c.Catalogue = []Product{{Name: "", Models: []string{""}}}
	c.Scorecard.Points.Price = 99
	c.Scorecard.Credibility.Spy = 3
	c.Scorecard.Thresholds.B = 700
	_, err := New(c)
	if err == nil {
		t.Fatal("no error")
	}
	for _, key := range []string{
		"seller.names[1]", "seller.domains[0]", "seller.reps[0].name", "seller.reps[0].aliases[0]", "seller.customers[0]",
		"catalogue[0].name", "catalogue[0].models[0]", "scorecard.points.price", "scorecard.credibility.spy", "scorecard.thresholds.b",
	} {
		if !strings.Contains(err.Error(), key+": ") {
			t.Errorf("error does not name %s:\n%v", key, err)
		}
	}
	var f Fault
	if !errors.As(err, &f) || f.Key != "seller.names[1]" {
		t.Errorf("first fault is %+v", f)
	}
}
