package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fileTime is the time of every file that lay makes.
var fileTime = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// lay writes files below a new directory; a name that ends in / is a folder.
func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		parent := filepath.Dir(path)
		if strings.HasSuffix(name, "/") {
			parent = path
		}
		if err := os.MkdirAll(parent, 0o700); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			continue
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, fileTime, fileTime); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// listMail reads paths below dir; of each message the place below dir and its
// first line, of each fault its text.
func listMail(f *mailFiles, dir string, paths ...string) (found, faults []string) {
	for i, path := range paths {
		if path != "-" {
			paths[i] = filepath.Join(dir, path)
		}
	}
	for m, err := range f.letters(paths) {
		if err != nil {
			faults = append(faults, strings.ReplaceAll(err.Error(), dir+"/", ""))
			continue
		}
		line, _, _ := strings.Cut(string(m.raw), "\n")
		found = append(found, strings.TrimPrefix(m.String(), dir+"/")+" "+line)
	}
	return found, faults
}

func TestMailFiles(t *testing.T) {
	box := annLine + "A: 1\n\n" + benLine + "A: 2\n\n"
	cases := []struct {
		name   string
		files  map[string]string
		paths  []string
		stdin  string
		want   []string
		faults []string
	}{
		{name: "a letter", files: map[string]string{"a.eml": "A: 1\n"}, paths: []string{"a.eml"}, want: []string{"a.eml A: 1"}},
		{name: "a letter of any name", files: map[string]string{"letter": "A: 1\n"}, paths: []string{"letter"}, want: []string{"letter A: 1"}},
		{name: "an .eml that begins as an mbox", files: map[string]string{"a.EML": box}, paths: []string{"a.EML"},
			want: []string{"a.EML " + strings.TrimSpace(annLine)}},
		{name: "an mbox", files: map[string]string{"in.mbox": box}, paths: []string{"in.mbox"}, want: []string{"in.mbox#1 A: 1", "in.mbox#2 A: 2"}},
		{name: "an mbox of any name", files: map[string]string{"Inbox": box}, paths: []string{"Inbox"}, want: []string{"Inbox#1 A: 1", "Inbox#2 A: 2"}},
		{name: "an mbox without dates", files: map[string]string{"Inbox": "From a\nA: 1\n\nFrom b\nA: 2\n"}, paths: []string{"Inbox"},
			want: []string{"Inbox#1 A: 1", "Inbox#2 A: 2"}},
		{name: "an empty letter", files: map[string]string{"a.eml": ""}, paths: []string{"a.eml"}, want: []string{"a.eml "}},
		{name: "an empty mbox", files: map[string]string{"in.mbox": ""}, paths: []string{"in.mbox"}, faults: []string{"in.mbox: no letter in it"}},
		{name: "a folder", files: map[string]string{
			"f/b.eml": "B: 1\n", "f/a.eml": "A: 1\n", "f/c/d.eml": "D: 1\n", "f/c/deep/e.eml": "E: 1\n", "f/box": box,
			"f/notes.txt": "From the shop: nothing\n", "f/labels.tsv": "A: 1\tyes\n", "f/._a.eml": "junk", "f/empty.mbox": ""},
			paths: []string{"f"}, want: []string{"f/a.eml A: 1", "f/b.eml B: 1", "f/box#1 A: 1", "f/box#2 A: 2", "f/c/d.eml D: 1", "f/c/deep/e.eml E: 1"}},
		{name: "a Maildir", files: map[string]string{
			"m/cur/1605170001.M1.host:2,S": "A: 1\n", "m/new/1605170002.M2.host": "A: 2\n", "m/tmp/1605170003.M3.host": "A: 3\n",
			"m/dovecot-uidlist": "3 V1605170000\n", "m/.Sent/cur/1605170004.M4.host:2,S": "A: 4\n", "m/.Sent/new/": "", "m/.Sent/tmp/x.eml": "A: 5\n"},
			paths: []string{"m"}, want: []string{"m/.Sent/cur/1605170004.M4.host:2,S A: 4", "m/cur/1605170001.M1.host:2,S A: 1", "m/new/1605170002.M2.host A: 2"}},
		{name: "a part of a Maildir", files: map[string]string{"m/cur/1.host:2,S": annLine, "m/new/": "", "m/tmp/": ""},
			paths: []string{"m/cur", "m/cur/1.host:2,S"}, want: []string{"m/cur/1.host:2,S " + strings.TrimSpace(annLine), "m/cur/1.host:2,S " + strings.TrimSpace(annLine)}},
		{name: "a folder called tmp", files: map[string]string{"f/tmp/a.eml": "A: 1\n"}, paths: []string{"f"}, want: []string{"f/tmp/a.eml A: 1"}},
		{name: "empty folders", files: map[string]string{"f/": "", "m/cur/": ""}, paths: []string{"f", "m"},
			faults: []string{"f: no letter in it", "m: no letter in it"}},
		{name: "what is missing is told and the rest read", files: map[string]string{"b.eml": "B: 1\n"}, paths: []string{"a.eml", "b.eml"},
			want: []string{"b.eml B: 1"}, faults: []string{"stat a.eml: no such file or directory"}},
		{name: "in the order asked for", files: map[string]string{"a.eml": "A: 1\n", "b.eml": "B: 1\n"}, paths: []string{"b.eml", "a.eml"},
			want: []string{"b.eml B: 1", "a.eml A: 1"}},
		{name: "a letter on standard input", stdin: "A: 1\n\nhello\n", paths: []string{"-"}, want: []string{"- A: 1"}},
		{name: "an mbox on standard input", stdin: box, paths: []string{"-"}, want: []string{"-#1 A: 1", "-#2 A: 2"}},
		{name: "nothing on standard input", paths: []string{"-"}, faults: []string{"-: no letter in it"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := lay(t, c.files)
			for _, again := range []bool{false, true} {
				f := mailFiles{stdin: strings.NewReader(c.stdin), again: again}
				found, faults := listMail(&f, dir, slices.Clone(c.paths)...)
				if !slices.Equal(found, c.want) || !slices.Equal(faults, c.faults) {
					t.Errorf("again %v: have %q, faults %q\nwant %q, faults %q", again, found, faults, c.want, c.faults)
				}
				f.close()
			}
		})
	}
}

