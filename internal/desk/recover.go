package desk

import (
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/state"
)

// looked is what the account found of letters in flight.
type looked struct {
	account  string
	findings []finding
}

// finding is how both ends of one interrupted effect stand.
type finding struct {
	letter state.Letter
	// source is where it lies now if it is still at the end it comes from.
	// Same fingerprint, not merely same UID.
	source *inquiry.Place
	// copies are messages of its fingerprint at the other end that came there
	// after the mark, lowest UID first.
	copies []inquiry.Place
	// elsewhere is another tier folder that has it, or nothing.
	elsewhere inquiry.Place
	// mark is how the other end stands now.
	mark inquiry.Mark
	// blocked is why an end could not be looked at: nothing is known then.
	blocked error
}

// settle decides from what was found, never from what was meant to happen.
// The table is reliability.md's R1:
//
//	at the destination  at the source
//	yes                 no             it happened
//	yes                 yes            with MOVE: a twin's or a person's copy, move again;
//	                                   without: our copy, take the original
//	no                  yes            it did not happen, do it (again)
//	no                  no             somebody took it: theirs stands
//
// Each message at the destination answers for one letter at most: twins share
// a fingerprint.
func (d *Desk) settle(now time.Time, e looked) (orders, error) {
	b := d.books[e.account]
	var o orders
	var changed []state.Letter
	claimed, err := d.claims(e.findings)
	if err != nil {
		return orders{}, err
	}
	for _, f := range e.findings {
		l := f.letter
		at, found := claim(claimed, f.copies)
		switch {
		case f.blocked != nil:
			delete(claimed, at)
			retry(now, &l, f.blocked)
		case found && f.source == nil:
			d.finish(&l, at)
		case f.source != nil:
			d.again(now, b, &l, f)
			if found && !b.can.Move && b.can.UIDPlus {
				o.Take = append(o.Take, taking{l, at})
				break
			}
			delete(claimed, at) // it is not ours
			o.Do = append(o.Do, l)
		default:
			l.Stage, l.Note = state.Gone, "somebody took it while it was being filed"
			l.At = f.elsewhere
		}
		changed = append(changed, l)
	}
	if err := d.opt.State.Commit(state.Change{Letters: changed}); err != nil {
		return orders{}, err
	}
	d.logDone(b, slices.DeleteFunc(slices.Clone(changed), func(l state.Letter) bool { return l.Stage.InFlight() }))
	d.report(changed)
	return o, nil
}

// taking is a move that was cut short between its copy and its expunge.
type taking struct {
	letter state.Letter
	copy   inquiry.Place
}

// again renews the intent before the effect is repeated. The older mark stays
// if the folder is still numbered as it was: it covers more.
func (d *Desk) again(now time.Time, b *book, l *state.Letter, f finding) {
	if l.Mark.Validity != f.mark.Validity || l.Mark.Next == 0 {
		l.Mark = f.mark
	}
	if (l.Stage == state.Undoing || l.Stage == state.Retiering && l.At.Folder != "") && *f.source != l.From() {
		l.At = *f.source
	}
	l.Attempt, l.Due = now, now.Add(b.RecoveryWait)
}

// claims is every place that already answers for a letter of one of these
// fingerprints.
func (d *Desk) claims(findings []finding) (map[inquiry.Place]bool, error) {
	claimed := make(map[inquiry.Place]bool)
	for _, f := range findings {
		twins, err := d.opt.State.ByPrint(f.letter.Key.Account, f.letter.Print)
		if err != nil {
			return nil, err
		}
		for _, t := range twins {
			if !t.Stage.InFlight() && t.At.UID != 0 {
				claimed[t.At] = true
			}
		}
	}
	return claimed, nil
}

func claim(claimed map[inquiry.Place]bool, copies []inquiry.Place) (inquiry.Place, bool) {
	for _, at := range copies {
		if !claimed[at] {
			claimed[at] = true
			return at, true
		}
	}
	return inquiry.Place{}, false
}

// matched is a whole folder's fingerprints, after its UIDVALIDITY changed.
type matched struct {
	account string
	folder  mailbox.Folder
	prints  map[uint32]inquiry.Print
}

// The share of known messages that must be found for a new UIDVALIDITY to be
// taken for a renumbering of the same mail (after isync's rule).
const (
	knownEnough = 20
	knownShare  = 80 // percent
	knownLimit  = 500
)

