package screen

import (
	"strings"
	"unicode/utf8"

	"inquiryd/internal/lexicon"
)

// maxProducts bounds what a purchase list can put into a verdict.
const maxProducts = 8

// readProduct names what the buyer wants: first by our catalogue, then by the
// letter's own words, for most sellers configure no catalogue and a product is
// whatever the mail names. A name stands behind words of wanting ("price for
// …"), before them in languages that put the verb last, beside a quantity, or
// in the subject.
func readProduct(r *reading) {
	r.catalogueProducts()
	for _, p := range r.body {
		r.wantedProducts(p)
	}
	if !r.seen.product {
		for _, p := range r.body {
			r.countedProducts(p)
		}
	}
	if !r.seen.product && !r.partnerOnly() {
		r.subjectProduct()
	}
	if !r.seen.product && !r.partnerOnly() {
		r.shortProduct()
	}
}

// partnerOnly says that a letter seeks partnership or a catalogue: what its
// subject holds then is no product, and none need be looked for.
func (r *reading) partnerOnly() bool {
	_, _, partner := find(r.body, lexicon.Cooperation, lexicon.Catalogue)
	return partner && !r.seen.number
}

// shortProduct reads a letter of a line or two whose verb no list knows: who
// asks so briefly asks for goods, and names little else. The first stretch of
// words that mean nothing to the trade is taken for their name.
func (r *reading) shortProduct() {
	const brief = 260 // folded bytes; a line in scripts of three bytes a letter is one, too
	p := &r.text
	if len(p.Folded) > brief || r.offers > 0 {
		return
	}
	_, _, asks := find(r.body, lexicon.Price, lexicon.Ask, lexicon.Want, lexicon.Wanted)
	if !asks && !strings.ContainsAny(p.Folded, "?") {
		return
	}
	if _, _, running := find(r.body, lexicon.Running, lexicon.Private, lexicon.Invoice); running {
		return
	}
	best, from, to := 0, 0, 0
	for i := 0; i < p.tail; i++ {
		if !p.WordStart(i) || i > 0 && p.Class[i] == lexicon.Unspaced && p.Class[i-1] == lexicon.Unspaced {
			continue
		}
		start, end, ok := p.takeName(i)
		if ok && end-start > best && !r.person(p, start, end) {
			best, from, to = end-start, start, end
		}
		if ok {
			i = end
		}
	}
	if best >= 4 {
		r.named(p, from, to, "names a product")
	}
}

// named enters a product in the letter's own words.
func (r *reading) named(p *passage, start, end int, how string) {
	quote := p.cite(start, end)
	if quote == "" || utf8.RuneCountInString(quote) > 80 || p.abstract(start, end, r.lang) || r.person(p, start, end) || r.ourName(p, start, end) {
		return
	}
	r.seen.product = true
	r.claim("product", slotProduct, r.screen.config.Scorecard.Points.Category, p, start, end, how)
	r.keepProduct(quote)
}

// abstract says that the head of a name is no goods: "LED business", "UKCA
// declaration", "tell". The head stands last in most languages of the house,
// and first in the Romance ones.
func (p *passage) abstract(start, end int, lang string) bool {
	for _, h := range p.soft[lower(p.soft, start):] {
		if h.Start >= end {
			break
		}
		if h.Cue != lexicon.Abstract {
			continue
		}
		if h.End == end || h.Start == start && (h.End >= end || headFirst(lang)) {
			return true
		}
	}
	return false
}

// headFirst says whether a language puts a noun before what describes it.
func headFirst(lang string) bool {
	switch lang {
	case "es", "pt", "fr", "it", "id", "vi", "th", "ar", "fa", "he":
		return true
	}
	return false
}

// ourName says that a name holds our own company's: "to represent Brightway".
func (r *reading) ourName(p *passage, start, end int) bool {
	for _, m := range r.ourNames(p) {
		if m.Start < end && m.End > start {
			return true
		}
	}
	return false
}

// ourNames are where a passage names our company, at most a few times.
func (r *reading) ourNames(p *passage) []lexicon.Match {
	if !p.asked {
		p.asked = true
		for _, m := range r.screen.us.Find(p.Text, nil) {
			if m.ID < 0 && len(p.named) < 8 {
				p.named = append(p.named, m)
			}
		}
	}
	return p.named
}

