package screen_test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/casebook"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/origin"
	"inquiryd/internal/screen"
)

// check holds the promises of every verdict.
func check(t *testing.T, l inquiry.Letter, v inquiry.Verdict) {
	t.Helper()
	for _, e := range v.Evidence {
		found := false
		for _, part := range []string{l.Text, l.Subject, l.Signature, l.Quoted, l.From.Name} {
			found = found || strings.Contains(part, e.Quote)
		}
		if !found {
			t.Errorf("%s quotes %q, which the buyer did not write", e.Signal, e.Quote)
		}
	}
	if !v.Inquiry {
		if v.Tier != "" || v.Score != 0 || v.Category == "" || v.Kind != inquiry.Unrelated {
			t.Errorf("no inquiry, yet tier %q score %d category %q kind %q", v.Tier, v.Score, v.Category, v.Kind)
		}
		return
	}
	if v.Score < 0 || v.Score > 930 || v.Tier != screen.DefaultScorecard().Thresholds.Tier(v.Score) || v.Category != "" {
		t.Errorf("tier %q is not the band of score %d, or category %q", v.Tier, v.Score, v.Category)
	}
}

func FuzzJudge(f *testing.F) {
	cases, err := casebook.Read("../../testdata/inquiries")
	if err != nil {
		f.Fatal(err)
	}
	for _, c := range cases {
		l := letter.Read(c.Message)
		f.Add(l.Subject, l.Text, l.Signature, l.Quoted, l.From.Name)
	}
	f.Add("", "\xff\xfe 5000 x", "ﬁ ½", "20'", "e\u0301")
	s := brightway(f)
	f.Fuzz(func(t *testing.T, subject, text, signature, quoted, name string) {
		l := inquiry.Letter{Subject: subject, Text: text, Signature: signature, Quoted: quoted, From: inquiry.Address{Name: name, Mail: "a@buyer.example"}}
		in := screen.Input{Letter: l, Now: november}
		v := s.Judge(in)
		check(t, l, v)
		if again := s.Judge(in); !reflect.DeepEqual(v, again) {
			t.Error("the same input gave another verdict")
		}
	})
}

// TestTimeIsLinear compares a letter with one eight times as long, on inputs
// that would show a square: numbers, wants and commas without end.
func TestTimeIsLinear(t *testing.T) {
	s := brightway(t)
	for _, unit := range []string{"1 ", "need ", "price, ", "5000 pcs x ", "需要", "by 2027 "} {
		cost := func(n int) time.Duration {
			in := screen.Input{Letter: inquiry.Letter{Subject: "x", Text: strings.Repeat(unit, n)}, Now: november}
			best := time.Hour
			for range 3 {
				start := time.Now()
				s.Judge(in)
				best = min(best, time.Since(start))
			}
			return best
		}
		small, large := cost(4000), cost(32000)
		if large > 40*small+60*time.Millisecond {
			t.Errorf("%q: 8 times the text takes %v after %v", unit, large, small)
		}
	}
}

func TestHostileText(t *testing.T) {
	s := brightway(t)
	for _, text := range []string{strings.Repeat("a", 1<<20), strings.Repeat("\n", 1<<16), strings.Repeat("9", 1<<16), strings.Repeat("x1-", 1<<16), strings.Repeat("e\u0301", 1<<16)} {
		l := inquiry.Letter{Text: text}
		check(t, l, s.Judge(screen.Input{Letter: l, Now: november}))
	}
}

func TestCustomerFloor(t *testing.T) {
	s := brightway(t)
	l := inquiry.Letter{From: inquiry.Address{Mail: "x@some.example"}, Text: "do you sell bicycle helmets?"}
	if v := s.Judge(screen.Input{Letter: l, Now: november}); v.Tier != inquiry.E {
		t.Errorf("a stranger's question is %s", v.Tier)
	}
	if v := s.Judge(screen.Input{Letter: l, Now: november, Customer: true}); v.Tier != inquiry.C {
		t.Errorf("a customer's question is %s", v.Tier)
	}
}

// BenchmarkOwnWords is the worst of honest letters: 8 KB of new words.
func BenchmarkOwnWords(b *testing.B) {
	s, err := screen.New(bigCatalogue())
	if err != nil {
		b.Fatal(err)
	}
	origins := origin.New(origin.Options{})
	para := "Dear Lily, we are a wholesaler of lighting in Warsaw and sell to three hundred shops in Poland and Lithuania. For our new project we need LED panel lights 600x600 mm, 40W, 2,400 pcs, CIF Gdansk before 15 February 2027. Please quote your best price and tell us the lead time, the packing and the payment terms for a first order.\r\n\r\n"
	raw := []byte("From: k@elektro.example\r\nSubject: RFQ LED panels\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\n\r\n" + strings.Repeat(para, 8192/len(para)))
	for b.Loop() {
		l := letter.Read(raw)
		s.Judge(screen.Input{Letter: l, Now: november, Origin: origins.Find(l)})
	}
}

