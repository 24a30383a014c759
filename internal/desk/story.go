package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/state"
)

// The events of one round over one folder, in their order.
type (
	opened struct {
		account string
		folder  mailbox.Folder
	}
	listed struct {
		account string
		heads   []mailbox.Head
	}
	arrived struct {
		account  string
		messages []mailbox.Message
		lost     []mailbox.Head // there, and not to be had
	}
	gathered struct {
		account string
		marks   map[string]inquiry.Mark // how the tier folders stand
		last    uint32                  // UID up to which everything was seen
	}
	applied struct {
		account string
		results []result
	}
)

// result is what became of one letter's effects.
type result struct {
	letter  state.Letter
	outcome outcome
	at      inquiry.Place // where it went, if the server told
	err     error         // why it was refused
}

type outcome int

const (
	happened outcome = iota // as intended, and we know where it is
	unclear                 // the server said OK and not where: look
	refused                 // the server said NO: nothing happened
	missing                 // somebody took it before we touched it
	touched                 // somebody is on it: tagged, and left where it is
)

// open begins a round: how far the folder was read, and what is still in
// flight. At the very first start only mail from then on counts, unless the
// account says how far back to go.
func (d *Desk) open(now time.Time, e opened) (orders, error) {
	b := d.books[e.account]
	b.begin(e.folder)
	b.mood.resting = false
	for _, path := range b.paths {
		if strings.EqualFold(path, e.folder.Name) {
			return orders{Stop: "it is one of the tier folders"}, nil
		}
	}
	cur, known, err := d.opt.State.Cursor(b.where())
	if err != nil {
		return orders{}, err
	}
	switch {
	case !known, cur.Anew:
		cur = b.firstCursor(now, known)
		if err := d.commit(b, cur); err != nil {
			return orders{}, err
		}
	case cur.Frozen != "":
		b.cursor = cur
		return orders{Stop: cur.Frozen}, nil
	case cur.Validity != e.folder.Validity:
		b.cursor = cur
		return orders{Match: true}, nil
	}
	return d.begin(now, b, cur)
}

func (d *Desk) begin(now time.Time, b *book, cur state.Cursor) (orders, error) {
	b.cursor = cur
	if b.folder.Next <= cur.Last+1 {
		b.seen = now // proven: the server's UIDNEXT meets our cursor
	}
	if d.opt.Yes && cur.Breaker != "" {
		if _, err := d.release(now, b); err != nil {
			return orders{}, err
		}
	}
	// A batch that was being read when a process died: somewhere in it may lie
	// the letter that killed it. Later in our life it only means that the
	// connection broke.
	b.suspect = 0
	if !b.opened[b.folder.Name] {
		b.opened[b.folder.Name] = true
		b.suspect = cur.Reading
	}
	o := orders{From: cur.Last + 1}
	if d.opt.OpenOnly {
		o.From = 0
	}
	o.Reread = d.toReread(b.Name)
	if b.readOnly() {
		return o, nil
	}
	open, err := d.opt.State.Open(b.where())
	if err != nil {
		return orders{}, err
	}
	for _, l := range open {
		switch {
		case l.Stage == state.Waiting:
			o.Watch = append(o.Watch, l)
		case b.fence(now, l).After(now):
			o.Again = earlier(o.Again, b.fence(now, l))
		case len(o.Look) >= lookBatch:
			o.Again = now
		default:
			o.Look = append(o.Look, l)
		}
	}
	return o, nil
}

// lookBatch is how many letters in flight are looked after in one round.
const lookBatch = 500

// list says which of the new messages are wanted.
func (d *Desk) list(now time.Time, e listed) (orders, error) {
	b := d.books[e.account]
	var o orders
	for _, h := range e.heads {
		if !b.ours(h) && !hasFlag(h.Flags, `\Deleted`) && !b.beforeBacklog(h) {
			o.Want = append(o.Want, h)
		}
	}
	if len(o.Want) == 0 {
		return o, nil
	}
	// One commit says that these are being read; if reading kills the process,
	// the next one reads them one by one and counts (reliability: poison).
	last := o.Want[len(o.Want)-1].UID
	o.Singly = b.suspect >= o.Want[0].UID
	cur := b.cursor
	cur.Reading = last
	return o, d.commit(b, cur)
}

