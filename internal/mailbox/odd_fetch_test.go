package mailbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/mailbox/mailboxtest"
)

// head is an honest answer to what is asked of every new message.
func head(number, uid int) string {
	return fmt.Sprintf(`* %d FETCH (UID %d RFC822.SIZE 9 FLAGS (\Flagged) INTERNALDATE "23-Nov-2026 10:00:00 +0000")`, number, uid)
}

func body(uid int, text string) string {
	return fmt.Sprintf("* %d FETCH (UID %d BODY[] %s)", uid, uid, mailboxtest.Literal(text))
}

// flagged is what servers tell unasked when somebody changes a flag.
func flagged(number, uid int) string {
	return fmt.Sprintf(`* %d FETCH (UID %d FLAGS (\Seen))`, number, uid)
}

func TestBodiesFromOddServers(t *testing.T) {
	const text = "letter 1\n"
	bothAtOnce := say(body(1, text), body(2, text), "TAG OK done")
	only := func(uid int) mailboxtest.Reply { return say(body(uid, text), "TAG OK done") }
	nothing := say("TAG OK done")
	for _, tt := range []struct {
		name    string
		answers []mailboxtest.Reply
		got     []uint32
		missing []uint32
		asked   []string // UIDs, FETCH by FETCH
	}{
		{"honest", []mailboxtest.Reply{bothAtOnce}, []uint32{1, 2}, nil, []string{"1:2"}},
		{"in another order", []mailboxtest.Reply{say(body(2, text), body(1, text), "TAG OK done")}, []uint32{1, 2}, nil, []string{"1:2"}},
		{"one twice", []mailboxtest.Reply{say(body(1, text), body(1, "forged"), body(2, text), "TAG OK done")}, []uint32{1, 2}, nil, []string{"1:2"}},
		{"flags first", []mailboxtest.Reply{say(flagged(1, 1), body(1, text), body(2, text), "TAG OK done"), only(1)},
			[]uint32{1, 2}, nil, []string{"1:2", "1"}},
		{"flags first without UID", []mailboxtest.Reply{say(`* 1 FETCH (FLAGS (\Seen))`, body(1, text), body(2, text), "TAG OK done")},
			[]uint32{1, 2}, nil, []string{"1:2"}},
		{"UID after the literal", []mailboxtest.Reply{
			say("* 1 FETCH (BODY[] "+mailboxtest.Literal(text)+" UID 1)", body(2, text), "TAG OK done"), only(1)},
			[]uint32{1, 2}, nil, []string{"1:2", "1"}},
		{"always so", []mailboxtest.Reply{say("* 1 FETCH (BODY[] "+mailboxtest.Literal(text)+" UID 1)", "TAG OK done")},
			nil, []uint32{1, 2}, []string{"1:2", "1", "2"}},
		{"other UIDs", []mailboxtest.Reply{say(body(3, text), body(4, text), "TAG OK done"), only(1), only(9)},
			[]uint32{1}, []uint32{2}, []string{"1:2", "1", "2"}},
		{"OK without a body", []mailboxtest.Reply{say("* 1 FETCH (UID 1)", body(2, text), "TAG OK done"), nothing},
			[]uint32{2}, []uint32{1}, []string{"1:2", "1"}},
		{"NIL", []mailboxtest.Reply{say("* 1 FETCH (UID 1 BODY[] NIL)", body(2, text), "TAG OK done"), only(1)},
			[]uint32{1, 2}, nil, []string{"1:2", "1"}},
		{"empty", []mailboxtest.Reply{say(`* 1 FETCH (UID 1 BODY[] "")`, body(2, text), "TAG OK done"), say(`* 1 FETCH (UID 1 BODY[] {0}`, ")", "TAG OK done")},
			[]uint32{2}, []uint32{1}, []string{"1:2", "1"}},
		{"quoted", []mailboxtest.Reply{say(`* 1 FETCH (UID 1 BODY[] "letter 1")`, body(2, text), "TAG OK done")},
			[]uint32{1, 2}, nil, []string{"1:2"}},
		{"nothing", []mailboxtest.Reply{nothing}, nil, []uint32{1, 2}, []string{"1:2", "1", "2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sc := &script{On: replies{"UID FETCH": mailboxtest.InTurn(tt.answers...)}}
			s := inbox(t, sc, 2)
			before := len(heard(sc))
			got, missing, err := s.Bodies([]mailbox.Head{{UID: 1, Size: 9}, {UID: 2, Size: 9}})
			must(t, err)
			var gotUIDs, missingUIDs []uint32
			for _, m := range got {
				gotUIDs = append(gotUIDs, m.UID)
				if !strings.HasPrefix(string(m.Raw), "letter 1") || m.Print == (inquiry.Print{}) {
					t.Errorf("message %d is %q", m.UID, m.Raw)
				}
			}
			for _, h := range missing {
				missingUIDs = append(missingUIDs, h.UID)
			}
			if !slices.Equal(gotUIDs, tt.got) || !slices.Equal(missingUIDs, tt.missing) {
				t.Errorf("got %v, missing %v; want %v and %v", gotUIDs, missingUIDs, tt.got, tt.missing)
			}
			var want []string
			for _, set := range tt.asked {
				want = append(want, "UID FETCH "+set+" (UID BODY.PEEK[])")
			}
			wantHeard(t, sc, before, want...)
		})
	}
}

