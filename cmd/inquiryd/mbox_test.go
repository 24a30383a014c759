package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// mboxMessages reads a whole mbox.
func mboxMessages(t testing.TB, r io.Reader) []mailMessage {
	t.Helper()
	var all []mailMessage
	for box := newMboxReader(r); ; {
		m, err := box.next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		m.raw = bytes.Clone(m.raw)
		all = append(all, m)
	}
}

const (
	annLine = "From ann@shop.example Thu Nov 12 10:15:29 2026\n"
	benLine = "From ben@shop.example Fri Nov 13 08:00:00 2026\n"
)

func TestMbox(t *testing.T) {
	cases := []struct {
		name, box string
		want      []string
	}{
		{"nothing", "", nil},
		{"only empty lines", "\n\n", nil},
		{"two", annLine + "A: 1\n\none\n\n" + benLine + "B: 2\n\ntwo\n\n", []string{"A: 1\n\none\n", "B: 2\n\ntwo\n"}},
		{"no newline at the end", annLine + "A: 1\n\none\n\n" + benLine + "B: 2\n\ntwo", []string{"A: 1\n\none\n", "B: 2\n\ntwo"}},
		{"no empty line at the end", annLine + "A: 1\n\none\n", []string{"A: 1\n\none\n"}},
		{"no empty line between", annLine + "A: 1\n\none\n" + benLine + "B: 2\n", []string{"A: 1\n\none\n", "B: 2\n"}},
		{"CRLF", crlf(annLine + "A: 1\n\none\n\n" + benLine + "B: 2\n\ntwo\n\n"), []string{"A: 1\r\n\r\none\r\n", "B: 2\r\n\r\ntwo\r\n"}},
		{"only one empty line is the mbox's", annLine + "A: 1\n\none\n\n\n\n" + benLine, []string{"A: 1\n\none\n\n\n", ""}},
		{"header without body", annLine + "A: 1\n\n\n" + benLine + "B: 2\n\n", []string{"A: 1\n\n", "B: 2\n"}},
		{"empty messages", annLine + "\n" + benLine + annLine + "\n", []string{"", "", ""}},
		{"a separator and no more", strings.TrimSpace(annLine), []string{""}},
		{"From in the body", annLine + "A: 1\n\nhello\n\nFrom here on we buy tubes.\nFrom Monday on.\n", []string{"A: 1\n\nhello\n\nFrom here on we buy tubes.\nFrom Monday on.\n"}},
		{"a date at the end of no From line", annLine + "A: 1\n\nSeen from Thu Nov 12 10:15:29 2026\n", []string{"A: 1\n\nSeen from Thu Nov 12 10:15:29 2026\n"}},
		{"quoted From", annLine + "A: 1\n\n>From here\n>>From there\n> From nowhere\n>Fromage\n", []string{"A: 1\n\nFrom here\n>From there\n> From nowhere\n>Fromage\n"}},
		{"quoted separator", annLine + "A: 1\n\n>" + benLine + "B: 2\n", []string{"A: 1\n\n" + benLine + "B: 2\n"}},
		{"From field first", annLine + "From: ann@shop.example\nFrom : ann\n\nhello\n", []string{"From: ann@shop.example\nFrom : ann\n\nhello\n"}},
		{"byte order mark", "\ufeff" + annLine + "A: 1\n", []string{"A: 1\n"}},
		{"empty lines first", "\n\r\n" + annLine + "A: 1\n", []string{"A: 1\n"}},
		{"a letter before the first separator", "A: 1\n\none\n\n" + benLine + "B: 2\n", []string{"A: 1\n\none\n", "B: 2\n"}},
		{"no dates at all", "From ann\nA: 1\n\nFrom us to you.\nBye\n\nFrom ben\nB: 2\n", []string{"A: 1\n", "Bye\n", "B: 2\n"}},
		{"Content-Length is wrong", annLine + "Content-Length: 9999\n\none\n\n" + benLine + "B: 2\n", []string{"Content-Length: 9999\n\none\n", "B: 2\n"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			// No case may depend on where a read ends.
			for _, r := range []io.Reader{strings.NewReader(c.box), iotest.OneByteReader(strings.NewReader(c.box))} {
				var got []string
				for _, m := range mboxMessages(t, r) {
					got = append(got, string(m.raw))
					if m.size != int64(len(m.raw)) {
						t.Errorf("size %d of %d bytes", m.size, len(m.raw))
					}
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("have %q\nwant %q", got, c.want)
				}
			}
		})
	}
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func TestFromLines(t *testing.T) {
	at := time.Date(2026, 11, 12, 10, 15, 29, 0, time.UTC)
	cases := []struct {
		line string
		want time.Time // zero: no date
	}{
		{"From ann@shop.example Thu Nov 12 10:15:29 2026", at},
		{"From ann@shop.example  Thu Nov 12 10:15:29 2026\r\n", at},
		{"From - Thu Nov 12 10:15:29 2026", at},
		{"From Thu Nov 12 10:15:29 2026", at},
		{"From ann at shop.example Thu Nov 12 10:15:29 2026", at},
		{"From ann@shop.example Mon Nov  2 10:15:29 2026", at.AddDate(0, 0, -10)},
		{"From ann@shop.example Thu Nov 12 10:15 2026", at.Add(-29 * time.Second)},
		{"From 17@xxx Thu Nov 12 18:15:29 +0800 2026", at},
		{"From ann@shop.example Thu Nov 12 10:15:29 UTC 2026", at},
		{"From ann@shop.example Thu Nov 12 18:15:29 2026 +0800", at},
		{"From ann@shop.example Thu, 12 Nov 2026 18:15:29 +0800", at},
		{"From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001", time.Date(2001, 9, 17, 0, 0, 0, 0, time.UTC)},
		{"From here on", time.Time{}},
		{"From Monday 12 November 2026 10:00 we are closed", time.Time{}},
		{"From Thu Nov 12 10:15:29 2026 on we are closed", time.Time{}},
		{"From " + strings.Repeat("x", 2000) + " Thu Nov 12 10:15:29 2026", time.Time{}},
	}
	for _, c := range cases {
		got, ok := fromLineTime([]byte(c.line))
		if !got.Equal(c.want) || ok == c.want.IsZero() {
			t.Errorf("%.80q: have %v, %v, want %v", c.line, got, ok, c.want)
		}
	}
}

// A message above the limit is counted to its end, and what follows is found.
func TestMboxHugeMessage(t *testing.T) {
	const lines = 600_000
	line := strings.Repeat("x", 71) + "\n"
	body := func() io.Reader { return &repeated{line: line, left: lines * len(line)} }
	box := io.MultiReader(
		strings.NewReader(annLine+"A: 1\n\n"), body(),
		strings.NewReader("\n"+benLine+"B: 2\n\n"), io.LimitReader(body(), wholeMessage-7),
		strings.NewReader("\n\n"+annLine+"C: 3\n"))
	got := mboxMessages(t, box)
	if len(got) != 3 {
		t.Fatalf("have %d messages, want 3", len(got))
	}
	if m := got[0]; len(m.raw) != firstBytes || m.size != int64(len("A: 1\n\n")+lines*len(line)) || !bytes.HasPrefix(m.raw, []byte("A: 1\n\nxxx")) {
		t.Errorf("the huge message: have %d of %d bytes", len(m.raw), m.size)
	}
	if m := got[1]; len(m.raw) != wholeMessage || m.size != wholeMessage {
		t.Errorf("the largest whole message: have %d of %d bytes", len(m.raw), m.size)
	}
	if string(got[2].raw) != "C: 3\n" {
		t.Errorf("the last message: have %q", got[2].raw)
	}
}

// repeated is a line over and over.
type repeated struct {
	line string
	left int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) && r.left > 0 {
		from := (len(r.line) - r.left%len(r.line)) % len(r.line)
		took := copy(p[n:], r.line[from:])
		took = min(took, r.left)
		n, r.left = n+took, r.left-took
	}
	return n, nil
}

