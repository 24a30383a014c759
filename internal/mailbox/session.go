package mailbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"inquiryd/internal/inquiry"
)

// Session is one signed-in connection, used by one goroutine.
type Session struct {
	// Can is what the server offers and we make use of.
	Can Can

	cfg     Config
	client  *imapclient.Client
	guard   *guard
	unhook  func() bool
	notices chan struct{} // the server said that a folder changed

	listExtended bool

	prefix string // of our folders, from NAMESPACE
	delim  string // between the levels of a name; "" on a flat server
	folder Folder // the selected one

	readOnly bool         // how it was opened
	removals atomic.Int64 // EXPUNGE responses outside a command of that name
}

// Can is what a server offers.
type Can struct {
	Move    bool // RFC 6851
	UIDPlus bool // RFC 4315
	Idle    bool // RFC 2177
}

// Files reports whether a message can be moved without endangering others:
// a server with neither MOVE nor UIDPLUS has only the plain EXPUNGE, which
// takes whatever anybody marked \Deleted.
func (c Can) Files() bool { return c.Move || c.UIDPlus }

// Folder is a folder as it stood when it was opened.
type Folder struct {
	Name     string
	Validity uint32 // UIDVALIDITY; 0 from servers that have none
	Next     uint32 // UIDNEXT, or the highest UID and one if the server did not say
	Exists   uint32
	flags    []imap.Flag // PERMANENTFLAGS
}

// Keeps reports whether the folder stores a flag or keyword for good.
// RFC 3501 section 7.1: \* in PERMANENTFLAGS allows new keywords. A server that
// allows those and does not list \Flagged (go-imap's memory server) keeps it too.
func (f Folder) Keeps(flag string) bool {
	return slices.ContainsFunc(f.flags, func(have imap.Flag) bool {
		return strings.EqualFold(string(have), flag) || have == imap.FlagWildcard
	})
}

// Refused reports whether the server understood and said NO or BAD: nothing
// happened, and the connection is as good as before.
func Refused(err error) bool {
	var refusal *imap.Error
	return errors.As(err, &refusal) && refusal.Type != imap.StatusResponseTypeBye
}

// errNoFolder: LIST does not show it.
var errNoFolder = errors.New("there is no such folder")

// Absent reports whether an error says that a folder does not exist, and not
// merely that it cannot be had at the moment (RFC 5530).
func Absent(err error) bool {
	var refusal *imap.Error
	return errors.Is(err, errNoFolder) ||
		errors.As(err, &refusal) && (refusal.Code == imap.ResponseCodeNonExistent || refusal.Code == imap.ResponseCodeTryCreate)
}

// run is one command: bounded in time, and with the guard's reason in place of
// go-imap's if the guard closed the connection.
func (s *Session) run(what string, command func() error) error {
	return s.runWithin(silence, total, what, command)
}

func (s *Session) runWithin(silence, total time.Duration, what string, command func() error) error {
	rest := s.guard.expect(silence, total)
	err := command()
	rest()
	if err == nil {
		return nil
	}
	if reason := s.guard.Err(); reason != nil && !Refused(err) {
		err = reason
	}
	return fmt.Errorf("%s: %w", what, err)
}

// Close says goodbye, so that the server ends our commands now and not when it
// notices.
func (s *Session) Close() error {
	defer s.Drop()
	return s.wrap(s.runWithin(goodbye, goodbye, "LOGOUT", func() error { return s.client.Logout().Wait() }))
}

// Drop closes the connection as it is. It never waits for the server.
func (s *Session) Drop() {
	if s.unhook != nil {
		s.unhook()
	}
	s.guard.Close()
	s.client.Close()
}

// Open selects a folder, read-only in a read-only session. Each call asks the
// server anew: it is also how we look whether anything is new, and what every
// effect begins with, so that no command meets the UIDs of another folder.
func (s *Session) Open(name string) (Folder, error) {
	return s.open(name, s.cfg.ReadOnly)
}

func (s *Session) open(name string, readOnly bool) (Folder, error) {
	var data *imap.SelectData
	err := s.run("open "+quote(name), func() (err error) {
		data, err = s.client.Select(name, &imap.SelectOptions{ReadOnly: readOnly}).Wait()
		return err
	})
	if err != nil {
		s.folder = Folder{}
		return Folder{}, s.wrap(err)
	}
	s.folder = Folder{
		Name:     name,
		Validity: data.UIDValidity,
		Next:     uint32(data.UIDNext),
		Exists:   data.NumMessages,
		flags:    data.PermanentFlags,
	}
	s.readOnly = readOnly
	if s.folder.Next == 0 {
		s.folder.Next = 1
		if s.folder.Exists > 0 {
			last, err := s.headRange(int64(s.folder.Exists), int64(s.folder.Exists))
			if err != nil {
				return Folder{}, err
			}
			if len(last) == 0 {
				return Folder{}, s.wrap(s.unanswered(int64(s.folder.Exists)))
			}
			s.folder.Next = last[0].UID + 1
		}
	}
	return s.folder, nil
}

// Selected is the name of the open folder, or "".
func (s *Session) Selected() string { return s.folder.Name }

// Mark is how a folder stands now. A server that answers STATUS with nothing in
// it (NetEase does) is made to tell by opening the folder; the one that was open
// is then opened again.
func (s *Session) Mark(name string) (inquiry.Mark, error) {
	var data *imap.StatusData
	err := s.run("STATUS "+quote(name), func() (err error) {
		data, err = s.client.Status(name, &imap.StatusOptions{UIDNext: true, UIDValidity: true}).Wait()
		return err
	})
	if err != nil {
		return inquiry.Mark{}, s.wrap(err)
	}
	if data.UIDNext != 0 && data.UIDValidity != 0 {
		return inquiry.Mark{Validity: data.UIDValidity, Next: uint32(data.UIDNext)}, nil
	}
	was, readOnly := s.folder.Name, s.readOnly
	f, err := s.open(name, true)
	if was != "" {
		if _, err := s.open(was, readOnly); err != nil {
			return inquiry.Mark{}, err
		}
	}
	return inquiry.Mark{Validity: f.Validity, Next: f.Next}, err
}

// notice is called by go-imap while it reads: it must not block.
func (s *Session) notice(data *imapclient.UnilateralDataMailbox) {
	if data.NumMessages == nil {
		return
	}
	select {
	case s.notices <- struct{}{}:
	default:
	}
}

// Wait sits in IDLE until the server says that there is mail, until at most
// limit has passed, until wake fires or ctx ends. Without IDLE it only waits.
// It returns nil in all these cases; the caller looks again in any of them.
func (s *Session) Wait(ctx context.Context, limit time.Duration, wake <-chan struct{}) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	var idle *imapclient.IdleCommand
	if s.Can.Idle && s.folder.Name != "" {
		err := s.run("IDLE", func() (err error) {
			idle, err = s.client.Idle()
			return err
		})
		switch {
		case Refused(err):
			// Offered and not to be had, as at times on QQ: then we only wait.
			s.Can.Idle, idle = false, nil
		case err != nil:
			return s.wrap(err)
		}
	}
	select {
	case <-s.notices:
	case <-timer.C:
	case <-wake:
	case <-ctx.Done():
	case <-s.client.Closed():
	}
	if idle == nil {
		return nil
	}
	err := s.run("IDLE", func() error {
		if err := idle.Close(); err != nil {
			return err
		}
		return idle.Wait()
	})
	return s.wrap(err)
}

func (s *Session) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("mailbox %s: %w", s.cfg.User, err)
}

func quote(name string) string { return fmt.Sprintf("%q", name) }
