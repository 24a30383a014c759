package signin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

func TestSecretNeverPrints(t *testing.T) {
	const value = "hunter2-value"
	secret := NewSecret(value)
	if secret.Reveal() != value || secret != NewSecret(value) || secret == NewSecret("other") {
		t.Fatal("a secret is not its value")
	}
	if (Secret{}).Reveal() != "" {
		t.Error("the zero secret has a value")
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, secret); got != "***" {
			t.Errorf("%s gives %s", verb, got)
		}
		for _, in := range []any{&secret, struct{ Password Secret }{secret}, struct{ hidden Secret }{secret}, []Secret{secret}} {
			if got := fmt.Sprintf(verb, in); strings.Contains(got, value) || strings.Contains(got, fmt.Sprintf("%x", value)) {
				t.Errorf("%s in a %T gives %s", verb, in, got)
			}
		}
	}
	js, err := json.Marshal(map[string]any{"a": secret, "b": &secret})
	if err != nil || string(js) != `{"a":"***","b":"***"}` {
		t.Errorf("JSON gives %s, %v", js, err)
	}
	for name, encoder := range map[string]func(zapcore.EncoderConfig) zapcore.Encoder{
		"json": zapcore.NewJSONEncoder, "console": zapcore.NewConsoleEncoder,
	} {
		var log bytes.Buffer
		config := zap.NewProductionEncoderConfig()
		logger := zap.New(zapcore.NewCore(encoder(config), zapcore.AddSync(&log), zap.DebugLevel))
		logger.Info("signing in", zap.Any("any", secret), zap.Reflect("reflect", struct{ S Secret }{secret}),
			zap.Any("hidden", struct{ s Secret }{secret}), zap.Error(fmt.Errorf("with %v", secret)))
		logger.Sugar().Infow("again", "sugar", secret, "in", []Secret{secret})
		if strings.Contains(log.String(), value) || !strings.Contains(log.String(), "***") {
			t.Errorf("zap %s writes %s", name, &log)
		}
	}
}

func TestPasswordFile(t *testing.T) {
	long := strings.Repeat("x", maxSecret)
	for _, tt := range []struct {
		name, content string
		mode          os.FileMode
		want          string // the secret
		fault         string // or part of the error
	}{
		{"0600", "open sesame\n", 0o600, "open sesame", ""},
		{"0400", "open sesame\n", 0o400, "open sesame", ""},
		{"no line end", "open sesame", 0o600, "open sesame", ""},
		{"CR LF", "open sesame\r\nmore\r\n", 0o600, "open sesame", ""},
		{"spaces stay", " a b \t\n", 0o600, " a b \t", ""},
		{"second line", "one\ntwo\n", 0o600, "one", ""},
		{"longest", long + "\n", 0o600, long, ""},
		{"0644", "open sesame\n", 0o644, "", "mode 0644 lets others read it; want 0600"},
		{"0640", "open sesame\n", 0o640, "", "mode 0640"},
		{"0604", "open sesame\n", 0o604, "", "mode 0604"},
		{"empty", "", 0o600, "", "the first line is empty"},
		{"empty line first", "\nopen sesame\n", 0o600, "", "the first line is empty"},
		{"only CR LF", "\r\n", 0o600, "", "the first line is empty"},
		{"too long", long + "x\n", 0o600, "", "longer than 4096 bytes"},
		{"endless", strings.Repeat("x", 1<<20), 0o600, "", "longer than 4096 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "secret")
			if err := errors.Join(os.WriteFile(path, []byte(tt.content), 0o600), os.Chmod(path, tt.mode)); err != nil {
				t.Fatal(err)
			}
			secret, err := Source{PasswordFile: path}.Load(t.Context())
			check(t, secret, err, tt.want, tt.fault)
			if err != nil && (!strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "sesame")) {
				t.Errorf("the error tells the password, or not the file: %v", err)
			}
		})
	}
}

func check(t *testing.T, got Secret, err error, want, fault string) {
	t.Helper()
	switch {
	case fault == "" && (err != nil || got.Reveal() != want):
		t.Errorf("got %d bytes, %v; want %d bytes", len(got.Reveal()), err, len(want))
	case fault != "" && (err == nil || got != Secret{} || !strings.Contains(err.Error(), fault)):
		t.Errorf("got %d bytes, %v; want an error with %q", len(got.Reveal()), err, fault)
	}
}

func TestPasswordFileIsNoFile(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, fault := range map[string]string{
		dir:                           "want a regular file",
		fifo:                          "want a regular file",
		filepath.Join(dir, "missing"): "no such file",
	} {
		secret, err := Source{PasswordFile: path}.Load(t.Context())
		check(t, secret, err, "", fault)
	}
}

// info is a file as somebody else would own it, which only root could make.
type info struct {
	fs.FileInfo
	mode fs.FileMode
	uid  int
}

func (i info) Mode() fs.FileMode { return i.mode }
func (i info) Sys() any          { return &syscall.Stat_t{Uid: uint32(i.uid)} }

