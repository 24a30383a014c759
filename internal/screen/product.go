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
