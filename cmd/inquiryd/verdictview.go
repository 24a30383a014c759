package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"

	"inquiryd/internal/inquiry"
)

// look is how text for people is laid out.
type look struct {
	width int // columns
	color bool
}

// lookOf suits a place that text goes to: a terminal's own width, within what
// is easy to read, and colours unless NO_COLOR or TERM forbid them; else 80
// columns without.
func lookOf(w io.Writer) look {
	const usual, narrowest, widest = 80, 40, 100
	f, ok := w.(*os.File)
	if !ok || !onTerminal(w) {
		return look{width: usual}
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = usual
	}
	return look{
		width: min(max(width, narrowest), widest),
		color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	}
}

// style is an SGR parameter (ECMA-48 section 8.3.117).
type style string

const (
	strong style = "1"
	faint  style = "2"
	green  style = "32"
	bright style = "1;32"
	yellow style = "33"
	red    style = "31"
)

func (l look) paint(s style, text string) string {
	if !l.color || s == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// The columns of a verdict: a margin for tier, score and points, and in the
// evidence a second one for the signal's name.
const (
	textColumn     = 7
	evidenceColumn = textColumn + 15
)

// terminal measures text. Letters of ambiguous width count as narrow, as
// today's terminals show them, whatever the locale: the same letter gives the
// same lines everywhere.
var terminal = &runewidth.Condition{StrictEmojiNeutral: true}

// showVerdict prints one letter's verdict for people: tier and score, who
// wrote about what, what the buyer wants, and every piece of evidence with its
// points. A writer that fails is found out by whoever owns it.
func showVerdict(w io.Writer, in inquiry.Letter, v inquiry.Verdict, look look) {
	head := look.paint(tierStyle(v.Tier), fmt.Sprintf("%s %4d", v.Tier, v.Score))
	what := cmp.Or(printable(in.Subject), "(no subject)")
	if !v.Inquiry {
		block(w, look, look.paint(faint, "-     "), textColumn, fmt.Sprintf("no inquiry (%s)", printable(string(v.Category))), strong)
		head = ""
	}
	block(w, look, head, textColumn, what, strong)
	block(w, look, "", textColumn, "from "+cmp.Or(printable(in.From.String()), "(no sender)"), "")
	if v.Inquiry {
		block(w, look, "", textColumn, wish(v), "")
	}
	if v.Review {
		block(w, look, "", textColumn, "a person should look at this one", yellow)
	}
	for _, e := range v.Evidence {
		if !v.Inquiry && e.Criterion != inquiry.Credibility {
			continue // points that count for nothing hide why it is none
		}
		name := terminal.FillLeft(pointsOf(e), textColumn-1) + " " + terminal.FillRight(printable(e.Signal), evidenceColumn-textColumn-1)
		shade := style("")
		if e.Points == 0 && e.Criterion != inquiry.Credibility {
			shade = faint
		}
		block(w, look, name, evidenceColumn, words(e), shade)
	}
}

// wish is one sentence on what a buyer wants, and why they write.
func wish(v inquiry.Verdict) string {
	parts := []string{string(v.Kind), string(v.BuyerType)}
	parts = append(parts, v.Products...)
	if v.Quantity != "" {
		parts = append(parts, "quantity "+v.Quantity)
	}
	parts = append(parts, v.Country, v.Language)
	if v.Platform != "" {
		parts = append(parts, "through "+v.Platform)
	}
	if v.Ring != "" {
		parts = append(parts, "probe ring "+v.Ring)
	}
	parts = append(parts, chance(v.Tier))
	var said []string
	for _, p := range parts {
		if p = printable(p); p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, " · ")
}

// chance is the probability of closing; E's is a ceiling (domain section 3).
func chance(t inquiry.Tier) string {
	if t == inquiry.E {
		return "closes below 10%"
	}
	return fmt.Sprintf("closes %.0f%%", 100*t.Probability())
}

// pointsOf is what a piece of evidence moved: points that it added, or the
// factor that it left.
func pointsOf(e inquiry.Evidence) string {
	switch {
	case e.Criterion == inquiry.Credibility && e.Signal != "category":
		return fmt.Sprintf("×%d", e.Points)
	case e.Points == 0:
		return ""
	}
	return fmt.Sprintf("%+d", e.Points)
}

// words are a piece of evidence: what the buyer wrote, and what it means.
func words(e inquiry.Evidence) string {
	const longest = 300 // columns of a quote
	quote, note := printable(e.Quote), printable(e.Note)
	if quote != "" {
		quote = "“" + terminal.Truncate(quote, longest, "…") + "”"
	}
	if quote == "" || note == "" {
		return quote + note
	}
	return quote + " " + note
}

func tierStyle(t inquiry.Tier) style {
	switch t {
	case inquiry.A:
		return bright
	case inquiry.B:
		return green
	case inquiry.C:
		return yellow
	case inquiry.E:
		return red
	}
	return strong
}

// block prints text beside its head, in lines that begin at column indent.
func block(w io.Writer, look look, head string, indent int, text string, s style) {
	for i, line := range wrap(text, look.width-indent) {
		switch {
		case i > 0 || head == "":
			head = strings.Repeat(" ", indent)
		default:
			head += " "
		}
		fmt.Fprintf(w, "%s%s\n", head, look.paint(s, line))
	}
}

// wrap breaks text into lines of at most width columns, at spaces where there
// are any: Chinese and Japanese have none, nor has a hostile subject.
func wrap(text string, width int) []string {
	var lines []string
	line, used := "", 0
	flush := func() {
		if used > 0 {
			lines = append(lines, line)
			line, used = "", 0
		}
	}
	for _, word := range strings.Fields(text) {
		wide := terminal.StringWidth(word)
		if used > 0 && used+1+wide > width {
			flush()
		}
		for wide > width {
			piece := terminal.Truncate(word, width, "")
			if piece == "" {
				break
			}
			lines = append(lines, piece)
			word = word[len(piece):]
			wide = terminal.StringWidth(word)
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+wide
	}
	flush()
	return lines
}

// printable makes text safe for a terminal: one line of valid UTF-8 with
// nothing in it that moves the cursor, changes colours or the direction of
// writing, or cannot be seen. Joiners and direction marks stay, for Persian,
// Indic languages and Arabic numbers need them.
func printable(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.In(r, unicode.Zl, unicode.Zp):
			return ' '
		case r >= 0x200c && r <= 0x200f: // ZWNJ, ZWJ, LRM, RLM
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
			return -1
		}
		return r
	}, s))
}
