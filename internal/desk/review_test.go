package desk_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inquiryd/internal/desk"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/state"
)

// One watched folder that does not exist stops no other, and the server is not
// stormed with logins.
func TestMissingFolderStopsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, account := memory(t, "sales")
		defer m.Close()
		f := &flaky{dial: m.Dial}
		account.Mailbox.Dial = f.Dial
		account.Folders = []string{"INBOX", "Nope"}
		r := newRig(t, account)
		d := r.run()
		defer d.stop()
		time.Sleep(time.Minute)
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, "mail"))), time.Now()))
		time.Sleep(10 * time.Minute)
		if in := where(t, m, "mail"); in != "Inquiries/E - Other" {
			t.Errorf("lies in %q", in)
		}
		if n := f.set(false); n != 1 {
			t.Errorf("%d logins in ten minutes", n)
		}
		s, err := d.Status(t.Context())
		must(t, err)
		if !strings.Contains(s.Accounts[0].LastError, `"Nope"`) {
			t.Errorf("status: %+v", s.Accounts[0])
		}
	})
}

// A letter that waits for its answer under an old UIDVALIDITY, and is gone,
// holds nothing up; an undo of a tag finds its letter under the new one.
func TestOldUIDValidityHoldsNothingUp(t *testing.T) {
	m, r := website(t)
	tier := r.options.Tiers[inquiry.E]
	tier.File = inquiry.FileAnswered
	r.options.Tiers[inquiry.E] = tier
	for i := range 25 {
		must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(noInquiry, fmt.Sprint("old", i)))), time.Now()))
	}
	must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(cold, "waiting"))), time.Now()))
	must(t, r.once())
	renew(t, m)
	for i := range 25 {
		must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(noInquiry, fmt.Sprint("old", i)))), time.Now()))
	}
	must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(cold, "new"))), time.Now()))
	must(t, r.once())
	must(t, r.once())
	if _, found := find(see(t, memoryClient(m)), "new"); !found[0].Has("inquiry-e") {
		t.Errorf("the new letter has %v", found[0].Flags)
	}
	open, err := r.state.Open(state.Folder{Account: "sales", Name: "Website"})
	must(t, err)
	for _, l := range open {
		if l.MessageID == "waiting@freemail.example" {
			t.Errorf("still waited for: %+v", l.Stage)
		}
	}
}

// Ten thousand letters that wait for answers do not make a command too long.
func TestManyWaitingLetters(t *testing.T) {
	m, account := memory(t, "sales")
	r := newRig(t, account)
	must(t, r.once())
	c := memoryClient(m).open(t)
	box, err := c.Select("INBOX", nil).Wait()
	must(t, err)
	var waiting []state.Letter
	for i := range 12_000 {
		waiting = append(waiting, state.Letter{
			Key:   state.Key{Account: "sales", Folder: "INBOX", Validity: box.UIDValidity, UID: uint32(100 + 7*i)},
			Stage: state.Waiting,
		})
	}
	must(t, r.state.Commit(state.Change{Letters: waiting}))
	must(t, r.once())
}

// What a server cuts off after its OK is found by looking, and IDLE listens to
// INBOX after that: the next letter is filed at once.
func TestIdleListensToInboxAfterALook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, account := memory(t, "sales")
		defer m.Close()
		account.Poll = desk.MustSchedule("@every 30m")
		account.Mailbox.Dial = func(ctx context.Context) (net.Conn, error) {
			c, err := m.Dial(ctx)
			return withoutCopyUID{c}, err
		}
		r := newRig(t, account)
		d := r.run()
		defer d.stop()
		time.Sleep(time.Minute)
		for _, mid := range []string{"first", "second"} {
			must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, mid))), time.Now()))
			time.Sleep(2 * time.Second)
			if in := where(t, m, mid); in != "Inquiries/E - Other" {
				t.Errorf("%s lies in %q", mid, in)
			}
		}
	})
}

// withoutCopyUID hides where a message went.
type withoutCopyUID struct{ net.Conn }

func (c withoutCopyUID) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	copy(p, strings.ReplaceAll(string(p[:n]), "[COPYUID ", "[COPYNOT "))
	return n, err
}

