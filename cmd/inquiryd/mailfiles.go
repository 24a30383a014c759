package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// mailFiles reads letters from .eml files, mboxes, Maildirs and folders of
// them. It holds one message at a time, and one open file.
//
// A folder is read in order of name, with all folders below it; links to
// folders are not followed, for they may lead in a circle. In a folder only
// what is sure to be mail counts: everything within a Maildir's cur and new,
// names that end in .eml, .mbox or .mbx, and files that begin with an mbox
// separator. A file that is asked for by name is a letter whatever its name.
type mailFiles struct {
	stdin  io.Reader
	again  bool                // letters are asked for again: keep what a stream brought
	in     *bufio.Reader       // of the file that is being read
	kept   kept                // the single letter that was read last
	spools map[string]*os.File // what streams brought, by path
	last   *os.File            // the file that was read again last
}

// mailMessage is the bytes of one message.
type mailMessage struct {
	mailPlace
	raw  []byte    // the first bytes only if size is more; valid until the next is read
	size int64     // of the whole message
	when time.Time // when its mbox separator or else its file says it came; may be zero
}

// mailPlace is where a message lies.
type mailPlace struct {
	path   string // of the file; "-" is standard input
	number int    // within an mbox, from 1; 0: the file is the message
	offset int64
	length int64     // in the file, with separator and quoting
	time   time.Time // of the file; zero for a stream
}

// String names the message: "box.mbox#12" is the twelfth message of an mbox.
func (p mailPlace) String() string {
	if p.number == 0 {
		return p.path
	}
	return fmt.Sprintf("%s#%d", p.path, p.number)
}

// letters yields every message under the paths, in order. What cannot be read
// is yielded as an error that names it, and the rest follows.
func (f *mailFiles) letters(paths []string) iter.Seq2[mailMessage, error] {
	return func(yield func(mailMessage, error) bool) {
		for _, path := range paths {
			none := true
			more := f.path(path, func(m mailMessage, err error) bool {
				none = false
				return yield(m, err)
			})
			if more && none {
				more = yield(mailMessage{}, fmt.Errorf("%s: no letter in it", path))
			}
			if !more {
				return
			}
		}
	}
}

// yieldMail takes one message, or why it cannot be read, and reports whether to
// go on; so does every function that is given one.
type yieldMail = func(mailMessage, error) bool

func (f *mailFiles) path(path string, yield yieldMail) bool {
	if path == "-" {
		return f.stream(path, f.stdin, yield)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return yield(mailMessage{}, err)
	case info.IsDir():
		return f.folder(path, yield)
	case info.Mode().IsRegular():
		return f.file(path, inMaildir(filepath.Dir(path)), true, yield)
	}
	// A pipe of the shell, <(zcat box.gz), is read once, like standard input.
	pipe, err := os.Open(path)
	if err != nil {
		return yield(mailMessage{}, err)
	}
	defer pipe.Close()
	return f.stream(path, pipe, yield)
}

// folder reads what lies in a folder, and the folders in it.
func (f *mailFiles) folder(dir string, yield yieldMail) bool {
	entries, err := os.ReadDir(dir)
	if err != nil && !yield(mailMessage{}, err) {
		return false
	}
	maildir, within := isMaildir(dir), inMaildir(dir)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case e.IsDir() && maildir && e.Name() == "tmp": // not delivered yet
		case e.IsDir():
			if !f.folder(path, yield) {
				return false
			}
		case strings.HasPrefix(e.Name(), "."), !isRegular(path, e.Type()):
		default:
			if !f.file(path, within, false, yield) {
				return false
			}
		}
	}
	return true
}

// isRegular looks behind a link, for the letters of an archive are often links.
func isRegular(path string, mode fs.FileMode) bool {
	if mode&fs.ModeSymlink == 0 {
		return mode.IsRegular()
	}
	info, err := os.Stat(path)
	return err != nil || info.Mode().IsRegular() // a broken link is told when it is read
}

// isMaildir reports whether dir is laid out as a Maildir. Programs that copy
// folders drop empty ones, so that cur may stand alone.
func isMaildir(dir string) bool {
	return isDir(dir, "cur") || isDir(dir, "new") && isDir(dir, "tmp")
}

func isDir(dir, name string) bool {
	info, err := os.Stat(filepath.Join(dir, name))
	return err == nil && info.IsDir()
}

// inMaildir reports whether the files in dir are the letters of a Maildir.
func inMaildir(dir string) bool {
	whole, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	name := filepath.Base(whole)
	return (name == "cur" || name == "new") && isMaildir(filepath.Dir(whole))
}

