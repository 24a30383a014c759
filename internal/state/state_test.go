package state_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/state"
)

var day = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, path string) *state.State {
	t.Helper()
	s, err := state.Open(path)
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func sample(uid uint32) state.Letter {
	return state.Letter{
		Key:       state.Key{Account: "sales", Folder: "INBOX", Validity: 7, UID: uid},
		Print:     inquiry.Print{Header: [32]byte{byte(uid), byte(uid >> 8)}, Size: int64(uid) * 100},
		MessageID: fmt.Sprintf("%d@buyer.example", uid),
		Read:      day,
		Verdict:   inquiry.Verdict{Inquiry: true, Tier: inquiry.B, Score: 530, Evidence: []inquiry.Evidence{{Signal: "price", Quote: "best price"}}},
		Actions:   []inquiry.Action{{Verb: inquiry.Tag, Arg: "inquiry-b"}, {Verb: inquiry.File, Arg: "Inquiries/B"}},
		Stage:     state.Planned,
		Mark:      inquiry.Mark{Validity: 9, Next: 4},
		Attempt:   day,
		Due:       day.Add(time.Minute),
	}
}

func TestRemembersAcrossOpenings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	s := open(t, path)
	inbox := state.Folder{Account: "sales", Name: "INBOX"}
	cur := state.Cursor{Validity: 7, Last: 3, Start: 1, Exists: 12, Reading: 5, Seen: day}
	letters := []state.Letter{sample(2), sample(3)}
	letters[1].Stage = state.Done
	must(t, s.Commit(state.Change{
		Cursors: map[state.Folder]state.Cursor{inbox: cur},
		Letters: letters,
		Poison:  map[state.Key]int{sample(9).Key: 2},
	}))
	must(t, s.Close())

	s = open(t, path)
	got, ok, err := s.Cursor(inbox)
	must(t, err)
	if !ok || !cmp.Equal(got, cur) {
		t.Errorf("cursor: %s", cmp.Diff(cur, got))
	}
	flight, err := s.Open(inbox)
	must(t, err)
	if d := cmp.Diff(letters[:1], flight); d != "" {
		t.Errorf("open letters: %s", d)
	}
	for name, find := range map[string]func() ([]state.Letter, error){
		"by print":      func() ([]state.Letter, error) { return s.ByPrint("sales", letters[1].Print) },
		"by message id": func() ([]state.Letter, error) { return s.ByMessageID(letters[1].MessageID, 9) },
		"latest":        func() ([]state.Letter, error) { return s.Latest(inbox, 7, 1) },
		"select": func() ([]state.Letter, error) {
			return s.Select(func(l *state.Letter) bool { return l.Stage == state.Done })
		},
	} {
		found, err := find()
		must(t, err)
		if d := cmp.Diff(letters[1:], found); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if n, err := s.Poison(sample(9).Key); n != 2 || err != nil {
		t.Errorf("poison: %d, %v", n, err)
	}
}

func TestLettersChangeTheirKey(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "state.db"))
	l := sample(2)
	must(t, s.Commit(state.Change{Letters: []state.Letter{l}}))
	old := l.Key
	l.Key.Validity, l.Key.UID = 8, 40
	must(t, s.Commit(state.Change{Letters: []state.Letter{l}, Moved: map[state.Key]state.Key{old: l.Key}}))
	all, err := s.Select(func(*state.Letter) bool { return true })
	must(t, err)
	if d := cmp.Diff([]state.Letter{l}, all); d != "" {
		t.Error(d)
	}
	flight, err := s.Open(state.Folder{Account: "sales", Name: "INBOX"})
	must(t, err)
	if len(flight) != 1 || flight[0].Key != l.Key {
		t.Errorf("in flight: %v", flight)
	}
}

// A daemon that forgot would do all its work again: it must not start.
func TestLostStateRefuses(t *testing.T) {
	for name, lose := range map[string]func(string) error{
		"removed":   os.Remove,
		"truncated": func(p string) error { return os.Truncate(p, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state.db")
			must(t, open(t, path).Close())
			must(t, lose(path))
			if _, err := state.Open(path); !errors.Is(err, state.ErrLost) {
				t.Fatalf("got %v, want ErrLost", err)
			}
			must(t, state.Forget(path, day))
			must(t, open(t, path).Close())
		})
	}
}

func TestForeignStateRefuses(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a.db"), filepath.Join(dir, "b.db")
	must(t, open(t, a).Close())
	must(t, open(t, b).Close())
	must(t, os.Rename(a, b))
	if _, err := state.Open(b); err == nil || !strings.Contains(err.Error(), "another installation") {
		t.Errorf("got %v", err)
	}
}

func TestSecondOwnerIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	open(t, path)
	if _, err := state.Open(path); !errors.Is(err, state.ErrLocked) {
		t.Errorf("got %v, want ErrLocked", err)
	}
}

const damagedEnv = "INQUIRYD_DAMAGED_STATE"

