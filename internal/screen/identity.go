package screen

import (
	"strings"

	"golang.org/x/text/language"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// readIdentity looks whether the sender says company, country or role: in the
// signature, the display name or the text. A domain or a port says nothing.
func readIdentity(r *reading) {
	points := r.screen.config.Scorecard.Points.Identity
	found := func(p *passage, start, end int, note string) {
		r.seen.identity = true
		r.claim("identity", slotIdentity, points, p, start, end, note)
	}
	r.statedCountry()
	for _, p := range []*passage{&r.closing, &r.sender, &r.text, &r.quoted} {
		for _, h := range p.hits {
			if h.Cue == lexicon.Company && !p.product(h) && !r.addressed(p, h) {
				r.seen.company = true
				found(p, h.Start, h.End, "says company or role")
				return
			}
		}
	}
	for _, p := range []*passage{&r.closing, &r.text, &r.sender} {
		for _, h := range p.hits {
			if h.Cue == lexicon.Country && (h.Value != 156 || p == &r.closing) && (p != &r.text || !p.origin(h)) {
				found(p, h.Start, h.End, "says the country")
				return
			}
		}
	}
	if start, end, ok := r.closing.companyLine(0, r.letter.From); ok {
		found(&r.closing, start, end, "signs with a company or role")
		return
	}
	if start, end, ok := r.text.companyLine(r.text.tail, r.letter.From); ok {
		found(&r.text, start, end, "signs with a company or role")
	}
}

// addressed says that a word of company or role is in the greeting, or in our
// own name: "Attn: Export Manager", "Dear Brightway Co., Ltd.".
func (r *reading) addressed(p *passage, h lexicon.Hit) bool {
	if p != &r.text {
		return false
	}
	for _, m := range r.ourNames(p) {
		if h.Start >= m.Start && h.Start <= m.End+12 {
			return true
		}
	}
	begin := strings.LastIndexByte(p.Folded[:h.Start], '\n') + 1
	return h.Start-begin < 48 && p.softAt(begin, lexicon.Greeting) && !strings.ContainsAny(p.Folded[begin:h.Start], ".!") && strings.Count(p.Folded[:begin], "\n") < 6
}

// product says that a word of company is used of us or of the goods: "dear
// manufacturer", "your company", "looking for a distributor".
func (p *passage) product(h lexicon.Hit) bool {
	before := p.Folded[max(0, h.Start-16):h.Start]
	for _, w := range []string{"your ", "dear ", "looking for ", "for a ", "need ", "need a ", "you are ", "if you are a ", "vous etes ", "su ", "ihr ", "sind sie ", "are you ", "are you a ", "are you the ", "become your ", "be your ", "of a ", "busco un ", "buscamos un ", "busco ", "ser su ", "devenir votre ", "essere vostro ", "cerco un ", "cerchiamo un ", "procuro um ", "procuramos um ", "cherche un ", "cherchons un ", "recherche un ", "suche einen ", "suchen einen ", "zoek een ", "zoeken een ", "szukam ", "szukamy ", "ищу ", "ищем "} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

// origin says that a country is where goods come from: "made in Italy".
func (p *passage) origin(h lexicon.Hit) bool {
	before := p.Folded[max(0, h.Start-14):h.Start]
	for _, w := range []string{"made in ", "product of ", "origin ", "your customers in ", "customers in ", "you in ", "manufacturer in ", "supplier in ", "supplier from "} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

// companyLine finds a line below the name that is neither address nor number:
// who writes a second line of words says company or role.
func (p *passage) companyLine(from int, sender inquiry.Address) (start, end int, ok bool) {
	names := 0
	for i := from; i < len(p.Folded); {
		nl := strings.IndexByte(p.Folded[i:], '\n')
		stop := len(p.Folded)
		if nl >= 0 {
			stop = i + nl
		}
		line := strings.TrimSpace(p.Folded[i:stop])
		if line != "" && wordy(line) && !p.hasIn(i, stop, lexicon.Private) && !p.closingLine(i, line) {
			names++
			if names >= 2 && strings.Count(line, " ") <= 6 && !strings.EqualFold(line, strings.ToLower(sender.Name)) {
				return i, stop, true
			}
		}
		i = stop + 1
	}
	return 0, 0, false
}

// wordy says a line is words and not a phone number, an address or a link.
func wordy(line string) bool {
	letters, digits := 0, 0
	for _, c := range line {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '@', c == '/':
			return false
		case c > ' ':
			letters++
		}
	}
	return letters >= 4 && digits*3 < letters && !strings.HasPrefix(line, "sent from") && !strings.HasPrefix(line, "tel") && !strings.HasPrefix(line, "www.")
}

// closingLine is "Best regards" and what stands for it: a line of little words
// or one that ends in a comma.
func (p *passage) closingLine(i int, line string) bool {
	if strings.Contains(line, "rgds") || strings.Contains(line, "regards") {
		return true
	}
	if last := lastWord(line); strings.HasSuffix(last, ".") && len(last) <= 6 && strings.Count(line, " ") <= 5 && !strings.ContainsAny(line, "0123456789") {
		return false // "Hydromet Sp. z o.o.", "Projects Dept."
	}
	if strings.HasSuffix(line, ",") || strings.HasSuffix(line, ".") || strings.HasSuffix(line, "?") {
		return true
	}
	return p.softAt(i, lexicon.Function, lexicon.Greeting, lexicon.Stop, lexicon.Generic)
}

// statedCountry keeps the one country that the sender gives as their own.
func (r *reading) statedCountry() {
	value := 0
	for _, p := range []*passage{&r.closing, &r.sender, &r.text} {
		for _, h := range p.hits {
			if h.Cue != lexicon.Country || p == &r.text && !p.from(h) && h.Start < p.tail {
				continue
			}
			if value != 0 && value != h.Value {
				r.contradict(p, h)
				return
			}
			value = h.Value
		}
	}
	if value == 0 {
		return
	}
	if region, err := language.EncodeM49(value); err == nil {
		r.country = region.String()
	}
}

// contradict marks an identity that contradicts itself: another country in the
// text than in the signature, while answers go to another domain than the
// sender's. Either alone is common among honest buyers.
func (r *reading) contradict(p *passage, h lexicon.Hit) {
	if p != &r.text || !strings.HasSuffix(p.Folded[:h.Start], "from ") || !r.redirected() {
		return
	}
	r.seen.contradictory = true
	r.evidence = append(r.evidence, inquiry.Evidence{
		Signal: "identity", Criterion: inquiry.Credibility, Points: r.screen.config.Scorecard.Credibility.Contradictory,
		Quote: p.cite(h.Start, h.End), Note: "another country than the signature's, and answers go elsewhere",
	})
}

// from says that words before a country make it the writer's own.
func (p *passage) from(h lexicon.Hit) bool {
	start, _ := p.sentence(h.Start)
	return p.hasIn(start, h.Start, lexicon.Company) || strings.HasSuffix(p.Folded[:h.Start], "from ") || strings.HasSuffix(p.Folded[:h.Start], "de ")
}
