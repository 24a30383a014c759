package config

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
	"github.com/pelletier/go-toml/v2/unstable"
)

// secretive is a line that may hold a secret where none belongs. Faults reach
// logs, so such a line is not shown.
var secretive = regexp.MustCompile(`(?i)pass|secret|token`)

// syntaxFault is the fault of a file that is no TOML, and shows the place.
func syntaxFault(file string, data []byte, p *unstable.Parser, err error) Fault {
	f := Fault{File: file, Problem: fmt.Errorf("not valid TOML: %w", err)}
	at, ok := errors.AsType[*unstable.ParserError](err)
	if !ok {
		return f
	}
	start := p.Shape(p.Range(at.Highlight)).Start
	f.Line = start.Line
	begin := start.Offset - (start.Column - 1)
	line, _, _ := strings.Cut(string(data[begin:]), "\n")
	if picture := caret(line, start.Line, start.Column-1); picture != "" {
		f.Problem = fmt.Errorf("not valid TOML: %w\n%s", err, picture)
	}
	return f
}

// caret is the line with its number and, under it, a mark at a byte offset; ""
// for a line that is better not shown.
func caret(line string, number, offset int) string {
	const longest = 120
	before := strings.ReplaceAll(line[:min(offset, len(line))], "\t", " ")
	line = strings.ReplaceAll(strings.TrimSuffix(line, "\r"), "\t", " ")
	if len(line) > longest || secretive.MatchString(line) || strings.ContainsFunc(line, unprintable) {
		return ""
	}
	margin := fmt.Sprintf("%5d | ", number)
	blank := strings.Repeat(" ", len(margin)-2) + "| "
	return margin + line + "\n" + blank + strings.Repeat(" ", runewidth.StringWidth(before)) + "^"
}

func unprintable(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) }
