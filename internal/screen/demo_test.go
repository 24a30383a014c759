package screen_test

import (
	"os"
	"path/filepath"
	"testing"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/screen"
)

// TestDemoLetters holds the demo's letters to what they are shown for.
func TestDemoLetters(t *testing.T) {
	want := map[string]string{
		"01": "A", "02": "A", "03": "B", "04": "B", "05": "C", "06": "C", "07": "D", "08": "E", "09": "E",
		"10": string(inquiry.Selling), "11": string(inquiry.Fraud), "12": string(inquiry.Newsletter), "13": string(inquiry.Machine),
	}
	names, err := filepath.Glob("../../cmd/inquiryd/demo/*.eml")
	if err != nil || len(names) != len(want) {
		t.Fatalf("%d demo letters, want %d: %v", len(names), len(want), err)
	}
	s := brightway(t)
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		v := s.Judge(screen.Input{Letter: letter.Read(raw), Now: november})
		if got := string(v.Tier) + string(v.Category); got != want[filepath.Base(name)[:2]] {
			t.Errorf("%s is %s, want %s\n%s", filepath.Base(name), got, want[filepath.Base(name)[:2]], readable(v))
		}
	}
}
