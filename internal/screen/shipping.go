package screen

import (
	"strings"

	"inquiryd/internal/lexicon"
)

// readShipping looks for the question for shipping or delivery, and for the
// place or the date that it names.
func readShipping(r *reading) {
	pts := r.screen.config.Scorecard.Points
	for _, p := range r.body {
		for _, h := range p.hits {
			if h.Cue != lexicon.Shipping || r.carriesSamples(p, h) {
				continue
			}
			r.seen.shipping, r.seen.shippingAsked = true, true
			r.claim("shipping", slotShipping, pts.Shipping, p, h.Start, h.End, "asks for shipping or delivery")
			if start, end, ok := r.destination(p, h); ok {
				r.seen.place = true
				r.claim("place", slotPlace, pts.Place, p, start, end, "names a place or a date")
				return
			}
		}
	}
	r.pricedTo()
	r.portNamed()
	r.needBy()
}

// portNamed reads a port that goods are to go to, whatever else its sentence
// says: "to Tema harbour", "Aqaba is our port", "through Mombasa".
func (r *reading) portNamed() {
	if r.seen.place {
		return
	}
	pts := r.screen.config.Scorecard.Points
	for _, p := range r.body {
		for _, h := range p.hits {
			if h.Cue != lexicon.Port || h.Start >= p.tail {
				continue
			}
			if p.follows(h.Start, leads...) || p.precedes(h.End, berths...) {
				r.carriedTo(pts, p, h, h.Start, h.End)
				return
			}
		}
	}
}

// leads stand before a port that goods go to; berths make a port of a town's name.
var (
	leads  = []string{"to", "through", "via", "reach", "upto", "up to", "into", "landing", "to land", "port:", "port of", "to port", "nach", "hasta", "puerto de", "porto de", "port de", "до", "порт"}
	berths = []string{"port", "harbour", "harbor", "wharf", "dry port", "icd", "cfs", "sea port", "seaport", "is our port", "is my port", "is the port", "limani", "港"}
)

// follows says that one of some words stands right before folded i.
func (p *passage) follows(i int, words ...string) bool {
	before := strings.TrimRight(" "+p.Folded[max(0, i-14):i], " ")
	for _, w := range words {
		if strings.HasSuffix(before, " "+w) || strings.HasSuffix(before, "\n"+w) {
			return true
		}
	}
	return false
}

// precedes says that one of some words stands right behind folded i.
func (p *passage) precedes(i int, words ...string) bool {
	rest := strings.TrimLeft(p.Folded[i:min(len(p.Folded), i+16)], " ")
	for _, w := range words {
		if strings.HasPrefix(rest, w) && (len(rest) == len(w) || rest[len(w)] < 'a' || rest[len(w)] > 'z') {
			return true
		}
	}
	return false
}

// carriesSamples says that a courier or postage is for samples and not for the
// goods: they stand in one sentence, and no price or quantity with them.
func (r *reading) carriesSamples(p *passage, h lexicon.Hit) bool {
	start, end := p.sentence(h.Start)
	return p.hasIn(start, end, lexicon.Sample, lexicon.Free) && !p.hasIn(start, end, lexicon.Port, lexicon.Incoterm, lexicon.Container, lexicon.LeadTime)
}

// pricedTo reads a price asked to a place: "rate per sheet to Auckland?".
func (r *reading) pricedTo() {
	pts := r.screen.config.Scorecard.Points
	for _, p := range r.body {
		for _, h := range p.hits {
			if h.Cue != lexicon.Price {
				continue
			}
			start, end := p.sentence(h.Start)
			for _, g := range p.hits[lower(p.hits, start):] {
				if g.Start >= end {
					break
				}
				if (g.Cue == lexicon.Port || g.Cue == lexicon.Country) && p.towards(g.Start) && g.Start < p.tail {
					r.carriedTo(pts, p, h, g.Start, g.End)
					return
				}
			}
			if from, to, ok := r.town(p, start, end); ok && p.towards(from) {
				r.carriedTo(pts, p, h, from, to)
				return
			}
		}
	}
}

func (r *reading) carriedTo(pts Points, p *passage, asked lexicon.Hit, start, end int) {
	r.seen.shipping, r.seen.shippingAsked, r.seen.place = true, true, true
	r.claim("shipping", slotShipping, pts.Shipping, p, asked.Start, end, "asks the price to a place")
	r.claim("place", slotPlace, pts.Place, p, start, end, "names a place or a date")
}

// towards says that the word before folded i leads to a place.
func (p *passage) towards(i int) bool {
	before := " " + p.Folded[max(0, i-14):i]
	for _, lead := range []string{" to ", " to the port of ", " nach ", " hasta ", " jusqu'a ", " naar ", " tot ", " do ", " до ", " ke ", " den ", " fino a ", " ate ", " into ", " put in ", " puesto en ", " posto em ", " rendu ", " reso ", " frei ", " franco ", " free ", " delivered ", " landed ", " إلى ", " الى ", " ל", " تا ", " 到"} {
		if strings.HasSuffix(before, lead) {
			return true
		}
	}
	return false
}

