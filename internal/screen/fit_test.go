package screen

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/casebook"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/origin"
)

var fit = flag.Bool("fit", false, "fit the weights of direction.go to the golden letters and rewrite weights.go")

// sample is one letter as the weights see it.
type sample struct {
	name   string
	x      []float64
	tokens []int // of the vocabulary, each once
	y      float64

	suspicion []float64 // its features
	label     casebook.Label
}

// vocabulary numbers the tokens that at least three letters have.
type vocabulary struct {
	ids   map[token]int
	names []token
}

// samples are the golden letters, the rings' in golden stories, those of
// testdata/mailbox and the bodies in bulk, without what headers settle before
// the weights are asked.
func samples(t *testing.T) ([]sample, vocabulary) {
	cases, err := casebook.Read("../../testdata/inquiries")
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := casebook.ReadBodies("../../testdata/bodies")
	if err != nil {
		t.Fatal(err)
	}
	s := goldenScreen(t)
	origins := origin.New(origin.Options{Own: s.config.Seller.Domains})
	var all []sample
	var tokens [][]token
	count := map[token]int{}
	for _, c := range slices.Concat(cases, ringCases(t), mailboxCases(t), bodies) {
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
		all = append(all, sample{name: c.Name, x: r.features(), y: yes(c.Label.Inquiry), suspicion: r.suspicionFeatures(), label: c.Label})
		seen := map[token]bool{}
		for _, p := range r.body {
			p.eachToken(func(t token, _ int) {
				if !s.us.named(t) {
					seen[t] = true
				}
			})
		}
		for t := range seen {
			count[t]++
		}
		tokens = append(tokens, slices.Collect(maps.Keys(seen)))
	}
	const least = 3
	v := vocabulary{ids: map[token]int{}}
	for t, n := range count {
		if n >= least {
			v.names = append(v.names, token{strings.Clone(t.text), t.stem})
		}
	}
	slices.SortFunc(v.names, func(a, b token) int {
		return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(yes(a.stem), yes(b.stem)))
	})
	for i, t := range v.names {
		v.ids[t] = i
	}
	for i := range all {
		for _, t := range tokens[i] {
			if id, ok := v.ids[t]; ok {
				all[i].tokens = append(all[i].tokens, id)
			}
		}
		slices.Sort(all[i].tokens)
	}
	return all, v
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

