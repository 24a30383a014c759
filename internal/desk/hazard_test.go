package desk_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"inquiryd/internal/desk"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/state"
)

// website is a memory server with a watched folder that can be made anew.
func website(t *testing.T) (*mailboxtest.Memory, *rig) {
	m, account := memory(t, "sales")
	must(t, memoryClient(m).open(t).Create("Website", nil).Wait())
	account.Folders = []string{"Website"}
	account.Backlog = desk.Backlog{All: true}
	r := newRig(t, account)
	tiers := desk.DefaultTiers()
	tier := tiers[inquiry.E]
	tier.File = inquiry.FileNever
	tiers[inquiry.E] = tier
	r.options.Tiers = tiers
	return m, r
}

// renew deletes the folder and makes it again: a new UIDVALIDITY, and UIDs
// from one on.
func renew(t *testing.T, m *mailboxtest.Memory) {
	c := memoryClient(m).open(t)
	must(t, c.Delete("Website").Wait())
	must(t, c.Create("Website", nil).Wait())
}

// The same mail under a new UIDVALIDITY is the same mail: nothing is graded
// again, and what is new since is.
func TestRenumberedFolderGoesOn(t *testing.T) {
	m, r := website(t)
	old := make(map[string][]byte)
	for i := range 25 {
		mid := fmt.Sprint("old", i)
		old[mid] = []byte(crlf(fmt.Sprintf(noInquiry, mid)))
		must(t, m.Deliver("Website", old[mid], time.Now()))
	}
	must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(cold, "tagged"))), time.Now()))
	must(t, r.once())
	renew(t, m)
	for i := range 25 {
		must(t, m.Deliver("Website", old[fmt.Sprint("old", i)], time.Now()))
	}
	// The server that renumbered lost the keywords, too.
	must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(cold, "tagged"))), time.Now()))
	must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(cold, "new"))), time.Now()))
	must(t, r.once())
	_, found := find(see(t, memoryClient(m)), "tagged")
	if len(found) != 1 || len(found[0].Flags) != 0 {
		t.Errorf("a letter graded before was touched again: %v", found[0].Flags)
	}
	_, found = find(see(t, memoryClient(m)), "new")
	if len(found) != 1 || !found[0].Has("inquiry-e") {
		t.Errorf("the new letter has %v", found[0].Flags)
	}
}

// Other mail under a known name is not touched until a person says so; then
// reading goes on with what comes from then on.
func TestReplacedFolderIsFrozen(t *testing.T) {
	m, r := website(t)
	for i := range 25 {
		must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(noInquiry, fmt.Sprint("old", i)))), time.Now()))
	}
	must(t, r.once())
	renew(t, m)
	for i := range 25 {
		must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(cold, fmt.Sprint("other", i)))), time.Now()))
	}
	must(t, r.once())
	must(t, r.once())
	tagged := func() (n int) {
		for _, s := range see(t, memoryClient(m))["Website"] {
			if s.Has("inquiry-e") {
				n++
			}
		}
		return n
	}
	if n := tagged(); n != 0 {
		t.Fatalf("%d letters of a replaced folder were tagged", n)
	}
	resume(t, r)
	must(t, r.once())
	must(t, m.Deliver("Website", []byte(crlf(fmt.Sprintf(cold, "after"))), time.Now()))
	must(t, r.once())
	if n := tagged(); n != 1 {
		t.Errorf("%d letters tagged after resume, want the one that came since", n)
	}
}

// resume releases the rig's first account while its desk runs.
func resume(t *testing.T, r *rig) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	d := desk.New(r.options)
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	_, err := d.Resume(ctx, r.options.Accounts[0].Name)
	cancel()
	must(t, errors.Join(err, <-ended))
}

// What somebody is on already is tagged, and stays where they have it.
func TestLettersInHandStay(t *testing.T) {
	m, account := memory(t, "sales")
	account.Backlog = desk.Backlog{All: true}
	r := newRig(t, account)
	flags := map[string]imap.Flag{"seen": imap.FlagSeen, "starred": imap.FlagFlagged, "answered": imap.FlagAnswered}
	for mid, flag := range flags {
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, mid))), time.Now(), flag))
	}
	must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, "deleted"))), time.Now(), imap.FlagDeleted))
	must(t, r.once())
	folders := see(t, memoryClient(m))
	for mid, flag := range flags {
		in, found := find(folders, mid)
		if !slices.Equal(in, []string{"INBOX"}) || !found[0].Has("inquiry-e") || !found[0].Has(string(flag)) {
			t.Errorf("%s lies in %v with %v", mid, in, found[0].Flags)
		}
	}
	if _, found := find(folders, "deleted"); len(found[0].Flags) != 1 {
		t.Errorf("a letter marked for deletion was touched: %v", found[0].Flags)
	}
}

