package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"inquiryd/internal/desk"
	"inquiryd/internal/inquiry"
)

// FuzzParse: every file is either a configuration that all packages accept
// and TOML's own reader reads, or faults with lines of the file.
func FuzzParse(f *testing.F) {
	seeds, err := filepath.Glob("testdata/faults/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range append(seeds, exampleFile) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(commentedOut.ReplaceAll(data, []byte("$1")))
	}
	f.Add([]byte(goodAccount))
	f.Add([]byte("\ufeff" + strings.ReplaceAll(goodAccount, "\n", "\r\n")))
	noSystemd(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("c.toml", data)
		if err == nil {
			accepted(t, data, c)
			return
		}
		var faults Faults
		if c != nil || !errors.As(err, &faults) || len(faults) == 0 {
			t.Fatalf("%v with %#v", c, err)
		}
		lines, last := strings.Count(string(data), "\n")+1, 0
		for _, fault := range faults {
			if fault.Problem.Error() == "" || fault.File != "c.toml" || fault.Line < 0 || fault.Line > lines {
				t.Errorf("%#v in a file of %d lines", fault, lines)
			}
			if fault.Line < last && fault.Line > 0 {
				t.Errorf("line %d after %d", fault.Line, last)
			}
			last = fault.Line
		}
	})
}

// accepted checks a configuration by the packages' own rules.
func accepted(t *testing.T, data []byte, c *Config) {
	t.Helper()
	var all map[string]any
	if err := toml.Unmarshal([]byte(strings.TrimPrefix(string(data), "\ufeff")), &all); err != nil {
		t.Errorf("accepted what is no TOML: %v", err)
	}
	if faults := c.Screen.Validate(); len(faults) > 0 {
		t.Errorf("screen: %v", faults)
	}
	if faults := c.Limits.Faults(); len(faults) > 0 {
		t.Errorf("limits: %v", faults)
	}
	if err := desk.FolderName(c.Parent); err != nil {
		t.Errorf("parent: %v", err)
	}
	folders := make(map[string]bool)
	for _, tier := range inquiry.Tiers {
		if faults := c.Tiers[tier].Faults(); len(faults) > 0 {
			t.Errorf("tier %s: %v", tier, faults)
		}
		folders[strings.ToLower(c.Tiers[tier].Folder)] = true
	}
	if len(folders) != len(inquiry.Tiers) {
		t.Errorf("tiers share a folder: %v", folders)
	}
	names := make(map[string]bool)
	for _, a := range c.Accounts {
		if faults := a.Mailbox.Faults(); len(faults) > 0 {
			t.Errorf("account %q: %v", a.Name, faults)
		}
		if a.Name == "" || names[a.Name] || len(a.Folders) == 0 || a.Poll.String() == "" || a.RecoveryWait <= 0 {
			t.Errorf("account %+v", a)
		}
		names[a.Name] = true
	}
}
