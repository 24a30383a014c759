package follow

import (
	"fmt"
	"slices"

	"inquiryd/internal/inquiry"
)

// Cadence is how many of the buyer's working days lie between our letters: the
// first number between our first answer and the second letter, and so on. The
// last repeats for ever, unless it is 0, which ends it; an empty list means that
// the inquiry is not followed up.
type Cadence struct {
	A []int `toml:"A"`
	B []int `toml:"B"`
	C []int `toml:"C"`
	D []int `toml:"D"`
	E []int `toml:"E"`

	Cooperation []int `toml:"cooperation"` // who names no product: with a fresh subject each time
	Information []int `toml:"information"` // who collects price lists
	Often       []int `toml:"often"`       // an A who answers often

	FirstAnswer FirstAnswer `toml:"first_answer"`
	Fortnight   int         `toml:"fortnight"` // letters to one buyer in two weeks, at most
}

// FirstAnswer is within how many of the buyer's working days the rep should
// answer what a buyer writes; 0: the inquiry stands in the digest only.
type FirstAnswer struct {
	A int `toml:"A"`
	B int `toml:"B"`
	C int `toml:"C"`
	D int `toml:"D"`
	E int `toml:"E"`
}

// DefaultCadence is that of domain section 6.
func DefaultCadence() Cadence {
	return Cadence{
		A: []int{2, 3}, B: []int{3, 5}, C: []int{5, 5, 10}, D: []int{5, 0},
		Cooperation: []int{21}, Information: []int{10}, Often: []int{1},
		FirstAnswer: FirstAnswer{A: 1, B: 1, C: 2},
		Fortnight:   6,
	}
}

// Faults lists what is wrong, by TOML key below cadence.
func (c Cadence) Faults() map[string]error {
	faults := map[string]error{}
	for key, steps := range map[string][]int{"A": c.A, "B": c.B, "C": c.C, "D": c.D, "E": c.E, "cooperation": c.Cooperation, "information": c.Information, "often": c.Often} {
		for i, n := range steps {
			if n < 0 || n > 250 || n == 0 && i != len(steps)-1 {
				faults[fmt.Sprintf("%s[%d]", key, i)] = fmt.Errorf("want a positive number of days, have %d", n)
			}
		}
	}
	f := c.FirstAnswer
	for key, n := range map[string]int{"A": f.A, "B": f.B, "C": f.C, "D": f.D, "E": f.E} {
		if n < 0 || n > 30 {
			faults["first_answer."+key] = fmt.Errorf("want 0 to 30 days, have %d", n)
		}
	}
	if c.Fortnight < 1 || c.Fortnight > 14 {
		faults["fortnight"] = fmt.Errorf("want 1 to 14 letters, have %d", c.Fortnight)
	}
	return faults
}

// often is how many answers of a buyer within a fortnight make them one who
// answers often.
const often = 3

// steps are the cadence of a course; nil: none.
func (c Cadence) steps(k Course) []int {
	switch {
	case k.Type == inquiry.Scam, k.Type == inquiry.PriceSpy, k.Type == inquiry.Mischief:
		return nil
	case k.Kind == inquiry.Cooperation && k.Tier != inquiry.E:
		return c.Cooperation
	case k.Tier == inquiry.A && k.answersOften():
		return c.Often
	case k.Type == inquiry.Information && k.Tier != inquiry.A && k.Tier != inquiry.E:
		return c.Information
	}
	return map[inquiry.Tier][]int{inquiry.A: c.A, inquiry.B: c.B, inquiry.C: c.C, inquiry.D: c.D, inquiry.E: c.E}[k.Tier]
}

// wait is how many working days follow the nth of our letters since the buyer's
// last word, n from 1; 0: no more.
func (c Cadence) wait(k Course, n int) int {
	steps := c.steps(k)
	if len(steps) == 0 || n < 1 {
		return 0
	}
	return steps[min(n, len(steps))-1]
}

// within is in how many working days the buyer's word should be answered; 0:
// whenever the rep reads the digest.
func (f FirstAnswer) within(k Course) int {
	if slices.Contains([]inquiry.BuyerType{inquiry.Scam, inquiry.PriceSpy, inquiry.Mischief}, k.Type) {
		return 0
	}
	return map[inquiry.Tier]int{inquiry.A: f.A, inquiry.B: f.B, inquiry.C: f.C, inquiry.D: f.D, inquiry.E: f.E}[k.Tier]
}
