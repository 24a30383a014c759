// Package mailboxtest has the servers that the daemon is tested and shown on:
// go-imap's memory server in this process, a real Dovecot as a child, and a
// Script, whose dialogue is data, for the servers that cannot be installed. All
// are spoken to in IMAP; nothing here knows how the daemon works.
package mailboxtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// Memory is an IMAP server with one user, in this process. It keeps nothing.
type Memory struct {
	user   *imapmemserver.User
	server *imapserver.Server
	pipes  *pipeListener
}

// NewMemory starts a server whose user has an INBOX. Capabilities named in
// without are not offered, and not understood.
func NewMemory(user, password string, without ...imap.Cap) *Memory {
	m := &Memory{user: imapmemserver.NewUser(user, password), pipes: newPipeListener()}
	if err := m.user.Create("INBOX", nil); err != nil {
		panic(err) // a new user has no INBOX: it cannot fail
	}
	accounts := imapmemserver.New()
	accounts.AddUser(m.user)
	caps := imap.CapSet{
		imap.CapIMAP4rev1: {}, imap.CapIdle: {}, imap.CapMove: {}, imap.CapUIDPlus: {}, imap.CapNamespace: {}, imap.CapListExtended: {},
	}
	for _, c := range without {
		delete(caps, c)
	}
	m.server = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return wakeful{accounts.NewSession().(moving)}, nil, nil
		},
		Caps:         caps,
		InsecureAuth: true, // pipes and loopback only
		Logger:       log.New(io.Discard, "", 0),
	})
	go m.server.Serve(m.pipes)
	return m
}

// Dial is a connection to the server through a pipe.
func (m *Memory) Dial(ctx context.Context) (net.Conn, error) { return m.pipes.dial(ctx) }

// Serve also answers on a listener, until it or the server is closed.
func (m *Memory) Serve(l net.Listener) error { return m.server.Serve(l) }

// Deliver puts a letter into a folder, as a server would on arrival.
func (m *Memory) Deliver(folder string, raw []byte, at time.Time, flags ...imap.Flag) error {
	_, err := m.user.Append(folder, literal{bytes.NewReader(raw)}, &imap.AppendOptions{Time: at, Flags: flags})
	return err
}

// Close ends the server and all connections.
func (m *Memory) Close() error {
	m.pipes.Close()
	return m.server.Close()
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// moving is what a session of the memory server offers beyond the least.
type moving interface {
	imapserver.SessionIMAP4rev2
}

// wakeful cures the memory server's IDLE, which drops an update that was queued
// just before IDLE began (1–7 of 60 runs): it polls again once IDLE is in place,
// and from time to time.
type wakeful struct{ moving }

func (s wakeful) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	ended := make(chan error, 1)
	go func() { ended <- s.moving.Idle(w, stop) }()
	pause := 5 * time.Millisecond
	for {
		select {
		case err := <-ended:
			return err
		case <-time.After(pause):
			if err := s.moving.Poll(w, true); err != nil {
				return err
			}
			pause = min(pause*10, 10*time.Second)
		}
	}
}

// pipeListener hands out the far ends of pipes.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.conns <- far:
		return near, nil
	case <-l.closed:
		return nil, errors.New("the memory server is closed")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept waits for the next dial.
func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close makes Accept and dial end.
func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr is a name for a listener that has no address.
func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "memory" }
