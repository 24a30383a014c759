package mailbox_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"inquiryd/internal/mailbox"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/signin"
)

// authority is a certificate authority of the test's own.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string // PEM
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Brightway Office CA"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	a := authority{key: key, file: filepath.Join(t.TempDir(), "ca.pem")}
	a.cert, err = x509.ParseCertificate(der)
	must(t, err)
	writePEM(t, a.file, "CERTIFICATE", der)
	return a
}

// issue makes a server certificate, and says the pin of its key.
func (a authority) issue(t *testing.T, until time.Time, names ...string) (certFile, keyFile, pin string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	must(t, err)
	secret, err := x509.MarshalECPrivateKey(key)
	must(t, err)
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	must(t, err)
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writePEM(t, certFile, "CERTIFICATE", der)
	writePEM(t, keyFile, "EC PRIVATE KEY", secret)
	sum := sha256.Sum256(public)
	return certFile, keyFile, hex.EncodeToString(sum[:])
}

func writePEM(t *testing.T, path, kind string, der []byte) {
	t.Helper()
	must(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
}

func TestTLS(t *testing.T) {
	office, stranger := newAuthority(t), newAuthority(t)
	inAnHour := time.Now().Add(time.Hour)
	cert, key, pin := office.issue(t, inAnHour, "localhost")
	d := startDovecot(t, mailboxtest.DovecotOptions{CertFile: cert, KeyFile: key})
	cert, key, _ = office.issue(t, inAnHour, "imap.elsewhere.example")
	misnamed := startDovecot(t, mailboxtest.DovecotOptions{CertFile: cert, KeyFile: key})
	cert, key, _ = office.issue(t, time.Now().Add(-time.Minute), "localhost")
	expired := startDovecot(t, mailboxtest.DovecotOptions{CertFile: cert, KeyFile: key})
	for _, tt := range []struct {
		name   string
		server *mailboxtest.Dovecot
		host   string
		trust  signin.TLS
		fault  string
	}{
		{"own authority", d, "localhost", signin.TLS{CAFile: office.file}, ""},
		{"pin", d, "localhost", signin.TLS{CAFile: office.file, Pin: pin}, ""},
		{"pin in capitals", d, "localhost", signin.TLS{CAFile: office.file, Pin: strings.ToUpper(pin)}, ""},
		{"wrong pin", d, "localhost", signin.TLS{CAFile: office.file, Pin: strings.Repeat("0", 64)}, "not the pinned one"},
		{"another authority", d, "localhost", signin.TLS{CAFile: stranger.file}, "unknown authority"},
		{"another authority, right pin", d, "localhost", signin.TLS{CAFile: stranger.file, Pin: pin}, "unknown authority"},
		{"system's roots", d, "localhost", signin.TLS{}, "certificate"},
		{"address in place of a name", d, "127.0.0.1", signin.TLS{CAFile: office.file}, "127.0.0.1"},
		{"another name", misnamed, "localhost", signin.TLS{CAFile: office.file}, "imap.elsewhere.example"},
		{"expired", expired, "localhost", signin.TLS{CAFile: office.file}, "expired"},
		{"missing ca_file", d, "localhost", signin.TLS{CAFile: office.file + "x"}, "ca_file"},
	} {
		for _, security := range []mailbox.Security{mailbox.Implicit, mailbox.STARTTLS} {
			t.Run(tt.name+" "+string(security), func(t *testing.T) {
				port := tt.server.Port
				if security == mailbox.Implicit {
					port = tt.server.TLSPort
				}
				s, err := mailbox.Dial(t.Context(), mailbox.Config{
					Host: tt.host, Port: port, TLS: security, User: "rep", Trust: tt.trust,
				}, signin.NewSecret(mailboxtest.Password))
				if tt.fault != "" {
					if err == nil || errors.Is(err, mailbox.ErrLogin) || !strings.Contains(err.Error(), tt.fault) {
						t.Errorf("got %v, want %q", err, tt.fault)
					}
					return
				}
				must(t, err)
				_, err = s.Open("INBOX")
				must(t, err)
				must(t, s.Close())
			})
		}
	}
	for _, server := range []*mailboxtest.Dovecot{d, misnamed, expired} {
		logins, protected := strings.Count(server.Log(), "Login: user=<rep>"), 0
		for line := range strings.SplitSeq(server.Log(), "\n") {
			if strings.Contains(line, "Login: user=<rep>") && strings.Contains(line, "TLS") {
				protected++
			}
		}
		if want := map[bool]int{true: 6}[server == d]; logins != want || protected != want {
			t.Errorf("%d logins, %d under TLS, want %d:\n%s", logins, protected, want, server.Log())
		}
	}
}

// startDovecot is a server of the test's own.
func startDovecot(t *testing.T, opt mailboxtest.DovecotOptions) *mailboxtest.Dovecot {
	t.Helper()
	_, _ = onDovecot(t, mailboxtest.DovecotOptions{}) // skips where there is none
	d, err := mailboxtest.StartDovecot(t.Context(), opt)
	must(t, err)
	t.Cleanup(d.Stop)
	return d
}

// Whoever stands in the middle and says anything but a clean STARTTLS hears no
// word of the login.
func TestSTARTTLSRefused(t *testing.T) {
	office := newAuthority(t)
	for _, tt := range []struct {
		name     string
		greeting string
		starttls mailboxtest.Reply
		want     string
		heard    []string
	}{
		{"not offered", "* OK [CAPABILITY IMAP4rev1] ready", say("TAG BAD what?"), "refused", []string{"STARTTLS"}},
		{"BAD", "* OK ready", say("TAG BAD what?"), "refused", []string{"STARTTLS"}},
		{"NO", "* OK ready", say("TAG NO not today"), "refused", []string{"STARTTLS"}},
		{"BYE", "* OK ready", mailboxtest.HangUp("* BYE"), "EOF", []string{"STARTTLS"}},
		{"another tag", "* OK ready", say("X1 OK go on"), "refused", []string{"STARTTLS"}},
		{"go-ahead", "* OK ready", say("+ go on"), "refused", []string{"STARTTLS"}},
		{"PREAUTH", "* PREAUTH welcome", say("TAG OK go on"), "did not greet with OK", nil},
		{"BYE greeting", "* BYE overloaded", say("TAG OK go on"), "did not greet with OK", nil},
		{"talks on", "* OK ready", say("TAG OK go on\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN"), "talked on in the clear", []string{"STARTTLS"}},
		{"a byte more", "* OK ready", say("TAG OK go on\r\nx"), "talked on in the clear", []string{"STARTTLS"}},
		{"endless line", "* OK " + strings.Repeat("x", 1<<20), say("TAG OK go on"), "buffer full", nil},
		{"no TLS after it", "* OK ready", say("TAG OK go on"), "TLS", []string{"STARTTLS"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sc := &script{Greeting: tt.greeting, On: replies{"STARTTLS": tt.starttls}}
			if tt.name == "no TLS after it" { // the client's handshake is no command to anybody
				sc.On["STARTTLS"] = mailboxtest.HangUp("TAG OK go on")
			}
			port := serve(t, sc)
			_, err := mailbox.Dial(t.Context(), mailbox.Config{
				Host: "localhost", Port: port, TLS: mailbox.STARTTLS, User: "rep", Trust: signin.TLS{CAFile: office.file},
			}, signin.NewSecret("secret"))
			if err == nil || errors.Is(err, mailbox.ErrLogin) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if got := sc.Heard(); !slices.Equal(got, tt.heard) {
				t.Errorf("heard %q, want %q", got, tt.heard)
			}
		})
	}
}

// serve plays a script on a port of loopback.
func serve(t *testing.T, sc *script) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { sc.Serve(conn) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
	return l.Addr().(*net.TCPAddr).Port
}

// A server that keeps silent during STARTTLS or the handshake holds nobody up
// who wants to stop.
func TestHandshakeEndsWithContext(t *testing.T) {
	for name, sc := range map[string]*script{
		"STARTTLS":  {On: replies{"STARTTLS": mailboxtest.Silence}},
		"handshake": {On: replies{"STARTTLS": say("TAG OK go on")}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			reply := sc.On["STARTTLS"]
			sc.On["STARTTLS"] = func(t *mailboxtest.Turn) {
				reply(t)
				cancel()
			}
			begun := time.Now()
			_, err := mailbox.Dial(ctx, mailbox.Config{Host: "localhost", Port: serve(t, sc), TLS: mailbox.STARTTLS, User: "rep"}, signin.NewSecret("secret"))
			if !errors.Is(err, context.Canceled) || time.Since(begun) > 10*time.Second {
				t.Errorf("after %s: %v", time.Since(begun), err)
			}
		})
	}
}

// Without TLS on loopback the name does not matter, only what it leads to.
func TestPlainOnLoopback(t *testing.T) {
	for _, host := range []string{"localhost", "127.0.0.1"} {
		sc := &script{}
		s, err := mailbox.Dial(t.Context(), mailbox.Config{Host: host, Port: serve(t, sc), TLS: mailbox.Plain, User: "rep"}, signin.NewSecret("secret"))
		must(t, err)
		must(t, s.Close())
	}
}
