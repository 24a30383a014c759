package mailbox

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"go.uber.org/goleak"
)

// honest is what well-behaved servers send, with everything in it that looks
// like an offence and is none.
var honest = []struct{ name, in string }{
	{"greeting", "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN LITERAL+] ready (at (your (service\r\n"},
	{"greeting without text", "* OK\r\n"},
	{"capability", "* CAPABILITY IMAP4rev1  UIDPLUS MOVE \r\nT1 OK done\r\n"},
	{"lone line feeds", "* CAPABILITY IMAP4rev1\nT1 OK done\n"},
	{"continuation", "+ idling {5}\r\n* 4 EXISTS\r\n+\r\n+ \r\n"},
	{"select", "* FLAGS (\\Seen \\Deleted inq-a)\r\n* OK [PERMANENTFLAGS (\\Seen \\*)] limited\r\n" +
		"* OK [UIDVALIDITY 4294967295] valid\r\n* OK [X-UNKNOWN (\"] all the same\r\nT2 OK [READ-WRITE] done\r\n"},
	{"body", "* 1 FETCH (UID 7 BODY[] {27}\r\n* CAPABILITY A( \" {9}\r\n ((()\r\nT3 OK done\r\n"},
	{"two bodies", "* 1 FETCH (BODY[] {3}\r\na\r\n UID 7)\r\n* 2 FETCH (UID 8 BODY[] {0}\r\n)\r\nT3 OK done {3}\r\n"},
	{"literal after spaces", "* 1 FETCH (BODY[] {1} \n()\r\n"},
	{"quoted", `* LIST (\HasNoChildren) "\\" "a \"(({5}\\"` + "\r\n"},
	{"literal name", "* LIST () \"/\" {4}\r\n\"(*(\r\n"},
	{"binary", "* 1 FETCH (UID 7 BINARY[1] ~{2}\r\n\x00()\r\n"},
	{"header fields", "* 1 FETCH (BODY[HEADER.FIELDS (Message-ID)]<0> {2}\r\n\r\n)\r\n"},
	{"copyuid", "T4 OK [COPYUID 38505 304,319:320,5:4 3956:3958,1:2] done\r\n"},
	{"appenduid", "T4 OK [APPENDUID 38505 3955] *:* 1:4294967295\r\n"},
	{"widest set", "* ESEARCH (TAG \"A1:4294967295*\") UID MIN 1 ALL 1:99999,200000 COUNT 4000000000\r\n"},
	{"vanished", "* VANISHED (EARLIER) 41,43:116\r\n"},
	{"ranges elsewhere", "* SEARCH 1 2 3\r\n* NO 1:4294967295 *\r\nT5 NO [MODIFIED 7:4294967295] no\r\n"},
	{"no text", "T6 OK\r\nT7 BAD [] x\r\n"},
	{"deepest", "* 1 FETCH " + strings.Repeat("(", maxDepth) + strings.Repeat(")", maxDepth+5) + "\r\n"},
	{"many lists", "* X" + strings.Repeat(" ()", 2*maxDepth) + "\r\n* Y" + strings.Repeat("(", maxDepth) + "\r\n* Z (\r\n"},
}

// offences are what the guard stops, at the byte that follows the mark.
var offences = []struct{ name, in, want string }{
	{"capability", "* CAPABILITY IMAP4rev1¦(\r\n", "among capabilities"},
	{"capability at once", "* capability¦(\r\n", "among capabilities"},
	{"counted capability", "* 1 CAPABILITY A¦(\r\n", "among capabilities"},
	{"capability in Unicode", "* CAPAB¦ılity A(\r\n", "outside ASCII"},
	{"enabled", "* ENABLED ¦(\r\n", "among capabilities"},
	{"code in greeting", "* OK [CAPABILITY A¦(] hello\r\n", "among capabilities"},
	{"code in answer", "T1 OK [CAPABILITY¦(] hello\r\n", "among capabilities"},
	{"code in counted status", "* 3 BYE [capability ¦(]\r\n", "among capabilities"},
	{"code in unknown status", "T1 WELL [CAPABILITY ¦(]\r\n", "among capabilities"},
	{"code over a line end", "* OK [X {8}\r¦\n* 1 FETCH (BODY[] {8}\r\n* CAPABILITY (", "without an end"},
	{"text is no literal", "* OK {14}\r\n* CAPABILITY A¦(\r\n", "among capabilities"},
	{"code is no literal", "T1 OK [X] {14}\r\n* CAPABILITY A¦(\r\n", "among capabilities"},
	{"continuation is no literal", "+ {14}\r\n* CAPABILITY A¦(\r\n", "among capabilities"},
	{"string over a line end", "* LIST () \"\r¦\n\" {9}\r\n", "over a line end"},
	{"escaped line end", "* LIST () \"\\¦\n\" {9}\r\n", "over a line end"},
	{"too deep", "* 1 FETCH " + strings.Repeat("(", maxDepth) + "¦(", "parentheses"},
	{"too deep after a literal", "* 1 FETCH " + strings.Repeat("(", maxDepth) + "{2}\r\n))¦(", "parentheses"},
	{"too deep after closing", "* 1 FETCH ))" + strings.Repeat("(", maxDepth) + "¦(", "parentheses"},
	{"large literal", "* 1 FETCH (BODY[] {838860¦9}\r\n", "a literal of more"},
	{"2^62", "* 1 FETCH (BODY[] {4611686¦018427387904}\r\n", "a literal of more"},
	{"brace", "* LIST () {¦-1}\r\n", "announces no literal"},
	{"literal on the line", "* 1 FETCH (BODY[] {3}¦abc)\r\n", "new line"},
	{"long line", "* " + strings.Repeat("X", maxLine-2) + "¦X", "a line of more"},
	{"long in pieces", "* X " + strings.Repeat("{1}\r\n()", 10922) + "¦(", "a line of more"},
	{"copyuid", "T1 OK [COPYUID 1 1:4294967295¦ 1:4294967295] done\r\n", "number sets"},
	{"copyuid backwards", "* OK [COPYUID 1 4294967295:1¦ 7]\r\n", "number sets"},
	{"copyuid star", "T1 OK [COPYUID 1 1:¦* 1:5] done\r\n", "with *"},
	{"copyuid in small ranges", "T1 OK [copyuid 1 1:60000 1:60000¦]\r\n", "number sets"},
	{"beyond any UID", "T1 OK [COPYUID 1 1:99999999999999999999¦]\r\n", "number sets"},
	{"beyond 64 bits", "T1 OK [COPYUID 1 1:18446744073709551617¦]\r\n", "number sets"},
	{"esearch", "* ESEARCH (TAG \"A\") UID ALL 1:100001¦\r\n", "number sets"},
	{"esearch star", "* ESEARCH UID ALL ¦*\r\n", "with *"},
	{"vanished", "* VANISHED 1:4294967295¦\r\n", "number sets"},
	{"appenduid", "T1 OK [APPENDUID 1 ¦*]\r\n", "with *"},
	{"no response", "¦\r\n", "begins with neither"},
	{"no type", "*¦\r\n", "without a type"},
	{"no type after a tag", "T1 ¦(\r\n", "without a type"},
	{"no type after a number", "* 12¦(\r\n", "without a type"},
}

