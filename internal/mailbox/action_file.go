package mailbox

import (
	"errors"
	"slices"

	"github.com/emersion/go-imap/v2"

	"inquiryd/internal/inquiry"
)

// errCannotFile is the answer of a server with neither MOVE nor UIDPLUS.
var errCannotFile = errors.New("the server offers neither MOVE nor UIDPLUS")

// file moves messages of the open folder. MOVE is one atomic step; without it
// a copy is made, seen to be there, and only then the original taken away.
// go-imap's Move must never be called without the capability: its fallback
// marks and expunges without waiting for the copy, and loses mail.
func file(s *Session, uids []uint32, to string) (map[uint32]inquiry.Place, error) {
	switch {
	case s.Can.Move:
		return s.move(uids, to)
	case s.Can.UIDPlus:
		return s.copyAndTake(uids, to)
	}
	return nil, errCannotFile
}

func (s *Session) move(uids []uint32, to string) (map[uint32]inquiry.Place, error) {
	var data imapMove
	before := s.removals.Load()
	err := s.run("MOVE", func() error {
		// A server may take a capability back, and go-imap goes by the last list.
		if !s.client.Caps().Has(imap.CapMove) {
			return errors.New("the server does not offer MOVE any more")
		}
		d, err := s.client.Move(uidSet(uids), to).Wait()
		if err == nil {
			src, _ := d.SourceUIDs.(imap.UIDSet)
			dst, _ := d.DestUIDs.(imap.UIDSet)
			data = imapMove{d.UIDValidity, src, dst}
		}
		return err
	})
	if err != nil {
		if s.removals.Load() != before {
			// RFC 6851 section 3.3 allows a NO after some were moved.
			err = inDoubt(err)
		}
		return nil, err
	}
	return data.places(uids, to), nil
}

// inDoubt takes from an error that it is a refusal: something had been done
// before it came.
func inDoubt(err error) error {
	if !Refused(err) {
		return err
	}
	return errors.New("half done: " + err.Error()) // wrapped, it would stay a refusal
}

// copyAndTake is the move of a server that has UIDPLUS only. Between the copy
// and the expunge a person may move the original, or remove our copy: both
// sides are looked at again before anything is marked \Deleted. A copy counts
// when it has the fingerprint of the original: go-imap hands out the answer of
// COPY sorted, so that its pairs may be the wrong ones.
func (s *Session) copyAndTake(uids []uint32, to string) (map[uint32]inquiry.Place, error) {
	var data imapMove
	prints := make(map[uint32]inquiry.Print, len(uids))
	for part := range slices.Chunk(uids, chunkCount) {
		if err := s.prints(part, prints); err != nil {
			return nil, err
		}
	}
	err := s.run("COPY", func() error {
		d, err := s.client.Copy(uidSet(uids), to).Wait()
		if err == nil {
			data = imapMove{d.UIDValidity, d.SourceUIDs, d.DestUIDs}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	places, err := s.settle(s.folder, to, data.places(uids, to), prints)
	if err != nil {
		return nil, inDoubt(err)
	}
	return places, nil
}

// settle ends the moves whose copies lie at places. It keeps in places the
// messages that have moved, and leaves the source open.
func (s *Session) settle(source Folder, to string, places map[uint32]inquiry.Place, prints map[uint32]inquiry.Print) (map[uint32]inquiry.Place, error) {
	if len(places) == 0 {
		return nil, nil // the server did not tell where to
	}
	copies := make([]uint32, 0, len(places))
	for _, at := range places {
		copies = append(copies, at.UID)
	}
	slices.Sort(copies)
	there, copied, err := s.Prints(to, copies)
	if err != nil {
		return nil, err
	}
	f, err := s.open(source.Name, false)
	if err != nil {
		return nil, err
	}
	if f.Validity != source.Validity {
		return nil, errors.New("the folder was numbered anew")
	}
	here, err := s.Now(keys(places))
	if err != nil {
		return nil, err
	}
	var both, orphans []uint32
	for uid, at := range places {
		_, original := here[uid]
		print, ok := copied[at.UID]
		switch {
		case !ok || at.Validity != there.Validity || print != prints[uid]:
			delete(places, uid) // only a look tells
		case original:
			both = append(both, uid)
		default:
			orphans = append(orphans, at.UID) // somebody took the original: theirs stands
			delete(places, uid)
		}
	}
	if err := s.take(both); err != nil {
		return nil, err
	}
	return places, s.dropCopies(source.Name, there, orphans)
}

// dropCopies expunges copies of ours and opens the source again.
func (s *Session) dropCopies(source string, from Folder, copies []uint32) error {
	if len(copies) == 0 {
		return nil
	}
	f, err := s.open(from.Name, false)
	if err != nil {
		return err
	}
	if f.Validity != from.Validity {
		return errors.New("the folder was numbered anew")
	}
	if err := s.take(copies); err != nil {
		return err
	}
	_, err = s.open(source, false)
	return err
}

// Take expunges messages of the open folder, and only these. The caller has
// seen each of them elsewhere: it finishes a move that was cut short.
func (s *Session) Take(uids []uint32) error {
	if !s.Can.UIDPlus {
		return s.wrap(errCannotFile)
	}
	return s.wrap(s.take(uids))
}

func (s *Session) take(uids []uint32) error {
	if len(uids) == 0 {
		return nil
	}
	disarm := s.guard.arm(uids)
	defer disarm()
	if err := s.store(imap.StoreFlagsAdd, uids, string(imap.FlagDeleted)); err != nil {
		return err
	}
	return s.run("UID EXPUNGE", func() error { return s.client.UIDExpunge(uidSet(uids)).Close() })
}

// imapMove is a COPYUID answer (RFC 4315 section 3).
type imapMove struct {
	validity uint32
	src, dst imap.UIDSet
}

// places pairs the answer up, or gives nothing when it does not fit what was
// asked: then a look tells where the messages went. go-imap hands both sets out
// sorted, so the pairs hold for servers that number in the order of the
// source, as all known ones do; whoever acts on a place later compares the
// fingerprint first.
func (d imapMove) places(asked []uint32, to string) map[uint32]inquiry.Place {
	places := make(map[uint32]inquiry.Place)
	src, ok := expand(d.src, len(asked))
	dst, ok2 := expand(d.dst, len(asked))
	if !ok || !ok2 || d.validity == 0 || len(src) != len(dst) {
		return places
	}
	for i, uid := range src {
		if slices.Contains(asked, uid) {
			places[uid] = inquiry.Place{Folder: to, Validity: d.validity, UID: dst[i]}
		}
	}
	return places
}

// expand lists a set of at most limit numbers, each once; a server may answer
// 1:4294967295.
func expand(set imap.UIDSet, limit int) ([]uint32, bool) {
	var out []uint32
	for _, r := range set {
		if len(out) > 0 && uint32(r.Start) <= out[len(out)-1] {
			return nil, false
		}
		if r.Start == 0 || r.Stop == 0 || r.Stop < r.Start || int64(r.Stop)-int64(r.Start) >= int64(limit-len(out)) {
			return nil, false
		}
		for i := range r.Stop - r.Start + 1 {
			out = append(out, uint32(r.Start+i))
		}
	}
	return out, true
}

func keys[V any](m map[uint32]V) []uint32 {
	out := make([]uint32, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
