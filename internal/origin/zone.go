package origin

import (
	"fmt"
	"slices"
	"strings"
)

// zonesOf are the zones of a country, those with most people first.
func zonesOf(code string) []string {
	if rows := zones()[code]; len(rows) > 0 {
		list := make([]string, len(rows))
		for i, r := range rows {
			list[i] = r.zone
		}
		return list
	}
	return []string{countries()[code].zone}
}

// ZoneOf is the zone of a subdivision where it has one of its own, else that of
// most of the country's people; "" for an unknown country.
func ZoneOf(country, subdivision string) string {
	if subdivision != "" && !strings.Contains(subdivision, "-") {
		subdivision = country + "-" + subdivision // as ISO 3166-2 and the tables write it
	}
	for _, row := range zones()[country] {
		if subdivision != "" && slices.Contains(row.subdivisions, subdivision) {
			return row.zone
		}
	}
	if known := zonesOf(country); len(known) > 0 {
		return known[0]
	}
	return ""
}

// within is subdivision and zone inside a country: by a town that the letter
// names, by a landline's area, by the clock, by where most people live.
func (s *search) within(code string) (subdivision, zone string) {
	known := zonesOf(code)
	var town place
	for _, p := range s.cities {
		if p.country == code && p.people > town.people {
			town = p
		}
	}
	subdivision = town.subdivision
	switch {
	case len(known) == 1:
		return subdivision, known[0]
	case town.zone != "":
		return subdivision, town.zone
	}
	if zone := ZoneOf(code, subdivision); zone != known[0] {
		return subdivision, zone
	}
	if slices.Contains(known, s.landline) {
		return subdivision, s.landline
	}
	if offset, ok := s.offset(); ok {
		for _, z := range known {
			if offsetAt(z, s.letter.Date) == offset {
				return subdivision, z
			}
		}
	}
	return subdivision, known[0]
}

// offsetZone is a zone without a country: the sender's clock alone. POSIX
// counts west of Greenwich, so the sign turns round.
func (s *search) offsetZone() string {
	offset, ok := s.offset()
	if !ok || offset%3600 != 0 {
		return ""
	}
	return fmt.Sprintf("Etc/GMT%+d", -offset/3600)
}
