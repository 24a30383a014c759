package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/rogpeppe/go-internal/testscript"

	"inquiryd/internal/letter"
	"inquiryd/internal/mailbox/mailboxtest"
)

// The scripts of testdata/script run the program as a user does, on a mail
// server in the test's process. Each begins with why it exists. Besides
// testscript's own commands they have those of scriptCommands.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Cmds:                scriptCommands,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Values[counterKey{}] = &counter{dir: env.WorkDir}
			// Under -race a process waits a second before it ends, by default.
			env.Setenv("GORACE", "atexit_sleep_ms=50")
			return os.CopyFS(filepath.Join(env.WorkDir, "letters"), os.DirFS("testdata/script/letters"))
		},
	})
}

var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"memory":    scriptMemory,
	"deliver":   scriptDeliver,
	"folders":   scriptFolders,
	"counts":    scriptCounts,
	"act":       scriptAct,
	"exits":     scriptExits,
	"until":     scriptUntil,
	"terminate": scriptTerminate,
}

// counter is a memory server on loopback with one user, and the files that
// bring the program to it.
type counter struct {
	dir    string
	port   int
	server *mailboxtest.Memory
}

const (
	counterUser     = "sales@brightway.example"
	counterPassword = "tall-orange-lamp"
)

// open starts the server and writes config.toml and the password's file. The
// thresholds are such that each of the letters lies well within its tier: a
// better screen needs no other scripts.
func (c *counter) open(tables, account string, without ...imap.Cap) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	c.port = l.Addr().(*net.TCPAddr).Port
	c.server = mailboxtest.NewMemory(counterUser, counterPassword, without...)
	// go-imap's Close waits for a WaitGroup that Serve adds to: the first Serve
	// must have begun, or the race detector objects.
	began, err := c.server.Dial(context.Background())
	if err != nil {
		return err
	}
	began.Close()
	go c.server.Serve(l)
	config := fmt.Sprintf(`state = "%[1]s/state/inquiryd.db"
control = "%[1]s/run/control.sock"
[seller]
names = ["Brightway Lighting Co., Ltd.", "Brightway"]
domains = ["brightway.example"]
reps = [{name = "Lily Chen"}]
[scorecard.thresholds]
a = 800
b = 530
c = 300
d = 100
%[2]s
[[account]]
name = "sales"
host = "127.0.0.1"
port = %[3]d
tls = "none"
user = "%[4]s"
password_file = "%[1]s/password"
recovery_wait = "200ms"
%[5]s`, c.dir, tables, c.port, counterUser, account)
	return errors.Join(
		os.WriteFile(c.configFile(), []byte(config), 0o600),
		os.WriteFile(filepath.Join(c.dir, "password"), []byte(counterPassword+"\n"), 0o600),
	)
}

func (c *counter) configFile() string { return filepath.Join(c.dir, "config.toml") }

// rep is a signed-in mail client.
func (c *counter) rep() (*imapclient.Client, error) {
	client, err := imapclient.DialInsecure(net.JoinHostPort("127.0.0.1", strconv.Itoa(c.port)), nil)
	if err != nil {
		return nil, err
	}
	if err := client.Login(counterUser, counterPassword).Wait(); err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

func (c *counter) see() (map[string][]mailboxtest.Seen, error) {
	client, err := c.rep()
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return mailboxtest.See(client)
}

// listing is the mailbox for the eye: folder, Message-ID and flags of each
// message, sorted, and folders that are empty.
func (c *counter) listing() (string, error) {
	folders, err := c.see()
	if err != nil {
		return "", err
	}
	var lines []string
	for name, all := range folders {
		if len(all) == 0 {
			lines = append(lines, name+": empty\n")
		}
		for _, m := range all {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s: <%s> %s", name, letter.Read(m.Raw).MessageID, strings.Join(m.Flags, " ")))+"\n")
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, ""), nil
}

// counts is how many messages each folder has.
func (c *counter) counts() (string, error) {
	folders, err := c.see()
	if err != nil {
		return "", err
	}
	var lines []string
	for name, all := range folders {
		lines = append(lines, fmt.Sprintf("%s: %d\n", name, len(all)))
	}
	slices.Sort(lines)
	return strings.Join(lines, ""), nil
}

type counterKey struct{}

func scriptCounter(ts *testscript.TestScript) *counter { return ts.Value(counterKey{}).(*counter) }

// memory [-without CAPABILITY]...
// starts the server, sets $PORT and writes config.toml and password. From the
// script's own files, if there are such, tables.toml gets into config.toml
// before the account and account.toml into it.
func scriptMemory(ts *testscript.TestScript, neg bool, args []string) {
	var without []imap.Cap
	for len(args) >= 2 && args[0] == "-without" {
		without, args = append(without, imap.Cap(args[1])), args[2:]
	}
	if neg || len(args) > 0 {
		ts.Fatalf("usage: memory [-without CAPABILITY]...")
	}
	own := func(name string) string {
		b, err := os.ReadFile(ts.MkAbs(name))
		if !errors.Is(err, os.ErrNotExist) {
			ts.Check(err)
		}
		return string(b)
	}
	c := scriptCounter(ts)
	ts.Check(c.open(own("tables.toml"), own("account.toml"), without...))
	ts.Setenv("PORT", strconv.Itoa(c.port))
	ts.Defer(func() { c.server.Close() })
}

// deliver [-n N] FOLDER FILE...
// brings letters as they arrive; with -n, N of each that differ in a header.
func scriptDeliver(ts *testscript.TestScript, neg bool, args []string) {
	n := 0
	if len(args) > 1 && args[0] == "-n" {
		var err error
		n, err = strconv.Atoi(args[1])
		ts.Check(err)
		args = args[2:]
	}
	if neg || len(args) < 2 {
		ts.Fatalf("usage: deliver [-n N] FOLDER FILE...")
	}
	c := scriptCounter(ts)
	for _, file := range args[1:] {
		raw := wire([]byte(ts.ReadFile(file)))
		for i := range max(n, 1) {
			if n > 0 {
				raw = append(fmt.Appendf(nil, "X-Number: %d\r\n", i), raw...)
			}
			ts.Check(c.server.Deliver(args[0], raw, time.Now()))
			if n > 0 {
				_, raw, _ = bytes.Cut(raw, []byte("\r\n"))
			}
		}
	}
}

// folders
// prints each message's folder, Message-ID and flags.
func scriptFolders(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: folders")
	}
	listing, err := scriptCounter(ts).listing()
	ts.Check(err)
	fmt.Fprint(ts.Stdout(), listing)
}

// counts
// prints how many messages each folder has.
func scriptCounts(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: counts")
	}
	counts, err := scriptCounter(ts).counts()
	ts.Check(err)
	fmt.Fprint(ts.Stdout(), counts)
}

