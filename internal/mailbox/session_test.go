package mailbox_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/signin"
)

// server is one kind of server that the same tests run on.
type server struct {
	name    string
	config  mailbox.Config
	deliver func(raw string)
	client  func() *imapclient.Client
}

// onServers runs a test on the memory server and on every class of Dovecot.
func onServers(t *testing.T, test func(t *testing.T, s server)) {
	t.Run("memory", func(t *testing.T) {
		m := mailboxtest.NewMemory("rep", "secret")
		t.Cleanup(func() { m.Close() })
		test(t, server{
			name:   "memory",
			config: mailbox.Config{User: "rep", Dial: m.Dial},
			deliver: func(raw string) {
				must(t, m.Deliver("INBOX", []byte(crlf(raw)), time.Now()))
			},
			client: func() *imapclient.Client {
				conn, err := m.Dial(t.Context())
				must(t, err)
				c := imapclient.New(conn, nil)
				must(t, c.Login("rep", "secret").Wait())
				t.Cleanup(func() { c.Close() })
				return c
			},
		})
	})
	for _, class := range []struct{ name, capability, storage string }{
		{"dovecot", "", "maildir"},
		{"dovecot-sdbox", "", "sdbox"},
		{"dovecot-without-move", mailboxtest.WithoutMove, "maildir"},
		{"dovecot-without-uidplus", mailboxtest.WithoutUIDPlus, "maildir"},
	} {
		t.Run(class.name, func(t *testing.T) {
			d, user := onDovecot(t, mailboxtest.DovecotOptions{Capability: class.capability, Storage: class.storage})
			c := func() *imapclient.Client {
				c, err := d.Client(user)
				must(t, err)
				t.Cleanup(func() { c.Close() })
				return c
			}
			poster := c()
			test(t, server{
				name:   class.name,
				config: mailbox.Config{Host: "127.0.0.1", Port: d.Port, TLS: mailbox.Plain, User: user},
				deliver: func(raw string) {
					raw = crlf(raw)
					cmd := poster.Append("INBOX", int64(len(raw)), nil)
					_, err := cmd.Write([]byte(raw))
					must(t, err)
					must(t, cmd.Close())
					_, err = cmd.Wait()
					must(t, err)
				},
				client: c,
			})
		})
	}
}

func TestMain(m *testing.M) {
	code := m.Run()
	mailboxtest.StopShared()
	os.Exit(code)
}

// onDovecot gives a server and a user of its own on it, or skips where there is
// no Dovecot; CI demands one.
func onDovecot(t *testing.T, opt mailboxtest.DovecotOptions) (*mailboxtest.Dovecot, string) {
	t.Helper()
	d, user, err := mailboxtest.Share(t.Context(), opt)
	if errors.Is(err, mailboxtest.ErrNoDovecot) {
		t.Skip(err)
	}
	must(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("dovecot:\n%s", d.Log())
		}
	})
	return d, user
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func mail(subject, body string) string {
	return fmt.Sprintf("From: Buyer <buyer@example.com>\nTo: rep@example.com\nSubject: %s\nMessage-ID: <%s@example.com>\n\n%s\n", subject, subject, body)
}

func (s server) dial(t *testing.T) *mailbox.Session {
	t.Helper()
	password := "secret"
	if s.config.Dial == nil {
		password = mailboxtest.Password
	}
	session, err := mailbox.Dial(context.Background(), s.config, signin.NewSecret(password))
	must(t, err)
	t.Cleanup(session.Drop)
	return session
}

// fetchAll reads the whole open folder.
func fetchAll(t *testing.T, s *mailbox.Session) []mailbox.Message {
	t.Helper()
	var all []mailbox.Message
	for from := uint32(1); from != 0; {
		heads, next, err := s.Heads(from)
		must(t, err)
		for _, chunk := range mailbox.Chunks(heads, 100) {
			got, missing, err := s.Bodies(chunk)
			must(t, err)
			if len(missing) > 0 {
				t.Fatalf("missing: %v", missing)
			}
			all = append(all, got...)
		}
		from = next
	}
	return all
}

