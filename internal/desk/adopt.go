package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
)

// Adopt rebuilds a lost memory from what the mailboxes show: letters that carry
// our tags or lie in the tier folders are known again, reading goes on with what
// comes from now on, and nothing is moved or tagged. The state must be new.
func (d *Desk) Adopt(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		var errs []error
		for _, a := range d.opt.Accounts {
			w := &worker{Account: a, desk: d, book: d.books[a.Name]}
			w.Mailbox.ReadOnly = true
			if err := w.adoptAll(ctx); err != nil {
				errs = append(errs, fmt.Errorf("adopt %s: %w", a.Name, err))
			}
		}
		done <- errors.Join(errs...)
	}()
	for {
		select {
		case q := <-d.asked:
			q.answer <- d.reply(q)
		case err := <-done:
			return err
		}
	}
}

func (w *worker) adoptAll(ctx context.Context) error {
	secret, err := w.Mailbox.Load(ctx)
	if err != nil && w.Mailbox.Dial == nil {
		return err
	}
	s, err := mailbox.Dial(ctx, w.Mailbox, secret)
	if err != nil {
		return err
	}
	defer s.Close()
	for _, name := range w.Folders {
		if err := w.adoptFolder(ctx, s, name, ""); err != nil {
			return err
		}
	}
	for _, t := range inquiry.Tiers {
		name, err := s.Prepare(w.desk.opt.Parent, w.desk.opt.Tiers[t].Folder)
		if mailbox.Absent(err) {
			continue
		}
		if err != nil {
			return err
		}
		if err := w.adoptFolder(ctx, s, name, t); err != nil {
			return err
		}
	}
	return nil
}

// adoptFolder takes note of what is ours in a folder: in a watched one what
// carries a tag, in a tier folder everything.
func (w *worker) adoptFolder(ctx context.Context, s *mailbox.Session, name string, tier inquiry.Tier) error {
	f, err := s.Open(name)
	if err != nil {
		return err
	}
	event := adopted{account: w.Name, folder: f, watched: tier == ""}
	for from := uint32(1); from != 0; {
		heads, next, err := s.Heads(from)
		if err != nil {
			return err
		}
		for _, h := range heads {
			if t := tagged(h, tier); t != "" {
				event.found = append(event.found, adoption{head: h, tier: t})
			}
		}
		from = next
	}
	uids := make([]uint32, len(event.found))
	for i, a := range event.found {
		uids[i] = a.head.UID
	}
	_, prints, err := s.Prints(name, uids)
	if err != nil {
		return err
	}
	for i := range event.found {
		event.found[i].print = prints[event.found[i].head.UID]
	}
	_, err = w.tell(ctx, event)
	return err
}

// tagged is the tier that a message's keyword names, or the folder's.
func tagged(h mailbox.Head, folder inquiry.Tier) inquiry.Tier {
	for _, t := range inquiry.Tiers {
		for _, f := range h.Flags {
			if strings.EqualFold(f, Keyword(t)) {
				return t
			}
		}
	}
	return folder
}