// feed gives s to a new guard in pieces, one of n bytes first and then of step,
// and returns how many bytes are passed on.
func feed(s string, n, step int) (passed int, err error) {
	r := newResponses()
	for passed < len(s) && err == nil {
		n = min(n, len(s)-passed)
		var ok int
		ok, err = r.feed([]byte(s[passed : passed+n]))
		passed += ok
		n = step
	}
	return passed, err
}

func TestGuardPassesHonestResponses(t *testing.T) {
	var all strings.Builder
	for _, tt := range honest {
		all.WriteString(tt.in)
		eachSplit(t, tt.name, tt.in, tt.in, "")
	}
	if n, err := feed(all.String(), 1, 1); n != all.Len() || err != nil {
		t.Errorf("all together: %d of %d bytes passed, %v", n, all.Len(), err)
	}
}

func TestGuardStopsOffences(t *testing.T) {
	for _, tt := range offences {
		before, after, _ := strings.Cut(tt.in, "¦")
		eachSplit(t, tt.name, before+after, before, tt.want)
		for _, h := range honest[:10] { // an offence is one whatever went before
			want := len(h.in + before)
			if n, err := feed(h.in+before+after, 7, 7); n != want || err == nil {
				t.Errorf("%s after %s: %d bytes passed, want %d; %v", tt.name, h.name, n, want, err)
			}
		}
	}
}

// eachSplit cuts in at every position, or at a hundred of them if it is long.
func eachSplit(t *testing.T, name, in, pass, want string) {
	t.Helper()
	stride := 1
	if len(in) > 1000 {
		stride = len(in) / 100
	}
	for at := 1; at <= len(in); at += stride {
		for _, step := range []int{1, len(in)} {
			n, err := feed(in, at, step)
			if n != len(pass) || (err == nil) != (n == len(in)) || err != nil && !strings.Contains(err.Error(), want) {
				t.Fatalf("%s cut at %d: passed %d bytes, want %d; error %v, want %q", name, at, n, len(pass), err, want)
			}
		}
	}
}

func tail(s string) string { return s[max(0, len(s)-80):] }

func TestGuardBudgetPerCommand(t *testing.T) {
	literal := fmt.Sprintf("* 1 FETCH (BODY[] {%d}\r\n%s)\r\n", maxLiteral, strings.Repeat("(", maxLiteral))
	line := "* OK " + strings.Repeat("x", maxLine-7) + "\r\n"
	for _, tt := range []struct {
		name, unit string
		fit        int
		want       string
	}{
		{"literals", literal, maxLiterals / maxLiteral, "of literals"},
		{"lines", line, maxLines / maxLine, "of lines"},
	} {
		for _, reset := range []bool{false, true} {
			r := newResponses()
			var err error
			for i := 0; i <= tt.fit && err == nil; i++ {
				_, err = r.feed([]byte(tt.unit))
				if reset && i == 0 && err == nil {
					_, err = r.feed([]byte("T1 OK\r\n"))
				}
			}
			switch {
			case reset && err != nil:
				t.Errorf("%s over two commands: %v", tt.name, err)
			case !reset && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
			}
		}
	}
}

// tape is a connection to nobody: it reads from memory and keeps what is sent.
type tape struct {
	net.Conn
	in   io.Reader
	sent bytes.Buffer
	shut bool
}

func (c *tape) Read(p []byte) (int, error) {
	if c.shut {
		return 0, net.ErrClosed
	}
	return c.in.Read(p)
}
func (c *tape) Write(p []byte) (int, error) {
	if c.shut {
		return 0, net.ErrClosed
	}
	return c.sent.Write(p)
}
func (c *tape) Close() error                     { c.shut = true; return nil }
func (c *tape) SetReadDeadline(time.Time) error  { return nil }
func (c *tape) SetWriteDeadline(time.Time) error { return nil }

const secret = "open sesame"

