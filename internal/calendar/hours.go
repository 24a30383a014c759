package calendar

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Hours is when a working day begins and ends, from midnight on, by the clock
// on the wall.
type Hours struct{ Open, Close time.Duration }

// DefaultHours are those of offices almost everywhere; no source knows better
// by country.
var DefaultHours = Hours{9 * time.Hour, 18 * time.Hour}

// ParseHours reads 09:00-18:00.
func ParseHours(s string) (Hours, error) {
	open, end, ok := strings.Cut(strings.ReplaceAll(s, " ", ""), "-")
	var h Hours
	var errOpen, errClose error
	h.Open, errOpen = parseClock(open)
	h.Close, errClose = parseClock(end)
	if !ok || errOpen != nil || errClose != nil || h.Open >= h.Close {
		return Hours{}, fmt.Errorf("want hours such as 09:00-18:00, have %q", s)
	}
	return h, nil
}

func parseClock(s string) (time.Duration, error) {
	if s == "24:00" {
		return 24 * time.Hour, nil
	}
	t, err := time.Parse("15:04", s)
	return sinceMidnight(t), err
}

// String is 09:00-18:00.
func (h Hours) String() string {
	clock := func(d time.Duration) string {
		return fmt.Sprintf("%02d:%02d", int(d/time.Hour), int(d/time.Minute)%60)
	}
	return clock(h.Open) + "-" + clock(h.Close)
}

// Hours are a region's: what the user said of it, else DefaultHours.
func (c *Calendar) Hours(r Region) Hours {
	for _, key := range []string{r.String(), r.Country} {
		if h, ok := c.hours[key]; ok {
			return h
		}
	}
	return DefaultHours
}

// Open says that somebody in the region is at work at t, by t's own clock: a
// working day and within its hours. Soft hours are open.
func (c *Calendar) Open(r Region, t time.Time) bool {
	h, clock := c.Hours(r), sinceMidnight(t)
	return clock >= h.Open && clock < h.Close && c.Day(r, DateOf(t)).Working
}

// NextOpen is the first instant from t on at which somebody in the region is at
// work, by the clock of t's zone.
func (c *Calendar) NextOpen(r Region, t time.Time) time.Time {
	if c.Open(r, t) {
		return t
	}
	h, date := c.Hours(r), DateOf(t)
	if sinceMidnight(t) >= h.Open {
		date = date.Add(1)
	}
	for {
		date = c.Next(r, date)
		// On a day whose clock jumps the morning may lie before t.
		if open := At(date, h.Open, t.Location()); !open.Before(t) {
			return open
		}
		date = date.Add(1)
	}
}

// SoftHour is why an hour at which people work is a poor one to reach them, by
// t's own clock; "" for none.
func (c *Calendar) SoftHour(r Region, t time.Time) string {
	clock := sinceMidnight(t)
	between := func(from, to time.Duration) bool { return clock >= from && clock < to }
	switch {
	case t.Weekday() == time.Friday && r.Country == "AE" && clock >= 12*time.Hour:
		return "Friday afternoon"
	case t.Weekday() == time.Friday && muslim[r.Country] && between(12*time.Hour, 14*time.Hour):
		return "Friday prayer"
	case muslim[r.Country] && clock >= 14*time.Hour && Ramadan(DateOf(t)):
		return "Ramadan, when offices close early"
	case longLunch[r.Country] && between(12*time.Hour, 13*time.Hour+30*time.Minute):
		return "lunch"
	}
	return ""
}

// muslim are countries where Friday's noon and Ramadan are kept by most.
var muslim = set("AE AF BD BH BN DJ DZ EG EH ID IQ IR JO KM KW LB LY MA ML MR MV MY NE OM PK PS QA SA SD SN SO SY TN TR UZ YE")

// longLunch are countries whose offices rest at noon.
var longLunch = set("CN TW VN")

func set(codes string) map[string]bool {
	m := map[string]bool{}
	for code := range strings.FieldsSeq(codes) {
		m[code] = true
	}
	return m
}

// Ramadan says whether a day lies in the month of fasting: the thirty days
// before the feast that ends it, which the tables have as Eid al-Fitr in the
// Emirates. The moon may shift it by a day.
func Ramadan(date Date) bool {
	eid, ok := eidAlFitr()[date.Year]
	return ok && date.Before(eid) && eid.Sub(date) <= 30
}

// eidAlFitr is the first day of the feast by year.
var eidAlFitr = sync.OnceValue(func() map[int]Date {
	m := map[int]Date{}
	for date, mark := range shipped().days["AE"] {
		if first, ok := m[date.Year]; strings.HasPrefix(mark.name, "Eid al-Fitr") && (!ok || date.Before(first)) {
			m[date.Year] = date
		}
	}
	return m
})
