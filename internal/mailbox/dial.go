package mailbox

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"inquiryd/internal/signin"
)

// Patience with a server: a byte within silence, a command's end within total
// (reliability: threats and limits). Dialling gets less.
const (
	silence     = 60 * time.Second
	total       = 5 * time.Minute
	dialTimeout = 30 * time.Second
	goodbye     = 2 * time.Second
)

// ErrLogin means that the server knows us and will not let us in: trying again
// with the same password helps nobody and locks accounts out. Every other error
// of this package passes with time.
var ErrLogin = errors.New("login refused")

// Dial connects, signs in and learns what the server can do.
func Dial(ctx context.Context, cfg Config, secret signin.Secret) (*Session, error) {
	s, err := dial(ctx, cfg, secret)
	if err != nil {
		return nil, fmt.Errorf("mailbox %s: %w", cfg.User, err)
	}
	return s, nil
}

func dial(ctx context.Context, cfg Config, secret signin.Secret) (*Session, error) {
	conn, greeting, err := connect(ctx, cfg)
	if err != nil {
		return nil, err
	}
	s := &Session{cfg: cfg, guard: newGuard(conn, cfg.ReadOnly), notices: make(chan struct{}, 1)}
	var wire net.Conn = s.guard
	if greeting != "" {
		wire = &greeted{Conn: s.guard, greeting: []byte(greeting)}
	}
	s.client = imapclient.New(wire, &imapclient.Options{
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{
			Mailbox: s.notice,
			Expunge: func(uint32) { s.removals.Add(1) },
		},
	})
	// Closing the connection is the only way to interrupt go-imap.
	s.unhook = context.AfterFunc(ctx, func() { s.guard.Close() })
	if err := s.enter(secret); err != nil {
		s.Drop()
		return nil, err
	}
	return s, nil
}

// connect opens the wire. After STARTTLS the server greets no more, but go-imap
// waits for a greeting: the one it said in the clear is not to be trusted, so a
// neutral one is returned for it to read.
func connect(ctx context.Context, cfg Config) (conn net.Conn, greeting string, err error) {
	if cfg.Dial != nil {
		conn, err = cfg.Dial(ctx)
		return conn, "", err
	}
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: time.Minute}
	if conn, err = dialer.DialContext(ctx, "tcp", cfg.address()); err != nil {
		return nil, "", err
	}
	if cfg.TLS == Plain {
		if !onLoopback(conn.RemoteAddr()) {
			conn.Close()
			return nil, "", errors.New("no password in clear text off loopback")
		}
		return conn, "", nil
	}
	// Closing it is the only way to interrupt what is read before the handshake.
	unhook := context.AfterFunc(ctx, func() { conn.Close() })
	protected, greeting, err := protect(ctx, conn, cfg)
	if !unhook() {
		err = ctx.Err()
	}
	if err != nil {
		conn.Close()
		return nil, "", err
	}
	return protected, greeting, nil
}

// protect puts TLS on a connection.
func protect(ctx context.Context, conn net.Conn, cfg Config) (protected net.Conn, greeting string, err error) {
	// One deadline for the whole handshake; the guard takes over after it.
	if err := conn.SetDeadline(time.Now().Add(dialTimeout)); err != nil {
		return nil, "", err
	}
	if cfg.TLS == STARTTLS {
		if err := startTLS(conn); err != nil {
			return nil, "", fmt.Errorf("STARTTLS: %w", err)
		}
		greeting = "* OK protected\r\n"
	}
	trust, err := cfg.Trust.Client(cfg.Host)
	if err != nil {
		return nil, "", err
	}
	secure := tls.Client(conn, trust)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, "", fmt.Errorf("TLS: %w", err)
	}
	return secure, greeting, conn.SetDeadline(time.Time{})
}