// TestGuardWrites runs each script on a connection of its own, on which 7, 8
// and 9 are armed. What stands before the mark is sent, nothing after it is.
func TestGuardWrites(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"T1 CAPABILITY\r\nT2 noop\r\nT3 ID (\"name\" \"inquiryd\")\r\nT4 LOGOUT\r\n", ""},
		{"T1 LOGIN \"me\" \"open \\\"sesame\\\\\"\r\nT2 LIST \"\" \"*\"\r\n", ""},
		{"T1 LOGIN {2+}\r\nme {12+}\r\nT2 EXPUNGE\r\n\r\n¦T2 EXPUNGE\r\n", "EXPUNGE"},
		{"T1 AUTHENTICATE PLAIN\r\nAG1lAG9wZW4gc2VzYW1l+/==\r\n*\r\n\r\nDONE\r\nT2 IDLE\r\nDONE\r\n", ""},
		{"T1 SELECT INBOX (CONDSTORE)\r\nT2 EXAMINE INBOX\r\nT3 UNSELECT\r\n", ""},
		{"T1 SELECT {3+}\r\n&A-\r\n¦T2 CLOSE\r\n", "CLOSE"},
		{"T1 UID FETCH 1:* (UID FLAGS RFC822.SIZE BODY.PEEK[]<0.2097152> BINARY.SIZE[1])\r\n", ""},
		{"T1 UID SEARCH UNDELETED SUBJECT {7+}\r\nT CLOSE SEEN\r\n", ""},
		{"T1 UID STORE 1:* +FLAGS.SILENT (inq-a \\Flagged \\Answered)\r\n", ""},
		{"T1 uid store 1 (UNCHANGEDSINCE 12) -flags.silent (inq-a \\Flagged)\r\n", ""},
		{"T1 UID MOVE 1:5 \"Inquiries/A\"\r\nT2 UID COPY 1 X\r\nT3 CREATE X\r\nT4 SUBSCRIBE X\r\nT5 UNSUBSCRIBE X\r\n", ""},
		{"T1 APPEND X (\\Draft) {14+}\r\nT2 EXPUNGE\r\n\" \r\nT2 NOOP\r\n", ""},

		{"T1 UID STORE 7:9 +FLAGS.SILENT (\\Deleted)\r\nT2 UID EXPUNGE 7:9\r\n¦T3 UID EXPUNGE 7:9\r\n", "none were armed"},
		{"T1 UID STORE 9:8,7 +FLAGS (\\deleted)\r\n¦T2 UID STORE 7 +FLAGS (\\Deleted)\r\n", "none were armed"},
		{"T1 UID EXPUNGE 8\r\n", ""},
		{"¦T1 UID EXPUNGE 6:9\r\n", "not armed"},
		{"¦T1 UID EXPUNGE 7:4294967295\r\n", "not armed"},
		{"¦T1 UID EXPUNGE 9:1\r\n", "not armed"},
		{"¦T1 UID EXPUNGE 7:*\r\n", "not armed"},
		{"¦T1 UID EXPUNGE $\r\n", "not armed"},
		{"¦T1 UID EXPUNGE 7,\r\n", "not armed"},
		{"¦T1 UID EXPUNGE\r\n", "not armed"},
		{"¦T1 UID EXPUNGE 7 8\r\n", "not armed"},
		{"¦T1 UID EXPUNGE {1+}\r\n7\r\n", "in a literal"},
		{"¦T1 UID STORE 6 +FLAGS (inq-a \\Deleted)\r\n", "not armed"},
		{"¦T1 UID STORE 7 -FLAGS (\\Deleted)\r\n", "never removed"},
		{"T1 SELECT X\r\n¦T2 UID EXPUNGE 7\r\n", "none were armed"},
		{"T1 EXAMINE X\r\n¦T2 UID STORE 7 +FLAGS (\\Deleted)\r\n", "none were armed"},

		{"T1 NOOP\r\n¦T2 EXPUNGE\r\n", "EXPUNGE"},
		{"¦T1 expunge\r\n", "EXPUNGE"},
		{"¦T1 Close\r\n", "CLOSE"},
		{"¦T1 DELETE X\r\n", "DELETE"},
		{"¦T1 RENAME X Y\r\n", "RENAME"},
		{"¦T1 STARTTLS\r\n", "STARTTLS"},
		{"¦T1 STORE 1 +FLAGS (inq-a)\r\n", "sequence numbers"},
		{"¦T1 MOVE 1 X\r\n", "sequence numbers"},
		{"¦T1 UID REPLACE 4 X {1+}\r\n", "not among those"},
		{"¦T1 UID STORE 1 FLAGS (inq-a)\r\n", "never replaced"},
		{"¦T1 UID STORE 1 FLAGS.SILENT ()\r\n", "never replaced"},
		{"¦T1 UID STORE 1 +FLAGS (\\sEEN)\r\n", "the rep's"},
		{"¦T1 UID STORE 1 -FLAGS.SILENT (inq-a \\Seen)\r\n", "the rep's"},
		{"¦T1 UID STORE 1 -FLAGS (\\Answered)\r\n", "never removed"},
		{"¦T1 UID STORE 1 -FLAGS (\\Draft)\r\n", "never removed"},
		{"¦T1 UID STORE 1 +FLAGS \\Seen\r\n", "one list"},
		{"¦T1 UID STORE 1 +FLAGS (a (\\Seen))\r\n", "a flag that is none"},
		{"¦T1 UID STORE 1 +FLAGS (a  b)\r\n", "a flag that is none"},
		{"¦T1 UID STORE 1 +FLAGS (\"\\\\Seen\")\r\n", "a flag that is none"},
		{"¦T1 UID STORE {1+}\r\n1 +FLAGS (\\Seen)\r\n", "in a literal"},
		{"¦T1 UID STORE 1 (UNCHANGEDSINCE 1 +FLAGS (\\Seen)\r\n", "never replaced"},
		{"¦T1 UID FETCH 1 BODY[]\r\n", "sets \\Seen"},
		{"¦T1 FETCH 1 (UID rfc822)\r\n", "sets \\Seen"},
		{"¦T1 UID FETCH 1 (BODY.PEEK[] binary[1])\r\n", "sets \\Seen"},

		{"¦T1  EXPUNGE\r\n", "not among those"},
		{"¦T1 UID  EXPUNGE 7\r\n", "not among those"},
		{"¦ EXPUNGE\r\n", "without a tag"},
		{"¦ ID STORE \r\n", "without a tag"},
		{"¦T1\tEXPUNGE\r\n", "control character"},
		{"¦T1 NOOP\nT2 EXPUNGE\r\n", "CR LF"},
		{"¦T1 NOOP\rT2 EXPUNGE\r\n", "control character"},
		{"¦T1 NOOP\x00\r\n", "control character"},
		{"¦T1 LIST \"\" \"a\x00\"\r\n", "control character"},
		{"¦T1 LIST \"\" \"a\rT2 EXPUNGE\"\r\n", "control character"},
		{"¦T1 LIST \"\" \"a\\b\"\r\n", "escapes nothing"},
		{"¦T1 LIST \"\" \"\r\n", "without an end"},
		{"¦T1 LIST \"\" \"\\\r\n", "escapes nothing"},
		{"¦T1 LIST \"\" \"{12+}\r\nT2 EXPUNGE\r\n", "without an end"},
		{"¦T1 UID STORE 1 +FLAGS (ż)\r\n", "outside ASCII"},
		{"¦T1 APPEND X {99999999999999999999+}\r\n", "proper size"},
		{"¦T1 APPEND X {-1+}\r\n", "proper size"},
		{"T1 APPEND X {5}\r\n¦hello\r\n", "did not ask"},
		{"T1 APPEND X {0}\r\n¦T2 EXPUNGE\r\n", "did not ask"},
		{"¦T1 LOGIN \"me\" \"" + secret + "\"\r", ""},
		{"¦T1 LOGIN \"me\" \"" + secret + "\r\n", "without an end"},
		{"¦T1 LOGIN me " + secret + "\x01\r\n", "control character"},
		{"¦" + secret + " " + secret + "\r\n", "not among those"},
		{"¦T1 LOGIN " + strings.Repeat(secret, maxLine/10) + "\r\n", "a line of more"},
	} {
		before, after, _ := strings.Cut(tt.in, "¦")
		in := before + after
		for at := 0; at < min(len(in), 300); at++ {
			c := &tape{}
			g := newGuard(c, false)
			g.arm([]uint32{9, 7, 8})
			err := writeAll(g, in[:at], in[at:])
			checkWrite(t, in, c, g, err, before, tt.want)
		}
	}
}

