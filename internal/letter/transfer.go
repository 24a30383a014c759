package letter

import (
	"bytes"
	"strings"
)

// decodeTransfer undoes a Content-Transfer-Encoding as far as max bytes. What
// is broken is skipped or kept as it stands, never a reason to stop; broken
// says whether there was anything, full whether max cut something off.
func decodeTransfer(body []byte, encoding string, max int) (data []byte, broken, full bool) {
	switch encoding {
	case "base64":
		if isTextLine(firstLine(bytes.TrimLeft(body, " \t\r\n"))) {
			data, broken = body, true // declared, but never encoded
			break
		}
		data, broken = decodeBase64(body, max+1)
	case "quoted-printable":
		data, broken = decodeQP(body, max+1)
	case "", "7bit", "8bit", "binary":
		data = body
	default:
		data, broken = body, true
	}
	if len(data) > max {
		return data[:max], broken, true
	}
	return data, broken, false
}

// decodeBase64 decodes at most about max bytes. Characters outside the
// alphabet are skipped (RFC 2045 section 6.8) and padding begins a new
// quantum, so that bodies glued together decode whole. Text that a relay put
// below the base64, such as a list's footer, is kept as it stands.
func decodeBase64(src []byte, max int) (data []byte, broken bool) {
	data = make([]byte, 0, min(len(src)/4*3+3, max+3))
	var quantum uint32
	n := 0
	for len(src) > 0 && len(data) < max {
		line := firstLine(src)
		if len(data) > 0 && isTextLine(line) {
			data = append(flushQuantum(data, quantum, n), '\n')
			return append(data, src[:min(len(src), max)]...), true
		}
		src = src[len(line):]
		for _, c := range line[:min(len(line), 2*(max-len(data))+8)] {
			switch v := base64Value[c]; {
			case v < 64:
				quantum = quantum<<6 | uint32(v)
				if n++; n == 4 {
					data = append(data, byte(quantum>>16), byte(quantum>>8), byte(quantum))
					quantum, n = 0, 0
				}
			case c == '=':
				data, quantum, n = flushQuantum(data, quantum, n), 0, 0
			case c != '\r' && c != '\n' && c != ' ' && c != '\t':
				broken = true
			}
		}
	}
	if len(data) < max {
		broken = broken || n == 1
		data = flushQuantum(data, quantum, n)
	}
	return data, broken
}

// flushQuantum appends the whole bytes of n base64 characters.
func flushQuantum(data []byte, quantum uint32, n int) []byte {
	switch n {
	case 2:
		data = append(data, byte(quantum>>4))
	case 3:
		data = append(data, byte(quantum>>10), byte(quantum>>2))
	}
	return data
}

// base64Value maps a character to its value; 64 and more is none. The URL
// alphabet is read too: some web mailers use it.
var base64Value = func() (table [256]byte) {
	for i := range table {
		table[i] = 0xff
	}
	for i, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		table[c] = byte(i)
	}
	table['-'], table['_'] = 62, 63
	return table
}()

// isTextLine reports whether a line is text rather than base64: words of a
// common length with spaces between them, or a rule.
func isTextLine(line []byte) bool {
	const longWord = 20 // bytes; base64 that was wrapped with spaces has longer ones
	line = bytes.TrimSpace(line[:min(len(line), 1000)])
	if spaces := bytes.Count(line, []byte(" ")); spaces > 0 {
		return len(line)/(spaces+1) <= longWord
	}
	return len(line) >= 5 && len(bytes.Trim(line, "_-=*")) == 0 && len(bytes.Trim(line, "=")) > 0
}

// decodeQP decodes quoted-printable (RFC 2045 section 6.7) of any line length,
// at most about max bytes. A broken escape stays as it stands.
func decodeQP(src []byte, max int) (data []byte, broken bool) {
	data = make([]byte, 0, min(len(src), max+2))
	for len(src) > 0 && len(data) < max {
		line := firstLine(src)
		src = src[len(line):]
		eol := line[len(trimEOL(line)):]
		line = bytes.TrimRight(trimEOL(line), " \t") // added on the way
		soft := len(line) > 0 && line[len(line)-1] == '='
		if soft {
			line = line[:len(line)-1]
		}
		line = line[:min(len(line), 3*(max-len(data)))]
		var bad bool
		data, bad = appendQP(data, line)
		broken = broken || bad
		if !soft {
			data = append(data, eol...)
		}
	}
	return data, broken
}

// appendQP appends one line with its escapes undone.
func appendQP(data, line []byte) (_ []byte, broken bool) {
	for {
		esc := bytes.IndexByte(line, '=')
		if esc < 0 {
			return append(data, line...), broken
		}
		data = append(data, line[:esc]...)
		line = line[esc:]
		if len(line) >= 3 && isHex(line[1]) && isHex(line[2]) {
			data = append(data, unhex(line[1])<<4|unhex(line[2]))
			line = line[3:]
			continue
		}
		broken = true
		data = append(data, '=')
		line = line[1:]
	}
}

// transferName is the encoding that a Content-Transfer-Encoding field names.
func transferName(value string) string {
	name := strings.ToLower(strings.Trim(value, " \t\r\n;\"'"))
	if word, _, spaced := strings.Cut(name, " "); spaced { // a comment follows
		name = word
	}
	switch name {
	case "quoted-printable", "quotedprintable", "quoted_printable", "qp":
		return "quoted-printable"
	case "7-bit", "7bits":
		return "7bit"
	case "8-bit", "8bits":
		return "8bit"
	}
	return name
}