// file = "answered": tagged at once, filed when the rep has answered.
func TestFiledOnceAnswered(t *testing.T) {
	m, account := memory(t, "sales")
	account.Backlog = desk.Backlog{All: true}
	r := newRig(t, account)
	tier := r.options.Tiers[inquiry.E]
	tier.File = inquiry.FileAnswered
	r.options.Tiers[inquiry.E] = tier
	must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, "patient"))), time.Now()))
	must(t, r.once())
	must(t, r.once())
	in, found := find(see(t, memoryClient(m)), "patient")
	if !slices.Equal(in, []string{"INBOX"}) || !found[0].Has("inquiry-e") {
		t.Fatalf("before the answer it lies in %v with %v", in, found[0].Flags)
	}
	rep := memoryClient(m).open(t)
	_, err := rep.Select("INBOX", nil).Wait()
	must(t, err)
	must(t, rep.Store(imap.UIDSetNum(imap.UID(found[0].UID)), &imap.StoreFlags{
		Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagAnswered, imap.FlagSeen},
	}, nil).Close())
	must(t, r.once())
	if in, _ = find(see(t, memoryClient(m)), "patient"); !slices.Equal(in, []string{"Inquiries/E - Other"}) {
		t.Errorf("after the answer it lies in %v", in)
	}
}

// The rep acts between our intent and its effect: whatever they do stands.
func TestRepIsFaster(t *testing.T) {
	for _, class := range []string{"", mailboxtest.WithoutMove} {
		for name, act := range map[string]struct {
			do   string // what the rep's client does to the letter
			want string // where the only copy must lie
		}{
			"moves":   {"move", "Later"},
			"reads":   {"read", "INBOX"},
			"deletes": {"delete", ""},
		} {
			t.Run(name+" "+class, func(t *testing.T) {
				d, user := onDovecot(t, mailboxtest.DovecotOptions{Capability: class})
				rep := dovecotClient(d, user).open(t)
				must(t, rep.Create("Later", nil).Wait())
				must(t, d.Deliver(user, []byte(fmt.Sprintf(cold, "raced"))))
				account := dovecotAccount(t, d, user)
				account.Backlog = desk.Backlog{All: true}
				// The moment: the intent is committed, and the daemon opens the
				// folder again to carry it out.
				hook := &onCommand{addr: d.Addr(), verb: "SELECT", nth: 3, act: func() { asRep(t, rep, act.do) }}
				account.Mailbox.Dial = hook.dial
				r := newRig(t, account)
				must(t, r.once())
				must(t, r.once())
				if !hook.done {
					t.Fatal("the rep never acted")
				}
				in, _ := find(see(t, dovecotClient(d, user)), "raced")
				if got := strings.Join(in, ", "); got != act.want {
					t.Errorf("it lies in %q, want %q", got, act.want)
				}
			})
		}
	}
}

// asRep does something to the only letter in INBOX, as a mail client would.
func asRep(t *testing.T, c *imapclient.Client, what string) {
	t.Helper()
	_, err := c.Select("INBOX", nil).Wait()
	must(t, err)
	all := imap.SeqSetNum(1)
	switch what {
	case "move":
		_, err := c.Copy(all, "Later").Wait()
		must(t, err)
		fallthrough
	case "delete":
		must(t, c.Store(all, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
		must(t, c.Expunge().Close())
	case "read":
		must(t, c.Store(all, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagSeen}}, nil).Close())
	}
}

// onCommand acts once, before the nth command of a verb is sent.
type onCommand struct {
	addr string
	verb string
	nth  int
	act  func()
	done bool
}

func (h *onCommand) dial(ctx context.Context) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", h.addr)
	return &hooked{c, h}, err
}

type hooked struct {
	net.Conn
	h *onCommand
}

func (c *hooked) Write(p []byte) (int, error) {
	if words := strings.Fields(string(p)); !c.h.done && len(words) > 1 && words[1] == c.h.verb {
		if c.h.nth--; c.h.nth == 0 {
			c.h.done = true
			c.h.act()
		}
	}
	return c.Conn.Write(p)
}