// needBy reads a date to have the goods by: with a place it is a delivery in
// full, though nothing is asked (domain: edges of the rule).
func (r *reading) needBy() {
	pts := r.screen.config.Scorecard.Points
	for _, p := range r.body {
		for _, h := range p.hits {
			if h.Cue != lexicon.Deadline {
				continue
			}
			end, ok := p.date(h.End, r.in.Now.Year())
			if !ok {
				continue
			}
			start, stop := p.sentence(h.Start)
			_, _, town := r.town(p, start, stop)
			place := town || p.hasIn(start, stop, lexicon.Port, lexicon.Country)
			if place || p.hasIn(start, stop, lexicon.Want, lexicon.Wanted, lexicon.LeadTime, lexicon.Shipping) {
				r.seen.shipping, r.seen.shippingAsked = true, true
				r.claim("shipping", slotShipping, pts.Shipping, p, h.Start, end, "names a date to deliver by")
			}
			if place || p.hasIn(start, stop, lexicon.LeadTime, lexicon.Shipping) {
				r.seen.place = true
				r.claim("place", slotPlace, pts.Place, p, h.Start, end, "names a date to deliver by")
			}
		}
	}
}

// destination is the port, country, date or capitalised place in the same
// sentence as h; a date before this year is none.
func (r *reading) destination(p *passage, h lexicon.Hit) (start, end int, ok bool) {
	year := r.in.Now.Year()
	from, to := p.sentence(h.Start)
	for _, g := range p.hits[lower(p.hits, from):] {
		if g.Start >= to {
			break
		}
		if g.End <= to && (g.Cue == lexicon.Port || g.Cue == lexicon.Country) && g.Start < p.tail {
			return g.Start, g.End, true
		}
	}
	for _, g := range p.hits {
		if g.Cue == lexicon.Deadline && g.Start >= from && g.End <= to {
			if e, ok := p.date(g.End, year); ok {
				return g.Start, e, true
			}
		}
	}
	if start, end, ok := r.town(p, from, to); ok {
		return start, end, true
	}
	// "delivered to Brno": a capitalised word behind a preposition.
	words := 0
	for i := h.End; i < to && words < 5; i++ {
		if !p.WordStart(i) {
			continue
		}
		words++
		if p.capital(i) && i > 0 && p.Folded[i-1] == ' ' && len(p.hitsFrom(i)) == 0 && p.prepositionBefore(i) {
			e := i
			for e < to && p.Class[e] == lexicon.Letter {
				e++
			}
			if e-i >= 3 && strings.ToUpper(p.Quote(i, e)) != p.Quote(i, e) {
				return i, e, true
			}
		}
	}
	return 0, 0, false
}

// town is a town of the letter between two folded offsets.
func (r *reading) town(p *passage, from, to int) (start, end int, ok bool) {
	for _, name := range r.in.Origin.Towns {
		name = strings.TrimSpace(lexicon.Fold(name).Folded)
		if i := strings.Index(p.Folded[from:to], name); i >= 0 && name != "" && p.WordStart(from+i) && from+i < p.tail {
			return from + i, from + i + len(name), true
		}
	}
	return 0, 0, false
}

// prepositionBefore says whether a word that leads to a place ends before i.
func (p *passage) prepositionBefore(i int) bool {
	before := p.Folded[max(0, i-8):i]
	for _, prep := range []string{" to ", " in ", " nach ", " a ", " para ", " naar ", " do ", " в ", " vers ", " en ", " ke ", " den ", " di ", " at ", " port ", " em ", " no ", " na ", " ate ", " pro ", " presso ", " bei ", " frei ", " w ", " г. ", " для ", " jusqu'a ", " hasta "} {
		if strings.HasSuffix(before, prep) || strings.HasPrefix(before, prep[1:]) && before == prep[1:] {
			return true
		}
	}
	return strings.HasPrefix(before, "to ")
}

// date reads a date, a month, a year to come or a span in weeks within a few
// words behind folded i.
func (p *passage) date(i, year int) (end int, ok bool) {
	stop := min(len(p.Folded), i+28)
	for _, h := range p.hits[lower(p.hits, i):] {
		if h.Start >= stop {
			break
		}
		if h.Start >= i && h.Cue == lexicon.Month {
			return h.End, true
		}
	}
	for j := i; j < stop; j++ {
		if p.Class[j] != lexicon.Digit || j > 0 && p.Class[j-1] == lexicon.Digit {
			continue
		}
		a := p.number(j)
		if a.value >= 2020 && a.value < 2100 {
			return a.end, a.value >= year
		}
		rest := strings.TrimLeft(p.Folded[a.end:min(len(p.Folded), a.end+8)], " -")
		for _, span := range []string{"day", "week", "dia", "semana", "jour", "semaine", "tage", "woche", "giorn", "settiman", "dag", "week", "dni", "tygod", "дн", "недел", "gun", "hafta", "hari", "minggu", "ngay", "tuan", "วัน", "日", "月", "天", "周", "週", "주", "일", "월", "يوم", "اسبوع", "روز", "ימים", "दिन", "दिनों", "month"} {
			if strings.HasPrefix(rest, span) {
				return a.end + 1, true
			}
		}
		if a.end < len(p.Folded) && strings.IndexByte("./-", p.Folded[a.end]) >= 0 && a.end+1 < len(p.Folded) && p.Class[a.end+1] == lexicon.Digit {
			return a.end, true
		}
	}
	return 0, false
}
