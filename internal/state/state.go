// Package state is the daemon's memory: one bbolt file that holds how far each
// folder was read, what was made of each letter, and the journal of what was
// done to it. kill -9 is a normal stop: a commit is on the disk before it
// returns, and an effect on the mailbox has its intent committed first.
//
// What it relies on was measured, and shapes the rules here. bbolt keeps every
// acknowledged commit through a power cut, unless NoSync is set: it never is.
// It has no checksums of its own, so each value carries one. A file cut to
// zero bytes opens as a new, empty database: a marker file beside it tells
// lost memory from a first start, because a daemon that forgot would do all
// its work again. An open read transaction makes the file grow without bound,
// so none outlives a method of this package, and none writes.
//
// One process owns the file; bbolt's lock keeps even readers out.
package state

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/renameio/v2"
	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
	"golang.org/x/sys/unix"
)

// The buckets. The last three are indexes, rebuilt from nothing else and
// always written in the transaction that changes a letter.
var (
	installBucket = []byte("install")
	cursorBucket  = []byte("cursors")
	letterBucket  = []byte("letters")
	poisonBucket  = []byte("poison")
	peopleBucket  = []byte("people")
	openBucket    = []byte("open")   // letter key
	printBucket   = []byte("prints") // account NUL print, letter key
	midBucket     = []byte("message-ids")
)

var buckets = [][]byte{installBucket, cursorBucket, letterBucket, poisonBucket, peopleBucket, openBucket, printBucket, midBucket}

// checked are the buckets whose values carry a checksum.
var checked = map[string]bool{string(cursorBucket): true, string(letterBucket): true, string(poisonBucket): true, string(peopleBucket): true}

var idKey = []byte("id")

// Errors of Open. ErrDamaged is another.
var (
	// ErrLocked: another process has the file open.
	ErrLocked = errors.New("the state file is in use by another process")
	// ErrLost: the marker says that there was a state, and the file has none.
	ErrLost = errors.New("the state is lost")
)

// lockTimeout bounds the wait for another process; without it bbolt waits for ever.
const lockTimeout = 2 * time.Second

// State is the open file. Its methods are safe for concurrent use; writes come
// from one goroutine.
type State struct {
	db   *bbolt.DB
	path string
	id   []byte
}

// Open opens the file, or makes it if neither it nor its marker exists. The
// directory must exist.
func Open(path string) (s *State, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("state %s: %w", path, err)
		}
	}()
	marked, err := readMarker(path)
	if err != nil {
		return nil, err
	}
	if info, statErr := os.Stat(path); marked != "" && (statErr != nil || info.Size() == 0) {
		if statErr != nil && !errors.Is(statErr, fs.ErrNotExist) {
			return nil, statErr
		}
		return nil, ErrLost
	}
	return open(path, marked)
}

// open turns what a damaged file does to bbolt, panics and faults on the
// memory map included, into an error. The file is read through first, in this
// goroutine: when it opens for writing bbolt walks the pages in a goroutine of
// its own, and from a fault there nobody can recover.
func open(path, marked string) (s *State, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, fmt.Errorf("%w: %v", ErrDamaged, r)
		}
	}()
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		if err := preflight(path); err != nil {
			return nil, err
		}
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:        lockTimeout,
		NoFreelistSync: true, // a read held open costs 48 MiB instead of 3 GiB
		FreelistType:   bbolt.FreelistMapType,
	})
	if err != nil {
		return nil, translate(err)
	}
	s = &State{db: db, path: path}
	if err := s.install(marked); err != nil {
		db.Close()
		return nil, err
	}
	return s, nil
}

// preflight reads every key and value, which touches every page that is in
// use, finds each key again by its name, which touches every branch to it, and
// compares the checksums: damage shows at the start and not in the middle of an
// effect. bbolt's own Check would run in a goroutine, and die there.
func preflight(path string) error {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout, ReadOnly: true})
	if err != nil {
		return translate(err)
	}
	defer db.Close()
	return db.View(func(tx *bbolt.Tx) error {
		seen := 0
		err := tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			seen++
			return b.ForEach(func(k, v []byte) error {
				if again := b.Get(k); again == nil || &again[0] != &v[0] {
					return fmt.Errorf("%w: a key that is not found by its name", ErrDamaged)
				}
				if checked[string(name)] {
					return verify(k, v)
				}
				return nil
			})
		})
		if err == nil && seen != 0 && seen != len(buckets) {
			err = fmt.Errorf("%w: %d buckets of %d", ErrDamaged, seen, len(buckets))
		}
		return err
	})
}

func translate(err error) error {
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return ErrLocked
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// install makes sure that file and marker belong together, making both at the
// very first start: the file first, so that a crash between leaves a state
// without a marker, which is whole, and never a marker without a state.
func (s *State) install(marked string) error {
	err := s.db.View(func(tx *bbolt.Tx) error {
		if b := tx.Bucket(installBucket); b != nil {
			s.id = append([]byte(nil), b.Get(idKey)...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	switch id := hex.EncodeToString(s.id); {
	case s.id == nil && marked != "":
		return ErrLost
	case s.id != nil && marked == "":
		return s.writeMarker()
	case s.id != nil && marked != id:
		return fmt.Errorf("belongs to another installation: it has id %s, %s says %s", id, markerPath(s.path), marked)
	case s.id != nil:
		return nil
	}
	s.id = make([]byte, 16)
	if _, err := rand.Read(s.id); err != nil {
		return err
	}
	err = s.db.Update(func(tx *bbolt.Tx) error {
		for _, name := range buckets {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return tx.Bucket(installBucket).Put(idKey, s.id)
	})
	if err != nil {
		return err
	}
	return s.writeMarker()
}

// Close releases the file.
func (s *State) Close() error { return s.db.Close() }

// Secret is random, made at installation and known to nobody else: the key of
// whatever must be recognisable as ours.
func (s *State) Secret() []byte { return append([]byte(nil), s.id...) }

// Room is how many bytes are free on the file's disk.
func (s *State) Room() (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(filepath.Dir(s.path), &st); err != nil {
		return 0, fmt.Errorf("state %s: free space: %w", s.path, err)
	}
	return int64(st.Bavail) * st.Bsize, nil
}

// Forget removes the marker, and the file if it is still there is set aside
// under a name with the time now, so that a new state can begin: adopt does
// that once a person has decided that the old one is gone.
func Forget(path string, now time.Time) error {
	if _, err := os.Stat(path); err == nil {
		aside := path + ".lost-" + now.UTC().Format("20060102T150405Z")
		if err := os.Rename(path, aside); err != nil {
			return fmt.Errorf("state %s: set aside: %w", path, err)
		}
	}
	if err := os.Remove(markerPath(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("state %s: %w", path, err)
	}
	return nil
}

func markerPath(path string) string { return path + ".id" }

func readMarker(path string) (string, error) {
	b, err := os.ReadFile(markerPath(path))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	id := strings.TrimSpace(string(b))
	if id == "" {
		return "", fmt.Errorf("%s is empty", markerPath(path))
	}
	return id, nil
}

func (s *State) writeMarker() error {
	return renameio.WriteFile(markerPath(s.path), []byte(hex.EncodeToString(s.id)+"\n"), 0o600)
}

// Lose leaves a marker without a state, so that the next Open says ErrLost: an
// adoption that broke off must not pass for a first start.
func Lose(path string) error {
	if err := renameio.WriteFile(markerPath(path), []byte("lost\n"), 0o600); err != nil {
		return fmt.Errorf("state %s: %w", path, err)
	}
	return nil
}
