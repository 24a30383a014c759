package origin

import (
	_ "embed"
	"iter"
	"strconv"
	"strings"
	"sync"

	"inquiryd/internal/lexicon"
)

var (
	//go:embed data/countries.tsv
	countriesText string
	//go:embed data/cities.tsv
	citiesText string
	//go:embed data/zones.tsv
	zonesText string
)

// country is one row of data/countries.tsv.
type country struct {
	code      string
	region    string // UN M49 sub-region
	ending    string // of domains; "" where it is sold to anybody
	zone      string // of the most people
	currency  []string
	languages []string
}

// place is a town.
type place struct {
	country, subdivision, zone string
	people                     int
	weak                       bool // the name is an ordinary word too
}

// rows are the lines of a table without its comments.
func rows(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\r\n")
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(line) {
				return
			}
		}
	}
}

var countries = sync.OnceValue(func() map[string]country {
	m := map[string]country{}
	for line := range rows(countriesText) {
		f := strings.Split(line, "\t")
		if len(f) < 8 || len(f[0]) != 2 {
			continue
		}
		m[f[0]] = country{code: f[0], region: f[2], ending: f[4], zone: f[5], currency: words(f[6]), languages: words(f[7])}
	}
	return m
})

func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

var endings = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for code, c := range countries() {
		if c.ending != "" {
			m[strings.TrimPrefix(c.ending, ".")] = code
		}
	}
	return m
})

// currencies are the codes (ISO 4217) of money that one country has.
var currencies = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for code, c := range countries() {
		for _, currency := range c.currency {
			m[currency] = code
		}
	}
	return m
})

// cities are towns by their folded name; more than one may share it.
var cities = sync.OnceValue(func() map[string][]place {
	m := make(map[string][]place, 32<<10)
	for line := range rows(citiesText) {
		f := strings.Split(line, "\t")
		if len(f) < 5 {
			continue
		}
		people, _ := strconv.Atoi(f[4])
		p := place{country: f[1], subdivision: f[2], zone: f[3], people: people, weak: len(f) > 5 && f[5] == "1"}
		name := strings.TrimSpace(lexicon.Fold(f[0]).Folded)
		m[name] = append(m[name], p)
	}
	return m
})

// zoneRow is one zone of a country that has several.
type zoneRow struct {
	zone         string
	subdivisions []string
}

// zones are the zones of countries with several, those with most people first.
var zones = sync.OnceValue(func() map[string][]zoneRow {
	m := map[string][]zoneRow{}
	for line := range rows(zonesText) {
		f := strings.Split(line, "\t")
		if len(f) < 2 {
			continue
		}
		row := zoneRow{zone: f[1]}
		if len(f) > 2 {
			row.subdivisions = words(f[2])
		}
		m[f[0]] = append(m[f[0]], row)
	}
	return m
})
