package mailbox_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/signin"
)

// The servers here are scripts: those in the wild that cannot be installed.

type (
	replies = map[string]mailboxtest.Reply
	script  = mailboxtest.Script
)

var say = mailboxtest.Say

// enter signs in to a script. What no client may ever send fails the test here,
// whatever the test is about.
func enter(t *testing.T, sc *script) (*mailbox.Session, error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s, err := mailbox.Dial(ctx, mailbox.Config{User: "rep", Dial: sc.Dial}, signin.NewSecret("secret"))
	t.Cleanup(func() {
		cancel()
		if s != nil {
			s.Drop()
		}
		sc.Wait()
		if err := sc.Fault(); err != nil {
			t.Errorf("the client sent %v", err)
		}
	})
	return s, err
}

func play(t *testing.T, sc *script) *mailbox.Session {
	t.Helper()
	s, err := enter(t, sc)
	must(t, err)
	return s
}

// inbox is a session with an INBOX of n messages open.
func inbox(t *testing.T, sc *script, n int) *mailbox.Session {
	t.Helper()
	if sc.On == nil {
		sc.On = replies{}
	}
	for _, verb := range []string{"SELECT", "EXAMINE"} {
		if sc.On[verb] == nil {
			sc.On[verb] = say(mailboxtest.Folder(n)...)
		}
	}
	s := play(t, sc)
	_, err := s.Open("INBOX")
	must(t, err)
	return s
}

// heard is what the server heard, without what go-imap asks on its own.
func heard(sc *script) []string {
	return slices.DeleteFunc(sc.Heard(), func(c string) bool { return c == "CAPABILITY" })
}

