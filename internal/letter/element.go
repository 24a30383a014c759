package letter

import (
	"bytes"
	"strings"

	"golang.org/x/net/html/atom"
)

// element is a start tag with what its attributes say.
type element struct {
	tag   atom.Atom
	name  string // where tag is 0
	id    string // lower case, as are the others
	class string
	style string // without spaces
	href  string // http, https and mailto only, without its query
	cite  bool   // type="cite" or cite="…"
	gone  bool   // the hidden attribute
}

// attributes reads the ones that matter.
func (h *htmlReader) attributes(e *element) {
	for more := true; more; {
		var key, val []byte
		key, val, more = h.tokens.TagAttr()
		switch string(key) {
		case "id":
			e.id = strings.ToLower(string(val))
		case "class":
			e.class = strings.ToLower(string(val))
		case "style":
			e.style = strings.ToLower(strings.Map(dropSpace, string(val)))
		case "href":
			if e.tag == atom.A {
				e.href = target(string(val))
			}
		case "cite":
			e.cite = true
		case "type":
			e.cite = e.cite || strings.EqualFold(string(val), "cite")
		case "hidden":
			e.gone = true
		}
	}
}

func dropSpace(c rune) rune {
	if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
		return -1
	}
	return c
}

// target is where a link leads, as far as a person wants to know.
func target(href string) string {
	const longest = 300
	href = strings.ReplaceAll(oneLine(href), " ", "")
	if end := strings.IndexAny(href, "?#"); end >= 0 {
		href = href[:end]
	}
	lower := strings.ToLower(href)
	if address, ok := strings.CutPrefix(lower, "mailto:"); ok {
		return address
	}
	if len(href) > longest || !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") {
		return ""
	}
	return strings.TrimRight(href, "/")
}

// hides reports whether a reader does not see the element.
func (e element) hides() bool {
	switch e.tag {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Svg, atom.Object, atom.Xmp, atom.Iframe, atom.Noframes:
		return true
	}
	if e.gone || e.name == "xml" {
		return true
	}
	if e.style == "" {
		return false
	}
	for _, s := range []string{"display:none", "visibility:hidden", "mso-hide:all"} {
		if strings.Contains(e.style, s) {
			return true
		}
	}
	for _, s := range []string{"font-size:0", "max-height:0", "opacity:0"} {
		if _, after, ok := strings.Cut(e.style, s); ok && !strings.HasPrefix(after, ".") {
			return true
		}
	}
	return e.whiteOnWhite()
}

// whiteOnWhite reports whether one style sets both colours to white.
func (e element) whiteOnWhite() bool {
	ink, paper := false, false
	for declaration := range strings.SplitSeq(e.style, ";") {
		property, value, _ := strings.Cut(declaration, ":")
		white := strings.HasPrefix(value, "#fff") && strings.Trim(value, "#f") == "" ||
			value == "white" || value == "rgb(255,255,255)"
		switch property {
		case "color":
			ink = white
		case "background", "background-color":
			paper = white
		}
	}
	return ink && paper
}

// quotes reports whether the element holds history by its own word.
func (e element) quotes() bool {
	if e.tag == atom.Blockquote {
		return e.cite || strings.Contains(e.class, "quote") || strings.Contains(e.class, "cite") ||
			strings.Contains(e.style, "border-left") || strings.Contains(e.id, "reply")
	}
	return e.class != "" && containsAny(e.class, quoteClasses)
}

// quoteClasses are what mail programs call the wrapper of the mail they answer.
// Gmail's own "gmail_quote" is missing: inline answers stand within it, next
// to blockquotes of the same class.
var quoteClasses = []string{
	"yahoo_quoted", "protonmail_quote", "zmail_extra", "moz-cite-prefix", "isreplycontent",
	"ntes-mailmaster-quote", "tutanota_quote", "gmail_attr_quote", "outlookmessageheader",
}

// signs reports whether the mail program itself put the signature there.
func (e element) signs() bool {
	return e.class != "" && containsAny(e.class, signClasses) || e.id == "signature" || e.id == "ms-outlook-mobile-signature" ||
		e.id == "applemailsignature" || e.id == "mail-app-auto-default-signature"
}