// read judges letters as they come. Their bytes are dropped here; what is kept
// is the verdict and what is needed to recognise the message.
func (d *Desk) read(now time.Time, e arrived) (orders, error) {
	b := d.books[e.account]
	for _, m := range e.messages {
		read := d.readOne
		if b.suspect >= m.UID {
			read = d.readWarily
		}
		if err := read(now, b, m); err != nil {
			return orders{}, err
		}
	}
	for _, h := range e.lost {
		l := b.letter(now, h)
		in := inquiry.Letter{Size: h.Size, Unreadable: "the server lists it and does not hand it out"}
		if err := d.judge(now, b, in, &l); err != nil {
			return orders{}, err
		}
		b.batch = append(b.batch, l)
	}
	return orders{}, nil
}

func (d *Desk) readOne(now time.Time, b *book, m mailbox.Message) error {
	l := b.letter(now, m.Head)
	l.Print = m.Print
	in := d.unfold(m)
	l.MessageID = in.MessageID
	err := d.judge(now, b, in, &l)
	b.batch = append(b.batch, l)
	return err
}

// readWarily reads a letter of a batch over which a process has died. It is
// counted before, so that the count survives if this process dies too, and
// cleared after, so that a death at any other moment is not laid to it.
func (d *Desk) readWarily(now time.Time, b *book, m mailbox.Message) error {
	l := b.letter(now, m.Head)
	deaths, err := d.opt.State.Poison(l.Key)
	if err != nil {
		return err
	}
	if deaths >= poisonous {
		l.Print = m.Print
		in := inquiry.Letter{Size: m.Size, Unreadable: "reading it ended the program three times"}
		err := d.judge(now, b, in, &l)
		b.batch = append(b.batch, l)
		return err
	}
	if err := d.opt.State.Commit(state.Change{Poison: map[state.Key]int{l.Key: deaths + 1}}); err != nil {
		return err
	}
	if err := d.readOne(now, b, m); err != nil {
		return err
	}
	return d.opt.State.Commit(state.Change{Poison: map[state.Key]int{l.Key: 0}})
}

// unfold reads a message; letter promises not to panic, and a daemon that runs
// for years does not stand on a promise.
func (d *Desk) unfold(m mailbox.Message) (in inquiry.Letter) {
	defer func() {
		if r := recover(); r != nil {
			d.opt.Log.Error("reading panicked", zap.Any("panic", r), zap.Stack("stack"))
			in = inquiry.Letter{Size: m.Size, Unreadable: "reading it failed"}
		}
	}()
	return letter.ReadSized(m.Raw, m.Size)
}

// poisonous is how many times a letter may end the process before it is put
// aside unread.
const poisonous = 3

// judge decides what a letter is and what is to be done with it.
func (d *Desk) judge(now time.Time, b *book, in inquiry.Letter, l *state.Letter) error {
	twins, err := d.opt.State.ByPrint(l.Key.Account, l.Print)
	if err != nil {
		return err
	}
	l.Verdict = d.verdict(now, b, in, l)
	l.Stage = state.Done
	if err := d.known(now, b, in, l); err != nil {
		return err
	}
	if note := b.returned(twins); note != "" {
		l.Note = note
	} else {
		l.Actions = d.plan(b, l)
	}
	if d.opt.Graded != nil {
		d.opt.Graded(in, *l)
	}
	// The evidence of what is no inquiry is not worth its room: it can be had
	// again by reading the letter.
	if !l.Verdict.Inquiry {
		l.Verdict.Evidence = nil
	}
	return nil
}

