package screen

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"inquiryd/internal/lexicon"
)

// amount is a number in the text.
type amount struct {
	start, end int
	value      int  // capped; 0 when it cannot be told
	word       bool // written as a word
	decimal    bool // with a fraction: weighed or measured, not counted
	unit       int  // folded end of the unit that follows, or 0
	container  bool
}

// amounts are the numbers of a passage, each with the unit behind it. They
// are read once, when the hits and the tail are known.
func (p *passage) amounts() []amount {
	if p.sums == nil {
		p.sums = p.readAmounts()
	}
	return p.sums
}

func (p *passage) readAmounts() []amount {
	all := []amount{}
	k := 0
	for i := 0; i < p.tail; {
		for k < len(p.hits) && p.hits[k].Start < i {
			k++
		}
		if p.Class[i] == lexicon.Digit && (i == 0 || p.Class[i-1] != lexicon.Letter && p.Class[i-1] != lexicon.Digit) {
			a := p.number(i)
			all = append(all, p.unitBehind(a, k))
			i = max(a.end, i+1)
			continue
		}
		if a, ok := p.numberWord(i, k); ok {
			a = p.unitBehind(a, k)
			all = append(all, a)
			i = max(a.end, i+1)
			continue
		}
		i++
	}
	return all
}

// numberWord is the number word at folded i, if one stands there.
func (p *passage) numberWord(i, k int) (amount, bool) {
	for ; k < len(p.hits) && p.hits[k].Start == i; k++ {
		if h := p.hits[k]; h.Cue == lexicon.Number {
			end := h.End
			value := h.Value
			for j := k + 1; j < len(p.hits) && p.hits[j].Start <= end+1; j++ {
				if g := p.hits[j]; g.Cue == lexicon.Number && g.End > end && g.Start >= end {
					end, value = g.End, value*max(g.Value, 1)+1
				}
			}
			if value < 10 && p.Class[i] == lexicon.Unspaced && !p.hasIn(end, end+1, lexicon.Unit, lexicon.Container) {
				return amount{}, false // a syllable, if nothing is counted with it
			}
			return amount{start: i, end: end, value: value, word: true}, true
		}
	}
	return amount{}, false
}

// number reads digits with their separators: 1.000, 1,000, 1 000, 1'000, 5k,
// 10 000, 1-2. A decimal part stays part of the number.
func (p *passage) number(i int) amount {
	s := p.Folded
	j := i
	digits := ""
	for j < len(s) {
		switch {
		case p.Class[j] == lexicon.Digit:
			if len(digits) < 12 {
				digits += s[j : j+1]
			}
			j++
		case strings.IndexByte(".,'", s[j]) >= 0 && j+1 < len(s) && p.Class[j+1] == lexicon.Digit:
			if run := p.digitRun(j + 1); run != 3 {
				// a decimal part
				end := j + 1 + run
				return amount{start: i, end: end, value: valueOf(digits), decimal: true}
			}
			j++
		case s[j] == ' ' && len(digits) <= 3 && p.digitRun(j+1) == 3 && (j+4 >= len(s) || s[j+4] != '-'):
			j++
		default:
			goto done
		}
	}
done:
	a := amount{start: i, end: j, value: valueOf(digits)}
	// "5k" are five thousand, "5000K" is the colour of a light.
	if j < len(s) && s[j] == 'k' && p.WordEnd(j+1) && a.value < 1000 {
		a.end, a.value = j+1, a.value*1000
	}
	return a
}

// digitRun is how many digits stand at folded i, at most 4 of them counted.
func (p *passage) digitRun(i int) int {
	n := 0
	for i+n < len(p.Folded) && n < 4 && p.Class[i+n] == lexicon.Digit {
		n++
	}
	return n
}

func valueOf(digits string) int {
	if len(digits) > 9 {
		return 999999999
	}
	n, _ := strconv.Atoi(digits)
	return n
}

