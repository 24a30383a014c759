package mailboxtest_test

import (
	"bufio"
	"fmt"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/mailbox/mailboxtest"
)

// The watch over all scripted tests must see what it is there for.
func TestScriptWatches(t *testing.T) {
	for _, tt := range []struct {
		name     string
		copied   string // the answer to COPY, "" for none
		commands []string
		fault    string
	}{
		{"reading", "", []string{"SELECT INBOX", "UID FETCH 1 (BODY.PEEK[] RFC822.SIZE)", "FETCH 1:* (FLAGS)"}, ""},
		{"tagging", "", []string{"SELECT INBOX", `UID STORE 1 +FLAGS.SILENT (inquiry-a)`, "UID MOVE 1 X"}, ""},
		{"plain EXPUNGE", "", []string{"SELECT INBOX", "EXPUNGE"}, "EXPUNGE"},
		{"CLOSE", "", []string{"SELECT INBOX", "CLOSE"}, "CLOSE"},
		{"by sequence number", "", []string{"SELECT INBOX", "STORE 1 +FLAGS (a)"}, "STORE"},
		{"sets Seen", "", []string{"UID FETCH 1 (BODY[])"}, `\Seen`},
		{"sets Seen the old way", "", []string{"UID FETCH 1 (RFC822)"}, `\Seen`},
		{"marked without a copy", "", []string{"SELECT INBOX", `UID STORE 1 +FLAGS.SILENT (\Deleted)`}, "no COPY"},
		{"marked in any case", "", []string{"SELECT INBOX", `UID STORE 1 +FLAGS.SILENT (\deleted)`}, "no COPY"},
		{"expunged without a copy", "", []string{"SELECT INBOX", `UID EXPUNGE 1`}, "no COPY"},
		{"copy refused", "TAG NO [TRYCREATE] no", []string{"SELECT INBOX", "UID COPY 1:2 X", `UID STORE 1 +FLAGS (\Deleted)`}, "no COPY"},
		{"copied", "TAG OK done", []string{"SELECT INBOX", "UID COPY 1:2 X", `UID STORE 1 +FLAGS (\Deleted)`, "UID EXPUNGE 1"}, ""},
		{"another was copied", "TAG OK done", []string{"SELECT INBOX", "UID COPY 1:2 X", "UID EXPUNGE 1:3"}, "no COPY"},
		{"in another folder", "TAG OK done", []string{"SELECT INBOX", "UID COPY 1:2 X", "SELECT X", "UID EXPUNGE 1"}, "no COPY"},
		{"the copy", "TAG OK [COPYUID 9 1:2 5,7] done", []string{"SELECT INBOX", "UID COPY 1:2 X", "SELECT X", "UID EXPUNGE 5,7"}, ""},
		{"everything", "TAG OK done", []string{"SELECT INBOX", "UID COPY 1:2 X", "UID EXPUNGE 1:*"}, "no COPY"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sc := &mailboxtest.Script{}
			if tt.copied != "" {
				sc.On = map[string]mailboxtest.Reply{"UID COPY": mailboxtest.Say(tt.copied)}
			}
			talk(t, sc, tt.commands...)
			err := sc.Fault()
			if (err == nil) != (tt.fault == "") || err != nil && !strings.Contains(err.Error(), tt.fault) {
				t.Errorf("found %v, want %q", err, tt.fault)
			}
			if got := sc.Heard(); !slices.Equal(got, tt.commands) {
				t.Errorf("heard %q", got)
			}
		})
	}
}

// talk sends commands, each after the answer to the one before, and returns all
// answers.
func talk(t *testing.T, sc *mailboxtest.Script, commands ...string) (answers []string) {
	t.Helper()
	conn, err := sc.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer sc.Wait()
	defer conn.Close()
	r := bufio.NewReader(conn)
	read := func(until string) {
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			answers = append(answers, strings.TrimSpace(line))
			if strings.HasPrefix(line, until) {
				return
			}
		}
	}
	read("* OK")
	for i, command := range commands {
		tag := fmt.Sprintf("a%d", i)
		if _, err := fmt.Fprintf(conn, "%s %s\r\n", tag, command); err != nil {
			t.Fatal(err)
		}
		read(tag)
	}
	return answers
}

func TestScriptAnswers(t *testing.T) {
	sc := &mailboxtest.Script{Caps: "IDLE", On: map[string]mailboxtest.Reply{
		"NOOP": mailboxtest.InTurn(mailboxtest.Say("TAG NO first"), nil, mailboxtest.Say("* 1 EXISTS", "TAG BAD TAG")),
	}}
	got := strings.Join(talk(t, sc, "CAPABILITY", "NOOP", "NOOP", "NOOP", "NOOP", "LOGIN rep {6+}\r\nsecret", "LOGOUT"), "\n")
	want := `* OK [CAPABILITY IMAP4rev1 IDLE] ready
* CAPABILITY IMAP4rev1 IDLE
a0 OK done
a1 NO first
a2 OK done
* 1 EXISTS
a3 BAD TAG
* 1 EXISTS
a4 BAD TAG
a5 OK [CAPABILITY IMAP4rev1 IDLE] done
* BYE see you
a6 OK done`
	if got != want {
		t.Errorf("said\n%s\nwant\n%s", got, want)
	}
	if heard := sc.Heard(); heard[5] != "LOGIN rep secret" {
		t.Errorf("heard %q", heard)
	}
}
