package letter

import (
	"strings"
	"unicode"
)

// garbled reports whether the letters of a text were destroyed on the way: read
// in a wrong character set once, and written down so. Nobody can read it; a
// person may still guess the sender's wish from the address.
func garbled(s string) bool {
	if strings.Count(s, "占쏙옙")+strings.Count(s, "锟斤拷") >= 2 {
		return true // U+FFFD as EUC-KR and GBK show it
	}
	letters, accented, lost := 0, 0, 0
	for _, r := range s {
		switch {
		case r == '?' || r == unicode.ReplacementChar:
			lost++
		case r >= 0xC0 && r <= 0xFF:
			letters++
			accented++
		case unicode.IsLetter(r):
			letters++
		}
	}
	const few = 12
	// No language writes every second letter with an accent of Latin-1.
	return letters+lost >= few && (lost*2 > letters || accented*2 > letters)
}
