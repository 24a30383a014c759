package mailboxtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Script is a server whose dialogue is data: for each command it has a Reply,
// and what has none is answered as a well-behaved server with an empty INBOX
// would. It is there for the servers that cannot be installed: those with
// quirks, with faults and with bad intentions.
//
// It also watches: a client that sends what could lose mail, in whatever test,
// is found by Fault.
type Script struct {
	// Greeting is the first line; empty: the usual one.
	Greeting string
	// Caps are the capabilities besides IMAP4rev1, which every server has. The
	// usual greeting and the usual answer to a login tell them, as most servers
	// do: go-imap would ask for them in a goroutine of its own, at some time, and
	// one that waits for a mutex stops the clock of testing/synctest.
	Caps string
	// On has the replies by command, in upper case: "SELECT", "UID FETCH",
	// "DONE" for the end of IDLE.
	On map[string]Reply

	mu     sync.Mutex
	heard  []string
	counts map[string]int
	copied map[string]bool // "folder UID" of what may be removed: a COPY was answered OK
	folder string
	fault  error
	wg     sync.WaitGroup
}

// Reply answers one command.
type Reply func(*Turn)

// Turn is one command and the wire to answer it on.
type Turn struct {
	Tag, Verb, Args string
	N               int // the Nth of its verb over all connections, from 1

	conn   net.Conn
	script *Script
}

// Say is a Reply of lines. TAG at the beginning of one stands for the tag of
// the command; CR LF is added to each, and nothing else: without a line that
// begins with TAG the command has no end.
func Say(lines ...string) Reply {
	return func(t *Turn) { t.Say(lines...) }
}

// Silence is a server that never answers.
func Silence(*Turn) {}

// HangUp is a server that says something and closes the connection.
func HangUp(lines ...string) Reply {
	return func(t *Turn) {
		t.Say(lines...)
		t.conn.Close()
	}
}

// InTurn gives the first command the first reply, and so on; the last reply is
// for all that follow. A nil reply is the default one.
func InTurn(replies ...Reply) Reply {
	return func(t *Turn) {
		if r := replies[min(t.N, len(replies))-1]; r != nil {
			r(t)
			return
		}
		t.script.usual(t)
	}
}

// Literal is an IMAP literal of s.
func Literal(s string) string { return fmt.Sprintf("{%d}\r\n%s", len(s), s) }

// Say sends lines, as the Reply of that name does, and reports whether the
// client took them.
func (t *Turn) Say(lines ...string) bool {
	for _, line := range lines {
		if rest, ok := strings.CutPrefix(line, "TAG"); ok {
			line = t.Tag + rest
			t.script.answered(t, strings.TrimSpace(rest))
		}
		if _, err := io.WriteString(t.conn, line+"\r\n"); err != nil {
			return false
		}
	}
	return true
}

// Pour sends n bytes of one letter, or as many as the client takes.
func (t *Turn) Pour(letter byte, n int64) error {
	piece := []byte(strings.Repeat(string(letter), 32<<10))
	for ; n > 0; n -= int64(len(piece)) {
		if _, err := t.conn.Write(piece[:min(n, int64(len(piece)))]); err != nil {
			return err
		}
	}
	return nil
}

// Dial is a connection to the server through a pipe.
func (s *Script) Dial(context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	s.wg.Go(func() { s.Serve(far) })
	return near, nil
}

// Serve plays the server on one connection, until it ends.
func (s *Script) Serve(conn net.Conn) {
	defer conn.Close()
	greeting := s.Greeting
	if greeting == "" {
		greeting = "* OK [CAPABILITY " + s.caps() + "] ready"
	}
	if _, err := io.WriteString(conn, greeting+"\r\n"); err != nil {
		return
	}
	r := bufio.NewReader(conn)
	idle := "" // the tag of the IDLE under way
	for {
		line, err := readCommand(r, conn)
		if err != nil {
			return
		}
		t := &Turn{conn: conn, script: s}
		if line == "DONE" {
			t.Tag, t.Verb = idle, "DONE"
		} else {
			t.Tag, line, _ = strings.Cut(line, " ")
			t.Verb, t.Args, _ = strings.Cut(line, " ")
			if t.Verb == "UID" {
				var what string
				what, t.Args, _ = strings.Cut(t.Args, " ")
				t.Verb += " " + what
			}
			idle = t.Tag
		}
		reply := s.hear(t)
		reply(t)
	}
}

// Wait ends when every connection through Dial has ended.
func (s *Script) Wait() { s.wg.Wait() }

var literalEnd = regexp.MustCompile(`\{(\d+)(\+?)\}$`)

// readCommand reads one command with its literals, which are put in its place.
func readCommand(r *bufio.Reader, w io.Writer) (string, error) {
	command := ""
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", err
		}
		line = strings.TrimSuffix(line, "\r\n")
		m := literalEnd.FindStringSubmatch(line)
		if m == nil {
			return command + line, nil
		}
		n, err := strconv.Atoi(m[1])
		if err != nil || n > 1<<20 {
			return "", errors.New("a literal of no use in a test")
		}
		if m[2] == "" {
			if _, err := io.WriteString(w, "+ go on\r\n"); err != nil {
				return "", err
			}
		}
		literal := make([]byte, n)
		if _, err := io.ReadFull(r, literal); err != nil {
			return "", err
		}
		command += strings.TrimSuffix(line, m[0]) + string(literal)
	}
}