// A resume in the middle of a round is not overwritten by its next commit.
func TestResumeDuringARound(t *testing.T) {
	m, account := memory(t, "sales")
	account.Backlog = desk.Backlog{All: true}
	r := newRig(t, account)
	r.options.Limits.BreakerMoves = 5
	for i := range 700 {
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, fmt.Sprint("n", i)))), time.Now()))
	}
	must(t, r.once())
	held := func() int {
		all, err := r.state.Select(func(l *state.Letter) bool { return l.Stage == state.Held })
		must(t, err)
		return len(all)
	}
	if held() == 0 {
		t.Fatal("the breaker did not trip")
	}
	resume(t, r)
	must(t, r.once())
	must(t, r.once())
	if n := held(); n != 0 {
		t.Errorf("%d letters are held after resume", n)
	}
	if n := len(see(t, memoryClient(m))["Inquiries/E - Other"]); n != 700 {
		t.Errorf("%d letters filed, want 700", n)
	}
}

// An undo that was held goes on as an undo when it is released.
func TestHeldUndoStaysAnUndo(t *testing.T) {
	m, account := memory(t, "sales")
	account.Backlog = desk.Backlog{All: true}
	r := newRig(t, account)
	must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, "wanted"))), time.Now()))
	must(t, r.once())
	all, err := r.state.ByMessageID("wanted@freemail.example", 9)
	must(t, err)
	all[0].Stage, all[0].Back, all[0].Tries = state.Held, true, 8
	must(t, r.state.Commit(state.Change{Letters: all}))
	resume(t, r)
	must(t, r.once())
	in, found := find(see(t, memoryClient(m)), "wanted")
	if !slices.Equal(in, []string{"INBOX"}) || len(found[0].Flags) != 0 {
		t.Errorf("it lies in %v with %v", in, found[0].Flags)
	}
}

// Nothing is asked of a folder that is not watched any more.
func TestUndoInAnUnwatchedFolderIsTold(t *testing.T) {
	m, r := website(t)
	tier := r.options.Tiers[inquiry.E]
	tier.File = inquiry.FileNow
	r.options.Tiers[inquiry.E] = tier
	must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(cold, "form"))), time.Now()))
	must(t, r.once())
	r.options.Accounts[0].Folders = []string{"INBOX"}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	d := desk.New(r.options)
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	report, err := d.Undo(ctx, desk.Selection{All: true})
	must(t, err)
	if report.Closed != 1 || report.Asked != 1 || report.Undone != 0 {
		t.Errorf("%+v", report)
	}
	cancel()
	must(t, <-ended)
}

// A dry run looks at nothing that is in flight.
func TestDryRunBesideLettersInFlight(t *testing.T) {
	d, user := onDovecot(t, mailboxtest.DovecotOptions{})
	account := dovecotAccount(t, d, user)
	account.Backlog = desk.Backlog{All: true}
	account.RecoveryWait = time.Millisecond
	r := newRig(t, account)
	must(t, d.Deliver(user, []byte(fmt.Sprintf(cold, "flying"))))
	must(t, r.once())
	all, err := r.state.ByMessageID("flying@freemail.example", 9)
	must(t, err)
	all[0].Stage, all[0].Due = state.Planned, time.Time{}
	must(t, r.state.Commit(state.Change{Letters: all}))
	r.options.Accounts[0].Mailbox.ReadOnly = true
	must(t, r.once())
}

// A slow server is no hanging account, and a silent one does not hold READY up.
func TestPulseOfSlowServers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends []net.Conn
		silent := desk.Account{Name: "silent"}
		silent.Mailbox.User = "x"
		silent.Mailbox.Dial = func(context.Context) (net.Conn, error) {
			near, far := net.Pipe()
			ends = append(ends, far)
			return near, nil
		}
		r := newRig(t, silent)
		start := time.Now()
		var ready time.Duration
		r.options.Pulse = func(p desk.Pulse) {
			if p.Ready && ready == 0 {
				ready = time.Since(start)
			}
			if !p.Alive {
				t.Errorf("no pulse after %s", time.Since(start))
			}
		}
		d := r.run()
		time.Sleep(6 * time.Hour)
		d.stop()
		if ready == 0 || ready > 45*time.Second {
			t.Errorf("READY after %s", ready)
		}
		for _, c := range ends {
			c.Close()
		}
	})
}
