package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"inquiryd/internal/desk"
	"inquiryd/internal/follow"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/screen"
)

// document is the file's own shape. Every key that may stand in a file is the
// toml tag of a field here or in a struct that lies in here.
type document struct {
	State   string        `toml:"state"`
	Control string        `toml:"control"`
	Network string        `toml:"networks"`
	Log     Log           `toml:"log"`
	Folders folders       `toml:"folders"`
	Tiers   tiers         `toml:"tiers"`
	Limits  desk.Limits   `toml:"limits"`
	Follow  follow.Config `toml:"follow"`
	screen.Config
	Accounts []account `toml:"account"`
}

type folders struct {
	Parent string `toml:"parent"`
}

// tiers is a struct and no map, so that a sixth tier is an unknown key.
type tiers struct {
	A desk.Tier `toml:"A"`
	B desk.Tier `toml:"B"`
	C desk.Tier `toml:"C"`
	D desk.Tier `toml:"D"`
	E desk.Tier `toml:"E"`
}

func (t tiers) byName() map[inquiry.Tier]desk.Tier {
	return map[inquiry.Tier]desk.Tier{inquiry.A: t.A, inquiry.B: t.B, inquiry.C: t.C, inquiry.D: t.D, inquiry.E: t.E}
}

type account struct {
	Name string `toml:"name"`
	mailbox.Config
	Folders      []string      `toml:"folders"`
	Backlog      desk.Backlog  `toml:"backlog"`
	Poll         desk.Schedule `toml:"poll"`
	RecoveryWait wait          `toml:"recovery_wait"`
}

// maxWait bounds recovery_wait: letters in flight lie untagged that long.
const maxWait = 10 * time.Minute

// wait is a short duration.
type wait time.Duration

// UnmarshalText reads a duration such as "60s" or "2m".
func (w *wait) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil || d <= 0 || d > maxWait {
		return fmt.Errorf(`want a duration such as "60s", longer than 0s and at most 10m, have %q`, text)
	}
	*w = wait(d)
	return nil
}

// defaults is the document of an empty file.
func defaults() document {
	tier := desk.DefaultTiers()
	return document{
		State:   filepath.Join(directory("STATE_DIRECTORY", "/var/lib/inquiryd"), "inquiryd.db"),
		Control: filepath.Join(directory("RUNTIME_DIRECTORY", "/run/inquiryd"), "control.sock"),
		Log:     Log{Format: "auto", Level: "info", Privacy: true},
		Folders: folders{Parent: desk.DefaultParent},
		Tiers:   tiers{A: tier[inquiry.A], B: tier[inquiry.B], C: tier[inquiry.C], D: tier[inquiry.D], E: tier[inquiry.E]},
		Limits:  desk.DefaultLimits(),
		Follow:  follow.Defaults(),
		Config:  screen.Defaults(),
	}
}

// defaultAccount is an [[account]] with nothing in it.
func defaultAccount() account {
	return account{
		Config:       mailbox.Defaults(),
		Folders:      []string{"INBOX"},
		Poll:         desk.MustSchedule(desk.DefaultPoll),
		RecoveryWait: wait(desk.RecoveryWait),
	}
}

// directory is the one that systemd made for us, the first when it made
// several (systemd.exec(5), RuntimeDirectory=), or where the package puts it.
func directory(variable, otherwise string) string {
	first, _, _ := strings.Cut(os.Getenv(variable), ":")
	if first == "" {
		return otherwise
	}
	return first
}

// config is the document in the types of those who work with it.
func (doc *document) config(file string) *Config {
	c := &Config{
		State:   doc.State,
		Control: doc.Control,
		Network: doc.Network,
		Log:     doc.Log,
		Parent:  doc.Folders.Parent,
		Tiers:   doc.Tiers.byName(),
		Limits:  doc.Limits,
		Follow:  doc.Follow,
		Screen:  doc.Config,
		file:    file,
	}
	for _, a := range doc.Accounts {
		c.Accounts = append(c.Accounts, desk.Account{
			Name:         a.Name,
			Mailbox:      a.Config,
			Folders:      a.Folders,
			Backlog:      a.Backlog,
			Poll:         a.Poll,
			RecoveryWait: time.Duration(a.RecoveryWait),
		})
	}
	return c
}