// person says that a name is the sender's and not the goods'.
func (r *reading) person(p *passage, start, end int) bool {
	name := p.Folded[start:end]
	return len(name) >= 2 && strings.Contains(" "+r.sender.Folded+" ", " "+name+" ")
}

func (r *reading) keepProduct(name string) {
	for _, have := range r.products {
		if strings.Contains(strings.ToLower(have), strings.ToLower(name)) {
			return
		}
	}
	if len(r.products) < maxProducts {
		r.products = append(r.products, strings.Join(strings.Fields(name), " "))
	}
}

// wantedProducts reads the name behind each Want and before each Wanted.
func (r *reading) wantedProducts(p *passage) {
	wanted := -1 // where the last Want began: of those that begin together the longest counts
	for _, h := range p.hits {
		switch h.Cue {
		case lexicon.Want, lexicon.Sample, lexicon.Catalogue:
			if h.Cue == lexicon.Want && h.Start == wanted {
				continue
			}
			if h.Cue == lexicon.Want {
				wanted = h.Start
			}
			if h.Cue != lexicon.Want && r.seen.product || p.within(h, lexicon.Selling, lexicon.Company) {
				continue
			}
			if start, end, ok := p.nameAfter(h.End); ok {
				r.named(p, start, end, "names a product")
			}
		case lexicon.Wanted, lexicon.Price:
			if h.Cue == lexicon.Price && r.seen.product {
				continue
			}
			if h.Cue == lexicon.Price && !nameFirst(r.lang) {
				continue
			}
			if start, end, ok := p.nameBefore(h.Start); ok {
				r.named(p, start, end, "names a product")
			}
		}
	}
}

// within says that a hit lies in the second half of another: "manufacturer
// of" in "we are a manufacturer of" says what they make.
func (p *passage) within(h lexicon.Hit, cues ...lexicon.Cue) bool {
	for _, g := range p.hits[lower(p.hits, h.Start-24):] {
		if g.Start >= h.Start {
			break
		}
		for _, c := range cues {
			if g.Cue == c && g.End > h.Start {
				return true
			}
		}
	}
	return false
}

// nameFirst says whether a language puts the product before "price".
func nameFirst(lang string) bool {
	switch lang {
	case "ja", "ko", "zh", "tr", "hi", "en", "nl", "de":
		return true
	}
	return false
}

// countedProducts reads the name behind a quantity ("500 pcs of …"), and
// where none stands there the name before it ("…: 500 pcs").
func (r *reading) countedProducts(p *passage) {
	for _, a := range p.amounts() {
		if a.unit == 0 && !p.counted(a) {
			continue
		}
		if start, end, ok := p.nameAfter(max(a.unit, a.end)); ok {
			r.named(p, start, end, "names a product with its quantity")
		} else if start, end, ok := p.nameBefore(p.beforeParticle(a.start)); ok {
			r.named(p, start, end, "names a product with its quantity")
		}
	}
}

// beforeParticle steps back over the particle that ties a name to the quantity
// behind it: "ダウンライトを300台".
func (p *passage) beforeParticle(i int) int {
	before := strings.TrimRight(p.Folded[:i], " ")
	for _, particle := range []string{"を", "が", "は", "를", "을"} {
		if rest, ok := strings.CutSuffix(before, particle); ok {
			return len(rest)
		}
	}
	return i
}

// subjectProduct takes what is left of the subject when the words of asking
// are taken away. It counts only for a letter that asks for something.
func (r *reading) subjectProduct() {
	p := &r.subject
	if _, _, ok := find(r.body, lexicon.Price, lexicon.Ask, lexicon.Want, lexicon.Wanted, lexicon.MOQ, lexicon.Sample); !ok {
		return
	}
	for i := 0; i < len(p.Folded); {
		if !p.WordStart(i) {
			i++
			continue
		}
		if start, end, ok := p.nameAfter(i); ok && end-start >= 3 {
			r.named(p, start, end, "names a product in the subject")
			return
		}
		for i = max(i+1, p.wordAt(i).next); i < len(p.Folded) && !p.WordStart(i); i++ {
		}
	}
}

// word is one word of a passage and what the lexicon says of it.
type word struct {
	start, end int
	next       int // where the phrase that begins here ends
	stop       bool
	filler     bool
	generic    bool
	number     bool
	meaning    bool // a cue of its own that is not part of a product's name
}