func wantHeard(t *testing.T, sc *script, skip int, want ...string) {
	t.Helper()
	if got := heard(sc)[skip:]; !slices.Equal(got, want) {
		t.Errorf("the server heard\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// tree is a server with folders: those that it has, and those that are made.
func tree(delim string, have ...string) replies {
	return replies{
		"LIST": func(t *mailboxtest.Turn) {
			if t.Args == `"" ""` {
				t.Say(fmt.Sprintf(`* LIST (\Noselect) %s ""`, delim), "TAG OK done")
				return
			}
			for _, name := range have {
				t.Say(fmt.Sprintf(`* LIST () %s "%s"`, delim, name))
			}
			t.Say("TAG OK done")
		},
		"CREATE": func(t *mailboxtest.Turn) {
			have = append(have, strings.Trim(t.Args, `"`))
			t.Say("TAG OK done")
		},
	}
}

func TestFolderNames(t *testing.T) {
	for _, tt := range []struct {
		name      string
		caps      string
		namespace mailboxtest.Reply
		delim     string // of LIST
		have      []string
		path      string
		heard     []string // from the first Prepare on
	}{
		{"Courier", "NAMESPACE", say(`* NAMESPACE (("INBOX." ".")) NIL (("shared." "."))`, "TAG OK done"), `"."`, nil,
			"INBOX.Inquiries.A - Hot",
			[]string{`LIST "" "INBOX.Inquiries.%"`, `CREATE "INBOX.Inquiries"`, `CREATE "INBOX.Inquiries.A - Hot"`,
				`LIST "" "INBOX.Inquiries.%"`, `SUBSCRIBE "INBOX.Inquiries.A - Hot"`}},
		{"flat, by NAMESPACE", "NAMESPACE", say(`* NAMESPACE (("" NIL)) NIL NIL`, "TAG OK done"), "NIL", nil,
			"Inquiries A - Hot",
			[]string{`LIST "" "%"`, `CREATE "Inquiries A - Hot"`, `LIST "" "%"`, `SUBSCRIBE "Inquiries A - Hot"`}},
		{"flat, by LIST", "", nil, "NIL", nil,
			"Inquiries A - Hot",
			[]string{`LIST "" "%"`, `CREATE "Inquiries A - Hot"`, `LIST "" "%"`, `SUBSCRIBE "Inquiries A - Hot"`}},
		{"no NAMESPACE", "", nil, `"\\"`, nil,
			`Inquiries\A - Hot`, []string{`LIST "" "Inquiries\\%"`, `CREATE "Inquiries"`, `CREATE "Inquiries\\A - Hot"`,
				`LIST "" "Inquiries\\%"`, `SUBSCRIBE "Inquiries\\A - Hot"`}},
		{"NAMESPACE refused", "NAMESPACE", say("TAG BAD what?"), `"/"`, []string{"Inquiries/A - Hot"},
			"Inquiries/A - Hot", []string{`LIST "" "Inquiries/%"`, `SUBSCRIBE "Inquiries/A - Hot"`}},
		{"no personal namespace", "NAMESPACE", say("* NAMESPACE NIL NIL NIL", "TAG OK done"), `"/"`, []string{"Inquiries/A - Hot"},
			"Inquiries/A - Hot", []string{`LIST "" "Inquiries/%"`, `SUBSCRIBE "Inquiries/A - Hot"`}},
		{"empty NAMESPACE", "NAMESPACE", say("TAG OK done"), `"/"`, []string{"inquiries/a - HOT"},
			"inquiries/a - HOT", []string{`LIST "" "Inquiries/%"`, `SUBSCRIBE "inquiries/a - HOT"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sc := &script{Caps: tt.caps, On: tree(tt.delim, tt.have...)}
			if tt.namespace != nil {
				sc.On["NAMESPACE"] = tt.namespace
			}
			s := play(t, sc)
			before := len(heard(sc))
			name, err := s.Prepare("Inquiries", "A - Hot")
			must(t, err)
			if name != tt.path {
				t.Errorf("got %q, want %q", name, tt.path)
			}
			wantHeard(t, sc, before, tt.heard...)
		})
	}
}

func TestCreateIsNotBelieved(t *testing.T) {
	for _, tt := range []struct {
		name   string
		create mailboxtest.Reply
		listed bool
		err    string
	}{
		{"OK, and not there", say("TAG OK done"), false, "the server said OK and the folder is not there"},
		{"already there", say("TAG NO [ALREADYEXISTS] there"), true, ""},
		{"there, they say", say("TAG NO [ALREADYEXISTS] there"), false, "[ALREADYEXISTS]"},
		{"forbidden", say("TAG NO [NOPERM] no"), false, "NOPERM"},
		{"BAD, and there", say("TAG BAD what?"), true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			created := false
			sc := &script{Caps: "NAMESPACE", On: replies{
				"CREATE": func(t *mailboxtest.Turn) { created = true; tt.create(t) },
				"LIST": func(t *mailboxtest.Turn) {
					if created && tt.listed {
						t.Say(`* LIST () "/" "Inquiries/A - Hot"`)
					}
					t.Say("TAG OK done")
				},
			}}
			s := play(t, sc)
			name, err := s.Prepare("Inquiries", "A - Hot")
			switch {
			case tt.err == "" && (err != nil || name != "Inquiries/A - Hot"):
				t.Errorf("got %q, %v", name, err)
			case tt.err != "" && (!mailbox.Refused(err) || !strings.Contains(err.Error(), strings.Trim(tt.err, "[]"))):
				t.Errorf("got %q, %v; want a refusal with %q", name, err, tt.err)
			}
			// One folder that cannot be had costs nothing but itself.
			_, err = s.Open("INBOX")
			must(t, err)
		})
	}
}

// NetEase lets nobody into a folder who has not said who he is after the login.
func TestID(t *testing.T) {
	for _, tt := range []struct {
		name  string
		caps  string
		reply mailboxtest.Reply
		sent  bool
	}{
		{"offered", "ID", nil, true},
		{"answered", "ID", say(`* ID ("name" "Coremail Imap" "vendor" "netease")`, "TAG OK done"), true},
		{"not offered", "", nil, false},
		{"BAD", "ID", say("TAG BAD what?"), true},
		{"NO", "ID", say("TAG NO not to you"), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			said := false
			sc := &script{Caps: tt.caps, On: replies{}}
			sc.On["ID"] = func(t *mailboxtest.Turn) {
				said = true
				if tt.reply != nil {
					tt.reply(t)
				} else {
					t.Say("* ID NIL", "TAG OK done")
				}
			}
			sc.On["SELECT"] = func(t *mailboxtest.Turn) {
				if tt.caps != "" && !said {
					t.Say("TAG NO SELECT Unsafe Login. Please contact kefu for help")
					return
				}
				t.Say(mailboxtest.Folder(0)...)
			}
			inbox(t, sc, 0)
			all := heard(sc)
			at := slices.IndexFunc(all, func(c string) bool { return strings.HasPrefix(c, "ID (") })
			if (at >= 0) != tt.sent {
				t.Errorf("heard %q", all)
			}
			if tt.sent && (at < slices.Index(all, `LOGIN "rep" "secret"`) || at > slices.Index(all, "SELECT INBOX")) {
				t.Errorf("not between login and SELECT: %q", all)
			}
		})
	}
}

func TestKeeps(t *testing.T) {
	for _, tt := range []struct {
		name, line string
		keeps      string // of the four
	}{
		{"all", `* OK [PERMANENTFLAGS (\Answered \Flagged \Seen \*)] x`, `\Flagged inquiry-a $label1 \Custom`},
		{"Exchange", `* OK [PERMANENTFLAGS (\Seen \Answered \Flagged \Deleted \Draft $MDNSent)] x`, `\Flagged`},
		{"one keyword", `* OK [PERMANENTFLAGS (\flagged INQUIRY-A)] x`, `\Flagged inquiry-a`},
		{"none", `* OK [PERMANENTFLAGS ()] x`, ""},
		{"not said", `* OK x`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := play(t, &script{On: replies{"SELECT": say(`* FLAGS (\Flagged inquiry-a)`, "* 0 EXISTS", tt.line, "TAG OK done")}})
			f, err := s.Open("INBOX")
			must(t, err)
			var keeps []string
			for _, flag := range []string{`\Flagged`, "inquiry-a", "$label1", `\Custom`} {
				if f.Keeps(flag) {
					keeps = append(keeps, flag)
				}
			}
			if got := strings.Join(keeps, " "); got != tt.keeps {
				t.Errorf("keeps %q, want %q", got, tt.keeps)
			}
		})
	}
}

func TestSelectThatSaysLittle(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer []string
		fetch  mailboxtest.Reply
		want   mailbox.Folder
		err    string
	}{
		{"all", mailboxtest.Folder(3), nil, mailbox.Folder{Validity: 7, Next: 4, Exists: 3}, ""},
		{"no UIDVALIDITY", []string{"* 3 EXISTS", "* OK [UIDNEXT 9] x", "TAG OK done"}, nil, mailbox.Folder{Next: 9, Exists: 3}, ""},
		{"no UIDNEXT", []string{"* 3 EXISTS", "* OK [UIDVALIDITY 7] x", "TAG OK done"},
			say(`* 3 FETCH (UID 41 RFC822.SIZE 5 FLAGS () INTERNALDATE "23-Nov-2026 10:00:00 +0000")`, "TAG OK done"),
			mailbox.Folder{Validity: 7, Next: 42, Exists: 3}, ""},
		{"no UIDNEXT, empty", []string{"* 0 EXISTS", "* OK [UIDVALIDITY 7] x", "TAG OK done"}, nil, mailbox.Folder{Validity: 7, Next: 1}, ""},
		{"no UIDNEXT, no answer", []string{"* 3 EXISTS", "TAG OK done"}, say("TAG OK done"), mailbox.Folder{}, "no answer for message 3 of 3"},
		{"no UIDNEXT, hostile EXISTS", []string{"* 4294967295 EXISTS", "TAG OK done"}, say("TAG OK done"), mailbox.Folder{}, "no answer for message 4294967295"},
		{"nothing", []string{"TAG OK done"}, nil, mailbox.Folder{Next: 1}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sc := &script{On: replies{"SELECT": say(tt.answer...)}}
			if tt.fetch != nil {
				sc.On["FETCH"] = tt.fetch
			}
			f, err := play(t, sc).Open("INBOX")
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("got %+v, %v; want %q", f, err, tt.err)
				}
				return
			}
			must(t, err)
			if f.Name != "INBOX" || f.Validity != tt.want.Validity || f.Next != tt.want.Next || f.Exists != tt.want.Exists {
				t.Errorf("got %+v, want %+v", f, tt.want)
			}
		})
	}
}

func TestMark(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status mailboxtest.Reply
		want   inquiry.Mark
		err    bool
		heard  []string // after the STATUS
	}{
		{"told", say(`* STATUS "Inquiries" (UIDNEXT 12 UIDVALIDITY 5)`, "TAG OK done"), inquiry.Mark{Validity: 5, Next: 12}, false, nil},
		{"nothing in it", say(`* STATUS "Inquiries" ()`, "TAG OK done"), inquiry.Mark{Validity: 7, Next: 4}, false, []string{`EXAMINE "Inquiries"`, "SELECT INBOX"}},
		{"half of it", say(`* STATUS "Inquiries" (UIDVALIDITY 5)`, "TAG OK done"), inquiry.Mark{Validity: 7, Next: 4}, false, []string{`EXAMINE "Inquiries"`, "SELECT INBOX"}},
		{"of another folder", say(`* STATUS "Other" (UIDNEXT 12 UIDVALIDITY 5)`, "TAG OK done"), inquiry.Mark{Validity: 7, Next: 4}, false, []string{`EXAMINE "Inquiries"`, "SELECT INBOX"}},
		{"no such folder", say("TAG NO [NONEXISTENT] none"), inquiry.Mark{}, true, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sc := &script{On: replies{"STATUS": tt.status}}
			s := inbox(t, sc, 3)
			before := len(heard(sc)) + 1
			m, err := s.Mark("Inquiries")
			if m != tt.want || mailbox.Refused(err) != tt.err || !tt.err && err != nil {
				t.Errorf("got %v, %v; want %v", m, err, tt.want)
			}
			wantHeard(t, sc, before, tt.heard...)
		})
	}
}

func TestLoginAnswers(t *testing.T) {
	for _, tt := range []struct {
		name, caps, answer string
		refused            bool // for good
		want               string
	}{
		{"refused", "", "TAG NO [AUTHENTICATIONFAILED] Authentication failed.", true, ""},
		{"bare", "", "TAG NO", true, ""},
		{"in words", "", "TAG NO LOGIN Login error or password error", true, ""},
		{"not allowed", "", "TAG NO [AUTHORIZATIONFAILED] try again later", true, ""},
		{"expired", "", "TAG NO [EXPIRED] password too old", true, ""},
		{"lower case", "", "TAG NO [authenticationfailed] too many failures", true, ""},
		{"Gmail wants the web", "", "TAG NO [WEBALERT https://example.com] Web login required.", true, ""},
		{"BAD", "", "TAG BAD invalid", true, ""},
		{"unavailable", "", "TAG NO [UNAVAILABLE] Temporary authentication failure", false, ""},
		{"unavailable, lower case", "", "TAG NO [unavailable] x", false, ""},
		{"limit", "", "TAG NO [LIMIT] x", false, ""},
		{"in use", "", "TAG NO [INUSE] x", false, ""},
		{"server's own fault", "", "TAG NO [SERVERBUG] x", false, ""},
		{"Gmail's bandwidth", "", "TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)", false, ""},
		{"too many", "", "TAG NO Too many simultaneous connections", false, ""},
		{"Gmail's too many", "", "TAG NO [ALERT] Too many simultaneous connections. (Failure)", false, ""},
		{"busy", "", "TAG NO System busy!", false, ""},
		{"LOGINDISABLED", "LOGINDISABLED", "TAG OK come in", false, "neither AUTH=PLAIN nor LOGIN"},
		{"AUTH=PLAIN refused", "LOGINDISABLED AUTH=PLAIN SASL-IR", "TAG NO [AUTHENTICATIONFAILED] no", true, ""},
		{"AUTH=PLAIN busy", "AUTH=PLAIN SASL-IR", "TAG NO [UNAVAILABLE] no", false, ""},
		{"bye", "", "* BYE overloaded", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer := say(tt.answer)
			if strings.HasPrefix(tt.answer, "* BYE") {
				answer = mailboxtest.HangUp(tt.answer)
			}
			sc := &script{Caps: tt.caps, On: replies{"LOGIN": answer, "AUTHENTICATE": answer}}
			_, err := enter(t, sc)
			if err == nil || errors.Is(err, mailbox.ErrLogin) != tt.refused || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v; want ErrLogin: %v", err, tt.refused)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells the password: %v", err)
			}
			for _, c := range sc.Heard() {
				if strings.Contains(tt.caps, "LOGINDISABLED") && strings.HasPrefix(c, "LOGIN") {
					t.Errorf("sent %s", c)
				}
			}
		})
	}
}

// The password goes through, whatever is in it.
func TestLoginWithOddPassword(t *testing.T) {
	const password = "p\"a\\s s wörd 密码"
	for caps, want := range map[string]string{
		"":                   `LOGIN "rep" ` + password, // by a literal
		"LITERAL+":           `LOGIN "rep" ` + password,
		"AUTH=PLAIN SASL-IR": "AUTHENTICATE PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00rep\x00"+password)),
	} {
		sc := &script{Caps: caps}
		s, err := mailbox.Dial(t.Context(), mailbox.Config{User: "rep", Dial: sc.Dial}, signin.NewSecret(password))
		must(t, err)
		s.Drop()
		sc.Wait()
		if !slices.Contains(sc.Heard(), want) {
			t.Errorf("%s: heard %q, want %q", caps, sc.Heard(), want)
		}
	}
}

func TestIdleOddities(t *testing.T) {
	soon := func(t *testing.T, s *mailbox.Session, limit time.Duration) (time.Duration, error) {
		t.Helper()
		begun := time.Now()
		err := s.Wait(t.Context(), limit, nil)
		return time.Since(begun), err
	}
	t.Run("EXISTS before idling", func(t *testing.T) {
		sc := &script{Caps: "IDLE", On: replies{"IDLE": say("* 1 EXISTS", "+ idling")}}
		took, err := soon(t, inbox(t, sc, 0), time.Hour)
		must(t, err)
		if took > 10*time.Second {
			t.Errorf("noticed after %s", took)
		}
		wantHeard(t, sc, len(heard(sc))-2, "IDLE", "DONE")
	})
	t.Run("refused", func(t *testing.T) {
		for _, answer := range []string{"TAG BAD what?", "TAG NO not now"} {
			sc := &script{Caps: "IDLE", On: replies{"IDLE": say(answer)}}
			s := inbox(t, sc, 0)
			for range 2 { // and not asked for again
				took, err := soon(t, s, 20*time.Millisecond)
				must(t, err)
				if took < 20*time.Millisecond {
					t.Errorf("waited for %s only", took)
				}
			}
			if s.Can.Idle {
				t.Error("it still counts on IDLE")
			}
			_, err := s.Open("INBOX")
			must(t, err)
			wantHeard(t, sc, len(heard(sc))-2, "IDLE", "SELECT INBOX")
		}
	})
	t.Run("BYE", func(t *testing.T) {
		sc := &script{Caps: "IDLE", On: replies{"IDLE": mailboxtest.HangUp("+ idling", "* BYE going down")}}
		took, err := soon(t, inbox(t, sc, 0), time.Hour)
		if err == nil || mailbox.Refused(err) || took > 10*time.Second {
			t.Errorf("after %s: %v", took, err)
		}
	})
	t.Run("ended by the server", func(t *testing.T) {
		sc := &script{Caps: "IDLE", On: replies{
			"IDLE": say("+ idling", "TAG OK enough", "* 4 EXISTS"),
			"DONE": say("* BAD what?"),
		}}
		took, err := soon(t, inbox(t, sc, 0), time.Hour)
		if took > 10*time.Second {
			t.Errorf("after %s: %v", took, err)
		}
	})
}

// A server that says goodbye in the middle of anything ends the session, and
// that is never taken for a refusal.
func TestBye(t *testing.T) {
	for verb, act := range acts {
		t.Run(verb, func(t *testing.T) {
			sc := &script{Caps: "MOVE UIDPLUS IDLE", On: replies{}}
			s := inbox(t, sc, 2)
			sc.On[verb] = mailboxtest.HangUp("* BYE going down")
			err := act(s)
			if err == nil || mailbox.Refused(err) {
				t.Errorf("got %v", err)
			}
			if _, err := s.Open("INBOX"); err == nil {
				t.Error("the session lives on")
			}
		})
	}
}

// acts are all things that a session does, by the command that is sent for it.
var acts = map[string]func(*mailbox.Session) error{
	"LIST":      func(s *mailbox.Session) error { _, err := s.Prepare("Inquiries", "A - Hot"); return err },
	"CREATE":    func(s *mailbox.Session) error { _, err := s.Prepare("Inquiries", "A - Hot"); return err },
	"SELECT":    func(s *mailbox.Session) error { _, err := s.Open("INBOX"); return err },
	"EXAMINE":   func(s *mailbox.Session) error { _, _, err := s.Prints("X", []uint32{1}); return err },
	"STATUS":    func(s *mailbox.Session) error { _, err := s.Mark("X"); return err },
	"FETCH":     func(s *mailbox.Session) error { _, _, err := s.Heads(1); return err },
	"UID FETCH": func(s *mailbox.Session) error { _, _, err := s.Bodies([]mailbox.Head{{UID: 1, Size: 9}}); return err },
	"UID STORE": func(s *mailbox.Session) error { _, err := s.Do(tag, []uint32{1}); return err },
	"UID MOVE":  func(s *mailbox.Session) error { _, err := s.Do(file, []uint32{1, 2}); return err },
	"IDLE":      func(s *mailbox.Session) error { return s.Wait(context.Background(), time.Minute, nil) },
	"DONE":      func(s *mailbox.Session) error { return s.Wait(context.Background(), 0, nil) },
	"LOGOUT":    func(s *mailbox.Session) error { return s.Close() },
}

var (
	tag  = inquiry.Action{Verb: inquiry.Tag, Arg: "inquiry-a"}
	file = inquiry.Action{Verb: inquiry.File, Arg: "X"}
)
