package letter

import (
	"strings"
	"unicode"
)

// splitQuotes divides lines into the sender's new words and history, each in
// its order. Lines that start with ">" and lines that markup quotes are
// history one by one, so that answers between them are new words. A header
// block, an "Original Message" line, or an attribution without quoting signs
// below it makes history of all that follows: there is no sign of where it
// would end. In doubt a line stays with the new words. No line is lost.
func splitQuotes(lines []line) (own, past []line) {
	isPast := markHistory(lines)
	history := 0
	for _, is := range isPast {
		if is {
			history++
		}
	}
	const apart = 8 // empty lines between the two, for most letters
	own, past = make([]line, 0, len(lines)-history+apart), make([]line, 0, history+apart)
	for i, l := range lines {
		if isPast[i] {
			past = append(past, line{text: unquoted(l.text)})
		} else {
			own = append(own, l)
		}
		if i+1 < len(lines) && isPast[i] != isPast[i+1] { // keep what stood apart apart
			own, past = append(own, line{}), append(past, line{})
		}
	}
	return own, past
}

// markHistory says of each line whether it is history.
func markHistory(lines []line) []bool {
	isPast := make([]bool, len(lines))
	for i, l := range lines {
		switch start, attributed := attribution(lines, i); {
		case l.mark == history || quotedAt(lines, i):
			isPast[i] = true
		case isSeparator(l.text) || headerBlock(lines, i):
			return fill(isPast, ruleAbove(lines, i))
		case attributed && !quoteFollows(lines, i+1) && isDated(lines[start:i+1]):
			return fill(isPast, start)
		case attributed:
			fill(isPast[:i+1], start)
		}
	}
	return isPast
}

// fill marks everything from start on.
func fill(marks []bool, start int) []bool {
	for i := range marks[start:] {
		marks[start+i] = true
	}
	return marks
}

// ruleAbove is where a ruled line right above line i stands, or i: Outlook
// draws one above its header block.
func ruleAbove(lines []line, i int) int {
	if above := lastWords(lines[:i]); above >= 0 && isRule(lines[above].text) {
		return above
	}
	return i
}

// isRule reports whether a line is nothing but a rule.
func isRule(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) >= 5 && strings.Trim(s, "-_=*") == ""
}

// quotedAt reports whether line i is quoted by a sign. One such line alone may
// be new words: "> 500 pcs", or "From" as mailboxes escape it.
func quotedAt(lines []line, i int) bool {
	if !hasQuoteSign(lines[i].text) {
		return false
	}
	if i > 0 && hasQuoteSign(lines[i-1].text) || i+1 < len(lines) && hasQuoteSign(lines[i+1].text) {
		return true
	}
	rest := strings.TrimLeft(strings.TrimLeft(lines[i].text, " "), ">")
	alone := strings.TrimSpace(rest)
	if strings.HasPrefix(rest, "From ") {
		return false
	}
	return alone == "" || alone[0] != '=' && (alone[0] < '0' || alone[0] > '9')
}

func hasQuoteSign(s string) bool {
	t := strings.TrimLeft(s, " ")
	return strings.HasPrefix(t, ">") && len(s)-len(t) <= 3
}

// unquoted is a line without its quoting signs.
func unquoted(s string) string {
	if !hasQuoteSign(s) {
		return s
	}
	return strings.TrimLeft(s, "> ")
}

// quoteFollows reports whether the next line with words is quoted by a sign or
// by markup, or there is none.
func quoteFollows(lines []line, i int) bool {
	for ; i < len(lines); i++ {
		if strings.TrimSpace(lines[i].text) != "" {
			return lines[i].mark == history || hasQuoteSign(lines[i].text)
		}
	}
	return true
}

// isSeparator reports whether a line announces a quoted or forwarded message:
// "-----Original Message-----", "Begin forwarded message:".
func isSeparator(s string) bool {
	const longest = 150
	s = strings.TrimSpace(s)
	if s == "" || len(s) > longest {
		return false
	}
	words := strings.Trim(s, "-_=*~#<> \t\u00a0—–")
	ruled := len(words) < len(s) && (strings.HasPrefix(s, "--") || strings.HasPrefix(s, "__") ||
		strings.HasPrefix(s, "==") || strings.HasPrefix(s, "**") || strings.HasPrefix(s, "——"))
	announced := strings.HasSuffix(words, ":") || strings.HasSuffix(words, "：")
	if !ruled && !announced {
		return false
	}
	folded := foldLabel(strings.TrimRight(words, ":： "))
	if cues.separator[folded] {
		return ruled || folded != "original"
	}
	if !ruled {
		return false
	}
	for phrase := range cues.separator { // "---- Forwarded by Ann Lee on 12 March ----"
		if len(phrase) > len("original") && strings.HasPrefix(folded, phrase) {
			return true
		}
	}
	return false
}

