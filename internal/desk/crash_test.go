package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"go.uber.org/zap"

	"inquiryd/internal/desk"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/screen"
	"inquiryd/internal/state"
)

// The crash test kills a real process, by SIGKILL, at every point where it
// exchanges bytes with a real server: before and after every command is sent
// and after every answer is read. All commits lie between such points. Then it
// is killed once more at some point of the recovery, and then it may finish.
// Whatever happened, each letter must lie in the right folder, once, tagged,
// unread; and nobody else's mail may have changed.

// crashOrder tells a child what to do.
type crashOrder struct {
	Port   int
	User   string
	State  string
	Secret string
	KillAt int64 // which point; 0: never
}

const crashEnv = "INQUIRYD_CRASH_ORDER"

// crashWait is the fence of these runs.
const crashWait = 30 * time.Millisecond

// crashChild is the process that dies. It returns only if it was not killed.
func crashChild(order crashOrder) error {
	memory, err := state.Open(order.State)
	if err != nil {
		return err
	}
	conf := screen.Defaults()
	conf.Seller = seller
	judge, err := screen.New(conf)
	if err != nil {
		return err
	}
	account := desk.Account{
		Name: "sales", Folders: []string{"INBOX"}, Backlog: desk.Backlog{All: true}, RecoveryWait: crashWait,
		Poll: desk.MustSchedule(desk.DefaultPoll),
	}
	account.Mailbox = mailbox.Config{User: order.User, TLS: mailbox.Plain}
	account.Mailbox.PasswordFile = order.Secret
	var points atomic.Int64
	account.Mailbox.Dial = func(ctx context.Context) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", order.Port))
		return &mortal{Conn: c, points: &points, killAt: order.KillAt}, err
	}
	limits := desk.DefaultLimits()
	limits.FreeSpace = 0
	d := desk.New(desk.Options{
		Accounts: []desk.Account{account}, Tiers: allNow(), Parent: desk.DefaultParent, Limits: limits,
		Screen: judge, State: memory, Clock: desk.Clock{Now: time.Now}, Log: zap.NewNop(),
	})
	return errors.Join(d.Once(context.Background()), memory.Close())
}

// mortal is a connection that ends the process at one point.
type mortal struct {
	net.Conn
	points *atomic.Int64
	killAt int64
}

func (m *mortal) point() {
	if m.points.Add(1) == m.killAt {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // until the signal arrives
	}
}

func (m *mortal) Write(p []byte) (int, error) {
	m.point()
	n, err := m.Conn.Write(p)
	m.point()
	return n, err
}

func (m *mortal) Read(p []byte) (int, error) {
	n, err := m.Conn.Read(p)
	m.point()
	return n, err
}

// life runs a child; killed says whether it met its point.
func life(t *testing.T, order crashOrder) (killed bool) {
	t.Helper()
	raw, err := json.Marshal(order)
	must(t, err)
	var out bytes.Buffer
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashEnv+"="+string(raw))
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		return true
	}
	if err != nil {
		t.Fatalf("child: %v\n%s", err, &out)
	}
	return false
}

// crashScene prepares a mailbox: three inquiries of which two share a
// Message-ID, a pair of byte-identical twins, one letter that is no inquiry,
// one that somebody marked \Deleted, and foreign mail in the tier folders, so
// that UIDs coincide across folders.
func crashScene(t *testing.T, d *mailboxtest.Dovecot, user string) {
	t.Helper()
	twin := fmt.Sprintf(cold, "twin")
	for _, raw := range []string{
		fmt.Sprintf(hot, "first"),
		fmt.Sprintf(hot, "shared"),
		strings.Replace(fmt.Sprintf(hot, "shared"), "5000 pcs", "7000 pcs", 1),
		twin, twin,
		fmt.Sprintf(noInquiry, "news"),
	} {
		must(t, d.Deliver(user, []byte(raw)))
	}
	c, err := d.Client(user)
	must(t, err)
	defer c.Close()
	put(t, c, "INBOX", fmt.Sprintf(hot, "theirs"), imap.FlagDeleted)
	for _, folder := range []string{"Inquiries/A - Hot", "Inquiries/E - Other"} {
		must(t, c.Create(folder, nil).Wait())
		for i := range 4 {
			put(t, c, folder, fmt.Sprintf(noInquiry, fmt.Sprint("foreign", i)))
		}
	}
}

func put(t *testing.T, c *imapclient.Client, folder, raw string, flags ...imap.Flag) {
	t.Helper()
	raw = crlf(raw)
	cmd := c.Append(folder, int64(len(raw)), &imap.AppendOptions{Flags: flags})
	_, err := cmd.Write([]byte(raw))
	must(t, err)
	must(t, cmd.Close())
	_, err = cmd.Wait()
	must(t, err)
}

