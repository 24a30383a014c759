package letter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// splitSignature divides new words into what they say and the block that
// closes them: what the mail program marked as signature, what stands below
// "-- ", a closing formula with a name and a few lines of contact, a
// telephone's "Sent from my …", a block of contact lines, a legal notice. In
// doubt, and when nothing else would be left, a line stays in the text; no
// line is lost.
func splitSignature(lines []line) (text, block []line) {
	text, block = takeMarked(lines)
	cut := span{len(text), len(text)}
	for _, find := range []func([]line) (span, bool){
		findDelimiter, findLegal, findDevice, findClosing, findContacts,
	} {
		// Each looks only at what the ones before have left: a legal notice
		// below the name must not keep the name from being found.
		if s, ok := find(text[:cut.start]); ok {
			if s.end < cut.start { // a postscript follows, and is new words
				block = append(append([]line{}, text[s.start:s.end]...), append(text[cut.start:], block...)...)
				text = append(append(append([]line{}, text[:s.start]...), line{}), text[s.end:cut.start]...)
				return text, block
			}
			cut.start = s.start
		}
	}
	if blankAll(text[:cut.start]) && !isDelimiter(firstWords(text)) && !isDevice(firstWords(text)) {
		if len(block) == 0 || blankAll(text) {
			return lines, nil
		}
		return text, block
	}
	return text[:cut.start], append(append([]line{}, text[cut.start:]...), block...)
}

// span is the lines from start to in front of end.
type span struct{ start, end int }

// takeMarked takes out the lines that markup calls a signature.
func takeMarked(lines []line) (text, block []line) {
	for i, l := range lines {
		if l.mark != signature {
			continue
		}
		text = append(text, lines[:i]...)
		for _, l := range lines[i:] {
			if l.mark == signature {
				block = append(block, l)
			} else {
				text = append(text, l)
			}
		}
		return text, block
	}
	return lines, nil
}

// findDelimiter finds "-- " (RFC 3676 section 4.3). Without its space, or with
// a longer dash, it counts only above a short block.
func findDelimiter(lines []line) (span, bool) {
	const longest, longestLoose = 60, 15 // lines below
	below := 0
	for i := len(lines) - 1; i >= 0 && below <= longest; i-- {
		text := lines[i].text
		if text == "-- " || below <= longestLoose && isDelimiter(text) {
			return span{i, len(lines)}, true
		}
		if strings.TrimSpace(text) != "" {
			below++
		}
	}
	return span{}, false
}

func isDelimiter(s string) bool {
	switch strings.TrimRight(s, " ") {
	case "--", "—", "––", "---", "__":
		return true
	}
	return false
}

// longestLegal is, in bytes, more than any of the phrases that begin a notice.
const longestLegal = 80

// findLegal finds a legal notice: a paragraph that begins like one and speaks
// of confidence, addressees or trees. It reaches to the end.
func findLegal(lines []line) (span, bool) {
	for i, l := range lines {
		if i == 0 || strings.TrimSpace(lines[i-1].text) != "" && !isRule(lines[i-1].text) {
			continue
		}
		if !cues.legal.begin(strings.ToLower(head(strings.TrimLeft(l.text, " \t*_[(-\""), longestLegal))) {
			continue
		}
		if containsAny(strings.ToLower(paragraphAt(lines, i)), legalWords) {
			return span{i, len(lines)}, true
		}
	}
	return span{}, false
}

// paragraphAt is the text from line i to the next empty line, and the
// paragraph behind it when the first is a heading only.
func paragraphAt(lines []line, i int) string {
	const enough = 100 // bytes
	var b strings.Builder
	for ; i < len(lines); i++ {
		if strings.TrimSpace(lines[i].text) == "" && b.Len() >= enough {
			break
		}
		b.WriteString(lines[i].text + " ")
	}
	return b.String()
}

// findDevice finds "Sent from my telephone" as the last line.
func findDevice(lines []line) (span, bool) {
	i := lastWords(lines)
	if i < 0 || !isDevice(lines[i].text) {
		return span{}, false
	}
	return span{i, len(lines)}, true
}

func isDevice(s string) bool {
	const longest = 100
	return len(s) <= longest && cues.device.begin(strings.ToLower(strings.TrimLeft(s, " *_[<")))
}

// findClosing finds the last closing formula that only a signature block
// follows, together with formulas right above it.
func findClosing(lines []line) (span, bool) {
	const reach = 30 // lines with words
	words := 0
	for i := len(lines) - 1; i >= 0 && words <= reach; i-- {
		if strings.TrimSpace(lines[i].text) == "" {
			continue
		}
		words++
		sure, ok := isClosing(lines[i].text)
		if !ok {
			continue
		}
		end, ok := blockBelow(lines, i+1, sure)
		if !ok {
			continue
		}
		for above := lastWords(lines[:i]); above >= 0; above = lastWords(lines[:i]) {
			if _, ok := isClosing(lines[above].text); !ok {
				break
			}
			i = above
		}
		return span{i, end}, true
	}
	return span{}, false
}

// blockBelow reports whether the lines from i on look like a name and contact
// data, and where they end: at a postscript at the latest. Below a mere
// "Thanks" there must be a name first and little more.
func blockBelow(lines []line, i int, sure bool) (end int, ok bool) {
	most := 20
	if !sure {
		most = 12
	}
	words := 0
	for ; i < len(lines); i++ {
		text := strings.TrimSpace(lines[i].text)
		if text == "" {
			continue
		}
		if isPostscript(text) {
			break
		}
		words++
		if words > most || isSentence(text) || !sure && words == 1 && !isName(text) {
			return 0, false
		}
	}
	return i, true
}

