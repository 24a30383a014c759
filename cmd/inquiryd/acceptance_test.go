package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/origin"
	"inquiryd/internal/screen"
)

// These tests run the program itself, built as users get it, against a real
// Dovecot, on mail that the authors of the program did not write
// (testdata/mailbox).

// program is the built binary, and programDir where it lies once it is built;
// TestMain removes that.
var (
	programDir string
	program    = sync.OnceValues(func() (string, error) {
		dir, err := os.MkdirTemp("", "inquiryd-program-")
		if err != nil {
			return "", err
		}
		programDir = dir
		path := filepath.Join(dir, "inquiryd")
		out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("%w: %s", err, out)
		}
		return path, nil
	})
)

// office is a Dovecot, a user on it and a configuration.
type office struct {
	t        *testing.T
	dovecot  *mailboxtest.Dovecot
	user     string
	config   string
	socket   string
	expected map[string]expectation
}

// expectation is where a letter must end, by the content it has.
type expectation struct {
	name   string
	folder string
	tag    string // "" when it must stay untouched
	copies int
}

// newOffice starts a server of a class, or skips where there is no Dovecot; CI
// demands one.
func newOffice(t *testing.T, capability string, more ...string) *office {
	t.Helper()
	d, user, err := mailboxtest.Share(t.Context(), mailboxtest.DovecotOptions{Capability: capability})
	if errors.Is(err, mailboxtest.ErrNoDovecot) {
		t.Skip(err)
	}
	must(t, err)
	o := &office{t: t, dovecot: d, user: user, expected: make(map[string]expectation)}
	dir := t.TempDir()
	o.config, o.socket = filepath.Join(dir, "config.toml"), filepath.Join(dir, "c.sock")
	secret := filepath.Join(dir, "secret")
	must(t, os.WriteFile(secret, []byte(mailboxtest.Password+"\n"), 0o600))
	var tiers strings.Builder
	for _, tier := range inquiry.Tiers {
		fmt.Fprintf(&tiers, "[tiers.%s]\nfile = \"now\"\n", tier)
	}
	must(t, os.WriteFile(o.config, fmt.Appendf(nil, `
state = "%s/state.db"
control = "%s"
[seller]
names = ["Brightway Lighting Co., Ltd.", "Brightway"]
domains = ["brightway.example"]
reps = [{name = "Lily Chen"}, {name = "Kevin Wu"}]
[limits]
free_space = 0
breaker_share = 100
%s
[[account]]
name = "sales"
host = "127.0.0.1"
port = %d
tls = "none"
user = "%s"
password_file = "%s"
recovery_wait = "200ms"
%s
`, dir, o.socket, &tiers, d.Port, o.user, secret, strings.Join(more, "\n")), 0o600))
	return o
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// start runs the program in the background.
func (o *office) start(args ...string) (*exec.Cmd, *bytes.Buffer) {
	o.t.Helper()
	path, err := program()
	must(o.t, err)
	cmd := exec.Command(path, append([]string{"run", "--config", o.config}, args...)...)
	log := &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = log, log
	must(o.t, cmd.Start())
	return cmd, log
}

// watching waits until the daemon has met the server once.
func (o *office) watching() {
	o.t.Helper()
	o.await("the daemon watches", func() string {
		path, _ := program()
		out, err := exec.Command(path, "status", "--config", o.config, "--json").CombinedOutput()
		if err != nil || !strings.Contains(string(out), `"mode":"idle"`) {
			return fmt.Sprintf("%v %s", err, out)
		}
		return ""
	})
}

// await asks again until there is nothing to object to, for at most a minute.
func (o *office) await(what string, objection func() string) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	last := ""
	for {
		if last = objection(); last == "" {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			o.t.Fatalf("not within a minute: %s: %s", what, last)
		}
	}
}

// stop asks the program to end and waits until it has.
func (o *office) stop(cmd *exec.Cmd) {
	o.t.Helper()
	must(o.t, cmd.Process.Signal(syscall.SIGTERM))
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		must(o.t, err)
	case <-time.After(10 * time.Second):
		_ = cmd.Process.Kill()
		o.t.Fatal("the daemon did not stop within 10 s")
	}
}

