package mailbox_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/mailbox/mailboxtest"
)

func TestRefusedMove(t *testing.T) {
	for _, tt := range []struct {
		answer  []string
		refused bool
	}{
		{[]string{"TAG NO [OVERQUOTA] full"}, true},
		{[]string{"TAG NO [TRYCREATE] no such folder"}, true},
		{[]string{"TAG BAD what?"}, true},
		{[]string{"TAG NO"}, true},
		{[]string{"* 7 EXISTS", "TAG NO [OVERQUOTA] full"}, true},
		{[]string{"* OK [COPYUID 9 1 5] x", "* 1 EXPUNGE", "TAG NO [OVERQUOTA] full"}, false},
	} {
		t.Run(strings.Join(tt.answer, " "), func(t *testing.T) {
			sc := &script{Caps: "MOVE UIDPLUS", On: replies{"UID MOVE": say(tt.answer...)}}
			s := inbox(t, sc, 2)
			went, err := s.Do(file, []uint32{1, 2})
			if err == nil || mailbox.Refused(err) != tt.refused || len(went) != 0 {
				t.Errorf("got %v, %v; refused: want %v", went, err, tt.refused)
			}
			wantHeard(t, sc, len(heard(sc))-2, "SELECT INBOX", `UID MOVE 1:2 "X"`)
			_, err = s.Open("INBOX")
			must(t, err)
		})
	}
}

// go-imap's Move without the capability is COPY, STORE and EXPUNGE in one go.
func TestMoveTakenBack(t *testing.T) {
	sc := &script{Caps: "MOVE UIDPLUS", On: replies{}}
	sc.On["SELECT"] = say("* 2 EXISTS", "* OK [UIDVALIDITY 7] x", "* OK [UIDNEXT 3] x", "TAG OK [CAPABILITY IMAP4rev1] done")
	s := inbox(t, sc, 2)
	_, err := s.Do(file, []uint32{1, 2})
	if err == nil || mailbox.Refused(err) {
		t.Errorf("got %v", err)
	}
	wantHeard(t, sc, len(heard(sc))-1, "SELECT INBOX")
}

// copyUIDs are answers to COPY and MOVE of messages 1 and 2.
var copyUIDs = []struct {
	name, code string
	dst        []uint32 // where 1 and 2 went; 0: not told
	broken     bool     // the guard or go-imap ends the connection
}{
	{"told", "[COPYUID 9 1:2 5:6] ", []uint32{5, 6}, false},
	{"told one by one", "[COPYUID 9 1,2 5,8] ", []uint32{5, 8}, false},
	{"half", "[COPYUID 9 2 5] ", []uint32{0, 5}, false},
	{"absent", "", []uint32{0, 0}, false},
	{"lower case", "[copyuid 9 1:2 5:6] ", []uint32{0, 0}, false},
	{"unequal", "[COPYUID 9 1:2 5:7] ", []uint32{0, 0}, false},
	{"fewer", "[COPYUID 9 1:2 5] ", []uint32{0, 0}, false},
	{"twice the same copy", "[COPYUID 9 1:2 5,5] ", []uint32{0, 0}, false},
	{"no UIDVALIDITY", "[COPYUID 0 1:2 5:6] ", []uint32{0, 0}, false},
	{"not asked for", "[COPYUID 9 11:12 5:6] ", []uint32{0, 0}, false},
	{"partly asked for", "[COPYUID 9 2:3 5:6] ", []uint32{0, 5}, false},
	{"too many", "[COPYUID 9 1:3 5:7] ", []uint32{0, 0}, false},
	{"star", "[COPYUID 9 1:2 5:*] ", nil, true},
	{"everything", "[COPYUID 9 1:4294967295 1:4294967295] ", nil, true},
	{"zero", "[COPYUID 9 1:2 0:1] ", nil, true},
	{"garbage", "[COPYUID 9 x y] ", nil, true},
}

func wantPlaces(t *testing.T, went map[uint32]inquiry.Place, dst []uint32) {
	t.Helper()
	want := make(map[uint32]inquiry.Place)
	for i, uid := range dst {
		if uid != 0 {
			want[uint32(i+1)] = inquiry.Place{Folder: "X", Validity: 9, UID: uid}
		}
	}
	if fmt.Sprint(went) != fmt.Sprint(want) {
		t.Errorf("went %v, want %v", went, want)
	}
}