func TestGuardReadOnly(t *testing.T) {
	for _, in := range []string{
		"¦T1 SELECT INBOX\r\n", "¦T1 UID STORE 1 +FLAGS (inq-a)\r\n", "¦T1 UID COPY 1 X\r\n", "¦T1 uid move 1 X\r\n",
		"¦T1 APPEND X {1+}\r\n", "¦T1 CREATE X\r\n", "¦T1 SUBSCRIBE X\r\n", "¦T1 UNSUBSCRIBE X\r\n", "¦T1 UID EXPUNGE 7\r\n",
		"T1 EXAMINE INBOX\r\nT2 UID FETCH 1 BODY.PEEK[]\r\nT3 IDLE\r\nDONE\r\n",
	} {
		before, after, refused := strings.Cut(in, "¦")
		c := &tape{}
		g := newGuard(c, true)
		g.arm([]uint32{7})
		want := ""
		if refused {
			want = "only reads"
		}
		checkWrite(t, in, c, g, writeAll(g, before+after), before, want)
	}
}

func writeAll(w io.Writer, parts ...string) error {
	for _, p := range parts {
		if _, err := io.WriteString(w, p); err != nil {
			return err
		}
	}
	return nil
}

func checkWrite(t *testing.T, in string, c *tape, g *guard, err error, sent, want string) {
	t.Helper()
	if c.sent.String() != sent {
		t.Fatalf("%q: sent %q, want %q", tail(in), tail(c.sent.String()), sent)
	}
	if _, out := g.counts(); out != int64(len(sent)) {
		t.Errorf("%q: counted %d bytes sent, want %d", tail(in), out, len(sent))
	}
	if want == "" {
		if err != nil || g.Err() != nil || c.shut {
			t.Fatalf("%q: refused: %v, %v", tail(in), err, g.Err())
		}
		return
	}
	if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "write: ") || err != g.Err() || !c.shut {
		t.Fatalf("%q: error %v, kept %v, closed %v; want %q", tail(in), err, g.Err(), c.shut, want)
	}
	if strings.Contains(err.Error(), secret) {
		t.Fatalf("the error tells a secret: %v", err)
	}
	if _, again := g.Write([]byte("T9 NOOP\r\n")); again != err {
		t.Fatalf("%q: written on after the refusal: %v", tail(in), again)
	}
	if _, again := g.Read(make([]byte, 1)); again != err {
		t.Fatalf("%q: read on after the refusal: %v", tail(in), again)
	}
}

func TestGuardDisarms(t *testing.T) {
	g := newGuard(&tape{}, false)
	first := g.arm([]uint32{7})
	second := g.arm([]uint32{8})
	first() // not its licence any more
	if err := writeAll(g, "T1 UID EXPUNGE 8\r\n"); err != nil {
		t.Fatal(err)
	}
	second()
	if err := writeAll(g, "T2 UID STORE 8 +FLAGS (\\Deleted)\r\n"); err == nil {
		t.Error("a disarmed guard let \\Deleted through")
	}
}

// A server that answers an APPEND with NO in place of the go-ahead must not
// turn the next command into a literal; one that gives it must get the literal.
func TestGuardLiteralWaitsForGoAhead(t *testing.T) {
	for answer, ok := range map[string]bool{"+ go on\r\n": true, "T1 NO full\r\n": false, "* OK + \r\n": false} {
		g := newGuard(&tape{in: strings.NewReader("+ too early\r\n" + answer)}, false)
		buf := make([]byte, 13)
		if _, err := io.ReadFull(g, buf); err != nil {
			t.Fatal(err)
		}
		if err := writeAll(g, "T1 APPEND X {12}\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(g, buf[:len(answer)-2]); err != nil {
			t.Fatal(err)
		}
		if err := writeAll(g, "T2 EXPUNGE\r\n", "\r\n"); (err == nil) != ok {
			t.Errorf("after %q: %v", answer, err)
		}
	}
}