// deliver brings a letter, and notes where it must end: what the screen makes
// of it decides, so that this tests the hands and not the judgement.
func (o *office) deliver(judge *screen.Screen, name string, raw []byte, files bool) {
	o.t.Helper()
	must(o.t, o.dovecot.Deliver(o.user, raw))
	// Dovecot sends a NUL, which no literal may hold, as 0x80.
	onWire := bytes.ReplaceAll(wire(raw), []byte{0}, []byte{0x80})
	l := letter.Read(onWire)
	v := judge.Judge(screen.Input{Letter: l, Now: time.Now(), Origin: origin.New(origin.Options{Own: demoSeller.Domains}).Find(l)})
	e := expectation{name: name, folder: "INBOX", copies: o.expected[string(onWire)].copies + 1}
	if v.Inquiry {
		e.tag = "inquiry-" + strings.ToLower(string(v.Tier))
		folders := map[inquiry.Tier]string{"A": "A - Hot", "B": "B - Qualified", "C": "C - Nurture", "D": "D - Low", "E": "E - Other"}
		if files && !v.Review {
			e.folder = "Inquiries/" + folders[v.Tier]
		}
	} else if v.Review {
		e.tag = "inquiry-review"
	}
	o.expected[string(onWire)] = e
}

// objections compares every folder with what is expected.
func (o *office) objections(c *imapclient.Client) []string {
	folders, err := mailboxtest.See(c)
	if err != nil {
		return []string{err.Error()}
	}
	var wrong []string
	found := make(map[string]int)
	for folder, all := range folders {
		for _, m := range all {
			e, known := o.expected[string(m.Raw)]
			if !known {
				wrong = append(wrong, fmt.Sprintf("%s holds a letter that nobody sent: %.60q", folder, m.Raw))
				continue
			}
			found[string(m.Raw)]++
			if folder != e.folder || e.tag == "" && len(m.Flags) > 0 || e.tag != "" && !m.Has(e.tag) || m.Has(`\Seen`) || m.Has(`\Deleted`) {
				wrong = append(wrong, fmt.Sprintf("%s lies in %q with %v, want %q with %q", e.name, folder, m.Flags, e.folder, e.tag))
			}
		}
	}
	for raw, e := range o.expected {
		if found[raw] != e.copies {
			wrong = append(wrong, fmt.Sprintf("%s is there %d times, want %d", e.name, found[raw], e.copies))
		}
	}
	return wrong
}

// mix is the corpus, each letter twice: once as it is and once with a trace
// header of its own, so that 200 differ.
func mix(t *testing.T) (names []string, raws [][]byte) {
	t.Helper()
	paths, err := filepath.Glob("../../testdata/mailbox/*.eml")
	must(t, err)
	if len(paths) < 100 {
		t.Fatalf("%d letters in testdata/mailbox", len(paths))
	}
	for i, copyOf := range []string{"", "again "} {
		for _, p := range paths {
			raw, err := os.ReadFile(p)
			must(t, err)
			if i == 1 {
				raw = append([]byte("X-Trace: second\n"), raw...)
			}
			names, raws = append(names, copyOf+filepath.Base(p)), append(raws, raw)
		}
	}
	return names, raws
}

func officeJudge(t *testing.T) *screen.Screen {
	conf := screen.Defaults()
	conf.Seller = demoSeller
	conf.Seller.Names = []string{"Brightway Lighting Co., Ltd.", "Brightway"}
	judge, err := screen.New(conf)
	must(t, err)
	return judge
}

var serverClasses = []struct {
	name, capability string
	files            bool
}{
	{"dovecot", "", true},
	{"without MOVE", mailboxtest.WithoutMove, true},
	{"without MOVE and UIDPLUS", mailboxtest.WithoutUIDPlus, false},
}

