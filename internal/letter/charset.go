package letter

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// charsetNames are labels that the WHATWG index (htmlindex) does not know or
// reads in a narrower sense than senders mean. gb2312 and gbk are subsets of
// gb18030, and what claims them often is not.
var charsetNames = map[string]encoding.Encoding{
	"gb2312": simplifiedchinese.GB18030, "gbk": simplifiedchinese.GB18030,
	"gb18030": simplifiedchinese.GB18030, "gb_2312-80": simplifiedchinese.GB18030,
	"cp936": simplifiedchinese.GB18030, "windows-936": simplifiedchinese.GB18030,
	"chinesegb": simplifiedchinese.GB18030, "euc-cn": simplifiedchinese.GB18030,
	"hz-gb-2312": simplifiedchinese.HZGB2312, "hz": simplifiedchinese.HZGB2312,
	"utf-16": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	"utf-32": utf32.UTF32(utf32.BigEndian, utf32.UseBOM),
	"cp932":  japanese.ShiftJIS, "sjis": japanese.ShiftJIS, "iso-2022-jp-ms": japanese.ISO2022JP,
	"cp949": korean.EUCKR, "uhc": korean.EUCKR, "ms949": korean.EUCKR,
}

// charsetAliases are misspelt labels of charsets that the index knows.
var charsetAliases = map[string]string{
	"utf8mb4": "utf-8", "utf_8": "utf-8", "x-utf-8": "utf-8", "cp65001": "utf-8",
	"cp950": "big5", "windows-950": "big5", "big-5": "big5", "chinesebig5": "big5",
	"latin-1": "iso-8859-1", "iso-latin-1": "iso-8859-1", "iso-8859": "iso-8859-1",
	"ansi": "windows-1252", "western": "windows-1252", "windows-1252http-equivcontent-type": "windows-1252",
	"cp-1251": "windows-1251", "win-1251": "windows-1251", "win1251": "windows-1251",
	"cp-1252": "windows-1252", "win1252": "windows-1252", "cp1254": "windows-1254", "cp874": "windows-874",
}

// decodeCharset turns bytes into UTF-8. The declared charset is believed
// unless the bytes show that it is plainly wrong; then, and when nothing was
// declared, the bytes decide. It never fails: what no charset explains becomes
// U+FFFD.
func decodeCharset(b []byte, declared string) string {
	label := charsetLabel(declared)
	if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
		b, label = b[3:], "utf-8"
	}
	switch {
	case label == "" || label == "utf-8" || label == "us-ascii":
		return decodeUnicode(b, label)
	case isASCII(b) && !shiftsInASCII(label):
		return string(b)
	case label == "iso-2022-kr":
		return decodeISO2022KR(b)
	}
	enc := lookupCharset(label)
	if enc == nil || mislabelled(b, label) {
		return decodeUnicode(b, "")
	}
	s := decodeAs(b, enc)
	if bad := strings.Count(s, "\ufffd"); bad > 1 && bad*20 > utf8.RuneCountInString(s) {
		if guess := detect(b); guess != nil {
			if better := decodeAs(b, guess); strings.Count(better, "\ufffd")*2 < bad {
				return better
			}
		}
	}
	return s
}

