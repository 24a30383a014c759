package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"inquiryd/internal/desk"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/mailbox/mailboxtest"
)

// running is a desk that works in the background of a bubble.
type running struct {
	*desk.Desk
	stop func()
}

// run starts the desk; its clock is the bubble's.
func (r *rig) run() running {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ticker := time.NewTicker(desk.TickEvery)
	r.options.Clock = desk.Clock{Now: time.Now, Tick: ticker.C}
	d := desk.New(r.options)
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	return running{d, func() {
		cancel()
		ticker.Stop()
		if err := <-ended; err != nil {
			r.t.Error(err)
		}
	}}
}

// where tells in which folders the letter lies.
func where(t *testing.T, m *mailboxtest.Memory, mid string) string {
	in, _ := find(see(t, memoryClient(m)), mid)
	return strings.Join(in, ", ")
}

// A day of IDLE: a letter an hour, each filed within a second of its arrival.
func TestADayOfWatching(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, account := memory(t, "sales")
		defer m.Close()
		account.Poll = desk.MustSchedule("@every 5m")
		r := newRig(t, account)
		d := r.run()
		defer d.stop()
		time.Sleep(time.Minute)
		for hour := range 24 {
			mid := fmt.Sprint("hour", hour)
			must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, mid))), time.Now()))
			time.Sleep(time.Second)
			if in := where(t, m, mid); in != "Inquiries/E - Other" {
				t.Fatalf("%s lies in %q a second after it came", mid, in)
			}
			time.Sleep(time.Hour - time.Second)
		}
	})
}

// Without IDLE, polling finds it.
func TestPolling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, account := memory(t, "sales")
		defer m.Close()
		account.Mailbox.Dial = func(ctx context.Context) (net.Conn, error) {
			c, err := m.Dial(ctx)
			return withoutIdle{c}, err
		}
		account.Poll = desk.MustSchedule("@every 2m")
		r := newRig(t, account)
		d := r.run()
		defer d.stop()
		time.Sleep(time.Minute)
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, "polled"))), time.Now()))
		time.Sleep(time.Second)
		if in := where(t, m, "polled"); in != "INBOX" {
			t.Errorf("filed before any poll: %s", in)
		}
		time.Sleep(2*time.Minute + 10*time.Second)
		if in := where(t, m, "polled"); in != "Inquiries/E - Other" {
			t.Errorf("lies in %s after a poll", in)
		}
	})
}

// Several folders are watched; the second by polling.
func TestSecondFolderIsWatchedToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, account := memory(t, "sales")
		defer m.Close()
		must(t, memoryClient(m).open(t).Create("Website", nil).Wait())
		account.Folders = []string{"INBOX", "Website"}
		account.Poll = desk.MustSchedule("@every 1m")
		r := newRig(t, account)
		d := r.run()
		defer d.stop()
		time.Sleep(time.Minute)
		must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(cold, "form"))), time.Now()))
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, "mail"))), time.Now()))
		time.Sleep(2 * time.Minute)
		for _, mid := range []string{"form", "mail"} {
			if in := where(t, m, mid); in != "Inquiries/E - Other" {
				t.Errorf("%s lies in %q", mid, in)
			}
		}
	})
}

// flaky dials a server, or fails for as long as it is told to.
type flaky struct {
	mu    sync.Mutex
	dials int
	down  bool
	conns []net.Conn
	dial  func(context.Context) (net.Conn, error)
}

func (f *flaky) Dial(ctx context.Context) (net.Conn, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dials++
	if f.down {
		return nil, errors.New("no route to host")
	}
	c, err := f.dial(ctx)
	if err == nil {
		f.conns = append(f.conns, c)
	}
	return c, err
}

// set takes the server down, cutting all connections, or up again.
func (f *flaky) set(down bool) (dials int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = down
	for _, c := range f.conns {
		c.Close()
	}
	f.conns = nil
	dials, f.dials = f.dials, 0
	return dials
}

// A server that is away for two days is tried again for ever, less and less
// often, and what came meanwhile is filed when it is back.
func TestReconnectsForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, account := memory(t, "sales")
		defer m.Close()
		f := &flaky{dial: m.Dial}
		account.Mailbox.Dial = f.Dial
		r := newRig(t, account)
		d := r.run()
		defer d.stop()
		time.Sleep(time.Minute)
		f.set(true)
		time.Sleep(48 * time.Hour)
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, "meanwhile"))), time.Now()))
		s, err := d.Status(t.Context())
		must(t, err)
		if s.Accounts[0].Mode != "waiting" || !strings.Contains(s.Accounts[0].LastError, "no route to host") {
			t.Errorf("status: %+v", s.Accounts[0])
		}
		// Every 15 minutes, and some at first.
		if n := f.set(false); n < 150 || n > 400 {
			t.Errorf("tried %d times in two days", n)
		}
		time.Sleep(30 * time.Minute)
		if in := where(t, m, "meanwhile"); in != "Inquiries/E - Other" {
			t.Errorf("lies in %q", in)
		}
	})
}

