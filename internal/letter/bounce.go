package letter

import (
	"slices"
	"strings"

	"inquiryd/internal/inquiry"
)

// bounce reads what a delivery status notification returns: whom the letter was
// for and why it failed (RFC 3464 section 2.3), and which letter it was, by the
// header that comes with it. Systems that keep to no standard name the address
// in their text.
func (r *reader) bounce() *inquiry.Returned {
	const longest = 200 // bytes of a reason
	b := &inquiry.Returned{}
	action := ""
	for line := range strings.Lines(r.Quoted) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		if !ok || value == "" {
			continue
		}
		switch strings.ToLower(name) {
		case "final-recipient", "original-recipient":
			b.Recipients = withAddress(b.Recipients, value)
		case "diagnostic-code":
			_, reason, typed := strings.Cut(value, ";")
			if b.Reason = strings.TrimSpace(reason); !typed {
				b.Reason = value
			}
		case "action":
			action = strings.ToLower(value)
		case "message-id":
			b.Originals = append(b.Originals, messageIDs(value)...)
		case "to":
			if len(b.Recipients) == 0 {
				b.Recipients = withAddress(b.Recipients, value)
			}
		}
	}
	for _, field := range r.All("X-Failed-Recipients") {
		b.Recipients = withAddress(b.Recipients, field)
	}
	if len(b.Recipients) == 0 {
		b.Recipients = withAddress(nil, r.Text)
	}
	if b.Reason == "" {
		b.Reason = r.saysWhy(b.Recipients)
	}
	b.Delayed = action == "delayed" || action == "delivered" || action == "relayed" || action == "expanded"
	b.Originals = append(b.Originals, r.InReplyTo...)
	slices.Sort(b.Originals)
	b.Originals = slices.Compact(b.Originals)
	b.Reason = head(b.Reason, longest)
	return b
}

// saysWhy is the line of the text that names a recipient and a status, or the
// first that has a status.
func (r *reader) saysWhy(recipients []string) string {
	first := ""
	for line := range strings.Lines(r.Text) {
		line = strings.TrimSpace(line)
		if !strings.Contains(line, "55") && !strings.Contains(line, "5.") && !strings.Contains(line, "45") {
			continue
		}
		if first == "" {
			first = line
		}
		for _, to := range recipients {
			if strings.Contains(strings.ToLower(line), to) {
				return line
			}
		}
	}
	return first
}

// withAddress adds the mail addresses of a text to a list, each once.
func withAddress(list []string, text string) []string {
	const most = 20
	for _, word := range strings.FieldsFunc(text, betweenAddresses) {
		word = strings.ToLower(strings.Trim(word, ".:'"))
		if at := strings.IndexByte(word, '@'); at > 0 && strings.IndexByte(word[at:], '.') > 0 && len(list) < most && !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	return list
}