// wordAt looks a word up at folded i, where WordStart holds.
func (p *passage) wordAt(i int) word {
	w := word{start: i, end: i + 1}
	for w.end < len(p.Folded) && !(p.WordEnd(w.end) && (p.Class[i] == lexicon.Unspaced && utf8.RuneStart(p.Folded[w.end]) || p.Class[w.end] == lexicon.Gap || p.Class[w.end] == lexicon.Unspaced || p.Class[i] == lexicon.Unspaced)) {
		w.end++
	}
	w.next = w.end
	w.number = p.Class[i] == lexicon.Digit
	little := false
	for _, h := range p.softFrom(i) {
		switch h.Cue {
		case lexicon.Stop, lexicon.Greeting:
			w.stop = true
		case lexicon.Filler:
			w.filler = true
		case lexicon.Generic:
			w.generic = true
		case lexicon.Function:
			little = h.Lang == "en" || h.End-h.Start <= 3
		default:
			continue
		}
		w.next = max(w.next, h.End)
	}
	w.filler = w.filler || little && !w.stop
	for _, h := range p.hitsFrom(i) {
		switch h.Cue {
		case lexicon.Spec, lexicon.Technical, lexicon.Need, lexicon.Certificate, lexicon.Measure, lexicon.Private, lexicon.Service, lexicon.Company, lexicon.News, lexicon.Lure, lexicon.Currency:
			// these may be part of a name: "steel drawing dies", "hotel chairs"
		case lexicon.Unit:
			// Bags and bottles are goods when nothing is counted in them.
			if p.behindNumber(i) {
				w.number = true
				w.next = max(w.next, h.End)
			}
		case lexicon.Number, lexicon.Container:
			w.number = true
			w.next = max(w.next, h.End)
		default:
			w.meaning = true
			w.next = max(w.next, h.End)
		}
	}
	return w
}

// softFrom and hitsFrom are the hits that begin at folded i, or behind the
// prefix that Arabic and Hebrew write in one word with the next.
func (p *passage) softFrom(i int) []lexicon.Hit { return p.beginning(p.soft, i) }
func (p *passage) hitsFrom(i int) []lexicon.Hit { return p.beginning(p.hits, i) }

func (p *passage) beginning(hits []lexicon.Hit, i int) []lexicon.Hit {
	lo := lower(hits, i)
	end := lo
	for end < len(hits) && (hits[end].Start == i || i < len(p.Folded) && p.Folded[i] >= 0xD7 && p.Folded[i] <= 0xDB && lexicon.IsPrefix(p.Folded[i:hits[end].Start])) {
		end++
	}
	return hits[lo:end]
}

// nameAfter reads a product's name that begins behind folded i: fillers and
// numbers are skipped, then words are taken until punctuation, a stop word or
// a word of the trade. A name made of generic words only is none.
func (p *passage) nameAfter(i int) (start, end int, ok bool) {
	skipped := 0
	if i+1 < len(p.Folded) && p.Folded[i] == '.' && p.Folded[i+1] == ' ' && p.endsWith(i, lexicon.Unit) {
		i++ // "60 pcs. of lamps"
	}
	for i < len(p.Folded) && skipped < 12 {
		c := p.Folded[i]
		if p.Class[i] == lexicon.Gap {
			if c == ' ' || c == '\n' && (!(i+1 < len(p.Folded) && p.Folded[i+1] == '\n' && skipped > 0) || strings.HasSuffix(strings.TrimRight(p.Folded[:i], " \n"), ":")) || c == '-' || c == ':' || c == '"' || c == '*' || c == '(' || c == '\'' || c == '#' {
				i++
				continue
			}
			return 0, 0, false
		}
		if !p.WordStart(i) {
			i++
			continue
		}
		w := p.wordAt(i)
		if len(p.hitsFrom(i)) > 0 && p.hitsFrom(i)[0].Cue == lexicon.Want {
			return 0, 0, false // its own turn comes
		}
		if p.hasIn(i, i+1, lexicon.Free, lexicon.Vague) {
			i = max(w.next, p.hitsFrom(i)[0].End)
			skipped++
			continue
		}
		if w.filler || w.number && p.skipNumber(w) {
			if p.Class[i] == lexicon.Digit {
				w.next = max(w.next, p.number(i).end) // with its fraction
			}
			i = w.next
			skipped++
			continue
		}
		break
	}
	return p.takeName(i)
}