func TestGuardErr(t *testing.T) {
	t.Run("server hangs up", func(t *testing.T) {
		g := newGuard(&tape{in: strings.NewReader("* BYE\r\n")}, false)
		got, err := io.ReadAll(g)
		if string(got) != "* BYE\r\n" || err != nil || !errors.Is(g.Err(), io.EOF) {
			t.Errorf("read %q, %v, kept %v", got, err, g.Err())
		}
		if n, _ := g.counts(); n != 7 {
			t.Errorf("counted %d bytes, want 7", n)
		}
		if _, err := g.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("second read: %v, want io.EOF itself", err)
		}
	})
	t.Run("we hang up", func(t *testing.T) {
		g := newGuard(&tape{in: strings.NewReader("")}, false)
		g.Close()
		if _, err := g.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) || g.Err() != nil {
			t.Errorf("read after Close: %v, kept %v", err, g.Err())
		}
	})
	t.Run("a deadline fires that was just lifted", func(t *testing.T) {
		g := newGuard(&tape{in: io.MultiReader(&late{}, strings.NewReader("* OK\r\n"))}, false)
		n, err := g.Read(make([]byte, 9))
		if n != 6 || err != nil || g.Err() != nil {
			t.Errorf("read %d bytes, %v, kept %v", n, err, g.Err())
		}
	})
}

// late times out once.
type late struct{ over bool }

func (l *late) Read([]byte) (int, error) {
	if l.over {
		return 0, io.EOF
	}
	l.over = true
	return 0, os.ErrDeadlineExceeded
}

// server is the far end of a pipe, played by a script.
type server struct {
	net.Conn
	r *bufio.Reader
}

// command reads one line and returns its tag and the rest.
func (s *server) command() (tag, rest string) {
	line, err := s.r.ReadString('\n')
	if err != nil {
		return "", ""
	}
	tag, rest, _ = strings.Cut(strings.TrimSpace(line), " ")
	return tag, rest
}

func (s *server) say(format string, args ...any) error {
	_, err := fmt.Fprintf(s, format, args...)
	return err
}

const hello = "* OK [CAPABILITY IMAP4rev1 IDLE UIDPLUS ESEARCH] hello\r\n"

// pipe connects a guard to a script, which runs until the guard hangs up.
func pipe(t *testing.T, script func(*server)) *guard {
	t.Helper()
	near, far := net.Pipe()
	var wg sync.WaitGroup
	wg.Go(func() {
		defer far.Close()
		script(&server{far, bufio.NewReader(far)})
		_, _ = io.Copy(io.Discard, far)
	})
	g := newGuard(near, false)
	t.Cleanup(func() {
		g.Close()
		wg.Wait()
	})
	return g
}

// endless is a stream of one letter.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// TestGuardHostileServer is go-imap's own client against what kills it.
func TestGuardHostileServer(t *testing.T) {
	uids := imap.UIDSetNum(1, 2, 3)
	fetch := func(c *imapclient.Client) error {
		_, err := c.Fetch(uids, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}}).Collect()
		return err
	}
	noop := func(c *imapclient.Client) error { return c.Noop().Wait() }
	cp := func(c *imapclient.Client) error { _, err := c.Copy(uids, "X").Wait(); return err }
	flood := strings.Repeat("* 1 FETCH (FLAGS (\\Seen \\Answered \\Flagged $Forwarded $MDNSent $NotJunk NonJunk inq-a inq-review))\r\n", 1000)
	for _, tt := range []struct {
		name    string
		command func(*imapclient.Client) error
		answer  func(s *server, tag string)
		want    string
	}{
		{"capability spin", func(c *imapclient.Client) error { _, err := c.Capability().Wait(); return err },
			func(s *server, tag string) { s.say("* CAPABILITY IMAP4rev1(\r\n%s OK\r\n", tag) }, "read: a parenthesis"},
		{"capability code spin", noop, func(s *server, tag string) { s.say("%s OK [CAPABILITY A(] done\r\n", tag) }, "read: a parenthesis"},
		{"enabled spin", noop, func(s *server, tag string) { s.say("* ENABLED A(\r\n") }, "read: a parenthesis"},
		{"capability spin in Unicode", noop, func(s *server, tag string) { s.say("* capabılıty A(\r\n") }, "read: a response type"},
		{"5M parentheses", fetch, func(s *server, tag string) {
			s.say("* 1 FETCH (UID 1 BODYSTRUCTURE %s", strings.Repeat("(", 5_000_000))
		}, "parentheses"},
		{"2 GB envelope", fetch, func(s *server, tag string) {
			s.say("* 1 FETCH (UID 1 ENVELOPE (NIL {%d}\r\n", int64(2<<30))
			io.CopyN(s, endless('x'), 2<<30)
		}, "a literal of more"},
		{"2^62 body", fetch, func(s *server, tag string) {
			s.say("* 1 FETCH (UID 1 BODY[] {%d}\r\n", int64(1)<<62)
			io.CopyN(s, endless('x'), 1<<30)
		}, "a literal of more"},
		{"bodies without end", fetch, func(s *server, tag string) {
			for i := 1; s.say("* 1 FETCH (UID %d BODY[] {%d}\r\n", i, maxLiteral) == nil; i++ {
				io.CopyN(s, endless('x'), maxLiteral)
				s.say(")\r\n")
			}
		}, "of literals"},
		{"1 GB line", noop, func(s *server, tag string) {
			s.say("* OK ")
			io.CopyN(s, endless('x'), 1<<30)
		}, "a line of more"},
		{"50M search results", func(c *imapclient.Client) error {
			_, err := c.UIDSearch(&imap.SearchCriteria{}, nil).Wait()
			return err
		},
			func(s *server, tag string) {
				s.say("* SEARCH")
				for s.say("%s", strings.Repeat(" 4294967295", 1000)) == nil {
				}
			}, "a line of more"},
		{"copyuid", cp, func(s *server, tag string) { s.say("%s OK [COPYUID 1 1:4294967295 1:4294967295] done\r\n", tag) }, "number sets"},
		{"copyuid star", cp, func(s *server, tag string) { s.say("%s OK [COPYUID 1 1:3 4:*] done\r\n", tag) }, "with *"},
		{"esearch", func(c *imapclient.Client) error {
			_, err := c.UIDSearch(&imap.SearchCriteria{}, &imap.SearchOptions{ReturnAll: true}).Wait()
			return err
		}, func(s *server, tag string) { s.say("* ESEARCH (TAG %q) UID ALL 1:4294967295\r\n", tag) }, "number sets"},
		{"2M unilateral FETCH", noop, func(s *server, tag string) {
			for i := 0; i < 2000 && s.say("%s", flood) == nil; i++ {
			}
		}, "of lines"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			current := goleak.IgnoreCurrent()
			t.Cleanup(func() { goleak.VerifyNone(t, current) })
			g := pipe(t, func(s *server) {
				s.say(hello)
				tag, _ := s.command()
				tt.answer(s, tag)
			})
			before := heap()
			c := imapclient.New(g, nil)
			err := tt.command(c)
			c.Close() // returns only once the client's reader has ended
			if err == nil || g.Err() == nil || !strings.Contains(g.Err().Error(), tt.want) {
				t.Errorf("error %v, kept %v; want %q", err, g.Err(), tt.want)
			}
			if grown := heap() - before; grown > 96<<20 {
				t.Errorf("the heap grew by %d MiB", grown>>20)
			}
		})
	}
}

