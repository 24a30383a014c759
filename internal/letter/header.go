package letter

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// field is one header field as it stands in the raw bytes.
type field struct {
	name  string
	value []byte // still folded and encoded
}

// scanHeader divides raw into header fields and the body behind the first
// empty line. A line that is no field (no colon, an mbox "From " line, a name
// with a space or an 8-bit character, a continuation of nothing) is left out
// together with its continuation lines; the rest of the header stands.
//
// Only fields within the limits are kept, but the scan goes on to the empty
// line, so that a bloated header does not hide the body.
func (r *reader) scanHeader(raw []byte, maxBytes, maxCount int) (fields []field, body []byte) {
	var (
		pos   = len(raw) - len(bytes.TrimLeft(raw, "\r\n")) // some relays put empty lines first
		end   = pos                                         // behind the last line that belongs to a field
		value = -1                                          // where the open field's value begins
		kept  int                                           // bytes in fields
		lost  int                                           // lines that were no field
		over  bool                                          // a limit was met
		empty bool                                          // the empty line was found
	)
	for pos < len(raw) && !empty {
		line := firstLine(raw[pos:])
		next := pos + len(line)
		line = trimEOL(line)
		name, colon := fieldName(line)
		room := maxBytes - kept
		continued := len(line) > 0 && isSpace(line[0])
		switch {
		case len(line) == 0:
			empty = true
		case continued && value < 0, !continued && colon < 0:
			value = -1
			lost++
		case continued && len(line) <= room:
			kept += len(line)
			end = next
			fields[len(fields)-1].value = raw[value : pos+len(line)]
		case continued, room <= colon, len(fields) == maxCount:
			over, value, end = true, -1, next
		default:
			over = over || len(line) > room
			line = line[:min(len(line), room)]
			kept += len(line)
			value, end = pos+colon+1, next
			fields = append(fields, field{name: name, value: line[colon+1:]})
		}
		pos = next
	}
	if over {
		r.cut("a header is over %d KiB or %d fields", maxBytes>>10, maxCount)
	}
	if lost > 0 {
		r.defect("header lines that are no field were left out")
	}
	if !empty && lost > 0 {
		return fields, raw[end:] // the empty line was lost on the way
	}
	return fields, raw[pos:]
}

// fieldName splits a header line: the name in front of the colon, and where
// the colon stands, or -1 when the line is no field. Spaces between name and
// colon are obsolete and allowed (RFC 5322 section 4.5).
func fieldName(line []byte) (name string, colon int) {
	colon = bytes.IndexByte(line, ':')
	if colon < 0 {
		return "", -1
	}
	n := bytes.TrimRight(line[:colon], " \t")
	if len(n) == 0 {
		return "", -1
	}
	for _, c := range n {
		if c <= ' ' || c >= 0x7f {
			return "", -1
		}
	}
	return string(n), colon
}

// firstLine is b up to and with its first line feed.
func firstLine(b []byte) []byte {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i+1]
	}
	return b
}

// trimEOL takes the line end off a line.
func trimEOL(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimRight(line, "\r")
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' }

// get is the raw value of the first field of that name in lower case, or nil.
func get(fields []field, name string) []byte {
	for _, f := range fields {
		if len(f.name) == len(name) && strings.EqualFold(f.name, name) {
			return f.value
		}
	}
	return nil
}

// messageIDs are the ids of a Message-ID, In-Reply-To or References field,
// without brackets. Ids without brackets are taken when they hold an @ and no
// bracketed one is there; folding inside an id is undone.
func messageIDs(value string) []string {
	var ids []string
	rest := value
	for len(ids) < maxIDs {
		start := strings.IndexByte(rest, '<')
		if start < 0 {
			break
		}
		rest = rest[start+1:]
		end := strings.IndexByte(rest, '>')
		if end < 0 {
			break
		}
		if id := oneLine(strings.Join(strings.Fields(rest[:end]), "")); id != "" {
			ids = append(ids, strings.TrimLeft(id, "<"))
		}
		rest = rest[end+1:]
	}
	if len(ids) > 0 {
		return ids
	}
	for _, word := range strings.Fields(value) {
		if id := oneLine(strings.Trim(word, "<>,;")); strings.Contains(id, "@") && len(ids) < maxIDs {
			ids = append(ids, id)
		}
	}
	return ids
}

// oneLine makes a header value safe to show: one line of valid UTF-8 without
// control characters, overrides of the writing direction and invisible spaces.
func oneLine(s string) string {
	return strings.TrimSpace(clean(s, false))
}

// cleanText does the same for text of several lines: line ends become '\n',
// and tabs stay.
func cleanText(s string) string {
	return clean(s, true)
}

// clean drops or replaces what must not reach a screen, a log or a record.
// Zero width joiner and non-joiner and the left-to-right and right-to-left
// marks stay: Persian and Indic spelling and Arabic numbers need them.
func clean(s string, lines bool) string {
	if plainASCII(s, lines) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	kept := 0 // what comes before is in b
	for i, c := range s {
		if c >= ' ' && c < 0x7f || c == '\n' && lines || c == '\t' && lines {
			continue // most of any letter is copied in long stretches
		}
		b.WriteString(s[kept:i])
		size := 1
		if c >= utf8.RuneSelf {
			_, size = utf8.DecodeRuneInString(s[i:])
		}
		kept = i + size
		switch {
		case c == '\r' && lines:
			if i+1 == len(s) || s[i+1] != '\n' {
				b.WriteByte('\n')
			}
		case c == '\r' && i+1 < len(s) && s[i+1] == '\n':
		case c == '\n' && i+1 < len(s) && isSpace(s[i+1]):
		case c == '\u2028' || c == '\u2029' || c == '\u0085':
			if lines {
				b.WriteByte('\n')
			} else {
				b.WriteByte(' ')
			}
		case c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == '\u00a0':
			b.WriteByte(' ')
		case unwanted(c):
		default:
			b.WriteRune(c) // an invalid byte ranges as U+FFFD
		}
	}
	b.WriteString(s[kept:])
	return b.String()
}

// unwanted reports whether c is a control character, changes the writing
// direction of what follows, or is invisible and only hides or splits words.
func unwanted(c rune) bool {
	switch {
	case c < 0x20, c >= 0x7f && c < 0xa0:
		return true
	case c < 0x200b:
		return c == 0xad // soft hyphen
	case c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069:
		return true // embeddings, overrides, isolates
	case c == 0x200b, c >= 0x2060 && c <= 0x2064, c == 0xfeff:
		return true // zero width space, invisible operators, byte order mark
	case c >= 0xfff0 && c < 0xfffc, c >= 0xe0000 && c <= 0xe007f:
		return true // annotation marks, tag characters
	}
	return c&0xfffe == 0xfffe || c >= 0xfdd0 && c <= 0xfdef // noncharacters
}

// plainASCII reports whether clean would leave s as it is, cheaply.
func plainASCII(s string, lines bool) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf || c == 0x7f || c < ' ' && !(lines && (c == '\n' || c == '\t')) {
			return false
		}
	}
	return true
}