// The exit codes of the child that opens a damaged state.
const (
	unharmed = 0
	refused  = 4
	changed  = 5
)

// TestMain is also the child: a fault in a goroutine of bbolt's own ends the
// process, which is a refusal too, if an ugly one.
func TestMain(m *testing.M) {
	path := os.Getenv(damagedEnv)
	if path == "" {
		os.Exit(m.Run())
	}
	s, err := state.Open(path)
	if err != nil {
		os.Exit(refused)
	}
	all, err := s.Select(func(*state.Letter) bool { return true })
	switch {
	case err != nil:
		os.Exit(refused)
	case !cmp.Equal(all, twoHundred()):
		os.Exit(changed)
	}
	os.Exit(unharmed)
}

func twoHundred() (letters []state.Letter) {
	for uid := uint32(1); uid <= 200; uid++ {
		letters = append(letters, sample(uid))
	}
	return letters
}

// Whatever happens to the file, no value comes back other than it was written,
// and hardly ever does it end the process instead of an error.
func TestDamageIsFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	s := open(t, path)
	must(t, s.Commit(state.Change{Letters: twoHundred()}))
	must(t, s.Close())
	whole, err := os.ReadFile(path)
	must(t, err)
	marker, err := os.ReadFile(path + ".id")
	must(t, err)
	used := bytes.LastIndexFunc(whole, func(r rune) bool { return r != 0 })

	outcomes := make(map[int]int)
	check := func(name string, content []byte) {
		t.Helper()
		must(t, os.WriteFile(path, content, 0o600))
		must(t, os.WriteFile(path+".id", marker, 0o600))
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), damagedEnv+"="+path)
		_ = cmd.Run()
		code := cmd.ProcessState.ExitCode()
		outcomes[code]++
		if code == changed {
			t.Errorf("%s: values changed silently", name)
		}
	}
	for at := 0; at < used; at += used/150 + 1 {
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1 << (at % 8)
		check(fmt.Sprintf("bit flip at %d", at), flipped)
	}
	for at := 0; at < used; at += 16 * 4096 {
		zeroed := bytes.Clone(whole)
		clear(zeroed[at:min(at+4096, len(zeroed))])
		check(fmt.Sprintf("page zeroed at %d", at), zeroed)
		check(fmt.Sprintf("cut at %d", at), whole[:at])
	}
	check("another file", []byte(strings.Repeat("not a database\n", 1000)))
	died := 0
	for code, n := range outcomes {
		if code != unharmed && code != refused && code != changed {
			died += n
		}
	}
	t.Logf("%d unharmed, %d refused, %d died", outcomes[unharmed], outcomes[refused], died)
	if outcomes[refused] == 0 || died*50 > outcomes[refused] {
		t.Errorf("%d of %d damages ended the process", died, outcomes[refused]+died)
	}
}

func TestBackupsAreWholeAndFew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	s := open(t, path)
	must(t, s.Commit(state.Change{Letters: []state.Letter{sample(1)}}))
	for i := range 10 {
		must(t, s.Backup(day.AddDate(0, 0, i)))
	}
	must(t, s.Close())
	all, err := filepath.Glob(path + ".backup-*")
	must(t, err)
	if len(all) != 7 || !strings.HasSuffix(all[6], "2026-12-02") {
		t.Fatalf("backups: %v", all)
	}
	// The state is lost; the backup takes its place.
	must(t, os.Rename(all[6], path))
	found, err := open(t, path).ByMessageID("1@buyer.example", 9)
	must(t, err)
	if d := cmp.Diff([]state.Letter{sample(1)}, found); d != "" {
		t.Error(d)
	}
}

// A full disk fails the commit and nothing else: what was acknowledged is
// there, and once there is room the next commit succeeds.
func TestFullDisk(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("a small file system can be mounted by root only")
	}
	dir := t.TempDir()
	must(t, syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"))
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	path := filepath.Join(dir, "state.db")
	s := open(t, path)
	var acknowledged []state.Letter
	var full error
	for uid := uint32(1); uid < 10_000 && full == nil; uid++ {
		l := sample(uid)
		l.Note = strings.Repeat("x", 4000)
		if full = s.Commit(state.Change{Letters: []state.Letter{l}}); full == nil {
			acknowledged = append(acknowledged, l)
		}
	}
	if !errors.Is(full, syscall.ENOSPC) {
		t.Fatalf("after %d letters: %v, want no space left", len(acknowledged), full)
	}
	all, err := s.Select(func(*state.Letter) bool { return true })
	must(t, err)
	if !cmp.Equal(all, acknowledged) {
		t.Errorf("%d letters, %d acknowledged", len(all), len(acknowledged))
	}
	must(t, s.Close())
	if out, err := exec.Command("mount", "-o", "remount,size=4m", dir).CombinedOutput(); err != nil {
		t.Fatalf("remount: %v: %s", err, out)
	}
	must(t, open(t, path).Commit(state.Change{Letters: []state.Letter{sample(20_000)}}))
}