// file reads one file: a letter, an mbox, or nothing to us.
func (f *mailFiles) file(path string, isLetter, asked bool, yield yieldMail) bool {
	file, err := os.Open(path)
	if err != nil {
		return yield(mailMessage{}, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return yield(mailMessage{}, err)
	}
	in := f.buffer(file)
	head, err := in.Peek(maxLine)
	if err != nil && !errors.Is(err, io.EOF) {
		return yield(mailMessage{}, err)
	}
	place := mailPlace{path: path, time: info.ModTime()}
	form := formOf(path, head, asked)
	switch {
	case isLetter, form == oneLetter:
		return yield(f.one(in, place, info.Size()))
	case form == manyLetters:
		return f.many(in, place, yield)
	}
	return true
}

// buffer reads r through the one buffer that there is: files are many.
func (f *mailFiles) buffer(r io.Reader) *bufio.Reader {
	if f.in == nil {
		f.in = bufio.NewReaderSize(nil, maxLine)
	}
	f.in.Reset(r)
	return f.in
}

// mailForm is how letters lie in a file.
type mailForm int

const (
	noLetter mailForm = iota
	oneLetter
	manyLetters
)

// formOf looks at a file's name and first bytes.
func formOf(path string, head []byte, asked bool) mailForm {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".eml":
		return oneLetter
	case ".mbox", ".mbx":
		return manyLetters
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte(byteOrderMark)), "\r\n")
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if isFromLine(line) {
		if _, dated := fromLineTime(line); dated || asked {
			return manyLetters
		}
	}
	if asked {
		return oneLetter
	}
	return noLetter
}

// one reads a file that is a single letter; size is -1 if it is not known.
func (f *mailFiles) one(in io.Reader, place mailPlace, size int64) (mailMessage, error) {
	f.kept.reset()
	if size > wholeMessage { // there is no need to read the rest to count it
		in = io.LimitReader(in, firstBytes)
	}
	if _, err := io.Copy(&f.kept, in); err != nil {
		return mailMessage{}, fmt.Errorf("%s: %w", place, err)
	}
	if place.length = f.kept.size; size > wholeMessage {
		place.length = size
	}
	return mailMessage{mailPlace: place, raw: f.kept.raw, size: place.length, when: place.time}, nil
}

// many reads an mbox.
func (f *mailFiles) many(in io.Reader, place mailPlace, yield yieldMail) bool {
	box := newMboxReader(in)
	for number := 1; ; number++ {
		m, err := box.next()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			return yield(mailMessage{}, fmt.Errorf("%s: message %d: %w", place, number, err))
		}
		m.path, m.number, m.time = place.path, number, place.time
		if m.when.IsZero() {
			m.when = place.time
		}
		if !yield(m, nil) {
			return false
		}
	}
}

// stream reads what can be read only once.
func (f *mailFiles) stream(path string, in io.Reader, yield yieldMail) bool {
	if f.again {
		spool, err := f.spool(path, in)
		if err != nil {
			return yield(mailMessage{}, err)
		}
		in = spool
	}
	buffered := f.buffer(in)
	head, err := buffered.Peek(maxLine)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return yield(mailMessage{}, fmt.Errorf("%s: %w", path, err))
	case len(head) == 0:
		return true
	case formOf("", head, true) == manyLetters:
		return f.many(buffered, mailPlace{path: path}, yield)
	}
	return yield(f.one(buffered, mailPlace{path: path}, -1))
}

// spool keeps a stream in a file without a name, which goes when it is closed.
func (f *mailFiles) spool(path string, in io.Reader) (*os.File, error) {
	if f.spools[path] != nil {
		return nil, fmt.Errorf("%s: it can be read once only", path)
	}
	file, err := os.CreateTemp("", "inquiryd-grade-")
	if err != nil {
		return nil, fmt.Errorf("%s: keep it: %w", path, err)
	}
	if f.spools == nil {
		f.spools = make(map[string]*os.File)
	}
	f.spools[path] = file
	if err := os.Remove(file.Name()); err != nil {
		return nil, fmt.Errorf("%s: keep it: %w", path, err)
	}
	if _, err := io.Copy(file, in); err != nil {
		return nil, fmt.Errorf("%s: keep it: %w", path, err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("%s: keep it: %w", path, err)
	}
	return file, nil
}

// reread reads one message again.
func (f *mailFiles) reread(place mailPlace) (mailMessage, error) {
	file, err := f.reopen(place.path)
	if err != nil {
		return mailMessage{}, err
	}
	in := io.NewSectionReader(file, place.offset, place.length)
	var m mailMessage
	if place.number == 0 {
		m, err = f.one(in, place, place.length)
	} else {
		m, err = newMboxReader(f.buffer(in)).next()
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return mailMessage{}, fmt.Errorf("%s: %w", place, err)
	case err != nil, m.length != place.length:
		return mailMessage{}, fmt.Errorf("%s: it changed while it was read", place)
	}
	m.mailPlace = place
	if m.when.IsZero() {
		m.when = place.time
	}
	return m, nil
}

func (f *mailFiles) reopen(path string) (*os.File, error) {
	if spool := f.spools[path]; spool != nil {
		return spool, nil
	}
	if f.last != nil && f.last.Name() == path {
		return f.last, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if f.last != nil {
		f.last.Close()
	}
	f.last = file
	return file, nil
}

// close lets go of every file.
func (f *mailFiles) close() {
	if f.last != nil {
		f.last.Close()
		f.last = nil
	}
	for _, spool := range f.spools {
		spool.Close()
	}
}
