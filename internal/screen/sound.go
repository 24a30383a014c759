package screen

import (
	"strings"
	"unicode"

	"inquiryd/internal/lexicon"
)

// Buyers write our names in their own letters: Кевин, ليلي, 브라이트웨이. A name is
// known again by its consonants: vowels are written in one script and not in
// the next, and b and p, l and r, d and t fall together in some. That is little
// to go by, so it counts only where one greets.

// consonants are the sounds of the letters that matter, by script. 'w' is the
// sound that may be a vowel or a v.
var consonants = func() map[rune]byte {
	m := map[rune]byte{}
	for sound, letters := range map[byte]string{
		'b': "bpv" + "бпв" + "بپڤ" + "בפ" + "बभपफव" + "บปผพภ" + "バビブベボパピプペポヴ" + "ㅂㅍㅃ",
		'k': "ckgqx" + "кгх" + "كقگغخک" + "כקגח" + "कखगघ" + "กขคฆ" + "カキクケコガギグゲゴ" + "ㄱㅋㄲ",
		't': "dt" + "дт" + "تدطضثذ" + "תטד" + "तथदधटठडढ" + "ดตถทธฏฐฑฒ" + "タテトダデド" + "ㄷㅌㄸ",
		's': "szj" + "сзцчшщж" + "سصشزجچژظ" + "סזצש" + "सशषजझचछज़" + "ซสศษจชฉฌ" + "サシスセソザジズゼゾチツヂ" + "ㅅㅆㅈㅊㅉ",
		'r': "lr" + "лр" + "لر" + "לר" + "लर" + "รลฬ" + "ラリルレロ" + "ㄹ",
		'm': "m" + "м" + "م" + "מם" + "म" + "ม" + "マミムメモ" + "ㅁ",
		'n': "n" + "н" + "ن" + "נן" + "नणंञ" + "นณ" + "ナニヌネノン" + "ㄴㅇ",
		'f': "f" + "ф" + "ف" + "ף" + "ฝฟ" + "ファフ",
		'w': "w" + "وۆ" + "ו" + "ว" + "ワウ",
	} {
		for _, r := range letters {
			m[r] = sound
		}
	}
	return m
}()

// sounds are the consonants of a word, one for several in a row that sound
// alike.
func sounds(word string) string {
	word = strings.ToLower(word)
	word = strings.ReplaceAll(strings.ReplaceAll(word, "gh", ""), "ch", "s")
	word = strings.ReplaceAll(strings.ReplaceAll(word, "sh", "s"), "ph", "f")
	var out []byte
	apart := true
	for _, r := range jamo(word) {
		s, ok := consonants[r]
		if !ok {
			apart = true
			continue
		}
		if !apart && len(out) > 0 && out[len(out)-1] == s {
			continue
		}
		// A kana has its vowel in it.
		out, apart = append(out, s), unicode.In(r, unicode.Katakana, unicode.Hiragana)
	}
	return string(out)
}

// jamo takes Hangul syllables apart into letters (Unicode section 3.12); a
// silent ieung begins those that begin with a vowel.
func jamo(s string) string {
	const first, vowels, finals = 0xAC00, 21, 28
	leads := []rune("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆ ㅈㅉㅊㅋㅌㅍㅎ")
	tails := []rune(" ㄱㄲㄱㄴㄴㄴㄷㄹㄹㄹㄹㄹㄹㄹㄹㅁㅂㅂㅅㅅㅇㅈㅊㅋㅌㅍㅎ")
	var b strings.Builder
	for _, r := range s {
		if r < first || r >= first+11172 {
			b.WriteRune(r)
			continue
		}
		n := int(r - first)
		b.WriteRune(leads[n/(vowels*finals)])
		b.WriteRune(vowel(n / finals % vowels))
		b.WriteRune(tails[n%finals])
	}
	return b.String()
}

// vowel is one of the 21 vowels of Hangul, told apart by whether a w is in it.
func vowel(n int) rune {
	switch n {
	case 9, 10, 11, 14, 15, 16:
		return 'w'
	}
	return 'ㅏ'
}

// soundsLike says that their row of consonants is our name's: their 'w' may be
// a vowel, and an 'f' or a 'w' is a 'b' to those who lack it.
func soundsLike(theirs, ours string) bool {
	switch {
	case theirs == "" && ours == "":
		return true
	case theirs != "" && ours != "" && (theirs[0] == ours[0] || like(theirs[0], ours[0]) || like(ours[0], theirs[0])) && soundsLike(theirs[1:], ours[1:]):
		return true
	}
	return theirs != "" && theirs[0] == 'w' && soundsLike(theirs[1:], ours)
}

func like(a, b byte) bool { return (a == 'w' || a == 'f') && b == 'b' }

// ourSounds are the consonants of our reps' first names and of our company's
// first word: those with too few would be found in anything.
func ourSounds(c Config) (reps, company []string) {
	for _, rep := range c.Seller.Reps {
		for _, name := range append([]string{rep.Name}, rep.Aliases...) {
			first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
			if s := sounds(first); len(s) >= 2 && latin(first) {
				reps = append(reps, s)
			}
		}
	}
	for _, name := range c.Seller.Names {
		first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
		if s := sounds(first); len(s) >= 3 && latin(first) {
			company = append(company, s)
		}
	}
	return reps, company
}

func latin(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }) < 0
}

// sounded finds our name in other letters in the line that greets.
func (r *reading) sounded() (start, end int, ok bool) {
	p := &r.text
	line := firstLine(p.Folded)
	before := 0 // one behind where the word before began
	for i, words := 0, 0; i < line && words < 6; i++ {
		if p.Class[i] == lexicon.Gap || p.Class[i] == lexicon.Digit || i > 0 && p.Class[i-1] != lexicon.Gap && p.Class[i-1] != lexicon.Digit {
			continue
		}
		end := i
		for end < line && (p.Class[end] == lexicon.Letter || p.Class[end] == lexicon.Unspaced) {
			end++
		}
		words++
		word := p.Folded[i:end]
		if word[0] >= 0x80 && r.screen.us.soundsIn(word, true) {
			return i, end, true
		}
		if word[0] >= 0x80 && before > 0 && r.screen.us.soundsIn(p.Folded[before-1:end], false) {
			return before - 1, end, true // "برايت واي"
		}
		before = i + 1
		i = end
	}
	return 0, 0, false
}

// titles are what stands in one word with a name.
var titles = []string{"님께", "님", "씨", "에게", "담당자님", "様", "さん", "へ", "คุณ", "ال", "يا", "ل", "ל"}

// soundsIn says that a word, or two, sounds like our company's name or, where
// one may stand, a rep's.
func (u *us) soundsIn(word string, rep bool) bool {
	forms := []string{word}
	for _, title := range titles {
		if rest, ok := strings.CutSuffix(word, title); ok && rest != "" {
			forms = append(forms, rest)
		}
		if rest, ok := strings.CutPrefix(word, title); ok && rest != "" {
			forms = append(forms, rest)
		}
	}
	for _, form := range forms {
		s := sounds(form)
		for _, name := range u.repSounds {
			if rep && len(s) >= 2 && len(s) <= len(name)+1 && soundsLike(s, name) {
				return true
			}
		}
		for _, name := range u.companySounds {
			if len(s) >= 3 && len(s) <= len(name)+2 && soundsLike(s, name) {
				return true
			}
		}
	}
	return false
}
