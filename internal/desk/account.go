package desk

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/cenkalti/backoff/v5"
	"go.uber.org/zap"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
)

// IDLE is left and entered again after this long: NAT forgets a silent
// connection sooner than go-imap's 28 minutes (imap: what the client does not do).
const idleRenewal = 8 * time.Minute

// A folder that could not be worked on for a reason of our own, a full disk
// above all, is tried again after this long.
const ownTrouble = 30 * time.Second

// worker is one account's goroutine. It does all of the account's I/O, one
// thing at a time, and decides nothing about letters.
type worker struct {
	Account
	desk *Desk
	book *book // only for its wake channel; the rest is the loop's
	once bool

	paths map[inquiry.Tier]string
	most  int // letters a chunk; halved when a fetch breaks the connection
	fatal map[inquiry.Place]int

	folder mailbox.Folder // of the round, as it was last opened
	passed bool           // all folders were gone round in this connection
}

// errChanged: the folder was numbered anew in the middle of a round.
var errChanged = errors.New("UIDVALIDITY changed under way")

// run keeps the account connected until ctx ends. Trouble passes, and is tried
// again for ever; only a refused login waits for a person or a new password.
func (w *worker) run(ctx context.Context) error {
	w.most, w.fatal = 100, make(map[inquiry.Place]int)
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval, wait.Multiplier = time.Second, 15*time.Minute, 2
	for {
		worked, err := w.connection(ctx)
		if ctx.Err() != nil || w.once && err == nil {
			return nil
		}
		if _, tellErr := w.tell(ctx, disconnected{w.Name, err}); tellErr != nil && ctx.Err() != nil {
			return nil
		}
		if w.once && !w.mayRetry(err) {
			return fmt.Errorf("account %s: %w", w.Name, err)
		}
		if errors.Is(err, mailbox.ErrLogin) {
			w.pause(ctx)
			continue
		}
		if worked || w.mayRetry(err) {
			wait.Reset()
		}
		w.sleep(ctx, wait.NextBackOff())
	}
}

// mayRetry reports whether trying again soon gets on: a letter that breaks the
// connection is found with smaller chunks. A run --once goes on then, too.
func (w *worker) mayRetry(err error) bool {
	var broke *brokenFetch
	return errors.As(err, &broke) || errors.Is(err, errChanged)
}

// pause waits until a person resumes the account, or until the password is a
// new one.
func (w *worker) pause(ctx context.Context) {
	refused, _ := w.Mailbox.Load(ctx)
	for ctx.Err() == nil {
		if w.sleep(ctx, time.Minute) {
			return
		}
		if now, err := w.Mailbox.Load(ctx); err == nil && now != refused {
			return
		}
	}
}

// sleep reports whether somebody knocked.
func (w *worker) sleep(ctx context.Context, d time.Duration) bool {
	_, _ = w.tell(ctx, resting{w.Name, d})
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return false
	case <-w.book.wake:
		return true
	case <-ctx.Done():
		return false
	}
}

// connection is one session from login to loss. worked says that all folders
// were gone round, so that the next attempt need not wait long.
func (w *worker) connection(ctx context.Context) (worked bool, err error) {
	secret, err := w.Mailbox.Load(ctx)
	if w.Mailbox.Dial != nil {
		err = nil // a server in this process; it may want no password at all
	}
	if err != nil {
		return false, err
	}
	// The connection outlives ctx by the command under way and the goodbye.
	hard, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(goodbye, cancel) })
	defer stop()
	s, err := mailbox.Dial(hard, w.Mailbox, secret)
	if err != nil {
		return false, err
	}
	if err := w.prepare(ctx, s); err != nil {
		s.Drop()
		return false, err
	}
	w.passed = false
	err = w.watch(ctx, s)
	if err != nil && ctx.Err() == nil {
		s.Drop()
		return w.passed, err
	}
	_ = s.Close()
	return true, nil
}

// goodbye is how long a stop waits for the command under way.
const goodbye = 5 * time.Second

