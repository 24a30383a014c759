package screen

import (
	"strings"

	"inquiryd/internal/lexicon"
)

// readQuantity looks for a number with a unit, a container, a number that
// stands with the word "quantity", or vague words.
func readQuantity(r *reading) {
	pts := r.screen.config.Scorecard.Points
	for _, p := range r.body {
		for _, a := range p.amounts() {
			if a.unit != 0 && !a.container && p.across(a) && p.lengthUnit(a) {
				continue // "5 x 5 metre"
			}
			if a.unit == 0 && !p.counted(a) || a.value == 0 && !a.decimal || p.account(a) || p.noGoods(a) {
				continue
			}
			end := max(a.unit, a.end)
			if p.roughly(a) || r.forSamples(p, a) {
				r.seen.vague = true
				r.claim("quantity", slotQuantity, pts.QuantityVague, p, a.start, end, "a vague quantity")
				continue
			}
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
	if !r.seen.number && !r.partnerOnly() {
		r.quantityInPassing(pts.QuantityNumber)
	}
	if p, h, ok := find(r.body, lexicon.Vague); ok {
		r.seen.vague = true
		r.claim("quantity", slotQuantity, pts.QuantityVague, p, h.Start, h.End, "a vague quantity")
		if r.quantity == "" {
			r.quantity = p.cite(h.Start, h.End)
		}
	}
}

// forSamples says that a small number counts samples: "two pieces of each,
// free of charge".
func (r *reading) forSamples(p *passage, a amount) bool {
	const most = 30
	start, end := p.sentence(a.start)
	return a.value <= most && !a.container && p.hasIn(start, end, lexicon.Sample, lexicon.Free) && !p.hasIn(start, end, lexicon.Price)
}

// quantityInPassing takes the first number that nothing else explains, in a
// sentence that asks or wants, for a quantity.
func (r *reading) quantityInPassing(points int) {
	for _, p := range r.body {
		for _, a := range p.amounts() {
			if !p.unexplained(a) || p.noGoods(a) || p.roughly(a) {
				continue
			}
			start, end := p.sentence(a.start)
			if p.hasIn(start, end, lexicon.Want, lexicon.Wanted, lexicon.Order, lexicon.Amount) || a.value >= 100 && p.hasIn(0, len(p.Folded), lexicon.Price) || a.value >= 20 && p.goodsBehind(a) || p.goodsBehind(a) && (p.hasIn(start, end, lexicon.Price) || end < len(p.Folded) && p.Folded[end] == '?') {
				r.seen.number = true
				r.quantity = p.cite(a.start, a.end)
				r.claim("quantity", slotQuantity, points, p, a.start, a.end, "a quantity, told in passing")
				return
			}
		}
	}
}

// noGoods says that a number counts people, shops or years, or tells what a
// thing can do: "45 employees", "capacity 4 tons".
func (p *passage) noGoods(a amount) bool {
	at := a.end
	for at < len(p.Folded) && at < a.end+2 && (p.Folded[at] == ' ' || p.Folded[at] == '-' || p.Folded[at] == '+') {
		at++
	}
	if p.softAt(at, lexicon.Headcount) {
		return true
	}
	begin := p.back(a.start, 24)
	for _, h := range p.soft[lower(p.soft, begin):] {
		if h.Start >= a.start {
			break
		}
		if h.Cue == lexicon.Capacity && h.End <= a.start && !strings.ContainsAny(p.Folded[h.End:a.start], ",;.\n") {
			return true
		}
	}
	return false
}

// roughly says that a number word is part of a vague one: "a few hundred".
func (p *passage) roughly(a amount) bool {
	for _, h := range p.hits[lower(p.hits, a.start-24):] {
		if h.Start > a.start {
			break
		}
		if h.Cue == lexicon.Vague && h.End > a.start {
			return true
		}
	}
	return false
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

// unexplained says that nothing but a quantity can be meant by a number of a
// letter that asks: it is no date, time, price, measure, reference or part of a
// code. Buyers tell quantities in passing: "something like 450 would do".
func (p *passage) unexplained(a amount) bool {
	const least = 10 // smaller numbers count all kinds of things
	if a.value < least || a.decimal || p.measured(a) || p.yearLike(a) || p.enumerates(a) || p.dated(a) || !p.requests() {
		return false
	}
	if r := lastRune(p.Folded[:a.start]); a.start > 0 && !strings.ContainsRune(" \n(\"'~=|>*", r) && p.Class[a.start-1] != lexicon.Unspaced {
		return false
	}
	if a.end < len(p.Folded) {
		switch next := p.Folded[a.end]; {
		case p.Class[a.end] == lexicon.Letter || strings.IndexByte("%\"'/:x*#@_+", next) >= 0:
			return false
		case next == '-' || next == '.':
			if a.end+1 < len(p.Folded) && p.Class[a.end+1] != lexicon.Gap {
				return false
			}
		}
	}
	at := a.end
	for at < len(p.Folded) && (p.Folded[at] == ' ' || p.Folded[at] == ')') {
		at++
	}
	if p.softAt(at, lexicon.Headcount) || p.hasIn(at, at+1, lexicon.Measure, lexicon.Month, lexicon.Currency, lexicon.Payment, lexicon.LeadTime, lexicon.Incoterm) || at < len(p.Folded) && strings.IndexByte("%/:*°", p.Folded[at]) >= 0 {
		return false
	}
	return !p.labelled(a) && !p.paced(a)
}

// requests says that a passage asks or orders at all.
func (p *passage) requests() bool {
	return strings.ContainsAny(p.Folded, "?") || p.hasIn(0, len(p.Folded), lexicon.Want, lexicon.Wanted, lexicon.Price, lexicon.Ask, lexicon.Order, lexicon.MOQ, lexicon.Target)
}

// enumerates says that a number counts the lines of a list: "12. Payment".
func (p *passage) enumerates(a amount) bool {
	return (a.start == 0 || p.Folded[a.start-1] == '\n') && a.end < len(p.Folded) && strings.IndexByte(".)|\n", p.Folded[a.end]) >= 0
}

// dated says that a number is a day, a year or a time of day.
func (p *passage) dated(a amount) bool {
	near := p.hasIn(p.back(a.start, 10), a.start, lexicon.Month, lexicon.Deadline) || p.hasIn(a.end, min(len(p.Folded), a.end+8), lexicon.Month)
	return near && a.value < 2100
}

// labelled says that the word before a number makes a name or a measure of it:
// "No. 4417", "DN 80", "bore 80", "since 1987".
func (p *passage) labelled(a amount) bool {
	if p.hasIn(p.back(a.start, 12), a.start, lexicon.Spec, lexicon.Certificate, lexicon.Currency, lexicon.Incoterm, lexicon.Invoice, lexicon.Running, lexicon.Contact) {
		return true
	}
	before := strings.TrimRight(p.Folded[p.back(a.start, 16):a.start], " :#.'\"(")
	begin := strings.LastIndexAny(before, " \n,;:|/(.-") + 1
	switch before[begin:] {
	case "no", "nr", "num", "number", "ref", "reference", "po", "rfq", "item", "art", "model", "type", "rev", "version", "page", "floor", "room", "box", "tel", "phone", "mob", "fax", "since",
		"iso", "din", "en", "astm", "grade", "class", "size", "code", "vat", "hs", "dn", "pn", "od", "id", "ip", "bore", "rod", "stroke", "width", "height", "depth", "length", "diameter", "dia", "thickness", "thick",
		"q", "lot", "mt103", "series", "mod", "ral", "pantone", "aisi", "sae", "section", "article", "clause", "street", "st", "block", "suite", "unit", "route", "km", "age", "aged", "top", "psi", "bar", "ph", "cas", "ext", "pin", "zip",
		"nº", "n°", "№", "n", "num.", "numero", "modelo", "talla", "desde", "depuis", "seit", "dal", "sinds", "с", "тип", "марка", "арт", "din.", "номер", "размер", "грост", "гост", "号", "型号", "no.", "版", "第":
		return true
	}
	return false
}

// paced says that a number is a speed or a rate: "4000 bags one hour".
func (p *passage) paced(a amount) bool {
	rest := p.Folded[a.end:min(len(p.Folded), a.end+28)]
	if end := strings.IndexAny(rest, ".,;?!\n"); end >= 0 {
		rest = rest[:end]
	}
	for _, pace := range []string{"/h", "/min", " hour", " minute", " per min", "/sec", " second", " rpm", " an h", "小时", "分钟", "小時", "分鐘", "час", "минут", "saat", "dakika", "hora", "heure", "stunde", "минуту", "시간", "分間", "時間"} {
		if strings.Contains(rest, pace) {
			return true
		}
	}
	return false
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