// ringCases are the members of the golden stories' rings: inquiries, whoever
// writes them.
func ringCases(t *testing.T) (cases []casebook.Case) {
	stories, err := casebook.ReadStories("../../testdata/inquiries")
	if err != nil {
		t.Fatal(err)
	}
	for _, story := range stories {
		for _, l := range story.Letters {
			if slices.ContainsFunc(story.Rings, func(ring []string) bool { return slices.Contains(ring, l.Name) }) {
				cases = append(cases, casebook.Case{Name: story.Name + "/" + l.Name, Message: l.Message, Label: casebook.Label{Inquiry: true}})
			}
		}
	}
	return cases
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

// model is what the fit finds: a bias, a weight for each feature and one for
// each token.
type model struct {
	bias            float64
	weights, tokens []float64
}

// chance is the model's word on a letter, 0 to 1.
func (m *model) chance(s *sample) float64 {
	z := m.bias
	for i, x := range s.x {
		z += x * m.weights[i]
	}
	for _, id := range s.tokens {
		z += m.tokens[id]
	}
	return 1 / (1 + math.Exp(-z))
}

// train is logistic regression with a pull towards zero, stronger for single
// words, by gradient descent with a step of its own for each weight (AdaGrad),
// from zero and over all letters at once: the same letters give the same weights.
func train(all []sample, words int) *model {
	const steps, rate, pull, wordPull = 300, 0.35, 1.0, 2.0
	m := &model{weights: make([]float64, len(all[0].x)), tokens: make([]float64, words)}
	n := float64(len(all))
	params := [][]float64{m.weights, m.tokens}
	squares := [][]float64{make([]float64, len(m.weights)), make([]float64, words)}
	gradients := [][]float64{make([]float64, len(m.weights)), make([]float64, words)}
	biasSquare := 0.0
	for range steps {
		bias := 0.0
		for i, strength := range []float64{pull, wordPull} {
			for k, w := range params[i] {
				gradients[i][k] = strength * w / n
			}
		}
		for i := range all {
			s := &all[i]
			miss := (m.chance(s) - s.y) / n
			bias += miss
			for k, x := range s.x {
				gradients[0][k] += miss * x
			}
			for _, id := range s.tokens {
				gradients[1][id] += miss
			}
		}
		step := func(w, square *float64, g float64) {
			*square += g * g
			if g != 0 {
				*w -= rate * g / (math.Sqrt(*square) + 1e-8)
			}
		}
		step(&m.bias, &biasSquare, bias)
		for i := range params {
			for k := range params[i] {
				step(&params[i][k], &squares[i][k], gradients[i][k])
			}
		}
	}
	return m
}

// TestFitDirection fits in ten parts, each judged by the weights that the nine
// others gave, so that its figure is one for letters that the weights have not
// seen. With -fit it fits to all of them and rewrites weights.go.
func TestFitDirection(t *testing.T) {
	all, v := samples(t)
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
		m := train(seen, len(v.names))
		for i, s := range all {
			if i%parts != part {
				continue
			}
			p := m.chance(&s)
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
	var models [questionCount]*model
	models[askInquiry] = train(all, len(v.names))
	for q := askScam; q < questionCount; q++ {
		models[q] = train(suspects(all, q), len(v.names))
	}
	writeWeights(t, models)
	writeLeanings(t, models, v)
}

// suspects are the samples as a suspicion sees them: inquiries, and for the
// swindle also the frauds that are none.
func suspects(all []sample, q int) []sample {
	var list []sample
	for _, s := range all {
		guilty := s.label.Inquiry && string(s.label.Type) == questions[q] || q == askScam && s.label.Category == inquiry.Fraud
		if s.label.Inquiry && s.label.Type != "" || guilty {
			s.x, s.y = s.suspicion, yes(guilty)
			list = append(list, s)
		}
	}
	return list
}

// TestFitSuspicions fits the suspicions in ten parts, as TestFitDirection does.
func TestFitSuspicions(t *testing.T) {
	all, v := samples(t)
	for q := askScam; q < questionCount; q++ {
		list := suspects(all, q)
		const parts = 10
		guilty, missed, false_ := 0, 0, 0
		for part := range parts {
			var seen []sample
			for i, s := range list {
				if i%parts != part {
					seen = append(seen, s)
				}
			}
			m := train(seen, len(v.names))
			for i, s := range list {
				if i%parts != part || !s.label.Inquiry {
					continue
				}
				guilty += int(s.y)
				switch p := m.chance(&s); {
				case s.y == 1 && p < suspicious:
					missed++
				case s.y == 0 && p >= suspicious:
					false_++
					t.Logf("%s? %.2f %s", questions[q], p, s.name)
				}
			}
		}
		t.Logf("%s: of %d never seen %d missed, %d of %d honest ones suspected", questions[q], guilty, missed, false_, len(list)-guilty)
		if false_*100 > 2*len(list) {
			t.Errorf("%s: %d honest letters suspected", questions[q], false_)
		}
	}
}

func writeWeights(t *testing.T, models [questionCount]*model) {
	var b strings.Builder
	b.WriteString("package screen\n\n// Written by go test -run TestFitDirection -fit; see direction.go and suspicion.go.\n\n")
	fmt.Fprintf(&b, "const directionBias = %.2f\n\nvar directionWeights = [...]struct {\n\tname   string\n\tweight float64\n}{\n", models[askInquiry].bias)
	for i, name := range featureNames() {
		fmt.Fprintf(&b, "\t{%q, %.2f},\n", name, models[askInquiry].weights[i])
	}
	b.WriteString("}\n\n// The suspicions: " + strings.Join(questions[1:], ", ") + ".\n")
	b.WriteString("var suspicionBias = [questionCount]float64{0")
	for _, m := range models[1:] {
		fmt.Fprintf(&b, ", %.2f", m.bias)
	}
	b.WriteString("}\n\nvar suspicionWeights = [...]struct {\n\tname   string\n\tweight [questionCount]float64\n}{\n")
	for i, f := range suspicionFacts {
		fmt.Fprintf(&b, "\t{%q, [questionCount]float64{0", f.name)
		for _, m := range models[1:] {
			fmt.Fprintf(&b, ", %.2f", m.weights[i])
		}
		b.WriteString("}},\n")
	}
	b.WriteString("}\n")
	if err := os.WriteFile("weights.go", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func writeLeanings(t *testing.T, models [questionCount]*model, v vocabulary) {
	var b strings.Builder
	b.WriteString("# Written by go test -run TestFitDirection -fit; see leaning.go. A word, or the\n# beginning of one and *, and how it leans, in hundredths, for: " + strings.Join(questions[:], " ") + "\n")
	for i, name := range v.names {
		line, some := name.text, false
		if name.stem {
			line += "*"
		}
		for _, m := range models {
			line += "\t"
			if w := int(math.Round(m.tokens[i] * 100)); w <= -2 || w >= 2 {
				line += fmt.Sprint(w)
				some = true
			}
		}
		if some {
			b.WriteString(line + "\n")
		}
	}
	if err := os.WriteFile("leanings.tsv", []byte(b.String()), 0o644); err != nil {
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