// heap is how much memory the heap ever took from the system.
func heap() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapSys)
}

// go-imap's Move without MOVE sends COPY, STORE \Deleted and EXPUNGE in one go.
func TestGuardStopsMoveFallback(t *testing.T) {
	for _, caps := range []string{"IMAP4rev1", "IMAP4rev1 UIDPLUS"} {
		current := goleak.IgnoreCurrent()
		var heard []string
		done := make(chan struct{})
		g := pipe(t, func(s *server) {
			defer close(done)
			s.say("* OK [CAPABILITY %s] hello\r\n", caps)
			for tag, rest := s.command(); tag != ""; tag, rest = s.command() {
				heard = append(heard, rest)
			}
		})
		c := imapclient.New(g, nil)
		if err := c.WaitGreeting(); err != nil {
			t.Fatal(err)
		}
		_, err := c.Move(imap.UIDSetNum(4, 5), "X").Wait()
		c.Close()
		<-done
		if err == nil || g.Err() == nil || !strings.Contains(g.Err().Error(), "write: UID STORE: messages to remove") {
			t.Errorf("%s: error %v, kept %v", caps, err, g.Err())
		}
		if got := strings.Join(heard, "; "); got != "UID COPY 4:5 X" && got != `UID COPY 4:5 "X"` {
			t.Errorf("%s: the server heard %s", caps, got)
		}
		goleak.VerifyNone(t, current)
	}
}

// A guard below the encryption would be blind after STARTTLS.
func TestGuardStopsSTARTTLS(t *testing.T) {
	for _, greeting := range []string{"PREAUTH", "OK"} {
		var heard string
		done := make(chan struct{})
		g := pipe(t, func(s *server) {
			defer close(done)
			s.say("* %s [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n", greeting)
			_, heard = s.command()
		})
		_, err := imapclient.NewStartTLS(g, nil)
		<-done
		if err == nil || g.Err() == nil || heard != "" || !strings.Contains(g.Err().Error(), "write: STARTTLS") {
			t.Errorf("%s: error %v, kept %v, server heard %q", greeting, err, g.Err(), heard)
		}
	}
}

// An honest conversation, with synchronizing literals, IDLE and AUTHENTICATE's
// continuation lines, goes through as if the guard were not there.
func TestGuardHonestConversation(t *testing.T) {
	current := goleak.IgnoreCurrent()
	body := strings.Repeat("* CAPABILITY (\r\n", 1000)
	g := pipe(t, func(s *server) {
		s.say(hello)
		for tag, rest := s.command(); tag != ""; tag, rest = s.command() {
			switch verb, _, _ := strings.Cut(rest, " "); verb {
			case "APPEND":
				s.say("+ go on\r\n")
				io.CopyN(io.Discard, s.r, int64(len(body)))
				s.command()
			case "IDLE":
				s.say("+ idling\r\n* 2 EXISTS\r\n")
				s.command()
			case "UID":
				s.say("* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n", len(body), body)
			}
			s.say("%s OK [UIDNEXT 9] done\r\n", tag)
		}
	})
	c := imapclient.New(g, nil)
	defer goleak.VerifyNone(t, current)
	defer c.Close()
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	add := c.Append("Drafts", int64(len(body)), nil)
	if err := writeAll(add, body); err != nil {
		t.Fatal(err)
	}
	if err := add.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := add.Wait(); err != nil {
		t.Fatal(err)
	}
	got, err := c.Fetch(imap.UIDSetNum(1), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{{Peek: true}}}).Collect()
	if err != nil || len(got) != 1 || string(got[0].BodySection[0].Bytes) != body {
		t.Fatalf("fetched %d messages, %v", len(got), err)
	}
	idle, err := c.Idle()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(idle.Close(), idle.Wait(), g.Err()); err != nil {
		t.Fatal(err)
	}
}