// match compares what we remember with what is there. Found again, in the same
// order, the letters get their new UIDs and reading goes on behind the last of
// them. Otherwise this is other mail under a known name, and nothing is touched
// until a person says so.
func (d *Desk) match(now time.Time, e matched) (orders, error) {
	b := d.books[e.account]
	cur := b.cursor
	known, err := d.opt.State.Latest(b.where(), cur.Validity, knownLimit)
	if err != nil {
		return orders{}, err
	}
	known = slices.DeleteFunc(known, func(l state.Letter) bool { return l.At.Folder != "" })
	if len(known) == 0 {
		// Nothing to recognise the mail by: what comes from now on counts.
		cur = b.firstCursor(now, true)
		if err := d.commit(b, cur); err != nil {
			return orders{}, err
		}
		return d.begin(now, b, cur)
	}
	pairs, last, inOrder := rematch(known, e.prints)
	enough := len(pairs) >= knownEnough || len(known) > 0 && len(pairs)*100 >= knownShare*len(known)
	if !enough || !inOrder {
		cur.Frozen = fmt.Sprintf("UIDVALIDITY changed from %d to %d and %d of %d known messages were found again; 'inquiryd resume %s' goes on from the newest mail",
			cur.Validity, e.folder.Validity, len(pairs), len(known), b.Name)
		d.opt.Log.Error("mailbox frozen", zap.String("account", b.Name), zap.String("mailbox", b.folder.Name), zap.String("why", cur.Frozen))
		return orders{Stop: cur.Frozen}, d.commit(b, cur)
	}
	// What came before the start stays backlog as far as we can tell.
	if cur.Last < cur.Start {
		cur.Start = e.folder.Next - 1
	} else {
		cur.Start = min(cur.Start, last)
	}
	cur.Validity, cur.Last, cur.Reading = e.folder.Validity, last, 0
	change := state.Change{Cursors: map[state.Folder]state.Cursor{b.where(): cur}, Moved: make(map[state.Key]state.Key)}
	for _, p := range pairs {
		l := p.letter
		change.Moved[l.Key] = state.Key{Account: b.Name, Folder: b.folder.Name, Validity: e.folder.Validity, UID: p.uid}
		l.Key = change.Moved[l.Key]
		change.Letters = append(change.Letters, l)
	}
	if err := d.opt.State.Commit(change); err != nil {
		return orders{}, err
	}
	d.opt.Log.Warn("mailbox renumbered", zap.String("account", b.Name), zap.String("mailbox", b.folder.Name), zap.Int("known", len(known)), zap.Int("found", len(pairs)))
	return d.begin(now, b, cur)
}

type pair struct {
	letter state.Letter
	uid    uint32
}

// rematch pairs known letters with messages of the same fingerprint, both in
// rising order of UID, and tells whether they came back in the order they had.
// Letters that were filed elsewhere are not expected here.
func rematch(known []state.Letter, prints map[uint32]inquiry.Print) (pairs []pair, last uint32, inOrder bool) {
	byPrint := make(map[inquiry.Print][]uint32)
	for uid, p := range prints {
		byPrint[p] = append(byPrint[p], uid)
	}
	for _, uids := range byPrint {
		slices.Sort(uids)
	}
	inOrder = true
	for _, l := range known {
		uids := byPrint[l.Print]
		if len(uids) == 0 {
			continue
		}
		byPrint[l.Print] = uids[1:]
		pairs = append(pairs, pair{l, uids[0]})
		inOrder = inOrder && uids[0] > last
		last = max(last, uids[0])
	}
	return pairs, last, inOrder
}

// watched is how tagged letters stand that are to be filed once answered.
type watched struct {
	account string
	letters []state.Letter
	now     map[uint32]mailbox.Head
}

// answered files what the rep has answered, through the same door as a letter
// found in flight; what a person took away is not waited for.
func (d *Desk) answered(now time.Time, e watched) (orders, error) {
	b := d.books[e.account]
	var o orders
	var changed []state.Letter
	for _, l := range e.letters {
		h, there := e.now[l.Key.UID]
		switch {
		case !there:
			l.Stage, l.Note = state.Gone, "somebody took it before it was answered"
		case hasFlag(h.Flags, `\Answered`) && b.can.Files() && b.paths[l.Verdict.Tier] != "":
			l.Stage, l.Answered, l.Due = state.Planned, true, now
			l.Actions = append(slices.Clone(l.Actions), inquiry.Action{Verb: inquiry.File, Arg: b.paths[l.Verdict.Tier]})
			o.Look = append(o.Look, l)
		default:
			continue
		}
		changed = append(changed, l)
	}
	if len(changed) == 0 {
		return o, nil
	}
	return o, d.opt.State.Commit(state.Change{Letters: changed})
}
