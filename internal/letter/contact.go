package letter

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"

	"inquiryd/internal/inquiry"
)

// maxContacts bounds each list of a Contact: who gives more is no one person.
const maxContacts = 8

// contactOf finds phones, web sites and mail addresses. In the new words only
// what is plainly one counts, for they are full of other numbers; in the last
// lines, and in the signature, a bare number or domain is one too.
func contactOf(text, signature string) inquiry.Contact {
	var c inquiry.Contact
	if len(text) > 16<<10 {
		text = text[:8<<10] + "\n" + text[len(text)-8<<10:]
	}
	body, last := lastLines(text, closingLines)
	for _, part := range []struct {
		text   string
		closes bool
	}{{signature, true}, {last, true}, {body, false}} {
		for line := range strings.Lines(part.text) {
			c.Phones = distinct(c.Phones, phonesIn(line, part.closes)...)
			if !part.closes && !containsAny(line, addressMarks) {
				continue
			}
			for _, word := range strings.FieldsFunc(line, betweenAddresses) {
				word = strings.Trim(word, ".:/*_-'")
				if at := strings.IndexByte(word, '@'); at > 0 && strings.IndexByte(word[at:], '.') > 0 {
					c.Mails = distinct(c.Mails, strings.ToLower(strings.TrimPrefix(word, "mailto:")))
				} else if site := siteOf(word, part.closes); site != "" {
					c.Sites = distinct(c.Sites, site)
				}
			}
		}
	}
	return c
}

// addressMarks are what a mail address or a plain web site has in it.
var addressMarks = []string{"@", "://", "www.", "WWW.", "Www."}

// closingLines is how many lines at the end of a text may be a signature that
// nothing sets apart.
const closingLines = 3

// lastLines divides a text in front of its last n lines with words.
func lastLines(text string, n int) (body, last string) {
	at := len(text)
	for ; n > 0; n-- {
		next := strings.LastIndexByte(strings.TrimRight(text[:at], " \n"), '\n') + 1
		if next == 0 {
			break // the first line is never a closing one
		}
		at = next
	}
	return text[:at], text[at:]
}

func betweenAddresses(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("<>()[]{},;|\"“”（）【】，；、", r)
}

func distinct(list []string, more ...string) []string {
	for _, s := range more {
		if len(list) < maxContacts && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// siteOf is the registrable domain that a word names, or "". A bare domain
// counts where bare says so, in small letters and under a suffix without
// digits: "3.5kg" and "end.Please" are no domains.
func siteOf(word string, bare bool) string {
	bare = bare && word == strings.ToLower(word)
	word = strings.ToLower(word)
	if label, rest, ok := strings.Cut(word, ":"); ok && !strings.HasPrefix(rest, "//") && strings.IndexByte(label, '.') < 0 {
		word = rest // "web:firma.example"
	}
	rest, linked := strings.CutPrefix(word, "https://")
	if !linked {
		rest, linked = strings.CutPrefix(word, "http://")
	}
	host, www := strings.CutPrefix(rest, "www.")
	if end := strings.IndexAny(host, "/?#:"); end >= 0 {
		host = host[:end]
	}
	host = strings.Trim(host, ".")
	if !linked && !www && !bare || strings.IndexByte(host, '.') < 0 || strings.ContainsFunc(host, notInHost) {
		return ""
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	if suffix, _ := publicsuffix.PublicSuffix(host); !linked && !www && (len(suffix) < 2 || strings.ContainsFunc(suffix, unicode.IsDigit)) {
		return ""
	}
	site, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return site
}

func notInHost(r rune) bool {
	return r != '.' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// phoneWords announce a number. They are few enough to stand here; what
// follows them is checked by its digits.
var phoneWords = []string{
	"tel", "phone", "mob", "cell", "whatsapp", "whats app", "wa:", "wa.", "call", "fax", "ph", "hp", "hotline", "viber", "telegram", "wechat",
	"telf", "móvil", "movil", "cel", "celular", "telefono", "teléfono", "telefone", "tél", "portable", "handy", "mobil", "telefon", "cellulare", "kom", "gsm",
	"тел", "моб", "т.", "هاتف", "جوال", "موبايل", "تلفن", "همراه", "واتس", "טל", "נייד", "फ़ोन", "मोबाइल", "फोन", "đt", "sđt", "điện thoại", "โทร", "電話", "电话", "手机", "手機", "携帯", "微信", "联系", "전화", "연락처", "☎", "📞", "📱",
}

// phonesIn finds the telephone numbers of one line.
func phonesIn(line string, closes bool) []string {
	var found []string
	for i := 0; i < len(line); {
		start, end, digits := phoneAt(line, i)
		if end <= i {
			return found
		}
		i = end
		plus := strings.HasPrefix(line[start:], "+")
		if trimmed, ok := strings.CutPrefix(digits, "00"); ok && !plus {
			digits, plus = trimmed, true
		}
		n := len(digits)
		if n < 7 || n > 15 {
			continue
		}
		if plain := plus && n >= 9 || closes && n >= 9 && n <= 12; !plain && !announces(line[:start]) {
			continue
		}
		if plus {
			digits = "+" + digits
		}
		found = append(found, digits)
	}
	return found
}

// announces says that one of phoneWords stands right before a number.
func announces(before string) bool {
	before = strings.ToLower(before[max(0, len(before)-32):])
	return slices.ContainsFunc(phoneWords, func(w string) bool { return strings.Contains(before, w) })
}

// phoneAt is the next run of digits of any script, from i on, with what people
// put between them: up to three separators, and a bracketed zero, which is
// dropped where the country's code stands before it.
func phoneAt(line string, i int) (start, end int, digits string) {
	start = -1
	var b strings.Builder
	gap := 0
	for k, r := range line[i:] {
		switch d := digitValue(r); {
		case d >= 0:
			if start < 0 {
				start = i + k
			}
			b.WriteByte(byte('0' + d))
			gap, end = 0, i+k+len(string(r))
			continue
		case r == '+' && start < 0, r == '+' && b.Len() == 0:
			start, end = i+k, i+k+1
			continue
		case start >= 0 && strings.ContainsRune(" -.()/\u00a0\u2011\u2013", r) && gap < 3:
			gap++
			continue
		}
		if start >= 0 {
			if b.Len() > 0 {
				break
			}
			start = -1
		}
		if b.Len() > 0 {
			break
		}
	}
	if start < 0 {
		return 0, 0, ""
	}
	digits = b.String()
	if strings.HasPrefix(line[start:], "+") {
		if before, after, ok := strings.Cut(line[start:end], "(0)"); ok {
			digits = onlyDigits(before) + onlyDigits(after)
		}
	}
	return start, end, digits
}

// digitValue is 0 to 9 for the decimal digits of any script, else -1.
func digitValue(r rune) int {
	if r >= '0' && r <= '9' {
		return int(r - '0')
	}
	if r < 0x80 || !unicode.Is(unicode.Nd, r) {
		return -1
	}
	// Decimal digits stand in runs of ten, from zero on (Unicode section 4.6).
	zero := r
	for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
		zero--
	}
	return int(r - zero)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if d := digitValue(r); d >= 0 {
			return rune('0' + d)
		}
		return -1
	}, s)
}