// A refused login pauses the account: the server is left in peace until a
// person says go on, or the password is a new one.
func TestRefusedLoginPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, account := memory(t, "sales")
		defer m.Close()
		f := &flaky{dial: m.Dial}
		account.Mailbox.Dial = f.Dial
		account.Mailbox.Source = secretFile(t, "wrong")
		r := newRig(t, account)
		d := r.run()
		defer d.stop()
		time.Sleep(24 * time.Hour)
		if n := f.set(false); n != 1 {
			t.Errorf("tried %d times in a day", n)
		}
		s, err := d.Status(t.Context())
		must(t, err)
		if s.Accounts[0].Mode != "paused" {
			t.Errorf("status: %+v", s.Accounts[0])
		}
		_, err = d.Resume(t.Context(), "sales")
		must(t, err)
		time.Sleep(time.Hour)
		if n := f.set(false); n != 1 {
			t.Errorf("tried %d times after resume", n)
		}
		write(t, account.Mailbox.PasswordFile, "secret")
		time.Sleep(2 * time.Minute)
		if s, err = d.Status(t.Context()); err != nil || s.Accounts[0].Mode != "idle" {
			t.Errorf("status with a new password: %+v, %v", s.Accounts[0], err)
		}
	})
}

// A silent server costs its own account only.
func TestSilentServerStopsNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, good := memory(t, "good")
		defer m.Close()
		var ends []net.Conn
		silent := desk.Account{Name: "silent", Mailbox: mailbox.Config{User: "x", Dial: func(context.Context) (net.Conn, error) {
			near, far := net.Pipe()
			ends = append(ends, far)
			return near, nil
		}}}
		r := newRig(t, silent, good)
		d := r.run()
		time.Sleep(time.Second)
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, "mail"))), time.Now()))
		time.Sleep(time.Second)
		if in := where(t, m, "mail"); in != "Inquiries/E - Other" {
			t.Errorf("lies in %q", in)
		}
		time.Sleep(5 * time.Minute)
		s, err := d.Status(t.Context())
		must(t, err)
		if !strings.Contains(s.Accounts[0].LastError, "no byte within") {
			t.Errorf("status: %+v", s.Accounts[0])
		}
		d.stop()
		for _, c := range ends {
			c.Close()
		}
	})
}

// What waits behind the fence holds up nothing that is new.
func TestFenceHoldsOnlyWhatIsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, account := memory(t, "sales")
		defer m.Close()
		account.RecoveryWait = time.Minute
		f := &flaky{dial: m.Dial}
		cut := &cutting{flaky: f, at: "MOVE"}
		account.Mailbox.Dial = cut.Dial
		r := newRig(t, account)
		d := r.run()
		defer d.stop()
		time.Sleep(10 * time.Second)
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, "interrupted"))), time.Now()))
		time.Sleep(10 * time.Second)
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, "new"))), time.Now()))
		time.Sleep(10 * time.Second)
		if in := where(t, m, "new"); in != "Inquiries/E - Other" {
			t.Errorf("new mail lies in %q", in)
		}
		if in := where(t, m, "interrupted"); in != "INBOX" {
			t.Errorf("the letter in flight was touched within the fence: %q", in)
		}
		time.Sleep(time.Minute)
		if in := where(t, m, "interrupted"); in != "Inquiries/E - Other" {
			t.Errorf("the letter in flight lies in %q after the fence", in)
		}
	})
}

// cutting cuts the connection before it sends the first command that has a
// word in it.
type cutting struct {
	*flaky
	at   string
	done bool
}

func (c *cutting) Dial(ctx context.Context) (net.Conn, error) {
	conn, err := c.flaky.Dial(ctx)
	if err != nil {
		return nil, err
	}
	return &cutConn{conn, c}, nil
}

type cutConn struct {
	net.Conn
	c *cutting
}

func (c *cutConn) Write(p []byte) (int, error) {
	if !c.c.done && strings.Contains(string(p), c.c.at) {
		c.c.done = true
		c.Close()
		return 0, net.ErrClosed
	}
	return c.Conn.Write(p)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

// withoutIdle hides that the server offers IDLE.
type withoutIdle struct{ net.Conn }

func (c withoutIdle) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	copy(p, bytes.ReplaceAll(p[:n], []byte(" IDLE"), []byte(" NONE")))
	return n, err
}
