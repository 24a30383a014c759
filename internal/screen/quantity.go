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
			if p.roughly(a) {
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
	if p, h, ok := find(r.body, lexicon.Vague); ok {
		r.seen.vague = true
		r.claim("quantity", slotQuantity, pts.QuantityVague, p, h.Start, h.End, "a vague quantity")
		if r.quantity == "" {
			r.quantity = p.cite(h.Start, h.End)
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
