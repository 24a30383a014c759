package screen

import (
	"strings"

	"inquiryd/internal/lexicon"
)

// readSalutation looks whether the letter speaks to us by name: a rep or our
// company in the first lines, or our company anywhere in the letter. "Sir",
// a wrong name and a name that a platform put there are worth nothing.
func readSalutation(r *reading) {
	points := r.screen.config.Scorecard.Points.Addressing
	if r.letter.Platform != "" || r.colleague {
		return
	}
	opening := 0
	for lines := 0; opening < len(r.text.Folded) && opening < 240 && lines < 3; opening++ {
		if r.text.Folded[opening] == '\n' && opening > 0 && r.text.Folded[opening-1] != '\n' {
			lines++
		}
	}
	for _, p := range []*passage{&r.text, &r.subject} {
		for _, m := range r.screen.us.Find(p.Text, nil) {
			company := m.ID < 0
			if (company || p == &r.text && m.Start < opening) && p.WordEnd(m.End) {
				r.claim("salutation", slotAddressing, points, p, m.Start, m.End, "writes to us by name")
				return
			}
		}
	}
	for _, m := range r.screen.us.surnames.Find(r.text.Text, nil) {
		if m.Start < opening && m.Start < firstLine(r.text.Folded) && r.text.WordEnd(m.End) && (r.text.capital(m.Start) || r.text.Class[m.Start] == lexicon.Unspaced) && r.text.greeted(m.Start) {
			r.claim("salutation", slotAddressing, points, &r.text, m.Start, m.End, "writes to us by name")
			return
		}
	}
	if start, end, ok := r.companyGreeted(); ok {
		r.claim("salutation", slotAddressing, points, &r.text, start, end, "greets our company")
		return
	}
	if start, end, ok := r.sounded(); ok {
		r.claim("salutation", slotAddressing, points, &r.text, start, end, "writes to us by name, in other letters")
		return
	}
	r.namedGreeting(opening, points)
}

// companyGreeted finds the first word of our company's name alone in the line
// that greets, as in "Dear Brightway team", where that word is no other.
func (r *reading) companyGreeted() (start, end int, ok bool) {
	p := &r.text
	line := firstLine(p.Folded)
	if line > 80 {
		return 0, 0, false
	}
	for _, name := range r.screen.us.firstWords {
		i := strings.Index(p.Folded[:line], name)
		if i >= 0 && p.WordStart(i) && p.WordEnd(i+len(name)) && len(p.hitsFrom(i)) == 0 && len(p.softFrom(i)) == 0 {
			return i, i + len(name), true
		}
	}
	return 0, 0, false
}

// firstLine is where the first line with words ends.
func firstLine(s string) int {
	if nl := strings.IndexByte(s, '\n'); nl > 0 {
		return nl
	}
	return len(s)
}

// greeted says that a greeting or a title stands in front of folded i, not a
// word of telling: "Dear Mr Wu", and not "I am Wu".
func (p *passage) greeted(i int) bool {
	if p.Class[i] == lexicon.Unspaced {
		return true
	}
	for _, h := range p.soft {
		if h.Start >= i {
			break
		}
		if h.Cue == lexicon.Greeting && i-h.End <= 24 {
			return true
		}
	}
	before := " " + p.Folded[max(0, i-12):i]
	for _, title := range []string{" mr ", " mr. ", " mrs ", " ms ", " ms. ", " miss ", " herr ", " herrn ", " frau ", " m. ", " mme ", " sr. ", " sr ", " sra. ", " sra ", " sig. ", " sayin ", " pan ", " pani ", " g-n ", " mister "} {
		if strings.HasSuffix(before, title) {
			return true
		}
	}
	return strings.TrimSpace(p.Folded[:i]) == ""
}

// namedGreeting reads "Dear Lily": with reps configured another name is a
// wrong name; without, a person's name after the greeting is taken for ours.
func (r *reading) namedGreeting(opening, points int) {
	for i, h := range r.text.soft {
		if h.Cue != lexicon.Greeting || h.Start >= opening {
			continue
		}
		at := h.End
		for at < len(r.text.Folded) && (r.text.Folded[at] == ' ' || r.text.Folded[at] == '.') {
			at++
		}
		for _, title := range []string{"mr", "ms", "mrs", "miss", "m", "mme", "sr", "sra", "sig", "dott", "ing", "herr", "frau", "pan", "pani", "dr"} {
			if rest, ok := strings.CutPrefix(r.text.Folded[at:], title); ok && rest != "" && (rest[0] == ' ' || rest[0] == '.') {
				at += len(title)
				for at < len(r.text.Folded) && (r.text.Folded[at] == ' ' || r.text.Folded[at] == '.') {
					at++
				}
			}
		}
		if at >= len(r.text.Folded) || at >= opening || !r.text.capital(at) || r.text.Class[at] != lexicon.Letter {
			continue
		}
		end := at
		for end < len(r.text.Folded) && r.text.Class[end] == lexicon.Letter {
			end++
		}
		if r.text.softAt(at, lexicon.Nobody, lexicon.Function, lexicon.Greeting, lexicon.Generic) || r.text.hasIn(at, at+1, lexicon.Company, lexicon.Cooperation, lexicon.Selling) {
			if i < len(r.text.soft)-1 {
				continue
			}
			return
		}
		if len(r.screen.config.Seller.Reps) == 0 {
			r.claim("salutation", slotAddressing, points, &r.text, h.Start, end, "greets a person by name")
			return
		}
		r.note("salutation", &r.text, h.Start, end, "greets a name that is not ours")
		return
	}
}

// softAt says whether a little word of one of the cues begins at folded i.
func (p *passage) softAt(i int, cues ...lexicon.Cue) bool {
	for _, h := range p.softFrom(i) {
		for _, c := range cues {
			if h.Cue == c {
				return true
			}
		}
	}
	return false
}
