package origin

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"inquiryd/internal/lexicon"
)

// readPlaces votes by the countries and towns that the letter names: most for
// those in the closing block and behind "from", less for where goods shall go.
func (s *search) readPlaces() {
	s.strong = map[string]string{}
	l := s.letter
	body, last := closing(l.Text)
	s.placesIn(l.Signature+"\n"+last+"\n"+l.From.Name, 5, 3)
	s.placesIn(body, 0, 0)
	s.placesIn(l.Subject, 0, 0)
}

// closing divides a text from the short lines at its end: a signature that
// nothing sets apart. What asks or tells in sentences is none.
func closing(text string) (body, last string) {
	at := len(text)
	for range 5 {
		next := strings.LastIndexByte(strings.TrimRight(text[:at], " \n"), '\n') + 1
		line := strings.TrimSpace(text[next:at])
		if next <= 0 || utf8.RuneCountInString(line) > 60 || strings.ContainsAny(line, "?？!") || strings.HasSuffix(line, ".") && strings.Count(line, " ") > 3 {
			break
		}
		at = next
	}
	return text[:at], text[at:]
}

// placesIn votes for what one part of the letter names; own says how much a
// country and a town weigh there. Zero: as much as the words before it say.
func (s *search) placesIn(part string, ownCountry, ownCity int) {
	const longest = 8 << 10
	if len(part) > longest {
		part = part[:longest]
	}
	t := lexicon.Fold(part)
	seen := map[string]bool{}
	for _, h := range countryNames().Find(t) {
		region, err := language.EncodeM49(h.Value)
		if err != nil || seen[region.String()] {
			continue
		}
		code := region.String()
		weight := ownCountry
		if weight == 0 {
			weight = before(t.Folded[:h.Start])
		}
		if weight == 0 || code == "CN" && weight < 5 {
			continue
		}
		seen[code] = true
		if weight >= 5 {
			s.strong[code] = "the letter's own word"
		}
		s.vote(code, weight, t.Quote(h.Start, h.End), "names the country")
	}
	s.citiesIn(t, ownCity)
}

var countryNames = sync.OnceValue(func() *lexicon.Lexicon { return lexicon.Words().Only(lexicon.Country) })

// before is how much a place counts by the words in front of it: "we are from"
// makes it the writer's own, "to" and the terms of delivery where goods go,
// which is often home.
func before(text string) int {
	text = text[max(0, len(text)-48):]
	tail := text[max(0, len(text)-16):]
	for _, own := range []string{"from ", "based in ", "located in ", "here in ", "we are in ", "company in ", "shop in ", "store in ", "aus ", "from the ", "desde ", "somos de ", "de la ", "из ", "nous sommes en ", "nous sommes au ", "basé à ", "в г. ", "من ", "از "} {
		if strings.HasSuffix(tail, own) {
			return 4
		}
	}
	for _, to := range []string{"to ", "for ", "port of ", "cif ", "cfr ", "cnf ", "c&f ", "dap ", "ddp ", "cpt ", "nach ", "hasta ", "para ", "a ", "до ", "в ", "vers ", "pour ", "market ", "in ", "en ", "إلى ", "به "} {
		if strings.HasSuffix(tail, to) {
			return 2
		}
	}
	return 0
}

// citiesIn looks up every run of up to four words that begins with a capital,
// and in scripts without spaces every run of two to thirteen letters.
func (s *search) citiesIn(t *lexicon.Text, own int) {
	table := cities()
	voted := map[string]bool{}
	for i := 0; i < len(t.Folded); i++ {
		if !t.WordStart(i) || t.Class[i] == lexicon.Digit || !capital(t, i) {
			continue
		}
		ends, n := runs(t, i)
		for _, end := range slices.Backward(ends[:n]) {
			found := table[strings.ReplaceAll(t.Folded[i:end], "\n", " ")]
			if len(found) == 0 {
				continue
			}
			weight := own
			if weight == 0 {
				weight = min(before(t.Folded[:i]), 2)
			}
			best := largest(found)
			if !best.weak && len(s.towns) < 12 {
				s.towns = append(s.towns, strings.Clone(t.Quote(i, end)))
			}
			s.cities = append(s.cities, found...)
			if weight > 0 && !best.weak && alone(found, best) && !voted[best.country] {
				voted[best.country] = true
				s.vote(best.country, weight, t.Quote(i, end), "names a town of")
			}
			i = end - 1
			break
		}
	}
}

// runs are the ends of the names that may begin at folded i, longest last.
func runs(t *lexicon.Text, i int) (ends [12]int, count int) {
	j := i
	if t.Class[i] == lexicon.Unspaced {
		for n := 0; n < 13 && j < len(t.Folded) && t.Class[j] == lexicon.Unspaced; n++ {
			_, size := utf8.DecodeRuneInString(t.Folded[j:])
			j += size
			if n >= 1 {
				ends[count] = j
				count++
			}
		}
		return ends, count
	}
	for n := 0; n < 4 && j < len(t.Folded); n++ {
		for j < len(t.Folded) && t.Class[j] == lexicon.Letter {
			j++
		}
		if j-i >= 3 {
			ends[count] = j
			count++
		}
		if j+2 < len(t.Folded) && t.Folded[j] == '.' && t.Folded[j+1] == ' ' && j-i <= 3 {
			j++ // "St. Louis"
		}
		if j+1 >= len(t.Folded) || strings.IndexByte(" -'", t.Folded[j]) < 0 || t.Class[j+1] != lexicon.Letter {
			break
		}
		j++
	}
	return ends, count
}

// capital says that the original has a capital at folded i, or a script
// without capitals.
func capital(t *lexicon.Text, i int) bool {
	r, _ := utf8.DecodeRuneInString(t.Original[t.Offset(i):])
	return !unicode.IsLower(r)
}

func largest(found []place) place {
	best := found[0]
	for _, p := range found[1:] {
		if p.people > best.people {
			best = p
		}
	}
	return best
}

// alone says that the largest town of a name is so much larger than those of
// other countries that it is meant.
func alone(found []place, best place) bool {
	for _, p := range found {
		if p.country != best.country && p.people*5 > best.people {
			return false
		}
	}
	return true
}