func TestMailFilesOddFiles(t *testing.T) {
	dir := lay(t, map[string]string{"f/a.eml": "A: 1\n", "elsewhere/b.eml": "B: 1\n"})
	for _, err := range []error{
		os.Symlink(filepath.Join(dir, "f"), filepath.Join(dir, "f", "circle")),
		os.Symlink(filepath.Join(dir, "elsewhere", "b.eml"), filepath.Join(dir, "f", "b.eml")),
		os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "f", "c.eml")),
		syscall.Mkfifo(filepath.Join(dir, "f", "d.eml"), 0o600), // reading it would never end
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	found, faults := listMail(&mailFiles{}, dir, "f")
	if want := []string{"f/a.eml A: 1", "f/b.eml B: 1"}; !slices.Equal(found, want) {
		t.Errorf("have %q, want %q", found, want)
	}
	if want := []string{"open f/c.eml: no such file or directory"}; !slices.Equal(faults, want) {
		t.Errorf("have faults %q, want %q", faults, want)
	}
}

// A pipe that is named is read as the shell's <(command) asks.
func TestMailFilesPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	wrote := make(chan error, 1)
	go func() { wrote <- os.WriteFile(path, []byte(annLine+"A: 1\n"), 0o600) }()
	found, faults := listMail(&mailFiles{}, filepath.Dir(path), "pipe")
	if err := <-wrote; err != nil {
		t.Fatal(err)
	}
	if want := []string{"pipe#1 A: 1"}; !slices.Equal(found, want) || len(faults) > 0 {
		t.Errorf("have %q, %q, want %q", found, faults, want)
	}
}

// A single letter has the limits of one in an mbox, wherever it comes from.
func TestMailFilesHugeLetter(t *testing.T) {
	const size = wholeMessage + 1
	path := filepath.Join(t.TempDir(), "huge.eml")
	if err := os.WriteFile(path, []byte("A: 1\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	f := mailFiles{stdin: file, again: true}
	defer f.close()
	check := func(m mailMessage, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if len(m.raw) != firstBytes || m.size != size {
			t.Errorf("%s: have %d of %d bytes, want %d of %d", m, len(m.raw), m.size, firstBytes, size)
		}
	}
	var places []mailPlace
	for m, err := range f.letters([]string{path, "-"}) {
		check(m, err)
		places = append(places, m.mailPlace)
	}
	for _, place := range places {
		check(f.reread(place))
	}
}

func TestMailFilesWhen(t *testing.T) {
	dir := lay(t, map[string]string{"a.eml": "A: 1\n", "in.mbox": annLine + "A: 1\n\n", "undated.mbox": "From ann\nA: 1\n"})
	separator := time.Date(2026, 11, 12, 10, 15, 29, 0, time.UTC)
	want := []time.Time{fileTime, separator, fileTime, {}}
	f := mailFiles{stdin: strings.NewReader("A: 1\n"), again: true}
	defer f.close()
	i := 0
	for m, err := range f.letters([]string{dir, "-"}) {
		if err != nil {
			t.Fatal(err)
		}
		anew, err := f.reread(m.mailPlace)
		if err != nil {
			t.Fatal(err)
		}
		if !m.when.Equal(want[i]) || !anew.when.Equal(want[i]) {
			t.Errorf("%s: have %v, again %v, want %v", m, m.when, anew.when, want[i])
		}
		i++
	}
	if i != len(want) {
		t.Errorf("have %d letters, want %d", i, len(want))
	}
}

// What is read again is what was read first, or an error.
func TestMailFilesReread(t *testing.T) {
	var box strings.Builder
	for i := range 20 {
		fmt.Fprintf(&box, "%sA: %d\n\n>From %s\n", annLine, i, strings.Repeat("x", 10*i))
	}
	dir := lay(t, map[string]string{"in.mbox": box.String(), "a.eml": "A: 1\n"})
	f := mailFiles{stdin: strings.NewReader(box.String()), again: true}
	defer f.close()
	var places []mailPlace
	var want []string
	for m, err := range f.letters([]string{dir, "-"}) {
		if err != nil {
			t.Fatal(err)
		}
		places, want = append(places, m.mailPlace), append(want, string(m.raw))
	}
	for i := len(places) - 1; i >= 0; i-- {
		m, err := f.reread(places[i])
		if err != nil || string(m.raw) != want[i] || m.String() != places[i].String() {
			t.Fatalf("%s: have %q, %v, want %q", places[i], m.raw, err, want[i])
		}
	}

	f.close()
	if err := os.WriteFile(filepath.Join(dir, "in.mbox"), []byte(annLine+"A: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, "a.eml"), 2); err != nil {
		t.Fatal(err)
	}
	for _, place := range []mailPlace{places[0], places[5]} {
		if m, err := f.reread(place); err == nil || !strings.Contains(err.Error(), "changed") {
			t.Errorf("%s: have %q, %v, want that it changed", place, m.raw, err)
		}
	}
	if err := os.Remove(filepath.Join(dir, "a.eml")); err != nil {
		t.Fatal(err)
	}
	f.close()
	if _, err := f.reread(places[0]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("have %v, want that it is gone", err)
	}
}
