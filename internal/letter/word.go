package letter

import "strings"

// encodedWord is one RFC 2047 word, its bytes not yet in UTF-8.
type encodedWord struct {
	charset string
	data    []byte
}

// decodeWords decodes the encoded words of a header value that is UTF-8
// otherwise. It reads what real senders write: words with spaces or question
// marks inside, characters split between two words, broken base64, words in
// quotes. What is no encoded word stays as it is.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return s
	}
	whole := s
	var b strings.Builder
	var run encodedWord // words of one charset that follow one another
	flush := func() {
		if run.data != nil {
			b.WriteString(decodeCharset(run.data, run.charset))
			run.data = nil
		}
	}
	// Behind the last "?=" no word can end; looking there again and again
	// would make the work quadratic.
	for end := strings.LastIndex(s, "?="); ; {
		start := strings.Index(s, "=?")
		if start < 0 || len(s)-start <= len(whole)-end {
			break
		}
		word, length := parseWord(s[start:])
		if length == 0 {
			flush()
			b.WriteString(s[:start+2])
			s = s[start+2:]
			continue
		}
		// White space between two encoded words is not shown (RFC 2047
		// section 6.2); anything else is.
		if gap := s[:start]; run.data == nil || strings.Trim(gap, " \t\r\n") != "" {
			flush()
			b.WriteString(gap)
		} else if !strings.EqualFold(run.charset, word.charset) {
			flush()
		}
		run.charset = word.charset
		run.data = append(run.data, word.data...)
		s = s[start+length:]
	}
	flush()
	b.WriteString(s)
	return b.String()
}

// parseWord reads the encoded word that s begins with; a length of 0 means
// that it is none.
func parseWord(s string) (word encodedWord, length int) {
	const longestCharset = 60
	rest := s[2:]
	mark := strings.IndexByte(rest[:min(len(rest), longestCharset)], '?')
	if mark <= 0 || mark+2 >= len(rest) || rest[mark+2] != '?' {
		return word, 0
	}
	charset, _, _ := strings.Cut(rest[:mark], "*") // RFC 2231 section 5: language
	encoding, text := rest[mark+1]|0x20, rest[mark+3:]
	if encoding != 'q' && encoding != 'b' {
		return word, 0
	}
	end := wordEnd(text, encoding)
	if end < 0 {
		return word, 0
	}
	length = len(s) - len(text) + end + 2
	if encoding == 'q' {
		return encodedWord{charset, decodeQ(text[:end])}, length
	}
	data, _ := decodeBase64([]byte(text[:end]), end)
	return encodedWord{charset, data}, length
}

// wordEnd is where the text of an encoded word ends. In the Q encoding some
// senders leave a question mark bare, so that "?=" may be "?" and an escape:
// "=?utf-8?Q?ready?=20now?=".
func wordEnd(text string, encoding byte) int {
	end := strings.Index(text, "?=")
	if end < 0 || encoding != 'q' {
		return end
	}
	for end+4 <= len(text) && isHex(text[end+2]) && isHex(text[end+3]) {
		more := strings.Index(text[end+2:], "?=")
		if more < 0 || strings.ContainsAny(text[end+2:end+2+more], " \t\r\n") {
			break
		}
		end += 2 + more
	}
	return end
}

// decodeQ decodes the text of a Q word: an underscore is a space.
func decodeQ(text string) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2]):
			out = append(out, unhex(text[i+1])<<4|unhex(text[i+2]))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// unhex is the value of a hexadecimal digit.
func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}
