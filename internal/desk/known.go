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
		before, err := d.opt.State.ByMessageID(id)
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
	twins, err := d.opt.State.ByMessageID(l.MessageID)
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

// member is one inquiry of the window in which rings are looked for.
type member struct {
	key   state.Key
	trace inquiry.Trace
}

// lookBack is how far back inquiries are compared: a ring's members may hang
// together in a chain that is longer than the window between two of them.
const lookBack = 2 * screen.RingWindow

// remember reads the window from the state.
func (d *Desk) remember(now time.Time) error {
	letters, err := d.opt.State.Select(func(l *state.Letter) bool {
		return l.Trace != nil && now.Sub(l.Trace.At) < lookBack
	})
	if err != nil {
		return err
	}
	d.window = d.window[:0]
	for _, l := range letters {
		d.window = append(d.window, member{l.Key, *l.Trace})
	}
	slices.SortStableFunc(d.window, func(a, b member) int { return a.trace.At.Compare(b.trace.At) })
	return nil
}

// ringed enters an inquiry into the window. When it shows a ring, its verdict
// says so, and the earlier members are graded again.
func (d *Desk) ringed(now time.Time, b *book, key state.Key, v inquiry.Verdict, trace inquiry.Trace) inquiry.Verdict {
	d.window = slices.DeleteFunc(d.window, func(m member) bool { return now.Sub(m.trace.At) >= lookBack || m.key == key })
	d.window = append(d.window, member{key, trace})
	traces := make([]inquiry.Trace, len(d.window))
	for i, m := range d.window {
		traces[i] = m.trace
	}
	ring, ok := screen.RingOf(traces, len(traces)-1)
	if !ok {
		return v
	}
	var earlier []state.Letter
	for _, m := range ring.Members {
		l, known := d.memberLetter(b, d.window[m].key)
		if !known {
			continue
		}
		if len(earlier) == 0 && l.Verdict.Ring != "" {
			ring.ID = l.Verdict.Ring // it grew; its name stays
		}
		earlier = append(earlier, l)
	}
	for _, l := range earlier {
		d.regraded(now, b, l, d.opt.Screen.Ringed(l.Verdict, ring, others(traces, ring, l.Trace.From)))
	}
	return d.opt.Screen.Ringed(v, ring, others(traces, ring, trace.From))
}

// others are the addresses of a ring but for one.
func others(traces []inquiry.Trace, ring inquiry.Ring, but string) []string {
	var list []string
	for _, m := range ring.Members {
		if from := traces[m].From; from != but && !slices.Contains(list, from) {
			list = append(list, from)
		}
	}
	return list
}

// memberLetter is a letter of the batch in hand, or of the state.
func (d *Desk) memberLetter(b *book, key state.Key) (state.Letter, bool) {
	for _, l := range b.batch {
		if l.Key == key {
			return l, true
		}
	}
	l, ok, err := d.opt.State.Letter(key)
	return l, ok && err == nil && l.Trace != nil
}