func TestReadTagFileAndPutBack(t *testing.T) {
	onServers(t, func(t *testing.T, srv server) {
		for i := range 5 {
			srv.deliver(mail(fmt.Sprint("letter-", i), "We need 500 lamps."))
		}
		s := srv.dial(t)
		files := s.Can.Files()
		if want := !strings.HasSuffix(srv.name, "without-uidplus"); files != want {
			t.Fatalf("Files() = %v, want %v", files, want)
		}
		folder, err := s.Prepare("Inquiries", "C - Nurture")
		must(t, err)
		inbox, err := s.Open("INBOX")
		must(t, err)
		all := fetchAll(t, s)
		if len(all) != 5 || all[3].UID <= all[2].UID || !strings.Contains(string(all[3].Raw), "letter-3") {
			t.Fatalf("read %d messages", len(all))
		}
		uids := []uint32{all[1].UID, all[3].UID}
		_, err = s.Do(inquiry.Action{Verb: inquiry.Tag, Arg: "inquiry-c"}, uids)
		must(t, err)
		if !inbox.Keeps("inquiry-c") {
			t.Error("a folder with \\* does not keep keywords")
		}
		went, err := s.Do(inquiry.Action{Verb: inquiry.File, Arg: folder}, uids)
		if !files {
			if err == nil || mailbox.Refused(err) {
				t.Fatalf("filed on a server that cannot: %v", err)
			}
			return
		}
		must(t, err)
		if len(went) != 2 {
			t.Fatalf("the server told %v", went)
		}
		see := srv.client()
		now, err := mailboxtest.See(see)
		must(t, err)
		if len(now["INBOX"]) != 3 || len(now[folder]) != 2 {
			t.Fatalf("INBOX has %d, %s has %d", len(now["INBOX"]), folder, len(now[folder]))
		}
		for _, m := range now[folder] {
			if !m.Has("inquiry-c") || m.Has(`\Seen`) || m.Has(`\Deleted`) {
				t.Errorf("flags %v", m.Flags)
			}
		}
		_, prints, err := s.Prints(folder, []uint32{went[uids[0]].UID, went[uids[1]].UID})
		must(t, err)
		if prints[went[uids[0]].UID] != all[1].Print || prints[went[uids[1]].UID] != all[3].Print {
			t.Error("a message has another fingerprint after the move")
		}
		// Put back.
		_, err = s.Open(folder)
		must(t, err)
		there := []uint32{went[uids[0]].UID, went[uids[1]].UID}
		_, err = s.Undo(inquiry.Action{Verb: inquiry.Tag, Arg: "inquiry-c"}, there)
		must(t, err)
		_, err = s.Undo(inquiry.Action{Verb: inquiry.File, Arg: "INBOX"}, there)
		must(t, err)
		now, err = mailboxtest.See(see)
		must(t, err)
		if len(now["INBOX"]) != 5 || len(now[folder]) != 0 {
			t.Fatalf("after undo INBOX has %d, %s has %d", len(now["INBOX"]), folder, len(now[folder]))
		}
		for _, m := range now["INBOX"] {
			if m.Has("inquiry-c") {
				t.Errorf("tag left: %v", m.Flags)
			}
		}
	})
}

