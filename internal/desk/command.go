package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/state"
)

// Selection says which letters a person means: all conditions that are set.
type Selection struct {
	Account   string    `json:"account,omitempty"`
	MessageID string    `json:"message_id,omitempty"` // without angle brackets
	Since     time.Time `json:"since,omitzero"`       // read at or after
	All       bool      `json:"all,omitempty"`        // needed if nothing else is set
}

// UndoReport is what came of an undo.
type UndoReport struct {
	Asked  int `json:"asked"`  // letters that the daemon had touched
	Undone int `json:"undone"` // put back
	Gone   int `json:"gone"`   // moved or deleted by somebody since: left alone
	Held   int `json:"held"`   // refused by the server
	Closed int `json:"closed"` // in a folder that is frozen or no more watched: left alone
}

type (
	undoAsked struct {
		sel  Selection
		done chan UndoReport
	}
	resumeAsked struct{ account string }
	statusAsked struct{}
	ticked      struct{}
)

// undoing is an undo that is still under way.
type undoing struct {
	open   map[state.Key]bool
	report UndoReport
	done   chan UndoReport
}

// Undo puts back what the daemon did to the selected letters: those it moved go
// back to where they came, and the tags and flags that it set are removed, no
// others. It returns when all are settled or ctx ends; the work goes on then.
func (d *Desk) Undo(ctx context.Context, sel Selection) (UndoReport, error) {
	done := make(chan UndoReport, 1)
	if _, err := d.ask(ctx, "", undoAsked{sel, done}); err != nil {
		return UndoReport{}, err
	}
	select {
	case r := <-done:
		return r, nil
	case <-ctx.Done():
		return UndoReport{}, fmt.Errorf("undo: still under way: %w", ctx.Err())
	}
}

// Resume releases what waits for a person: a refused login, a breaker, a frozen
// folder, letters held after refusals. It returns how many letters fly again.
func (d *Desk) Resume(ctx context.Context, account string) (int, error) {
	o, err := d.ask(ctx, "", resumeAsked{account})
	if err != nil {
		return 0, err
	}
	return o.Report.(int), nil
}

// Letters are those with a Message-ID, without its angle brackets, in all
// accounts.
func (d *Desk) Letters(mid string) ([]state.Letter, error) { return d.opt.State.ByMessageID(mid, 100) }

// Status tells how each account stands.
func (d *Desk) Status(ctx context.Context) (Status, error) {
	o, err := d.ask(ctx, "", statusAsked{})
	if err != nil {
		return Status{}, err
	}
	return o.Report.(Status), nil
}

// undo commits the intent to put letters back; they then are in flight like any
// other, and the next round looks where they lie before it touches them.
func (d *Desk) undo(now time.Time, e undoAsked) (orders, error) {
	if e.sel.Account != "" && d.books[e.sel.Account] == nil {
		return orders{}, fmt.Errorf("undo: no account %q", e.sel.Account)
	}
	if e.sel == (Selection{Account: e.sel.Account}) {
		return orders{}, errors.New("undo: nothing selected")
	}
	letters, err := d.opt.State.Select(e.sel.matches)
	if err != nil {
		return orders{}, err
	}
	u := &undoing{open: make(map[state.Key]bool), done: e.done}
	for i := range letters {
		l := &letters[i]
		open, err := d.reachable(l.Key)
		if err != nil {
			return orders{}, err
		}
		if !open {
			u.report.Closed++
			continue
		}
		l.Back = true
		l.Stage, l.Due, l.Attempt, l.Tries, l.Note = state.Undoing, now, time.Time{}, 0, ""
		// How the folder stands that they go back to is looked up first.
		l.Mark = inquiry.Mark{}
		u.open[l.Key] = true
	}
	letters = slices.DeleteFunc(letters, func(l state.Letter) bool { return !u.open[l.Key] })
	u.report.Asked = len(letters) + u.report.Closed
	if err := d.opt.State.Commit(state.Change{Letters: letters}); err != nil {
		return orders{}, err
	}
	d.undoes = append(d.undoes, u)
	d.report(nil)
	for _, b := range d.books {
		b.knock()
	}
	return orders{}, nil
}

// reachable reports whether the folder that a letter came to is worked on.
func (d *Desk) reachable(k state.Key) (bool, error) {
	b := d.books[k.Account]
	if b == nil || !slices.Contains(b.Folders, k.Folder) {
		return false, nil
	}
	cur, known, err := d.opt.State.Cursor(state.Folder{Account: k.Account, Name: k.Folder})
	return known && cur.Frozen == "", err
}