// decodeUnicode decodes bytes that are said to be UTF-8, ASCII or nothing at
// all: as UTF-8 if they are, else by detection.
func decodeUnicode(b []byte, label string) string {
	if bytes.Contains(b, []byte("\x1b$")) {
		return decodeAs(b, japanese.ISO2022JP)
	}
	if utf8.Valid(b) {
		return string(b)
	}
	if good, bad := countUTF8(withoutCutTail(b)); bad == 0 && good > 0 {
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	good, bad := countUTF8(b)
	if label == "utf-8" && good >= bad || good > 4*bad {
		return strings.ToValidUTF8(string(b), "\ufffd") // damaged
	}
	if enc := detect(b); enc != nil {
		return decodeAs(b, enc)
	}
	return strings.ToValidUTF8(string(b), "\ufffd")
}

// toUTF8 is decodeCharset for a raw header value: 8-bit bytes there have no
// label (RFC 6532 allows UTF-8 only), so the charset that the body names is
// the best guess. hint is called only if it is needed.
func toUTF8(value []byte, hint func() string) string {
	if isASCII(value) && bytes.IndexByte(value, 0x1b) < 0 {
		return string(value)
	}
	if utf8.Valid(value) {
		return decodeUnicode(value, "")
	}
	return decodeCharset(value, hint())
}

// charsetHint is the first charset that the message names near its top.
func (r *reader) charsetHint() string {
	if r.hint == nil {
		name := namedCharset(r.raw)
		r.hint = &name
	}
	return *r.hint
}

// namedCharset is what stands behind the first "charset=" near the start of a
// header or of HTML, or "".
func namedCharset(b []byte) string {
	const mark, reach, longest = "charset=", 64 << 10, 60
	b = b[:min(len(b), reach)]
	at := bytes.Index(lowerASCII(b), []byte(mark))
	if at < 0 {
		return ""
	}
	name := bytes.TrimLeft(b[at+len(mark):], `"' `)
	end := bytes.IndexAny(name, "\"'; \t\r\n>/")
	if end < 0 || end > longest {
		return ""
	}
	return string(name[:end])
}

// charsetLabel is the bare label in lower case, "" when it says nothing.
func charsetLabel(declared string) string {
	label := strings.ToLower(strings.Trim(declared, " \t\r\n\"';"))
	if alias, ok := charsetAliases[label]; ok {
		return alias
	}
	switch label {
	case "utf8", "unicode-1-1-utf-8":
		return "utf-8"
	case "ascii", "ansi_x3.4-1968", "iso646-us", "us":
		return "us-ascii"
	case "unknown", "unknown-8bit", "x-unknown", "8bit", "7bit", "binary", "default",
		"default_charset", "_autodetect", "_autodetect_all", "x-user-defined", "none", "null":
		return ""
	}
	return label
}

// lookupCharset finds an encoding by its label, or nil.
func lookupCharset(label string) encoding.Encoding {
	if enc, ok := charsetNames[label]; ok {
		return enc
	}
	if enc, err := htmlindex.Get(label); err == nil && enc != encoding.Replacement {
		return enc
	}
	if enc, err := ianaindex.MIME.Encoding(label); err == nil {
		return enc
	}
	return nil
}

// mislabelled reports whether bytes cannot be what a known label says: UTF-8
// under another name, or a letter of which most letters are not Latin under a
// Latin one.
func mislabelled(b []byte, label string) bool {
	if strings.HasPrefix(label, "utf-") {
		return false
	}
	if good, bad := countUTF8(b); bad == 0 && good > 1 && !shiftsInASCII(label) {
		return true
	}
	switch label {
	case "iso-8859-1", "iso-8859-15", "windows-1252", "latin1":
		high, ascii := 0, 0
		for _, c := range b {
			switch {
			case c >= 0x80:
				high++
			case 'a' <= c|0x20 && c|0x20 <= 'z':
				ascii++
			}
		}
		return high >= 6 && high > ascii
	}
	return false
}

// decodeAs decodes b; what enc cannot read becomes U+FFFD.
func decodeAs(b []byte, enc encoding.Encoding) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil { // cut within a character
		out = append(out, "\ufffd"...)
	}
	return strings.ToValidUTF8(string(out), "\ufffd")
}

// decodeISO2022KR reads RFC 1557, which x/text leaves out: between shift out
// and shift in stand the low halves of EUC-KR.
func decodeISO2022KR(b []byte) string {
	b = bytes.ReplaceAll(b, []byte("\x1b$)C"), nil)
	euc := make([]byte, 0, len(b))
	var high byte
	for _, c := range b {
		switch {
		case c == 0x0e:
			high = 0x80
		case c == 0x0f, c == '\n':
			high = 0
			if c == '\n' {
				euc = append(euc, c)
			}
		case c > ' ':
			euc = append(euc, c|high)
		default:
			euc = append(euc, c)
		}
	}
	return decodeAs(euc, korean.EUCKR)
}

// shiftsInASCII reports whether ASCII bytes may mean something else in that
// charset.
func shiftsInASCII(label string) bool {
	return strings.HasPrefix(label, "iso-2022") || strings.HasPrefix(label, "utf-") ||
		strings.HasPrefix(label, "hz")
}

// countUTF8 counts the characters beyond ASCII and the bytes that are no UTF-8.
func countUTF8(b []byte) (good, bad int) {
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		c, size := utf8.DecodeRune(b)
		if c == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		b = b[size:]
	}
	return good, bad
}

// withoutCutTail is b without the beginning of a character at its end.
func withoutCutTail(b []byte) []byte {
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i]
			}
			break
		}
	}
	return b
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lowerASCII is a copy of b with ASCII letters in lower case. Unlike
// bytes.ToLower it keeps every position.
func lowerASCII(b []byte) []byte {
	lower := make([]byte, len(b))
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		lower[i] = c
	}
	return lower
}
