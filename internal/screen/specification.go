package screen

import (
	"strings"

	"inquiryd/internal/lexicon"
)

// readSpecification looks for what makes a product exact: a model number, a
// size, a measure, a standard, a drawing or a specification. It counts for a
// product that is named, or when a model number names it.
func readSpecification(r *reading) {
	points := r.screen.config.Scorecard.Points.Model
	exact := func(p *passage, start, end int, how string) {
		r.seen.exact = true
		r.seen.product = true
		r.claim("specification", slotProduct, points, p, start, end, how)
	}
	for _, p := range r.body {
		if start, end, ok := p.modelNumber(); ok {
			if !r.seen.product {
				r.keepProduct(p.cite(start, end))
			}
			exact(p, start, end, "a model number or standard")
			return
		}
	}
	if !r.seen.product {
		return
	}
	for _, p := range r.body {
		if start, end, ok := p.measure(); ok {
			exact(p, start, end, "a size or measure")
			return
		}
	}
	if p, h, ok := find(r.body, lexicon.Spec); ok && !p.asks(h) {
		exact(p, h.Start, h.End, "a specification")
		return
	}
	for _, a := range r.letter.Attachments {
		name := strings.ToLower(a.Name)
		for _, mark := range []string{"spec", "drawing", "datasheet", "techpack", "tech_pack", "boq", ".dwg", ".dxf", ".step", ".stp", ".igs", "zeichnung", "plano", "desenho", "dessin", "чертеж", "图纸"} {
			if strings.Contains(name, mark) {
				exact(&r.text, 0, 0, "attached: "+a.Name)
				return
			}
		}
	}
}

// asks says that the specification is asked of us and not given: "please send
// the specifications", "what sizes do you have".
func (p *passage) asks(h lexicon.Hit) bool {
	start, end := p.sentence(h.Start)
	if end < len(p.Folded) && p.Folded[end] == '?' {
		return true
	}
	if strings.Contains(p.Folded[start:end], "attach") || strings.Contains(p.Folded[start:end], "enclose") {
		return false
	}
	for _, g := range p.hits[lower(p.hits, start):] {
		if g.Start >= h.Start {
			break
		}
		if g.End <= h.Start && (g.Cue == lexicon.Ask || g.Cue == lexicon.Catalogue) {
			return true
		}
	}
	for _, d := range p.Class[h.End:min(end, h.End+24)] {
		if d == lexicon.Digit {
			return false
		}
	}
	word := p.Folded[h.Start:h.End]
	return !(strings.Contains(word, "draw") || strings.Contains(word, " ") || strings.Contains(word, "list"))
}

// measure finds a number with a measure behind it, or a size across.
func (p *passage) measure() (start, end int, ok bool) {
	for i := 0; i < p.tail; i++ {
		if p.Class[i] != lexicon.Digit || i > 0 && (p.Class[i-1] == lexicon.Digit || p.Class[i-1] == lexicon.Letter && p.Folded[i-1] != 'x') {
			continue
		}
		a := p.number(i)
		at := a.end
		for at < len(p.Folded) && at < a.end+2 && (p.Folded[at] == ' ' || p.Folded[at] == '-') {
			at++
		}
		for _, h := range p.hitsFrom(at) {
			if h.Cue == lexicon.Measure {
				return a.start, h.End, true
			}
		}
		if at < len(p.Folded) && strings.IndexByte("\"%", p.Folded[at]) >= 0 && at == a.end && a.value > 0 && !p.hasIn(max(0, i-40), i, lexicon.Payment) && !strings.HasPrefix(p.Folded[at:], "% off") && !p.inPayment(i) {
			return a.start, at + 1, true
		}
		if p.across(a) {
			return a.start, a.end, true
		}
		if at < len(p.Folded) && p.Folded[at] == 'k' && a.value >= 1800 && a.value <= 10000 && p.WordEnd(at+1) {
			return a.start, at + 1, true
		}
		if p.perBag(a, min(len(p.Folded), a.end+4)) || p.perBag(a, min(len(p.Folded), a.end+3)) {
			return a.start, a.end, true
		}
		i = max(i, a.end-1)
	}
	return 0, 0, false
}

// inPayment says a percentage belongs to terms of payment: "30% deposit".
func (p *passage) inPayment(i int) bool {
	start, end := p.sentence(i)
	return p.hasIn(start, end, lexicon.Payment)
}