// 200 mixed mails come in while the daemon runs, and each ends where it must.
func TestTwoHundredMails(t *testing.T) {
	judge := officeJudge(t)
	for _, class := range serverClasses {
		t.Run(class.name, func(t *testing.T) {
			o := newOffice(t, class.capability)
			cmd, log := o.start()
			o.watching()
			names, raws := mix(t)
			for i, raw := range raws {
				o.deliver(judge, names[i], raw, class.files)
			}
			c, err := o.dovecot.Client(o.user)
			must(t, err)
			defer c.Close()
			o.await("200 mails are where they belong", func() string {
				return strings.Join(o.objections(c), "\n")
			})
			o.stop(cmd)
			if wrong := o.objections(c); wrong != nil {
				t.Error(wrong)
			}
			t.Logf("log of %d bytes", log.Len())
			leaks(t, log.String(), raws)
		})
	}
}

// leaks looks for what must not be in a log: subjects and addresses.
func leaks(t *testing.T, log string, raws [][]byte) {
	t.Helper()
	for _, raw := range raws {
		l := letter.Read(raw)
		if len(l.Subject) > 8 && strings.Contains(log, l.Subject) {
			t.Errorf("the log tells a subject: %q", l.Subject)
		}
		if l.From.Mail != "" && strings.Contains(log, l.From.Mail) {
			t.Errorf("the log tells an address: %q", l.From.Mail)
		}
		if l.MessageID != "" && strings.Contains(log, l.MessageID) {
			t.Errorf("the log tells a Message-ID: %q", l.MessageID)
		}
	}
}

// The same, and the daemon is killed at moments it does not choose.
func TestTwoHundredMailsAndKill(t *testing.T) {
	judge := officeJudge(t)
	for _, class := range serverClasses {
		t.Run(class.name, func(t *testing.T) {
			o := newOffice(t, class.capability, `backlog = "all"`)
			names, raws := mix(t)
			chance := rand.New(rand.NewPCG(7, uint64(len(class.name))))
			// Long enough that some runs die before the first login and some
			// after the last move.
			for i := 0; i < len(raws); i += 20 {
				for j := i; j < i+20; j++ {
					o.deliver(judge, names[j], raws[j], class.files)
				}
				cmd, _ := o.start("--once")
				kill := time.AfterFunc(time.Duration(chance.IntN(150))*time.Millisecond, func() { _ = cmd.Process.Kill() })
				_ = cmd.Wait()
				kill.Stop()
			}
			cmd, log := o.start("--once")
			if err := cmd.Wait(); err != nil {
				t.Fatalf("%v: %s", err, log)
			}
			c, err := o.dovecot.Client(o.user)
			must(t, err)
			defer c.Close()
			for _, w := range o.objections(c) {
				t.Error(w)
			}
		})
	}
}

// From the server's notice to the folder in less than a second.
func TestFiledWithinASecondOfTheNotice(t *testing.T) {
	o := newOffice(t, "")
	cmd, _ := o.start()
	defer o.stop(cmd)
	o.watching()
	notice := make(chan time.Time, 10)
	rep, err := imapclient.DialInsecure(o.dovecot.Addr(), &imapclient.Options{
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil && *d.NumMessages > 0 {
				notice <- time.Now()
			}
		}},
	})
	must(t, err)
	defer rep.Close()
	must(t, rep.Login(o.user, mailboxtest.Password).Wait())
	_, err = rep.Select("INBOX", nil).Wait()
	must(t, err)
	idle, err := rep.Idle()
	must(t, err)
	defer idle.Close()
	raw, err := demoLetters.ReadFile("demo/02-tubes-importer-warsaw.eml")
	must(t, err)
	looker, err := o.dovecot.Client(o.user)
	must(t, err)
	defer looker.Close()
	must(t, o.dovecot.Deliver(o.user, raw))
	told := <-notice
	o.await("it is filed", func() string {
		st, err := looker.Status("Inquiries/A - Hot", &imap.StatusOptions{NumMessages: true}).Wait()
		if err != nil || *st.NumMessages != 1 {
			return fmt.Sprint(err)
		}
		return ""
	})
	took := time.Since(told)
	t.Logf("filed %s after the notice", took)
	if took > time.Second {
		t.Errorf("filed %s after the notice, want a second at most", took)
	}
}

