// Package config reads the configuration: one TOML file becomes validated
// values of the packages' own config types. Those packages own the keys, the
// defaults and the rules of their values; config composes them.
//
// Whatever is wrong is told at once, each fault with its line. go-toml's
// decoder stops at the first value of a wrong type and speaks of Go's types,
// so only its parser is used: the document is walked expression by expression,
// each key looked up in the structs of document.go and set there (decode.go),
// and the line of each key is kept. What the walk could not set is spoilt and
// asked no further questions; the rest is validated (check.go), and a fault is
// told with the line of the deepest part of its key that is in the file.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"inquiryd/internal/desk"
	"inquiryd/internal/follow"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/screen"
)

// maxSize bounds the file: a catalogue of a hundred thousand products fits.
const maxSize = 32 << 20

// Config is a validated configuration.
type Config struct {
	State   string // path of the state file
	Control string // path of the control socket
	Network string // path of a country table of networks (.mmdb), or ""
	Log     Log

	Parent string // folder above the tier folders
	Tiers  map[inquiry.Tier]desk.Tier
	Limits desk.Limits
	Follow follow.Config

	Screen   screen.Config
	Accounts []desk.Account

	file string // where it came from, for NeedAccounts
}

// Log says what is logged, and how.
type Log struct {
	Format  string `toml:"format"`  // "auto", "text" or "json"
	Level   string `toml:"level"`   // "debug", "info", "warn" or "error"
	Privacy bool   `toml:"privacy"` // no addresses and subjects above debug
}

// Load reads a file. It refuses one that somebody else may change: the file
// names commands that run as us. Everyone may read it, for it holds no secret.
// Its error is always Faults.
func Load(path string) (*Config, error) {
	data, err := read(path)
	if err != nil {
		return nil, Faults{{File: path, Problem: err}}
	}
	return Parse(path, data)
}

func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, cause(err)
	}
	if err := trustworthy(info); err != nil {
		return nil, err
	}
	// One byte more than allowed lets Parse see that there was more.
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	return data, cause(err)
}

// cause is the error without the path, which the fault already names.
func cause(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}

// trustworthy refuses a file that others can write or that is somebody else's.
func trustworthy(info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return errors.New("want a regular file")
	}
	if mode := info.Mode().Perm(); mode&0o022 != 0 {
		return fmt.Errorf("want a file that only its owner can write, have mode %04o (chmod go-w)", mode)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid != 0 && int(st.Uid) != os.Geteuid() {
		return fmt.Errorf("want a file of root or of uid %d, have one of uid %d", os.Geteuid(), st.Uid)
	}
	return nil
}

// Parse reads a configuration that is already in memory; name stands for the
// file in the faults. It looks at STATE_DIRECTORY and RUNTIME_DIRECTORY for
// the defaults of two paths, and at nothing else outside data. A configuration
// without accounts is fine here. Its error is always Faults.
func Parse(name string, data []byte) (*Config, error) {
	doc := defaults()
	r := newReport(name)
	switch {
	case len(data) > maxSize:
		r.add("", fmt.Errorf("want at most %d bytes, have more", maxSize))
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		r.add("", errors.New("want UTF-8 text, have UTF-16; save the file as UTF-8"))
	default:
		if decode(bytes.TrimPrefix(data, []byte("\ufeff")), &doc, r) {
			doc.check(r)
		}
	}
	if faults := r.sorted(); len(faults) > 0 {
		return nil, faults
	}
	return doc.config(name), nil
}

// NeedAccounts is the fault of a configuration that names no account, for the
// commands that can do nothing without.
func (c *Config) NeedAccounts() error {
	if len(c.Accounts) > 0 {
		return nil
	}
	return Faults{{File: c.file, Key: "account", Problem: errors.New("want at least one [[account]]")}}
}
