package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
)

// rawMail is a letter of a history: its header, a field a line.
func rawMail(fields ...string) string {
	return strings.Join(fields, "\n") + "\n\nHello\n"
}

const (
	fromBuyer = "From: Ann Olsen <Ann@shop.example>\nTo: sales@seller.example"
	fromRep   = "From: sales@seller.example\nTo: ann@SHOP.example"
)

func TestHistory(t *testing.T) {
	cases := []struct {
		name  string
		mails []string
		want  []bool // is the writer of each a customer?
	}{
		{"wrote, was answered, writes anew", []string{
			rawMail(fromBuyer, "Message-ID: <1@a>", "Subject: LED tubes"),
			rawMail(fromRep, "Message-ID: <2@s>", "In-Reply-To: <1@a>", "Subject: Re: LED tubes"),
			rawMail(fromBuyer, "Message-ID: <3@a>", "Subject: LED panels"),
		}, []bool{false, false, true}},
		{"goes on with the first conversation", []string{
			rawMail(fromBuyer, "Message-ID: <1@a>", "Subject: LED tubes"),
			rawMail(fromRep, "Message-ID: <2@s>", "In-Reply-To: <1@a>", "Subject: Re: LED tubes"),
			rawMail(fromBuyer, "Message-ID: <3@a>", "References: <1@a> <2@s>", "Subject: more"),
			rawMail(fromBuyer, "Message-ID: <4@a>", "References: <3@a>", "Subject: still more"),
		}, []bool{false, false, false, false}},
		{"goes on, and the mail program drops the references", []string{
			rawMail(fromBuyer, "Subject: LED tubes"),
			rawMail(fromRep, "Subject: RE: LED tubes"),
			rawMail(fromBuyer, "Subject: AW: Re[2]: LED tubes"),
			rawMail(fromBuyer, "Subject: 回复：LED tubes"),
		}, []bool{false, false, false, false}},
		{"the same subject without Re: is a new conversation", []string{
			rawMail(fromBuyer, "Subject: Inquiry"),
			rawMail(fromRep, "Subject: Re: Inquiry"),
			rawMail(fromBuyer, "Subject: Inquiry"),
			rawMail(fromBuyer, "Subject: Re: Inquiry"),
		}, []bool{false, false, true, true}},
		{"we merely wrote to them", []string{
			rawMail(fromRep, "Message-ID: <1@s>", "Subject: Our news"),
			rawMail(fromBuyer, "Subject: LED panels"),
		}, []bool{false, false}},
		{"never answered", []string{rawMail(fromBuyer), rawMail(fromBuyer)}, []bool{false, false}},
		{"we write, they answer: the first answer of ours comes after", []string{
			rawMail(fromRep, "Message-ID: <1@s>", "Subject: Our news"),
			rawMail(fromBuyer, "Message-ID: <2@a>", "References: <1@s>"),
			rawMail(fromRep, "Message-ID: <3@s>", "References: <1@s> <2@a>"),
			rawMail(fromBuyer, "Message-ID: <4@a>", "References: <1@s>"),
			rawMail(fromBuyer, "Message-ID: <5@a>", "Subject: anew"),
		}, []bool{false, false, false, false, true}},
		{"an answer in a thread of which we hold the end only", []string{
			rawMail(fromBuyer, "Message-ID: <2@a>", "References: <1@lost>"),
			rawMail(fromRep, "Message-ID: <3@s>", "In-Reply-To: <2@a>"),
			rawMail(fromBuyer, "Message-ID: <4@a>", "References: <1@lost>"),
		}, []bool{false, false, false}},
		{"a machine answered", []string{
			rawMail(fromBuyer, "Subject: LED tubes"),
			rawMail(fromRep, "Auto-Submitted: auto-replied", "Subject: We received your mail"),
			rawMail(fromBuyer, "Subject: LED panels"),
		}, []bool{false, false, false}},
		{"a machine wrote", []string{
			rawMail(fromBuyer, "Auto-Submitted: auto-replied", "Subject: Out of office"),
			rawMail(fromRep, "Subject: Hello"),
			rawMail(fromBuyer, "Subject: LED panels"),
		}, []bool{false, false, false}},
		{"in Cc", []string{
			rawMail(fromBuyer),
			rawMail("From: kevin@mail.seller.example", "To: boss@shop.example", "Cc: Ann <ann@shop.example>"),
			rawMail(fromBuyer, "Subject: LED panels"),
		}, []bool{false, false, true}},
		{"a circular answers nobody", []string{
			rawMail(fromBuyer),
			rawMail(fromRep + strings.Repeat(", x@y.example", circular)),
			rawMail(fromBuyer, "Subject: LED panels"),
		}, []bool{false, false, false}},
		{"somebody else was answered", []string{
			rawMail(fromBuyer), rawMail(fromRep), rawMail("From: ben@shop.example\nTo: sales@seller.example"),
		}, []bool{false, false, false}},
		{"a customer's name with another address to answer to", []string{
			rawMail(fromBuyer), rawMail(fromRep),
			rawMail(fromBuyer, "Reply-To: ann@shop-example.example", "Subject: New bank account"),
		}, []bool{false, false, false}},
		{"our own web form", []string{
			rawMail("From: form@seller.example", "Reply-To: ann@shop.example"),
			rawMail(fromRep),
			rawMail(fromBuyer, "Subject: LED panels"),
		}, []bool{false, false, true}},
		{"one id for all letters", []string{
			rawMail(fromBuyer, "Message-ID: <1@a>", "Subject: LED tubes"),
			rawMail(fromRep, "Message-ID: <2@s>", "In-Reply-To: <1@a>"),
			rawMail(fromBuyer, "Message-ID: <1@a>", "Subject: LED panels"),
		}, []bool{false, false, true}},
		{"nobody", []string{rawMail("Subject: x"), rawMail("From: sales@seller.example"), rawMail("Subject: x")}, []bool{false, false, false}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHistory()
			var got []bool
			for i, m := range c.mails {
				f := h.fact(mailPlace{path: fmt.Sprint(i)}, letter.Read([]byte(m)), []string{"Seller.example"})
				got = append(got, first(h.next(f)))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("have %v, want %v", got, c.want)
			}
		})
	}
}

