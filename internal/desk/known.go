package desk

import (
	"slices"
	"strings"
	"time"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/screen"
	"inquiryd/internal/state"
)

// What we know of a letter's sender and of the letters around it: whether they
// are a customer, what they said before in this conversation, whether the same
// letter lies in another mailbox, and whether it belongs to a probe ring.

// input is what the screen is told of a letter.
func (d *Desk) input(now time.Time, in inquiry.Letter) screen.Input {
	input := screen.Input{Letter: in, Now: now, Origin: d.opt.Origins.Find(in)}
	reply := len(in.InReplyTo)+len(in.References) > 0
	who, err := d.opt.State.Person(address(in))
	input.Customer = err == nil && !who.Answered.IsZero() && who.Answered.Before(now) && !reply
	for _, id := range slices.Concat(in.InReplyTo, in.References) {
		before, err := d.opt.State.ByMessageID(id, 4)
		if err != nil {
			break
		}
		for _, l := range before {
			if l.Trace != nil && l.Trace.From == address(in) {
				input.Earlier = l.Verdict.Evidence
			}
		}
	}
	return input
}

// address is who an answer goes to.
func address(in inquiry.Letter) string { return strings.ToLower(in.Answerable().Mail) }

// known keeps what the next letter of this person, or the same letter in
// another mailbox, will be asked against.
func (d *Desk) known(now time.Time, b *book, in inquiry.Letter, l *state.Letter) error {
	if in.Automatic != "" || address(in) == "" {
		return nil
	}
	who, err := d.opt.State.Person(address(in))
	if err != nil {
		return err
	}
	// They wrote, and now answer a letter of ours: we answered them meanwhile.
	if who.Wrote.IsZero() {
		who.Wrote = now
	} else if who.Answered.IsZero() && d.opt.Screen.AnswersUs(in) {
		who.Answered = now
	}
	b.people[address(in)] = who
	if !l.Verdict.Inquiry || l.MessageID == "" {
		return nil
	}
	twins, err := d.opt.State.ByMessageID(l.MessageID, 4)
	if err != nil {
		return err
	}
	for _, t := range twins {
		if t.Key.Account != l.Key.Account && t.Trace != nil && t.Trace.From == address(in) && t.Owner == nil {
			l.Owner = &t.Key
			break
		}
	}
	return nil
}

// remember reads the window of inquiries, in which rings are looked for, from
// the state.
func (d *Desk) remember(now time.Time) error {
	type member struct {
		key   state.Key
		trace inquiry.Trace
	}
	var members []member
	_, err := d.opt.State.Select(func(l *state.Letter) bool {
		if l.Trace != nil && now.Sub(l.Trace.At) < screen.LookBack {
			members = append(members, member{l.Key, *l.Trace})
		}
		return false // the letters themselves are not wanted
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(members, func(a, b member) int { return a.trace.At.Compare(b.trace.At) })
	d.window = screen.Window[state.Key]{}
	for _, m := range members {
		d.window.Enter(m.key, m.trace)
	}
	return nil
}

// ringed enters an inquiry into the window. When it shows a ring, its verdict
// says so, and the earlier members are graded again.
func (d *Desk) ringed(now time.Time, b *book, key state.Key, v inquiry.Verdict, trace inquiry.Trace) inquiry.Verdict {
	ring, ok := d.window.Add(key, trace)
	if !ok {
		return v
	}
	var earlier []state.Letter
	for _, m := range ring.Members {
		l, known := d.memberLetter(b, m)
		if !known || m == key {
			continue
		}
		if len(earlier) == 0 && l.Verdict.Ring != "" {
			ring.ID = l.Verdict.Ring // it grew; its name stays
		}
		earlier = append(earlier, l)
	}
	for _, l := range earlier {
		if l.Verdict.Ring != "" && len(earlier) > ringTold {
			continue // it is known for a member; the newest names the others
		}
		d.regraded(now, b, l, d.opt.Screen.Ringed(l.Verdict, ring.ID, ring.Shared, ring.Others(l.Trace.From)))
	}
	return d.opt.Screen.Ringed(v, ring.ID, ring.Shared, ring.Others(trace.From))
}

// ringTold is up to which size all members of a ring are told of each new one.
const ringTold = 8

// memberLetter is a letter of the batch in hand, or of the state.
func (d *Desk) memberLetter(b *book, key state.Key) (state.Letter, bool) {
	for _, l := range b.batch {
		if l.Key == key {
			return l, l.Trace != nil
		}
	}
	l, ok, err := d.opt.State.Letter(key)
	return l, ok && err == nil && l.Trace != nil
}