func TestGuardPatience(t *testing.T) {
	pace := func(s *server, every time.Duration, text string) {
		for _, b := range []byte(text) {
			<-time.After(every)
			if _, err := s.Write([]byte{b}); err != nil {
				return
			}
		}
	}
	answers := func(every time.Duration, text string) func(*server) {
		return func(s *server) {
			s.say(hello)
			tag, _ := s.command()
			pace(s, every, strings.ReplaceAll(text, "TAG", tag))
		}
	}
	for _, tt := range []struct {
		name   string
		script func(*server)
		after  time.Duration
		want   string
	}{
		{"silent", answers(0, ""), time.Minute, "no byte within 1m0s"},
		{"silent in a line", answers(10*time.Second, "* OK"), 100 * time.Second, "no byte within 1m0s"},
		{"dripping", answers(50*time.Second, "* OK and so on, and so forth\r\n"), 5 * time.Minute, "not over within 5m0s"},
		{"slow", answers(20*time.Second, "TAG OK it\r\n"), 180 * time.Second, ""},
		{"hangs up", func(s *server) { s.say(hello); s.command(); s.Close() }, 0, "read: EOF"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := pipe(t, tt.script)
				c := imapclient.New(g, nil)
				if err := c.WaitGreeting(); err != nil {
					t.Fatal(err)
				}
				begun := time.Now()
				rest := g.expect(time.Minute, 5*time.Minute)
				err := c.Noop().Wait()
				rest()
				took := time.Since(begun)
				c.Close()
				if took != tt.after {
					t.Errorf("took %s, want %s", took, tt.after)
				}
				kept := g.Err()
				switch {
				case tt.want == "" && (err != nil || kept != nil):
					t.Errorf("error %v, kept %v", err, kept)
				case tt.want != "" && (err == nil || kept == nil || !strings.Contains(kept.Error(), tt.want)):
					t.Errorf("error %v, kept %v; want %q", err, kept, tt.want)
				case tt.want != "" && tt.after > 0 && !errors.Is(kept, os.ErrDeadlineExceeded):
					t.Errorf("%v is no timeout", kept)
				}
			})
		})
	}
}

func TestGuardWriteTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := pipe(t, func(s *server) {
			s.say(hello)
			<-time.After(2 * writeTimeout) // and read nothing
		})
		c := imapclient.New(g, nil)
		if err := c.WaitGreeting(); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		err := c.Noop().Wait()
		took := time.Since(begun)
		c.Close()
		if err == nil || took != writeTimeout || !errors.Is(g.Err(), os.ErrDeadlineExceeded) || !strings.HasPrefix(g.Err().Error(), "write: ") {
			t.Errorf("%s: error %v, kept %v", took, err, g.Err())
		}
	})
}

// TLS writes on its own while it reads, at any time.
func TestGuardLeavesNoWriteDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := pipe(t, func(*server) {})
		if err := writeAll(g, "T1 NOOP\r\n"); err != nil {
			t.Fatal(err)
		}
		<-time.After(2 * writeTimeout)
		if err := writeAll(g.Conn, "T2 NOOP\r\n"); err != nil {
			t.Error(err)
		}
	})
}

// Between commands a server may be silent for as long as it likes, in the
// middle of a line too: neither the last command's deadline nor go-imap's own
// 30 seconds may fire.
func TestGuardLastsBetweenCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := pipe(t, func(s *server) {
			s.say(hello)
			for tag, _ := s.command(); tag != ""; tag, _ = s.command() {
				s.say("%s OK done\r\n", tag)
				<-time.After(time.Hour)
				s.say("* OK still")
				<-time.After(time.Hour)
				s.say(" here\r\n")
			}
		})
		c := imapclient.New(g, nil)
		defer c.Close()
		for range 3 {
			rest := g.expect(time.Minute, 5*time.Minute)
			if err := c.Noop().Wait(); err != nil {
				t.Fatal(err)
			}
			rest()
			<-time.After(24 * time.Hour)
		}
		old := g.expect(time.Second, time.Second)
		rest := g.expect(time.Minute, time.Hour)
		defer rest()
		old() // must not lift the newer command's deadline
		<-time.After(59 * time.Second)
		if err := c.Noop().Wait(); err != nil { // and the older deadline must not fire
			t.Fatal(err)
		}
		<-time.After(2 * time.Minute)
		if g.Err() == nil {
			t.Error("the deadline of the newer command did not fire")
		}
	})
}

func TestGuardConcurrentUse(t *testing.T) {
	current := goleak.IgnoreCurrent()
	g := pipe(t, func(s *server) {
		s.say(hello)
		for tag, _ := s.command(); tag != ""; tag, _ = s.command() {
			if s.say("* 1 FETCH (FLAGS ())\r\n%s OK done\r\n", tag) != nil {
				return
			}
		}
	})
	c := imapclient.New(g, nil)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for range 200 {
				rest := g.expect(time.Minute, time.Minute)
				disarm := g.arm([]uint32{uint32(i)})
				if err := errors.Join(c.Noop().Wait(), g.Err()); err != nil {
					t.Error(err)
				}
				g.counts()
				disarm()
				rest()
			}
		})
	}
	wg.Wait()
	c.Close()
	goleak.VerifyNone(t, current)
}

func addTranscripts(f *testing.F, add func(string)) {
	f.Helper()
	for _, tt := range honest {
		add(tt.in)
	}
	for _, tt := range offences {
		if len(tt.in) < 1000 {
			add(strings.Replace(tt.in, "¦", "", 1))
		}
	}
}

// FuzzGuardRead promises that what is passed on is a prefix of what came, cut
// at the same byte however it was cut into reads; all of it unless an error
// says otherwise; and that no body spoils an honest answer.
func FuzzGuardRead(f *testing.F) {
	addTranscripts(f, func(s string) { f.Add([]byte(s), uint8(3)) })
	f.Fuzz(func(t *testing.T, in []byte, size uint8) {
		whole, err := feed(string(in), len(in), 1)
		g := newGuard(&tape{in: bytes.NewReader(in)}, false)
		got, readErr := io.ReadAll(bites{g, int(size)%61 + 1})
		if len(got) != whole || !bytes.HasPrefix(in, got) {
			t.Fatalf("passed %q in pieces and %d bytes whole of %q", got, whole, in)
		}
		if (err == nil) != (readErr == nil) || err == nil && len(got) != len(in) {
			t.Fatalf("passed %d of %d bytes: %v in pieces, %v whole", len(got), len(in), readErr, err)
		}
		answer := fmt.Sprintf("* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\nT1 OK done\r\n", len(in), in)
		if n, err := feed(answer, int(size)+1, int(size)+1); n != len(answer) || err != nil {
			t.Fatalf("an honest answer stopped after %d of %d bytes: %v", n, len(answer), err)
		}
	})
}

// bites reads at most n bytes at a time.
type bites struct {
	io.Reader
	n int
}

func (r bites) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(r.n, len(p))]) }

