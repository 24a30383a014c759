package letter

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// parseDate reads a Date field as senders write it: RFC 5322 with any spacing,
// two-digit years, zone names and comments, ISO 8601, the C library's order,
// "12-Mar-26", "3/12/2026 1:05 PM", month names of other languages. The
// sender's offset is kept; without one the clock counts as UTC. What cannot be
// a date gives the zero time.
func parseDate(s string) time.Time {
	const longest = 200
	s = oneLine(decodeWords(s))
	if len(s) > longest {
		return time.Time{}
	}
	d := dateParts{zone: time.UTC}
	for _, word := range dateWords(s) {
		d.take(strings.ToLower(word))
	}
	return d.time()
}

// dateParts is what has been understood of a date so far; zero means not yet.
type dateParts struct {
	day, month, year int
	hour, min, sec   int
	clock            bool // a time of day was seen
	pm, am           bool
	zone             *time.Location
	zoned            bool
}

// dateWords splits at spaces and commas; comments go, unless all that they
// leave is no date.
func dateWords(s string) []string {
	var b strings.Builder
	depth := 0
	for i, c := range s {
		switch {
		case c == '(':
			depth++
			b.WriteByte(' ')
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == ',':
			b.WriteByte(' ')
		case (c == '年' || c == '月' || c == '日') && i > 0 && s[i-1] <= '9': // 2026年3月12日
			b.WriteByte(' ')
		default:
			b.WriteRune(c)
		}
	}
	return strings.Fields(b.String())
}

// take finds the meaning of one word by its form.
func (d *dateParts) take(word string) {
	first := word[0]
	switch {
	case strings.Count(word, "-") >= 2 || strings.Count(word, "/") == 2:
		d.takeDashed(word)
	case strings.Contains(word, ":") && first >= '0' && first <= '9':
		d.takeClock(word)
	case (first == '+' || first == '-') && d.clock:
		d.takeOffset(word)
	case first >= '0' && first <= '9':
		d.takeNumber(word)
	case word == "am":
		d.am = true
	case word == "pm":
		d.pm = true
	case d.month == 0 && monthNamed(word) > 0:
		d.month = monthNamed(word)
	case d.clock && !d.zoned:
		d.takeZoneName(word)
	}
}

// takeDashed reads 2026-03-12, 2026-03-12T10:11:12+08:00, 12-Mar-2026 and
// 3/12/2026. Slashes put the month first unless that cannot be, as in the
// mailers that write them.
func (d *dateParts) takeDashed(word string) {
	if date, clock, ok := strings.Cut(word, "t"); ok && strings.Count(date, "-") == 2 && clock != "" && clock[0] <= '9' {
		d.takeDashed(date)
		if at := strings.LastIndexAny(clock, "+-"); at > 0 {
			d.takeClock(clock[:at])
			d.takeOffset(clock[at:])
			return
		}
		d.takeClock(strings.TrimSuffix(clock, "z"))
		return
	}
	parts := strings.FieldsFunc(word, func(c rune) bool { return c == '-' || c == '/' })
	if len(parts) != 3 {
		return
	}
	a, b, c := number(parts[0]), number(parts[1]), number(parts[2])
	switch {
	case monthNamed(parts[1]) > 0:
		d.day, d.month, d.year = a, monthNamed(parts[1]), fullYear(parts[2])
	case len(parts[0]) == 4:
		d.year, d.month, d.day = a, b, c
	case a > 12 || strings.Contains(word, "-"):
		d.day, d.month, d.year = a, b, fullYear(parts[2])
	default:
		d.month, d.day, d.year = a, b, fullYear(parts[2])
	}
}

// takeClock reads 10:11, 10:11:12, 10:11:12.345 and 1:05pm.
func (d *dateParts) takeClock(word string) {
	word, am := strings.CutSuffix(word, "am")
	word, pm := strings.CutSuffix(word, "pm")
	if at := strings.IndexAny(word, "+-"); at > 0 {
		d.clock = true
		d.takeOffset(word[at:])
		word = word[:at]
	}
	word, utc := strings.CutSuffix(word, "z")
	d.zoned = d.zoned || utc
	parts := strings.Split(word, ":")
	if len(parts) < 2 || len(parts) > 3 || d.clock && d.hour+d.min+d.sec > 0 {
		return
	}
	d.am, d.pm, d.clock = d.am || am, d.pm || pm, true
	d.hour, d.min = number(parts[0]), number(parts[1])
	if len(parts) == 3 {
		sec, _, _ := strings.Cut(parts[2], ".")
		d.sec = number(sec)
	}
}

