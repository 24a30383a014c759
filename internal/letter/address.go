package letter

import (
	"strings"
	"unicode/utf8"

	"inquiryd/internal/inquiry"
)

// parseAddresses reads an address list (RFC 5322 section 3.4) as senders write
// it: names with commas, dots or an @ and no quotes, brackets missing at
// either end, addresses with no comma between them, groups, comments, routes.
// What holds no address keeps its words as a name. s is UTF-8 with its encoded
// words not yet decoded, so that a comma inside one does not divide.
func parseAddresses(s string) []inquiry.Address {
	var list []inquiry.Address
	name := "" // words in front of a comma that turned out to be within a name
	for s != "" && len(list) <= maxAddresses {
		var item string
		item, s = nextAddress(s)
		item = strings.TrimSpace(item)
		if item == "" {
			continue
		}
		if name != "" {
			item = name + ", " + item
			name = ""
		}
		if !strings.Contains(item, "@") && !strings.Contains(item, "<") && s != "" && len(item) < maxName {
			name = item
			continue
		}
		for _, a := range parseMailboxes(item) {
			if a != (inquiry.Address{}) {
				list = append(list, a)
			}
		}
	}
	if name != "" {
		list = append(list, inquiry.Address{Name: displayName(name)})
	}
	return list
}

// nextAddress takes what stands in front of the next comma or semicolon that
// divides: one outside quotes, comments and brackets. A group's name in front
// of a colon is dropped.
func nextAddress(s string) (item, rest string) {
	start, comment, angle, seen := 0, 0, false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case c == '"' && comment == 0:
			if end := closingQuote(s[i+1:]); end >= 0 {
				i += end + 1
			}
		case c == '(':
			comment++
		case c == ')' && comment > 0:
			comment--
		case comment > 0 && (c != ',' || strings.IndexByte(s[i:], ')') >= 0):
		case c == '<':
			angle = true
		case c == '>':
			angle, seen = false, true
		case c == '@':
			seen = true
		case c == ':' && !angle && !seen && !strings.HasSuffix(strings.ToLower(s[:i]), "mailto"):
			start = i + 1
		case c == ';', c == ',' && (!angle || !routed(s[:i])):
			return s[start:i], s[i+1:]
		}
	}
	return s[start:], ""
}

// routed reports whether an open bracket in front of a comma begins an
// obsolete route: <@relay,@relay:ann@shop.example>.
func routed(s string) bool {
	open := strings.LastIndexByte(s, '<')
	return open >= 0 && strings.HasPrefix(strings.TrimSpace(s[open+1:]), "@")
}

// closingQuote is where a quoted string ends, or -1 when it never does.
func closingQuote(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// parseMailboxes reads one item of a list; it is more than one mailbox when
// the comma between them is missing.
func parseMailboxes(item string) []inquiry.Address {
	if !strings.Contains(item, "<") {
		return bareMailboxes(item)
	}
	var list []inquiry.Address
	for item != "" {
		open := unquotedAngle(item)
		if open < 0 {
			if strings.Contains(item, "@") {
				list = append(list, bareMailboxes(item)...)
			}
			break
		}
		name := item[:open]
		inner, rest, closed := strings.Cut(item[open+1:], ">")
		if !closed {
			inner, rest, _ = strings.Cut(inner, " ")
		}
		mail := addrSpec(inner)
		if mail == "" && strings.Contains(name, "@") { // ann@shop.example <>
			list = append(list, bareMailboxes(name)...)
		} else if mail == "" && rest != "" && strings.Contains(rest, "<") {
			item = name + inner + rest // brackets within a name
			continue
		} else {
			if mail == "" {
				name = strings.TrimSpace(name) + " " + inner
			}
			list = append(list, inquiry.Address{Name: displayName(name), Mail: mail})
		}
		item = strings.TrimSpace(rest)
	}
	return list
}

// unquotedAngle is where the first '<' outside quotes stands, or -1.
func unquotedAngle(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			if end := closingQuote(s[i+1:]); end >= 0 {
				i += end + 1
			}
		case '<':
			return i
		}
	}
	return -1
}

// bareMailboxes reads addresses without brackets: "ann@shop.example (Ann)",
// "Ann ann@shop.example", "ann@shop.example bob@shop.example".
func bareMailboxes(item string) []inquiry.Address {
	if at := strings.IndexByte(item, '"'); at >= 0 {
		if end := closingQuote(item[at+1:]); end >= 0 && strings.HasPrefix(item[at+end+2:], "@") {
			return []inquiry.Address{{Mail: addrSpec(item)}} // "a b"@shop.example
		}
	}
	var list []inquiry.Address
	var words []string
	for _, word := range strings.Fields(item) {
		if mail := addrSpec(strings.Trim(word, "()[]<>'\"")); mail != "" {
			list = append(list, inquiry.Address{Mail: mail})
		} else {
			words = append(words, word)
		}
	}
	name := displayName(strings.Join(words, " "))
	switch {
	case len(list) == 0:
		return []inquiry.Address{{Name: name}}
	case len(list) == 1:
		list[0].Name = name
	}
	return list
}

// addrSpec is a bare address with its domain in lower case, or "" when s is
// none: no @, or spaces outside quotes.
func addrSpec(s string) string {
	s = oneLine(s)
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	if colon := strings.LastIndexByte(s, ':'); strings.HasPrefix(s, "@") && colon >= 0 {
		s = s[colon+1:]
	}
	s = strings.Trim(s, "<>'`,; ")
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at == len(s)-1 {
		return ""
	}
	local, domain := strings.TrimSpace(s[:at]), strings.ToLower(strings.Trim(s[at+1:], " ."))
	if strings.ContainsAny(domain, " \"<>(),;@") || domain == "" {
		return ""
	}
	if !strings.HasPrefix(local, `"`) {
		if strings.ContainsAny(local, " <>(),;") {
			return ""
		}
	}
	return local + "@" + domain
}

// displayName is a name without its quotes, decoded.
func displayName(s string) string {
	s = strings.TrimSpace(s)
	if open := strings.IndexByte(s, '"'); open >= 0 {
		s = unquote(s)
	} else if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = s[1 : len(s)-1]
	}
	s = oneLine(decodeWords(s))
	s = strings.TrimSpace(strings.Trim(s, `"`))
	if len(s) > 1 && s[0] == '\'' && s[len(s)-1] == '\'' { // Outlook's habit
		s = s[1 : len(s)-1]
	}
	if utf8.RuneCountInString(s) > maxName {
		s = string([]rune(s)[:maxName])
	}
	return strings.TrimSpace(s)
}

// unquote takes quotes and their escapes out of a phrase.
func unquote(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case s[i] != '"':
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