// onLoopback goes by the address that was reached, whatever its name was.
func onLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// startTLS asks for TLS on a fresh connection (RFC 9051 section 6.2.1), before
// go-imap sees it, because the guard must stand above the encryption. Whatever
// the server said before or together with its OK is forgotten: it may have been
// put there by somebody in the middle (CVE-2011-0411).
func startTLS(conn net.Conn) error {
	r := bufio.NewReaderSize(conn, 8<<10)
	line, err := readLine(r)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(strings.ToUpper(line), "* OK") {
		// PREAUTH over clear text means that nothing is protected.
		return errors.New("the server did not greet with OK")
	}
	if _, err := conn.Write([]byte("S STARTTLS\r\n")); err != nil {
		return err
	}
	for {
		line, err := readLine(r)
		if err != nil {
			return err
		}
		if strings.HasPrefix(line, "* ") {
			continue
		}
		if !strings.HasPrefix(strings.ToUpper(line), "S OK") {
			return errors.New("the server refused it")
		}
		if r.Buffered() > 0 {
			return errors.New("the server talked on in the clear")
		}
		return nil
	}
}

func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	return strings.TrimRight(string(line), "\r\n"), err
}

// greeted is a connection that first says a greeting of ours.
type greeted struct {
	net.Conn
	greeting []byte
}

func (g *greeted) Read(p []byte) (int, error) {
	if len(g.greeting) > 0 {
		n := copy(p, g.greeting)
		g.greeting = g.greeting[n:]
		return n, nil
	}
	return g.Conn.Read(p)
}

// enter signs in, says who we are and learns the lay of the folders.
func (s *Session) enter(secret signin.Secret) error {
	err := s.run("greeting", func() error { return s.client.WaitGreeting() })
	if err != nil {
		return err
	}
	if s.client.State() == imap.ConnStateNotAuthenticated {
		if err := s.login(secret); err != nil {
			return err
		}
	}
	// Capabilities may grow with the login, and MOVE is believed only here.
	var caps imap.CapSet
	err = s.run("CAPABILITY", func() (err error) {
		caps, err = s.client.Capability().Wait()
		return err
	})
	if err != nil {
		return err
	}
	rev2 := caps.Has(imap.CapIMAP4rev2)
	s.Can = Can{
		Move:    caps.Has(imap.CapMove) || rev2,
		UIDPlus: caps.Has(imap.CapUIDPlus) || rev2,
		Idle:    caps.Has(imap.CapIdle) || rev2,
	}
	s.listExtended = caps.Has(imap.CapListExtended) || rev2
	if caps.Has(imap.CapID) {
		// NetEase answers SELECT with "Unsafe Login" to whoever has not said ID.
		err := s.run("ID", func() error {
			_, err := s.client.ID(&imap.IDData{Name: "inquiryd", Vendor: "inquiryd"}).Wait()
			return err
		})
		if err != nil && !Refused(err) {
			return err
		}
	}
	return s.layout(caps.Has(imap.CapNamespace) || rev2)
}

func (s *Session) login(secret signin.Secret) error {
	err := s.run("login", func() error {
		// Not Caps(), which may wait half a minute for a list that never comes.
		caps, err := s.client.Capability().Wait()
		if err != nil {
			return err
		}
		if caps.Has(imap.AuthCap(sasl.Plain)) {
			return s.client.Authenticate(sasl.NewPlainClient("", s.cfg.User, secret.Reveal()))
		}
		if caps.Has(imap.CapLoginDisabled) {
			return errors.New("the server offers neither AUTH=PLAIN nor LOGIN")
		}
		return s.client.Login(s.cfg.User, secret.Reveal()).Wait()
	})
	if Refused(err) && !passing(err) {
		return fmt.Errorf("%w: %w", ErrLogin, err)
	}
	return err
}

// passing tells a server that is busy from one that does not want us. RFC 5530
// gives the codes. Servers without them say it in words, also behind a code that
// says nothing of the cause, as Gmail's [ALERT] Too many simultaneous connections.
func passing(err error) bool {
	var refusal *imap.Error
	if !errors.As(err, &refusal) {
		return true
	}
	switch imap.ResponseCode(strings.ToUpper(string(refusal.Code))) {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit,
		imap.ResponseCodeServerBug, imap.ResponseCodeOverQuota:
		return true
	case imap.ResponseCodeAuthenticationFailed, imap.ResponseCodeAuthorizationFailed, imap.ResponseCodeExpired,
		imap.ResponseCodePrivacyRequired, imap.ResponseCodeContactAdmin:
		return false
	}
	text := strings.ToLower(refusal.Text)
	return slices.ContainsFunc(busyWords, func(word string) bool { return strings.Contains(text, word) })
}

var busyWords = []string{
	"temporar", "unavailable", "try again", "later", "too many", "busy", "internal error", "timeout",
}
