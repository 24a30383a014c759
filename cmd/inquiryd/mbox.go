package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"time"
)

// mboxReader divides an mbox (RFC 4155) into its messages in one pass and
// holds one message at a time.
//
// A separator is a line "From sender date". The date tells it from a sentence
// that begins with "From": programs disagree on whether an empty line must
// stand before a separator and which lines to quote, but nearly all write the
// date. Where the first line of a file has none, its writer has none to write,
// and every "From " line behind an empty line divides. No Content-Length is
// believed: it is wrong as soon as somebody edits the file.
type mboxReader struct {
	in     *bufio.Reader
	offset int64     // of the next byte
	begin  int64     // where the message under way begins
	when   time.Time // what its separator says
	opened bool      // it has a separator
	loose  bool      // separators of this file have no date
	done   bool      // the file is at its end
	fresh  bool      // the next byte begins a line
	empty  bool      // the line before was empty, or there was none
	held   []byte    // that empty line: it ends the message unless more follows
	kept   kept
}

// maxLine is the longest separator and the most that is read at once.
const maxLine = 64 << 10

func newMboxReader(r io.Reader) *mboxReader {
	return &mboxReader{in: bufio.NewReaderSize(r, maxLine)}
}

// next is the next message without its separator, its quoting (">From ") and
// the empty line that ends it; io.EOF when there is none. The bytes are valid
// until the next call. The places of all messages, put together, are the file.
func (m *mboxReader) next() (mailMessage, error) {
	m.kept.reset()
	m.held, m.fresh, m.empty = m.held[:0], true, true
	for !m.done {
		line, err := m.in.ReadSlice('\n') // or a part of a line, if it is long
		at := m.offset
		m.offset += int64(len(line))
		switch {
		case errors.Is(err, io.EOF):
			m.done = true
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			m.done, m.opened = true, false
			return mailMessage{}, err
		}
		when, ok := m.separator(line)
		if !ok {
			m.take(line)
			continue
		}
		message, whole := m.message(at)
		m.when, m.opened = when, true
		if whole {
			m.begin = at
			return message, nil
		}
	}
	message, whole := m.message(m.offset)
	m.opened = false
	if !whole {
		return mailMessage{}, io.EOF
	}
	return message, nil
}

// take adds a line, or a part of one, to the message under way. Empty lines in
// front of the first message belong to none.
func (m *mboxReader) take(line []byte) {
	if len(line) == 0 {
		return
	}
	if m.fresh {
		m.empty = isEmpty(line)
		line = unquoted(line)
	}
	m.fresh = line[len(line)-1] == '\n'
	if m.empty && m.first() {
		return
	}
	m.kept.add(m.held)
	m.held = m.held[:0]
	if m.empty {
		m.held = append(m.held, line...)
		return
	}
	m.kept.add(line)
}

// first reports whether no message has begun yet.
func (m *mboxReader) first() bool { return !m.opened && m.kept.size == 0 }

// message is what was read since the last separator, up to end; none if no
// message has begun yet.
func (m *mboxReader) message(end int64) (mailMessage, bool) {
	place := mailPlace{offset: m.begin, length: end - m.begin}
	return mailMessage{mailPlace: place, raw: m.kept.raw, size: m.kept.size, when: m.when}, !m.first()
}

// separator reports whether a line begins a message, and the time that it
// names, if any.
func (m *mboxReader) separator(line []byte) (time.Time, bool) {
	first := m.first()
	if first {
		line = bytes.TrimPrefix(line, []byte(byteOrderMark))
	}
	if !m.fresh || !isFromLine(line) {
		return time.Time{}, false
	}
	when, dated := fromLineTime(line)
	if first && !dated {
		m.loose = true
	}
	return when, dated || m.loose && m.empty
}

const byteOrderMark = "\ufeff"

// isFromLine tells a line that may separate from a field "From:", which may
// have a space before its colon (RFC 5322 section 4.5).
func isFromLine(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("From "))
	return ok && !bytes.HasPrefix(bytes.TrimLeft(rest, " \t"), []byte(":"))
}

// fromLineTime reads the date that ends a separator. RFC 4155 asks for asctime
// in UTC; the others add a zone in one of two places, or write it as in a Date
// field.
func fromLineTime(line []byte) (time.Time, bool) {
	const longest = 998 // RFC 5322 section 2.1.1
	if len(line) > longest {
		return time.Time{}, false
	}
	words := strings.Fields(string(line[len("From "):]))
	for _, layout := range fromLineLayouts {
		n := strings.Count(layout, " ") + 1
		if n > len(words) {
			continue
		}
		t, err := time.Parse(layout, strings.Join(words[len(words)-n:], " "))
		if err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

var fromLineLayouts = []string{
	"Mon Jan 2 15:04:05 2006",
	"Mon Jan 2 15:04 2006",
	"Mon Jan 2 15:04:05 -0700 2006",
	"Mon Jan 2 15:04:05 MST 2006",
	"Mon Jan 2 15:04:05 2006 -0700",
	"Mon, 2 Jan 2006 15:04:05 -0700",
	"Mon, 2 Jan 2006 15:04:05 MST",
}

// unquoted takes one '>' off a line that an mboxrd writer quoted.
func unquoted(line []byte) []byte {
	if bytes.HasPrefix(line, []byte(">")) && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
		return line[1:]
	}
	return line
}

func isEmpty(line []byte) bool {
	return string(line) == "\n" || string(line) == "\r\n"
}

// The limits on one message, those of the daemon: of one above wholeMessage
// only the first bytes are read.
const (
	wholeMessage = 35 << 20
	firstBytes   = 2 << 20
)

// kept is what is kept of a message while it is read, and its true size.
type kept struct {
	raw  []byte
	size int64
}

func (k *kept) reset() { k.raw, k.size = k.raw[:0], 0 }

func (k *kept) add(p []byte) {
	k.size += int64(len(p))
	if k.size <= wholeMessage {
		k.raw = append(k.raw, p...)
		return
	}
	k.raw = k.raw[:min(len(k.raw), firstBytes)]
	k.raw = append(k.raw, p[:min(len(p), firstBytes-len(k.raw))]...)
}

// Write makes kept an io.Writer; it never fails.
func (k *kept) Write(p []byte) (int, error) {
	k.add(p)
	return len(p), nil
}
