package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The house: which of our packages each may import beyond inquiry, which all
// may. README.md has the picture. A package that is not here has no room yet.
var house = map[string][]string{
	// Nouns and almanacs.
	"inquiry":  {},
	"lexicon":  {},
	"calendar": {},
	"casebook": {},
	"signin":   {},
	// Senses, hands and memory never import one another.
	"letter":              {"lexicon"},
	"screen":              {"lexicon"},
	"follow":              {"calendar"},
	"origin":              {"lexicon", "calendar"},
	"mailbox":             {"signin"},
	"mailbox/mailboxtest": {},
	"state":               {},
	// The story.
	"desk": {"letter", "origin", "screen", "mailbox", "state"},
	// Settings compose the packages' own config types.
	"config": {"screen", "mailbox", "signin", "desk", "follow"},
}

// grabBags are names of packages that are about nothing.
var grabBags = []string{"util", "utils", "common", "helpers", "tools", "misc", "shared", "types", "models", "core", "base", "manager", "service"}

// roots are what the top level holds beside dotfiles and a LICENSE.
var roots = []string{"cmd", "internal", "config.example.toml", "systemd", "testdata", "go.mod", "go.sum", "README.md", "LICENSE"}

const module = "inquiryd/internal/"

func TestEveryPackageKeepsToItsRoom(t *testing.T) {
	root := "../../internal"
	seen := make(map[string]bool)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(rel)
		seen[pkg] = true
		may, known := house[pkg]
		if !known {
			t.Errorf("package %s stands in no layer: give it a room in the table of this test and in README.md", pkg)
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module)
			if ours && imported != "inquiry" && !slices.Contains(may, imported) {
				t.Errorf("%s imports %s: %s may import inquiry and %v only; what joins the two belongs in desk", path, imported, pkg, may)
			}
			if pkg == "inquiry" && strings.Contains(strings.Trim(spec.Path.Value, `"`), ".") {
				t.Errorf("%s imports %s: inquiry knows the standard library only", path, spec.Path.Value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range maps.Keys(house) {
		if !seen[pkg] {
			t.Errorf("the table has a room for %s, and nobody lives there", pkg)
		}
		for _, bad := range grabBags {
			if filepath.Base(pkg) == bad {
				t.Errorf("package %s is named after nothing", pkg)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for pkg := range maps.Keys(house) {
		files, err := filepath.Glob(filepath.Join("../../internal", pkg, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		said := 0
		for _, path := range files {
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			if file.Doc != nil && strings.HasPrefix(file.Doc.Text(), "Package "+filepath.Base(pkg)+" ") {
				said++
			}
		}
		if said != 1 {
			t.Errorf("package %s has %d package comments, want one", pkg, said)
		}
	}
}

func TestTopLevelHoldsWhatTheUserFixed(t *testing.T) {
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); !strings.HasPrefix(name, ".") && !slices.Contains(roots, name) {
			t.Errorf("%s has no place at the top level; it holds %v and dotfiles", name, roots)
		}
	}
}
