package calendar

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func region(t *testing.T, s string) Region {
	t.Helper()
	r, err := ParseRegion(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func date(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDays are days that somebody looked up by hand.
func TestDays(t *testing.T) {
	for _, c := range []struct {
		region, date, want string // working, off, weekend; "+" and a word of Avoid
		holiday            string
	}{
		{"DE", "2026-12-25", "off", "Christmas Day"},
		{"DE", "2026-12-28", "working+last days", ""},
		{"DE", "2026-12-26", "weekend", "Second Day of Christmas"},
		{"DE-BY", "2027-11-01", "off", "All Saints' Day"},
		{"DE", "2027-11-01", "working", ""},
		{"DE", "2028-10-31", "working+Reformation", "Reformation Day"},
		{"DE-BY", "2028-10-31", "working", ""},
		{"GB", "2027-03-29", "off", "Easter Monday"},
		{"GB-SCT", "2027-03-29", "working", ""},
		{"CN", "2026-02-14", "working", ""},
		{"CN", "2026-02-17", "off", "Chinese New Year (Spring Festival)"},
		{"CN", "2026-10-07", "off", "Day off (substituted from 10/10/2026)"},
		{"SA", "2026-11-27", "weekend", ""},
		{"SA", "2026-11-29", "working", ""},
		{"AE", "2026-03-20", "off", "Eid al-Fitr"},
		{"AE", "2026-03-19", "working+moon", ""},
		{"AE", "2026-11-27", "working", ""},
		{"IL", "2026-11-27", "weekend", ""},
		{"IN", "2026-11-28", "working+Saturday", ""},
		{"IN", "2026-11-29", "weekend", ""},
		{"NP", "2026-11-28", "weekend", ""},
		{"BN", "2026-11-28", "working", ""},
		{"MY-02", "2026-11-27", "weekend", ""},
		{"MY-01", "2026-11-27", "working", ""},
		{"BR", "2026-02-16", "working+Carnival", "Carnival"},
		{"US", "2026-11-26", "off", "Thanksgiving Day"},
		{"KR", "2026-05-01", "off", "Workers' Day"},
		{"RU", "2026-03-09", "off", "International Women's Day (moved)"},
		{"RU", "2026-05-11", "off", "Victory Day (moved)"},
		{"JP", "2026-11-23", "off", "Labor Thanksgiving Day"},
		{"DE", "2032-12-27", "working+last days", ""},
	} {
		day := New(Options{}).Day(region(t, c.region), date(t, c.date))
		want, avoid, _ := strings.Cut(c.want, "+")
		have := "off"
		if day.Working {
			have = "working"
		} else if day.Weekend {
			have = "weekend"
		}
		if have != want || day.Holiday != c.holiday || (avoid == "") != (day.Avoid == "") || !strings.Contains(day.Avoid, avoid) {
			t.Errorf("%s %s: have %s %q avoid %q, want %s %q", c.region, c.date, have, day.Holiday, day.Avoid, c.want, c.holiday)
		}
	}
	if day := New(Options{}).Day(Region{Country: "DE"}, Date{2032, 12, 25}); !day.NoData {
		t.Error("2032 has data")
	}
	if day := New(Options{}).Day(Region{}, Date{2026, 12, 25}); !day.Working || day.NoData {
		t.Errorf("an unknown country keeps Christmas: %+v", day)
	}
}

func TestTables(t *testing.T) {
	d := shipped()
	if len(d.countries) != 250 || d.first != 2026 || d.last != 2031 {
		t.Errorf("%d countries from %d to %d", len(d.countries), d.first, d.last)
	}
	c := New(Options{})
	for country := range d.countries {
		for year := d.first; year <= d.last; year++ {
			working := 0
			for day := (Date{year, 1, 1}); day.Year == year; day = day.Add(1) {
				if c.Day(Region{Country: country}, day).Working {
					working++
				}
			}
			if working < 215 || working > 315 {
				t.Errorf("%s works %d days in %d", country, working, year)
			}
		}
	}
}

func TestAt(t *testing.T) {
	for _, c := range []struct{ zone, date, clock, want string }{
		{"America/New_York", "2026-03-08", "02:30", "2026-03-08T03:00:00-04:00"}, // a gap
		{"America/New_York", "2026-11-01", "01:30", "2026-11-01T01:30:00-04:00"}, // twice: the first
		{"Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-04T02:30:00+11:00"},
		{"Africa/Cairo", "2026-04-24", "00:30", "2026-04-24T01:00:00+03:00"},
		{"Asia/Shanghai", "2026-12-01", "09:00", "2026-12-01T09:00:00+08:00"},
		{"America/Vancouver", "2026-12-15", "09:00", "2026-12-15T09:00:00-07:00"}, // permanent since 2026
		{"Pacific/Apia", "2011-12-30", "09:00", "2011-12-31T00:00:00+14:00"},      // a day that never was
	} {
		loc, err := Zone(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		clock, err := parseClock(c.clock)
		if err != nil {
			t.Fatal(err)
		}
		if have := At(date(t, c.date), clock, loc).Format(time.RFC3339); have != c.want {
			t.Errorf("%s %s %s: have %s, want %s", c.zone, c.date, c.clock, have, c.want)
		}
	}
}

func TestZone(t *testing.T) {
	if v := ZoneVersion(); v < "2026f" {
		t.Errorf("version %q", v)
	}
	for _, bad := range []string{"Local", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "VERSION", "a\\b"} {
		if loc, err := Zone(bad); err == nil {
			t.Errorf("zone %q is %v", bad, loc)
		}
	}
}

func TestNextOpen(t *testing.T) {
	c := New(Options{Hours: map[string]Hours{"SA": {8 * time.Hour, 17 * time.Hour}}})
	for _, x := range []struct{ region, zone, at, want string }{
		{"DE", "Europe/Berlin", "2026-12-24T19:00:00+01:00", "2026-12-28T09:00:00+01:00"},
		{"DE", "Europe/Berlin", "2026-11-27T10:00:00+01:00", "2026-11-27T10:00:00+01:00"},
		{"SA", "Asia/Riyadh", "2026-11-26T17:00:00+03:00", "2026-11-29T08:00:00+03:00"},
		{"IN", "Asia/Kolkata", "2026-11-28T08:00:00+05:30", "2026-11-28T09:00:00+05:30"},
		{"CN", "Asia/Shanghai", "2026-09-30T18:00:00+08:00", "2026-10-08T09:00:00+08:00"},
	} {
		loc, _ := Zone(x.zone)
		at, err := time.Parse(time.RFC3339, x.at)
		if err != nil {
			t.Fatal(err)
		}
		if have := c.NextOpen(region(t, x.region), at.In(loc)).Format(time.RFC3339); have != x.want {
			t.Errorf("%s from %s: have %s, want %s", x.region, x.at, have, x.want)
		}
	}
}

func TestSoftHour(t *testing.T) {
	c := New(Options{})
	for _, x := range []struct{ country, at, want string }{
		{"AE", "2026-11-27T15:00:00Z", "Friday afternoon"}, {"ID", "2026-11-27T12:30:00Z", "Friday prayer"},
		{"ID", "2026-11-27T10:00:00Z", ""}, {"SA", "2026-03-01T15:00:00Z", "Ramadan, when offices close early"},
		{"SA", "2026-03-25T15:00:00Z", ""}, {"CN", "2026-11-25T12:00:00Z", "lunch"}, {"DE", "2026-11-25T12:00:00Z", ""},
	} {
		at, _ := time.Parse(time.RFC3339, x.at)
		if have := c.SoftHour(Region{Country: x.country}, at); have != x.want {
			t.Errorf("%s %s: have %q, want %q", x.country, x.at, have, x.want)
		}
	}
}

func TestOverlay(t *testing.T) {
	o, err := ReadOverlay(fstest.MapFS{
		"firm.tsv":       {Data: []byte("# ours\nDE\t+\t2026-11-30 2026-12-01\tstocktaking\nDE\t-\t2026-12-25\nCN\twork\t2026-11-28\tmake-up\nAE\testimated\t2026-12-10\tmoon\n")},
		"DE-BY.fair.ics": {Data: []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20261102\r\nDTEND;VALUE=DATE:20261104\r\nSUMMARY:Fair\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")},
		"readme.md":      {Data: []byte("no calendar")},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := New(Options{Overlay: o})
	for _, x := range []struct {
		region, date string
		working      bool
	}{
		{"DE", "2026-11-30", false}, {"DE", "2026-12-01", false}, {"DE", "2026-12-25", true}, {"CN", "2026-11-28", true},
		{"AE", "2026-12-10", false}, {"DE-BY", "2026-11-02", false}, {"DE-BY", "2026-11-03", false}, {"DE-BY", "2026-11-04", true}, {"DE", "2026-11-02", true},
	} {
		if day := c.Day(region(t, x.region), date(t, x.date)); day.Working != x.working {
			t.Errorf("%s %s: %+v", x.region, x.date, day)
		}
	}
}

func TestOverlayFaults(t *testing.T) {
	_, err := ReadOverlay(fstest.MapFS{
		"a.tsv":     {Data: []byte("DE\t+\t2026-13-01\tx\nXX\t+\t2026-01-01\tx\nDE\tmaybe\t2026-01-01\tx\nDE\t+\n")},
		"b.ics":     {Data: []byte("BEGIN:VCALENDAR\r\n")},
		"DE.ics":    {Data: []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nnonsense\r\nEND:VCALENDAR\r\n")},
		"FR.my.ics": {Data: []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:2026-1-2\r\nSUMMARY:Fair\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`a.tsv:1: want a date such as 2026-12-25, have "2026-13-01"`, `a.tsv:2: no country is known by the code "XX"`,
		`a.tsv:3: want one of + - work soft estimated, have "maybe"`, "a.tsv:4: want region", "b.ics: its name must begin with a region", "DE.ics:3:", `FR.my.ics: event "Fair": its start`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q:\n%v", want, err)
		}
	}
}

func TestAddWorking(t *testing.T) {
	c := New(Options{})
	if have := c.AddWorking(region(t, "DE"), date(t, "2026-12-23"), 3); have.String() != "2026-12-29" {
		t.Errorf("have %s", have)
	}
	if n := c.Break(region(t, "CN"), date(t, "2026-10-08")); n != 7 {
		t.Errorf("a break of %d days", n)
	}
}
