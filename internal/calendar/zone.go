package calendar

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// The clocks of countries change by decree, several times a year. Go's own
// database and a host's may be years old (calendar.md measured both an hour
// wrong), so the program brings one of its own, and the newer of it and the
// host's is used.

//go:embed data/zoneinfo.zip
var zoneinfoZip []byte

// hostZoneinfo is where hosts keep their database.
const hostZoneinfo = "/usr/share/zoneinfo"

// zoneSource reads the TZif bytes of a zone (RFC 9636).
type zoneSource struct {
	version string // of the database, "2026f"; versions compare as strings
	read    func(name string) ([]byte, error)
}

// zones is the newest database at hand, chosen once.
var zones = sync.OnceValue(func() zoneSource {
	own, err := embeddedZones()
	if err != nil {
		panic(err) // the package's tests read it
	}
	if host, ok := folderZones(hostZoneinfo); ok && host.version > own.version {
		return host
	}
	return own
})

func embeddedZones() (zoneSource, error) {
	archive, err := zip.NewReader(bytes.NewReader(zoneinfoZip), int64(len(zoneinfoZip)))
	if err != nil {
		return zoneSource{}, fmt.Errorf("calendar: zoneinfo.zip: %w", err)
	}
	read := func(name string) ([]byte, error) {
		f, err := archive.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return io.ReadAll(f)
	}
	version, err := read("VERSION")
	if err != nil {
		return zoneSource{}, fmt.Errorf("calendar: zoneinfo.zip: %w", err)
	}
	return zoneSource{string(version), read}, nil
}

// folderZones is a host's database, if it says its version.
func folderZones(dir string) (zoneSource, bool) {
	f, err := os.Open(filepath.Join(dir, "tzdata.zi"))
	if err != nil {
		return zoneSource{}, false
	}
	defer f.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(f, head)
	line, _, _ := strings.Cut(string(head[:n]), "\n")
	version, ok := strings.CutPrefix(line, "# version ")
	read := func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) }
	return zoneSource{strings.TrimSpace(version), read}, ok
}

// ZoneVersion is the version of the time zone database in use, such as 2026f.
// Moments that were worked out with another are worked out again.
func ZoneVersion() string { return zones().version }

// ZoneNames are the zones of the shipped database, in order.
func ZoneNames() []string {
	archive, err := zip.NewReader(bytes.NewReader(zoneinfoZip), int64(len(zoneinfoZip)))
	if err != nil {
		return nil // the package's tests read it
	}
	var names []string
	for _, f := range archive.File {
		if f.Name != "VERSION" {
			names = append(names, f.Name)
		}
	}
	return names
}

var loaded sync.Map // zone name to *time.Location

// Zone is the clock of that name, such as Asia/Shanghai. "" and "UTC" are UTC;
// "Local" and names that leave the database are refused.
func Zone(name string) (*time.Location, error) {
	if name == "" || name == "UTC" {
		return time.UTC, nil
	}
	if known, ok := loaded.Load(name); ok {
		return known.(*time.Location), nil
	}
	if strings.Contains(name, "..") || name[0] == '/' || strings.Contains(name, "\\") || name == "VERSION" {
		return nil, fmt.Errorf("no time zone is called %q", name)
	}
	tzif, err := zones().read(name)
	if err != nil {
		return nil, fmt.Errorf("no time zone is called %q", name)
	}
	loc, err := time.LoadLocationFromTZData(name, tzif)
	if err != nil {
		return nil, fmt.Errorf("time zone %q: %w", name, err)
	}
	known, _ := loaded.LoadOrStore(name, loc)
	return known.(*time.Location), nil
}

// At is the instant at which a zone's clock shows a time of day, given from
// midnight on. A time that the clock jumps over is the first instant after the
// jump; of one that it shows twice the first counts. (time.Date would put the
// first an hour before the jump.)
func At(date Date, clock time.Duration, zone *time.Location) time.Time {
	h, m, s := int(clock/time.Hour), int(clock/time.Minute)%60, int(clock/time.Second)%60
	t := time.Date(date.Year, date.Month, date.Day, h, m, s, 0, zone)
	shows := func(t time.Time) bool { return DateOf(t) == date && sinceMidnight(t) == clock }
	if shows(t) {
		// The hour may come twice; the earlier one, if it shows the same.
		for _, back := range []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour} {
			if earlier := t.Add(-back); shows(earlier) {
				return earlier
			}
		}
		return t
	}
	// The gap's end: the first instant whose clock is past what was asked.
	lo, hi := t.Add(-25*time.Hour), t.Add(25*time.Hour)
	for hi.Sub(lo) > time.Second {
		mid := lo.Add(hi.Sub(lo) / 2).Truncate(time.Second)
		if past(mid, date, clock) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// past says that t's clock is at or behind a time of a day.
func past(t time.Time, date Date, clock time.Duration) bool {
	if c := DateOf(t).Compare(date); c != 0 {
		return c > 0
	}
	return sinceMidnight(t) >= clock
}

// sinceMidnight is what t's clock shows.
func sinceMidnight(t time.Time) time.Duration {
	h, m, s := t.Clock()
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
}
