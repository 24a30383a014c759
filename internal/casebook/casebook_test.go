package casebook

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inquiryd/internal/inquiry"
)

const good = "Why not.\n-- message --\nSubject: x\n\nhello\n-- label --\ninquiry yes\ntier C\nkind product\ntype sourcing\n"

func TestReadAndUpdate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "one.txtar")
	if err := os.WriteFile(path, []byte(good), 0o644); err != nil {
		t.Fatal(err)
	}
	cases, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := cases[0]
	want := Label{Inquiry: true, Tier: inquiry.C, Kind: inquiry.ProductAsked, Type: inquiry.Sourcing}
	if c.Name != "one" || c.Why != "Why not." || c.Label != want || string(c.Message) != "Subject: x\r\n\r\nhello\r\n" {
		t.Errorf("case %+v", c)
	}
	if err := c.Update("verdict", "score 450\n"); err != nil {
		t.Fatal(err)
	}
	if err := c.Update("label", "inquiry no\n"); err == nil {
		t.Error("a label was rewritten")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(data) != good+"-- verdict --\nscore 450\n" {
		t.Errorf("file is\n%s", data)
	}
}

func TestFaultsAreNamed(t *testing.T) {
	for _, c := range []struct{ change, to, want string }{
		{"Why not.\n", "", "why the case exists"},
		{"message", "massage", `want a section "message"`},
		{"inquiry yes", "inquiry maybe", "yes or no"},
		{"tier C\n", "", "an inquiry has a tier"},
		{"kind product", "kindness product", `no line begins with "kindness"`},
	} {
		if _, err := parse([]byte(strings.Replace(good, c.change, c.to, 1))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("with %q: error %v, want %q", c.to, err, c.want)
		}
	}
}
