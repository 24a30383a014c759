package mailbox

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// requests cuts what go-imap writes into lines and literals. A command is its
// first line with whatever literals and lines follow; it is judged by that
// first line, and nothing in doubt is sent: a line that the guard reads
// differently than the server might would be a way around the guard.
type requests struct {
	line    []byte // the line so far
	literal int64  // bytes of a literal still to come
	within  bool   // the line goes on after a literal
	waiting bool   // nothing may follow before the server's go-ahead
}

// commands is all that may be sent. What is not in it is refused: so is every
// command by sequence number that changes something, because sequence numbers
// shift when somebody else expunges (RFC 9051 section 7.5.1).
var commands = map[string]struct {
	changes bool // refused while readOnly
	opens   bool // what was armed for another folder is not for this one
	check   func(g *guard, args string) error
}{
	"CAPABILITY": {}, "NOOP": {}, "LOGOUT": {}, "ID": {}, "ENABLE": {},
	"LOGIN": {}, "AUTHENTICATE": {},
	"NAMESPACE": {}, "LIST": {}, "LSUB": {}, "STATUS": {}, "IDLE": {},
	"SEARCH": {}, "UID SEARCH": {}, "SORT": {}, "UID SORT": {},

	"SELECT": {changes: true, opens: true}, "EXAMINE": {opens: true}, "UNSELECT": {opens: true},

	"FETCH":     {check: (*guard).checkFetch},
	"UID FETCH": {check: (*guard).checkFetch},

	"APPEND": {changes: true}, "CREATE": {changes: true},
	"SUBSCRIBE": {changes: true}, "UNSUBSCRIBE": {changes: true},
	"UID COPY": {changes: true}, "UID MOVE": {changes: true},
	"UID STORE":   {changes: true, check: (*guard).checkStore},
	"UID EXPUNGE": {changes: true, check: (*guard).checkExpunge},
}

// refused says why of the commands that go-imap or a mistake of ours might send.
var refused = map[string]string{
	"EXPUNGE":  `it removes whatever anybody marked \Deleted`,
	"CLOSE":    `it removes whatever anybody marked \Deleted`,
	"DELETE":   "no folder is ever deleted",
	"RENAME":   "no folder is ever renamed",
	"STORE":    "it goes by sequence numbers",
	"COPY":     "it goes by sequence numbers",
	"MOVE":     "it goes by sequence numbers",
	"STARTTLS": "the guard must stand inside the encryption",
	"COMPRESS": "the guard must stand inside the compression",
}

// take looks at the next bytes that go-imap writes: n of them are done with,
// and send is what may go out now.
func (g *guard) take(p []byte) (n int, send []byte, err error) {
	out := &g.out
	if out.waiting {
		// When the server says NO in place of a go-ahead, what follows is no
		// literal but the next command.
		if !g.goAhead.Load() {
			return 0, nil, errors.New("a literal that the server did not ask for")
		}
		out.waiting = false
	}
	if out.literal > 0 {
		n = int(min(out.literal, int64(len(p))))
		out.literal -= int64(n)
		return n, p[:n], nil
	}
	n = bytes.IndexByte(p, '\n') + 1
	whole := n > 0
	if !whole {
		n = len(p)
	}
	if len(out.line)+n > maxLine {
		return 0, nil, fmt.Errorf("a line of more than %d bytes", maxLine)
	}
	out.line = append(out.line, p[:n]...)
	if !whole {
		return n, nil, nil
	}
	send = out.line
	out.line = out.line[:0] // send is written before the next take
	return n, send, g.judge(send)
}

// judge decides on one line, and sets out up for what follows it.
func (g *guard) judge(line []byte) error {
	text, ok := strings.CutSuffix(string(line), "\r\n")
	if !ok {
		return errors.New("a line that does not end in CR LF")
	}
	if err := checkChars(text); err != nil {
		return err
	}
	size, waits, announced, err := announcedLiteral(text)
	if err != nil {
		return err
	}
	if !g.out.within {
		if err := g.judgeCommand(text, announced); err != nil {
			return err
		}
	}
	g.out.literal, g.out.within, g.out.waiting = size, announced, waits
	if waits {
		g.goAhead.Store(false) // before the server can have seen the line
	}
	return nil
}

// checkChars refuses what servers may take for a line end or for the end of a
// quoted string, each in its own way.
func checkChars(text string) error {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case b == 0 || b == '\r':
			return errors.New("a control character in a line")
		case b == '"':
			quoted = !quoted
		case quoted && b == '\\':
			i++
			if i == len(text) || text[i] != '"' && text[i] != '\\' {
				return errors.New("a backslash that escapes nothing")
			}
		case !quoted && (b < ' ' || b > '~'):
			return errors.New("a byte outside ASCII, or a control character, outside quotes")
		}
	}
	if quoted {
		return errors.New("a quoted string without an end")
	}
	return nil
}

// announcedLiteral reads {n} or {n+} at the end of a line (RFC 9051 section
// 4.3, RFC 7888). The server must ask for the first kind.
func announcedLiteral(text string) (size int64, waits, ok bool, err error) {
	head, closed := strings.CutSuffix(text, "}")
	open := strings.LastIndexByte(head, '{')
	if !closed || open < 0 {
		return 0, false, false, nil
	}
	digits, plus := strings.CutSuffix(head[open+1:], "+")
	n, err := strconv.ParseUint(digits, 10, 63)
	if err != nil {
		return 0, false, false, errors.New("a literal without a proper size")
	}
	return int64(n), !plus, true, nil
}