func TestHistoryOrder(t *testing.T) {
	h := newHistory()
	var facts []fact
	for _, m := range []struct {
		path   string
		number int
		date   string
	}{
		{"z", 0, "no date"}, {"b", 10, ""}, {"b", 9, ""},
		{"c", 0, "Thu, 12 Nov 2026 10:00:00 +0100"},
		{"d", 0, "Thu, 12 Nov 2026 09:30:00 +0000"},
		{"e", 0, "Thu, 12 Nov 2026 17:00:00 +0800"},
		{"f", 0, "Wed, 11 Nov 2026 23:00:00 -0800"},
	} {
		l := letter.Read([]byte(rawMail("From: a@b.example", "Date: "+m.date)))
		facts = append(facts, h.fact(mailPlace{path: m.path, number: m.number}, l, nil))
	}
	want := "f c e d b#9 b#10 z"
	for range len(facts) { // whatever the order they were read in
		facts = append(facts[1:], facts[0])
		sorted := slices.SortedFunc(slices.Values(facts), inOrder)
		var got []string
		for _, f := range sorted {
			got = append(got, f.String())
		}
		if strings.Join(got, " ") != want {
			t.Fatalf("have %v, want %s", got, want)
		}
	}
}

func TestBareSubject(t *testing.T) {
	cases := []struct {
		subject, bare string
		reply         bool
	}{
		{"", "", false},
		{"LED tubes", "LED tubes", false},
		{"Re: LED tubes", "LED tubes", true},
		{" RE : re:Re[4]: LED: tubes", "LED: tubes", true},
		{"SV: AW: 回复：LED", "LED", true},
		{"Fwd: LED", "Fwd: LED", false},
		{"Price: LED", "Price: LED", false},
		{"Re:", "", true},
		{":::", ":::", false},
	}
	for _, c := range cases {
		if bare, reply := bareSubject(c.subject); bare != c.bare || reply != c.reply {
			t.Errorf("%q: have %q, %v, want %q, %v", c.subject, bare, reply, c.bare, c.reply)
		}
	}
}

func TestIsOurs(t *testing.T) {
	for mail, want := range map[string]bool{
		"a@seller.example": true, "a@MAIL.Seller.example": true, "a@otherseller.example": false, "a@example": false, "seller.example": false, "": false,
	} {
		if have := isOurs([]string{"seller.EXAMPLE"}, inquiry.Address{Mail: mail}); have != want {
			t.Errorf("%q: have %v", mail, have)
		}
	}
}

func first(customer bool, _ talk) bool { return customer }
