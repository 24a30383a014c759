package main

import "testing"

// TestEvaluation holds the product to the figures that README.md gives: of the
// golden stories, and of the letters and stories that nothing was tuned on.
func TestEvaluation(t *testing.T) {
	var golden, heldout evaluation
	must(t, golden.directory("../../testdata/inquiries", ""))
	must(t, heldout.directory("../../testdata/heldout", ""))
	if r := golden.rings; r.Stories < 60 || r.Found < 49 || r.Drawn > 1 {
		t.Errorf("golden stories: %+v", r)
	}
	if r := heldout.rings; r.Stories < 12 || r.Found < 10 || r.Drawn > 3 {
		t.Errorf("held-out stories: %+v", r)
	}
	a := &heldout.letters
	for _, f := range []struct {
		name        string
		have, least float64
	}{
		{"F1", a.F1(), 0.97}, {"tier exact", a.Exact(), 0.78}, {"tier within one", a.Adjacent(), 0.94}, {"kappa", a.Kappa(), 0.83},
		{"hard ones refused", 1 - float64(a.HardTaken)/float64(a.Hard), 0.94},
	} {
		if f.have < f.least {
			t.Errorf("held-out letters: %s %.3f, want at least %.2f", f.name, f.have, f.least)
		}
	}
}
