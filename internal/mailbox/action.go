package mailbox

import (
	"fmt"

	"github.com/emersion/go-imap/v2"

	"inquiryd/internal/inquiry"
)

// setLimit is how many messages one effect takes: large enough that moving a
// thousand costs the server little, small enough that little is in doubt after
// a crash (reliability: effects in sets).
const setLimit = 500

// action is one thing that can be done to messages, and how it is put back.
// do gets messages of the open folder; undo gets them where they lie now, and
// arg is what do was given, or for a move the folder they came from. Both
// return where messages went, for those that went anywhere and whose new UID
// the server told.
type action struct {
	do, undo func(s *Session, uids []uint32, arg string) (map[uint32]inquiry.Place, error)
}

// actions is the table of everything the daemon ever does to a mailbox.
var actions = map[inquiry.Verb]action{
	inquiry.Tag:   {do: addFlag, undo: removeFlag},
	inquiry.Untag: {do: removeFlag, undo: addFlag},
	inquiry.File:  {do: file, undo: file},
}

// Do carries out one action on messages of the open folder. On an error that
// is a Refusal nothing happened to the set that was refused; sets before it
// are done. On any other error only a look can tell.
func (s *Session) Do(a inquiry.Action, uids []uint32) (map[uint32]inquiry.Place, error) {
	return s.perform(actions[a.Verb].do, a, uids)
}

// Undo puts back what Do did, and nothing else: a flag that was there before is
// not in a. Moving back is a move like any other: a.Arg is where to.
func (s *Session) Undo(a inquiry.Action, uids []uint32) (map[uint32]inquiry.Place, error) {
	return s.perform(actions[a.Verb].undo, a, uids)
}

func (s *Session) perform(f func(*Session, []uint32, string) (map[uint32]inquiry.Place, error), a inquiry.Action, uids []uint32) (map[uint32]inquiry.Place, error) {
	if f == nil {
		return nil, fmt.Errorf("mailbox %s: no action %q", s.cfg.User, a.Verb)
	}
	went := make(map[uint32]inquiry.Place)
	for len(uids) > 0 {
		n := min(len(uids), setLimit)
		places, err := f(s, uids[:n], a.Arg)
		for uid, at := range places {
			went[uid] = at
		}
		if err != nil {
			return went, s.wrap(fmt.Errorf("%s: %s %d to %s: %w", quote(s.folder.Name), a.Verb, n, quote(a.Arg), err))
		}
		uids = uids[n:]
	}
	return went, nil
}

// addFlag sets a keyword or flag; it is idempotent and takes nothing away.
func addFlag(s *Session, uids []uint32, flag string) (map[uint32]inquiry.Place, error) {
	return nil, s.store(imap.StoreFlagsAdd, uids, flag)
}

// removeFlag takes away a keyword or flag of ours.
func removeFlag(s *Session, uids []uint32, flag string) (map[uint32]inquiry.Place, error) {
	return nil, s.store(imap.StoreFlagsDel, uids, flag)
}

func (s *Session) store(op imap.StoreFlagsOp, uids []uint32, flag string) error {
	return s.run("STORE", func() error {
		return s.client.Store(uidSet(uids), &imap.StoreFlags{Op: op, Silent: true, Flags: []imap.Flag{imap.Flag(flag)}}, nil).Close()
	})
}