func TestMboxReadFault(t *testing.T) {
	broken := errors.New("the disk is broken")
	box := newMboxReader(io.MultiReader(strings.NewReader(annLine+"A: 1\n\n"+benLine+"B"), iotest.ErrReader(broken)))
	if m, err := box.next(); err != nil || string(m.raw) != "A: 1\n" {
		t.Fatalf("have %q, %v, want the first message", m.raw, err)
	}
	if _, err := box.next(); !errors.Is(err, broken) {
		t.Fatalf("have %v, want the fault", err)
	}
	if _, err := box.next(); !errors.Is(err, io.EOF) {
		t.Fatalf("have %v, want the end", err)
	}
}

// FuzzMbox checks that no byte of a file is lost between messages, and that a
// message is the same when it is read again from its place alone.
func FuzzMbox(f *testing.F) {
	f.Add([]byte(annLine + "A: 1\n\none\n\n" + benLine + "B: 2\n\n>From two\n"))
	f.Add([]byte("From a\n\nFrom b\n\n\nFrom " + annLine + "\n\n"))
	f.Add([]byte("\n\xef\xbb\xbf" + annLine + "\r\n\r\n" + benLine))
	f.Add([]byte("x" + strings.Repeat("y", maxLine) + "\n" + annLine))
	f.Fuzz(func(t *testing.T, data []byte) {
		all := mboxMessages(t, bytes.NewReader(data))
		if len(all) == 0 {
			if len(bytes.Trim(data, "\r\n")) > 0 {
				t.Fatalf("no message in %q", data)
			}
			return
		}
		end := int64(0)
		for i, m := range all {
			if m.offset != end {
				t.Fatalf("message %d begins at %d, the one before ends at %d", i, m.offset, end)
			}
			end += m.length
			alone := mboxMessages(t, bytes.NewReader(data[m.offset:end]))
			if len(alone) != 1 || !bytes.Equal(alone[0].raw, m.raw) || !alone[0].when.Equal(m.when) {
				t.Fatalf("message %d of %q: have %q alone, %q among all", i, data, alone, m.raw)
			}
		}
		if end != int64(len(data)) {
			t.Fatalf("the last message ends at %d of %d", end, len(data))
		}
	})
}

// FuzzMboxRoundTrip checks that messages written as mboxrd come back as they
// were, whatever stands in them.
func FuzzMboxRoundTrip(f *testing.F) {
	f.Add([]byte("A: 1\n\n>From x\nFrom y\n\x00"+annLine+"\n\n\x00\x00\r\n"), false)
	f.Add([]byte("\n\n"+annLine+"\n>\n>From\n"), true)
	f.Fuzz(func(t *testing.T, data []byte, dateless bool) {
		var box bytes.Buffer
		var want []string
		for message := range strings.SplitSeq(string(data), "\x00") {
			if !strings.HasSuffix(message, "\n") {
				message += "\n"
			}
			want = append(want, message)
			if dateless {
				fmt.Fprint(&box, "From somebody\n")
			} else {
				fmt.Fprint(&box, annLine)
			}
			for line := range strings.Lines(message) {
				if strings.HasPrefix(strings.TrimLeft(line, ">"), "From ") {
					line = ">" + line
				}
				box.WriteString(line)
			}
			box.WriteString("\n")
		}
		var got []string
		for _, m := range mboxMessages(t, &box) {
			got = append(got, string(m.raw))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("have %q\nwant %q", got, want)
		}
	})
}
