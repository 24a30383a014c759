package letter

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlLines turns markup into lines as a reader sees them: blocks, rows and
// list items on lines of their own, the cells of a row divided by a tab,
// hidden text left out, quoted history and signatures marked. It reads tokens
// and never builds a tree (a tree of 4 MB of <br> takes 211 MB). cutBy names
// the limit that ended it early, or is empty.
func htmlLines(s string) (lines []line, cutBy string) {
	h := htmlReader{tokens: html.NewTokenizer(strings.NewReader(trimBulk(s)))}
	h.tokens.SetMaxBuf(maxToken)
	for n := 0; ; n++ {
		switch {
		case n == maxTokens:
			cutBy = fmt.Sprintf("HTML has more than %d tokens", maxTokens)
		case h.size > maxHTMLOut:
			cutBy = fmt.Sprintf("HTML has more than %d KiB of text", maxHTMLOut>>10)
		case h.step():
			continue
		case errors.Is(h.tokens.Err(), html.ErrBufferExceeded):
			cutBy = fmt.Sprintf("an HTML token is over %d KiB", maxToken>>10)
		}
		h.endLine()
		return h.lines, cutBy
	}
}

// htmlReader is the state between two tokens.
type htmlReader struct {
	tokens *html.Tokenizer
	lines  []line
	open   []byte // the line being written
	mark   mark   // of the open line, set by its first word
	size   int    // bytes of text so far

	gap       gap   // what goes in front of the next word
	cellStart bool  // nothing was written in this cell yet
	rows      []row // the current row of each open table
	lists     []int // for each open list the next number, or bullet
	pre       int   // open <pre>

	hidden, quoted, signed region
	rest                   bool   // history reaches to the end
	link                   string // where the open link leads
	linkStart              int    // where its text begins in the open line
}

// row is a table row being read.
type row struct {
	cells int // begun so far
	line  int // the first line of the row
}

// gap is the white space that stands in front of the next word. A stronger
// one replaces a weaker one.
type gap uint8

const (
	none gap = iota
	space
	cell  // a tab
	blank // an empty line
)

// region is an element with a meaning, from its start tag to its end tag.
// Elements of other names may be left open within it.
type region struct {
	tag   atom.Atom
	name  string // where tag is 0
	depth int    // open elements of that name; 0 outside the region
}

const bullet = -1

// step reads one token; false at the end.
func (h *htmlReader) step() bool {
	switch h.tokens.Next() {
	case html.ErrorToken:
		return false
	case html.TextToken:
		if h.hidden.depth == 0 {
			h.write(h.tokens.Text())
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		name, more := h.tokens.TagName()
		e := element{tag: atom.Lookup(name)}
		if e.tag == 0 {
			e.name = string(name)
		}
		if more {
			h.attributes(&e)
		}
		h.start(e)
	case html.EndTagToken:
		name, _ := h.tokens.TagName()
		tag := atom.Lookup(name)
		if tag == 0 {
			h.end(0, string(name))
		} else {
			h.end(tag, "")
		}
	}
	return true
}

// start handles a start tag.
func (h *htmlReader) start(e element) {
	if voidTags[e.tag] {
		if h.hidden.depth == 0 {
			switch e.tag {
			case atom.Br:
				if !h.cellStart {
					h.endLine()
				}
			case atom.Hr:
				h.breakLine(none)
			}
		}
		return
	}
	if h.hidden.enter(e) {
		return
	}
	if e.hides() {
		if blockTags[e.tag] {
			h.breakLine(none)
		}
		h.hidden = region{e.tag, e.name, 1}
		return
	}
	h.startRegion(e)
	h.layOut(e)
}

// startRegion follows history and signatures.
func (h *htmlReader) startRegion(e element) {
	if !h.quoted.enter(e) && (e.quotes() || e.tag == atom.Blockquote && h.afterAttribution()) {
		h.breakLine(none)
		h.quoted = region{e.tag, e.name, 1}
	}
	if !h.signed.enter(e) && e.signs() {
		h.breakLine(none)
		h.signed = region{e.tag, e.name, 1}
	}
	if e.endsNew() {
		h.breakLine(none)
		h.rest = true
	}
}

// afterAttribution reports whether the last words say that a quote follows.
// Some programs indent new words with <blockquote> too.
func (h *htmlReader) afterAttribution() bool {
	lines := append(h.lines[max(0, len(h.lines)-3):len(h.lines):len(h.lines)], line{text: string(h.open)})
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.TrimSpace(lines[i].text) != "" {
			_, ok := attribution(lines, i)
			return ok
		}
	}
	return false
}

