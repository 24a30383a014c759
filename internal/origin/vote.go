package origin

import (
	"net/netip"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"

	"inquiryd/internal/calendar"
)

// phones votes by telephone numbers that carry their country's code.
func (s *search) phones() {
	for _, number := range s.letter.Contact.Phones {
		if !strings.HasPrefix(number, "+") {
			continue
		}
		n, err := phonenumbers.Parse(number, "")
		if err != nil {
			continue
		}
		region := phonenumbers.GetRegionCodeForNumber(n)
		if region == "" || region == "001" {
			region = phonenumbers.GetRegionCodeForCountryCode(int(n.GetCountryCode()))
		}
		if countries()[region].code == "" {
			continue
		}
		s.strong[region] = "the telephone number"
		s.vote(region, 5, "", "a telephone number of")
		// A mobile number of a large country gives the capital's zone.
		if kind := phonenumbers.GetNumberType(n); kind == phonenumbers.FIXED_LINE || kind == phonenumbers.FIXED_LINE_OR_MOBILE {
			if zones, err := phonenumbers.GetTimezonesForNumber(n); err == nil && len(zones) == 1 && s.landline == "" {
				s.landline = zones[0]
			}
		}
	}
}

// networks votes weakly by where the letter was sent from: web mail hides it,
// and a server may stand anywhere.
func (s *search) networks() {
	for _, name := range []string{"X-Originating-IP", "X-Sender-IP", "X-Client-IP", "X-Source-IP"} {
		ip, err := netip.ParseAddr(strings.Trim(s.letter.Get(name), "[] "))
		if err != nil || !ip.IsGlobalUnicast() || ip.IsPrivate() {
			continue
		}
		s.vote(s.finder.opt.Network(ip), 1, "", "sent from a network of")
		return
	}
}

// clues votes by a currency that one country has, and by a language that one
// country mostly speaks.
func (s *search) clues() {
	text := s.letter.Text
	if len(text) > 8<<10 {
		text = text[:8<<10]
	}
	for i := 0; i+3 <= len(text); i++ {
		if text[i] < 'A' || text[i] > 'Z' || text[i+1] < 'A' || text[i+1] > 'Z' {
			continue
		}
		if code := currencies()[text[i:i+3]]; code != "" && (i == 0 || !isLetter(text[i-1])) && (i+3 == len(text) || !isLetter(text[i+3])) {
			s.vote(code, 2, text[i:i+3], "a sum in the money of")
			break
		}
	}
	for _, lang := range scripts(text) {
		s.vote(lang, 1, "", "a language of")
	}
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= 0x80 }

// scripts names the country of a script or of letters that one country alone
// writes.
func scripts(text string) []string {
	count := map[string]int{}
	for _, r := range text {
		switch {
		case r < 0x80:
		case r >= 0x3041 && r < 0x3100:
			count["JP"]++
		case r >= 0xAC00 && r < 0xD7A4:
			count["KR"]++
		case r >= 0xE00 && r < 0xE80:
			count["TH"]++
		case r >= 0x590 && r < 0x600:
			count["IL"]++
		case r >= 0x900 && r < 0x980:
			count["IN"]++
		case strings.ContainsRune("پچژگ", r):
			count["IR"]++
		case strings.ContainsRune("ğşıİŞĞ", r):
			count["TR"]++
		case strings.ContainsRune("łąęśżźćńŁŚŻ", r):
			count["PL"]++
		case strings.ContainsRune("ơưđƠƯĐ", r), r >= 0x1EA0 && r <= 0x1EF9:
			count["VN"]++
		}
	}
	var found []string
	for _, code := range []string{"JP", "KR", "TH", "IL", "IN", "IR", "TR", "PL", "VN"} {
		if count[code] >= 4 {
			found = append(found, code)
		}
	}
	return found
}

// clock compares the Date header's offset with the clocks of the candidates.
// UTC says nothing, for many servers write it for everybody (MS-OXCMAIL).
func (s *search) clock() {
	offset, ok := s.offset()
	if !ok {
		return
	}
	for code := range s.votes {
		if s.keeps(code, offset) {
			s.votes[code]++
		} else {
			s.votes[code] -= 2
		}
	}
}

// offset is the sender's clock in seconds east of UTC, when it tells anything.
func (s *search) offset() (int, bool) {
	if s.letter.Date.IsZero() {
		return 0, false
	}
	_, offset := s.letter.Date.Zone()
	return offset, offset != 0
}

// keeps says that somebody in a country has a clock with that offset at the
// letter's date.
func (s *search) keeps(code string, offset int) bool {
	for _, zone := range zonesOf(code) {
		if offsetAt(zone, s.letter.Date) == offset {
			return true
		}
	}
	return false
}

// offsetAt is a zone's offset at an instant; -1 for a zone that is not known.
func offsetAt(zone string, at time.Time) int {
	loc, err := calendar.Zone(zone)
	if err != nil {
		return -1
	}
	_, offset := at.In(loc).Zone()
	return offset
}