// judgeCommand decides on the first line of a command.
func (g *guard) judgeCommand(text string, literal bool) error {
	if isContinuation(text) {
		return nil
	}
	tag, rest, _ := strings.Cut(text, " ")
	if tag == "" { // a server that skips the space reads the line otherwise
		return errors.New("a command without a tag")
	}
	name, args, _ := strings.Cut(rest, " ")
	name = strings.ToUpper(name)
	if name == "UID" {
		var what string
		what, args, _ = strings.Cut(args, " ")
		name += " " + strings.ToUpper(what)
	}
	if why, ok := refused[name]; ok {
		return fmt.Errorf("%s: %s", name, why)
	}
	c, ok := commands[name]
	switch {
	case !ok: // not quoted: it may be anything
		return errors.New("a command that is not among those allowed")
	case c.changes && g.readOnly:
		return fmt.Errorf("%s: this connection only reads", name)
	case c.opens:
		g.disarm()
	}
	if c.check == nil {
		return nil
	}
	if literal {
		return fmt.Errorf("%s: arguments in a literal", name)
	}
	if err := c.check(g, args); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// isContinuation recognises what answers a "+": base64 or "*" in AUTHENTICATE
// (RFC 9051 section 6.2.2), DONE in IDLE. No command looks like that, because
// each has a space after its tag.
func isContinuation(text string) bool {
	for _, b := range []byte(text) {
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', isDigit(b):
		case b == '+', b == '/', b == '=', b == '*':
		default:
			return false
		}
	}
	return true
}

// fetchSilent takes out of a FETCH what looks like an item that sets \Seen.
var fetchSilent = strings.NewReplacer("RFC822.SIZE", "", "RFC822.HEADER", "")

// checkFetch refuses the items that set \Seen (RFC 3501 section 6.4.5): unread
// is the rep's own mark.
func (g *guard) checkFetch(args string) error {
	args = fetchSilent.Replace(strings.ToUpper(args))
	for _, item := range []string{"BODY[", "BINARY[", "RFC822"} {
		if strings.Contains(args, item) {
			return errors.New(`an item that sets \Seen`)
		}
	}
	return nil
}

// checkStore reads the arguments of UID STORE (RFC 9051 section 6.4.6, RFC 7162
// section 3.1.3) in the form that go-imap writes and in no other.
func (g *guard) checkStore(args string) error {
	set, rest, _ := strings.Cut(args, " ")
	if cond, ok := strings.CutPrefix(rest, "(UNCHANGEDSINCE "); ok {
		_, rest, _ = strings.Cut(cond, ") ")
	}
	op, list, _ := strings.Cut(rest, " ")
	op = strings.TrimSuffix(strings.ToUpper(op), ".SILENT")
	if op != "+FLAGS" && op != "-FLAGS" {
		return errors.New("flags are added and removed, never replaced")
	}
	list, opened := strings.CutPrefix(list, "(")
	list, closed := strings.CutSuffix(list, ")")
	if !opened || !closed {
		return errors.New("flags that are not in one list")
	}
	for flag := range strings.SplitSeq(list, " ") {
		if err := g.checkFlag(set, op == "+FLAGS", flag); err != nil {
			return err
		}
	}
	return nil
}

func (g *guard) checkFlag(set string, add bool, flag string) error {
	name := strings.TrimPrefix(flag, `\`)
	if name == "" || slices.ContainsFunc([]byte(name), func(b byte) bool { return !isAtomChar(b) }) {
		return errors.New("a flag that is none")
	}
	switch flag := strings.ToUpper(flag); {
	case flag == `\SEEN`:
		return errors.New(`\Seen is the rep's`)
	case flag == `\DELETED` && add:
		return g.spend(set, func(a *armament) *bool { return &a.stored })
	case !add && (flag == `\DELETED` || flag == `\ANSWERED` || flag == `\DRAFT`):
		return errors.New("a flag that is never removed")
	}
	return nil
}

func (g *guard) checkExpunge(args string) error {
	return g.spend(args, func(a *armament) *bool { return &a.expunged })
}

// spend uses up one of the two shots of an armament, if it is for this set.
func (g *guard) spend(set string, shot func(*armament) *bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.armed == nil || *shot(g.armed):
		return errors.New("messages to remove, and none were armed")
	case !g.armed.covers(set):
		return errors.New("messages to remove that were not armed")
	}
	*shot(g.armed) = true
	return nil
}

// covers reports whether a set names armed UIDs only, each of them explicitly.
// It takes no longer than there are armed UIDs, however wide a range is.
func (a *armament) covers(set string) bool {
	for part := range strings.SplitSeq(set, ",") {
		from, to, ranged := strings.Cut(part, ":")
		if !ranged {
			to = from
		}
		if strings.HasPrefix(from, "0") || strings.HasPrefix(to, "0") {
			return false // a number in a set begins with 1 to 9 (RFC 9051 section 9, nz-number)
		}
		first, err := strconv.ParseUint(from, 10, 32)
		last, err2 := strconv.ParseUint(to, 10, 32)
		if err != nil || err2 != nil {
			return false
		}
		if first > last {
			first, last = last, first
		}
		for uid := first; uid <= last; uid++ {
			if _, ok := slices.BinarySearch(a.uids, uint32(uid)); !ok {
				return false
			}
		}
	}
	return true
}
