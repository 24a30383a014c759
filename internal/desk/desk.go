// Package desk runs the story: the life of one message, from the moment the
// server says that something came until it lies tagged in its folder and the
// journal says so. It is the only package that knows the others, and the only
// one that says when.
//
// One goroutine per account does all of that account's I/O (account.go). One
// loop decides (Run): accounts tell it what they saw, and it answers with
// orders, in one step function without locks (step). Whatever it decides is
// committed before the answer leaves:
//
//	account                              desk
//	opens the folder            opened   cursor, what is still in flight
//	looks what became of it     looked   done, gone, or once more
//	lists what is new           listed   which bodies are wanted
//	fetches them, in chunks     arrived  reads and judges each letter
//	marks the tier folders      gathered COMMIT: verdicts, intents, cursor
//	tags, then moves, in sets   applied  COMMIT: done, and where they lie now
//
// A crash between the two commits leaves letters in flight. Nothing is assumed
// about them: after a wait, in which the dead connection's last commands reach
// the server or never will, the account looks at both ends (look.go) and the
// desk goes on from what is there.
package desk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.uber.org/zap"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/origin"
	"inquiryd/internal/screen"
	"inquiryd/internal/state"
)

// Options is what a desk works with.
type Options struct {
	Accounts []Account
	Tiers    map[inquiry.Tier]Tier
	Parent   string // folder above the tier folders
	Limits   Limits
	Screen   *screen.Screen
	Origins  *origin.Finder // nil: one that knows no domains of ours
	State    *state.State
	Clock    Clock
	Log      *zap.Logger

	// Yes lets the backlog pass the breaker while this desk works.
	Yes bool
	// OpenOnly settles what is in flight and reads no new mail.
	OpenOnly bool
	// Graded, if set, is called with each letter that was judged and what will
	// be done with it, in the desk's own goroutine.
	Graded func(inquiry.Letter, state.Letter)
	// Pulse, if set, is called when something changed that a supervisor may
	// want to know, and with every tick of the clock.
	Pulse func(Pulse)
}

// Clock is the time the desk works by.
type Clock struct {
	Now  func() time.Time
	Tick <-chan time.Time // every half minute or so; nil: never
}

// TickEvery is how often a clock's Tick should come.
const TickEvery = 30 * time.Second

// Desk is the loop and what it knows of each account.
type Desk struct {
	opt    Options
	books  map[string]*book
	asked  chan question
	undoes []*undoing

	regrades []*regrading
	backup   time.Time                // the day of the last backup
	window   screen.Window[state.Key] // the inquiries of the last two months
	began    time.Time
}

// question is one event on its way to the desk and the answer on its way back.
type question struct {
	account string // whose goroutine asks; "" is a person
	event   any
	answer  chan answer
}

type answer struct {
	orders orders
	err    error
}

// orders is what an account is to do next. The zero value is nothing.
type orders struct {
	From   uint32         // list what is new from this UID on
	Want   []mailbox.Head // fetch these bodies
	Singly bool           // and hand them over one by one
	Look   []state.Letter // find out what became of these
	Watch  []state.Letter // see whether these were answered
	Do     []state.Letter // carry out what is intended for these
	Take   []taking       // these were copied: take the originals
	Reread []state.Letter // read these again, for a regrade
	Match  bool           // UIDVALIDITY changed: read all fingerprints
	Stop   string         // leave the folder alone, and why
	Again  time.Time      // come back at this time at the latest
	Report any            // the answer to a person's command
}

// New prepares a desk. Nothing happens before Run or Once.
func New(opt Options) *Desk {
	if opt.Origins == nil {
		opt.Origins = origin.New(origin.Options{})
	}
	d := &Desk{opt: opt, books: make(map[string]*book), asked: make(chan question)}
	for _, a := range opt.Accounts {
		d.books[a.Name] = newBook(a)
	}
	return d
}

// Run works until ctx ends, then finishes the commands under way and returns.
func (d *Desk) Run(ctx context.Context) error { return d.run(ctx, false) }

// Once works through what is there now, waiting for letters in flight as long
// as their fence asks, and returns. Its error joins those of the accounts.
func (d *Desk) Once(ctx context.Context) error { return d.run(ctx, true) }

func (d *Desk) run(ctx context.Context, once bool) error {
	var working sync.WaitGroup
	finished := make(chan struct{})
	errs := make([]error, len(d.opt.Accounts))
	for i, a := range d.opt.Accounts {
		w := &worker{Account: a, desk: d, book: d.books[a.Name], once: once}
		working.Go(func() { errs[i] = w.run(ctx) })
	}
	if err := d.remember(d.opt.Clock.Now()); err != nil {
		return err
	}
	go func() { working.Wait(); close(finished) }()
	d.began = d.opt.Clock.Now()
	for {
		select {
		case q := <-d.asked:
			q.answer <- d.reply(q)
		case now := <-d.opt.Clock.Tick:
			if _, err := d.step(now, ticked{}); err != nil {
				d.opt.Log.Error("tick", zap.Error(err))
			}
		case <-finished:
			if !once && ctx.Err() == nil {
				continue
			}
			return errors.Join(errs...)
		}
	}
}

// reply answers one question. Any word from an account shows that it is alive.
func (d *Desk) reply(q question) answer {
	now := d.opt.Clock.Now().UTC()
	if b := d.books[q.account]; b != nil {
		b.mood.back = now.Add(promise)
	}
	o, err := d.step(now, q.event)
	return answer{o, err}
}

// ask hands an event to the loop and waits for its answer.
func (d *Desk) ask(ctx context.Context, account string, event any) (orders, error) {
	q := question{account, event, make(chan answer, 1)}
	select {
	case d.asked <- q:
	case <-ctx.Done():
		return orders{}, ctx.Err()
	}
	a := <-q.answer
	return a.orders, a.err
}

// step is the one place where anything is decided. It never waits.
func (d *Desk) step(now time.Time, event any) (orders, error) {
	now = now.UTC()
	switch e := event.(type) {
	case opened:
		return d.open(now, e)
	case matched:
		return d.match(now, e)
	case looked:
		return d.settle(now, e)
	case watched:
		return d.answered(now, e)
	case listed:
		return d.list(now, e)
	case arrived:
		return d.read(now, e)
	case gathered:
		return d.intend(now, e)
	case applied:
		return d.conclude(now, e)
	case adopted:
		return d.adopt(now, e)
	case connected:
		return orders{}, d.connected(now, e)
	case disconnected:
		return orders{}, d.disconnected(now, e)
	case troubled:
		return orders{}, d.trouble(now, e)
	case resting:
		return orders{}, d.rest(now, e)
	case alive:
		return orders{}, nil
	case undoAsked:
		return d.undo(now, e)
	case regradeAsked:
		return d.regrade(e)
	case reread:
		return d.judgeAgain(now, e)
	case resumeAsked:
		return d.resume(now, e)
	case statusAsked:
		return orders{Report: d.status(now)}, nil
	case ticked:
		return orders{}, d.tick(now)
	}
	return orders{}, fmt.Errorf("desk: no step for %T", event)
}
