package mailboxtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
)

// Password is what every user of the Dovecot signs in with.
const Password = "correct-horse"

// DovecotOptions change what the server offers.
type DovecotOptions struct {
	// Capability replaces the capabilities after login, to see how we get on
	// without some. Empty: all that Dovecot has.
	Capability string
	// CertFile and KeyFile switch TLS on: STARTTLS on the one port, and
	// implicit TLS on another.
	CertFile, KeyFile string
	// Storage is "maildir" (the default) or "sdbox".
	Storage string
}

// The capabilities of poorer servers.
const (
	WithoutMove    = "IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE NAMESPACE UIDPLUS LIST-EXTENDED CHILDREN UNSELECT"
	WithoutUIDPlus = "IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE NAMESPACE LIST-EXTENDED CHILDREN UNSELECT"
	WithoutIdle    = "IMAP4rev1 SASL-IR LITERAL+ ID ENABLE NAMESPACE UIDPLUS MOVE LIST-EXTENDED CHILDREN UNSELECT"
)

// Dovecot is a server of our own on loopback. Any user name signs in with
// Password and gets a mailbox.
type Dovecot struct {
	Port    int // clear text and STARTTLS
	TLSPort int // implicit TLS; 0 without a certificate
	dir     string
	uid     int // of the mailboxes' owner
	gid     int
	cmd     *exec.Cmd
	ended   chan struct{}
}

// ErrNoDovecot says that the program is not on this machine.
var ErrNoDovecot = errors.New("dovecot is not installed (Debian: apt-get install dovecot-imapd)")

// StartDovecot runs a server in a new directory and waits until it answers.
func StartDovecot(ctx context.Context, opt DovecotOptions) (*Dovecot, error) {
	program, err := exec.LookPath("dovecot")
	if err != nil {
		if program = "/usr/sbin/dovecot"; !executable(program) {
			return nil, ErrNoDovecot
		}
	}
	d := &Dovecot{ended: make(chan struct{})}
	// Not a test's own directory: the server's users must be able to enter it.
	if d.dir, err = os.MkdirTemp("", "inquiryd-dovecot-"); err != nil {
		return nil, err
	}
	if err := d.start(ctx, program, opt); err != nil {
		os.RemoveAll(d.dir)
		return nil, err
	}
	return d, nil
}

