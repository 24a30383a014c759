package letter

import (
	"bytes"
	"strings"

	"inquiryd/internal/inquiry"
)

// part is one entity of the MIME tree: a message, a multipart, words or a file.
type part struct {
	body        []byte // still encoded
	mediaType   string // in lower case; "text/plain" if none is given
	params      map[string]string
	attachment  bool   // by its Content-Disposition
	name        string // as a file, or ""
	encoding    string
	declaresNot bool // no Content-Type field at all
}

// words are the lines of the part's own text and, apart from them, the texts
// of messages that lay within it.
type words struct {
	lines    []line
	embedded []string
}

// newPart reads what the header says about the body.
func newPart(header []field, body []byte, hint func() string) part {
	p := part{body: body, encoding: transferName(string(get(header, "content-transfer-encoding")))}
	p.mediaType, p.params = parseParams(toUTF8(get(header, "content-type"), hint))
	p.declaresNot = p.mediaType == ""
	switch p.mediaType {
	case "", "text", "plain", "text/text":
		p.mediaType = "text/plain"
	case "html":
		p.mediaType = "text/html"
	}
	disposition, params := parseParams(toUTF8(get(header, "content-disposition"), hint))
	p.attachment = disposition == "attachment"
	p.name = fileName(params["filename"])
	if p.name == "" {
		p.name = fileName(p.params["name"])
	}
	return p
}

// isText reports whether the part is words to read rather than a file. The
// root has nowhere else to keep its words, so a name makes no file of it.
func (p part) isText(depth int) bool {
	switch p.mediaType {
	case "text/plain", "text/html", "text/enriched":
		return depth == 0 || !p.attachment && p.name == ""
	}
	return false
}

// walk visits a part and all that lies within it. Words come back; files are
// added to Attachments, and never opened.
func (r *reader) walk(p part, depth int) words {
	if r.parts++; r.parts > maxParts {
		r.cut("more than %d parts", maxParts)
		return words{}
	}
	container := strings.HasPrefix(p.mediaType, "multipart/") || strings.HasPrefix(p.mediaType, "message/")
	if container && depth >= maxDepth {
		r.cut("parts lie more than %d deep", maxDepth)
		return words{}
	}
	switch p.mediaType {
	case "multipart/alternative":
		return r.walkAlternative(p, depth)
	case "message/rfc822", "message/global", "message/news":
		return r.walkMessage(p, depth)
	case "message/delivery-status", "message/global-delivery-status":
		r.status = true
		return r.report(p)
	case "message/disposition-notification", "text/rfc822-headers", "message/feedback-report":
		return r.report(p)
	case "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime":
		r.sealed = "the words are encrypted or sealed (" + p.mediaType + ")"
	}
	switch {
	case strings.HasPrefix(p.mediaType, "multipart/"):
		var all words
		for _, child := range r.split(p) {
			all = merge(all, r.walk(child, depth+1))
		}
		return all
	case p.isText(depth):
		return words{lines: r.textLines(p)}
	}
	if !strings.HasSuffix(p.mediaType, "-signature") { // S/MIME, PGP: no file that the sender meant
		r.attach(p)
	}
	return words{}
}

// attach notes a file.
func (r *reader) attach(p part) {
	r.Attachments = append(r.Attachments, inquiry.Attachment{
		Name: p.name, Type: oneLine(p.mediaType), Size: int64(len(p.body)),
	})
}

// walkAlternative reads one of several renderings of the same words. Plain
// text is what the sender typed, with history marked as such, so it is taken
// unless it is empty or a stub that sends the reader to the HTML; files within
// the others still count.
func (r *reader) walkAlternative(p part, depth int) words {
	var plain words
	var rich []part
	for _, child := range r.split(p) {
		switch {
		case child.mediaType == "text/plain" && child.isText(depth+1):
			plain = merge(plain, r.walk(child, depth+1))
		case child.mediaType == "text/html", strings.HasPrefix(child.mediaType, "multipart/"):
			rich = append(rich, child)
		case child.mediaType == "text/x-amp-html", child.mediaType == "text/watch-html":
		default: // an invitation, a file
			plain = merge(plain, r.walk(child, depth+1))
		}
	}
	enough := !isStub(plain.lines)
	for i := len(rich) - 1; i >= 0; i-- { // the last is the richest (RFC 2046 section 5.1.4)
		if enough {
			r.files++
			r.walk(rich[i], depth+1)
			r.files--
			continue
		}
		if found := r.walk(rich[i], depth+1); !isStub(found.lines) || len(found.embedded) > 0 {
			found.embedded = append(found.embedded, plain.embedded...)
			plain, enough = found, true
		}
	}
	return plain
}

// merge puts the words of two parts one after the other.
func merge(a, b words) words {
	if len(a.lines) == 0 { // spares copying at each level of a deep tree
		return words{b.lines, append(a.embedded, b.embedded...)}
	}
	return words{append(a.lines, b.lines...), append(a.embedded, b.embedded...)}
}

// isStub reports whether lines say nothing, or only that there is more to see
// in another rendering.
func isStub(lines []line) bool {
	const longestStub = 400
	var b strings.Builder
	for _, l := range lines {
		if b.WriteString(l.text); b.Len() > longestStub {
			return false
		}
		b.WriteByte(' ')
	}
	text := strings.ToLower(strings.TrimSpace(b.String()))
	return text == "" || containsAny(text, cues.stub)
}

