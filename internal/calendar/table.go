package calendar

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

var (
	//go:embed data/holidays.tsv
	holidaysText string
	//go:embed data/fixes.tsv
	fixesText string
	//go:embed data/weekends.tsv
	weekendsText string
)

// what a table says of a day.
type what uint8

const (
	off       what = iota + 1
	estimated      // off, and the moon decides
	soft           // to be avoided
	worked         // of the weekend, but worked
	none           // not off, whatever the country's table says
)

// mark is one entry of a table: a day's name and what it means.
type mark struct {
	what what
	name string
}

// table is marks by region, "DE" or "DE-BY", and day.
type table map[string]map[Date]mark

func (t table) put(region string, day Date, m mark) {
	days := t[region]
	if days == nil {
		days = map[Date]mark{}
		t[region] = days
	}
	days[day] = m
}

// week is which days of the week are off and which to be avoided.
type week struct{ off, soft [7]bool }

// data is everything that the program brings with it.
type data struct {
	days        table
	weeks       map[string]week
	countries   map[string]bool
	first, last int // years with days off
}

// shipped is the embedded tables, read once. A fault in them is a fault in the
// program, which the package's tests exclude.
var shipped = sync.OnceValue(func() *data {
	d := &data{days: table{}, weeks: map[string]week{}, countries: map[string]bool{}}
	for _, read := range []func() error{d.readHolidays, d.readFixes, d.readWeekends} {
		if err := read(); err != nil {
			panic(err)
		}
	}
	return d
})

// anySubdivision marks the days that most subdivisions of a country have: they
// hold where the subdivision is not known.
const anySubdivision = "-*"

// kinds are the second columns of holidays.tsv and fixes.tsv.
var kinds = map[string]what{
	"-": off, "+": off, "most": off, "estimated": estimated, "many": soft, "soft": soft, "work": worked, "none": none,
}

// readHolidays enters the generated table. A name that one region has under
// two kinds keeps the stronger one: off before soft.
func (d *data) readHolidays() error {
	return eachRow(holidaysText, "holidays.tsv", func(f []string, comment string) error {
		if comment != "" {
			if years, ok := strings.CutPrefix(comment, "# years "); ok {
				_, err := fmt.Sscan(years, &d.first, &d.last)
				return err
			}
			if codes, ok := strings.CutPrefix(comment, "# countries "); ok {
				for code := range strings.FieldsSeq(codes) {
					d.countries[code] = true
				}
			}
			return nil
		}
		if len(f) != 4 || kinds[f[1]] == 0 {
			return fmt.Errorf("want region, kind, name and dates")
		}
		if f[1] == "most" || f[1] == "many" {
			f[0] += anySubdivision
		}
		return d.enter(f[0], kinds[f[1]], f[2], f[3])
	})
}

func (d *data) enter(region string, w what, name, dates string) error {
	for s := range strings.FieldsSeq(dates) {
		day, err := ParseDate(s)
		if err != nil {
			return err
		}
		if have, taken := d.days[region][day]; taken && have.what <= w {
			continue
		}
		d.days.put(region, day, mark{w, name})
	}
	return nil
}

// readFixes enters the corrections over it.
func (d *data) readFixes() error {
	return eachRow(fixesText, "fixes.tsv", func(f []string, comment string) error {
		if comment != "" {
			return nil
		}
		if len(f) != 5 {
			return fmt.Errorf("want region, what, dates, name and why")
		}
		w := kinds[f[1]]
		if f[1] == "-" {
			w = none
		}
		for s := range strings.FieldsSeq(f[2]) {
			day, err := ParseDate(s)
			if err != nil || w == 0 {
				return fmt.Errorf("want a date and one of + - soft work estimated, have %q %q", s, f[1])
			}
			d.days.put(f[0], day, mark{w, f[3]})
		}
		return nil
	})
}

// readWeekends enters the weeks that differ from Saturday and Sunday.
func (d *data) readWeekends() error {
	return eachRow(weekendsText, "weekends.tsv", func(f []string, comment string) error {
		if comment != "" {
			return nil
		}
		if len(f) != 4 {
			return fmt.Errorf("want region, days off, days to be avoided and why")
		}
		var w week
		for i, days := range []*[7]bool{&w.off, &w.soft} {
			for name := range strings.FieldsSeq(strings.Trim(f[i+1], "-")) {
				day, ok := weekdays[name]
				if !ok {
					return fmt.Errorf("no day of the week is called %q", name)
				}
				days[day] = true
			}
		}
		d.weeks[f[0]] = w
		return nil
	})
}

var weekdays = map[string]time.Weekday{"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}

// eachRow calls f with the columns of every row, and with every comment.
func eachRow(text, name string, f func(columns []string, comment string) error) error {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		var err error
		switch {
		case line == "":
		case line[0] == '#':
			err = f(nil, line)
		default:
			err = f(strings.Split(line, "\t"), "")
		}
		if err != nil {
			return fmt.Errorf("%s:%s: %w", name, strconv.Itoa(n), err)
		}
	}
	return nil
}
