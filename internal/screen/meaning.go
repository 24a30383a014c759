package screen

import (
	"inquiryd/internal/lexicon"
)

// The lexicon finds every phrase that stands in a passage; what follows keeps
// those that mean what they say there.

// native drops English hits that are a little word of the language the letter
// is in: the Portuguese "bom" is no bill of materials.
func native(raw []lexicon.Hit, lang string) []lexicon.Hit {
	if lang == "" || lang == "en" {
		return raw
	}
	kept := raw[:0]
	for i, h := range raw {
		if h.Lang == "en" && h.End-h.Start <= 3 && (h.Cue == lexicon.Month || h.Cue == lexicon.Breakdown) {
			continue // "may" is a machine in Vietnam, and "bom" a pump
		}
		if (h.Lang == "en" && h.End-h.Start <= 5 || h.Lang == "" && h.End-h.Start <= 3) && !exact(h.Cue) && taken(raw, i, lang) {
			continue
		}
		kept = append(kept, h)
	}
	return kept
}

// exact says that a cue is a sign of trade and no word of a language.
func exact(c lexicon.Cue) bool {
	switch c {
	case lexicon.Incoterm, lexicon.Measure, lexicon.Unit, lexicon.Currency, lexicon.Container:
		return true
	}
	return false
}

// taken says that a phrase of lang begins where the hit at i does, is as long
// or longer, and carries no meaning of its own.
func taken(raw []lexicon.Hit, i int, lang string) bool {
	h := raw[i]
	for j := max(0, i-6); j < len(raw) && raw[j].Start <= h.Start; j++ {
		g := raw[j]
		if g.Start != h.Start || g.End < h.End || g.Lang != lang {
			continue
		}
		switch g.Cue {
		case lexicon.Function, lexicon.Greeting, lexicon.Filler, lexicon.Stop, lexicon.Private:
			return true
		}
	}
	return false
}

// keep sorts the hits of the languages spoken here into meaning and guidance,
// and drops what is only part of a longer phrase: "delivery" in "delivery
// time". A phrase of asking or wanting hides nothing: "price" in "price for".
func (p *passage) keep(raw []lexicon.Hit, spoken *languages) {
	reach, reachCue := -1, lexicon.Function
	p.hits, p.soft = make([]lexicon.Hit, 0, len(raw)/3+1), make([]lexicon.Hit, 0, len(raw)/2+1)
	for _, h := range raw {
		if h.Cue == lexicon.Country && !p.WordEnd(h.End) && !p.capital(h.Start) || h.Cue == lexicon.Certificate && p.Folded[h.Start:h.End] == "reach" && !p.capital(h.Start) {
			continue // "angolari" is no country, "to reach" no regulation
		}
		if h.Lang != "" && !spoken[seat(h.Lang)] || h.Cue == lexicon.Unit && p.Class[h.Start] == lexicon.Unspaced && !p.behindNumber(h.Start) || p.midWord(h) {
			continue
		}
		switch h.Cue {
		case lexicon.Function, lexicon.Filler, lexicon.Stop, lexicon.Generic, lexicon.Greeting, lexicon.Nobody, lexicon.Ours, lexicon.Abstract, lexicon.Headcount, lexicon.Capacity:
			p.soft = append(p.soft, h)
			continue
		case lexicon.Want, lexicon.Wanted:
			if h.End <= reach && (reachCue == lexicon.Selling || reachCue == lexicon.Offer || reachCue == lexicon.Courtesy) {
				continue
			}
			p.hits = append(p.hits, h)
			continue
		}
		if h.Cue == lexicon.Ask {
			p.hits = append(p.hits, h)
			continue
		}
		if (h.End < reach || h.End == reach && p.inside(h)) && !standsWithin(h.Cue, reachCue) {
			continue
		}
		if h.End > reach {
			reach, reachCue = h.End, h.Cue
		}
		p.hits = append(p.hits, h)
	}
}

// standsWithin says that a phrase keeps its meaning within a longer one: the
// price in a price list, the term in "price FOB", the port in "to port Klang".
func standsWithin(c, longer lexicon.Cue) bool {
	switch longer {
	case lexicon.Catalogue:
		return c == lexicon.Price
	case lexicon.Price:
		return c == lexicon.Catalogue || c == lexicon.Incoterm || c == lexicon.Port
	case lexicon.Shipping:
		return c == lexicon.Incoterm || c == lexicon.Port
	}
	return false
}

// behindNumber says that a digit, or a number word, stands before folded i.
// Counters of scripts without spaces are also parts of other words.
func (p *passage) behindNumber(i int) bool {
	for i > 0 && (p.Folded[i-1] == ' ' || p.Folded[i-1] == '+') {
		i--
	}
	return i > 0 && (p.Class[i-1] == lexicon.Digit || p.endsWith(i, lexicon.Number))
}

// midWord says that a Korean particle is a syllable in the middle of a word;
// Korean does write spaces, and its particles end words.
func (p *passage) midWord(h lexicon.Hit) bool {
	if h.Lang != "ko" || h.End-h.Start != len("를") || h.End >= len(p.Folded) || p.Class[h.End] != lexicon.Unspaced {
		return false
	}
	return h.Cue == lexicon.Stop || h.Cue == lexicon.Filler || h.Cue == lexicon.Function
}