// walkMessage reads a message within the message: a forward, or the original
// that a bounce returns. All its words are history to this letter, headed by
// what its header says, so that a forwarded buyer keeps name and address.
func (r *reader) walkMessage(p part, depth int) words {
	if p.attachment || p.name != "" {
		r.attach(p)
	}
	body := p.body
	if p.encoding == "base64" || p.encoding == "quoted-printable" { // against RFC 2046 section 5.2.1
		body, _, _ = decodeTransfer(p.body, p.encoding, maxText)
	}
	header, content := r.scanHeader(body, maxPartHeader, maxPartFields)
	found := r.walk(newPart(header, content, r.charsetHint), depth+1)
	if r.files > 0 {
		return words{}
	}
	var b strings.Builder
	for _, name := range []string{"From", "Date", "Subject", "To", "Cc", "Message-ID"} {
		if value := get(header, strings.ToLower(name)); value != nil {
			b.WriteString(name + ": " + oneLine(decodeWords(toUTF8(value, r.charsetHint))) + "\n")
		}
	}
	texts := paragraphs(b.String(), join(found.lines))
	for _, inner := range found.embedded {
		texts = paragraphs(texts, inner)
	}
	return words{embedded: []string{texts}}
}

// report keeps the machine's own account (RFC 3464, RFC 8098): whom a bounce
// is about stands there.
func (r *reader) report(p part) words {
	if r.files > 0 {
		return words{}
	}
	p.mediaType = "text/plain"
	return words{embedded: []string{join(r.textLines(p))}}
}

// split divides a multipart into its parts (RFC 2046 section 5.1). It takes
// slices of the body, so even a million parts cost no memory.
func (r *reader) split(p part) []part {
	boundary := strings.TrimRight(p.params["boundary"], " \t")
	if len(boundary) > maxBoundary {
		r.cut("a boundary is longer than %d bytes", maxBoundary)
		boundary = ""
	}
	at, after, last := nextDelimiter(p.body, boundary, 0)
	if boundary == "" || at < 0 {
		if boundary = guessBoundary(p.body); boundary == "" {
			return r.unsplit(p)
		}
		r.defect("a multipart's boundary was not as declared")
		at, after, last = nextDelimiter(p.body, boundary, 0)
	}
	var parts []part
	for at >= 0 && !last {
		if r.parts+len(parts) >= maxParts {
			r.cut("more than %d parts", maxParts)
			break
		}
		start := after
		at, after, last = nextDelimiter(p.body, boundary, start)
		inner := p.body[start:]
		if at >= 0 {
			inner = p.body[start:max(at, start)]
		}
		parts = append(parts, r.openPart(inner, p.mediaType))
	}
	return parts
}

// openPart reads the header of a part. A part that begins with text because
// its empty line is missing is all body.
func (r *reader) openPart(raw []byte, container string) part {
	if line := firstLine(raw); len(trimEOL(line)) == 0 { // no header at all
		return r.typed(newPart(nil, raw[len(line):], r.charsetHint), container)
	}
	header, body := r.scanHeader(raw, maxPartHeader, maxPartFields)
	if len(header) == 0 {
		body = raw
	}
	return r.typed(newPart(header, body, r.charsetHint), container)
}

// typed applies the one default that is not text/plain (RFC 2046 section 5.1.5).
func (r *reader) typed(p part, container string) part {
	if p.declaresNot && container == "multipart/digest" {
		p.mediaType = "message/rfc822"
	}
	return p
}

// unsplit is a multipart whose delimiters cannot be found, read as text.
func (r *reader) unsplit(p part) []part {
	if len(bytes.TrimSpace(p.body)) == 0 {
		return nil
	}
	r.defect("a multipart has no parts; it was read as text")
	text := newPart(nil, p.body, r.charsetHint)
	text.params = map[string]string{"charset": p.params["charset"]}
	return []part{text}
}

// nextDelimiter finds the next delimiter line from pos on: where the line end
// in front of it begins, where its own line ends, and whether it is the last.
// at is -1 when there is none.
func nextDelimiter(body []byte, boundary string, pos int) (at, after int, last bool) {
	mark := []byte("--" + boundary)
	for pos < len(body) {
		i := bytes.Index(body[pos:], mark)
		if i < 0 {
			break
		}
		i += pos
		tail := body[i+len(mark):]
		rest := trimEOL(firstLine(tail))
		rest, last = bytes.CutPrefix(rest, []byte("--"))
		if (i == 0 || body[i-1] == '\n') && (last || len(bytes.TrimRight(rest, " \t")) == 0) {
			return len(bytes.TrimSuffix(bytes.TrimSuffix(body[:i], []byte("\n")), []byte("\r"))),
				i + len(mark) + len(firstLine(tail)), last
		}
		pos = i + len(mark)
	}
	return -1, len(body), false
}

// guessBoundary finds the delimiter of a multipart that declared another one
// or none: a line of two hyphens and a word in front of a Content- field.
func guessBoundary(body []byte) string {
	body = body[:min(len(body), maxPartHeader)]
	for len(body) > 0 {
		line := firstLine(body)
		body = body[len(line):]
		word, ok := bytes.CutPrefix(bytes.TrimRight(line, " \t\r\n"), []byte("--"))
		if !ok || len(word) == 0 || len(word) > maxBoundary || bytes.IndexByte(word, ' ') >= 0 {
			continue
		}
		if next := firstLine(body); len(next) > 8 && strings.EqualFold(string(next[:8]), "content-") {
			return string(word)
		}
	}
	return ""
}