// prepare makes the tier folders. One that cannot be made costs its tier the
// filing, not the account its work: the letters are tagged.
func (w *worker) prepare(ctx context.Context, s *mailbox.Session) error {
	w.paths = make(map[inquiry.Tier]string)
	if s.Can.Files() {
		for _, t := range inquiry.Tiers {
			if w.desk.opt.Tiers[t].File == inquiry.FileNever {
				continue
			}
			name, err := s.Prepare(w.desk.opt.Parent, w.desk.opt.Tiers[t].Folder)
			switch {
			case w.Mailbox.ReadOnly:
				name = s.Path(w.desk.opt.Parent, w.desk.opt.Tiers[t].Folder)
			case err != nil && !mailbox.Refused(err):
				return err
			case err != nil:
				w.desk.opt.Log.Warn("no tier folder: its letters are tagged only", zap.String("account", w.Name), zap.String("tier", string(t)), zap.Error(err))
			}
			if err == nil || w.Mailbox.ReadOnly {
				w.paths[t] = name
			}
			if _, err := w.tell(ctx, alive{}); err != nil {
				return err
			}
		}
	}
	_, err := w.tell(ctx, connected{w.Name, s.Can, w.paths})
	return err
}

// watch goes round the folders whenever anything may be new.
func (w *worker) watch(ctx context.Context, s *mailbox.Session) error {
	for {
		var again time.Time
		var absent error
		for i := range w.Folders {
			// The first folder last: IDLE listens to the one that is open.
			name := w.Folders[len(w.Folders)-1-i]
			next, err := w.round(ctx, s, name)
			if mailbox.Refused(err) {
				// One folder that cannot be opened stops no other.
				absent = errors.Join(absent, err)
				next, err = w.desk.opt.Clock.Now().Add(ownTrouble), nil
			}
			if err != nil {
				return err
			}
			if !next.IsZero() {
				again = earlier(again, next)
			}
		}
		w.passed = true
		now := w.desk.opt.Clock.Now()
		if w.once && (again.IsZero() || absent != nil || again.Sub(now) > w.book.RecoveryWait) {
			return absent
		}
		if absent != nil {
			if _, err := w.tell(ctx, troubled{w.Name, absent}); err != nil {
				return nil // stopping
			}
		}
		if more, err := w.listen(s); err != nil {
			return err
		} else if more {
			continue
		}
		limit := min(idleRenewal, w.Poll.After(now)+jitter())
		if !again.IsZero() {
			limit = min(limit, max(again.Sub(now), 0))
		}
		if _, err := w.tell(ctx, resting{w.Name, limit}); err != nil {
			return nil // stopping
		}
		if err := s.Wait(ctx, limit, w.book.wake); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return nil
		}
	}
}

// listen makes sure that IDLE hears of the first folder: a look at a tier folder
// may have been the last thing. more says that mail came meanwhile.
func (w *worker) listen(s *mailbox.Session) (more bool, err error) {
	if s.Selected() == w.Folders[0] {
		return false, nil
	}
	f, err := s.Open(w.Folders[0])
	if mailbox.Refused(err) {
		return false, nil
	}
	return w.folder.Name == f.Name && f.Next != w.folder.Next, err
}

// jitter spreads the polls of many accounts.
func jitter() time.Duration { return rand.N(5 * time.Second) }

// round works through one folder: first what is in flight, then what is new.
// It returns when it must be called again at the latest.
func (w *worker) round(ctx context.Context, s *mailbox.Session, name string) (time.Time, error) {
	o, err := w.enter(ctx, s, name)
	if err != nil || o.Stop != "" {
		return o.Again, w.orOwn(ctx, err, &o)
	}
	again := o.Again
	if err := w.carryOut(ctx, s, name, o); err != nil {
		return again, w.orOwn(ctx, err, &o)
	}
	if len(o.Reread) > 0 && ctx.Err() == nil {
		if err := w.again(ctx, s, o.Reread); err != nil {
			return again, w.orOwn(ctx, err, &o)
		}
	}
	for from := o.From; from != 0 && ctx.Err() == nil; {
		// Effects move messages out: the folder is looked at anew each time.
		f, err := s.Open(name)
		if err != nil {
			return again, err
		}
		if f.Validity != w.folder.Validity {
			return again, errChanged
		}
		w.folder = f
		if from, err = w.batch(ctx, s, name, from); err != nil {
			return again, w.orOwn(ctx, err, &o)
		}
	}
	return again, nil
}

// ownError is trouble on our side: the connection is as good as before.
type ownError struct{ error }

func (e ownError) Unwrap() error { return e.error }

// orOwn keeps the connection through trouble of our own: it is reported, and
// the folder is worked on again later.
func (w *worker) orOwn(ctx context.Context, err error, o *orders) error {
	var own ownError
	if !errors.As(err, &own) || w.once || ctx.Err() != nil {
		return err
	}
	_, err = w.tell(ctx, troubled{w.Name, own.error})
	o.Again = w.desk.opt.Clock.Now().Add(ownTrouble)
	w.sleep(ctx, ownTrouble)
	return err
}

