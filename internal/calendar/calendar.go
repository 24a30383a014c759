package calendar

import (
	"fmt"
	"time"
)

// Calendar answers for all regions: the shipped tables, what the user's overlay
// files add to and take from them, and the hours. It is safe for concurrent
// use. The zero Calendar has no overlay and the default hours.
type Calendar struct {
	overlay table
	hours   map[string]Hours
}

// Options is what a user may say about calendars.
type Options struct {
	Overlay Overlay          // days added, removed and worked
	Hours   map[string]Hours // by region, "DE" or "DE-BY"; others work DefaultHours
}

// New makes a calendar.
func New(o Options) *Calendar { return &Calendar{overlay: o.Overlay.days, hours: o.Hours} }

// Day is what is known of one day in one region.
type Day struct {
	Region    Region
	Date      Date
	Working   bool
	Weekend   bool   // off because of the week; false for a soft day and for one that is worked instead
	Holiday   string // its name, also of a day that is only to be avoided; "" for none
	Estimated bool   // the holiday hangs on the sight of the moon and may shift by a day
	Avoid     string // why another day is better, of a day that is worked; "" for none
	NoData    bool   // the tables end before this year: days off are not known, the weekend is
}

// Day looks one day up.
func (c *Calendar) Day(r Region, date Date) Day {
	d := shipped()
	day := Day{Region: r, Date: date, NoData: r.Known() && (date.Year < d.first || date.Year > d.last)}
	weekday, w := date.Weekday(), weekOf(r)
	m := c.mark(r, date)
	day.Weekend = w.off[weekday] && m.what != worked
	day.Working = !day.Weekend
	switch m.what {
	case off, estimated:
		day.Working, day.Holiday, day.Estimated = false, m.name, m.what == estimated
	case soft:
		day.Holiday, day.Avoid = m.name, m.name
	case worked:
		day.Holiday = ""
	}
	if day.Working && day.Avoid == "" {
		day.Avoid = c.avoided(r, date, w.soft[weekday])
	}
	return day
}

// mark is the strongest word on a day: the user's, for the subdivision before
// the country, then the tables'.
func (c *Calendar) mark(r Region, date Date) mark {
	keys := []string{r.String(), r.Country}
	if r.Subdivision == "" {
		keys[1] = r.Country + anySubdivision
	}
	for _, t := range []table{c.overlay, shipped().days} {
		for _, key := range keys {
			if m, ok := t[key][date]; ok {
				return m
			}
		}
	}
	return mark{}
}

// avoided is why a worked day is a poor one.
func (c *Calendar) avoided(r Region, date Date, softWeekday bool) string {
	if softWeekday {
		return date.Weekday().String() + ", when many do not work"
	}
	for _, n := range []int{-1, 1} {
		if m := c.mark(r, date.Add(n)); m.what == estimated {
			return fmt.Sprintf("the moon may put %s a day off", m.name)
		}
	}
	if yearEnd(r, date) {
		return YearEnd
	}
	return ""
}

// YearEnd is the Avoid of the days from Christmas to New Year.
const YearEnd = "the last days of the year"

// yearEnd says that a day lies between Christmas and New Year where those are
// kept: offices are empty that do not close.
func yearEnd(r Region, date Date) bool {
	between := date.Month == time.December && date.Day >= 24 || date.Month == time.January && date.Day <= 2
	if !between {
		return false
	}
	christmas := date.Year
	if date.Month == time.January {
		christmas--
	}
	d := shipped()
	christmas = min(max(christmas, d.first), d.last)
	return d.days[r.Country][Date{christmas, time.December, 25}].what == off
}

// weekOf is a region's week.
func weekOf(r Region) week {
	weeks := shipped().weeks
	if w, ok := weeks[r.String()]; ok {
		return w
	}
	if w, ok := weeks[r.Country]; ok {
		return w
	}
	return week{off: [7]bool{time.Saturday: true, time.Sunday: true}}
}

// Next is the first working day from date on, date itself included.
func (c *Calendar) Next(r Region, date Date) Date {
	// No break is longer than a month; the bound ends a table gone mad.
	for range 60 {
		if c.Day(r, date).Working {
			return date
		}
		date = date.Add(1)
	}
	return date
}

// AddWorking is the nth working day after date.
func (c *Calendar) AddWorking(r Region, date Date, n int) Date {
	for ; n > 0; n-- {
		date = c.Next(r, date.Add(1))
	}
	return date
}

// Break is how many days off end right before date, which is worked: after a
// weekend two, after a feast more.
func (c *Calendar) Break(r Region, date Date) int {
	n := 0
	for n < 60 && !c.Day(r, date.Add(-n-1)).Working {
		n++
	}
	return n
}