// isSentence reports whether a line says or asks something, as signature
// blocks do not.
func isSentence(s string) bool {
	const longest, manyWords = 120, 7
	if strings.ContainsAny(s, "?？؟") && !strings.Contains(s, "://") {
		return true
	}
	if isContact(s) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	full := strings.ContainsRune(".!。！؛", last)
	return utf8.RuneCountInString(s) > longest || full && len(strings.Fields(s)) >= manyWords ||
		full && isHanWord(s) && utf8.RuneCountInString(s) > 15
}

// isHanWord reports whether a line is written without spaces between words.
func isHanWord(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool {
		return unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Thai)
	})
}

// isName reports whether a line may be a person's or a company's name.
func isName(s string) bool {
	const longest, manyWords = 50, 5
	return utf8.RuneCountInString(s) <= longest && len(strings.Fields(s)) <= manyWords &&
		!strings.ContainsFunc(s, unicode.IsDigit) && !strings.ContainsAny(s, "?!？！")
}

// isClosing reports whether a line is a closing formula, alone or followed by
// a name; sure, when it is one that hardly stands within a letter.
func isClosing(s string) (sure, ok bool) {
	const longest = 70
	const trim = " \t,.!;:~*-–—_。，！、…()<>|\u200e\u200f"
	if utf8.RuneCountInString(s) > longest {
		return false, false
	}
	folded := strings.Join(strings.Fields(strings.ToLower(strings.Trim(s, trim))), " ")
	if folded == "" {
		return false, false
	}
	if sure, ok = cues.closing[folded]; ok {
		return sure, true
	}
	if at := strings.IndexAny(folded, ",.!;，。！-–/"); at > 0 {
		if sure, ok = cues.closing[strings.TrimSpace(folded[:at])]; ok {
			return sure, isName(strings.Trim(folded[at:], trim))
		}
	}
	return closedByName(strings.Fields(s))
}

// closedByName reports whether words are a formula and a capitalised name of
// up to three words: "Best regards Ann Lee".
func closedByName(words []string) (sure, ok bool) {
	for n := 1; n <= 3 && n < len(words); n++ {
		name := words[len(words)-n]
		first, _ := utf8.DecodeRuneInString(name)
		if !unicode.IsUpper(first) && !isHanWord(name) {
			return false, false
		}
		folded := strings.ToLower(strings.Join(words[:len(words)-n], " "))
		if cues.closing[folded] {
			return true, true
		}
	}
	return false, false
}

// findContacts finds contact data at the end of the last paragraph, and the
// one or two names above it. Labelled lines of other kinds, as in a web form,
// and anything that may be goods keep it from being a signature.
func findContacts(lines []line) (span, bool) {
	end := lastWords(lines) + 1
	start, contacts, names := end, 0, 0
	for start > 0 && names < 2 {
		text := strings.TrimSpace(lines[start-1].text)
		switch {
		case text == "":
		case isContact(text):
			contacts++
			names = 0
			start--
			continue
		case strings.ContainsAny(text, ":：?？"):
			if contacts == 0 {
				return span{}, false
			}
		case isName(text), contacts == 0 && len(strings.Fields(text)) <= 2:
			names++
			start--
			continue
		}
		break
	}
	if contacts < 2 || end-start > 20 {
		return span{}, false
	}
	return span{start, len(lines)}, true
}

// isContact reports whether a line is a telephone number, an address of mail
// or web, or begins with the label of one.
func isContact(s string) bool {
	const longest = 120
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" || len(s) > longest || strings.ContainsAny(s, "?？") {
		return false
	}
	if at := strings.IndexAny(s, ":：|"); at > 0 && at < 30 {
		label := strings.Trim(s[:at], " .*/_-")
		if placeLabels[label] {
			return true
		}
		if numberLabels[label] {
			return isWebOrMail(s[at:]) || longestNumber(s[at:]) >= 6
		}
	}
	if label, rest, _ := strings.Cut(s, " "); numberLabels[strings.Trim(label, ".:")] && longestNumber(rest) >= 7 { // "TEL 03-5555-0123"
		return true
	}
	if len(strings.Fields(s)) <= 4 && isWebOrMail(s) {
		return true
	}
	return strings.HasPrefix(strings.TrimLeft(s, "( "), "+") && longestNumber(s) >= 8
}

// isWebOrMail reports whether s holds an address of mail or web.
func isWebOrMail(s string) bool {
	return strings.Contains(s, "@") || strings.Contains(s, "www.") || strings.Contains(s, "http")
}

// longestNumber is the most digits in a row, with what divides a telephone
// number between them.
func longestNumber(s string) int {
	most, digits := 0, 0
	for _, c := range s {
		switch {
		case unicode.IsDigit(c):
			digits++
			most = max(most, digits)
		case !strings.ContainsRune(" -+()./\u00a0", c):
			digits = 0
		}
	}
	return most
}

// isPostscript reports whether a line begins an afterthought.
func isPostscript(s string) bool {
	s = strings.ToLower(s)
	for _, start := range []string{"p.s.", "p.s:", "ps:", "ps.", "ps -", "p.s ", "nb:", "n.b."} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	return false
}

// lastWords is the last line that is not blank, or -1.
func lastWords(lines []line) int {
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.TrimSpace(lines[i].text) != "" {
			return i
		}
	}
	return -1
}

// firstWords is the first line that is not blank.
func firstWords(lines []line) string {
	for _, l := range lines {
		if strings.TrimSpace(l.text) != "" {
			return l.text
		}
	}
	return ""
}

func blankAll(lines []line) bool { return lastWords(lines) < 0 }
