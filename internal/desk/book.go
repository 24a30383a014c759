package desk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/state"
)

// book is what the desk's loop knows of one account: the round under way and
// how the connection stands. Only the loop touches it.
type book struct {
	Account
	wake chan struct{} // tells the account to come round now

	can   mailbox.Can
	paths map[inquiry.Tier]string // tier folders by the server's name; "" if there is none

	folder  mailbox.Folder
	cursor  state.Cursor
	heads   map[uint32]mailbox.Head
	batch   []state.Letter
	people  map[string]state.Person // those who wrote the batch, by address
	suspect uint32                  // up to this UID, letters are read one by one
	opened  map[string]bool         // folders that this process has opened before

	met  map[state.Key]time.Time // when we first saw a letter in flight
	seen time.Time               // when everything that a folder holds was last known to be read
	mood mood
}

func newBook(a Account) *book {
	if a.RecoveryWait == 0 {
		a.RecoveryWait = RecoveryWait
	}
	return &book{Account: a, wake: make(chan struct{}, 1), met: make(map[state.Key]time.Time), opened: make(map[string]bool)}
}

func (b *book) begin(f mailbox.Folder) {
	b.folder = f
	b.clear()
}

func (b *book) clear() {
	b.batch = nil
	b.heads = make(map[uint32]mailbox.Head)
	b.people = make(map[string]state.Person)
}

func (b *book) where() state.Folder { return state.Folder{Account: b.Name, Name: b.folder.Name} }

func (b *book) readOnly() bool { return b.Mailbox.ReadOnly }

// knock makes the account come round without waiting for the server.
func (b *book) knock() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// firstCursor is where reading begins in a folder that was never read. anew: a
// person released a frozen folder, and that never goes back.
func (b *book) firstCursor(now time.Time, anew bool) state.Cursor {
	cur := state.Cursor{
		Validity: b.folder.Validity,
		Start:    b.folder.Next - 1,
		Exists:   b.folder.Exists,
		Seen:     now,
	}
	cur.Last = cur.Start
	if anew {
		return cur
	}
	if b.Backlog.All || b.Backlog.For > 0 {
		cur.Last = 0
	}
	if b.Backlog.For > 0 {
		cur.Since = now.Add(-b.Backlog.For)
	}
	return cur
}

// letter begins the memory of a message.
func (b *book) letter(now time.Time, h mailbox.Head) state.Letter {
	b.heads[h.UID] = h
	return state.Letter{
		Key:     state.Key{Account: b.Name, Folder: b.folder.Name, Validity: b.folder.Validity, UID: h.UID},
		Print:   inquiry.Print{Size: h.Size},
		Read:    now,
		Arrived: h.Arrived.UTC(),
		Backlog: h.UID <= b.cursor.Start,
	}
}

// ours reports whether a message carries a tag of ours: it was graded before,
// and a rep moved it back, or the folder was numbered anew.
func (b *book) ours(h mailbox.Head) bool {
	for _, f := range h.Flags {
		if strings.HasPrefix(strings.ToLower(f), ownPrefix) {
			return true
		}
	}
	return false
}

func (b *book) beforeBacklog(h mailbox.Head) bool {
	return h.UID <= b.cursor.Start && !b.cursor.Since.IsZero() && h.Arrived.Before(b.cursor.Since)
}

// returned says why a message that we have met before is left alone, or "".
// A fingerprint met before is otherwise a twin: the same letter delivered twice.
func (b *book) returned(before []state.Letter) string {
	for _, l := range before {
		switch {
		case l.Stage == state.Undoing, l.Stage == state.Undone:
			return "put back by undo"
		case l.Stage == state.Gone:
			return "a person took it once; it is theirs"
		case l.At.Folder != "" && !b.folder.Keeps(Keyword(inquiry.A)):
			// Where keywords are stored, a letter that came back shows its tag
			// and is not read at all. Here only our memory tells.
			return "filed before, and moved back"
		}
	}
	return ""
}

// fence is when a letter in flight may be touched again. A clock that was set
// back must not hold it for longer than the wait itself, unless it is held for
// longer on purpose: by a ceiling, or after a refusal.
func (b *book) fence(now time.Time, l state.Letter) time.Time {
	met, known := b.met[l.Key]
	if !known {
		met = now
		b.met[l.Key] = now
	}
	onPurpose := l.Due.Sub(l.Attempt) > b.RecoveryWait
	if latest := met.Add(b.RecoveryWait); !onPurpose && l.Due.After(latest) {
		return latest
	}
	return l.Due
}

// hold applies the limits on the backlog to a letter that is about to fly.
func (lim Limits) hold(now time.Time, cur *state.Cursor, l *state.Letter, released bool) {
	if cur.Breaker == "" && !cur.Release && !released && lim.trips(cur) {
		cur.Breaker = fmt.Sprintf("more than %d%% of %d messages would be moved", lim.BreakerShare, cur.Exists)
	}
	if cur.Breaker != "" {
		l.Stage, l.Note = state.Held, breakerNote
		return
	}
	l.Due = lim.ceiling(now, cur, l.Due)
	cur.Moves++
}

const breakerNote = "held by the breaker"

func (lim Limits) trips(cur *state.Cursor) bool {
	return cur.Moves >= lim.BreakerMoves && cur.Moves*100 >= lim.BreakerShare*int(cur.Exists) && lim.BreakerShare < 100
}

// ceiling is when a backlog move may go: now, or when the hour or day is over.
// Those that must wait count in the window that they wait for.
func (lim Limits) ceiling(now time.Time, cur *state.Cursor, due time.Time) time.Time {
	for _, w := range []struct {
		window *state.Window
		length time.Duration
		most   int
	}{{&cur.Hour, time.Hour, lim.HourlyMoves}, {&cur.Day, 24 * time.Hour, lim.DailyMoves}} {
		if now.Sub(w.window.From) >= w.length || now.Before(w.window.From.Add(-w.length)) {
			*w.window = state.Window{From: now}
		}
		// The nth window from now takes the nth share.
		if over := w.window.Moves / w.most; over > 0 {
			if t := w.window.From.Add(time.Duration(over) * w.length); t.After(due) {
				due = t
			}
		}
		w.window.Moves++
	}
	return due
}

var errNoRoom = errors.New("too little free space for effects")

// room stops effects while the disk is nearly full: an effect without its
// intent on the disk must never happen.
func (d *Desk) room() error {
	free, err := d.opt.State.Room()
	if err != nil {
		return err
	}
	if free < d.opt.Limits.FreeSpace {
		return fmt.Errorf("%w: %d MiB left, want %d", errNoRoom, free>>20, d.opt.Limits.FreeSpace>>20)
	}
	return nil
}

func (d *Desk) commit(b *book, cur state.Cursor) error {
	err := d.opt.State.Commit(state.Change{Cursors: map[state.Folder]state.Cursor{b.where(): cur}})
	if err == nil {
		b.cursor = cur
	}
	return err
}

// mask names a letter in the log without telling its Message-ID.
func (d *Desk) mask(mid string) string {
	if mid == "" {
		return ""
	}
	h := hmac.New(sha256.New, d.opt.State.Secret())
	h.Write([]byte(mid))
	return hex.EncodeToString(h.Sum(nil)[:6])
}