// matches includes letters held after refusals: some of their tags may be set.
func (s Selection) matches(l *state.Letter) bool {
	touched := l.Stage == state.Done || l.Stage == state.Waiting || l.Stage == state.Held && l.Tries > 0
	return touched && len(l.Actions) > 0 &&
		(s.Account == "" || s.Account == l.Key.Account) &&
		(s.MessageID == "" || s.MessageID == l.MessageID) &&
		!l.Read.Before(s.Since)
}

// report tells those who wait for an undo what was settled.
func (d *Desk) report(settled []state.Letter) {
	for _, l := range settled {
		delete(d.books[l.Key.Account].met, l.Key)
		for _, u := range d.undoes {
			if l.Stage.InFlight() || !u.open[l.Key] {
				continue
			}
			delete(u.open, l.Key)
			switch l.Stage {
			case state.Undone:
				u.report.Undone++
			case state.Gone:
				u.report.Gone++
			default:
				u.report.Held++
			}
		}
	}
	d.undoes = slices.DeleteFunc(d.undoes, func(u *undoing) bool {
		if len(u.open) > 0 {
			return false
		}
		u.done <- u.report
		return true
	})
}

// resume releases an account.
func (d *Desk) resume(now time.Time, e resumeAsked) (orders, error) {
	b := d.books[e.account]
	if b == nil {
		return orders{}, fmt.Errorf("resume: no account %q", e.account)
	}
	n := 0
	for _, name := range b.Folders {
		where := state.Folder{Account: b.Name, Name: name}
		cur, known, err := d.opt.State.Cursor(where)
		if err != nil {
			return orders{}, err
		}
		if !known {
			continue
		}
		released, err := d.releaseFolder(now, where, cur)
		if err != nil {
			return orders{}, err
		}
		n += released
		if where == b.where() {
			// A round may be under way; its next commit must not undo this one.
			if b.cursor, _, err = d.opt.State.Cursor(where); err != nil {
				return orders{}, err
			}
		}
	}
	b.mood.paused = ""
	b.knock()
	return orders{Report: n}, nil
}

// release lets the backlog of the open folder pass the breaker.
func (d *Desk) release(now time.Time, b *book) (int, error) {
	n, err := d.releaseFolder(now, b.where(), b.cursor)
	if err != nil {
		return 0, err
	}
	b.cursor, _, err = d.opt.State.Cursor(b.where())
	return n, err
}

func (d *Desk) releaseFolder(now time.Time, where state.Folder, cur state.Cursor) (int, error) {
	held, err := d.opt.State.Select(func(l *state.Letter) bool {
		return l.Stage == state.Held && l.Key.Account == where.Account && l.Key.Folder == where.Name
	})
	if err != nil {
		return 0, err
	}
	for i := range held {
		held[i].Stage, held[i].Tries, held[i].Note = state.Planned, 0, ""
		switch {
		case held[i].Back:
			held[i].Stage = state.Undoing
		case len(held[i].Change) > 0:
			held[i].Stage = state.Retiering
		}
		held[i].Due, held[i].Attempt = now, time.Time{}
	}
	cur.Anew = cur.Anew || cur.Frozen != ""
	cur.Release = cur.Release || cur.Breaker != ""
	cur.Frozen, cur.Breaker = "", ""
	return len(held), d.opt.State.Commit(state.Change{
		Cursors: map[state.Folder]state.Cursor{where: cur},
		Letters: held,
	})
}

// adopted is what an account's folders hold of an earlier installation.
type adopted struct {
	account string
	folder  mailbox.Folder
	watched bool // a watched folder gets a cursor: reading goes on with what comes now
	found   []adoption
}

type adoption struct {
	head  mailbox.Head
	print inquiry.Print
	tier  inquiry.Tier
}

// adopt rebuilds the memory from the mailbox: what carries our tag or lies in a
// tier folder is known, and nothing is done to it.
func (d *Desk) adopt(now time.Time, e adopted) (orders, error) {
	b := d.books[e.account]
	b.begin(e.folder)
	change := state.Change{}
	if e.watched {
		change.Cursors = map[state.Folder]state.Cursor{b.where(): b.firstCursor(now, true)}
	}
	for _, a := range e.found {
		l := b.letter(now, a.head)
		l.Print, l.Stage = a.print, state.Adopted
		l.Verdict = inquiry.Verdict{Inquiry: a.tier != "", Tier: a.tier}
		change.Letters = append(change.Letters, l)
	}
	return orders{}, d.opt.State.Commit(change)
}
