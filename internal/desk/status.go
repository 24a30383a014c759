package desk

import (
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/state"
)

// Status is how the daemon stands.
type Status struct {
	Accounts []AccountStatus `json:"accounts"`
}

// AccountStatus is how one account stands. Times are UTC.
type AccountStatus struct {
	Name      string    `json:"name"`
	Mode      string    `json:"mode"`                 // "starting", "idle", "poll", "working", "waiting", "paused"
	Files     bool      `json:"files"`                // the server lets letters be filed; false: tags only
	Progress  time.Time `json:"progress,omitzero"`    // when the server's newest UID was last met
	LastError string    `json:"last_error,omitempty"` // why it is waiting or paused
	Held      []string  `json:"held,omitempty"`       // what waits for "inquiryd resume"
}

// mood is how the connection of an account stands.
type mood struct {
	online  bool
	tried   bool // the first login was tried
	paused  string
	last    string
	resting bool
	back    time.Time // when the worker promised to be heard of again
}

type (
	connected struct {
		account string
		can     mailbox.Can
		paths   map[inquiry.Tier]string
	}
	disconnected struct {
		account string
		err     error
	}
	troubled struct { // the connection is fine, and something else is not
		account string
		err     error
	}
	resting struct {
		account string
		limit   time.Duration
	}
	alive struct{} // a long piece of work goes on
)

// promise is how long an account may work without a word: the few commands
// between two words, each as slow as the guard bears. A worker that breaks it
// hangs; a server without progress is none of the watchdog's business.
const promise = 30 * time.Minute

// patience is how long READY waits for the first login of every account. A
// silent server must not make the start fail for all.
const patience = 20 * time.Second

func (d *Desk) connected(now time.Time, e connected) error {
	b := d.books[e.account]
	b.can, b.paths = e.can, e.paths
	b.mood = mood{online: true, tried: true, back: b.mood.back}
	d.opt.Log.Info("connected", zap.String("account", b.Name), zap.Bool("move", e.can.Move), zap.Bool("uidplus", e.can.UIDPlus), zap.Bool("idle", e.can.Idle))
	if !e.can.Files() {
		d.opt.Log.Warn("the server offers neither MOVE nor UIDPLUS: letters are tagged, not filed", zap.String("account", b.Name))
	}
	d.pulse(now)
	return nil
}

func (d *Desk) disconnected(now time.Time, e disconnected) error {
	b := d.books[e.account]
	b.mood.tried, b.mood.online = true, false
	if e.err == nil {
		return nil
	}
	b.mood.last = e.err.Error()
	if errors.Is(e.err, mailbox.ErrLogin) {
		b.mood.paused = e.err.Error()
		d.opt.Log.Error("account paused: the server refused the login; mend the password, or run 'inquiryd resume'",
			zap.String("account", b.Name), zap.Error(e.err))
	} else {
		d.opt.Log.Warn("connection lost", zap.String("account", b.Name), zap.Error(e.err))
	}
	d.pulse(now)
	return nil
}

func (d *Desk) trouble(now time.Time, e troubled) error {
	b := d.books[e.account]
	if b.mood.last != e.err.Error() {
		d.opt.Log.Error("no effects", zap.String("account", b.Name), zap.Error(e.err))
	}
	b.mood.last = e.err.Error()
	d.pulse(now)
	return nil
}

func (d *Desk) rest(now time.Time, e resting) error {
	b := d.books[e.account]
	b.mood.resting, b.mood.back = true, now.Add(e.limit+promise)
	return nil
}

// status tells what a person wants to know first.
func (d *Desk) status(time.Time) Status {
	var s Status
	for _, a := range d.opt.Accounts {
		b := d.books[a.Name]
		one := AccountStatus{Name: a.Name, Mode: b.mode(), Files: b.can.Files(), Progress: b.seen, LastError: b.mood.last}
		for _, name := range a.Folders {
			cur, known, err := d.opt.State.Cursor(state.Folder{Account: a.Name, Name: name})
			if err != nil || !known {
				continue
			}
			if cur.Seen.After(one.Progress) {
				one.Progress = cur.Seen
			}
			for _, why := range []string{cur.Breaker, cur.Frozen} {
				if why != "" {
					one.Held = append(one.Held, name+": "+why)
				}
			}
		}
		s.Accounts = append(s.Accounts, one)
	}
	return s
}

func (b *book) mode() string {
	switch m := b.mood; {
	case m.paused != "":
		return "paused"
	case !m.tried:
		return "starting"
	case !m.online:
		return "waiting"
	case !m.resting:
		return "working"
	case b.can.Idle:
		return "idle"
	}
	return "poll"
}

// Pulse is what a supervisor wants to know.
type Pulse struct {
	Ready  bool // every account has tried to log in
	Alive  bool // no account hangs
	Status Status
}

func (d *Desk) pulse(now time.Time) {
	if d.opt.Pulse == nil {
		return
	}
	p := Pulse{Ready: true, Alive: true, Status: d.status(now)}
	for _, b := range d.books {
		p.Ready = p.Ready && (b.mood.tried || now.Sub(d.began) >= patience)
		p.Alive = p.Alive && (b.mood.back.IsZero() || now.Before(b.mood.back))
	}
	d.opt.Pulse(p)
}

// tick is the desk's own half minute: the pulse, and a backup a day.
func (d *Desk) tick(now time.Time) error {
	d.pulse(now)
	day := now.Truncate(24 * time.Hour)
	if !day.After(d.backup) {
		return nil
	}
	d.backup = day
	if err := d.room(); err != nil {
		return fmt.Errorf("no backup: %w", err)
	}
	return d.opt.State.Backup(now)
}
