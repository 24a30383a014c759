// Package signin holds what a server asks of us before it lets us in: the
// password, wherever the operator keeps it, and the TLS that it may travel
// under. mailbox and outbox sign in alike, so they share it.
//
// No secret stands in the configuration. It comes from a file that only we can
// read, from a command, or from systemd's credentials, and it lives in a type
// that prints as "***" wherever it may be printed by accident.
package signin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unique"
)

// Limits on a password command (reliability: threats and limits).
const (
	cmdTimeout = 10 * time.Second
	maxSecret  = 4 << 10
)

// Secret is a password or token; two of the same value are equal. Printing,
// logging or encoding it gives "***". Where fmt cannot call Format, in a struct
// whose field is not exported, it finds a pointer.
type Secret struct{ value unique.Handle[string] }

// NewSecret wraps a value that is already in memory.
func NewSecret(value string) Secret { return Secret{unique.Make(value)} }

// Reveal is the one way to the value. That of the zero Secret is empty.
func (s Secret) Reveal() string {
	if s == (Secret{}) {
		return ""
	}
	return s.value.Value()
}

// Format hides the value under every verb, %#v included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("***")) }

// MarshalText hides the value in JSON, TOML and zap.
func (s Secret) MarshalText() ([]byte, error) { return []byte("***"), nil }

// Source says where a password is kept: exactly one of the two is set.
type Source struct {
	// PasswordFile is a path; variables such as ${CREDENTIALS_DIRECTORY} are
	// expanded. The first line counts. Mode 0600 or stricter.
	PasswordFile string `toml:"password_file"`
	// PasswordCmd is a command and its arguments, run without a shell for at
	// most 10 s. The first line of its output counts.
	PasswordCmd []string `toml:"password_cmd"`
}

// Check says what is wrong with the source before anything is read.
func (s Source) Check() error {
	switch {
	case s.PasswordFile == "" && len(s.PasswordCmd) == 0:
		return errors.New("want password_file or password_cmd")
	case s.PasswordFile != "" && len(s.PasswordCmd) > 0:
		return errors.New("want one of password_file and password_cmd, have both")
	case len(s.PasswordCmd) > 0 && s.PasswordCmd[0] == "":
		return errors.New("password_cmd: want a command and its arguments, have an empty name")
	}
	return nil
}

// Load reads the secret anew, so that a changed password needs no restart.
func (s Source) Load(ctx context.Context) (Secret, error) {
	if err := s.Check(); err != nil {
		return Secret{}, err
	}
	if s.PasswordFile != "" {
		return loadFile(os.ExpandEnv(s.PasswordFile))
	}
	return runCmd(ctx, s.PasswordCmd)
}

func loadFile(path string) (Secret, error) {
	// Without O_NONBLOCK a named pipe would hold us up before we see what it is.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return Secret{}, fmt.Errorf("password_file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Secret{}, fmt.Errorf("password_file: %w", err)
	}
	if err := private(path, info); err != nil {
		return Secret{}, fmt.Errorf("password_file %s: %w", path, err)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err != nil {
		return Secret{}, fmt.Errorf("password_file: %w", err)
	}
	return firstLine(b, "password_file "+path)
}

// private refuses a secret that others on the machine can read. systemd hands
// out credentials in a directory of its own with modes of its own.
func private(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return errors.New("want a regular file")
	}
	if dir := os.Getenv("CREDENTIALS_DIRECTORY"); dir != "" && filepath.Dir(path) == filepath.Clean(dir) {
		return nil
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("mode %04o lets others read it; want 0600 (chmod 600)", mode)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid != 0 && int(st.Uid) != os.Getuid() {
		return fmt.Errorf("owned by uid %d; want root or uid %d", st.Uid, os.Getuid())
	}
	return nil
}

func runCmd(ctx context.Context, argv []string) (Secret, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, cmdTimeout, fmt.Errorf("no answer within %s", cmdTimeout))
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	// A grandchild that keeps the pipe open, an agent say, must not hold us up;
	// what the command said before it ended well counts.
	cmd.WaitDelay = time.Second
	var out limited
	cmd.Stdout = &out
	// Standard error goes nowhere: it may hold what must not reach a log.
	if err := cmd.Run(); err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return Secret{}, fmt.Errorf("password_cmd %s: %w", argv[0], err)
	}
	return firstLine(out.Bytes(), "password_cmd "+argv[0])
}

// limited keeps the first maxSecret bytes and one, and swallows the rest, so that a
// command that floods us ends in its own time.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if room := maxSecret + 1 - l.Len(); room > 0 {
		l.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func firstLine(b []byte, from string) (Secret, error) {
	line, _, _ := strings.Cut(string(b), "\n")
	line = strings.TrimSuffix(line, "\r")
	switch {
	case line == "":
		return Secret{}, fmt.Errorf("%s: the first line is empty", from)
	case len(line) > maxSecret:
		return Secret{}, fmt.Errorf("%s: the first line is longer than %d bytes", from, maxSecret)
	}
	return NewSecret(line), nil
}
