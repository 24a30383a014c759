package casebook

import (
	"cmp"
	"slices"

	"inquiryd/internal/inquiry"
)

// Agreement counts how far verdicts agree with a careful reader's labels. The
// zero value is empty.
type Agreement struct {
	Letters, Review int

	Found, Missed, False int // inquiries found, inquiries missed, others taken for one
	Hard, HardTaken      int // hard ones among what is no inquiry, and those taken for one
	Hidden               int // A or B called no inquiry

	// Of the inquiries that were found:
	Tiers          [5][5]int // by the reader's tier, then by the verdict's
	Kinds, Types   int       // labels that name one
	KindsR, TypesR int       // and those that the verdict names too

	Disagreements []Disagreement
}

// Disagreement is one letter that verdict and label differ over.
type Disagreement struct {
	Name    string
	Label   Label
	Verdict inquiry.Verdict
	Weight  int // how bad it is: hidden inquiries first, then by distance of tier
}

// Add counts one letter.
func (a *Agreement) Add(name string, label Label, v inquiry.Verdict) {
	a.Letters++
	if v.Review {
		a.Review++
	}
	weight := 0
	switch {
	case label.Inquiry && v.Inquiry:
		a.Found++
		weight = a.addFound(label, v)
	case label.Inquiry:
		a.Missed++
		weight = 100 + 10*(5-rank(label.Tier))
		if label.Tier == inquiry.A || label.Tier == inquiry.B {
			a.Hidden++
		}
	case v.Inquiry:
		a.False++
		weight = 40 + 10*(5-rank(v.Tier))
	}
	if !label.Inquiry && label.Hard {
		a.Hard++
		if v.Inquiry {
			a.HardTaken++
		}
	}
	if weight > 0 {
		a.Disagreements = append(a.Disagreements, Disagreement{name, label, v, weight})
	}
}

func (a *Agreement) addFound(label Label, v inquiry.Verdict) (weight int) {
	have, want := rank(v.Tier), rank(label.Tier)
	a.Tiers[want][have]++
	weight = 10 * max(have-want, want-have) * max(have-want, want-have)
	if label.Kind != "" {
		a.Kinds++
		if label.Kind == v.Kind {
			a.KindsR++
		} else {
			weight += 2
		}
	}
	if label.Type != "" {
		a.Types++
		if label.Type == v.BuyerType {
			a.TypesR++
		} else {
			weight++
		}
	}
	return weight
}

func rank(t inquiry.Tier) int { return max(0, slices.Index(inquiry.Tiers[:], t)) }

// Precision is the share of inquiries among what was called one; 1 of nothing.
func (a *Agreement) Precision() float64 { return share(a.Found, a.Found+a.False) }

// Recall is the share of the inquiries that were found.
func (a *Agreement) Recall() float64 { return share(a.Found, a.Found+a.Missed) }

// F1 is the harmonic mean of precision and recall.
func (a *Agreement) F1() float64 { return share(2*a.Found, 2*a.Found+a.Missed+a.False) }

// Exact is the share of the found inquiries whose tier is the reader's.
func (a *Agreement) Exact() float64 { return a.within(0) }

// Adjacent is the share of those whose tier is at most one beside it.
func (a *Agreement) Adjacent() float64 { return a.within(1) }

func (a *Agreement) within(most int) float64 {
	near := 0
	for i := range a.Tiers {
		for j, n := range a.Tiers[i] {
			if max(i-j, j-i) <= most {
				near += n
			}
		}
	}
	return share(near, a.Found)
}

// Kappa is Cohen's kappa of the tiers with quadratic weights: 1 is full
// agreement, 0 is what chance gives.
func (a *Agreement) Kappa() float64 {
	var rows, columns [5]int
	for i := range a.Tiers {
		for j, n := range a.Tiers[i] {
			rows[i] += n
			columns[j] += n
		}
	}
	var seen, chance float64
	for i := range rows {
		for j := range columns {
			d := float64((i - j) * (i - j))
			seen += d * float64(a.Tiers[i][j])
			chance += d * float64(rows[i]*columns[j])
		}
	}
	if chance == 0 {
		return 1
	}
	return 1 - seen*float64(a.Found)/chance
}

// Swaps counts what a manager would not forgive: an A graded D or E, and a D
// or E graded A.
func (a *Agreement) Swaps() int {
	return a.Tiers[0][3] + a.Tiers[0][4] + a.Tiers[3][0] + a.Tiers[4][0]
}

// Worst is the disagreements, worst first.
func (a *Agreement) Worst() []Disagreement {
	return slices.SortedStableFunc(slices.Values(a.Disagreements), func(x, y Disagreement) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.Name, y.Name))
	})
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}
