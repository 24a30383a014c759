package desk

import (
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/state"
)

// A letter that was acted on can be graded anew: a later one shows that it
// belongs to a probe ring, or a person asked for it. Tags and folder follow
// through the same door as everything else: the intent is committed, the next
// round looks where the letter lies, and only then is it touched. What the rep
// has touched keeps its place.

// regraded gives a letter its new verdict. One of the batch in hand is planned
// anew; one in flight keeps its course, and is tagged right by the next regrade.
func (d *Desk) regraded(now time.Time, b *book, l state.Letter, v inquiry.Verdict) {
	for i := range b.batch {
		if b.batch[i].Key == l.Key {
			b.batch[i].Verdict = v
			if b.batch[i].Stage == state.Done && b.batch[i].Note == "" {
				b.batch[i].Actions = d.plan(b, &b.batch[i])
			}
			return
		}
	}
	owner := d.books[l.Key.Account]
	if owner == nil || owner.readOnly() {
		return
	}
	d.retier(now, owner, &l, v)
	if err := d.opt.State.Commit(state.Change{Letters: []state.Letter{l}}); err != nil {
		d.opt.Log.Error("regrade", zap.String("account", l.Key.Account), zap.Error(err))
		return
	}
	if l.Stage == state.Retiering {
		owner.knock()
	}
}

// retier sets the verdict and the intent to follow it; it reports whether
// anything is to be done in the mailbox.
func (d *Desk) retier(now time.Time, b *book, l *state.Letter, v inquiry.Verdict) bool {
	l.Verdict = v
	if l.Stage != state.Done && l.Stage != state.Waiting {
		return false // in flight, put back, or a person's
	}
	l.Change = d.change(b, l)
	if len(l.Change) == 0 {
		return false
	}
	l.Stage, l.Due, l.Attempt, l.Tries, l.Note, l.Mark = state.Retiering, now, time.Time{}, 0, "", inquiry.Mark{}
	return true
}

// change is what leads from the actions that were done to the verdict's own.
func (d *Desk) change(b *book, l *state.Letter) []inquiry.Action {
	want := d.tags(l.Verdict)
	var have, change []inquiry.Action
	keeps := false // the folder stores keywords, as it did then
	for _, a := range l.Actions {
		if a.Verb == inquiry.Tag {
			have = append(have, a)
			keeps = keeps || !strings.HasPrefix(a.Arg, `\`)
		}
	}
	for _, a := range have {
		if !slices.Contains(want, a.Arg) {
			change = append(change, inquiry.Action{Verb: inquiry.Untag, Arg: a.Arg})
		}
	}
	for _, flag := range want {
		tag := inquiry.Action{Verb: inquiry.Tag, Arg: flag}
		if !slices.Contains(have, tag) && (keeps || len(have) == 0 || strings.HasPrefix(flag, `\`)) {
			change = append(change, tag)
		}
	}
	to := b.paths[l.Verdict.Tier]
	if tier := d.opt.Tiers[l.Verdict.Tier]; l.Verdict.Inquiry && tier.File == inquiry.FileNow && !l.Verdict.Review && to != "" && to != l.At.Folder && b.can.Files() {
		change = append(change, inquiry.Action{Verb: inquiry.File, Arg: to})
	}
	return change
}

// tags are the keywords and flags of a verdict.
func (d *Desk) tags(v inquiry.Verdict) []string {
	var tags []string
	if v.Review {
		tags = append(tags, ReviewKeyword)
	}
	if !v.Inquiry {
		return tags
	}
	tier := d.opt.Tiers[v.Tier]
	tags = append(tags, Keyword(v.Tier))
	if tier.Label != "" {
		tags = append(tags, tier.Label)
	}
	if tier.Flag {
		tags = append(tags, `\Flagged`)
	}
	return tags
}

// followed is what has been done to a letter once a change was carried out.
func followed(actions, change []inquiry.Action) []inquiry.Action {
	done := slices.Clone(actions)
	for _, c := range change {
		switch c.Verb {
		case inquiry.Untag:
			done = slices.DeleteFunc(done, func(a inquiry.Action) bool { return a.Verb == inquiry.Tag && a.Arg == c.Arg })
		case inquiry.File:
			done = append(slices.DeleteFunc(done, func(a inquiry.Action) bool { return a.Verb == inquiry.File }), c)
		default:
			done = append(done, c)
		}
	}
	return done
}