// unitBehind looks for a unit or a container behind a number, past a space, a
// multiplication sign or a few letters of approximation: "2 x 40HQ".
func (p *passage) unitBehind(a amount, k int) amount {
	// A number inside a longer phrase of the lexicon may be the unit itself: 40HQ.
	for j := max(k-3, 0); j < len(p.hits) && p.hits[j].Start <= a.start; j++ {
		h := p.hits[j]
		if h.Cue == lexicon.Container && h.Start <= a.start && h.End > a.start {
			return amount{start: h.Start, end: h.End, unit: h.End, value: 1, container: true}
		}
	}
	at := a.end
	for at < len(p.Folded) && at < a.end+4 && strings.IndexByte(" x*-+\n\"(", p.Folded[at]) >= 0 {
		if p.Folded[at] == 'x' && at+1 < len(p.Folded) && p.Class[at+1] == lexicon.Letter {
			break
		}
		at++
	}
	for j := k; j < len(p.hits) && p.hits[j].Start <= at; j++ {
		h := p.hits[j]
		if h.Start != at {
			continue
		}
		switch h.Cue {
		case lexicon.Container:
			a.unit, a.container = max(a.unit, h.End), true
		case lexicon.Unit:
			if p.perBag(a, h.End) || p.length(a, h) || p.rate(h.End) || p.sized(a, h) || a.decimal && a.value < 100 && strings.HasPrefix(p.Folded[h.Start:h.End], "k") {
				continue
			}
			a.unit = max(a.unit, h.End)
		case lexicon.Number: // "5 thousand", and not "5 thousand dollars"
			if h.Value >= 10 && !p.hasIn(h.End, h.End+2, lexicon.Currency) {
				a.value *= h.Value
				a.unit = max(a.unit, h.End)
			}
		}
	}
	return a
}

// sized says that a weight, a volume or a length describes one piece and counts
// no goods: "60 kg sacks", "a 3 ton forklift", "5 litre cans". It is small, and
// nothing wants so much of anything or says "of".
func (p *passage) sized(a amount, h lexicon.Hit) bool {
	unit := p.Folded[h.Start:h.End]
	most := 0
	for _, u := range sizeUnits {
		if strings.HasPrefix(unit, u.unit) {
			most = u.most
			break
		}
	}
	if a.value >= most {
		return false
	}
	rest := strings.TrimLeft(p.Folded[h.End:min(len(p.Folded), h.End+14)], " ")
	for _, of := range []string{"of ", "a month", "per month", "monthly", "each", "/month", "in total", "total", "de ", "von ", "di "} {
		if strings.HasPrefix(rest, of) {
			return false
		}
	}
	return !p.needBefore(a.start)
}

// sizeUnits are units that describe a piece below some number of them.
var sizeUnits = []struct {
	unit string
	most int
}{
	{"kg", 100}, {"kilo", 100}, {"кг", 100}, {"公斤", 100}, {"千克", 100}, {"กก", 100}, {"กิโล", 100}, {"كيلو", 100}, {"کیلو", 100}, {"קילו", 100}, {"किलो", 100},
	{"lit", 100}, {"ltr", 100}, {"литр", 100}, {"升", 100}, {"リットル", 100}, {"리터", 100}, {"ลิตร", 100}, {"لتر", 100}, {"لیتر", 100}, {"ליטר", 100}, {"gal", 60},
	{"ton", 6}, {"тонн", 6}, {"吨", 6}, {"噸", 6}, {"トン", 6}, {"톤", 6}, {"ตัน", 6}, {"طن", 6}, {"تن", 6}, {"טון", 6}, {"lb", 100}, {"pound", 100},
	{"met", 20}, {"mtr", 20}, {"мет", 20}, {"米", 20}, {"เมตร", 20}, {"متر", 20}, {"מטר", 20}, {"feet", 40}, {"ft", 40},
}

// perBag says that a weight is a size: "25 kg bags", "5 kg/bag", "per bag".
func (p *passage) perBag(a amount, end int) bool {
	if !strings.HasPrefix(p.Folded[a.end:end], "kg") && !strings.HasPrefix(p.Folded[a.end:end], " kg") {
		return false
	}
	rest := strings.TrimLeft(p.Folded[end:min(len(p.Folded), end+8)], " -/")
	return strings.HasPrefix(rest, "bag") || strings.HasPrefix(rest, "per ") || strings.HasPrefix(rest, "box") || strings.HasPrefix(rest, "drum") || strings.HasPrefix(rest, "sack")
}