// tell hands an event to the desk. Its errors are our own trouble, not the
// server's.
func (w *worker) tell(ctx context.Context, event any) (orders, error) {
	o, err := w.desk.ask(ctx, w.Name, event)
	if err != nil {
		return o, ownError{err}
	}
	return o, nil
}

// enter opens the folder and learns what is to be done there.
func (w *worker) enter(ctx context.Context, s *mailbox.Session, name string) (o orders, err error) {
	if w.folder, err = s.Open(name); err != nil {
		return o, err
	}
	if o, err = w.tell(ctx, opened{w.Name, w.folder}); err != nil || !o.Match {
		return o, err
	}
	_, prints, err := s.PrintsFrom(name, 1, matchLimit)
	if err != nil {
		return o, err
	}
	return w.tell(ctx, matched{w.Name, w.folder, prints})
}

// matchLimit is how many messages are compared after UIDVALIDITY changed.
const matchLimit = 2000

// batch reads up to 500 new letters, has them judged and carries out what is
// decided. It returns the UID to go on from, 0 at the end.
func (w *worker) batch(ctx context.Context, s *mailbox.Session, name string, from uint32) (uint32, error) {
	heads, next, err := s.Heads(from)
	if err != nil {
		return 0, err
	}
	if len(heads) == 0 {
		return 0, nil
	}
	o, err := w.tell(ctx, listed{w.Name, heads})
	if err != nil {
		return 0, err
	}
	if err := w.fetch(ctx, s, o); err != nil {
		return 0, err
	}
	marks := make(map[string]inquiry.Mark)
	if len(o.Want) > 0 {
		if marks, err = w.marks(s); err != nil {
			return 0, err
		}
	}
	if o, err = w.tell(ctx, gathered{w.Name, marks, heads[len(heads)-1].UID}); err != nil {
		return 0, err
	}
	return next, w.carryOut(ctx, s, name, o)
}

func (w *worker) marks(s *mailbox.Session) (map[string]inquiry.Mark, error) {
	marks := make(map[string]inquiry.Mark)
	for _, path := range w.paths {
		if path == "" {
			continue
		}
		m, err := s.Mark(path)
		if err != nil && !mailbox.Refused(err) {
			return nil, err
		}
		marks[path] = m
	}
	return marks, nil
}

// brokenFetch is a fetch that ended the connection.
type brokenFetch struct{ error }

func (e *brokenFetch) Unwrap() error { return e.error }

// fetch hands over the bodies. When fetching a chunk ends the connection, some
// message in it may be one whose answer go-imap or the guard cannot bear: the
// next attempts halve the chunk, down to the one that breaks three times alone.
// That one is put aside, and the rest goes on.
func (w *worker) fetch(ctx context.Context, s *mailbox.Session, o orders) error {
	most := w.most
	if o.Singly {
		most = 1
	}
	for _, chunk := range mailbox.Chunks(o.Want, most) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		place := inquiry.Place{Folder: w.folder.Name, Validity: w.folder.Validity, UID: chunk[0].UID}
		if len(chunk) == 1 && w.fatal[place] >= poisonous {
			if _, err := w.tell(ctx, arrived{account: w.Name, lost: chunk}); err != nil {
				return err
			}
			continue
		}
		got, missing, err := s.Bodies(chunk)
		if err != nil {
			w.most = max(1, len(chunk)/2)
			if len(chunk) == 1 {
				w.fatal[place]++
			}
			return &brokenFetch{err}
		}
		w.most = min(100, w.most*2)
		delete(w.fatal, place)
		if missing, err = w.stillThere(s, missing); err != nil {
			return err
		}
		if _, err := w.tell(ctx, arrived{w.Name, got, missing}); err != nil {
			return err
		}
	}
	return nil
}

// stillThere tells messages that the server keeps to itself from those that
// somebody took away meanwhile.
func (w *worker) stillThere(s *mailbox.Session, missing []mailbox.Head) ([]mailbox.Head, error) {
	if len(missing) == 0 {
		return nil, nil
	}
	uids := make([]uint32, len(missing))
	for i, h := range missing {
		uids[i] = h.UID
	}
	now, err := s.Now(uids)
	var there []mailbox.Head
	for _, h := range missing {
		if _, ok := now[h.UID]; ok {
			there = append(there, h)
		}
	}
	return there, err
}