// layOut sets the gap that an element makes in front of its words.
func (h *htmlReader) layOut(e element) {
	switch e.tag {
	case atom.P:
		if e.tight() {
			h.breakLine(none)
		} else {
			h.breakLine(blank)
		}
	case atom.Table:
		h.breakLine(none)
		if len(h.rows) < 100 {
			h.rows = append(h.rows, row{line: len(h.lines)})
		}
	case atom.Tr:
		h.breakLine(none)
		if n := len(h.rows); n > 0 {
			h.rows[n-1] = row{line: len(h.lines)}
		}
	case atom.Td, atom.Th:
		h.startCell()
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		h.breakLine(none)
		next := bullet
		if e.tag == atom.Ol {
			next = 1
		}
		if len(h.lists) < 100 {
			h.lists = append(h.lists, next)
		}
	case atom.Li:
		h.startItem()
	case atom.Pre:
		h.breakLine(none)
		h.pre++
	case atom.A:
		h.link, h.linkStart = e.href, len(h.open)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		h.breakLine(blank)
	default:
		if blockTags[e.tag] {
			h.breakLine(none)
		}
	}
}

// startCell begins a cell: a tab divides it from the one in front of it, so
// that "Item" and "Qty" never become one word. Line breaks at a cell's start,
// such as Word's <td><p>, do not end the row.
func (h *htmlReader) startCell() {
	n := len(h.rows)
	if n == 0 {
		h.breakLine(none)
		return
	}
	h.rows[n-1].cells++
	if h.rows[n-1].cells > 1 {
		h.rejoin(h.rows[n-1].line)
		h.gap = cell
	}
	h.cellStart = true
}

// rejoin opens the last line of the row again, when a paragraph within the
// cell before has ended it.
func (h *htmlReader) rejoin(rowStart int) {
	const longest = 1000 // bytes; more is no table of goods, and copying it over and over takes time
	n := len(h.lines)
	if len(h.open) > 0 || n <= rowStart || len(h.lines[n-1].text) > longest {
		return
	}
	h.open = append(h.open, h.lines[n-1].text...)
	h.mark = h.lines[n-1].mark
	h.lines = h.lines[:n-1]
}

// startItem begins a list item with its mark.
func (h *htmlReader) startItem() {
	h.breakLine(none)
	n := len(h.lists)
	switch {
	case n == 0:
		h.append("- ")
	case h.lists[n-1] == bullet:
		h.append(strings.Repeat("  ", min(n-1, 10)) + "- ")
	default:
		h.append(fmt.Sprintf("%s%d. ", strings.Repeat("  ", min(n-1, 10)), h.lists[n-1]))
		h.lists[n-1]++
	}
	h.cellStart = true // a paragraph within the item begins on the same line
}

// end handles an end tag.
func (h *htmlReader) end(tag atom.Atom, name string) {
	if h.hidden.depth > 0 {
		h.hidden.leave(tag, name)
		return
	}
	switch tag {
	case atom.Table:
		h.breakLine(none)
		h.rows = h.rows[:max(0, len(h.rows)-1)]
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		h.breakLine(none)
		h.lists = h.lists[:max(0, len(h.lists)-1)]
	case atom.Pre:
		h.breakLine(none)
		h.pre = max(0, h.pre-1)
	case atom.P:
		h.breakLine(none)
	case atom.A:
		h.endLink()
	case atom.Td, atom.Th:
		h.cellStart = false
		h.gap = max(h.gap, space)
	default:
		if blockTags[tag] {
			h.breakLine(none)
		}
	}
	if h.quoted.leave(tag, name) || h.signed.leave(tag, name) {
		h.breakLine(none)
	}
}