// A letter that ended the process three times is not read a fourth time: it is
// put aside, and those around it are graded.
func TestPoisonousLetterIsPutAside(t *testing.T) {
	m, account := memory(t, "sales")
	account.Backlog = desk.Backlog{All: true}
	r := newRig(t, account)
	for _, mid := range []string{"first", "killer", "last"} {
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, mid))), time.Now()))
	}
	folder := state.Folder{Account: "sales", Name: "INBOX"}
	c := memoryClient(m).open(t)
	box, err := c.Select("INBOX", nil).Wait()
	must(t, err)
	// What three dead processes left behind.
	must(t, r.state.Commit(state.Change{
		Cursors: map[state.Folder]state.Cursor{folder: {Validity: box.UIDValidity, Start: 3, Exists: 3, Reading: 3}},
		Poison:  map[state.Key]int{{Account: "sales", Folder: "INBOX", Validity: box.UIDValidity, UID: 2}: 3},
	}))
	must(t, r.once())
	folders := see(t, memoryClient(m))
	in, found := find(folders, "killer")
	if !slices.Equal(in, []string{"INBOX"}) || !slices.Equal(found[0].Flags, []string{desk.ReviewKeyword}) {
		t.Errorf("the killer lies in %v with %v", in, found[0].Flags)
	}
	for _, mid := range []string{"first", "last"} {
		if in, _ := find(folders, mid); !slices.Equal(in, []string{"Inquiries/E - Other"}) {
			t.Errorf("%s lies in %v", mid, in)
		}
	}
}

// One message whose answer breaks the connection is found and put aside; the
// 120 around it are graded.
func TestUnfetchableMessageIsPutAside(t *testing.T) {
	m, account := memory(t, "sales")
	account.Backlog = desk.Backlog{All: true}
	account.Mailbox.Dial = func(ctx context.Context) (net.Conn, error) {
		c, err := m.Dial(ctx)
		return poisoned{c}, err
	}
	r := newRig(t, account)
	for i := range 120 {
		body := fmt.Sprintf(cold, fmt.Sprint("n", i))
		if i == 70 {
			body += "POISON"
		}
		must(t, m.Deliver("INBOX", []byte(crlf(body)), time.Now()))
	}
	must(t, r.once())
	folders := see(t, memoryClient(m))
	if n := len(folders["Inquiries/E - Other"]); n != 119 {
		t.Errorf("%d letters filed, want 119", n)
	}
	in, found := find(folders, "n70")
	if !slices.Equal(in, []string{"INBOX"}) || !slices.Equal(found[0].Flags, []string{desk.ReviewKeyword}) {
		t.Errorf("the poison lies in %v with %v", in, found[0].Flags)
	}
}

// poisoned ends the connection over one message, as a response does that
// go-imap cannot read.
type poisoned struct{ net.Conn }

func (c poisoned) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if strings.Contains(string(p[:n]), "POISON") {
		c.Close()
		return 0, errors.New("unreadable response")
	}
	return n, err
}

// A full disk stops the effects, not the watching; with room again the work
// goes on.
func TestFullDiskStopsEffects(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("a small file system can be mounted by root only")
	}
	dir := t.TempDir()
	must(t, syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"))
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	m, account := memory(t, "sales")
	r := newRig(t, account)
	small, err := state.Open(filepath.Join(dir, "state.db"))
	must(t, err)
	defer small.Close()
	r.options.State = small
	must(t, r.once())
	if err := os.WriteFile(filepath.Join(dir, "fill"), make([]byte, 1<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk is not full: %v", err)
	}
	for i := range 40 {
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(hot, fmt.Sprint("n", i)))), time.Now()))
	}
	if err := r.once(); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("on a full disk: %v", err)
	}
	for _, s := range see(t, memoryClient(m))["INBOX"] {
		if len(s.Flags) > 0 {
			t.Fatalf("an effect without its intent on the disk: %v", s.Flags)
		}
	}
	must(t, os.Remove(filepath.Join(dir, "fill")))
	if out, err := exec.Command("mount", "-o", "remount,size=8m", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	must(t, r.once())
	if n := len(see(t, memoryClient(m))["Inquiries/A - Hot"]); n != 40 {
		t.Errorf("%d letters filed once there was room, want 40", n)
	}
	// Too little room is noticed before the disk is full.
	r.options.Limits.FreeSpace = 1 << 40
	must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(cold, "late"))), time.Now()))
	if err := r.once(); err == nil || !strings.Contains(err.Error(), "too little free space") {
		t.Errorf("with little room: %v", err)
	}
}