func bigCatalogue() screen.Config {
	c := screen.Defaults()
	for i := range 10000 {
		c.Catalogue = append(c.Catalogue, screen.Product{Name: fmt.Sprintf("steel bracket type %d", i), Models: []string{fmt.Sprintf("SB-%05d", i)}})
	}
	return c
}

// BenchmarkGrade is the whole way of one letter of 8 KB, from its bytes to its
// verdict, with a catalogue of 10,000 products: the letters are the golden ones
// whose size is nearest, each filled up with its own history. The median of the
// letters is what is reported as ns/letter.
func BenchmarkGrade(b *testing.B) {
	s, err := screen.New(bigCatalogue())
	if err != nil {
		b.Fatal(err)
	}
	origins := origin.New(origin.Options{})
	var raws [][]byte
	cases, err := casebook.Read("../../testdata/inquiries")
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range cases {
		if n := len(c.Message); n < 6000 {
			history := bytes.Repeat([]byte("\r\n> we thank you for your letter of last week and shall answer soon\r\n"), (8192-n)/60+1)
			raws = append(raws, append(bytes.Clone(c.Message), history[:8192-n]...))
		}
	}
	var times []time.Duration
	for b.Loop() {
		raw := raws[len(times)%len(raws)]
		began := time.Now()
		l := letter.Read(raw)
		s.Judge(screen.Input{Letter: l, Now: november, Origin: origins.Find(l)})
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Nanoseconds()), "ns/letter")
}

func TestContradictoryIdentity(t *testing.T) {
	s := brightway(t)
	l := inquiry.Letter{
		From: inquiry.Address{Mail: "a@one.example"}, ReplyTo: []inquiry.Address{{Mail: "a@two.example"}},
		Text: "Hello, I am from Canada. Please quote 500 floodlights 50W, price CIF Halifax.", Signature: "John Smith\nSmith Ltd, Nigeria",
	}
	v := s.Judge(screen.Input{Letter: l, Now: november})
	if v.Country != "" || v.Criteria.Credibility != 5 {
		t.Errorf("country %q credibility %d, want none and 5", v.Country, v.Criteria.Credibility)
	}
	check(t, l, v)
}

// TestUnknownLanguage: a careful reader of Swedish sees a category and its
// price, tier D. Without words of that language the screen cannot; it must
// not hide the buyer, and must call a person.
func TestUnknownLanguage(t *testing.T) {
	s := brightway(t)
	l := inquiry.Letter{From: inquiry.Address{Mail: "ulf@mail.example"}, Subject: "fråga", Text: "Hej, vad kostar era cyklar?"}
	v := s.Judge(screen.Input{Letter: l, Now: november})
	if !v.Inquiry || !v.Review {
		t.Errorf("inquiry %v review %v, want both", v.Inquiry, v.Review)
	}
	check(t, l, v)
}

// TestEarlier: what a buyer said in an earlier letter of the conversation counts.
func TestEarlier(t *testing.T) {
	s := brightway(t)
	from := inquiry.Address{Mail: "jo@shop.example"}
	first := s.Judge(screen.Input{Now: november, Letter: inquiry.Letter{From: from, Text: "Please quote 500 pcs LED panel 600x600 40W.\n"}})
	second := inquiry.Letter{From: from, Text: "Could you also tell me the lead time and the price with packing, CIF Hamburg?\n"}
	alone := s.Judge(screen.Input{Now: november, Letter: second})
	both := s.Judge(screen.Input{Now: november, Letter: second, Earlier: first.Evidence})
	if both.Score <= alone.Score || both.Score <= first.Score || both.Kind != inquiry.TermsAsked {
		t.Errorf("first %d, second %d, both %d %s", first.Score, alone.Score, both.Score, both.Kind)
	}
	third := s.Judge(screen.Input{Now: november, Letter: inquiry.Letter{From: from, Text: "And what are the payment terms for the panels?\n"}, Earlier: both.Evidence})
	if third.Score < both.Score {
		t.Errorf("the third letter forgot: %d after %d", third.Score, both.Score)
	}
	check(t, second, both)
}

// TestConfiguredWords: a phrase of the configuration is found like the house's
// own, and a country that is not served is for a person to look at.
func TestConfiguredWords(t *testing.T) {
	c := screen.Defaults()
	c.Words = []screen.Words{{Language: "en", Cue: "price", Phrases: []string{"what damage"}}}
	c.Seller.Unserved = []string{"KP"}
	s, err := screen.New(c)
	if err != nil {
		t.Fatal(err)
	}
	l := inquiry.Letter{From: inquiry.Address{Mail: "jo@shop.example"}, Text: "We need 500 pcs LED panel 600x600, what damage?\n"}
	if v := s.Judge(screen.Input{Now: november, Letter: l, Origin: inquiry.Origin{Country: "KP"}}); v.Criteria.Terms != 24 || !v.Review || !v.Inquiry {
		t.Errorf("terms %d, review %v", v.Criteria.Terms, v.Review)
	}
	c.Words = append(c.Words, screen.Words{Language: "xx", Cue: "prices", Phrases: []string{""}})
	if faults := c.Validate(); len(faults) != 3 {
		t.Errorf("have %v, want three faults", faults)
	}
}
