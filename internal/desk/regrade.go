package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/screen"
	"inquiryd/internal/state"
)

// A new weight, word or product re-tiers nothing by itself. Regrade reads the
// letters again where they lie, judges them by the configuration of now, and
// lets tags and folders follow, as far as the rep has not touched them.

// Regraded is one letter whose verdict would be, or is now, another one.
type Regraded struct {
	Account   string       `json:"account"`
	Folder    string       `json:"folder"` // where it lies
	MessageID string       `json:"message_id"`
	From      inquiry.Tier `json:"from"` // "" is no inquiry
	To        inquiry.Tier `json:"to"`
	Score     int          `json:"score"`
}

// RegradeReport is what came of a regrade.
type RegradeReport struct {
	Read    int        `json:"read"`    // letters found again and judged
	Missing int        `json:"missing"` // not where we left them: a person's
	Changed []Regraded `json:"changed"`
}

type (
	regradeAsked struct {
		sel  Selection
		dry  bool
		done chan RegradeReport
	}
	reread struct {
		account  string
		letters  []state.Letter // asked for
		messages map[state.Key]mailbox.Message
	}
)

// regrading is a regrade under way.
type regrading struct {
	dry    bool
	left   map[string][]state.Letter // by account: still to be read
	report RegradeReport
	done   chan RegradeReport
}

// Regrade judges the selected letters anew. dry changes nothing. It returns
// when all were read or ctx ends; effects go on after that.
func (d *Desk) Regrade(ctx context.Context, sel Selection, dry bool) (RegradeReport, error) {
	done := make(chan RegradeReport, 1)
	if _, err := d.ask(ctx, "", regradeAsked{sel, dry, done}); err != nil {
		return RegradeReport{}, err
	}
	select {
	case r := <-done:
		return r, nil
	case <-ctx.Done():
		return RegradeReport{}, fmt.Errorf("regrade: still under way: %w", ctx.Err())
	}
}

// regrade notes what is to be read again; the accounts do it on their rounds.
func (d *Desk) regrade(e regradeAsked) (orders, error) {
	letters, err := d.opt.State.Select(func(l *state.Letter) bool {
		settled := l.Stage == state.Done || l.Stage == state.Waiting
		return settled && l.Verdict.Automatic == "" && d.books[l.Key.Account] != nil &&
			(e.sel.Account == "" || e.sel.Account == l.Key.Account) &&
			(e.sel.MessageID == "" || e.sel.MessageID == l.MessageID) && !l.Read.Before(e.sel.Since)
	})
	if err != nil {
		return orders{}, err
	}
	g := &regrading{dry: e.dry, left: make(map[string][]state.Letter), done: e.done}
	for _, l := range letters {
		g.left[l.Key.Account] = append(g.left[l.Key.Account], l)
	}
	if len(letters) == 0 {
		e.done <- RegradeReport{}
		return orders{}, nil
	}
	d.regrades = append(d.regrades, g)
	for account := range g.left {
		d.books[account].knock()
	}
	return orders{}, nil
}

// toReread is the next part of what an account is to read again.
func (d *Desk) toReread(account string) []state.Letter {
	for _, g := range d.regrades {
		if part := g.left[account]; len(part) > 0 {
			return part[:min(len(part), rereadBatch)]
		}
	}
	return nil
}

// rereadBatch is how many letters are read again at once.
const rereadBatch = 100

// judgeAgain compares what was read again with what we thought of it.
func (d *Desk) judgeAgain(now time.Time, e reread) (orders, error) {
	b := d.books[e.account]
	var g *regrading
	for _, r := range d.regrades {
		if part := r.left[e.account]; len(part) > 0 && part[0].Key == e.letters[0].Key {
			g = r
			break
		}
	}
	if g == nil {
		return orders{}, nil
	}
	g.left[e.account] = g.left[e.account][len(e.letters):]
	var change []state.Letter
	for _, l := range e.letters {
		m, there := e.messages[l.Key]
		if !there {
			g.report.Missing++
			continue
		}
		g.report.Read++
		was := l.Verdict
		v := d.opt.Screen.Judge(d.inputAgain(l, d.unfold(m)))
		if was.Ring != "" && v.Inquiry {
			v.Ring, v.BuyerType, v.Score, v.Tier, v.Criteria.Credibility = was.Ring, was.BuyerType, min(v.Score, was.Score), was.Tier, was.Criteria.Credibility
		}
		if v.Tier == was.Tier && v.Inquiry == was.Inquiry && v.Review == was.Review {
			continue
		}
		g.report.Changed = append(g.report.Changed, Regraded{e.account, l.From().Folder, l.MessageID, was.Tier, v.Tier, v.Score})
		if g.dry || b.readOnly() {
			continue
		}
		d.retier(now, b, &l, v)
		change = append(change, l)
	}
	if err := d.opt.State.Commit(state.Change{Letters: change}); err != nil {
		return orders{}, err
	}
	d.closeRegrades()
	if len(change) > 0 || len(d.toReread(e.account)) > 0 {
		b.knock()
	}
	return orders{}, nil
}

// inputAgain judges as of the day that the letter was read.
func (d *Desk) inputAgain(l state.Letter, in inquiry.Letter) screen.Input {
	return d.input(l.Read, in)
}

func (d *Desk) closeRegrades() {
	d.regrades = slices.DeleteFunc(d.regrades, func(g *regrading) bool {
		for _, part := range g.left {
			if len(part) > 0 {
				return false
			}
		}
		g.done <- g.report
		return true
	})
}

// again reads letters where they lie now. What is not there under its
// fingerprint is left out: it is a person's.
func (w *worker) again(ctx context.Context, s *mailbox.Session, letters []state.Letter) error {
	messages := make(map[state.Key]mailbox.Message)
	for folder, group := range bySource(letters) {
		now, err := w.standing(s, folder, group)
		if mailbox.Refused(err) {
			continue
		}
		if err != nil {
			return err
		}
		byUID := make(map[uint32]state.Letter)
		var heads []mailbox.Head
		for _, l := range group {
			if h, there := now[l.From().UID]; there && h.Size == l.Print.Size {
				byUID[h.UID] = l
				heads = append(heads, h)
			}
		}
		for _, chunk := range mailbox.Chunks(heads, w.most) {
			got, _, err := s.Bodies(chunk)
			if err != nil {
				return &brokenFetch{err}
			}
			for _, m := range got {
				if l := byUID[m.UID]; m.Print == l.Print {
					messages[l.Key] = m
				}
			}
		}
	}
	_, err := w.tell(ctx, reread{w.Name, letters, messages})
	return err
}
