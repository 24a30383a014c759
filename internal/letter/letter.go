package letter

import (
	"bytes"
	"strings"

	"inquiryd/internal/inquiry"
)

// Read turns the bytes of a whole message into a Letter. It never fails: a
// message that cannot be read becomes a Letter whose Unreadable says why.
func Read(raw []byte) inquiry.Letter {
	return ReadSized(raw, int64(len(raw)))
}

// ReadSized is Read for a message of which only the first bytes were fetched:
// size is its length as the server counts it (RFC822.SIZE). When size is more
// than the bytes given, the letter is Truncated and what ends where the bytes
// end is no defect. A size of zero or less means unknown.
func ReadSized(raw []byte, size int64) inquiry.Letter {
	if size <= 0 {
		size = int64(len(raw))
	}
	r := &reader{Letter: inquiry.Letter{Size: size}, raw: raw, textLeft: maxText}
	if size > int64(len(raw)) {
		r.cut("only the first %d of %d bytes were fetched", len(raw), size)
	}
	r.read()
	return r.Letter
}

// reader is one letter being read: the Letter as far as it is known, and what
// is left of the limits.
type reader struct {
	inquiry.Letter
	raw      []byte
	hint     *string // the first charset that the raw bytes name, once asked for
	parts    int     // parts met so far
	textLeft int     // bytes of decoded text that may still be taken
	files    int     // above zero while a part is walked for its files only
	sealed   string  // why a part could not be read: encrypted
	status   bool    // a delivery-status part was met (RFC 3464)
}

// read is the story of one letter: the header says who wrote and what follows,
// the tree of parts yields lines, the lines divide into new words, signature
// and history, and the whole shows whether a person wrote it.
func (r *reader) read() {
	if len(bytes.TrimSpace(r.raw)) == 0 {
		r.Unreadable = "the message is empty"
		return
	}
	header, body := r.scanHeader(r.raw, maxHeader, maxFields)
	if len(header) == 0 {
		r.Unreadable = "no header field could be read"
		return
	}
	r.envelope(header)

	found := r.walk(newPart(header, body, r.charsetHint), 0)

	own, history := splitQuotes(found.lines)
	text, signature := splitSignature(own)
	r.Text = join(text)
	r.Signature = join(signature)
	r.Quoted = join(history)
	for _, embedded := range found.embedded {
		r.Quoted = paragraphs(r.Quoted, embedded)
	}
	r.unwrap()
	r.Contact = contactOf(r.Text, r.Signature)

	if r.sealed != "" && r.Text == "" && r.Quoted == "" && r.Signature == "" {
		r.Unreadable = r.sealed
	}
	if r.Unreadable == "" && garbled(r.Text) {
		r.Unreadable = "its characters were destroyed on the way"
	}
	r.Automatic = r.automatic()
	switch r.Automatic {
	case inquiry.Bounce:
		r.Returned = r.bounce()
	case inquiry.OutOfOffice:
		r.Back = r.back()
	}
	if r.Platform != "" && (r.Automatic == inquiry.List || r.Automatic == inquiry.Bulk || r.Automatic == inquiry.AutoReply) {
		r.Automatic = "" // a machine wrapped it; a buyer wrote it
	}
}

// envelope fills in everything that the top header says.
func (r *reader) envelope(header []field) {
	r.Fields = make([]inquiry.Field, 0, len(header))
	for _, f := range header {
		raw := toUTF8(f.value, r.charsetHint)
		r.Fields = append(r.Fields, inquiry.Field{Name: f.name, Value: oneLine(decodeWords(raw))})
		r.place(strings.ToLower(f.name), raw)
	}
	if r.From.Mail == "" {
		r.defect("From has no address")
	}
}

// place puts one field where the Letter keeps it. Of fields that may stand
// once only (RFC 5322 section 3.6) the first readable one counts: it is the
// one that mail programs show.
func (r *reader) place(name, raw string) {
	switch name {
	case "message-id":
		if ids := messageIDs(raw); r.MessageID == "" && len(ids) > 0 {
			r.MessageID = ids[0]
		}
	case "in-reply-to":
		r.InReplyTo = firstOf(r.InReplyTo, messageIDs(raw))
	case "references":
		r.References = firstOf(r.References, messageIDs(raw))
	case "from":
		r.placeFirst(&r.From, raw)
	case "sender":
		r.placeFirst(&r.Sender, raw)
	case "reply-to":
		r.ReplyTo = firstOf(r.ReplyTo, parseAddresses(raw))
	case "to":
		r.To = r.bounded(append(r.To, parseAddresses(raw)...))
	case "cc":
		r.Cc = r.bounded(append(r.Cc, parseAddresses(raw)...))
	case "subject":
		if r.Subject == "" {
			r.Subject = oneLine(decodeWords(raw))
		}
	case "date":
		if !r.Date.IsZero() {
			return
		}
		if r.Date = parseDate(raw); r.Date.IsZero() {
			r.defect("the date cannot be read")
		}
	}
}

// placeFirst keeps the first address of a field that names one person, unless
// an earlier field gave one already.
func (r *reader) placeFirst(a *inquiry.Address, raw string) {
	if a.Mail != "" {
		return
	}
	for _, found := range parseAddresses(raw) {
		if found.Mail != "" || *a == (inquiry.Address{}) {
			*a = found
		}
		if found.Mail != "" {
			return
		}
	}
}

// bounded keeps the first maxAddresses of a list.
func (r *reader) bounded(list []inquiry.Address) []inquiry.Address {
	if len(list) > maxAddresses {
		r.cut("more than %d addresses in a field", maxAddresses)
		return list[:maxAddresses]
	}
	return list
}

// firstOf is the earlier list unless it is empty.
func firstOf[T any](earlier, later []T) []T {
	if len(earlier) > 0 {
		return earlier
	}
	return later
}
