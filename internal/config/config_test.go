package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"inquiryd/internal/desk"
	"inquiryd/internal/follow"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/screen"
	"inquiryd/internal/signin"
)

func parse(t *testing.T, text string) *Config {
	t.Helper()
	noSystemd(t)
	c, err := Parse("config.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEmptyFileIsTheDefaults(t *testing.T) {
	want := &Config{
		State:   "/var/lib/inquiryd/inquiryd.db",
		Control: "/run/inquiryd/control.sock",
		Log:     Log{Format: "auto", Level: "info", Privacy: true},
		Parent:  desk.DefaultParent,
		Tiers:   desk.DefaultTiers(),
		Limits:  desk.DefaultLimits(),
		Follow:  follow.Defaults(),
		Screen:  screen.Defaults(),
	}
	for _, text := range []string{"", "\ufeff", "\n\r\n# nothing\r\n"} {
		if diff := cmp.Diff(want, parse(t, text), same); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestSystemdDirectories(t *testing.T) {
	t.Setenv("STATE_DIRECTORY", "/var/lib/one:/var/lib/two")
	t.Setenv("RUNTIME_DIRECTORY", "/run/one")
	c, err := Parse("", []byte(`state = "/srv/x.db"`))
	if err != nil || c.State != "/srv/x.db" || c.Control != "/run/one/control.sock" {
		t.Errorf("%+v, %v", c, err)
	}
	c, err = Parse("", nil)
	if err != nil || c.State != "/var/lib/one/inquiryd.db" {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestEverything sets a key of each kind, in each way that TOML has.
func TestEverything(t *testing.T) {
	c := parse(t, `
state = '/srv/inquiryd.db'
control = "/srv/control.sock"
log = { format = "json", level = "debug", privacy = false }
folders.parent = "Anfragen"
limits.hourly_moves = 1_000
limits.free_space = 0x1000
catalogue = [
  { name = "Panel", models = ["P-1", "P-2"] }, # a comment
  { name = "Tube" },
]

[seller]
names = []
[[seller.reps]]
name = "Kevin"
[[seller.reps]]
name = "Lily"
aliases = ["李丽"]

[tiers]
[tiers.C]
file = "answered"

[scorecard.points]
packing = 7

[follow]
office = { country = "DE-BY", zone = "Europe/Berlin", hours = "08:00-16:30" }
cadence.A = [1, 2, 4]
cadence.C = []

[[account]]
name = "a.1"
host = "127.0.0.1"
port = 1143
tls = "none"
user = "a"
password_cmd = ["pass", "a"]
folders = ["INBOX", "Fair 2026"]
backlog = "2d12h"
poll = "*/5 * * * *"
recovery_wait = "1s"
[account.trust]
ca_file = "/etc/ca.pem"

[[account]]
name = "b"
host = "imap.brightway.example"
user = "b"
password_file = "${CREDENTIALS_DIRECTORY}/b"
backlog = "all"
`)
	tiers := desk.DefaultTiers()
	nurture := tiers[inquiry.C]
	nurture.File = inquiry.FileAnswered // and the tier's other defaults stay
	tiers[inquiry.C] = nurture
	limits := desk.DefaultLimits()
	limits.HourlyMoves, limits.FreeSpace = 1000, 4096
	judged := screen.Defaults()
	judged.Catalogue = []screen.Product{{Name: "Panel", Models: []string{"P-1", "P-2"}}, {Name: "Tube"}}
	judged.Seller.Reps = []screen.Rep{{Name: "Kevin"}, {Name: "Lily", Aliases: []string{"李丽"}}}
	judged.Scorecard.Points.Packing = 7
	followed := follow.Defaults()
	followed.Office = follow.Office{Country: "DE-BY", Zone: "Europe/Berlin", Hours: "08:00-16:30"}
	followed.Cadence.A, followed.Cadence.C = []int{1, 2, 4}, nil
	want := &Config{
		State: "/srv/inquiryd.db", Control: "/srv/control.sock",
		Log:    Log{Format: "json", Level: "debug"},
		Parent: "Anfragen", Tiers: tiers, Limits: limits, Follow: followed, Screen: judged,
		Accounts: []desk.Account{{
			Name: "a.1",
			Mailbox: mailbox.Config{
				Host: "127.0.0.1", Port: 1143, TLS: mailbox.Plain, User: "a",
				Source: signin.Source{PasswordCmd: []string{"pass", "a"}},
				Trust:  signin.TLS{CAFile: "/etc/ca.pem"},
			},
			Folders:      []string{"INBOX", "Fair 2026"},
			Backlog:      desk.Backlog{For: 60 * time.Hour},
			Poll:         desk.MustSchedule("*/5 * * * *"),
			RecoveryWait: time.Second,
		}, {
			Name: "b",
			Mailbox: mailbox.Config{
				Host: "imap.brightway.example", TLS: mailbox.Implicit, User: "b",
				Source: signin.Source{PasswordFile: "${CREDENTIALS_DIRECTORY}/b"}, // signin expands it
			},
			Folders:      []string{"INBOX"},
			Backlog:      desk.Backlog{All: true},
			Poll:         desk.MustSchedule(desk.DefaultPoll),
			RecoveryWait: desk.RecoveryWait,
		}},
	}
	if diff := cmp.Diff(want, c, same); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestRecoveryWait(t *testing.T) {
	for text, want := range map[string]time.Duration{"1ms": time.Millisecond, "60s": time.Minute, "1m30s": 90 * time.Second, "10m": 10 * time.Minute} {
		c := parse(t, goodAccount+`recovery_wait = "`+text+`"`)
		if have := c.Accounts[0].RecoveryWait; have != want {
			t.Errorf("%q became %s", text, have)
		}
	}
	for _, text := range []string{"0s", "-1s", "10m1s", "60", "", "soon"} {
		if c, err := Parse("", []byte(goodAccount+`recovery_wait = "`+text+`"`)); err == nil {
			t.Errorf("%q became %s", text, c.Accounts[0].RecoveryWait)
		}
	}
}

func TestNeedAccounts(t *testing.T) {
	err := parse(t, "").NeedAccounts()
	var faults Faults
	if !errors.As(err, &faults) || err.Error() != "config.toml: account: want at least one [[account]]" {
		t.Errorf("%v", err)
	}
	if err := parse(t, goodAccount).NeedAccounts(); err != nil {
		t.Error(err)
	}
}

func TestLoad(t *testing.T) {
	noSystemd(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	for _, test := range []struct {
		mode os.FileMode
		text string
		want string // the end of the error; "" for none
	}{
		{0o600, goodAccount, ""},
		{0o644, goodAccount, ""},
		{0o664, goodAccount, "config.toml: want a file that only its owner can write, have mode 0664 (chmod go-w)"},
		{0o646, goodAccount, "config.toml: want a file that only its owner can write, have mode 0646 (chmod go-w)"},
		{0o644, "[log]\nlevel = 1\n", "config.toml:2: log.level: want text in quotes, have 1"},
		{0o644, strings.Repeat("\n", maxSize+2), "config.toml: want at most 33554432 bytes, have more"},
	} {
		if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, test.mode); err != nil {
			t.Fatal(err)
		}
		c, err := Load(path)
		switch {
		case test.want == "":
			if err != nil || len(c.Accounts) != 1 {
				t.Errorf("%04o: %v", test.mode, err)
			}
		case err == nil || !strings.HasPrefix(err.Error(), dir) || !strings.HasSuffix(err.Error(), test.want):
			t.Errorf("%04o: %v, want %s", test.mode, err, test.want)
		}
	}
	if _, err := Load(dir); err == nil || err.Error() != dir+": want a regular file" {
		t.Errorf("a directory: %v", err)
	}
	if _, err := Load(path + "x"); err == nil || err.Error() != path+"x: no such file or directory" {
		t.Errorf("no file: %v", err)
	}
}

// owned is a file of somebody, whoever runs the test.
type owned struct {
	fs.FileInfo
	uid int
}

func (owned) Mode() fs.FileMode { return 0o644 }
func (o owned) Sys() any        { return &syscall.Stat_t{Uid: uint32(o.uid)} }

func TestOwner(t *testing.T) {
	us := os.Geteuid()
	for _, uid := range []int{0, us} {
		if err := trustworthy(owned{uid: uid}); err != nil {
			t.Errorf("uid %d: %v", uid, err)
		}
	}
	want := fmt.Sprintf("want a file of root or of uid %d, have one of uid %d", us, us+1)
	if err := trustworthy(owned{uid: us + 1}); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