// takeNumber reads a bare number: the day first, then the year; four digits
// are a year wherever they stand, and behind a clock an offset without sign.
func (d *dateParts) takeNumber(word string) {
	if strings.Count(word, ".") == 2 { // 12.03.2026, or a clock 10.11.12
		parts := strings.Split(word, ".")
		if d.day > 0 && d.year > 0 {
			d.takeClock(strings.Join(parts, ":"))
		} else {
			d.day, d.month, d.year = number(parts[0]), number(parts[1]), fullYear(parts[2])
		}
		return
	}
	word = strings.TrimRight(word, ".thndrs")
	n := number(word)
	switch {
	case len(word) == 4 && d.year == 0:
		d.year = n
	case len(word) == 4 && d.clock && !d.zoned:
		d.takeOffset("+" + word)
	case d.year > 0 && d.month == 0 && d.day == 0: // 2026年3月12日
		d.month = n
	case d.day == 0:
		d.day = n
	case d.year == 0:
		d.year = fullYear(word)
	}
}

// takeOffset reads +0800, +08:00, +8 and -330; a second one is ignored.
func (d *dateParts) takeOffset(word string) {
	digits := strings.ReplaceAll(word[1:], ":", "")
	n, err := strconv.Atoi(digits)
	if err != nil || d.zoned || n < 0 {
		return
	}
	if len(digits) <= 2 {
		n *= 100
	}
	hours, minutes := n/100, n%100
	if hours > 14 || minutes > 59 {
		return // no place on earth; the clock stands
	}
	seconds := (hours*60 + minutes) * 60
	if word[0] == '-' {
		seconds = -seconds
	}
	d.zoned = true
	if seconds != 0 {
		d.zone = time.FixedZone("", seconds)
	}
}

// takeZoneName reads the obsolete zones of RFC 5322 section 4.3 and "GMT+8".
// Other letters count as UTC, as the RFC asks.
func (d *dateParts) takeZoneName(word string) {
	for _, name := range []string{"gmt", "utc", "ut"} {
		if rest, ok := strings.CutPrefix(word, name); ok && len(rest) > 1 && (rest[0] == '+' || rest[0] == '-') {
			d.takeOffset(rest)
			return
		}
	}
	switch word {
	case "gmt", "utc", "ut", "z": // an offset may follow, as in "GMT +0800"
		return
	}
	if hours, ok := obsoleteZones[word]; ok {
		d.zoned = true
		d.zone = time.FixedZone("", hours*3600)
	}
}

// obsoleteZones are those of RFC 5322 section 4.3, and the names that mailers
// in Europe and Japan write instead of an offset.
var obsoleteZones = map[string]int{
	"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
	"cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "bst": 1, "msk": 3, "jst": 9,
}

// time puts the parts together; the zero time when they are no date.
func (d *dateParts) time() time.Time {
	switch {
	case d.pm && d.hour < 12:
		d.hour += 12
	case d.am && d.hour == 12:
		d.hour = 0
	}
	if d.sec == 60 { // a leap second
		d.sec = 59
	}
	if d.year < 1970 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1 ||
		d.hour > 23 || d.min > 59 || d.sec > 59 || d.hour < 0 || d.min < 0 || d.sec < 0 {
		return time.Time{}
	}
	t := time.Date(d.year, time.Month(d.month), d.day, d.hour, d.min, d.sec, 0, d.zone)
	if t.Day() != d.day { // 31 February
		return time.Time{}
	}
	return t
}

// fullYear reads a year of two digits as RFC 5322 section 4.3 says.
func fullYear(s string) int {
	n := number(s)
	switch {
	case len(s) == 2 && n < 50:
		return n + 2000
	case len(s) <= 3 && n >= 0:
		return n + 1900
	}
	return n
}

// number is a small decimal number, or -1.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) > 4 || n < 0 {
		return -1
	}
	return n
}

// monthNamed finds a month by the start of its name, or 0. The names beyond
// English are those that mailers with a translated clock send.
func monthNamed(word string) int {
	word = strings.TrimFunc(word, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	for i, names := range monthNames {
		for _, name := range names {
			if strings.HasPrefix(word, name) {
				return i + 1
			}
		}
	}
	return 0
}

var monthNames = [12][]string{
	{"jan", "ene", "gen", "янв", "oca", "一月"},
	{"feb", "fév", "fev", "фев", "şub", "二月"},
	{"mar", "mär", "maa", "мар", "三月"},
	{"apr", "avr", "abr", "апр", "nis", "四月"},
	{"may", "mai", "mei", "mag", "мая", "май", "五月"},
	{"jun", "juin", "giu", "июн", "haz", "六月"},
	{"jul", "juil", "lug", "июл", "tem", "七月"},
	{"aug", "aoû", "aou", "ago", "авг", "ağu", "八月"},
	{"sep", "set", "сен", "eyl", "九月"},
	{"oct", "okt", "out", "ott", "окт", "eki", "十月"},
	{"nov", "ноя", "kas", "十一月"},
	{"dec", "dez", "déc", "dic", "дек", "ara", "十二月"},
}
