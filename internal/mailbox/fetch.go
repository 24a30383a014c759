package mailbox

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"inquiryd/internal/inquiry"
)

// How much is asked for at once (imap: measured). A letter above bodyLimit is
// read to its first two MiB, above headOnly only by its header.
const (
	bodyLimit  = 2 << 20
	headOnly   = 35 << 20
	chunkCount = 100
	chunkBytes = 8 << 20
	headBytes  = 128 << 10
	headBatch  = 500
)

// Head is what is asked of every new message first.
type Head struct {
	UID     uint32
	Size    int64 // RFC822.SIZE
	Flags   []string
	Arrived time.Time // INTERNALDATE
}

// Message is a message as fetched.
type Message struct {
	Head
	Raw   []byte
	Print inquiry.Print

	sized bool // the answer said RFC822.SIZE
}

// Heads lists messages of the open folder from UID from on, in rising order, at
// most 500, and says from which UID to go on, 0 at the end. They are asked for
// by sequence number: windows over UIDs, which may have gaps of millions, can
// be empty or far too full, and SEARCH answers a large folder with one huge
// line. Sequence numbers hold still between FETCHes (RFC 9051 section 7.5.1).
func (s *Session) Heads(from uint32) (heads []Head, next uint32, err error) {
	exists := s.folder.Exists
	if exists == 0 || from >= s.folder.Next {
		return nil, 0, nil
	}
	// New mail lies at the end: nearly always one command is enough.
	first := max(1, int64(exists)-chunkCount+1)
	if heads, err = s.headRange(first, int64(exists)); err != nil {
		return nil, 0, err
	}
	if first == 1 || len(heads) > 0 && heads[0].UID < from {
		at, _ := slices.BinarySearchFunc(heads, from, func(h Head, uid uint32) int { return cmp.Compare(h.UID, uid) })
		return heads[at:], 0, nil
	}
	if first, err = s.sequence(from, first); err != nil {
		return nil, 0, err
	}
	if heads, err = s.headRange(first, min(first+headBatch-1, int64(exists))); err != nil || len(heads) == 0 {
		return nil, 0, err
	}
	if first+headBatch <= int64(exists) {
		next = heads[len(heads)-1].UID + 1
	}
	return heads, next, nil
}