func TestMoveAnswers(t *testing.T) {
	for _, tt := range copyUIDs {
		for where, answer := range map[string][]string{
			"tagged":   {"* 1 EXPUNGE", "* 1 EXPUNGE", "TAG OK " + tt.code + "done"},
			"untagged": {"* OK " + tt.code + "copied", "* 1 EXPUNGE", "* 1 EXPUNGE", "TAG OK done"},
		} {
			t.Run(tt.name+" "+where, func(t *testing.T) {
				sc := &script{Caps: "MOVE UIDPLUS", On: replies{"UID MOVE": say(answer...)}}
				went, err := inbox(t, sc, 2).Do(file, []uint32{1, 2})
				if (err != nil) != tt.broken || mailbox.Refused(err) {
					t.Fatalf("got %v", err)
				}
				wantPlaces(t, went, tt.dst)
				wantHeard(t, sc, len(heard(sc))-1, `UID MOVE 1:2 "X"`)
			})
		}
	}
}

// shop is a server with UIDPLUS only: INBOX holds messages 1 and 2, and X holds
// whatever the test puts there.
type shop struct {
	mu       sync.Mutex
	folder   string
	folders  map[string]map[int]string // header by folder and UID
	validity map[string]int            // UIDVALIDITY by folder
}

func newShop(code string, copies map[int]string) (*shop, *script) {
	sh := &shop{
		folders:  map[string]map[int]string{"INBOX": {1: "Subject: one", 2: "Subject: two"}, "X": {}},
		validity: map[string]int{"INBOX": 7, "X": 9},
	}
	opened := func(t *mailboxtest.Turn) {
		sh.mu.Lock()
		defer sh.mu.Unlock()
		sh.folder = strings.Trim(t.Args, `"`)
		t.Say("* 2 EXISTS", fmt.Sprintf("* OK [UIDVALIDITY %d] x", sh.validity[sh.folder]), "* OK [UIDNEXT 99] x", "TAG OK done")
	}
	return sh, &script{Caps: "UIDPLUS", On: replies{
		"SELECT": opened, "EXAMINE": opened,
		"UID COPY": func(t *mailboxtest.Turn) {
			sh.mu.Lock()
			defer sh.mu.Unlock()
			for uid, header := range copies {
				sh.folders["X"][uid] = header
			}
			t.Say("TAG OK " + code + "done")
		},
		"UID FETCH": func(t *mailboxtest.Turn) {
			sh.mu.Lock()
			defer sh.mu.Unlock()
			set, _, _ := strings.Cut(t.Args, " ")
			for uid, header := range sh.folders[sh.folder] {
				if !slices.Contains(uidsOf(set), uid) {
					continue
				}
				body := ""
				if strings.Contains(t.Args, "BODY.PEEK") {
					body = " BODY[HEADER]<0> " + mailboxtest.Literal(header+"\r\n\r\n")
				}
				t.Say(fmt.Sprintf("* 1 FETCH (UID %d FLAGS () RFC822.SIZE 50%s)", uid, body))
			}
			t.Say("TAG OK done")
		},
		"UID EXPUNGE": func(t *mailboxtest.Turn) {
			sh.mu.Lock()
			defer sh.mu.Unlock()
			for _, uid := range uidsOf(t.Args) {
				delete(sh.folders[sh.folder], uid)
			}
			t.Say("TAG OK done")
		},
	}}
}

func uidsOf(set string) (all []int) {
	for part := range strings.SplitSeq(set, ",") {
		var first, last int
		if n, _ := fmt.Sscanf(part, "%d:%d", &first, &last); n < 2 {
			last = first
		}
		for ; first <= last; first++ {
			all = append(all, first)
		}
	}
	return all
}

