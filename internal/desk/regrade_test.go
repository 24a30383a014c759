package desk_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"inquiryd/internal/desk"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/screen"
)

// probe is one letter of a ring: the same words with small edits, from
// addresses that have nothing to do with each other.
func probe(n int) []byte {
	names := []string{"Ravi Kumar <ravi.kumar77@gmail.com>", "S. Patel <s.patel.trade@yahoo.com>", "Anil <anil.imports@outlook.com>", "M. Joshi <mjoshi@rediffmail.com>"}
	amounts := []string{"3000", "2500", "4000", "3500"}
	return []byte(crlf(fmt.Sprintf(`From: %s
To: sales@brightway.example
Subject: solar flood light price
Message-ID: <probe-%d@ring.example>
Date: Mon, 23 Nov 2026 1%d:00:00 +0530

Dear Sir,

Please quote solar flood light 100W with remote, polycrystalline panel 18V 25W,
aluminium housing, motion sensor and five metres of cable, %s pcs CIF Chennai.
Kindly mention battery cell maker, weight of housing and warranty in years.

Regards
`, names[n], n, n, amounts[n])))
}

// A later letter shows a ring: the earlier members are graded again, and tags
// and folders follow, but for the one that a rep has read meanwhile.
func TestRingRevealed(t *testing.T) {
	for _, class := range []string{"memory", "dovecot", mailboxtest.WithoutMove, mailboxtest.WithoutUIDPlus} {
		t.Run(class, func(t *testing.T) { ringRevealed(t, class) })
	}
}

func ringRevealed(t *testing.T, class string) {
	var account desk.Account
	var client func() map[string][]mailboxtest.Seen
	var deliver func([]byte)
	var read func(mid string)
	if class == "memory" {
		m, a := memory(t, "sales")
		account = a
		deliver = func(raw []byte) { must(t, m.Deliver("INBOX", raw, time.Now())) }
		client = func() map[string][]mailboxtest.Seen { return see(t, memoryClient(m)) }
		read = func(mid string) { markRead(t, memoryClient(m), mid) }
	} else {
		options := mailboxtest.DovecotOptions{}
		if class != "dovecot" {
			options.Capability = class
		}
		d, user := onDovecot(t, options)
		account = dovecotAccount(t, d, user)
		deliver = func(raw []byte) { must(t, d.Deliver(user, raw)) }
		client = func() map[string][]mailboxtest.Seen { return see(t, dovecotClient(d, user)) }
		read = func(mid string) { markRead(t, dovecotClient(d, user), mid) }
	}
	account.Backlog = desk.Backlog{All: true}
	r := newRig(t, account)
	deliver(probe(0))
	deliver(probe(1))
	must(t, r.once())
	before := client()
	for _, mid := range []string{"probe-0", "probe-1"} {
		if _, found := find(before, mid); len(found) != 1 || found[0].Has("inquiry-e") {
			t.Fatalf("%s: have %v before the ring shows", mid, found)
		}
	}
	read("probe-1")
	deliver(probe(2))
	deliver(probe(3))
	must(t, r.once())
	must(t, r.once()) // what was regraded goes in the next round
	after := client()
	for n, touched := range map[int]bool{0: false, 1: true, 2: false, 3: false} {
		mid := fmt.Sprintf("probe-%d", n)
		in, found := find(after, mid)
		want := "Inquiries/E - Other"
		if class == mailboxtest.WithoutUIDPlus {
			want = "INBOX"
		}
		if touched {
			want, _ = whereOf(before, mid)
		}
		if !slices.Equal(in, []string{want}) {
			t.Errorf("%s lies in %v, want %s", mid, in, want)
			continue
		}
		if !found[0].Has("inquiry-e") || found[0].Has("inquiry-a") || found[0].Has("inquiry-b") {
			t.Errorf("%s has flags %v", mid, found[0].Flags)
		}
	}
}

func whereOf(folders map[string][]mailboxtest.Seen, mid string) (string, bool) {
	in, _ := find(folders, mid)
	if len(in) != 1 {
		return "", false
	}
	return in[0], true
}

// A changed weight moves nothing by itself; regrade shows what it would move,
// then moves it.
func TestRegrade(t *testing.T) {
	m, account := memory(t, "sales")
	account.Backlog = desk.Backlog{All: true}
	r := newRig(t, account)
	must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(hot, "hot"))), time.Now()))
	must(t, r.once())
	conf := screen.Defaults()
	conf.Seller = seller
	conf.Scorecard.Thresholds.A, conf.Scorecard.Points.Price = 900, 0
	judge, err := screen.New(conf)
	must(t, err)
	r.options.Screen = judge
	must(t, r.once())
	if in, _ := find(see(t, memoryClient(m)), "hot"); !slices.Equal(in, []string{"Inquiries/A - Hot"}) {
		t.Fatalf("a weight alone moved it to %v", in)
	}
	for _, dry := range []bool{true, false} {
		report := r.regrade(t, dry)
		if len(report.Changed) != 1 || report.Changed[0].From != inquiry.A || report.Changed[0].To != inquiry.B || report.Read != 1 {
			t.Fatalf("dry %v: have %+v", dry, report)
		}
		want := map[bool]string{true: "Inquiries/A - Hot", false: "Inquiries/B - Qualified"}[dry]
		must(t, r.once())
		in, found := find(see(t, memoryClient(m)), "hot")
		if !slices.Equal(in, []string{want}) {
			t.Fatalf("dry %v: it lies in %v, want %s", dry, in, want)
		}
		if dry == found[0].Has("inquiry-b") {
			t.Errorf("dry %v: flags %v", dry, found[0].Flags)
		}
	}
}

// regrade asks a running desk.
func (r *rig) regrade(t *testing.T, dry bool) desk.RegradeReport {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	d := desk.New(r.options)
	ended := make(chan error, 1)
	running, stop := context.WithCancel(ctx)
	go func() { ended <- d.Run(running) }()
	report, err := d.Regrade(ctx, desk.Selection{All: true}, dry)
	must(t, err)
	stop()
	must(t, <-ended)
	return report
}