// sequence is the number of the first message with a UID of at least from; the
// caller knows that message high is one.
func (s *Session) sequence(from uint32, high int64) (int64, error) {
	low := int64(1)
	for low < high {
		mid := low + (high-low)/2
		heads, err := s.headRange(mid, mid)
		if err != nil {
			return 0, err
		}
		if len(heads) == 0 {
			return 0, s.wrap(s.unanswered(mid))
		}
		if heads[0].UID < from {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, nil
}

func (s *Session) unanswered(number int64) error {
	return fmt.Errorf("%s: no answer for message %d of %d", quote(s.folder.Name), number, s.folder.Exists)
}

// headRange lists messages by sequence number. What was not answered in full is
// asked for once more, for the reason that again gives; what then is missing
// was expunged meanwhile.
func (s *Session) headRange(first, last int64) ([]Head, error) {
	var set imap.SeqSet
	set.AddRange(uint32(first), uint32(last))
	options := imap.FetchOptions{Flags: true, RFC822Size: true, InternalDate: true}
	heads := make(map[uint32]Head)
	for range 2 {
		err := s.fetch("heads", set, options, func(m Message) {
			if m.sized {
				heads[m.UID] = m.Head
			}
		})
		if err != nil {
			return nil, err
		}
		if int64(len(heads)) > last-first {
			break
		}
	}
	return slices.SortedFunc(maps.Values(heads), func(a, b Head) int { return cmp.Compare(a.UID, b.UID) }), nil
}

// Now is how messages of the open folder stand: those that are gone are missing.
func (s *Session) Now(uids []uint32) (map[uint32]Head, error) {
	now := make(map[uint32]Head, len(uids))
	return now, again(uids, now, func(uids []uint32) error {
		return s.fetch("flags", uidSet(uids), imap.FetchOptions{Flags: true, RFC822Size: true}, func(m Message) {
			if m.sized {
				now[m.UID] = m.Head
			}
		})
	})
}

// again asks for UIDs, and once more for those that were not answered in full.
// go-imap takes the first FETCH response with a UID for the answer and drops
// all others, and a server may tell of a flag that somebody just changed before
// it answers: the message would seem to be gone.
func again[V any](uids []uint32, got map[uint32]V, ask func([]uint32) error) error {
	missing := uids
	for range 2 {
		if len(missing) == 0 {
			return nil
		}
		if err := ask(missing); err != nil {
			return err
		}
		missing = slices.DeleteFunc(slices.Clone(missing), func(uid uint32) bool {
			_, ok := got[uid]
			return ok
		})
	}
	return nil
}

// Chunks cuts heads into what Bodies takes at once, and never more than most
// messages each.
func Chunks(heads []Head, most int) [][]Head {
	var chunks [][]Head
	var bytes int64
	for i, h := range heads {
		last := len(chunks) - 1
		alone := h.Size > bodyLimit || i > 0 && heads[i-1].Size > bodyLimit
		if last < 0 || alone || len(chunks[last]) >= min(most, chunkCount) || bytes+h.Size > chunkBytes {
			chunks, bytes, last = append(chunks, nil), 0, last+1
		}
		chunks[last] = append(chunks[last], h)
		bytes += h.Size
	}
	return chunks
}

// Bodies fetches one chunk, leaving \Seen alone. What the server did not send
// in the first answer is asked for once more, one by one; whatever is still
// missing then is returned: gone, or there and not to be had. go-imap drops a
// message silently when its UID comes after the literal, and a body when the
// server sends flags of the same message first; some servers answer with an
// empty body.
func (s *Session) Bodies(chunk []Head) (got []Message, missing []Head, err error) {
	if len(chunk) == 0 {
		return nil, nil, nil
	}
	received := make(map[uint32]Message, len(chunk))
	if err := s.bodies(chunk, received); err != nil {
		return nil, nil, err
	}
	for _, h := range chunk {
		if _, ok := received[h.UID]; !ok {
			if err := s.bodies([]Head{h}, received); err != nil {
				return nil, nil, err
			}
		}
		m, ok := received[h.UID]
		if !ok {
			missing = append(missing, h)
			continue
		}
		m.Head = h
		m.Print = fingerprint(m.Raw, h.Size)
		got = append(got, m)
	}
	return got, missing, nil
}

func (s *Session) bodies(chunk []Head, received map[uint32]Message) error {
	section := &imap.FetchItemBodySection{Peek: true}
	switch size := chunk[0].Size; {
	case size > headOnly:
		section.Specifier = imap.PartSpecifierHeader
		section.Partial = &imap.SectionPartial{Size: headBytes}
	case size > bodyLimit:
		section.Partial = &imap.SectionPartial{Size: bodyLimit}
	}
	uids := make([]uint32, len(chunk))
	for i, h := range chunk {
		uids[i] = h.UID
	}
	options := imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}
	return s.fetch("bodies", uidSet(uids), options, func(m Message) {
		if at := slices.Index(uids, m.UID); at >= 0 && m.Raw != nil && (len(m.Raw) > 0 || chunk[at].Size == 0) {
			received[m.UID] = m
		}
	})
}

// Prints recognises messages of a folder, which it opens read-only: those of
// the UIDs given.
func (s *Session) Prints(folder string, uids []uint32) (Folder, map[uint32]inquiry.Print, error) {
	f, err := s.open(folder, true)
	if err != nil {
		return f, nil, err
	}
	prints := make(map[uint32]inquiry.Print, len(uids))
	for part := range slices.Chunk(uids, chunkCount) {
		if err := s.prints(part, prints); err != nil {
			return f, nil, err
		}
	}
	return f, prints, nil
}

// PrintsFrom recognises the messages of a folder from a UID on, which it opens
// read-only; of more than most it takes the newest.
func (s *Session) PrintsFrom(folder string, from uint32, most int) (Folder, map[uint32]inquiry.Print, error) {
	f, err := s.open(folder, true)
	if err != nil {
		return f, nil, err
	}
	if int64(f.Exists) > int64(most) {
		heads, err := s.headRange(int64(f.Exists)-int64(most)+1, int64(f.Exists)-int64(most)+1)
		if err != nil {
			return f, nil, err
		}
		if len(heads) > 0 {
			from = max(from, heads[0].UID)
		}
	}
	prints := make(map[uint32]inquiry.Print)
	for from != 0 {
		heads, next, err := s.Heads(from)
		if err != nil {
			return f, nil, err
		}
		for part := range slices.Chunk(heads, chunkCount) {
			uids := make([]uint32, len(part))
			for i, h := range part {
				uids[i] = h.UID
			}
			if err := s.prints(uids, prints); err != nil {
				return f, nil, err
			}
		}
		from = next
	}
	return f, prints, nil
}

func (s *Session) prints(uids []uint32, into map[uint32]inquiry.Print) error {
	options := imap.FetchOptions{
		RFC822Size: true,
		BodySection: []*imap.FetchItemBodySection{{
			Peek: true, Specifier: imap.PartSpecifierHeader, Partial: &imap.SectionPartial{Size: headBytes},
		}},
	}
	return again(uids, into, func(uids []uint32) error {
		return s.fetch("headers", uidSet(uids), options, func(m Message) {
			if m.Raw != nil && m.sized {
				into[m.UID] = fingerprint(m.Raw, m.Size)
			}
		})
	})
}

// fingerprint takes a whole message or its header. The end of the header is
// left out, because servers differ in whether BODY[HEADER] of a message without
// a body ends in an empty line.
func fingerprint(raw []byte, size int64) inquiry.Print {
	if end := bytes.Index(raw, []byte("\r\n\r\n")); bytes.HasPrefix(raw, []byte("\r\n")) {
		raw = nil // a message that is all body
	} else if end >= 0 {
		raw = raw[:end]
	}
	raw = bytes.TrimRight(raw[:min(len(raw), headBytes)], "\r\n")
	return inquiry.Print{Header: sha256.Sum256(raw), Size: size}
}

// fetch streams one FETCH. go-imap drops answers for messages that were not
// asked for; those without a UID are dropped here.
func (s *Session) fetch(what string, set imap.NumSet, options imap.FetchOptions, each func(Message)) error {
	options.UID = true
	err := s.run("fetch "+what, func() error {
		cmd := s.client.Fetch(set, &options)
		for data := cmd.Next(); data != nil; data = cmd.Next() {
			m, err := collect(data)
			if err != nil {
				// The connection is gone. Draining the command now would read
				// the literal again, and at the same time as go-imap's reader,
				// which goes on at a literal's first error.
				s.guard.Close()
				return err
			}
			if m.UID != 0 {
				each(m)
			}
		}
		return cmd.Close()
	})
	if err != nil {
		return s.wrap(fmt.Errorf("%s: %w", quote(s.folder.Name), err))
	}
	return nil
}

func collect(data *imapclient.FetchMessageData) (m Message, err error) {
	for item := data.Next(); item != nil; item = data.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			m.UID = uint32(item.UID)
		case imapclient.FetchItemDataRFC822Size:
			m.Size, m.sized = item.Size, true
		case imapclient.FetchItemDataInternalDate:
			m.Arrived = item.Time
		case imapclient.FetchItemDataFlags:
			for _, f := range item.Flags {
				m.Flags = append(m.Flags, string(f))
			}
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			if m.Raw, err = readBody(item.Literal); err != nil {
				return m, err
			}
		}
	}
	return m, nil
}

// readBody keeps at most what was asked for, whatever the server sends. All its
// errors are the connection's.
func readBody(r imap.LiteralReader) ([]byte, error) {
	raw := make([]byte, 0, min(r.Size(), bodyLimit))
	buf := bytes.NewBuffer(raw)
	n, err := io.Copy(buf, io.LimitReader(r, bodyLimit))
	if err == nil && n < min(r.Size(), bodyLimit) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func uidSet(uids []uint32) imap.UIDSet {
	var set imap.UIDSet
	for _, u := range uids {
		set.AddNum(imap.UID(u))
	}
	return set
}