// A folder that holds mail somebody else marked \Deleted keeps it, whatever we
// expunge.
func TestForeignDeletedStays(t *testing.T) {
	onServers(t, func(t *testing.T, srv server) {
		srv.deliver(mail("ours", "x"))
		srv.deliver(mail("theirs", "x"))
		rep := srv.client()
		_, err := rep.Select("INBOX", nil).Wait()
		must(t, err)
		must(t, rep.Store(imap.SeqSetNum(2), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
		s := srv.dial(t)
		if !s.Can.Files() {
			return
		}
		folder, err := s.Prepare("Inquiries", "D - Low")
		must(t, err)
		_, err = s.Open("INBOX")
		must(t, err)
		all := fetchAll(t, s)
		_, err = s.Do(inquiry.Action{Verb: inquiry.File, Arg: folder}, []uint32{all[0].UID})
		must(t, err)
		must(t, s.Close())
		now, err := mailboxtest.See(srv.client())
		must(t, err)
		if len(now["INBOX"]) != 1 || !now["INBOX"][0].Has(`\Deleted`) {
			t.Errorf("INBOX: %v", now["INBOX"])
		}
	})
}

// The fingerprint of the fetched message and of its header alone agree, however
// broken the header is: recovery stands on it.
func TestFingerprintsAgree(t *testing.T) {
	odd := map[string]string{
		"plain":       mail("a", "b"),
		"no body":     "From: a@example.com\nSubject: no body\n\n",
		"no blank":    "From: a@example.com\nSubject: no blank line\n",
		"no colon":    "From: a@example.com\nthis line has none\nSubject: x\n\nbody\n",
		"folded":      "From: a@example.com\nSubject: one\n  two\n\nbody\n",
		"empty":       "\nonly a body\n",
		"mbox from":   "From buyer@example.com Mon Nov 23 10:00:00 2026\nFrom: a@example.com\n\nbody\n",
		"eight bit":   "From: a@example.com\nSubject: \xc4\xe3\xba\xc3\n\nbody\n",
		"long header": "From: a@example.com\nX-Long: " + strings.Repeat("word ", 5000) + "\n\nbody\n",
	}
	onServers(t, func(t *testing.T, srv server) {
		names := slices.Sorted(maps.Keys(odd))
		if srv.name == "memory" { // it gives an empty body for what it cannot parse itself
			names = slices.DeleteFunc(names, func(name string) bool { return name == "no colon" || name == "mbox from" })
		}
		for _, name := range names {
			srv.deliver(odd[name])
		}
		s := srv.dial(t)
		_, err := s.Open("INBOX")
		must(t, err)
		all := fetchAll(t, s)
		var uids []uint32
		for _, m := range all {
			uids = append(uids, m.UID)
		}
		_, prints, err := s.Prints("INBOX", uids)
		must(t, err)
		for i, m := range all {
			if prints[m.UID] != m.Print {
				t.Errorf("%s: the header alone has another fingerprint", names[i])
			}
		}
	})
}

// Folders of thousands are listed from any UID, also over gaps.
func TestHeadsFromAnywhere(t *testing.T) {
	onServers(t, func(t *testing.T, srv server) {
		const n = 1300
		if srv.name != "memory" && srv.name != "dovecot" {
			return
		}
		for i := range n {
			srv.deliver(mail(fmt.Sprint(i), "x"))
		}
		rep := srv.client()
		_, err := rep.Select("INBOX", nil).Wait()
		must(t, err)
		// A gap of 300 in the middle.
		var gap imap.UIDSet
		gap.AddRange(401, 700)
		must(t, rep.Store(gap, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
		must(t, rep.UIDExpunge(gap).Close())
		s := srv.dial(t)
		f, err := s.Open("INBOX")
		must(t, err)
		for _, from := range []uint32{0, 1, 2, 400, 401, 550, 700, 701, 1199, 1201, 1202, n, n + 1} {
			var got []uint32
			for next := from; ; {
				heads, more, err := s.Heads(next)
				must(t, err)
				for _, h := range heads {
					got = append(got, h.UID)
				}
				if next = more; next == 0 {
					break
				}
			}
			var want []uint32
			for u := max(from, 1); u < f.Next; u++ {
				if u < 401 || u > 700 {
					want = append(want, u)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("from %d: %d heads, want %d", from, len(got), len(want))
			}
		}
	})
}

func TestNoticeOfNewMail(t *testing.T) {
	onServers(t, func(t *testing.T, srv server) {
		s := srv.dial(t)
		if !s.Can.Idle {
			t.Fatal("no IDLE")
		}
		f, err := s.Open("INBOX")
		must(t, err)
		waited := make(chan error, 1)
		go func() { waited <- s.Wait(t.Context(), time.Minute, nil) }()
		srv.deliver(mail("knock", "x"))
		start := time.Now()
		must(t, <-waited)
		if time.Since(start) > 30*time.Second {
			t.Error("the notice did not end the wait")
		}
		now, err := s.Open("INBOX")
		must(t, err)
		if now.Next != f.Next+1 {
			t.Errorf("UIDNEXT %d, want %d", now.Next, f.Next+1)
		}
	})
}

func TestFolderInAnotherCaseIsUsed(t *testing.T) {
	onServers(t, func(t *testing.T, srv server) {
		must(t, srv.client().Create("Inquiries/a - hot", nil).Wait())
		s := srv.dial(t)
		name, err := s.Prepare("Inquiries", "A - Hot")
		must(t, err)
		if name != "Inquiries/a - hot" {
			t.Errorf("used %q", name)
		}
		again, err := s.Prepare("Inquiries", "Größe 询盘")
		must(t, err)
		if again != "Inquiries/Größe 询盘" {
			t.Errorf("made %q", again)
		}
	})
}

func TestRefusedLogin(t *testing.T) {
	onServers(t, func(t *testing.T, srv server) {
		_, err := mailbox.Dial(t.Context(), srv.config, signin.NewSecret("wrong"))
		if !errors.Is(err, mailbox.ErrLogin) {
			t.Errorf("got %v, want a refused login", err)
		}
		if strings.Contains(fmt.Sprint(err), "wrong") {
			t.Errorf("the error tells the password: %v", err)
		}
	})
}

func TestReadOnlyHasNoEffect(t *testing.T) {
	onServers(t, func(t *testing.T, srv server) {
		srv.deliver(mail("a", "b"))
		srv.config.ReadOnly = true
		s := srv.dial(t)
		if _, err := s.Prepare("Inquiries", "A - Hot"); err == nil {
			t.Error("made a folder")
		}
		_, err := s.Open("INBOX")
		must(t, err)
		if len(fetchAll(t, s)) != 1 {
			t.Error("cannot read")
		}
		if _, err = s.Do(inquiry.Action{Verb: inquiry.Tag, Arg: "inquiry-a"}, []uint32{1}); err == nil {
			t.Error("set a tag")
		}
		now, err := mailboxtest.See(srv.client())
		must(t, err)
		if len(now) != 1 || len(now["INBOX"][0].Flags) != 0 {
			t.Errorf("%v", now)
		}
	})
}
