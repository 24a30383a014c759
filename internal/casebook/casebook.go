// Package casebook reads golden cases: txtar archives, each one letter and
// what must be made of it. A case begins with why it exists. Its sections:
//
//	message   the raw letter, RFC 5322, with '\n' at the ends of its lines
//	label     what a careful reader says by the calibration rule; never
//	          written by a program
//	verdict   what the screen finds; rewritten by -update
//
// Further sections belong to other packages, each of which checks its own.
// A story (story.go) is several letters of one mailbox, in a file whose name
// begins with "ring-". Agreement (agreement.go) counts how far verdicts and
// labels agree.
package casebook

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"inquiryd/internal/inquiry"
)

// Case is one golden case.
type Case struct {
	Name     string // the file's name without .txtar
	Why      string // the reason it exists, one or more sentences
	Message  []byte // the raw letter, its lines ended by "\r\n"
	Label    Label
	Sections map[string]string // every section as it stands, by name
	path     string
	archive  *archive
}

// Label is the reader's own verdict.
type Label struct {
	Inquiry  bool
	Category inquiry.Category // of what is no inquiry
	Tier     inquiry.Tier     // of an inquiry, as the other two
	Kind     inquiry.Kind
	Type     inquiry.BuyerType
	Hard     bool // no inquiry, and a hasty reader would take it for one
}

// Read reads every case of a directory, in order of name; stories are left
// out. Its error names the file and what is wrong in it.
func Read(dir string) ([]Case, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return nil, fmt.Errorf("casebook: list %s: %w", dir, err)
	}
	var cases []Case
	for _, name := range names {
		if isStory(name) {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("casebook: %w", err)
		}
		c, err := parse(data)
		if err != nil {
			return nil, fmt.Errorf("casebook: %s: %w", name, err)
		}
		c.path, c.Name = name, strings.TrimSuffix(filepath.Base(name), ".txtar")
		cases = append(cases, c)
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("casebook: no case in %s", dir)
	}
	return cases, nil
}

func parse(data []byte) (Case, error) {
	c := Case{archive: parseArchive(string(data)), Sections: map[string]string{}}
	if c.Why = strings.TrimSpace(c.archive.comment); c.Why == "" {
		return c, fmt.Errorf("want a comment that says why the case exists")
	}
	for _, f := range c.archive.files {
		if _, twice := c.Sections[f.name]; twice {
			return c, fmt.Errorf("section %q stands twice", f.name)
		}
		c.Sections[f.name] = f.data
	}
	message, ok := c.Sections["message"]
	if !ok {
		return c, fmt.Errorf("want a section %q", "message")
	}
	c.Message = []byte(strings.ReplaceAll(message, "\n", "\r\n"))
	var err error
	c.Label, err = parseLabel(c.Sections["label"])
	return c, err
}

// parseLabel reads lines of a key and a value.
func parseLabel(s string) (Label, error) {
	var l Label
	for _, line := range strings.Split(strings.TrimSpace(s), "\n") {
		key, value, ok := strings.Cut(line, " ")
		if !ok {
			return l, fmt.Errorf("label: want a key and a value, have %q", line)
		}
		switch key {
		case "inquiry":
			if value != "yes" && value != "no" {
				return l, fmt.Errorf("label: want inquiry yes or no, have %q", value)
			}
			l.Inquiry = value == "yes"
		case "category":
			l.Category = inquiry.Category(value)
		case "tier":
			l.Tier = inquiry.Tier(value)
		case "kind":
			l.Kind = inquiry.Kind(value)
		case "type":
			l.Type = inquiry.BuyerType(value)
		case "hard":
			if value != "yes" {
				return l, fmt.Errorf("label: want hard yes or no such line, have %q", value)
			}
			l.Hard = true
		default:
			return l, fmt.Errorf("label: no line begins with %q", key)
		}
	}
	if l.Inquiry == (l.Tier == "") || l.Inquiry == (l.Category != "") {
		return l, fmt.Errorf("label: an inquiry has a tier, what is none a category")
	}
	if l.Hard && l.Inquiry {
		return l, fmt.Errorf("label: hard says that no inquiry looks like one")
	}
	return l, l.known()
}

// known says whether every word of a label is one of the house.
func (l Label) known() error {
	for _, w := range []struct {
		key   string
		have  string
		among []string
	}{
		{"tier", string(l.Tier), []string{"A", "B", "C", "D", "E"}},
		{"kind", string(l.Kind), []string{"unrelated", "cooperation", "product", "terms"}},
		{"type", string(l.Type), []string{"sourcing", "market-entry", "information", "samples", "price-spy", "scam", "mischief"}},
		{"category", string(l.Category), []string{"automatic", "newsletter", "colleague", "selling", "running", "invoice", "fraud", "private", "unreadable"}},
	} {
		if w.have != "" && !slices.Contains(w.among, w.have) {
			return fmt.Errorf("label: want as %s one of %v, have %q", w.key, w.among, w.have)
		}
	}
	return nil
}

// Update writes a section anew, at the end if it is not there yet. It refuses
// the sections that a person writes.
func (c *Case) Update(section, text string) error {
	if section == "message" || section == "label" {
		return fmt.Errorf("casebook: %s: section %q is written by hand", c.path, section)
	}
	found := false
	for i := range c.archive.files {
		if c.archive.files[i].name == section {
			c.archive.files[i].data, found = text, true
		}
	}
	if !found {
		c.archive.files = append(c.archive.files, file{name: section, data: text})
	}
	if err := os.WriteFile(c.path, []byte(c.archive.String()), 0o644); err != nil {
		return fmt.Errorf("casebook: update %s of %s: %w", section, c.path, err)
	}
	return nil
}
