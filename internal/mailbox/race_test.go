package mailbox_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/signin"
)

// afterCopy is a connection on which something happens between the server's
// answer to UID COPY and our learning of it.
type afterCopy struct {
	net.Conn
	armed bool
	act   func()
}

func (c *afterCopy) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(" UID COPY ")) {
		c.armed = true
	}
	return c.Conn.Write(p)
}

func (c *afterCopy) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.armed && bytes.Contains(p[:n], []byte("COPYUID")) {
		c.armed = false
		c.act()
	}
	return n, err
}

// person is somebody at a mail client of the same mailbox.
type person struct {
	*testing.T
	*imapclient.Client
}

// remove expunges the message with a subject.
func (p person) remove(folder, subject string) {
	p.Helper()
	_, err := p.Select(folder, nil).Wait()
	must(p.T, err)
	uids := imap.UIDSetNum(p.find(folder, subject)...)
	must(p.T, p.Store(uids, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
	must(p.T, p.UIDExpunge(uids).Close())
}

// move is what mail clients do without MOVE.
func (p person) move(folder, subject, to string) {
	p.Helper()
	_, err := p.Select(folder, nil).Wait()
	must(p.T, err)
	_, err = p.Copy(imap.UIDSetNum(p.find(folder, subject)[0]), to).Wait()
	must(p.T, err)
	p.remove(folder, subject)
}

func (p person) find(folder, subject string) (uids []imap.UID) {
	p.Helper()
	data, err := p.UIDSearch(&imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Subject", Value: subject}}}, nil).Wait()
	must(p.T, err)
	if uids = data.AllUIDs(); len(uids) == 0 {
		p.Fatalf("no %s in %s", subject, folder)
	}
	return uids
}

// On servers without MOVE somebody else may act between our copy and our taking
// the original away. The person wins, nothing is lost, and nothing is left twice.
func TestRacesWithoutMove(t *testing.T) {
	for _, tt := range []struct {
		name string
		act  func(p person)
		told []string // whose new place Do tells
		want string   // what lies where in the end
	}{
		{"nobody", func(p person) {}, []string{"first", "second"},
			"Archive: ; INBOX: marked, other; X: first, marked-there, second"},
		{"moved elsewhere", func(p person) { p.move("INBOX", "first", "Archive") }, []string{"second"},
			"Archive: first; INBOX: marked, other; X: marked-there, second"},
		{"moved to the same folder", func(p person) { p.move("INBOX", "first", "X") }, []string{"second"},
			"Archive: ; INBOX: marked, other; X: first, marked-there, second"},
		{"expunged", func(p person) { p.remove("INBOX", "first") }, []string{"second"},
			"Archive: ; INBOX: marked, other; X: marked-there, second"},
		{"both moved", func(p person) { p.move("INBOX", "second", "Archive"); p.move("INBOX", "first", "Archive") }, nil,
			"Archive: first, second; INBOX: marked, other; X: marked-there"},
		{"our copy removed", func(p person) { p.remove("X", "first") }, []string{"second"},
			"Archive: ; INBOX: first, marked, other; X: marked-there, second"},
		{"our copy moved on", func(p person) { p.move("X", "second", "Archive") }, []string{"first"},
			"Archive: second; INBOX: marked, other, second; X: first, marked-there"},
		{"original moved and the other's copy removed", func(p person) {
			p.move("INBOX", "first", "Archive")
			p.remove("X", "second")
		}, nil, "Archive: first; INBOX: marked, other, second; X: marked-there"},
		{"marked \\Deleted by the person", func(p person) {
			_, err := p.Select("INBOX", nil).Wait()
			must(p.T, err)
			must(p.T, p.Store(imap.UIDSetNum(p.find("INBOX", "other")...), deleted, nil).Close())
		}, []string{"first", "second"}, "Archive: ; INBOX: marked, other; X: first, marked-there, second"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, user := onDovecot(t, mailboxtest.DovecotOptions{Capability: mailboxtest.WithoutMove})
			c, err := d.Client(user)
			must(t, err)
			defer c.Close()
			p := person{t, c}
			for _, folder := range []string{"Archive", "X"} {
				must(t, p.Create(folder, nil).Wait())
			}
			for i, subject := range []string{"other", "first", "second", "marked"} {
				appendTo(t, c, "INBOX", subject)
				if i == 0 { // UIDs of source and destination must not coincide
					appendTo(t, c, "X", "marked-there")
				}
			}
			mark(t, c, "INBOX", 4)
			mark(t, c, "X", 1)

			s, err := mailbox.Dial(t.Context(), mailbox.Config{User: user, Dial: func(ctx context.Context) (net.Conn, error) {
				conn, err := new(net.Dialer).DialContext(ctx, "tcp", d.Addr())
				return &afterCopy{Conn: conn, act: func() { tt.act(p) }}, err
			}}, signin.NewSecret(mailboxtest.Password))
			must(t, err)
			defer s.Drop()
			if s.Can.Move || !s.Can.UIDPlus {
				t.Fatalf("the server can %+v", s.Can)
			}
			_, err = s.Open("INBOX")
			must(t, err)
			went, err := s.Do(inquiry.Action{Verb: inquiry.File, Arg: "X"}, []uint32{2, 3})
			must(t, err)
			var told []string
			for uid := range went {
				told = append(told, map[uint32]string{2: "first", 3: "second"}[uid])
			}
			if slices.Sort(told); !slices.Equal(told, tt.told) {
				t.Errorf("told of %v, want %v", told, tt.told)
			}
			// The source is open again, whatever was done in between.
			if now, err := s.Now([]uint32{1}); err != nil || len(now) != 1 {
				t.Errorf("INBOX is not open: %v, %v", now, err)
			}
			if got := lying(t, c); got != tt.want {
				t.Errorf("in the end\n%s, want\n%s", got, tt.want)
			}
		})
	}
}

var deleted = &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}

func appendTo(t *testing.T, c *imapclient.Client, folder, subject string) {
	t.Helper()
	raw := crlf(mail(subject, "x"))
	cmd := c.Append(folder, int64(len(raw)), nil)
	_, err := cmd.Write([]byte(raw))
	must(t, err)
	must(t, cmd.Close())
	_, err = cmd.Wait()
	must(t, err)
}

// mark is a mark that is none of our business.
func mark(t *testing.T, c *imapclient.Client, folder string, uid imap.UID) {
	t.Helper()
	_, err := c.Select(folder, nil).Wait()
	must(t, err)
	must(t, c.Store(imap.UIDSetNum(uid), deleted, nil).Close())
}

// lying is what lies where, by subject. \Deleted must be where somebody else
// put it and nowhere else.
func lying(t *testing.T, c *imapclient.Client) string {
	t.Helper()
	all, err := mailboxtest.See(c)
	must(t, err)
	var folders []string
	for folder, messages := range all {
		var subjects []string
		for _, m := range messages {
			_, rest, _ := strings.Cut(string(m.Raw), "Subject: ")
			subject, _, _ := strings.Cut(rest, "\r\n")
			subjects = append(subjects, subject)
			if strings.HasPrefix(subject, "marked") && !m.Has(`\Deleted`) || (subject == "first" || subject == "second") && m.Has(`\Deleted`) {
				t.Errorf("%s in %s has %v", subject, folder, m.Flags)
			}
		}
		slices.Sort(subjects)
		folders = append(folders, fmt.Sprintf("%s: %s", folder, strings.Join(subjects, ", ")))
	}
	slices.Sort(folders)
	return strings.Join(folders, "; ")
}
