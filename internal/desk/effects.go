package desk

import (
	"context"
	"maps"
	"slices"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/state"
)

// carryOut does what the desk ordered, and what it orders upon that, until it
// orders nothing more. Commits stand between every two of these.
func (w *worker) carryOut(ctx context.Context, s *mailbox.Session, name string, o orders) error {
	for {
		var event any
		switch {
		case len(o.Look) > 0:
			findings, err := w.look(s, o.Look)
			if err != nil {
				return err
			}
			event, o.Look = looked{w.Name, findings}, nil
		case len(o.Take) > 0:
			results, err := w.take(s, o.Take)
			if err != nil {
				return err
			}
			event, o.Take = applied{w.Name, results}, nil
		case len(o.Do) > 0:
			results, err := w.effects(s, o.Do)
			if err != nil {
				return err
			}
			event, o.Do = applied{w.Name, results}, nil
		case len(o.Watch) > 0:
			now, err := w.standing(s, name, o.Watch)
			if err != nil {
				return err
			}
			event, o.Watch = watched{w.Name, o.Watch, now}, nil
		default:
			return nil
		}
		if ctx.Err() != nil {
			// Stopping: what was done is still reported, nothing new begins.
			ctx = context.WithoutCancel(ctx)
			_, err := w.tell(ctx, event)
			return err
		}
		more, err := w.tell(ctx, event)
		if err != nil {
			return err
		}
		o.Look = append(o.Look, more.Look...)
		o.Take = append(o.Take, more.Take...)
		o.Do = append(o.Do, more.Do...)
	}
}

// effects carries out intents, folder by folder: tags first, then moves, in
// sets of messages that share an action.
func (w *worker) effects(s *mailbox.Session, letters []state.Letter) ([]result, error) {
	var results []result
	for folder, group := range bySource(letters) {
		more, err := w.inFolder(s, folder, group)
		if err != nil {
			return nil, err
		}
		results = append(results, more...)
	}
	return results, nil
}

func (w *worker) inFolder(s *mailbox.Session, folder string, letters []state.Letter) ([]result, error) {
	now, err := w.standing(s, folder, letters)
	if err != nil {
		return nil, err
	}
	results := make(map[uint32]*result)
	work := make(map[inquiry.Action][]uint32)
	var order []inquiry.Action
	for _, l := range letters {
		uid := l.From().UID
		r := &result{letter: l, outcome: stance(l, now)}
		results[uid] = r
		if r.outcome == missing {
			continue
		}
		for _, a := range steps(l) {
			if a.Verb == inquiry.File && r.outcome == touched {
				continue
			}
			if work[a] == nil {
				order = append(order, a)
			}
			work[a] = append(work[a], uid)
		}
	}
	slices.SortStableFunc(order, func(a, b inquiry.Action) int { return rank(a) - rank(b) })
	for _, a := range order {
		uids := slices.DeleteFunc(work[a], func(uid uint32) bool { return results[uid].outcome == refused })
		if err := w.one(s, a, uids, results); err != nil {
			return nil, err
		}
	}
	out := make([]result, 0, len(results))
	for _, l := range letters {
		out = append(out, *results[l.From().UID])
	}
	return out, nil
}

// one carries out one action on one set and notes what came of it.
func (w *worker) one(s *mailbox.Session, a inquiry.Action, uids []uint32, results map[uint32]*result) error {
	do := s.Do
	if len(uids) > 0 && results[uids[0]].letter.Stage == state.Undoing {
		do = s.Undo
	}
	went, err := do(a, uids)
	if err != nil && !mailbox.Refused(err) {
		return err
	}
	for _, uid := range uids {
		r := results[uid]
		at, told := went[uid]
		switch {
		case told:
			r.at = at
		case err != nil:
			r.outcome, r.err = refused, err
		case a.Verb == inquiry.File:
			r.outcome = unclear
		}
	}
	return nil
}

// standing is how letters of one folder stand at this moment.
func (w *worker) standing(s *mailbox.Session, folder string, letters []state.Letter) (map[uint32]mailbox.Head, error) {
	f, err := s.Open(folder)
	if err != nil {
		return nil, err
	}
	if folder == w.folder.Name && f.Validity != w.folder.Validity {
		return nil, errChanged
	}
	var uids []uint32
	for _, l := range letters {
		// One that is known by an older UIDVALIDITY is not there any more.
		if from := l.From(); from.Validity == f.Validity {
			uids = append(uids, from.UID)
		}
	}
	now := make(map[uint32]mailbox.Head, len(uids))
	for part := range slices.Chunk(uids, lookBatch) {
		heads, err := s.Now(part)
		if err != nil {
			return nil, err
		}
		maps.Copy(now, heads)
	}
	return now, nil
}

// stance is whether the rep was faster. A size that differs is another message
// under our UID: as good as gone.
func stance(l state.Letter, now map[uint32]mailbox.Head) outcome {
	h, there := now[l.From().UID]
	switch {
	case !there, h.Size != l.Print.Size:
		return missing
	case (l.Stage == state.Planned || l.Stage == state.Retiering) && l.To() != "" && !l.Answered && inHand(h.Flags, l.Actions):
		return touched
	}
	return happened
}

// steps is what is sent for a letter. Putting back is tags off, then home.
func steps(l state.Letter) []inquiry.Action {
	switch l.Stage {
	case state.Undoing:
	case state.Retiering:
		return l.Change
	default:
		return l.Actions
	}
	var back []inquiry.Action
	for _, a := range l.Actions {
		if a.Verb == inquiry.Tag {
			back = append(back, a)
		}
	}
	if to := l.To(); to != "" {
		back = append(back, inquiry.Action{Verb: inquiry.File, Arg: to})
	}
	return back
}

// rank puts tags before moves: a message that has moved has another UID.
func rank(a inquiry.Action) int {
	if a.Verb == inquiry.File {
		return 1
	}
	return 0
}

// take finishes moves that were cut short after their copy.
func (w *worker) take(s *mailbox.Session, takings []taking) ([]result, error) {
	at := make(map[state.Key]inquiry.Place)
	var letters []state.Letter
	for _, t := range takings {
		at[t.letter.Key] = t.copy
		letters = append(letters, t.letter)
	}
	var results []result
	for folder, group := range bySource(letters) {
		now, err := w.standing(s, folder, group)
		if err != nil {
			return nil, err
		}
		for part := range slices.Chunk(group, lookBatch) {
			more, err := takePart(s, part, now, at)
			if err != nil {
				return nil, err
			}
			results = append(results, more...)
		}
	}
	return results, nil
}

// takePart takes originals away. One that vanished since the look may have been
// taken by a person: another look tells.
func takePart(s *mailbox.Session, letters []state.Letter, now map[uint32]mailbox.Head, at map[state.Key]inquiry.Place) ([]result, error) {
	var uids []uint32
	var results []result
	for _, l := range letters {
		r := result{letter: l, outcome: unclear}
		if stance(l, now) != missing {
			uids = append(uids, l.From().UID)
			r = result{letter: l, outcome: happened, at: at[l.Key]}
		}
		results = append(results, r)
	}
	err := s.Take(uids)
	if err != nil && !mailbox.Refused(err) {
		return nil, err
	}
	for i := range results {
		if err != nil && results[i].outcome == happened {
			results[i] = result{letter: results[i].letter, outcome: refused, err: err}
		}
	}
	return results, nil
}

func bySource(letters []state.Letter) map[string][]state.Letter {
	groups := make(map[string][]state.Letter)
	for _, l := range letters {
		folder := l.From().Folder
		groups[folder] = append(groups[folder], l)
	}
	return groups
}
