package screen

import (
	"strings"
	"unicode/utf8"

	"inquiryd/internal/lexicon"
)

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
