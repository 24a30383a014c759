package main

import (
	"regexp"
	"strings"
	"testing"
)

// explained is a line of a command's flags: names, perhaps a type, and words.
var explained = regexp.MustCompile(`^ +(-\w, )?--[\w-]+( \w+)?  +\S.*[^.\s]\n$`)

// Whoever asks a command for help learns what it is for and sees an example
// that works.
func TestHelp(t *testing.T) {
	root := newRootCommand()
	for _, cmd := range root.Commands() {
		name := cmd.Name()
		if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") || strings.ToUpper(cmd.Short[:1]) != cmd.Short[:1] {
			t.Errorf("%s: Short is %q, want a sentence without its end", name, cmd.Short)
		}
		if !strings.HasSuffix(cmd.Long, ".") {
			t.Errorf("%s: Long is %q, want sentences", name, cmd.Long)
		}
		for line := range strings.Lines(cmd.Long) {
			if len(line) > 81 {
				t.Errorf("%s: a line of Long is longer than a terminal is wide: %q", name, line)
			}
		}
		for line := range strings.Lines(cmd.Flags().FlagUsages()) {
			if !explained.MatchString(line) {
				t.Errorf("%s: a flag without words, or with a dot at their end: %q", name, line)
			}
		}
		if cmd.Example == "" {
			t.Errorf("%s: no example", name)
		}
		for example := range strings.SplitSeq(cmd.Example, "\n") {
			words, ok := strings.CutPrefix(example, "  inquiryd "+name)
			if !ok {
				t.Errorf("%s: example %q does not call it", name, example)
				continue
			}
			if err := cmd.ParseFlags(strings.Fields(words)); err != nil {
				t.Errorf("%s: example %q: %v", name, example, err)
			}
			if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
				t.Errorf("%s: example %q: %v", name, example, err)
			}
		}
	}
}
