package letter

import (
	"sort"
	"strconv"
	"strings"
)

// parseParams reads a Content-Type or Content-Disposition value: the part in
// front of the first semicolon in lower case, and the parameters by name in
// lower case. It goes on after what mime.ParseMediaType refuses: missing
// semicolons, bare spaces and 8-bit characters in names, parameters given
// twice (the first counts), and RFC 2231 in any charset.
func parseParams(value string) (main string, params map[string]string) {
	main, rest, _ := strings.Cut(value, ";")
	main = strings.ToLower(strings.TrimSpace(main))
	if word := strings.IndexAny(main, " \t\r\n,"); word >= 0 {
		main = main[:word]
	}
	var pieces map[string][]piece
	for rest != "" && len(params) < 50 {
		var name, val string
		name, val, rest = nextParam(rest)
		if name == "" {
			continue
		}
		base, number, extended := splitName(name)
		if number >= 0 {
			if pieces == nil {
				pieces = make(map[string][]piece)
			}
			if len(pieces[base]) < 50 {
				pieces[base] = append(pieces[base], piece{number, extended, val})
			}
			continue
		}
		if params == nil {
			params = make(map[string]string, 4)
		}
		if _, twice := params[base]; !twice {
			params[base] = oneLine(decodeWords(val))
		}
	}
	for base, list := range pieces {
		if params == nil {
			params = make(map[string]string, 1)
		}
		params[base] = oneLine(decodeWords(assemble(list))) // outranks a plain fallback (RFC 6266)
	}
	return main, params
}

// nextParam takes one "name=value" off the front.
func nextParam(s string) (name, value, rest string) {
	eq := strings.IndexAny(s, "=;")
	if eq < 0 {
		return "", "", ""
	}
	if s[eq] == ';' {
		return "", "", s[eq+1:]
	}
	name = strings.ToLower(strings.Trim(s[:eq], " \t\r\n\""))
	s = strings.TrimLeft(s[eq+1:], " \t\r\n")
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, ";")
		return name, strings.TrimSpace(value), rest
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case s[i] == '"':
			return name, b.String(), strings.TrimLeft(s[i+1:], "; \t\r\n")
		default:
			b.WriteByte(s[i])
		}
	}
	return name, b.String(), "" // the closing quote is missing
}

// piece is one numbered section of a parameter (RFC 2231 section 3).
type piece struct {
	number   int
	extended bool // percent-encoded
	text     string
}

// splitName takes apart "name*2*": the number is 0 for "name*" and -1 for a
// plain name.
func splitName(name string) (base string, number int, extended bool) {
	base, tail, starred := strings.Cut(name, "*")
	if !starred {
		return name, -1, false
	}
	tail, extended = strings.CutSuffix(tail, "*")
	if tail == "" {
		return base, 0, true
	}
	number, err := strconv.Atoi(tail)
	if err != nil || number < 0 {
		return name, -1, false
	}
	return base, number, extended
}

// assemble joins the sections in their order and decodes them in the charset
// that the first one names.
func assemble(list []piece) string {
	sort.SliceStable(list, func(i, j int) bool { return list[i].number < list[j].number })
	charset := "utf-8"
	var data []byte
	for i, p := range list {
		if !p.extended {
			data = append(data, p.text...)
			continue
		}
		if i == 0 {
			if parts := strings.SplitN(p.text, "'", 3); len(parts) == 3 {
				charset, p.text = parts[0], parts[2]
			}
		}
		data = append(data, unpercent(p.text)...)
	}
	return decodeCharset(data, charset)
}

// unpercent undoes percent-encoding; what is none stays.
func unpercent(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			out = append(out, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return out
}

// fileName makes an attachment's name fit to show: no folders, no control
// characters, at most maxFileName runes, the ending kept.
func fileName(name string) string {
	name = oneLine(name)
	if slash := strings.LastIndexAny(name, `/\`); slash >= 0 {
		name = name[slash+1:]
	}
	runes := []rune(name)
	if len(runes) <= maxFileName {
		return name
	}
	ending := ""
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 && len(name)-dot <= 10 {
		ending = name[dot:]
	}
	return string(runes[:maxFileName-len([]rune(ending))]) + ending
}
