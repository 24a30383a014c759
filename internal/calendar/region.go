package calendar

import (
	"fmt"
	"slices"
	"strings"
)

// Region is a country by its ISO 3166-1 alpha-2 code and, where known, its
// subdivision by the part of the ISO 3166-2 code behind the hyphen. The zero
// Region is an unknown country: its weekend is Saturday and Sunday, and it has
// no days off.
type Region struct{ Country, Subdivision string }

// ParseRegion reads DE or DE-BY and says when no such country is known.
// Subdivisions are not checked: one without days of its own is in no table.
func ParseRegion(s string) (Region, error) {
	country, subdivision, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(s)), "-")
	if !shipped().countries[country] {
		return Region{}, fmt.Errorf("no country is known by the code %q", s)
	}
	return Region{country, subdivision}, nil
}

// Regions are all countries and the subdivisions with days of their own, in
// order.
func Regions() []Region {
	var all []Region
	for country := range shipped().countries {
		all = append(all, Region{Country: country})
	}
	for key := range shipped().days {
		if country, sub, ok := strings.Cut(key, "-"); ok && sub != "*" {
			all = append(all, Region{country, sub})
		}
	}
	slices.SortFunc(all, func(a, b Region) int { return strings.Compare(a.String(), b.String()) })
	return all
}

// String is DE or DE-BY.
func (r Region) String() string {
	if r.Subdivision == "" {
		return r.Country
	}
	return r.Country + "-" + r.Subdivision
}

// Known says that the tables have the country.
func (r Region) Known() bool { return shipped().countries[r.Country] }