// A mailbox of 10,000 is worked through in bounded memory, and the second run
// changes nothing: no folder's HIGHESTMODSEQ rises.
func TestTenThousand(t *testing.T) {
	if testing.Short() {
		t.Skip("10,000 mails take a minute; without -short they are delivered")
	}
	judge := officeJudge(t)
	o := newOffice(t, "", `backlog = "all"`)
	names, raws := mix(t)
	for i := range 10_000 {
		raw := append(fmt.Appendf(nil, "X-Number: %d\n", i), raws[i%len(raws)]...)
		o.deliver(judge, names[i%len(names)], raw, true)
	}
	run := func() {
		t.Helper()
		start := time.Now()
		cmd, log := o.start("--once")
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		peak := peakMemory(cmd.Process.Pid, ended)
		if err := <-ended; err != nil {
			t.Fatalf("%v: %s", err, log)
		}
		t.Logf("%s, %d MiB at most, %s of CPU", time.Since(start), peak>>20, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		if peak == 0 || peak>>20 >= 100 {
			t.Errorf("%d MiB of memory, want under 100", peak>>20)
		}
	}
	run()
	c, err := o.dovecot.Client(o.user)
	must(t, err)
	defer c.Close()
	wrong := o.objections(c)
	if len(wrong) > 0 {
		t.Fatalf("%d objections, the first: %s", len(wrong), strings.Join(wrong[:min(5, len(wrong))], "\n"))
	}
	if info, err := os.Stat(filepath.Join(filepath.Dir(o.config), "state.db")); err == nil {
		t.Logf("state of %d MiB", info.Size()>>20)
	}
	before := changeCounters(t, c)
	run()
	if after := changeCounters(t, c); !slices.Equal(before, after) {
		t.Errorf("the second run changed something:\n%v\n%v", before, after)
	}
}

// peakMemory follows a process until it ends and gives the most bytes that were
// resident. The kernel's own figure at the end will not do: it counts what this
// process had when it forked.
func peakMemory(pid int, ended chan error) (peak int64) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for len(ended) == 0 {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if _, after, found := strings.Cut(string(status), "VmHWM:"); found {
			var kib int64
			if _, err := fmt.Sscan(after, &kib); err == nil {
				peak = max(peak, kib<<10)
			}
		}
		<-tick.C
	}
	return peak
}

func changeCounters(t *testing.T, c *imapclient.Client) []string {
	t.Helper()
	folders, err := c.List("", "*", nil).Collect()
	must(t, err)
	var out []string
	for _, f := range folders {
		if slices.Contains(f.Attrs, imap.MailboxAttrNoSelect) {
			continue
		}
		st, err := c.Status(f.Mailbox, &imap.StatusOptions{HighestModSeq: true, UIDNext: true}).Wait()
		must(t, err)
		out = append(out, fmt.Sprintf("%s %d %d", f.Mailbox, st.HighestModSeq, st.UIDNext))
	}
	return out
}

