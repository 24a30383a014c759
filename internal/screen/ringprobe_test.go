package screen

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"inquiryd/internal/casebook"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
)

func TestProbeRings(t *testing.T) {
	dir := os.Getenv("RINGS")
	stories, err := casebook.ReadStories(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := Defaults()
	c.Seller = Seller{Names: []string{"Brightway Lighting Co., Ltd."}, Domains: []string{"brightway.example"}, Reps: []Rep{{Name: "Lily Chen"}, {Name: "Kevin Wu"}}, Customers: []string{"oldcustomer.example"}}
	s, _ := New(c)
	for _, st := range stories {
		var tr []inquiry.Trace
		for _, m := range st.Letters {
			l := letter.Read(m.Message)
			in := Input{Letter: l, Now: l.Date}
			v := s.Judge(in)
			x := s.Trace(in, v)
			if !v.Inquiry {
				x.Exempt = true
			}
			tr = append(tr, x)
		}
		ring := func(n string) int {
			for i, r := range st.Rings {
				if slices.Contains(r, n) {
					return i + 1
				}
			}
			return 0
		}
		for i := range tr {
			for j := i + 1; j < len(tr); j++ {
				a, b := &tr[i], &tr[j]
				ri, rj := ring(st.Letters[i].Name), ring(st.Letters[j].Name)
				same := ri > 0 && ri == rj
				w, p := overlap(a.Words, b.Words), overlap(a.Pairs, b.Pairs)
				fmt.Printf("%v\t%.2f\t%.2f\t%d\t%d\tgoods=%v inq=%v%v ph=%v site=%v net=%v hand=%v party=%v\t%s %s %s\n", same,
					float64(w)/float64(max(1, min(len(a.Words), len(b.Words)))), float64(p)/float64(max(1, min(len(a.Pairs), len(b.Pairs)))), w, p,
					sameGoods(a, b), !a.Exempt, !b.Exempt, shareString(a.Phones, b.Phones), shareString(a.Sites, b.Sites), a.Network != "" && a.Network == b.Network, overlap(a.Hand, b.Hand), a.Party == b.Party,
					st.Name, st.Letters[i].Name, st.Letters[j].Name)
			}
		}
	}
}

func TestProbeTrace(t *testing.T) {
	stories, _ := casebook.ReadStories(os.Getenv("RINGS"))
	s, _ := New(Defaults())
	for _, st := range stories {
		if !slices.Contains([]string{"ring-brake-pads-maghreb", "ring-ebike-battery-mx", "ring-zh-daopian", "ring-wooden-toys", "ring-nitrile-gloves", "ring-camping-tents-chain", "ring-two-tumblers", "ring-two-hoses-straps", "ring-two-mochilas-shuihu"}, st.Name) {
			continue
		}
		for _, m := range st.Letters {
			l := letter.Read(m.Message)
			in := Input{Letter: l, Now: l.Date}
			v := s.Judge(in)
			x := s.Trace(in, v)
			fmt.Println("T", st.Name, m.Name, v.Inquiry, x.Lang, x.Party, l.Contact, x.Network, x.Client, v.Products, len(x.Hand))
		}
	}
}
