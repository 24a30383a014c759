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

// readQuantity looks for a number with a unit, a container, a number that
// stands with the word "quantity", or vague words.
func readQuantity(r *reading) {
	pts := r.screen.config.Scorecard.Points
	for _, p := range r.body {
		for _, a := range p.amounts() {
			if a.unit != 0 && !a.container && p.across(a) && p.lengthUnit(a) {
				continue // "5 x 5 metre"
			}
			if a.unit == 0 && !p.counted(a) || a.value == 0 && !a.decimal || p.account(a) {
				continue
			}
			end := max(a.unit, a.end)
			if !r.seen.number {
				r.quantity = p.cite(a.start, end)
			}
			if a.value >= 1 && a.value <= 3 && !a.container && !a.decimal && !r.seen.number && (a.value == 1 || r.fewPieces()) {
				r.seen.pieces = a.value
				r.seen.vague = true
				r.claim("quantity", slotQuantity, pts.QuantityVague, p, a.start, end, "a piece or a few")
				continue
			}
			r.seen.number = true
			r.claim("quantity", slotQuantity, pts.QuantityNumber, p, a.start, end, "a quantity")
		}
	}
	if p, h, ok := find(r.body, lexicon.Vague); ok {
		r.seen.vague = true
		r.claim("quantity", slotQuantity, pts.QuantityVague, p, h.Start, h.End, "a vague quantity")
		if r.quantity == "" {
			r.quantity = p.cite(h.Start, h.End)
		}
	}
}

// fewPieces says that two or three pieces are for a private buyer or samples,
// where a number so small is a vague quantity.
func (r *reading) fewPieces() bool {
	_, _, sample := find(r.body, lexicon.Sample)
	p, h, need := find(r.body, lexicon.Need)
	return sample || need && strings.HasPrefix(p.Folded[h.Start:], "for my ")
}

