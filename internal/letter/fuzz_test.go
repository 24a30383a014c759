package letter

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"inquiryd/internal/inquiry"
)

// FuzzRead holds the promises of Read on any bytes.
func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join(lettersDir, "*.eml"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := string(raw)
		l := Read(raw)
		checkPromises(t, raw, l)
		if string(raw) != before {
			t.Error("Read changed its input")
		}
		if again := Read(raw); !reflect.DeepEqual(l, again) {
			t.Errorf("read twice:\n%+v\n%+v", l, again)
		}
	})
}

// checkPromises checks what holds for every letter: clean strings, bounded
// sizes, sentences where something is missing.
func checkPromises(t *testing.T, raw []byte, l inquiry.Letter) {
	t.Helper()
	single := []string{l.MessageID, l.Subject, l.Platform, l.Unreadable, string(l.Automatic)}
	single = append(append(append(single, l.InReplyTo...), l.References...), l.Defects...)
	addresses := append([]inquiry.Address{l.From, l.Sender}, l.ReplyTo...)
	for _, a := range append(append(addresses, l.To...), l.Cc...) {
		single = append(single, a.Name, a.Mail)
		if a.Mail != "" && (!strings.Contains(a.Mail, "@") || a.Domain() == "" || a.Domain() != strings.ToLower(a.Domain())) {
			t.Errorf("address %q", a.Mail)
		}
		if utf8.RuneCountInString(a.Name) > maxName {
			t.Errorf("name of %d bytes", len(a.Name))
		}
	}
	for _, a := range l.Attachments {
		single = append(single, a.Name, a.Type)
		if utf8.RuneCountInString(a.Name) > maxFileName || strings.ContainsAny(a.Name, `/\`) || a.Size > int64(len(raw)) {
			t.Errorf("attachment %+v", a)
		}
	}
	for _, f := range l.Fields {
		single = append(single, f.Name, f.Value)
	}
	for _, s := range single {
		checkClean(t, s, "")
	}
	for _, s := range []string{l.Text, l.Quoted, l.Signature} {
		checkClean(t, s, "\n\t")
		if s != "" && !strings.HasSuffix(s, "\n") {
			t.Errorf("text ends %q, want a line end", s[max(0, len(s)-20):])
		}
	}
	const headers = 4 * maxHeader * (maxDepth + 1) // of messages within
	if n := len(l.Text) + len(l.Quoted) + len(l.Signature); n > 2*maxText+headers {
		t.Errorf("%d bytes of text", n)
	}
	if len(l.Fields) > maxFields || len(l.Attachments) > maxParts || len(l.Defects) > maxDefects {
		t.Errorf("%d fields, %d attachments, %d defects", len(l.Fields), len(l.Attachments), len(l.Defects))
	}
	if l.Truncated && len(l.Defects) == 0 {
		t.Error("truncated without a word why")
	}
	if l.Unreadable != "" && l.Text+l.Quoted+l.Signature != "" {
		t.Errorf("unreadable (%s), but text %q", l.Unreadable, l.Text)
	}
}

// checkClean checks that a string can be shown and stored as it stands.
func checkClean(t *testing.T, s, allowed string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%.200q is no UTF-8", s)
	}
	for _, c := range s {
		if strings.ContainsRune(allowed, c) {
			continue
		}
		if unicode.IsControl(c) || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 ||
			c == 0x200b || c == 0xfeff || c == 0x2028 || c == 0x2029 {
			t.Errorf("%.200q holds %U", s, c)
			return
		}
	}
}

// FuzzSplit: no word is lost or made between new words, signature and history.
func FuzzSplit(f *testing.F) {
	f.Add("Hello\n\n> old\n\nnew\n\nBest regards\nAnn\n\nOn 12 May 2026 at 10:11 Bob <b@x> wrote:\nhi")
	f.Add("Thanks,\nP.S. more\n-- \nAnn\nFrom: a@b\nTo: c\nSubject: d\n\nSent from my iPhone")
	f.Add("On 1 May\nAnn <\na@b> wrote:\nb@c wrote:\n> x\n\nTel: +1 555 0100\nMail: a@b\n\nConfidentiality notice: intended for you")
	f.Add("-----Original Message-----\n________\nVon: x@y\nAn: z\nBetreff: q")
	f.Fuzz(func(t *testing.T, s string) {
		lines := plainLines(cleanText(s))
		for i := range lines {
			if strings.HasPrefix(lines[i].text, "|") { // as markup would mark them
				lines[i].mark = mark(len(lines[i].text) % 3)
			}
		}
		want := countWords(lines)
		own, past := splitQuotes(lines)
		text, block := splitSignature(own)
		have := countWords(text, block, past)
		if !maps.Equal(want, have) {
			t.Errorf("%q:\nwant %v\nhave %v", s, want, have)
		}
	})
}

// countWords counts words without quoting signs.
func countWords(all ...[]line) map[string]int {
	count := map[string]int{}
	for _, lines := range all {
		for _, l := range lines {
			for _, w := range strings.Fields(strings.ReplaceAll(l.text, ">", " ")) {
				count[w]++
			}
		}
	}
	return count
}
