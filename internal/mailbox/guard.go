package mailbox

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// writeTimeout is how long a server may leave a write of ours standing.
const writeTimeout = 60 * time.Second

// guard stands between go-imap and the wire, inside TLS. Whatever the server
// sends passes through responses, which keeps go-imap from spinning, from
// overflowing its stack and from filling the memory; whatever go-imap sends
// passes through requests, which lets no command through that could lose mail.
// The first offence closes the connection: that is always safe, because what
// became of an effect under way is found out by looking.
//
// As go-imap uses it, one goroutine reads and one at a time writes; all other
// methods may be called from anywhere. It starts no goroutine and needs no
// timer: the wrapped connection's read deadline is the only clock.
type guard struct {
	net.Conn
	readOnly bool

	in      responses // owned by the reader
	out     requests  // owned by the writer
	goAhead atomic.Bool
	nIn     atomic.Int64
	nOut    atomic.Int64

	mu     sync.Mutex
	err    error // the first error that ended the connection
	closed bool  // we closed it ourselves
	wait   *patience
	armed  *armament
}

// patience is what the server may take for one command.
type patience struct {
	silence, total time.Duration
	end            time.Time // of the whole command
	next           time.Time // of the present silence, never after end
}

// armament is a licence to remove messages of the selected folder.
type armament struct {
	uids             []uint32 // sorted
	stored, expunged bool     // spent: each works once
}

func newGuard(c net.Conn, readOnly bool) *guard {
	return &guard{Conn: c, readOnly: readOnly, in: newResponses()}
}

// expect starts a command: each read must bring a byte within silence, and rest
// must be called within total. Between commands a server may be silent for
// ever, as in IDLE. A new expect takes the place of an older one.
func (g *guard) expect(silence, total time.Duration) (rest func()) {
	w := &patience{silence: silence, total: total, end: time.Now().Add(total)}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.wait = w
	g.renew()
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.wait == w {
			g.wait = nil
			// An error here means that the connection is gone, which the next
			// read says with more reason.
			_ = g.Conn.SetReadDeadline(time.Time{})
		}
	}
}

// renew lets a new silence begin; g.mu is held. It also reaches a read that is
// already blocked, which is where go-imap's reader always is.
func (g *guard) renew() {
	w := g.wait
	if w == nil {
		return
	}
	w.next = time.Now().Add(w.silence)
	if w.next.After(w.end) {
		w.next = w.end
	}
	_ = g.Conn.SetReadDeadline(w.next) // see rest
}

// overdue says which patience has run out, or nil when the deadline that fired
// was one that rest or a newer expect has lifted meanwhile.
func (g *guard) overdue() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	w := g.wait
	switch now := time.Now(); {
	case w == nil || now.Before(w.next):
		return nil
	case now.Before(w.end):
		return fmt.Errorf("no byte within %s: %w", w.silence, os.ErrDeadlineExceeded)
	default:
		return fmt.Errorf("a command not over within %s: %w", w.total, os.ErrDeadlineExceeded)
	}
}

// arm allows one UID STORE that adds \Deleted and one UID EXPUNGE, each of
// these UIDs or some of them, until disarm or until another folder is selected:
// the same UIDs are other messages there.
func (g *guard) arm(uids []uint32) (disarm func()) {
	a := &armament{uids: slices.Sorted(slices.Values(uids))}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.armed = a
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.armed == a {
			g.armed = nil
		}
	}
}

// disarm takes back what arm gave, whoever gave it.
func (g *guard) disarm() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.armed = nil
}

// Err is the first error that ended the connection, saying in which direction
// and why, without a word of what was in transit. It is nil as long as the
// connection lives and after a Close of our own. A timeout is
// os.ErrDeadlineExceeded; a server that hung up, io.EOF.
func (g *guard) Err() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.err
}

// counts is how many bytes were passed on in each direction.
func (g *guard) counts() (in, out int64) { return g.nIn.Load(), g.nOut.Load() }

// Close closes the connection for a reason of the caller's.
func (g *guard) Close() error {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	return g.Conn.Close()
}

// fail keeps the first error, closes the connection and returns what the caller
// shall hear. Without the closing go-imap reads again after a timeout, and a
// server that has been silent once gets its time thrice.
func (g *guard) fail(direction string, cause error) error {
	g.mu.Lock()
	if g.err == nil && !g.closed {
		g.err = fmt.Errorf("%s: %w", direction, cause)
	}
	err := g.err
	g.mu.Unlock()
	_ = g.Conn.Close() // the reason is known already
	switch {
	case err == nil:
		return cause // net.ErrClosed and its like, which go-imap understands
	case errors.Is(err, io.EOF):
		return io.EOF // compared with == by bufio and by go-imap
	}
	return err
}

// Read implements net.Conn. It hands on everything before an offence.
func (g *guard) Read(p []byte) (int, error) {
	for {
		if err := g.Err(); err != nil {
			return 0, g.fail("read", err)
		}
		g.mu.Lock()
		g.renew()
		g.mu.Unlock()
		n, err := g.Conn.Read(p)
		passed, refused := g.in.feed(p[:n])
		g.nIn.Add(int64(passed))
		if g.in.tookGoAhead() {
			g.goAhead.Store(true)
		}
		if refused != nil {
			return passed, g.fail("read", refused)
		}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			if err = g.overdue(); err == nil && n == 0 {
				continue
			}
		}
		if err != nil {
			return n, g.fail("read", err)
		}
		return n, nil
	}
}

// Write implements net.Conn. A line is kept back until it is whole and judged;
// then it is sent at once.
func (g *guard) Write(p []byte) (int, error) {
	if err := g.Err(); err != nil {
		return 0, g.fail("write", err)
	}
	done := 0
	for done < len(p) {
		n, send, err := g.take(p[done:])
		if err == nil && len(send) > 0 {
			err = g.send(send)
		}
		if err != nil {
			return done, g.fail("write", err)
		}
		done += n
	}
	return done, nil
}

func (g *guard) send(p []byte) error {
	// TLS writes on its own while it reads (a key update), and a deadline left
	// standing from minutes ago would break the connection then. Neither call
	// fails but on a closed connection, which Write and Read report better.
	_ = g.Conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	n, err := g.Conn.Write(p)
	_ = g.Conn.SetWriteDeadline(time.Time{})
	g.nOut.Add(int64(n))
	return err
}

// SetDeadline does nothing, as do its two siblings: go-imap clears the read
// deadline between responses, and with it the guard's.
func (g *guard) SetDeadline(time.Time) error      { return nil }
func (g *guard) SetReadDeadline(time.Time) error  { return nil }
func (g *guard) SetWriteDeadline(time.Time) error { return nil }
