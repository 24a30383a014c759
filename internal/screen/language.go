package screen

import (
	"unicode"

	"inquiryd/internal/lexicon"
)

// languageOf names the language of the new words and the set of languages whose
// cues count. The script decides where one language alone uses it; where
// several share a script their words vote, each with the length of what was
// found, because trade sentences are too short for statistics of letters.
// English always counts: trade words are English in every language.
func languageOf(passages []*passage, raw [][]lexicon.Hit) (string, *languages) {
	var votes [languageSeats]int
	script := scriptOf(passages)
	for i := range passages {
		for _, h := range raw[i] {
			if h.Lang != "" {
				votes[seat(h.Lang)] += h.End - h.Start
			}
		}
	}
	for _, p := range passages {
		letterVotes(p.Original, &votes)
	}
	best := ""
	const least = 4 // letters: one little word decides nothing
	for _, l := range lexicon.Languages {
		if writes(l, script) && votes[seat(l)] >= least && (best == "" || votes[seat(l)] > votes[seat(best)]) {
			best = l
		}
	}
	spoken := &languages{}
	spoken[seat("en")] = true
	for _, l := range lexicon.Languages {
		if l == best || best != "" && votes[seat(l)]*2 >= votes[seat(best)] && writes(l, script) {
			spoken[seat(l)] = true
		}
	}
	if second := secondOf(best, script, &votes); second != "" {
		spoken[seat(second)] = true
	}
	if best == "" && script == "latin" {
		return "", spoken
	}
	if best == "" {
		for _, l := range lexicon.Languages {
			if script != "" && writes(l, script) {
				return l, spoken
			}
		}
	}
	return best, spoken
}

// secondOf is a language of another script that is spoken as well: writers mix
// two within one sentence, as Algerians do with Arabic and French.
func secondOf(best, script string, votes *[languageSeats]int) string {
	const least = 24 // letters: names and model numbers are Latin everywhere
	second := ""
	for _, l := range lexicon.Languages {
		if l != "en" && l != best && !writes(l, script) && votes[seat(l)] >= least && (second == "" || votes[seat(l)] > votes[seat(second)]) {
			second = l
		}
	}
	return second
}

// languages is a set of ISO 639-1 codes: a seat for every two letters, for a
// letter brings thousands of hits and a map would cost more than finding them.
type languages [languageSeats]bool

const languageSeats = 26 * 26

// seat is where a code of two small letters sits.
func seat(lang string) int { return int(lang[0]-'a')*26 + int(lang[1]-'a') }

// scriptOf is the script that most of the text is in. A letter of a script
// other than Latin weighs three, for model numbers and names are Latin in all.
func scriptOf(passages []*passage) string {
	var latin, cyrillic, arabic, hebrew, devanagari, thai, kana, han, hangul, other int
	for _, p := range passages {
		for _, r := range p.Original {
			switch {
			case r < 0x80:
				if 'a' <= r|0x20 && r|0x20 <= 'z' {
					latin++
				}
			case r < 0x250, r >= 0x1E00 && r < 0x1F00:
				latin++
			case r >= 0x400 && r < 0x530:
				cyrillic += 3
			case r >= 0x590 && r < 0x600:
				hebrew += 3
			case r >= 0x600 && r < 0x780, r >= 0xFB50 && r < 0xFE00, r >= 0xFE70 && r < 0xFEFF:
				arabic += 3
			case r >= 0x900 && r < 0x980:
				devanagari += 3
			case r >= 0xE00 && r < 0xE80:
				thai += 3
			case r >= 0x3041 && r < 0x3100:
				kana += 3
			case r >= 0xAC00 && r < 0xD7A4:
				hangul += 3
			case r >= 0x4E00 && r < 0xA000:
				han += 3
			case unicode.IsLetter(r):
				other += 3
			}
		}
	}
	if kana > 0 && kana*6 >= han {
		kana, han = kana+han, 0
	}
	best, most := "", 0
	for _, s := range []struct {
		name string
		n    int
	}{{"latin", latin}, {"cyrillic", cyrillic}, {"arabic", arabic}, {"hebrew", hebrew}, {"devanagari", devanagari}, {"thai", thai}, {"kana", kana}, {"han", han}, {"hangul", hangul}, {"other", other}} {
		if s.n > most {
			best, most = s.name, s.n
		}
	}
	return best
}

// writes says whether a language is written in a script.
func writes(lang, script string) bool {
	switch lang {
	case "ru":
		return script == "cyrillic"
	case "ar", "fa":
		return script == "arabic"
	case "he":
		return script == "hebrew"
	case "hi": // Indians type it in Latin letters, too
		return script == "devanagari" || script == "latin"
	case "th":
		return script == "thai"
	case "ja":
		return script == "kana"
	case "zh":
		return script == "han"
	case "ko":
		return script == "hangul"
	}
	return script == "latin"
}

// letterVotes gives a language the weight of letters that it alone uses.
func letterVotes(s string, votes *[languageSeats]int) {
	for _, r := range s {
		if r < 0x80 {
			continue
		}
		switch r {
		case 'ñ', '¿', '¡':
			votes[seat("es")] += 6
		case 'ã', 'õ':
			votes[seat("pt")] += 6
		case 'ß', 'ä':
			votes[seat("de")] += 4
		case 'ğ', 'ş', 'ı', 'İ', 'Ş':
			votes[seat("tr")] += 6
		case 'ł', 'ą', 'ę', 'ś', 'ż', 'ź', 'ć', 'ń':
			votes[seat("pl")] += 6
		case 'đ', 'ơ', 'ư':
			votes[seat("vi")] += 6
		case 'œ', 'ê', 'è', 'û', 'ç':
			votes[seat("fr")] += 2
		case 'پ', 'چ', 'ژ', 'گ', 'ی', 'ک':
			votes[seat("fa")] += 6
		case 'ة', 'ي', 'ى', 'أ', 'إ', 'ك':
			votes[seat("ar")] += 4
		}
		if r >= 0x1EA0 && r <= 0x1EF9 {
			votes[seat("vi")] += 6
		}
	}
}

func isLetter(r rune) bool { return unicode.IsLetter(r) }

// hasLatinOnly says that every letter is of the Latin script.
func hasLatinOnly(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}