// modelNumber finds a word that mixes letters and digits as model numbers do,
// or a standard such as DIN 933.
func (p *passage) modelNumber() (start, end int, ok bool) {
	s := p.Folded
	for i := 0; i < p.tail; i++ {
		if p.Class[i] == lexicon.Gap || p.Class[i] == lexicon.Unspaced || i > 0 && (p.Class[i-1] == lexicon.Letter || p.Class[i-1] == lexicon.Digit || strings.IndexByte("@/-_.#", s[i-1]) >= 0) {
			continue
		}
		e, letters, digits, joints := i, 0, 0, 0
		for e < len(s) && (p.Class[e] == lexicon.Letter && s[e] < 0x80 || p.Class[e] == lexicon.Digit || (s[e] == '-' || s[e] == '/' || s[e] == '.') && e+1 < len(s) && (p.Class[e+1] == lexicon.Letter || p.Class[e+1] == lexicon.Digit)) {
			switch {
			case p.Class[e] == lexicon.Letter:
				letters++
			case p.Class[e] == lexicon.Digit:
				digits++
			default:
				joints++
			}
			e++
		}
		if letters > 0 && digits >= 2 && e-i >= 4 && e-i <= 24 && p.modelLike(i, e, letters, digits, joints) {
			return i, e, true
		}
		for _, std := range standards {
			if rest, found := strings.CutPrefix(s[i:], std); found && len(rest) > 1 && (rest[0] == ' ' || rest[0] == '-') {
				if c := rest[1]; c >= '0' && c <= '9' && (len(std) > 3 || p.capital(i)) { // "en 15 días" is no standard
					return i, i + len(std) + 1 + p.digitRun(i+len(std)+1), true
				}
			}
		}
		i = max(i, e-1)
	}
	return 0, 0, false
}

// standards are bodies whose number makes a product exact. Management systems
// such as ISO 9001 are certificates and were found before.
var standards = []string{"din", "astm", "en", "aisi", "jis", "api", "ansi", "asme", "gost", "гост", "sae", "model", "art", "grade", "item", "modelo", "ral", "pantone", "type", "aashto", "bs", "model no", "модель"}

// modelLike throws out what only looks like a model number: units and
// containers stuck to a number, references, dates, times and addresses.
func (p *passage) modelLike(i, e, letters, digits, joints int) bool {
	s := p.Folded[i:e]
	for _, h := range p.hits[lower(p.hits, i-40):] {
		if h.Start >= e {
			break
		}
		if h.End > i && (h.Cue == lexicon.Unit || h.Cue == lexicon.Container || h.Cue == lexicon.Certificate || h.Cue == lexicon.Month || h.Cue == lexicon.Payment || h.Cue == lexicon.Number) {
			return false
		}
	}
	if p.hasIn(i, i+1, lexicon.Currency) {
		return false // "RM85"
	}
	for _, ref := range []string{"rfq", "po-", "po2", "pi-", "inv", "ref", "http", "www", "covid", "id-", "id2", "tel", "q1", "q2", "q3", "q4", "fy", "24/7", "so-", "req", "case", "tender", "rfp", "rfi", "pr-", "enq", "inq", "incoterm"} {
		if strings.HasPrefix(s, ref) {
			return false
		}
	}
	before := strings.TrimRight(p.Folded[max(0, i-12):i], " :#.")
	for _, ref := range []string{"rfq", "po", "order", "ref", "invoice", "no", "nr", "tender", "reference", "order no", "№", "box", "code", "pedido", "oferta"} {
		if strings.HasSuffix(before, ref) && !strings.HasSuffix(before, "item no") && !strings.HasSuffix(before, "model no") && !strings.HasSuffix(before, "art no") && !strings.HasSuffix(before, "part no") {
			return false
		}
	}
	if strings.Contains(s, ".") && letters > digits || strings.HasPrefix(s, "0.") {
		return false // a host name; a price per piece
	}
	for _, end := range []string{"th", "st", "nd", "rd", "am", "pm", "k", "usd", "eur", "hrs", "h", "x", "gp", "hq", "days", "m", "s", "t", "g"} {
		if strings.HasSuffix(s, end) && letters == len(end) && joints == 0 && p.Class[i] == lexicon.Digit {
			return false
		}
	}
	return joints <= 4
}
