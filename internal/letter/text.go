package letter

import "strings"

// line is one line of a letter and what its markup says about it.
type line struct {
	text string // without a line end
	mark mark
}

// mark is what markup or quoting signs say of a line.
type mark uint8

const (
	unmarked  mark = iota
	history        // quoted by its markup
	signature      // in a block that the mail program made for the signature
)

// textLines decodes a part of words into lines, within the limits.
func (r *reader) textLines(p part) []line {
	if r.files > 0 {
		return nil
	}
	limit := min(maxPartText, r.textLeft)
	raw, broken, full := decodeTransfer(p.body, p.encoding, limit)
	if broken {
		r.defect("a part's transfer encoding (%s) is broken or unknown", oneLine(p.encoding))
	}
	charset := p.params["charset"]
	if charset == "" && p.mediaType == "text/html" && !isASCII(raw) {
		charset = namedCharset(raw) // <meta charset=…>
	}
	s := decodeCharset(raw, charset)
	if len(s) > limit {
		s, full = strings.ToValidUTF8(s[:limit], ""), true
	}
	r.textLeft -= len(s)
	if full {
		r.cut("text is over %d KiB in a part or %d MiB in all", maxPartText>>10, maxText>>20)
	}
	if isMarkup(s, p.mediaType) {
		lines, cutBy := htmlLines(s)
		if cutBy != "" {
			r.cut("%s", cutBy)
		}
		return lines
	}
	s = cleanText(s)
	if strings.EqualFold(p.params["format"], "flowed") {
		return flowedLines(s, strings.EqualFold(p.params["delsp"], "yes"))
	}
	return plainLines(s)
}

// isMarkup reports whether text is HTML in fact: some senders put it into
// text/plain, and text without a tag into text/html.
func isMarkup(s, mediaType string) bool {
	if mediaType != "text/plain" {
		return strings.Contains(s, "<")
	}
	head := strings.ToLower(strings.TrimLeft(s[:min(len(s), 200)], " \t\r\n\ufeff"))
	for _, tag := range []string{"<html", "<!doctype html", "<head>", "<body", "<div", "<table"} {
		if strings.HasPrefix(head, tag) {
			return true
		}
	}
	return false
}

// plainLines divides text into lines and takes the spaces off their ends,
// save for the signature delimiter "-- ".
func plainLines(s string) []line {
	lines := make([]line, 0, strings.Count(s, "\n")+1)
	for len(s) > 0 {
		var text string
		text, s, _ = strings.Cut(s, "\n")
		if text != "-- " {
			text = strings.TrimRight(text, " \t")
		}
		lines = append(lines, line{text: text})
	}
	return lines
}

// flowedLines undoes the wrapping of RFC 3676: a line that ends in a space goes
// on in the next one of the same quoting depth.
func flowedLines(s string, delsp bool) []line {
	var lines []line
	var open strings.Builder // the paragraph being joined
	depth, joining := 0, false
	flush := func() {
		if joining {
			text := strings.TrimRight(open.String(), " \t")
			lines = append(lines, line{text: strings.Repeat(">", depth) + text})
			open.Reset()
			joining = false
		}
	}
	for len(s) > 0 {
		var text string
		text, s, _ = strings.Cut(s, "\n")
		bare := strings.TrimLeft(text, ">")
		quoted := len(text) - len(bare)
		bare = strings.TrimPrefix(bare, " ") // space-stuffing
		if quoted > 0 {
			bare = " " + bare
		}
		if joining && quoted != depth {
			flush()
		}
		if bare == "-- " && quoted == 0 {
			flush()
			lines = append(lines, line{text: bare})
			continue
		}
		depth = quoted
		if joining {
			bare = strings.TrimPrefix(bare, " ")
		}
		flows := strings.HasSuffix(bare, " ") && strings.TrimSpace(bare) != ""
		if flows && delsp {
			bare = bare[:len(bare)-1]
		}
		open.WriteString(bare)
		joining = true
		if !flows {
			flush()
		}
	}
	flush()
	return lines
}

// join makes text of lines: no empty lines at either end, never two of them
// within, every line with its '\n'.
func join(lines []line) string {
	var b strings.Builder
	gap := false
	for _, l := range lines {
		text := strings.TrimRight(l.text, " \t")
		if text == "" {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('\n')
			gap = false
		}
		b.WriteString(text)
		b.WriteByte('\n')
	}
	return b.String()
}

// paragraphs joins two texts with an empty line between them.
func paragraphs(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}

// containsAny reports whether s holds one of the phrases; both in lower case.
func containsAny(s string, phrases []string) bool {
	for _, p := range phrases {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