// One account with a wrong password, and one whose server is silent, do not
// disturb the third.
func TestBadNeighbours(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer silent.Close()
	go func() {
		var kept []net.Conn // open, and never a word
		for {
			c, err := silent.Accept()
			if err != nil {
				break
			}
			kept = append(kept, c)
		}
		for _, c := range kept {
			c.Close()
		}
	}()
	wrong := filepath.Join(t.TempDir(), "wrong")
	must(t, os.WriteFile(wrong, []byte("wrong"), 0o600))
	o := newOffice(t, "")
	extra := fmt.Sprintf(`
[[account]]
name = "refused"
host = "127.0.0.1"
port = %d
tls = "none"
user = "somebody"
password_file = "%s"
[[account]]
name = "silent"
host = "127.0.0.1"
port = %d
tls = "none"
user = "nobody"
password_file = "%s"
`, o.dovecot.Port, wrong, silent.Addr().(*net.TCPAddr).Port, wrong)
	f, err := os.OpenFile(o.config, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteString(extra)
	must(t, errors.Join(err, f.Close()))

	cmd, log := o.start()
	o.watching()
	judge := officeJudge(t)
	names, raws := mix(t)
	for i := range 30 {
		o.deliver(judge, names[i], raws[i], true)
	}
	c, err := o.dovecot.Client(o.user)
	must(t, err)
	defer c.Close()
	o.await("the good account's mail is filed", func() string { return strings.Join(o.objections(c), "\n") })
	path, _ := program()
	out, err := exec.Command(path, "status", "--config", o.config).CombinedOutput()
	must(t, err)
	if !strings.Contains(string(out), "paused") {
		t.Errorf("status does not tell of the refused login:\n%s", out)
	}
	o.stop(cmd)
	if !strings.Contains(log.String(), "account paused: the server refused the login") || strings.Contains(log.String(), mailboxtest.Password) {
		t.Errorf("log:\n%s", log)
	}
}

// A second daemon on the same state ends at once, with 75.
func TestSecondInstance(t *testing.T) {
	o := newOffice(t, "")
	first, _ := o.start()
	defer o.stop(first)
	o.watching()
	start := time.Now()
	second, log := o.start()
	var exit *exec.ExitError
	if err := second.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitTemporary {
		t.Errorf("%v: %s", err, log)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// bombs are letters made to break whoever reads them.
func bombs() map[string][]byte {
	const head = "From: bomb@example.com\nSubject: bomb\nMIME-Version: 1.0\n"
	const size = 25 << 20
	repeat := func(s string, n int) string { return strings.Repeat(s, n/len(s)) }
	nested := head
	for i := range 5000 {
		nested += fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	out := map[string]string{
		"a part with a header of 25 MiB":  head + "Content-Type: multipart/mixed; boundary=b\n\n--b\n" + repeat("X: y\n", size),
		"empty fields":                    head + "Content-Type: multipart/mixed; boundary=b\n\n--b\n" + repeat("X:\n", size),
		"a million parts":                 head + "Content-Type: multipart/mixed; boundary=b\n\n" + repeat("--b\n\nx\n", 8<<20),
		"nested five thousand deep":       nested,
		"a million breaks":                head + "Content-Type: text/html\n\n" + repeat("<br>", 4<<20),
		"deep tags":                       head + "Content-Type: text/html\n\n" + repeat("<div>", 4<<20),
		"an attribute of 20 MiB":          head + "Content-Type: text/html\n\n<a href=\"" + repeat("x", 20<<20),
		"one line of 25 MiB":              head + "\n" + repeat("word ", size),
		"base64 without end":              head + "Content-Transfer-Encoding: base64\n\n" + repeat("QUFBQUFBQUFBQUFBQUFB\n", size),
		"a header of a megabyte":          "X-Long: " + repeat("word ", 1<<20) + "\n" + head + "\nbody\n",
		"a hundred thousand references":   head + "References: " + repeat("<a@b>\n ", 1<<20) + "\n\nbody\n",
		"a subject with everything in it": "From: x@example.com\nSubject: =?utf-8?q?a=0D=0ABcc:_x=1B[2J=E2=80=AE?=\n\nbody\n",
	}
	raws := make(map[string][]byte)
	for name, s := range out {
		raws[name] = []byte(s)
	}
	return raws
}

// Bombs among honest mail: the honest letters are filed as ever, the memory
// stays within the unit's limit, and the bombs lie where they lay.
func TestBombsAmongHonestMail(t *testing.T) {
	judge := officeJudge(t)
	o := newOffice(t, "", `backlog = "all"`)
	names, raws := mix(t)
	i := 0
	for _, bomb := range bombs() {
		must(t, o.dovecot.Deliver(o.user, bomb))
		o.deliver(judge, names[i], raws[i], true)
		i++
	}
	cmd, log := o.start("--once")
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	peak := peakMemory(cmd.Process.Pid, ended)
	if err := <-ended; err != nil {
		t.Fatalf("%v: %s", err, log)
	}
	t.Logf("%d MiB at most", peak>>20)
	if peak>>20 > 384 {
		t.Errorf("%d MiB of memory, want at most 384", peak>>20)
	}
	c, err := o.dovecot.Client(o.user)
	must(t, err)
	defer c.Close()
	for _, w := range o.objections(c) {
		if !strings.Contains(w, "a letter that nobody sent") {
			t.Error(w)
		} else if !strings.HasPrefix(w, "INBOX") {
			t.Errorf("a bomb was filed: %s", w)
		}
	}
}