// headerBlock reports whether a quoted header begins at line i: at least three
// of From, Sent, To, Cc and Subject in as many lines, in any language. Ports
// and dates may stand under "From:", "To:" and "Date:" too, so there must be a
// subject or an address.
func headerBlock(lines []line, i int) bool {
	const reach = 12 // lines; long To fields wrap
	if labelRole(lines[i].text) == noRole {
		return false
	}
	var seen [subjectRole + 1]bool
	roles, address, strays := 0, false, 0
	for j := i; j < len(lines) && j < i+reach && strays < 3; j++ {
		text := lines[j].text
		switch r := labelRole(text); {
		case r == noRole:
			if strings.TrimSpace(text) != "" {
				strays++
			}
		case !seen[r]:
			seen[r] = true
			roles++
			strays = 0
			address = address || r == fromRole && strings.Contains(text, "@")
		}
	}
	return roles >= 3 && seen[fromRole] && (seen[subjectRole] || address)
}

// labelRole is the role of the label that a line begins with.
func labelRole(s string) role {
	const longest = 40 // bytes of a label
	head := s[:min(len(s), longest)]
	colon := strings.IndexAny(head, ":：")
	if colon <= 0 {
		return noRole
	}
	return cues.labels[foldLabel(head[:colon])]
}

// foldLabel makes labels equal that only look different: case, emphasis marks,
// and the spaces within "发 件 人".
func foldLabel(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '*' || c == '_' || unicode.IsSpace(c) || c == '\u200e' || c == '\u200f':
			return -1
		}
		return unicode.ToLower(c)
	}, s)
}

// attribution reports whether line i ends a sentence such as "On Monday Ann
// wrote:", which mail programs put above a quote and may wrap, and where it
// starts.
func attribution(lines []line, i int) (start int, ok bool) {
	const longest, most = 300, 3 // bytes of a line, lines
	text := strings.TrimRight(lines[i].text, " \t-\u200e\u200f")
	head, colon := strings.CutSuffix(text, ":")
	if !colon {
		head, colon = strings.CutSuffix(text, "：")
	}
	ruled := strings.HasPrefix(text, "---") // Zoho: "---- On …, Ann <…> wrote ----"
	if !colon && !ruled || len(head) > longest {
		return 0, false
	}
	joined := ""
	single := false
	for start = i; start >= 0 && start > i-most; start-- {
		part := strings.TrimLeft(strings.TrimSpace(lines[start].text), "-\u200e\u200f ")
		if part == "" || len(part) > longest || start < i && (lines[start].mark == history || hasQuoteSign(lines[start].text)) {
			break
		}
		joined = strings.TrimSpace(part + " " + joined)
		says, begins := attributes(strings.ToLower(strings.TrimRight(joined, ":： -\u200e\u200f")))
		if says && begins {
			return start, true
		}
		single = single || says && start == i
	}
	return i, single
}

// attributes reports whether a sentence, in lower case and without its colon,
// says that somebody wrote something at some time; and whether it begins as
// such a sentence does, so that nothing in front of it belongs to it.
func attributes(s string) (says, begins bool) {
	begins = cues.began.begin(s) || startsDated(s)
	dated := strings.IndexFunc(s, unicode.IsDigit) >= 0
	named := strings.Contains(s, "@")
	if !dated && !named {
		return false, begins
	}
	if dated && named && begins && strings.HasSuffix(s, ">") {
		// Gmail in Japanese or Hebrew: "2026年3月12日… <ann@shop.example>:"
		return true, true
	}
	for _, verb := range cues.wrote {
		if strings.HasSuffix(s, verb) {
			return begins || named, begins
		}
		if begins && strings.Contains(s, " "+verb+" ") {
			return true, true
		}
	}
	return false, begins
}

// startsDated reports whether a sentence begins with a year or a day, perhaps
// behind a short weekday.
func startsDated(s string) bool {
	const weekday = 8 // runes, as in "czw., 12"
	n := 0
	for _, c := range s {
		if unicode.IsDigit(c) {
			return true
		}
		if n++; n > weekday || c == '@' {
			break
		}
	}
	return false
}

// isDated reports whether an attribution names a time of day, a year or an
// address: enough to believe it even when no quoting sign follows.
func isDated(lines []line) bool {
	var digits int
	for _, l := range lines {
		if strings.Contains(l.text, "@") {
			return true
		}
		digits = 0
		for i, c := range l.text {
			switch {
			case unicode.IsDigit(c):
				digits++
			case c == ':' && digits > 0 && i+1 < len(l.text) && unicode.IsDigit(rune(l.text[i+1])):
				return true
			default:
				digits = 0
			}
			if digits == 4 {
				return true
			}
		}
	}
	return false
}

// openings are phrases that something may begin with, by their first byte:
// most lines begin with none, and are told so at once.
type openings [256][]string

func (o *openings) add(phrases []string) {
	for _, p := range phrases {
		o[p[0]] = append(o[p[0]], p)
	}
}

// begin reports whether s begins with one of the phrases.
func (o *openings) begin(s string) bool {
	if s == "" {
		return false
	}
	for _, p := range o[s[0]] {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