// A message that was not answered in full must not seem to be gone: what is
// gone is forgotten.
func TestHalfAnswersAreNotGone(t *testing.T) {
	header := func(uid int) string {
		return fmt.Sprintf("* %d FETCH (UID %d RFC822.SIZE 9 BODY[HEADER]<0> %s)", uid, uid, mailboxtest.Literal("Subject: x\r\n\r\n"))
	}
	for _, tt := range []struct {
		name  string
		verb  string
		first []string
		then  []string
		look  func(*mailbox.Session) ([]uint32, error)
		again string // what is asked the second time
	}{
		{"heads, flags first", "FETCH", []string{flagged(1, 1), head(1, 1), head(2, 2), "TAG OK done"}, []string{head(1, 1), head(2, 2), "TAG OK done"}, headsOf, "1:2"},
		{"heads, flags without UID", "FETCH", []string{`* 2 FETCH (FLAGS (\Seen))`, head(1, 1), head(2, 2), "TAG OK done"}, []string{head(1, 1), head(2, 2), "TAG OK done"}, headsOf, "1:2"},
		{"heads, not at once", "FETCH", []string{head(1, 1), "TAG OK done"}, []string{head(2, 2), "TAG OK done"}, headsOf, "1:2"},
		{"now, flags first", "UID FETCH", []string{head(1, 1), flagged(2, 2), head(2, 2), "TAG OK done"}, []string{head(2, 2), "TAG OK done"}, nowOf, "2"},
		{"now, not at once", "UID FETCH", []string{"TAG OK done"}, []string{head(1, 1), head(2, 2), "TAG OK done"}, nowOf, "1:2"},
		{"prints, flags first", "UID FETCH", []string{flagged(1, 1), header(1), header(2), "TAG OK done"}, []string{header(1), "TAG OK done"}, printsOf, "1"},
		{"prints, no size", "UID FETCH", []string{header(1), body(2, "Subject: x\r\n\r\n"), "TAG OK done"}, []string{header(2), "TAG OK done"}, printsOf, "2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sc := &script{On: replies{tt.verb: mailboxtest.InTurn(say(tt.first...), say(tt.then...))}}
			s := inbox(t, sc, 2)
			uids, err := tt.look(s)
			must(t, err)
			if slices.Sort(uids); !slices.Equal(uids, []uint32{1, 2}) {
				t.Errorf("there are %v", uids)
			}
			all := heard(sc)
			if last := all[len(all)-1]; !strings.HasPrefix(last, tt.verb+" "+tt.again+" ") {
				t.Errorf("the second time %s was asked, want %s", last, tt.again)
			}
		})
	}
	t.Run("gone", func(t *testing.T) { // asked for twice, and not for ever
		sc := &script{On: replies{"UID FETCH": say(head(2, 2), "TAG OK done")}}
		s := inbox(t, sc, 2)
		before := len(heard(sc))
		uids, err := nowOf(s)
		must(t, err)
		if !slices.Equal(uids, []uint32{2}) {
			t.Errorf("there are %v", uids)
		}
		if n := len(heard(sc)) - before; n != 2 {
			t.Errorf("asked %d times", n)
		}
	})
	t.Run("none asked for", func(t *testing.T) {
		sc := &script{}
		s := inbox(t, sc, 2)
		before := len(heard(sc))
		now, err := s.Now(nil)
		if err != nil || len(now) != 0 {
			t.Errorf("got %v, %v", now, err)
		}
		wantHeard(t, sc, before)
	})
}

func headsOf(s *mailbox.Session) (uids []uint32, err error) {
	heads, _, err := s.Heads(1)
	for _, h := range heads {
		uids = append(uids, h.UID)
		if h.Size != 9 || h.Arrived.IsZero() || !slices.Equal(h.Flags, []string{`\Flagged`}) {
			return nil, fmt.Errorf("half a head: %+v", h)
		}
	}
	return uids, err
}

func nowOf(s *mailbox.Session) (uids []uint32, err error) {
	now, err := s.Now([]uint32{1, 2})
	for uid, h := range now {
		uids = append(uids, uid)
		if h.Size != 9 {
			return nil, fmt.Errorf("half a head: %+v", h)
		}
	}
	return uids, err
}

func printsOf(s *mailbox.Session) (uids []uint32, err error) {
	_, prints, err := s.Prints("X", []uint32{1, 2})
	for uid, p := range prints {
		uids = append(uids, uid)
		if p.Size != 9 {
			return nil, fmt.Errorf("half a print: %+v", p)
		}
	}
	return uids, err
}

// A folder said to hold four thousand million messages costs a few commands.
func TestHostileExists(t *testing.T) {
	for name, answer := range map[string]mailboxtest.Reply{
		"no answers": say("TAG OK done"),
		"one answer": say(head(1, 1), "TAG OK done"),
		"any answer": func(t *mailboxtest.Turn) {
			var first int
			fmt.Sscan(strings.Split(strings.Split(t.Args, " ")[0], ":")[0], &first)
			t.Say(head(first, first), "TAG OK done")
		},
		"refused": say("TAG BAD no such message"),
	} {
		t.Run(name, func(t *testing.T) {
			sc := &script{On: replies{
				"SELECT": say("* 4294967295 EXISTS", "* OK [UIDVALIDITY 7] x", "* OK [UIDNEXT 4294967295] x", "TAG OK done"),
				"FETCH":  answer,
			}}
			s := inbox(t, sc, 0)
			for _, from := range []uint32{1, 1 << 31, 4294967294} {
				before := len(heard(sc))
				heads, next, err := s.Heads(from)
				if len(heads) > 500 || err == nil && next != 0 && (len(heads) == 0 || next <= heads[len(heads)-1].UID) {
					t.Errorf("from %d: %d heads, next %d", from, len(heads), next)
				}
				if name != "any answer" && err == nil {
					t.Errorf("from %d: no error", from)
				}
				if n := len(heard(sc)) - before; n > 2*34 {
					t.Errorf("from %d: %d commands", from, n)
				}
			}
		})
	}
}
