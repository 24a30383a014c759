package config

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew; then read the diff")

// TestFaults: each testdata/faults/NAME.toml begins with why it exists, and
// NAME.txt is the whole text of its error.
func TestFaults(t *testing.T) {
	noSystemd(t)
	files, err := filepath.Glob("testdata/faults/*.toml")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".toml")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(data), "# ") {
				t.Error("want a comment that says why the file exists")
			}
			_, err = Parse(name+".toml", data)
			if err == nil {
				t.Fatal("no fault")
			}
			golden, have := strings.TrimSuffix(file, ".toml")+".txt", err.Error()+"\n"
			if *update {
				if err := os.WriteFile(golden, []byte(have), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), have); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// goodAccount is an account in five lines.
const goodAccount = "[[account]]\nname = \"a\"\nhost = \"imap.brightway.example\"\nuser = \"a@brightway.example\"\npassword_file = \"/a\"\n"

// TestFaultsInBytes are files that a golden file cannot hold.
func TestFaultsInBytes(t *testing.T) {
	noSystemd(t)
	for name, test := range map[string]struct{ data, want string }{
		"CRLF keeps the lines": {
			"[log]\r\nlevel = \"info\"\r\nformt = \"text\"\r\n",
			`c.toml:3: log.formt: unknown key "formt"; did you mean "format"?`,
		},
		"a BOM keeps the place": {
			"\ufeffstate = \n",
			"c.toml:1: not valid TOML: unexpected character U+000A at start of value\n    1 | state = \n      |         ^",
		},
		"UTF-16, as an editor on Windows may save it": {
			"\xff\xfes\x00",
			"c.toml: want UTF-8 text, have UTF-16; save the file as UTF-8",
		},
		"no UTF-8": {
			"state = \"\xb9\xe2\"\n",
			"c.toml:1: not valid TOML: invalid UTF-8 character in basic string",
		},
		"too large": {
			strings.Repeat("#", maxSize+1),
			"c.toml: want at most 33554432 bytes, have more",
		},
		"a long line is not shown": {
			"state = " + strings.Repeat(" ", 200) + "!\n",
			"c.toml:1: not valid TOML: unexpected character U+0021 '!' at start of value",
		},
		"a long key is clipped": {
			strings.Repeat("k", 1000) + " = 1\n",
			fmt.Sprintf("c.toml:1: %q: unknown key %[1]q; want one of state, control, networks, log, folders, tiers, limits, follow, seller, catalogue, words, scorecard, account", strings.Repeat("k", 40)+"…"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("c.toml", []byte(test.data))
			if err == nil {
				t.Fatal("no fault")
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestManyFaultsAreCounted(t *testing.T) {
	noSystemd(t)
	_, err := Parse("c.toml", []byte(strings.Repeat("[[catalogue]]\n", 1000)))
	var faults Faults
	if !errors.As(err, &faults) || len(faults) != maxFaults+1 {
		t.Fatalf("%d faults: %v", len(faults), err)
	}
	if first, last := faults[0].Error(), faults[maxFaults].Error(); first != "c.toml:1: catalogue[0].name: want some text, have none" || last != "c.toml: and 900 faults more" {
		t.Errorf("first %s\nlast  %s", first, last)
	}
}

func TestFaultsUnwrap(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "none.toml"))
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v is not os.ErrNotExist", err)
	}
	var one Fault
	if !errors.As(err, &one) || one.Line != 0 {
		t.Errorf("%v holds no Fault", err)
	}
}