// lengthUnit says that what is counted is a length.
func (p *passage) lengthUnit(a amount) bool {
	unit := strings.Trim(p.Folded[a.end:a.unit], " -")
	return strings.HasPrefix(unit, "m") && !strings.HasPrefix(unit, "mt") || strings.HasPrefix(unit, "f") || strings.HasPrefix(unit, "yard") || strings.HasPrefix(unit, "м") || strings.HasPrefix(unit, "米") || strings.HasPrefix(unit, "متر")
}

// rate says that a unit goes on as a flow or a speed: "25 m3/h".
func (p *passage) rate(end int) bool {
	rest, ok := strings.CutPrefix(p.Folded[end:min(len(p.Folded), end+8)], "/")
	if !ok {
		return false
	}
	for _, time := range []string{"h", "min", "s ", "sec", "ч", "мин", "saat", "godz", "std"} {
		if strings.HasPrefix(strings.TrimSpace(rest)+" ", time) {
			return true
		}
	}
	return false
}

// length says that a decimal number of metres is a size: "1.2 m tube", "1.2米".
func (p *passage) length(a amount, h lexicon.Hit) bool {
	if !strings.ContainsAny(p.Folded[a.start:a.end], ".,") || a.value >= 10 {
		return false
	}
	for _, metre := range []string{"m2", "m3", "mt"} {
		if strings.HasPrefix(p.Folded[h.Start:h.End], metre) {
			return false
		}
	}
	for _, metre := range []string{"m", "米", "公尺", "미터", "メートル", "мет"} {
		if strings.HasPrefix(p.Folded[h.Start:h.End], metre) {
			return true
		}
	}
	return false
}

// account says that a number is a group of digits in a longer row, as account
// and telephone numbers have.
func (p *passage) account(a amount) bool {
	before := strings.TrimRight(p.Folded[:a.start], " -")
	return a.end-a.start == 4 && len(before) > 0 && len(before) < a.start && p.Class[len(before)-1] == lexicon.Digit && a.start-len(before) == 1
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// hebrewPrefix says that a number stands behind one of the letters that Hebrew
// joins to it with a hyphen: "ל-12 משאבות".
func (p *passage) hebrewPrefix(i int) bool {
	if i < 3 || p.Folded[i-1] != '-' {
		return false
	}
	r, size := utf8.DecodeLastRuneInString(p.Folded[:i-1])
	return r >= 0x5D0 && r <= 0x5EA && (i-1-size == 0 || p.Class[i-2-size] == lexicon.Gap)
}

// back is the folded offset n letters before i: a letter is one byte in Latin
// and two or three elsewhere.
func (p *passage) back(i, n int) int {
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(p.Folded[:i])
		i -= size
	}
	return i
}

// measured says that a measure or another dimension stands at the number:
// "40 W", "600 x 600", "M8 x 40".
func (p *passage) measured(a amount) bool {
	at := a.end
	for at < len(p.Folded) && at < a.end+2 && (p.Folded[at] == ' ' || p.Folded[at] == '-') {
		at++
	}
	kelvin := at < len(p.Folded) && p.Folded[at] == 'k' && a.value >= 1800 && a.value <= 10000 && p.WordEnd(at+1)
	return kelvin || p.hasIn(at, at+1, lexicon.Measure) || p.across(a)
}

// across says that the number is one side of a size: 60x60, 600 * 600.
func (p *passage) across(a amount) bool {
	s := p.Folded
	at := a.end
	for at < len(s) && at < a.end+6 && (s[at] == ' ' || p.Class[at] == lexicon.Letter && s[at] != 'x') {
		at++
	}
	if at < len(s) && (s[at] == 'x' || s[at] == '*') {
		at++
		for at < len(s) && s[at] == ' ' {
			at++
		}
		if at < len(s) && p.Class[at] == lexicon.Digit && !p.hasIn(at, at+1, lexicon.Container) {
			return true
		}
	}
	at = a.start - 1
	for at > 0 && s[at] == ' ' {
		at--
	}
	if at > 0 && (s[at] == 'x' || s[at] == '*') {
		at--
		for at > 0 && s[at] == ' ' {
			at--
		}
		return p.Class[at] == lexicon.Digit
	}
	return false
}
