package screen_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/casebook"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/origin"
	"inquiryd/internal/screen"
)

var update = flag.Bool("update", false, "rewrite the verdict sections of the golden cases")

var november = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// brightway is the invented seller of the cases. It has no catalogue but for
// one model, for that is the default.
func brightway(t testing.TB) *screen.Screen {
	c := screen.Defaults()
	c.Seller = screen.Seller{
		Names:     []string{"Brightway Lighting Co., Ltd."},
		Domains:   []string{"brightway.example"},
		Reps:      []screen.Rep{{Name: "Lily Chen"}, {Name: "Kevin Wu", Aliases: []string{"吴凯文"}}},
		Customers: []string{"oldcustomer.example"},
	}
	c.Catalogue = []screen.Product{{Name: "Brightway panel 6060", Models: []string{"BW-PL6060"}}}
	s, err := screen.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestGolden judges every case. The label is a reader's; the verdict section
// shows what the screen makes of the letter, and where the two differ the file
// shows it. How far they may differ is agreement_test.go's business.
func TestGolden(t *testing.T) {
	cases, err := casebook.Read("../../testdata/inquiries")
	if err != nil {
		t.Fatal(err)
	}
	s, origins := brightway(t), origin.New(origin.Options{Own: []string{"brightway.example"}})
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			l := letter.Read(c.Message)
			v := s.Judge(screen.Input{Letter: l, Now: l.Date, Origin: origins.Find(l)})
			check(t, l, v)
			have := readable(v)
			if *update {
				if err := c.Update("verdict", have); err != nil {
					t.Fatal(err)
				}
			} else if have != c.Sections["verdict"] {
				t.Errorf("verdict changed; run with -update and read the difference\n%s", have)
			}
		})
	}
}

// TestEverySignalHasACase fails when a signal of the table stands in no case.
func TestEverySignalHasACase(t *testing.T) {
	cases, err := casebook.Read("../../testdata/inquiries")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range screen.SignalNames() {
		shown := false
		for _, c := range cases {
			shown = shown || strings.Contains(c.Sections["verdict"], "\nevidence "+name+" ")
		}
		if !shown {
			t.Errorf("signal %q: no case in testdata/inquiries shows it", name)
		}
	}
}

// readable is a verdict in lines.
func readable(v inquiry.Verdict) string {
	var b strings.Builder
	if v.Inquiry {
		fmt.Fprintf(&b, "%s %s %s\n", v.Tier, v.Kind, v.BuyerType)
	} else {
		fmt.Fprintf(&b, "no inquiry: %s\n", v.Category)
	}
	fmt.Fprintf(&b, "score %d\n", v.Score)
	fmt.Fprintf(&b, "points addressing %d product %d terms %d fulfilment %d buyer %d credibility %d\n", v.Criteria.Addressing, v.Criteria.Product, v.Criteria.Terms, v.Criteria.Fulfilment, v.Criteria.Buyer, v.Criteria.Credibility)
	for _, line := range []struct{ key, value string }{
		{"products", strings.Join(v.Products, " | ")}, {"quantity", strings.Join(strings.Fields(v.Quantity), " ")}, {"country", v.Country}, {"language", v.Language},
	} {
		if line.value != "" {
			fmt.Fprintf(&b, "%s %s\n", line.key, line.value)
		}
	}
	if v.Review {
		b.WriteString("review\n")
	}
	for _, e := range v.Evidence {
		fmt.Fprintf(&b, "evidence %s +%d %q %s\n", e.Signal, e.Points, e.Quote, e.Note)
	}
	return b.String()
}