// FuzzGuardClient promises that go-imap comes to an end on whatever the guard
// passes on: a loop without end is how it was found to fail.
func FuzzGuardClient(f *testing.F) {
	addTranscripts(f, func(s string) { f.Add([]byte(hello + s)) })
	f.Fuzz(func(t *testing.T, in []byte) {
		c := imapclient.New(newGuard(&locked{tape: tape{in: bytes.NewReader(in)}}, false), nil)
		uids := imap.UIDSetNum(1, 7)
		go c.Fetch(uids, &imap.FetchOptions{UID: true}).Close()
		go func() { _, _ = c.UIDSearch(&imap.SearchCriteria{}, nil).Wait() }()
		select {
		case <-c.Closed():
		case <-time.After(20 * time.Second):
			t.Fatalf("go-imap does not end on %q", in)
		}
	})
}

// locked is a tape for a client that reads and writes at the same time.
type locked struct {
	tape
	mu sync.Mutex
}

func (c *locked) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tape.Write(p)
}
func (c *locked) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tape.Read(p)
}
func (c *locked) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tape.Close()
}

// The checker of FuzzGuardWrite: how a careless server would read what we sent.
var (
	anyLiteral = regexp.MustCompile(`\{(\d+)\+?\}$`)
	neverSent  = regexp.MustCompile(`(?i)^\S*\s+(expunge|close|delete|rename|store|copy|move|starttls|uid\s+replace)\b` +
		`|^\S*\s+uid\s+store\b.*(\\seen|\sflags|-flags.*\\(deleted|answered|draft)\b)` +
		`|^\S*\s+(uid\s+)?fetch\b.*\b(body|binary)\[`)
	removing  = regexp.MustCompile(`(?i)^\S*\s+uid\s+(expunge\s+(.*)|store\s+(\S+)\s.*\\deleted\b.*)$`)
	armedOnly = regexp.MustCompile(`^[789]([:,][789])*$`)
	changing  = regexp.MustCompile(`(?i)^\S*\s+(select|append|create|subscribe|unsubscribe|uid\s+(store|copy|move|expunge))\b`)
)

// FuzzGuardWrite promises that no forbidden command leaves the guard, whatever
// is written to it and however it is cut.
func FuzzGuardWrite(f *testing.F) {
	for _, s := range []string{
		"T1 EXPUNGE\r\n", "T1 UID STORE 7:8 +FLAGS.SILENT (\\Deleted)\r\nT2 UID EXPUNGE 7,9\r\n",
		"T1 APPEND X {12+}\r\nT2 EXPUNGE\r\n\r\nT3 SELECT X\r\n", "T1 LOGIN {2}\r\nme \"a\\\"b\"\r\n",
		"T1 UID STORE 1 (UNCHANGEDSINCE 5) -FLAGS (\\Flagged a)\r\nDONE\r\n", "T1 UID FETCH 1:* (BODY.PEEK[])\r\n",
	} {
		f.Add([]byte(s), uint8(5), false, true, true)
		f.Add([]byte(s), uint8(200), true, false, false)
	}
	f.Fuzz(func(t *testing.T, in []byte, size uint8, readOnly, armed, goAhead bool) {
		c := &tape{}
		g := newGuard(c, readOnly)
		if armed {
			g.arm([]uint32{7, 8, 9})
		}
		var err error
		for rest := in; len(rest) > 0 && err == nil; {
			n := min(int(size)%50+1, len(rest))
			_, err = g.Write(rest[:n])
			rest = rest[n:]
			g.goAhead.Store(goAhead)
		}
		if !bytes.HasPrefix(in, c.sent.Bytes()) {
			t.Fatalf("sent %q of %q", c.sent.Bytes(), in)
		}
		removed := 0
		for _, line := range commandLines(c.sent.String()) {
			if neverSent.MatchString(line) || readOnly && changing.MatchString(line) {
				t.Fatalf("sent %q", line)
			}
			if m := removing.FindStringSubmatch(line); m != nil {
				removed++
				if !armed || removed > 2 || !armedOnly.MatchString(m[2]+m[3]) {
					t.Fatalf("sent %q as number %d, armed %v", line, removed, armed)
				}
			}
		}
	})
}

// commandLines is the first line of each command, and of each line that a
// server could take for one.
func commandLines(s string) (lines []string) {
	within := false
	for s != "" {
		line, rest, _ := strings.Cut(s, "\n")
		line = strings.TrimSuffix(line, "\r")
		if !within {
			lines = append(lines, strings.FieldsFunc(line+" ", func(r rune) bool { return r == '\r' || r == 0 })...)
		}
		m := anyLiteral.FindStringSubmatch(line)
		if within = m != nil; within {
			n, _ := strconv.Atoi(m[1])
			rest = rest[min(n, len(rest)):]
		}
		s = rest
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}

// BenchmarkGuardRead compares reading through the guard with reading bare.
func BenchmarkGuardRead(b *testing.B) {
	literal := fmt.Appendf(nil, "* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\nT1 OK done\r\n", maxLiteral, bytes.Repeat([]byte("x"), maxLiteral))
	lines := append(bytes.Repeat([]byte("* 12345 FETCH (UID 123456 FLAGS (\\Seen inq-a) RFC822.SIZE 12345 INTERNALDATE \"17-Jul-2024 02:44:25 +0000\")\r\n"), 10_000), "T1 OK\r\n"...)
	for _, bb := range []struct {
		name string
		data []byte
	}{{"literal", literal}, {"lines", lines}} {
		src := bytes.NewReader(bb.data)
		conn := &tape{in: src}
		for _, way := range []struct {
			name string
			r    io.Reader
		}{{"bare", conn}, {"guard", newGuard(conn, false)}} {
			b.Run(bb.name+"/"+way.name, func(b *testing.B) {
				buf := make([]byte, 32<<10)
				b.SetBytes(int64(len(bb.data)))
				for b.Loop() {
					src.Reset(bb.data)
					for src.Len() > 0 {
						if _, err := way.r.Read(buf); err != nil {
							b.Fatal(err)
						}
					}
				}
			})
		}
	}
}
