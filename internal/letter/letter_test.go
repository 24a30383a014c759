package letter

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"inquiryd/internal/inquiry"
)

var update = flag.Bool("update", false, "write the golden files anew; then read the diff")

const lettersDir = "../../testdata/letters"

// TestLetters reads every raw letter in testdata/letters and compares with the
// golden file beside it. The golden file is a txtar archive whose comment says
// why the case exists; -update keeps the comment.
func TestLetters(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(lettersDir, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) < 40 {
		t.Fatalf("%d letters in %s, want at least 40", len(paths), lettersDir)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".eml")
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(path, ".eml") + ".txtar"
			have := describe(Read(raw))
			old, err := os.ReadFile(golden)
			why, want, _ := strings.Cut(string(old), firstSection)
			if *update {
				if err := os.WriteFile(golden, []byte(why+firstSection+have), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if strings.TrimSpace(why) == "" {
				t.Errorf("%s does not say why it exists", golden)
			}
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(have, "\n")); diff != "" {
				t.Errorf("(-golden +read)\n%s", diff)
			}
		})
	}
}

const firstSection = "-- header --\n"

// describe writes a letter as sections that a person can check. Fields are
// left out: the ones that matter show in the others.
func describe(l inquiry.Letter) string {
	var head strings.Builder
	say := func(label string, value any) {
		if s := fmt.Sprint(value); s != "" && s != "[]" && s != "false" {
			fmt.Fprintf(&head, "%s: %s\n", label, s)
		}
	}
	list := func(label string, all []inquiry.Address) {
		for _, a := range all {
			say(label, a)
		}
	}
	say("from", l.From)
	say("sender", l.Sender)
	list("reply-to", l.ReplyTo)
	list("to", l.To)
	list("cc", l.Cc)
	say("subject", l.Subject)
	if !l.Date.IsZero() {
		say("date", l.Date.Format("Mon 2006-01-02 15:04:05 -0700"))
	}
	say("message-id", l.MessageID)
	say("in-reply-to", l.InReplyTo)
	say("references", l.References)
	say("automatic", l.Automatic)
	for _, a := range l.Attachments {
		say("attachment", fmt.Sprintf("%s (%s, %d bytes)", a.Name, a.Type, a.Size))
	}
	say("truncated", l.Truncated)
	for _, d := range l.Defects {
		say("defect", d)
	}
	say("unreadable", l.Unreadable)

	for _, section := range []struct{ name, text string }{
		{"text", l.Text}, {"signature", l.Signature}, {"quoted", l.Quoted},
	} {
		if section.text != "" {
			fmt.Fprintf(&head, "-- %s --\n%s", section.name, section.text)
		}
	}
	return head.String()
}
