package mailbox_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"inquiryd/internal/mailbox"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/signin"
)

const minute = time.Minute

// drip answers a byte at a time, and never to the end.
func drip(t *mailboxtest.Turn) {
	for _, letter := range []byte("* OK and so on, and so forth, without an end") {
		<-time.After(50 * time.Second)
		if t.Pour(letter, 1) != nil {
			return
		}
	}
}

// Whatever the server falls silent at, the session ends it in its own time, and
// nothing of ours is left behind: synctest fails on a goroutine that stays.
func TestSilentServer(t *testing.T) {
	caps := "MOVE UIDPLUS IDLE ID NAMESPACE"
	for _, how := range []struct {
		name  string
		reply mailboxtest.Reply
		after time.Duration
		want  string
	}{
		{"silent", mailboxtest.Silence, minute, "no byte within 1m0s"},
		{"dripping", drip, 5 * minute, "not over within 5m0s"},
		{"silent in a literal", say("* 1 FETCH (UID 1 BODY[] {100}", "abc"), minute, "no byte within 1m0s"},
	} {
		for verb, act := range acts {
			t.Run(how.name+" at "+verb, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					after, want := how.after, how.want
					if verb == "LOGOUT" { // a goodbye is worth two seconds
						after, want = 2*time.Second, "within 2s"
					}
					sc := &script{Caps: caps, On: replies{}}
					s := inbox(t, sc, 2)
					sc.On[verb] = how.reply
					begun := time.Now()
					err := act(s)
					if took := time.Since(begun); took != after {
						t.Errorf("took %s, want %s", took, after)
					}
					if !errors.Is(err, os.ErrDeadlineExceeded) || !strings.Contains(err.Error(), want) {
						t.Errorf("got %v, want %q", err, want)
					}
					// Later calls fail at once.
					begun = time.Now()
					if _, err := s.Open("INBOX"); err == nil || time.Since(begun) != 0 {
						t.Errorf("after that: %v in %s", err, time.Since(begun))
					}
				})
			})
		}
		for _, verb := range []string{"CAPABILITY", "LOGIN", "ID", "NAMESPACE"} {
			t.Run(how.name+" at "+verb, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					begun := time.Now()
					_, err := enter(t, &script{Caps: caps, On: replies{verb: how.reply}})
					if took := time.Since(begun); took != how.after {
						t.Errorf("took %s, want %s", took, how.after)
					}
					if !errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, mailbox.ErrLogin) {
						t.Errorf("got %v", err)
					}
				})
			})
		}
	}
}

func TestSilentGreeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		defer far.Close()
		begun := time.Now()
		_, err := mailbox.Dial(t.Context(), mailbox.Config{User: "rep", Dial: func(context.Context) (net.Conn, error) {
			return near, nil
		}}, signin.NewSecret("secret"))
		if took := time.Since(begun); !errors.Is(err, os.ErrDeadlineExceeded) || took != minute {
			t.Errorf("after %s: %v", took, err)
		}
	})
}

// Ending the context is how everything is interrupted at once.
func TestEndedContext(t *testing.T) {
	for _, verb := range slices.Sorted(maps.Keys(acts)) {
		t.Run(verb, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				sc := &script{Caps: "MOVE UIDPLUS IDLE", On: replies{"SELECT": say(mailboxtest.Folder(2)...)}}
				s, err := mailbox.Dial(ctx, mailbox.Config{User: "rep", Dial: sc.Dial}, signin.NewSecret("secret"))
				must(t, err)
				defer s.Drop()
				_, err = s.Open("INBOX")
				must(t, err)
				sc.On[verb] = mailboxtest.Silence
				time.AfterFunc(time.Second, cancel)
				begun := time.Now()
				if err = acts[verb](s); err == nil || mailbox.Refused(err) || time.Since(begun) != time.Second {
					t.Errorf("after %s: %v", time.Since(begun), err)
				}
			})
		})
	}
}