// readMOQ looks for the question for the minimum order quantity.
func readMOQ(r *reading) {
	p, h, ok := find(r.body, lexicon.MOQ)
	if !ok {
		return
	}
	r.seen.moq = true
	r.claim("moq", slotQuantity, r.screen.config.Scorecard.Points.QuantityVague, p, h.Start, h.End, "asks the minimum order")
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
			if p.perBag(a, h.End) || p.length(a, h) || p.rate(h.End) || a.decimal && a.value < 100 && strings.HasPrefix(p.Folded[h.Start:h.End], "k") {
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

// counted says whether a number without a unit is a quantity all the same:
// "quantity: 500", "x 200" and "need 20 lamps", where a name follows.
func (p *passage) counted(a amount) bool {
	before := p.Folded[max(0, a.start-3):a.start]
	if p.measured(a) {
		return false
	}
	for _, h := range p.hits[lower(p.hits, a.start-64):] {
		if h.Start > a.end+14 {
			break
		}
		if h.Cue == lexicon.Amount && (h.End <= a.start && a.start-h.End <= 12 && !p.newRow(h, a) || h.Start >= a.end && h.Start-a.end <= 3 && !strings.Contains(p.Folded[a.end:h.Start], "\n")) {
			return true
		}
	}
	if a.word && a.value < 2 && p.Folded[a.start:a.end] != "one" || a.value == 0 {
		return false
	}
	if a.value < 1000 && strings.ContainsAny(p.Folded[a.start:a.end], ".,") {
		return false // a fraction without a unit counts nothing
	}
	if strings.HasSuffix(before, " x ") || strings.HasSuffix(before, " x") {
		return a.end >= len(p.Folded) || p.Class[a.end] != lexicon.Letter
	}
	if p.tableCell(a) || p.listItem(a) {
		return true
	}
	if strings.HasSuffix(" "+strings.TrimSpace(before), " n.") && p.nameBehind(a) {
		return true // "n. 450 carrelli"
	}
	if r := lastRune(strings.TrimRight(p.Folded[:a.start], " ")); strings.ContainsRune("$€£#-./+%", r) && !p.hebrewPrefix(a.start) || strings.HasSuffix(before, ":") {
		return false
	}
	if p.needBefore(a.start) && (p.nameBehind(a) || p.alone(a)) {
		return true
	}
	// A large number that is written out counts goods in any letter that asks.
	large := a.value >= 50 && a.word && p.hasIn(0, len(p.Folded), lexicon.Want, lexicon.Wanted, lexicon.Price, lexicon.Ask)
	return a.value >= 4 && !p.yearLike(a) && p.goodsBehind(a) && (large || p.wished(a))
}

// wished says that wanting, or ordering, stands in a number's sentence: before
// it, or behind it where a language puts its verb last.
func (p *passage) wished(a amount) bool {
	start, end := p.sentence(a.start)
	for _, h := range p.hits[lower(p.hits, start):] {
		switch {
		case h.Start >= end:
			return false
		case (h.Cue == lexicon.Want || h.Cue == lexicon.Order) && h.End <= a.start:
			return !p.hasIn(h.End, a.start, lexicon.Selling, lexicon.Company)
		case (h.Cue == lexicon.Wanted || h.Cue == lexicon.Order) && h.Start >= a.end:
			return true
		}
	}
	return false
}

// goodsBehind says that the word behind a number could be goods: no little
// word, no name with a capital, nothing that counts people, shops or time.
func (p *passage) goodsBehind(a amount) bool {
	i := a.end
	if !p.nameBehind(a) {
		return false
	}
	at := i
	for at < len(p.Folded) && p.Folded[at] == ' ' {
		at++
	}
	if p.softAt(at, lexicon.Function, lexicon.Stop, lexicon.Generic, lexicon.Abstract, lexicon.Greeting) || p.hasIn(at, at+1, lexicon.Company, lexicon.Country, lexicon.Currency, lexicon.Payment, lexicon.Number, lexicon.Selling) {
		return false
	}
	return !p.capital(at)
}

// yearLike says that four bare digits are a year.
func (p *passage) yearLike(a amount) bool {
	return a.end-a.start == 4 && a.value >= 1900 && a.value < 2100
}

// tableCell says that a number stands alone in the last cell of a row, in a
// table with a column for quantities.
func (p *passage) tableCell(a amount) bool {
	before, after := strings.TrimRight(p.Folded[:a.start], " "), strings.TrimLeft(p.Folded[a.end:], " ")
	if !strings.HasSuffix(before, "|") || after != "" && after[0] != '\n' && after[0] != '|' {
		return false
	}
	return p.hasIn(0, a.start, lexicon.Amount)
}

// newRow says that a line ends between the word "quantity" and a number: unless
// the word stands alone on its line, it heads a table, and the number is in it.
func (p *passage) newRow(h lexicon.Hit, a amount) bool {
	if strings.Contains(p.Folded[h.End:a.start], "\n\n") {
		return true
	}
	if !strings.Contains(p.Folded[h.End:a.start], "\n") {
		return false
	}
	begin := strings.LastIndexByte(p.Folded[:h.Start], '\n') + 1
	return strings.Count(strings.TrimSpace(p.Folded[begin:h.Start]), " ") >= 1
}

// listItem says that a number closes a line of a list: "chairs - 280",
// "Epson projector --- 85", or the last column below a heading of quantities.
// One such line may be anything; two are a list.
func (p *passage) listItem(a amount) bool {
	return a.value >= 2 && !p.yearLike(a) && p.closesItem(a.start, a.end) && p.items() >= 2
}

// closesItem says that a number ends its line behind a dash, a colon or a row
// of dots, and that the line begins with words.
func (p *passage) closesItem(start, end int) bool {
	if end < len(p.Folded) && p.Folded[end] != '\n' {
		return false
	}
	begin := strings.LastIndexByte(p.Folded[:start], '\n') + 1
	line := strings.TrimRight(p.Folded[begin:start], " ")
	item := strings.TrimRight(line, " .-–—:=_")
	if len(item) == len(line) && !p.headed(begin) || len(item) < 2 || start-begin > 120 {
		return false
	}
	letters := 0
	for _, c := range p.Class[begin : begin+len(item)] {
		if c == lexicon.Letter || c == lexicon.Unspaced {
			letters++
		}
	}
	sized := len(item) >= 2 && p.Class[begin] == lexicon.Digit && strings.ContainsAny(item, "\"x/m")
	return (letters >= 4 || sized) && !p.hasIn(begin, end, lexicon.Price, lexicon.Currency, lexicon.Payment, lexicon.Invoice, lexicon.Month)
}

// headed says that a line without figures above folded i speaks of quantities.
func (p *passage) headed(i int) bool {
	if p.header == 0 {
		p.header = -1
		for _, h := range p.hits {
			if h.Cue != lexicon.Amount {
				continue
			}
			begin := strings.LastIndexByte(p.Folded[:h.Start], '\n') + 1
			end := strings.IndexByte(p.Folded[h.End:], '\n')
			if end >= 0 && end < 200 && h.Start-begin < 200 && !strings.ContainsAny(p.Folded[begin:h.End+end], "0123456789") {
				p.header = h.End + end
				break
			}
		}
	}
	return p.header > 0 && p.header <= i
}

// items counts the lines that a number closes, up to two.
func (p *passage) items() int {
	if p.rows > 0 {
		return p.rows - 1
	}
	n := 0
	for i := 0; i < p.tail && n < 2; i++ {
		if p.Class[i] != lexicon.Digit || i > 0 && p.Class[i-1] == lexicon.Digit {
			continue
		}
		a := p.number(i)
		if p.closesItem(i, a.end) {
			n++
		}
		i = max(i, a.end-1)
	}
	p.rows = n + 1
	return n
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

// needBefore says whether wanting, or asking a price, ends just before i.
func (p *passage) needBefore(i int) bool {
	near := p.back(i, 16)
	for _, h := range p.hits[lower(p.hits, p.back(i, 96)):] {
		if h.Start >= i {
			break
		}
		if h.End >= near && h.End <= i && (h.Cue == lexicon.Want || h.Cue == lexicon.Order || h.Cue == lexicon.Price) && !strings.ContainsAny(p.Folded[h.End:i], ".?!") {
			return true
		}
	}
	return false
}

// alone says that wanting stands right before a number and nothing behind it:
// "how much is it? I need 2."
func (p *passage) alone(a amount) bool {
	if a.word || a.end < len(p.Folded) && strings.IndexByte(".,!?\n", p.Folded[a.end]) < 0 {
		return false
	}
	for _, h := range p.hits[lower(p.hits, a.start-32):] {
		if h.Start >= a.start {
			break
		}
		if h.Cue == lexicon.Want && (h.End == a.start || h.End == a.start-1) {
			return true
		}
	}
	return false
}

// nameBehind says whether an ordinary word stands behind a number, not a
// measure, a month or a span of time.
func (p *passage) nameBehind(a amount) bool {
	i := a.end
	at := i
	for at < len(p.Folded) && p.Folded[at] == ' ' {
		at++
	}
	if at >= len(p.Folded) || at == i && p.Class[at] != lexicon.Unspaced || p.Class[at] == lexicon.Gap || p.Class[at] == lexicon.Digit {
		return false
	}
	if p.softAt(at, lexicon.Abstract) || p.hasIn(at, at+1, lexicon.Measure, lexicon.Month, lexicon.Price, lexicon.LeadTime, lexicon.Catalogue) {
		return false
	}
	if a.value >= 1000 {
		return true // nobody counts days in thousands
	}
	for _, span := range []string{"day", "week", "month", "year", "hour", "usd", "eur", "%", "tage", "woche", "jahr", "dia", "semana", "mes", "ano", "jour", "semaine", "mois", "giorn", "gg", "dag", "week", "dni", "дн", "недел", "лет", "gun", "hafta", "hari", "minggu", "ngay", "st ", "nd ", "th ", "rd "} {
		if strings.HasPrefix(p.Folded[at:], span) {
			return false
		}
	}
	return true
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
