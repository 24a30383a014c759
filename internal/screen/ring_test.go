package screen_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/screen"
)

// trace is one inquiry for goods 1, 2 and 3 by somebody who shares nothing.
func trace(n int, at time.Time) inquiry.Trace {
	t := inquiry.Trace{From: fmt.Sprintf("a%d@gmail.com", n), At: at, Goods: inquiry.Hashes{1, 3, 5}, Lang: "en"}
	t.Party = t.From
	for i := range uint32(20) {
		t.Text = append(t.Text, uint32(n)*1000+2*i+1)
	}
	t.Text = append(t.Text, 1, 3)
	return t
}

// TestWindow: three parties who share a trait within the span are a ring; the
// same party twice, another kind of goods, two parties, or two months are none.
func TestWindow(t *testing.T) {
	phone := func(tr inquiry.Trace) inquiry.Trace { tr.Phones = []string{"501234567"}; return tr }
	day := func(n int) time.Time { return november.AddDate(0, 0, n) }
	for _, c := range []struct {
		name   string
		traces []inquiry.Trace
		want   int // members of the ring that the last one shows
	}{
		{"strangers", []inquiry.Trace{trace(1, day(0)), trace(2, day(1)), trace(3, day(2))}, 0},
		{"a phone", []inquiry.Trace{phone(trace(1, day(0))), phone(trace(2, day(1))), phone(trace(3, day(2)))}, 3},
		{"two of them", []inquiry.Trace{phone(trace(1, day(0))), phone(trace(2, day(1))), trace(3, day(2))}, 0},
		{"too long apart", []inquiry.Trace{phone(trace(1, day(0))), phone(trace(2, day(31))), phone(trace(3, day(62)))}, 0},
		{"a chain", []inquiry.Trace{phone(trace(1, day(0))), phone(trace(2, day(20))), phone(trace(3, day(40)))}, 3},
		{"one party", []inquiry.Trace{phone(trace(1, day(0))), phone(trace(1, day(1))), phone(trace(1, day(2))), phone(trace(2, day(3)))}, 0},
		{"a customer", []inquiry.Trace{phone(trace(1, day(0))), phone(trace(2, day(1))), exempt(phone(trace(3, day(2))))}, 0},
	} {
		var w screen.Window[int]
		var ring screen.Ring[int]
		for i, tr := range c.traces {
			ring, _ = w.Add(i, tr)
		}
		if len(ring.Members) != c.want {
			t.Errorf("%s: %d members, want %d", c.name, len(ring.Members), c.want)
		}
	}
}

func exempt(t inquiry.Trace) inquiry.Trace { t.Exempt = true; return t }

// TestWindowKeepsUp: a mailbox of many inquiries costs each new one no more.
func TestWindowKeepsUp(t *testing.T) {
	cost := func(n int) time.Duration {
		var w screen.Window[int]
		for i := range n {
			w.Add(i, trace(i, november.Add(time.Duration(i)*time.Minute)))
		}
		start := time.Now()
		for i := range 200 {
			w.Add(n+i, trace(n+i, november.Add(time.Duration(n+i)*time.Minute)))
		}
		return time.Since(start)
	}
	if small, large := cost(500), cost(8000); large > 8*small+50*time.Millisecond {
		t.Errorf("200 more take %v after 500 and %v after 8000", small, large)
	}
}

func TestRinged(t *testing.T) {
	s := brightway(t)
	v := inquiry.Verdict{Inquiry: true, Tier: inquiry.A, Score: 770, Criteria: inquiry.Criteria{Product: 16, Terms: 24, Fulfilment: 24, Buyer: 13, Credibility: 10}}
	r := s.Ringed(v, "ring-1", []string{"a phone number"}, []string{"b@gmail.com"})
	if r.Tier != inquiry.E || r.Ring != "ring-1" || r.BuyerType != inquiry.PriceSpy || r.Score > 199 {
		t.Errorf("have %+v", r)
	}
	again := s.Ringed(r, "ring-1", []string{"a phone number"}, []string{"b@gmail.com", "c@gmail.com"})
	if n := len(again.Evidence); n != 1 || !slices.ContainsFunc(again.Evidence, func(e inquiry.Evidence) bool { return e.Signal == "ring" }) {
		t.Errorf("%d pieces of evidence, want the newest alone", n)
	}
	if len(v.Evidence) != 0 {
		t.Error("the verdict given was changed")
	}
}
