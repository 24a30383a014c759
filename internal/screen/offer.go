package screen

import (
	"strings"

	"inquiryd/internal/lexicon"
)

// offered finds the offers made to us and takes the words of asking out of
// their sentences: "should you need drivers, we quote at once" asks for
// nothing, and "our price 2.40 USD FOB" is no question for a price. It returns
// how many there are.
func (p *passage) offered() int {
	type span struct{ start, end int }
	var offers []span
	n := 0
	for _, h := range p.hits {
		if h.Cue == lexicon.Offer || (h.Cue == lexicon.Price || h.Cue == lexicon.Catalogue) && p.ourOwn(h) || h.Cue == lexicon.Price && p.stated(h) {
			if len(offers) > 0 && h.Start < offers[len(offers)-1].end {
				if h.Cue == lexicon.Offer {
					n++
				}
				continue
			}
			start, end := p.sentence(h.Start)
			offers = append(offers, span{start, end})
			n++
		}
	}
	if n == 0 {
		return 0
	}
	kept := p.hits[:0]
	for _, h := range p.hits {
		for len(offers) > 0 && offers[0].end <= h.Start {
			offers = offers[1:]
		}
		if len(offers) > 0 && h.Start >= offers[0].start && asking(h.Cue) {
			continue
		}
		kept = append(kept, h)
	}
	p.hits = kept
	return n
}

// asking says that a cue is what a buyer asks with or asks about.
func asking(c lexicon.Cue) bool {
	switch c {
	case lexicon.Ask, lexicon.Want, lexicon.Wanted, lexicon.Price, lexicon.MOQ, lexicon.Vague, lexicon.Amount, lexicon.Unit,
		lexicon.Container, lexicon.Sample, lexicon.Catalogue, lexicon.Cooperation, lexicon.Shipping, lexicon.LeadTime, lexicon.Packing,
		lexicon.Custom, lexicon.Certificate, lexicon.Payment, lexicon.Technical, lexicon.Spec, lexicon.Incoterm, lexicon.Deadline:
		return true
	}
	return false
}

// ourOwn says that a price or a catalogue is the writer's: "our new price
// list", "daftar harga kami". A question is no offer. One word may stand between in front, none behind.
func (p *passage) ourOwn(h lexicon.Hit) bool {
	if _, end := p.sentence(h.Start); end < len(p.Folded) && p.Folded[end] == '?' {
		return false // "our price now is 9 USD, can you beat it?"
	}
	phrase := p.Folded[h.Start:h.End]
	for _, verb := range []string{"quot", "rfq", "request", "how ", "cost", "offer"} {
		if strings.HasPrefix(phrase, verb) {
			return false
		}
	}
	for _, g := range p.soft[lower(p.soft, h.Start-24):] {
		if g.Start > h.End+1 {
			break
		}
		if g.Cue != lexicon.Ours {
			continue
		}
		if g.Start >= h.End && ownFollows(g.Lang) {
			return true
		}
		if g.End <= h.Start && !ownFollows(g.Lang) && oneWord(p.Folded[g.End:h.Start]) {
			return true
		}
	}
	return false
}

// ownFollows says whether a language puts "our" behind its noun.
func ownFollows(lang string) bool {
	switch lang {
	case "id", "vi", "th", "he", "fa":
		return true
	}
	return false
}

// oneWord says that at most one word stands in a gap, and no punctuation.
func oneWord(gap string) bool {
	return !strings.ContainsAny(gap, ".,;:?!()\n") && strings.Count(strings.TrimSpace(gap), " ") == 0 && len(gap) <= 16
}

// stated says that a price is told and not asked: an amount of money stands in
// its sentence, which is no question, and speaks neither of a target nor of a
// price of ours.
func (p *passage) stated(h lexicon.Hit) bool {
	start, end := p.sentence(h.Start)
	if end < len(p.Folded) && p.Folded[end] == '?' || p.hasIn(start, end, lexicon.Target, lexicon.Ask, lexicon.Order) {
		return false
	}
	for _, g := range p.hits[lower(p.hits, start):] {
		if g.Start >= end {
			break
		}
		// "price" itself is a word of wanting in many languages.
		if (g.Cue == lexicon.Want || g.Cue == lexicon.Wanted) && (g.End <= h.Start || g.Start >= h.End) {
			return false
		}
	}
	if strings.Contains(p.Folded[start:end], "your") {
		return false
	}
	return p.money(start, end)
}

// money says whether an amount of money stands between two folded offsets.
func (p *passage) money(start, end int) bool {
	for i := start; i < end; i++ {
		if p.Class[i] != lexicon.Digit || i > 0 && p.Class[i-1] == lexicon.Digit {
			continue
		}
		before := strings.TrimRight(p.Folded[start:i], " ")
		for _, sign := range []string{"$", "€", "£", "¥", "₽", "₹"} {
			if strings.HasSuffix(before, sign) {
				return true
			}
		}
		a := p.number(i)
		at := a.end
		for at < end && (p.Folded[at] == ' ' || p.Folded[at] == '/') {
			at++
		}
		if at < len(p.Folded) && p.hasIn(at, at+1, lexicon.Currency) || p.endsWith(len(before)+start, lexicon.Currency) {
			return true
		}
		i = max(i, a.end-1)
	}
	return false
}

// endsWith says whether a cue ends at folded i.
func (p *passage) endsWith(i int, cue lexicon.Cue) bool {
	for _, h := range p.hits[lower(p.hits, i-16):] {
		if h.Start >= i {
			break
		}
		if h.End == i && h.Cue == cue {
			return true
		}
	}
	return false
}
