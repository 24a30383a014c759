package screen

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"inquiryd/internal/casebook"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/origin"
)

var fit = flag.Bool("fit", false, "fit the weights of direction.go to the golden letters and rewrite weights.go")

// sample is one golden letter as the weights see it.
type sample struct {
	name string
	x    []float64
	y    float64
}

// goldenSamples leaves out what headers settle before the weights are asked.
func goldenSamples(t *testing.T) []sample {
	cases, err := casebook.Read("../../testdata/inquiries")
	if err != nil {
		t.Fatal(err)
	}
	s := goldenScreen(t)
	origins := origin.New(origin.Options{Own: s.config.Seller.Domains})
	var all []sample
	for _, c := range append(cases, mailboxCases(t)...) {
		l := letter.Read(c.Message)
		if c.Label.Category == inquiry.Machine || c.Label.Category == inquiry.Blank || c.Label.Category == inquiry.Colleague {
			continue
		}
		if l.Automatic != "" && l.Automatic != inquiry.List && l.Automatic != inquiry.Bulk || l.Unreadable != "" {
			continue
		}
		r := s.read(Input{Letter: l, Now: l.Date, Origin: origins.Find(l)})
		for _, sig := range signals {
			sig.read(r)
		}
		all = append(all, sample{c.Name, r.features(), yes(c.Label.Inquiry)})
	}
	return all
}

// goldenScreen is the screen of the seller of the golden letters.
func goldenScreen(t *testing.T) *Screen {
	c := Defaults()
	c.Seller = Seller{
		Names: []string{"Brightway Lighting Co., Ltd."}, Domains: []string{"brightway.example"},
		Reps:      []Rep{{Name: "Lily Chen"}, {Name: "Kevin Wu", Aliases: []string{"吴凯文"}}},
		Customers: []string{"oldcustomer.example"},
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// mailboxCases are the letters of testdata/mailbox with their labels.
func mailboxCases(t *testing.T) (cases []casebook.Case) {
	const dir = "../../testdata/mailbox/"
	table, err := os.ReadFile(dir + "labels.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if f[0] == "file" {
			continue
		}
		raw, err := os.ReadFile(dir + f[0])
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, casebook.Case{Name: f[0], Message: raw, Label: casebook.Label{Inquiry: f[1] == "yes"}})
	}
	return cases
}

// train is logistic regression with a pull towards zero, by plain gradient
// descent from zero: the same letters give the same weights.
func train(all []sample) (bias float64, weights []float64) {
	const steps, rate, pull = 4000, 0.3, 0.006
	weights = make([]float64, len(all[0].x))
	for range steps {
		gradient, gradientBias := make([]float64, len(weights)), 0.0
		for _, s := range all {
			miss := chance(bias, weights, s.x) - s.y
			gradientBias += miss
			for i, x := range s.x {
				gradient[i] += miss * x
			}
		}
		n := float64(len(all))
		bias -= rate * gradientBias / n
		for i := range weights {
			weights[i] -= rate * (gradient[i]/n + pull*weights[i])
		}
	}
	return bias, weights
}

func chance(bias float64, weights, x []float64) float64 {
	z := bias
	for i := range x {
		z += x[i] * weights[i]
	}
	return 1 / (1 + math.Exp(-z))
}

// TestFitDirection fits in ten parts, each judged by the weights that the nine
// others gave, so that its figure is one for letters that the weights have not
// seen. With -fit it fits to all of them and rewrites weights.go.
func TestFitDirection(t *testing.T) {
	all := goldenSamples(t)
	const parts = 10
	missed, false_ := 0, 0
	var outcomes [][2]float64 // chance and truth
	for part := range parts {
		var seen []sample
		for i, s := range all {
			if i%parts != part {
				seen = append(seen, s)
			}
		}
		bias, weights := train(seen)
		for i, s := range all {
			if i%parts != part {
				continue
			}
			p := chance(bias, weights, s.x)
			outcomes = append(outcomes, [2]float64{p, s.y})
			switch {
			case s.y == 1 && p < inquiryChance:
				missed++
				t.Logf("missed %.2f %s", p, s.name)
			case s.y == 0 && p >= inquiryChance:
				false_++
				t.Logf("false  %.2f %s", p, s.name)
			}
		}
	}
	for _, at := range []float64{0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6} {
		m, f := 0, 0
		for _, o := range outcomes {
			if o[1] == 1 && o[0] < at {
				m++
			} else if o[1] == 0 && o[0] >= at {
				f++
			}
		}
		t.Logf("from %.2f on: %d missed, %d false", at, m, f)
	}
	t.Logf("of %d letters never seen: %d missed, %d false", len(all), missed, false_)
	if wrong := missed + false_; wrong*100 > 12*len(all) {
		t.Errorf("%d of %d are wrong, want at most 12%%", wrong, len(all))
	}
	if !*fit {
		return
	}
	bias, weights := train(all)
	var b strings.Builder
	b.WriteString("package screen\n\n// Written by go test -run TestFitDirection -fit; see direction.go.\n\n")
	fmt.Fprintf(&b, "const directionBias = %.2f\n\nvar directionWeights = [...]struct {\n\tname   string\n\tweight float64\n}{\n", bias)
	for i, name := range featureNames() {
		fmt.Fprintf(&b, "\t{%q, %.2f},\n", name, weights[i])
	}
	b.WriteString("}\n")
	if err := os.WriteFile("weights.go", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestWeightsAreNamed fails when a feature was added and the weights were not
// fitted again.
func TestWeightsAreNamed(t *testing.T) {
	names := featureNames()
	if len(names) != len(directionWeights) {
		t.Fatalf("%d features, %d weights: fit again", len(names), len(directionWeights))
	}
	for i, name := range names {
		if directionWeights[i].name != name {
			t.Errorf("weight %d is of %q, want %q: fit again", i, directionWeights[i].name, name)
		}
	}
}