// verdict judges, and survives a fault of our own over a letter: then a person
// must look, and the next letter is read.
func (d *Desk) verdict(now time.Time, b *book, in inquiry.Letter, l *state.Letter) (v inquiry.Verdict) {
	defer func() {
		if r := recover(); r != nil {
			d.opt.Log.Error("judging panicked", zap.Any("panic", r), zap.Stack("stack"))
			v = inquiry.Verdict{Category: inquiry.Blank, Review: true}
		}
	}()
	input := d.input(now, in)
	v = d.opt.Screen.Judge(input)
	if v.Inquiry {
		trace := d.opt.Screen.Trace(input, v)
		l.Trace = &trace
		v = d.ringed(now, b, l.Key, v, trace)
	}
	return v
}

// plan is what a verdict does to a message: keywords always, and a folder if
// the tier is filed and nobody is on it yet. A flag that is there already is
// not ours to set, and so not ours to take away.
func (d *Desk) plan(b *book, l *state.Letter) []inquiry.Action {
	v := l.Verdict
	head := b.heads[l.Key.UID]
	var actions []inquiry.Action
	tag := func(flag string) {
		if b.folder.Keeps(flag) && !hasFlag(head.Flags, flag) {
			actions = append(actions, inquiry.Action{Verb: inquiry.Tag, Arg: flag})
		}
	}
	for _, flag := range d.tags(v) {
		tag(flag)
	}
	if !v.Inquiry {
		return actions
	}
	tier := d.opt.Tiers[v.Tier]
	// A doubtful letter stays where a person looks.
	if tier.File == inquiry.FileNow && !v.Review && !inHand(head.Flags, nil) && b.can.Files() && b.paths[v.Tier] != "" {
		actions = append(actions, inquiry.Action{Verb: inquiry.File, Arg: b.paths[v.Tier]})
	}
	return actions
}

// intend is the commit before the effects: every verdict of the batch, what is
// intended for each, how the destinations stood, and the cursor.
func (d *Desk) intend(now time.Time, e gathered) (orders, error) {
	b := d.books[e.account]
	if err := d.room(); err != nil {
		return orders{}, err
	}
	cur := b.cursor
	cur.Last, cur.Reading, cur.Seen = max(cur.Last, e.last), 0, now
	var o orders
	for i := range b.batch {
		l := &b.batch[i]
		switch {
		case b.readOnly():
			l.Actions = nil
		case len(l.Actions) > 0:
			d.fly(now, b, &cur, l, e.marks)
			if l.Stage == state.Planned && !l.Due.After(now.Add(b.RecoveryWait)) {
				o.Do = append(o.Do, *l)
			}
		case d.waits(l):
			l.Stage = state.Waiting
		}
	}
	err := d.opt.State.Commit(state.Change{
		Cursors: map[state.Folder]state.Cursor{b.where(): cur},
		Letters: b.batch,
		People:  b.people,
	})
	if err != nil {
		return orders{}, err
	}
	d.logBatch(b)
	b.cursor, b.suspect = cur, 0
	b.clear()
	return o, nil
}

// fly puts a letter in flight, unless a limit on the backlog holds it.
func (d *Desk) fly(now time.Time, b *book, cur *state.Cursor, l *state.Letter, marks map[string]inquiry.Mark) {
	l.Stage, l.Attempt, l.Due = state.Planned, now, now.Add(b.RecoveryWait)
	to := l.Destination()
	l.Mark = marks[to]
	if to == "" || !l.Backlog {
		return
	}
	d.opt.Limits.hold(now, cur, l, d.opt.Yes)
}

// waits reports whether a tagged letter is to be filed once it is answered.
func (d *Desk) waits(l *state.Letter) bool {
	return l.Verdict.Inquiry && d.opt.Tiers[l.Verdict.Tier].File == inquiry.FileAnswered
}