// hear notes a command and finds the reply to it.
func (s *Script) hear(t *Turn) Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts == nil {
		s.counts, s.copied = make(map[string]int), make(map[string]bool)
	}
	s.counts[t.Verb]++
	t.N = s.counts[t.Verb]
	s.heard = append(s.heard, strings.TrimSpace(t.Verb+" "+t.Args))
	s.watch(t)
	if reply, ok := s.On[t.Verb]; ok {
		return reply
	}
	return s.usual
}

// watch finds the commands that could lose mail; s.mu is held.
func (s *Script) watch(t *Turn) {
	fault := ""
	args := strings.ToUpper(t.Args)
	switch t.Verb {
	case "EXPUNGE", "CLOSE", "DELETE", "RENAME", "STORE", "COPY", "MOVE":
		fault = "it is never to be sent"
	case "UID STORE", "UID EXPUNGE":
		set, flags, _ := strings.Cut(args, " ")
		if t.Verb == "UID STORE" && !strings.Contains(flags, `\DELETED`) {
			break
		}
		if slices.ContainsFunc(numbers(set), func(uid int) bool { return !s.copied[fmt.Sprint(s.folder, " ", uid)] }) {
			fault = "no COPY of these messages was answered OK"
		}
	case "FETCH", "UID FETCH":
		if strings.Contains(args, "BODY[") || strings.Contains(strings.ReplaceAll(args, "RFC822.SIZE", ""), "RFC822") {
			fault = `it sets \Seen`
		}
	case "SELECT", "EXAMINE":
		s.folder = t.Args
	}
	if fault != "" && s.fault == nil {
		s.fault = fmt.Errorf("%s %s: %s", t.Verb, t.Args, fault)
	}
}

var copyUID = regexp.MustCompile(`\[COPYUID \d+ \S+ (\S+)\]`)

// answered notes the COPYs that went well: their originals may be removed, and
// so may the copies, which are ours.
func (s *Script) answered(t *Turn, answer string) {
	if t.Verb != "UID COPY" || !strings.HasPrefix(answer, "OK") {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	set, to, _ := strings.Cut(t.Args, " ")
	for _, uid := range numbers(set) {
		s.copied[fmt.Sprint(s.folder, " ", uid)] = true
	}
	if m := copyUID.FindStringSubmatch(answer); m != nil {
		for _, uid := range numbers(m[1]) {
			s.copied[fmt.Sprint(to, " ", uid)] = true
		}
	}
}

// numbers lists a set such as 1:3,7. One that no test has any use for, such as
// 1:*, is the number 0, which no message has.
func numbers(set string) (all []int) {
	for part := range strings.SplitSeq(set, ",") {
		from, to, ranged := strings.Cut(part, ":")
		if !ranged {
			to = from
		}
		first, err := strconv.Atoi(from)
		last, err2 := strconv.Atoi(to)
		if err != nil || err2 != nil || last < first || last-first > 10_000 {
			return []int{0}
		}
		for n := first; n <= last; n++ {
			all = append(all, n)
		}
	}
	return all
}

// usual is how a well-behaved server with an empty INBOX answers.
func (s *Script) usual(t *Turn) {
	switch t.Verb {
	case "CAPABILITY":
		t.Say("* CAPABILITY "+s.caps(), "TAG OK done")
	case "LOGIN", "AUTHENTICATE":
		t.Say("TAG OK [CAPABILITY " + s.caps() + "] done")
	case "ID":
		t.Say("* ID NIL", "TAG OK done")
	case "NAMESPACE":
		t.Say(`* NAMESPACE (("" "/")) NIL NIL`, "TAG OK done")
	case "LIST":
		if t.Args == `"" ""` {
			t.Say(`* LIST (\Noselect) "/" ""`)
		}
		t.Say("TAG OK done")
	case "SELECT", "EXAMINE":
		t.Say(Folder(0)...)
	case "STATUS":
		name, _, _ := strings.Cut(t.Args, " (")
		t.Say("* STATUS "+name+" (UIDVALIDITY 7 UIDNEXT 1)", "TAG OK done")
	case "IDLE":
		t.Say("+ idling")
	case "LOGOUT":
		HangUp("* BYE see you", "TAG OK done")(t)
	default:
		t.Say("TAG OK done")
	}
}

func (s *Script) caps() string { return strings.TrimSpace("IMAP4rev1 " + s.Caps) }

// Folder is the usual answer to SELECT: UIDVALIDITY 7, new keywords allowed,
// and messages whose UIDs are 1 to n.
func Folder(n int) []string {
	return []string{
		`* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)`,
		`* OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] limited`,
		fmt.Sprintf("* %d EXISTS", n),
		"* OK [UIDVALIDITY 7] valid",
		fmt.Sprintf("* OK [UIDNEXT %d] predicted", n+1),
		"TAG OK [READ-WRITE] done",
	}
}

// Heard is every command so far, in order and without tags: "UID COPY 1:2 X".
func (s *Script) Heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heard)
}

// Fault is the first command that could have lost mail or that set \Seen.
func (s *Script) Fault() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fault
}