// act move MESSAGE-ID FOLDER, act flag MESSAGE-ID FLAG..., act delete MESSAGE-ID
// does what a rep does in a mail client.
func scriptAct(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: act move|flag|delete MESSAGE-ID [FOLDER|FLAG...]")
	}
	c := scriptCounter(ts)
	client, err := c.rep()
	ts.Check(err)
	defer client.Close()
	folders, err := mailboxtest.See(client)
	ts.Check(err)
	for name, all := range folders {
		for _, m := range all {
			if letter.Read(m.Raw).MessageID != args[1] {
				continue
			}
			_, err := client.Select(name, nil).Wait()
			ts.Check(err)
			ts.Check(repAct(client, imap.UIDSetNum(imap.UID(m.UID)), args[0], args[2:]))
			return
		}
	}
	ts.Fatalf("no message <%s>", args[1])
}

func repAct(client *imapclient.Client, uids imap.UIDSet, verb string, args []string) error {
	add := func(flags ...imap.Flag) error {
		return client.Store(uids, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: flags}, nil).Close()
	}
	switch {
	case verb == "move" && len(args) == 1:
		_, err := client.Move(uids, args[0]).Wait()
		return err
	case verb == "flag" && len(args) > 0:
		var flags []imap.Flag
		for _, f := range args {
			flags = append(flags, imap.Flag(f))
		}
		return add(flags...)
	case verb == "delete" && len(args) == 0:
		return errors.Join(add(imap.FlagDeleted), client.UIDExpunge(uids).Close())
	}
	return fmt.Errorf("%s %q: not understood", verb, args)
}

// exits [-within DURATION] CODE PROGRAM [ARG...]
// runs a program that must end with the code.
func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	within := time.Hour
	if len(args) > 1 && args[0] == "-within" {
		var err error
		within, err = time.ParseDuration(args[1])
		ts.Check(err)
		args = args[2:]
	}
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits [-within DURATION] CODE PROGRAM [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	start := time.Now()
	err = ts.Exec(args[1], args[2:]...)
	took := time.Since(start)
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("ended with %d, want %d", code, want)
	}
	if took > within {
		ts.Fatalf("took %s, want %s at most", took, within)
	}
}

// until PATTERN folders, until PATTERN counts, until PATTERN PROGRAM [ARG...]
// asks again until the output has the pattern, for at most half a minute.
func scriptUntil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until PATTERN PROGRAM [ARG...]")
	}
	pattern, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	ask := func() (string, error) {
		// It may fail until all is up.
		cmd := exec.Command(args[1], args[2:]...)
		cmd.Dir = ts.MkAbs(".")
		out, _ := cmd.CombinedOutput()
		return string(out), nil
	}
	switch args[1] {
	case "folders":
		ask = scriptCounter(ts).listing
	case "counts":
		ask = scriptCounter(ts).counts
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for start := time.Now(); time.Since(start) < 30*time.Second; <-tick.C {
		out, err := ask()
		ts.Check(err)
		if pattern.MatchString(out) {
			ts.Logf("%s", out)
			return
		}
	}
	ts.Fatalf("half a minute without %q", args[0])
}

// terminate
// sends SIGTERM to what runs in the background, which must end within 10 s;
// "wait" then says whether it ended well.
func scriptTerminate(ts *testscript.TestScript, neg bool, args []string) {
	running := ts.BackgroundCmds()
	if neg || len(args) > 0 || len(running) == 0 {
		ts.Fatalf("usage: terminate, with something in the background")
	}
	for _, cmd := range running {
		ts.Check(cmd.Process.Signal(syscall.SIGTERM))
		time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	}
}

// scripted makes of TestMain's m one that also cleans up what tests share.
type scripted struct{ *testing.M }

// Run is m.Run and the end of the shared servers.
func (m scripted) Run() int {
	code := m.M.Run()
	mailboxtest.StopShared()
	if programDir != "" {
		os.RemoveAll(programDir)
	}
	return code
}

// TestMain lets this test binary be the program itself when it is called
// inquiryd, which it is for the scripts and for whoever looks it up in PATH.
func TestMain(m *testing.M) {
	testscript.Main(scripted{m}, map[string]func(){"inquiryd": main})
}