// crashVerdict says what is wrong with a mailbox after the last run, or nothing.
func crashVerdict(folders map[string][]mailboxtest.Seen, files bool) []string {
	var wrong []string
	want := map[string]struct {
		folder, tag string
		copies      int
	}{
		"first":  {"Inquiries/A - Hot", "inquiry-a", 1},
		"shared": {"Inquiries/A - Hot", "inquiry-a", 2},
		"twin":   {"Inquiries/E - Other", "inquiry-e", 2},
		"news":   {"INBOX", "", 1},
		"theirs": {"INBOX", `\deleted`, 1},
	}
	for i := range 4 {
		mid := fmt.Sprint("foreign", i)
		in, found := find(folders, mid)
		if len(in) != 2 || len(found[0].Flags)+len(found[1].Flags) != 0 {
			wrong = append(wrong, fmt.Sprintf("%s: %v", mid, in))
		}
	}
	for mid, w := range want {
		if !files {
			w.folder = "INBOX"
		}
		in, found := find(folders, mid)
		if len(in) != w.copies {
			wrong = append(wrong, fmt.Sprintf("%s lies in %v, want %d copies", mid, in, w.copies))
		}
		for i, m := range found {
			ok := in[i] == w.folder && !m.Has(`\Seen`) && (w.tag == "" && len(m.Flags) == 0 || w.tag != "" && m.Has(w.tag))
			if ok && w.tag != `\deleted` && m.Has(`\Deleted`) {
				ok = false
			}
			if !ok {
				wrong = append(wrong, fmt.Sprintf("%s lies in %q with %v, want %q with %q", mid, in[i], m.Flags, w.folder, w.tag))
			}
		}
	}
	if a := folders["Inquiries/A - Hot"]; files && len(a) == 7 {
		text := string(a[4].Raw) + string(a[5].Raw) + string(a[6].Raw)
		if strings.Count(text, "7000 pcs") != 1 {
			wrong = append(wrong, "one of the two letters that share a Message-ID is there twice")
		}
	}
	return wrong
}

// journalVerdict says what the memory has wrong: six letters came, all done.
func journalVerdict(t *testing.T, path string) (wrong []string) {
	t.Helper()
	memory, err := state.Open(path)
	must(t, err)
	defer memory.Close()
	all, err := memory.Select(func(*state.Letter) bool { return true })
	must(t, err)
	if len(all) != 6 {
		wrong = append(wrong, fmt.Sprintf("the journal knows %d letters, want 6", len(all)))
	}
	for _, l := range all {
		if l.Stage != state.Done || l.Destination() != "" && l.At.UID == 0 {
			wrong = append(wrong, fmt.Sprintf("the journal has letter %d as %s at %v", l.Key.UID, l.Stage, l.At))
		}
	}
	return wrong
}

func TestCrashAtEveryStep(t *testing.T) {
	for name, capability := range map[string]string{
		"move": "", "uidplus": mailboxtest.WithoutMove, "bare": mailboxtest.WithoutUIDPlus,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opt := mailboxtest.DovecotOptions{Capability: capability}
			onDovecot(t, opt)
			dir := t.TempDir()
			secret := filepath.Join(dir, "secret")
			must(t, os.WriteFile(secret, []byte(mailboxtest.Password), 0o600))
			killed := true
			for n := int64(1); killed; n += crashStride {
				d, user := onDovecot(t, opt)
				crashScene(t, d, user)
				order := crashOrder{Port: d.Port, User: user, State: filepath.Join(dir, user+".db"), Secret: secret, KillAt: n}
				killed = life(t, order)
				order.KillAt = n*13%47 + 1
				life(t, order)
				order.KillAt = 0
				life(t, order)
				folders := see(t, dovecotClient(d, user))
				for _, w := range append(crashVerdict(folders, name != "bare"), journalVerdict(t, order.State)...) {
					t.Errorf("killed at %d and %d: %s", n, n*13%47+1, w)
				}
				if killed == false {
					t.Logf("%d points", n-1)
				}
			}
		})
	}
}

// A run over a mailbox where nothing is new sends no command with an effect.
func TestSecondRunHasNoEffect(t *testing.T) {
	d, user := onDovecot(t, mailboxtest.DovecotOptions{})
	crashScene(t, d, user)
	account := dovecotAccount(t, d, user)
	account.Backlog = desk.Backlog{All: true}
	rec := &recorder{addr: d.Addr()}
	account.Mailbox.Dial = rec.dial
	r := newRig(t, account)
	must(t, r.once())
	if !slices.Contains(rec.verbs(), "MOVE") {
		t.Fatalf("the first run moved nothing: %v", rec.verbs())
	}
	rec.reset()
	must(t, r.once())
	for _, v := range rec.verbs() {
		switch v {
		case "STORE", "COPY", "MOVE", "EXPUNGE", "APPEND", "CREATE", "DELETE", "RENAME", "CLOSE":
			t.Errorf("the second run sent %s", v)
		}
	}
}