func TestPasswordFileOwner(t *testing.T) {
	me := os.Getuid()
	for _, tt := range []struct {
		uid   int
		mode  fs.FileMode
		fault string
	}{
		{me, 0o600, ""},
		{0, 0o600, ""},
		{me + 1, 0o600, fmt.Sprintf("owned by uid %d; want root or uid %d", me+1, me)},
		{me, 0o600 | fs.ModeNamedPipe, "want a regular file"},
		{me + 1, 0o644, "mode 0644"},
	} {
		err := private("/etc/secret", info{mode: tt.mode, uid: tt.uid})
		if (err == nil) != (tt.fault == "") || err != nil && !strings.Contains(err.Error(), tt.fault) {
			t.Errorf("uid %d, mode %o: %v, want %q", tt.uid, tt.mode, err, tt.fault)
		}
	}
}

// systemd gives credentials modes and owners of its own, in a directory that
// only we can enter.
func TestCredentialsDirectory(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "sub/b"} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("open sesame"), 0o600), os.Chmod(path, 0o444)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("CREDENTIALS_DIRECTORY", dir+"/")
	secret, err := Source{PasswordFile: "${CREDENTIALS_DIRECTORY}/a"}.Load(t.Context())
	check(t, secret, err, "open sesame", "")
	// Below it, or beside it, is not in it.
	for _, name := range []string{"${CREDENTIALS_DIRECTORY}/sub/b", "${CREDENTIALS_DIRECTORY}/../" + filepath.Base(dir) + "/sub/b"} {
		secret, err = Source{PasswordFile: name}.Load(t.Context())
		check(t, secret, err, "", "mode 0444")
	}
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	secret, err = Source{PasswordFile: filepath.Join(dir, "a")}.Load(t.Context())
	check(t, secret, err, "", "mode 0444")
}

func TestPasswordCmd(t *testing.T) {
	for _, tt := range []struct {
		name  string
		argv  []string
		want  string
		fault string
	}{
		{"first line", []string{"printf", `open sesame\nurl: x\n`}, "open sesame", ""},
		{"CR LF", []string{"printf", `open sesame\r\n`}, "open sesame", ""},
		{"no shell", []string{"echo", "$HOME;x"}, "$HOME;x", ""},
		{"flood after the line", []string{"sh", "-c", "echo open; head -c 10000000 /dev/zero"}, "open", ""},
		{"agent left behind", []string{"sh", "-c", "sleep 30 & echo open"}, "open", ""},
		{"no input", []string{"cat"}, "", "the first line is empty"},
		{"nothing", []string{"true"}, "", "the first line is empty"},
		{"flood", []string{"head", "-c", "10000000", "/dev/zero"}, "", "longer than 4096 bytes"},
		{"fails", []string{"sh", "-c", "echo sesame; echo sesame-on-stderr >&2; exit 3"}, "", "exit status 3"},
		{"missing", []string{"/nowhere/pass", "sesame"}, "", "no such file"},
		{"not in PATH", []string{"inquiryd-no-such-command"}, "", "not found"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			secret, err := Source{PasswordCmd: tt.argv}.Load(t.Context())
			check(t, secret, err, tt.want, tt.fault)
			if err != nil && (!strings.Contains(err.Error(), tt.argv[0]) || strings.Contains(err.Error(), "sesame")) {
				t.Errorf("the error tells the password, or not the command: %v", err)
			}
		})
	}
}

func TestPasswordCmdIsKilled(t *testing.T) {
	for name, argv := range map[string][]string{
		"itself":         {"sleep", "60"},
		"with its child": {"sh", "-c", "echo open; sleep 60; true"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		begun := time.Now()
		secret, err := Source{PasswordCmd: argv}.Load(ctx)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || secret != (Secret{}) {
			t.Errorf("%s: got %v", name, err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
	if cmdTimeout != 10*time.Second {
		t.Errorf("the documentation says 10 s, and it is %s", cmdTimeout)
	}
}

func TestSourceCheck(t *testing.T) {
	for _, tt := range []struct {
		source Source
		fault  string
	}{
		{Source{PasswordFile: "x"}, ""},
		{Source{PasswordCmd: []string{"pass", ""}}, ""},
		{Source{}, "want password_file or password_cmd"},
		{Source{PasswordCmd: []string{}}, "want password_file or password_cmd"},
		{Source{PasswordFile: "x", PasswordCmd: []string{"y"}}, "want one of password_file and password_cmd, have both"},
		{Source{PasswordCmd: []string{""}}, "an empty name"},
		{Source{PasswordCmd: []string{"", "x"}}, "an empty name"},
	} {
		err := tt.source.Check()
		if (err == nil) != (tt.fault == "") || err != nil && !strings.Contains(err.Error(), tt.fault) {
			t.Errorf("%+v: %v, want %q", tt.source, err, tt.fault)
		}
		if tt.fault != "" {
			secret, err := tt.source.Load(t.Context())
			check(t, secret, err, "", tt.fault)
		}
	}
}