// What kills go-imap's client, sent to a session while it works.
func TestHostileServer(t *testing.T) {
	const flood = `* 1 FETCH (FLAGS (\Seen \Answered \Flagged $Forwarded $MDNSent $NotJunk NonJunk inq-a inq-review))`
	for _, tt := range []struct {
		name  string
		verb  string
		reply mailboxtest.Reply
		want  string
	}{
		{"capability spin", "STATUS", say("* CAPABILITY IMAP4rev1(", "TAG OK"), "a parenthesis"},
		{"capability code spin", "SELECT", say("TAG OK [CAPABILITY A(] done"), "a parenthesis"},
		{"enabled spin", "LIST", say("* ENABLED A("), "a parenthesis"},
		{"capability spin in Unicode", "IDLE", say("* capabılıty A("), "a response type"},
		{"spin while idling", "DONE", say("* OK [CAPABILITY A(]", "TAG OK done"), "a parenthesis"},
		{"5M parentheses", "FETCH", say("* 1 FETCH (UID 1 BODYSTRUCTURE " + strings.Repeat("(", 5_000_000)), "parentheses"},
		{"2 GB envelope", "FETCH", func(t *mailboxtest.Turn) {
			t.Say("* 1 FETCH (UID 1 ENVELOPE (NIL {2147483648}")
			t.Pour('x', 2<<30)
		}, "a literal of more"},
		{"2^62 body", "UID FETCH", func(t *mailboxtest.Turn) {
			t.Say("* 1 FETCH (UID 1 BODY[] {4611686018427387904}")
			t.Pour('x', 1<<30)
		}, "a literal of more"},
		{"bodies without end", "UID FETCH", func(t *mailboxtest.Turn) {
			for {
				t.Say("* 1 FETCH (UID 1 BODY[] {8388608}")
				if t.Pour('x', 8<<20) != nil {
					return
				}
				t.Say(")")
			}
		}, "of literals"},
		{"1 GB line", "SELECT", func(t *mailboxtest.Turn) { t.Pour('*', 1); t.Pour(' ', 1); t.Pour('x', 1<<30) }, "a line of more"},
		{"1 GB tag", "SELECT", func(t *mailboxtest.Turn) { t.Pour('x', 1<<30) }, "a line of more"},
		{"50M search results", "FETCH", func(t *mailboxtest.Turn) { t.Say("* SEARCH" + strings.Repeat(" 4294967295", 1_000_000)) }, "a line of more"},
		{"copyuid", "UID MOVE", say("TAG OK [COPYUID 1 1:4294967295 1:4294967295] done"), "number sets"},
		{"copyuid star", "UID MOVE", say("TAG OK [COPYUID 1 1:3 4:*] done"), "with *"},
		{"esearch", "UID STORE", say(`* ESEARCH (TAG "T9") UID ALL 1:4294967295`), "number sets"},
		{"2M unilateral FETCH", "SELECT", func(t *mailboxtest.Turn) { pourLines(t, flood, 2_000_000) }, "of lines"},
		{"2M folders", "LIST", func(t *mailboxtest.Turn) {
			pourLines(t, `* LIST () "/" "a folder with a name of some length"`, 2_000_000)
		}, "of lines"},
		{"flags without end", "SELECT", func(t *mailboxtest.Turn) { t.Say("* FLAGS (" + strings.Repeat(`\Seen `, 1_000_000) + ")") }, "a line of more"},
		{"text without end", "UID STORE", func(t *mailboxtest.Turn) { pourLines(t, "* OK "+strings.Repeat("x", 1000), 100_000) }, "of lines"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			current := goleak.IgnoreCurrent()
			t.Cleanup(func() { goleak.VerifyNone(t, current) })
			sc := &script{Caps: "MOVE UIDPLUS IDLE", On: replies{}}
			s := inbox(t, sc, 2)
			sc.On[tt.verb] = tt.reply
			before := heap()
			begun := time.Now()
			err := acts[tt.verb](s)
			if err == nil || mailbox.Refused(err) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if took := time.Since(begun); took > 20*time.Second {
				t.Errorf("took %s", took)
			}
			if grown := heap() - before; grown > 96<<20 {
				t.Errorf("the heap grew by %d MiB", grown>>20)
			}
			if _, err := s.Open("INBOX"); err == nil {
				t.Error("the session lives on")
			}
		})
	}
}

// pourLines sends a line n times, or as often as the client takes it.
func pourLines(t *mailboxtest.Turn, line string, n int) {
	const batch = 1000
	lines := strings.TrimSuffix(strings.Repeat(line+"\r\n", batch), "\r\n")
	for range n / batch {
		if !t.Say(lines) {
			return
		}
	}
}

// heap is how much memory the heap ever took from the system.
func heap() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapSys)
}

// A server that breaks off at any byte of a conversation leaves an error and
// nothing else.
func TestCutAnywhere(t *testing.T) {
	current := goleak.IgnoreCurrent()
	defer goleak.VerifyNone(t, current)
	whole := 0
	talk := func(limit int) (said int, err error) {
		sc := &script{Caps: "MOVE UIDPLUS IDLE ID NAMESPACE", On: replies{
			"SELECT":    say(mailboxtest.Folder(2)...),
			"FETCH":     say(head(1, 1), head(2, 2), "TAG OK done"),
			"UID FETCH": say(body(1, "x\r\n\r\ny"), "TAG OK done"),
			"UID MOVE":  say("* OK [COPYUID 9 1:2 5:6] x", "* 1 EXPUNGE", "* 1 EXPUNGE", "TAG OK done"),
		}}
		cut := &cutting{limit: limit}
		s, err := mailbox.Dial(t.Context(), mailbox.Config{User: "rep", Dial: func(ctx context.Context) (net.Conn, error) {
			cut.Conn, err = sc.Dial(ctx)
			return cut, err
		}}, signin.NewSecret("secret"))
		if err == nil {
			for _, verb := range []string{"SELECT", "STATUS", "FETCH", "UID FETCH", "UID STORE", "UID MOVE", "DONE"} {
				if err = acts[verb](s); err != nil {
					break
				}
			}
			s.Drop()
		}
		sc.Wait()
		if err := sc.Fault(); err != nil {
			t.Errorf("cut after %d bytes: the client sent %v", limit, err)
		}
		return cut.said, err
	}
	whole, err := talk(1 << 30)
	must(t, err)
	if whole < 500 {
		t.Fatalf("the conversation has %d bytes", whole)
	}
	// The last bytes go by when nobody waits for them any more.
	for limit := range whole - 100 {
		if _, err := talk(limit); err == nil || mailbox.Refused(err) || errors.Is(err, mailbox.ErrLogin) {
			t.Fatalf("cut after %d bytes of %d: %v", limit, whole, err)
		}
	}
}

// cutting is a connection that ends after some bytes from the server.
type cutting struct {
	net.Conn
	limit, said int
}

func (c *cutting) Read(p []byte) (int, error) {
	if c.said >= c.limit {
		c.Conn.Close()
		return 0, fmt.Errorf("cut: %w", net.ErrClosed)
	}
	n, err := c.Conn.Read(p[:min(len(p), c.limit-c.said)])
	c.said += n
	return n, err
}