// skipNumber says whether a number before a name is an amount and not the
// name's own beginning, as in "304 stainless tube" or "3D printer".
func (p *passage) skipNumber(w word) bool {
	return p.Class[w.start] != lexicon.Digit || w.end >= len(p.Folded) || p.Class[w.end] != lexicon.Letter
}

// takeName reads words from folded i as a name.
func (p *passage) takeName(i int) (start, end int, ok bool) {
	start, end = i, i
	words, content := 0, 0
	unspaced := 0
	for i < len(p.Folded) && words < 7 && unspaced < 24 {
		if p.Class[i] == lexicon.Gap {
			c := p.Folded[i]
			if c == ' ' || c == '-' || c == '\'' || c == '/' || c == '"' || c == '\n' && (i+1 >= len(p.Folded) || p.Folded[i+1] != '\n') && words > 0 && !p.lineBreakEnds(i) {
				i++
				continue
			}
			break
		}
		if !p.WordStart(i) {
			i++
			continue
		}
		w := p.wordAt(i)
		if w.meaning || w.stop {
			break
		}
		if w.generic && words == 0 && w.next > w.end {
			i = w.next
			continue
		}
		if words == 0 && w.number && p.Class[i] == lexicon.Digit && w.end-w.start < 2 {
			break
		}
		if !w.generic && !w.filler && (!w.number || words > 0 && p.Class[i] == lexicon.Letter && !p.hasIn(i, i+1, lexicon.Container)) {
			content += min(w.end-w.start, 4)
		} else if w.number && words > 0 && p.hasIn(i, i+1, lexicon.Container) {
			break
		} else if p.Class[w.start] == lexicon.Digit && p.amountAt(w.start) {
			break
		}
		if p.Class[i] == lexicon.Unspaced {
			unspaced++
		} else {
			words++
		}
		if !w.filler {
			end = w.end
		}
		i = w.end
	}
	if content < 2 || end <= start {
		return 0, 0, false
	}
	return start, end, true
}

// lineBreakEnds says that a line is an item of a list, so that a name ends
// with it: the next line begins with a bullet, a number or a capital.
func (p *passage) lineBreakEnds(i int) bool {
	for i < len(p.Folded) && (p.Folded[i] == '\n' || p.Folded[i] == ' ') {
		i++
	}
	return i >= len(p.Folded) || p.Class[i] != lexicon.Letter || p.capital(i)
}

// amountAt says that a number with a counted unit stands at folded i.
func (p *passage) amountAt(i int) bool {
	a := p.number(i)
	at := a.end
	for at < len(p.Folded) && p.Folded[at] == ' ' {
		at++
	}
	return p.hasIn(at, at+1, lexicon.Unit, lexicon.Container)
}

// nameBefore reads the name that ends before folded i, back to punctuation, a
// stop word or a word of the trade.
func (p *passage) nameBefore(i int) (start, end int, ok bool) {
	floor := max(0, i-72)
	for k := i - 1; k >= floor; k-- {
		c := p.Folded[k]
		if p.Class[k] == lexicon.Gap && strings.IndexByte(".,;:?!()|=*\n<>", c) >= 0 && !(c == ':' && i-k <= 3) {
			floor = k + 1
			break
		}
	}
	best := -1
	for k := floor; k < i; {
		if !p.WordStart(k) {
			k++
			continue
		}
		w := p.wordAt(k)
		if w.next > i && w.meaning {
			break
		}
		if w.meaning || w.stop || w.filler || w.generic && w.next > w.end {
			best = -1
			k = max(w.next, w.end)
			continue
		}
		if best < 0 {
			best = k
		}
		k = w.end
	}
	if best < 0 {
		return 0, 0, false
	}
	start, end, ok = p.takeName(best)
	return start, min(end, i), ok && start < i
}

// lower is the index of the first hit that begins at folded i or behind it.
func lower(hits []lexicon.Hit, i int) int {
	lo, hi := 0, len(hits)
	for lo < hi {
		if mid := (lo + hi) / 2; hits[mid].Start < i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