// Without MOVE nothing is taken away whose copy was not seen with our own eyes.
func TestCopyAnswers(t *testing.T) {
	honest := map[int]string{5: "Subject: one", 6: "Subject: two"}
	for _, tt := range copyUIDs {
		t.Run(tt.name, func(t *testing.T) {
			sh, sc := newShop(tt.code, honest)
			if tt.name == "told one by one" {
				sh.folders["X"][8] = "Subject: two"
			}
			s := inbox(t, sc, 2)
			went, err := s.Do(file, []uint32{1, 2})
			if (err != nil) != tt.broken || mailbox.Refused(err) {
				t.Fatalf("got %v", err)
			}
			// A pair of which the answer told one half is told: 2 went to 5,
			// and there lies 1. It is not believed.
			dst := slices.Clone(tt.dst)
			if tt.name == "half" || tt.name == "partly asked for" {
				dst = []uint32{0, 0}
			}
			wantPlaces(t, went, dst)
			for i := range 2 {
				taken := !tt.broken && dst[i] != 0
				if _, there := sh.folders["INBOX"][i+1]; there == taken {
					t.Errorf("message %d in INBOX: %v", i+1, there)
				}
			}
		})
	}
}

// COPY's pairs come sorted; a server that numbers the copies otherwise would
// have the wrong ones believed.
func TestCopyInAnotherOrder(t *testing.T) {
	sh, sc := newShop("[COPYUID 9 1:2 6,5] ", map[int]string{5: "Subject: two", 6: "Subject: one"})
	s := inbox(t, sc, 2)
	sc.On["UID COPY"] = chain(sc.On["UID COPY"], func() { delete(sh.folders["INBOX"], 1) }) // a person takes 1
	went, err := s.Do(file, []uint32{1, 2})
	must(t, err)
	wantPlaces(t, went, []uint32{0, 0})
	if len(sh.folders["INBOX"]) != 1 || len(sh.folders["X"]) != 2 {
		t.Errorf("left: %v", sh.folders)
	}
}

// A folder that is numbered anew between the copy and the look at it holds other
// messages under the UIDs that we know.
func TestNumberedAnewAfterCopy(t *testing.T) {
	for _, folder := range []string{"INBOX", "X"} {
		sh, sc := newShop("[COPYUID 9 1:2 5:6] ", map[int]string{5: "Subject: one", 6: "Subject: two"})
		s := inbox(t, sc, 2)
		sc.On["UID COPY"] = chain(sc.On["UID COPY"], func() { sh.validity[folder]++ })
		went, err := s.Do(file, []uint32{1, 2})
		if len(went) != 0 || (err != nil) != (folder == "INBOX") || mailbox.Refused(err) {
			t.Errorf("%s: got %v, %v", folder, went, err)
		}
		if len(sh.folders["INBOX"]) != 2 || len(sh.folders["X"]) != 2 {
			t.Errorf("%s: left %v", folder, sh.folders)
		}
	}
}

// chain acts after a reply, before the client can go on.
func chain(reply mailboxtest.Reply, act func()) mailboxtest.Reply {
	return func(t *mailboxtest.Turn) {
		act()
		reply(t)
	}
}

// After the copy a refusal is none: something was done.
func TestRefusedAfterCopy(t *testing.T) {
	for _, verb := range []string{"EXAMINE", "UID STORE", "UID EXPUNGE", "SELECT"} {
		t.Run(verb, func(t *testing.T) {
			sh, sc := newShop("[COPYUID 9 1:2 5:6] ", map[int]string{5: "Subject: one", 6: "Subject: two"})
			s := inbox(t, sc, 2)
			sc.On[verb] = say("TAG NO [NOPERM] not you")
			went, err := s.Do(file, []uint32{1, 2})
			if err == nil || mailbox.Refused(err) || len(went) != 0 || !strings.Contains(err.Error(), "not you") {
				t.Errorf("got %v, %v", went, err)
			}
			if len(sh.folders["INBOX"]) != 2 {
				t.Errorf("left: %v", sh.folders)
			}
		})
	}
	t.Run("UID COPY", func(t *testing.T) {
		sh, sc := newShop("", nil)
		s := inbox(t, sc, 2)
		sc.On["UID COPY"] = say("TAG NO [TRYCREATE] no such folder")
		_, err := s.Do(file, []uint32{1, 2})
		if !mailbox.Refused(err) || len(sh.folders["INBOX"]) != 2 {
			t.Errorf("got %v, %v", err, sh.folders)
		}
	})
}