// conclude is the commit after the effects.
func (d *Desk) conclude(now time.Time, e applied) (orders, error) {
	b := d.books[e.account]
	var o orders
	var done []state.Letter
	for _, r := range e.results {
		l := r.letter
		switch r.outcome {
		case happened:
			d.finish(&l, r.at)
		case unclear:
			o.Look = append(o.Look, l)
			continue
		case missing:
			l.Stage, l.Note = state.Gone, "somebody took it before it was filed"
		case touched:
			stay := func(a inquiry.Action) bool { return a.Verb == inquiry.File }
			if l.Stage == state.Retiering {
				l.Change = slices.DeleteFunc(slices.Clone(l.Change), stay)
			} else {
				l.Actions = slices.DeleteFunc(slices.Clone(l.Actions), stay)
			}
			l.Note = "read, flagged or answered before it was filed: it stays"
			d.finish(&l, inquiry.Place{})
		case refused:
			retry(now, &l, r.err)
		}
		done = append(done, l)
	}
	if err := d.opt.State.Commit(state.Change{Letters: done}); err != nil {
		return orders{}, err
	}
	d.logDone(b, done)
	d.report(done)
	return o, nil
}

// finish marks what was in flight as having happened.
func (d *Desk) finish(l *state.Letter, at inquiry.Place) {
	if l.Stage == state.Undoing {
		l.Stage, l.At = state.Undone, inquiry.Place{}
		return
	}
	if l.Stage == state.Retiering {
		l.Actions, l.Change = followed(l.Actions, l.Change), nil
	}
	l.Stage = state.Done
	if at.Folder != "" {
		l.At = at
	}
	if l.At.Folder == "" && d.waits(l) {
		l.Stage = state.Waiting
	}
}

// tries is how often a refused effect is tried again before a person must look.
const tries = 8

// retry waits longer each time: 1, 2, 4 … 60 minutes.
func retry(now time.Time, l *state.Letter, err error) {
	l.Tries++
	l.Note = fmt.Sprint(err)
	if l.Tries >= tries {
		l.Stage = state.Held
		return
	}
	l.Due = now.Add(min(time.Hour, time.Minute<<(l.Tries-1)))
}

// Keyword is the machine's own tag for a tier.
func Keyword(t inquiry.Tier) string { return ownPrefix + strings.ToLower(string(t)) }

// ReviewKeyword marks a letter that a person should look at.
const ReviewKeyword = ownPrefix + "review"

// ownPrefix begins every keyword that is ours. Keywords compare without case.
const ownPrefix = "inquiry-"

// inHand reports whether somebody is on a message already: it was read,
// flagged or answered. What we set ourselves does not count.
func inHand(flags []string, actions []inquiry.Action) bool {
	for _, f := range []string{`\Seen`, `\Flagged`, `\Answered`} {
		mine := slices.ContainsFunc(actions, func(a inquiry.Action) bool { return a.Verb == inquiry.Tag && a.Arg == f })
		if !mine && hasFlag(flags, f) {
			return true
		}
	}
	return false
}

func hasFlag(flags []string, flag string) bool {
	return slices.ContainsFunc(flags, func(f string) bool { return strings.EqualFold(f, flag) })
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

func (d *Desk) logBatch(b *book) {
	inquiries := 0
	for _, l := range b.batch {
		if l.Verdict.Inquiry {
			inquiries++
		}
	}
	if len(b.batch) > 0 {
		d.opt.Log.Info("read", zap.String("account", b.Name), zap.String("mailbox", b.folder.Name),
			zap.Int("letters", len(b.batch)), zap.Int("inquiries", inquiries))
	}
}

func (d *Desk) logDone(b *book, done []state.Letter) {
	for _, l := range done {
		d.opt.Log.Info(string(l.Stage), zap.String("account", b.Name), zap.String("mailbox", l.Key.Folder),
			zap.Uint32("uid", l.Key.UID), zap.String("mid", d.mask(l.MessageID)),
			zap.String("tier", string(l.Verdict.Tier)), zap.String("to", l.At.Folder))
	}
}