func (d *Dovecot) start(ctx context.Context, program string, opt DovecotOptions) (err error) {
	if d.Port, err = freePort(); err != nil {
		return err
	}
	if opt.CertFile != "" {
		if d.TLSPort, err = freePort(); err != nil {
			return err
		}
	}
	conf, err := d.configuration(opt)
	if err != nil {
		return err
	}
	path := filepath.Join(d.dir, "dovecot.conf")
	for _, sub := range []string{d.dir, filepath.Join(d.dir, "home")} {
		if err := os.MkdirAll(sub, 0o755); err != nil {
			return err
		}
		if err := os.Chmod(sub, 0o755); err != nil {
			return err
		}
	}
	if err := d.own(filepath.Join(d.dir, "home")); err != nil {
		return err
	}
	if err := os.WriteFile(path, []byte(conf), 0o600); err != nil {
		return err
	}
	d.cmd = exec.Command(program, "-F", "-c", path)
	if err := d.cmd.Start(); err != nil {
		return fmt.Errorf("dovecot: %w", err)
	}
	go func() { _ = d.cmd.Wait(); close(d.ended) }()
	if err := d.await(ctx); err != nil {
		d.Stop()
		return err
	}
	return nil
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&0o111 != 0
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (d *Dovecot) configuration(opt DovecotOptions) (string, error) {
	me, err := user.Current()
	if err != nil {
		return "", err
	}
	// Started by root, the server insists on giving root up; started by anybody
	// else, it cannot change user at all.
	internal, login := me.Username, me.Username
	d.uid, d.gid = os.Getuid(), os.Getgid()
	if d.uid == 0 {
		internal, login = "dovecot", "dovenull"
		owner, err := user.Lookup("mail")
		if err != nil {
			return "", err
		}
		if _, err := fmt.Sscan(owner.Uid+" "+owner.Gid, &d.uid, &d.gid); err != nil {
			return "", err
		}
	}
	ssl := "ssl = no\n"
	if opt.CertFile != "" {
		ssl = fmt.Sprintf("ssl = yes\nssl_cert = <%s\nssl_key = <%s\n", opt.CertFile, opt.KeyFile)
	}
	capability := ""
	if opt.Capability != "" {
		capability = "imap_capability = " + opt.Capability + "\n"
	}
	storage := opt.Storage
	if storage == "" {
		storage = "maildir"
	}
	return fmt.Sprintf(`base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
protocols = imap
listen = 127.0.0.1
default_internal_user = %[2]s
default_login_user = %[3]s
first_valid_uid = 0
first_valid_gid = 0
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = %[8]s:~/mail
mail_fsync = never
maildir_very_dirty_syncs = no
mail_max_userip_connections = 1000
%[4]s%[5]sservice imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = %[6]d
  }
  inet_listener imaps {
    port = %[7]d
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap {
  process_limit = 2000
}
passdb {
  driver = static
  args = password=%[9]s
}
userdb {
  driver = static
  args = uid=%[10]d gid=%[11]d home=%[1]s/home/%%u
}
namespace inbox {
  inbox = yes
  separator = /
}
`, d.dir, internal, login, ssl, capability, d.Port, d.TLSPort, storage, Password, d.uid, d.gid), nil
}

// await tries the door until it opens, for at most ten seconds.
func (d *Dovecot) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		c, err := net.Dial("tcp", d.Addr())
		if err == nil {
			buf := make([]byte, 4)
			_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
			_, err = c.Read(buf)
			c.Close()
			if err == nil && bytes.HasPrefix(buf, []byte("* OK")) {
				return nil
			}
		}
		select {
		case <-d.ended:
			return fmt.Errorf("dovecot ended at once:\n%s", d.Log())
		case <-ctx.Done():
			return fmt.Errorf("dovecot does not answer on %s:\n%s", d.Addr(), d.Log())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Addr is where the server listens.
func (d *Dovecot) Addr() string { return fmt.Sprintf("127.0.0.1:%d", d.Port) }

// Log is what the server wrote about itself.
func (d *Dovecot) Log() string {
	b, _ := os.ReadFile(filepath.Join(d.dir, "log"))
	return string(b)
}

// own gives a file to the owner of the mailboxes.
func (d *Dovecot) own(path string) error {
	if os.Getuid() != 0 {
		return nil
	}
	return os.Chown(path, d.uid, d.gid)
}

// Stop ends the server, waits until it is gone and removes its files.
func (d *Dovecot) Stop() {
	defer os.RemoveAll(d.dir)
	_ = d.cmd.Process.Signal(os.Interrupt)
	select {
	case <-d.ended:
	case <-time.After(5 * time.Second):
		_ = d.cmd.Process.Kill()
		<-d.ended
	}
}

var delivered atomic.Int64

// Deliver puts a letter into a user's maildir INBOX the way a mail server does:
// written beside, then renamed into new.
func (d *Dovecot) Deliver(user string, raw []byte) error {
	box := filepath.Join(d.dir, "home", user, "mail")
	for _, dir := range []string{filepath.Dir(box), box, filepath.Join(box, "tmp"), filepath.Join(box, "new"), filepath.Join(box, "cur")} {
		if err := os.Mkdir(dir, 0o700); errors.Is(err, fs.ErrExist) {
			continue
		} else if err != nil {
			return err
		}
		if err := d.own(dir); err != nil {
			return err
		}
	}
	name := fmt.Sprintf("%d.M%06dP%d.test", time.Now().Unix(), delivered.Add(1), os.Getpid())
	tmp := filepath.Join(box, "tmp", name)
	if err := os.WriteFile(tmp, raw, 0o600); err != nil {
		return err
	}
	if err := d.own(tmp); err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(box, "new", name))
}

// Client is a signed-in IMAP client of its own, for looking on and for acting
// as the rep.
func (d *Dovecot) Client(user string) (*imapclient.Client, error) {
	c, err := imapclient.DialInsecure(d.Addr(), nil)
	if err != nil {
		return nil, err
	}
	if err := c.Login(user, Password).Wait(); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}