var signClasses = []string{
	"gmail_signature", "moz-signature", "protonmail_signature_block", "mobile_signature",
	"yahoo_signature", "foxmail_signature", "ntes-mailmaster-signature",
}

// endsNew reports whether all that follows is history: Outlook marks only
// where it begins.
func (e element) endsNew() bool {
	return strings.HasSuffix(e.id, "appendonsend") || strings.HasSuffix(e.id, "divrplyfwdmsg") ||
		strings.HasSuffix(e.id, "mail-editor-reference-message-container")
}

// tight reports whether a paragraph has no empty line around it: Word writes
// every line as one.
func (e element) tight() bool {
	return strings.Contains(e.class, "mso") || strings.Contains(e.style, "margin:0") ||
		strings.Contains(e.style, "margin-bottom:0")
}

// enter counts an element within a region. It reports whether the region goes
// on: a second <p> or <li> ends the first.
func (g *region) enter(e element) bool {
	if g.depth == 0 {
		return false
	}
	if g.tag == e.tag && g.name == e.name {
		switch e.tag {
		case atom.P, atom.Li, atom.Td, atom.Th, atom.Tr, atom.Option:
			g.depth = 0
			return false
		}
		g.depth++
	}
	return true
}

// leave counts an end tag; true when it ends the region.
func (g *region) leave(tag atom.Atom, name string) bool {
	if g.depth == 0 || g.tag != tag || g.name != name {
		return false
	}
	g.depth--
	return g.depth == 0
}

// blockTags stand on lines of their own.
var blockTags = atomSet(atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption,
	atom.Center, atom.Dd, atom.Details, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figure,
	atom.Figcaption, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
	atom.Header, atom.Html, atom.Li, atom.Main, atom.Nav, atom.Noscript, atom.Option, atom.Section,
	atom.Summary, atom.Tbody, atom.Tfoot, atom.Thead, atom.Tr)

// voidTags have no content and no end tag.
var voidTags = atomSet(atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img,
	atom.Input, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr)

func atomSet(tags ...atom.Atom) map[atom.Atom]bool {
	set := make(map[atom.Atom]bool, len(tags))
	for _, t := range tags {
		set[t] = true
	}
	return set
}

// trimBulk takes out what may be long and is no text, so that an honest letter
// with a large style sheet or an embedded picture meets no limit of the
// tokenizer: comments, style and script elements, and data: addresses.
func trimBulk(s string) string {
	if len(s) < maxToken {
		return s
	}
	var b strings.Builder
	rest := []byte(s)
	lower := lowerASCII(rest)
	missing := make([]bool, len(bulk)) // no further end of this kind
	for len(rest) > 0 {
		at := bytes.IndexAny(lower, "<d")
		if at < 0 {
			break
		}
		b.Write(rest[:at])
		rest, lower = rest[at:], lower[at:]
		n := bulkLength(lower, missing)
		if n == 0 {
			b.WriteByte(rest[0])
			n = 1
		}
		rest, lower = rest[n:], lower[n:]
	}
	b.Write(rest)
	return b.String()
}

// bulk are the starts and ends of what trimBulk takes out.
var bulk = []struct{ start, end string }{
	{"<!--", "-->"},
	{"<style", "</style>"},
	{"<script", "</script>"},
}

// bulkLength is how many bytes of bulk s begins with.
func bulkLength(s []byte, missing []bool) int {
	for i, k := range bulk {
		if missing[i] || !bytes.HasPrefix(s, []byte(k.start)) {
			continue
		}
		end := bytes.Index(s, []byte(k.end))
		if end < 0 {
			missing[i] = true
			return 0
		}
		return end + len(k.end)
	}
	if bytes.HasPrefix(s, []byte("data:image/")) {
		if end := bytes.IndexAny(s, "\"'>) \t\r\n"); end >= 0 {
			return end
		}
		return len(s)
	}
	return 0
}