// endLink shows where a link leads unless its text says so: the address
// without its query, which is long and says nothing to a person.
func (h *htmlReader) endLink() {
	target := h.link
	h.link = ""
	if target == "" || h.linkStart > len(h.open) {
		return
	}
	host := target
	if _, after, ok := strings.Cut(host, "://"); ok {
		host = after
	}
	host, _, _ = strings.Cut(host, "/")
	text := strings.ToLower(string(h.open[h.linkStart:]))
	if !strings.Contains(text, strings.TrimPrefix(strings.ToLower(host), "www.")) {
		h.write([]byte(" <" + target + ">"))
	}
}

// write adds text to the open line.
func (h *htmlReader) write(text []byte) {
	if len(h.open) == 0 && strings.Trim(string(text), " \t\r\n\u00a0") == "" && bytes.Contains(text, []byte("\u00a0")) {
		h.gap = blank // Word's empty paragraph
		return
	}
	s := clean(string(text), true)
	if h.pre > 0 {
		for i, part := range strings.Split(s, "\n") {
			if i > 0 {
				h.endLine()
			}
			h.append(part)
		}
		return
	}
	for s != "" {
		trimmed := strings.TrimLeft(s, " \t\n\f")
		if len(trimmed) < len(s) {
			h.gap = max(h.gap, space)
		}
		if trimmed == "" {
			return
		}
		end := strings.IndexAny(trimmed, " \t\n\f")
		if end < 0 {
			end = len(trimmed)
		}
		h.append(trimmed[:end])
		s = trimmed[end:]
	}
}

// append adds a word to the open line.
func (h *htmlReader) append(s string) {
	if s == "" {
		return
	}
	h.flushGap()
	if len(h.open) == 0 {
		h.mark = h.region()
	}
	h.open = append(h.open, s...)
	h.size += len(s) + 1
	h.cellStart = false
}

// flushGap writes the white space that is due.
func (h *htmlReader) flushGap() {
	switch n := len(h.open); {
	case h.gap == blank && n == 0 && len(h.lines) > 0 && h.lines[len(h.lines)-1].text != "":
		h.lines = append(h.lines, line{mark: h.region()})
	case h.gap == cell && n > 0:
		h.open = append(h.open, '\t')
	case h.gap == space && n > 0 && h.open[n-1] != ' ' && h.open[n-1] != '\t':
		h.open = append(h.open, ' ')
	}
	h.gap = none
}

// breakLine ends the open line, if there is one, and leaves g in front of the
// next word. At the start of a cell there is nothing to break.
func (h *htmlReader) breakLine(g gap) {
	if h.cellStart {
		return
	}
	if len(h.open) > 0 {
		h.endLine()
	}
	if h.gap != blank {
		h.gap = g
	}
}

// endLine finishes the open line, even an empty one; more than one empty line
// in a row says nothing.
func (h *htmlReader) endLine() {
	text := strings.TrimRight(string(h.open), " \t")
	if len(h.open) == 0 {
		h.mark = h.region()
	}
	h.open, h.gap = h.open[:0], none
	h.size++
	if n := len(h.lines); text != "" || n == 0 || h.lines[n-1].text != "" {
		h.lines = append(h.lines, line{text: text, mark: h.mark})
	}
}

// region is what the open regions make of a word.
func (h *htmlReader) region() mark {
	switch {
	case h.rest || h.quoted.depth > 0:
		return history
	case h.signed.depth > 0:
		return signature
	}
	return unmarked
}
