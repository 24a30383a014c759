package screen_test

import (
	"testing"

	"inquiryd/internal/casebook"
	"inquiryd/internal/letter"
	"inquiryd/internal/origin"
	"inquiryd/internal/screen"
)

// TestAgreement holds the screen to what it has reached on the golden letters.
// They were labelled by reading before it saw them, but its words and weights
// were made with them in view: the figures for letters never seen are those of
// testdata/heldout (README).
func TestAgreement(t *testing.T) {
	cases, err := casebook.Read("../../testdata/inquiries")
	if err != nil {
		t.Fatal(err)
	}
	s, origins := brightway(t), origin.New(origin.Options{Own: []string{"brightway.example"}})
	var a casebook.Agreement
	for _, c := range cases {
		l := letter.Read(c.Message)
		a.Add(c.Name, c.Label, s.Judge(screen.Input{Letter: l, Now: l.Date, Origin: origins.Find(l)}))
	}
	for _, f := range []struct {
		name        string
		have, least float64
	}{
		{"F1 of inquiry", a.F1(), 0.98}, {"tier exact", a.Exact(), 0.83}, {"tier within one", a.Adjacent(), 0.97}, {"kappa", a.Kappa(), 0.92},
		{"kind", float64(a.KindsR) / float64(a.Kinds), 0.88}, {"hard ones refused", 1 - float64(a.HardTaken)/float64(a.Hard), 0.95},
	} {
		if f.have < f.least {
			t.Errorf("%s: %.3f, want at least %.2f", f.name, f.have, f.least)
		}
	}
	if len(cases) < 1200 {
		t.Errorf("%d golden letters, want 1200 at least", len(cases))
	}
}
