package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// Overlay is what a user's own files say of days, over the shipped tables. The
// zero Overlay says nothing.
type Overlay struct{ days table }

// ReadOverlay reads a folder of .tsv and .ics files in order of their names;
// others are left alone. Its error joins all faults, each with file and line,
// and comes without an overlay: a half-read one would be no better than none.
//
// A row of a .tsv file is REGION, WHAT, DATE or DATES and NAME, divided by tabs:
// WHAT is "+" for a day off, "-" for none, "work" for a worked day of the
// weekend, "soft" for one to be avoided, "estimated" for one that the moon
// decides. An .ics file is for the region that its name begins with
// (DE-BY.ics, DE-BY.school.ics); each of its all-day events is a day off, or by
// a category of one of the words above what that says.
func ReadOverlay(dir fs.FS) (Overlay, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return Overlay{}, fmt.Errorf("calendar: overlay: %w", err)
	}
	days := table{}
	var faults []error
	for _, e := range entries {
		read := map[string]func(table, string, []byte) []error{".tsv": readTSV, ".ics": readICS}[path.Ext(e.Name())]
		if read == nil || e.IsDir() {
			continue
		}
		text, err := fs.ReadFile(dir, e.Name())
		if err != nil {
			faults = append(faults, fmt.Errorf("calendar: overlay: %w", err))
			continue
		}
		faults = append(faults, read(days, e.Name(), text)...)
	}
	if len(faults) > 0 {
		return Overlay{}, errors.Join(faults...)
	}
	return Overlay{days}, nil
}

// overlayKinds are the words of both formats.
var overlayKinds = map[string]what{"+": off, "-": none, "work": worked, "soft": soft, "estimated": estimated}

func readTSV(days table, name string, text []byte) (faults []error) {
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		if err := tsvRow(days, strings.Split(line, "\t")); err != nil {
			faults = append(faults, fmt.Errorf("%s:%d: %w", name, n, err))
		}
	}
	return faults
}

func tsvRow(days table, f []string) error {
	if len(f) < 3 {
		return fmt.Errorf("want region, what, dates and name divided by tabs, have %d columns", len(f))
	}
	region, err := ParseRegion(f[0])
	if err != nil {
		return err
	}
	w, ok := overlayKinds[strings.TrimSpace(f[1])]
	if !ok {
		return fmt.Errorf("want one of + - work soft estimated, have %q", f[1])
	}
	dates := strings.Fields(f[2])
	if len(dates) == 0 {
		return errors.New("want a date such as 2026-12-25, have none")
	}
	label := "a day of the overlay"
	if len(f) > 3 && strings.TrimSpace(f[3]) != "" {
		label = strings.TrimSpace(f[3])
	}
	for _, s := range dates {
		day, err := ParseDate(s)
		if err != nil {
			return err
		}
		days.put(region.String(), day, mark{w, label})
	}
	return nil
}

func readICS(days table, name string, text []byte) []error {
	first, _, _ := strings.Cut(name, ".")
	region, err := ParseRegion(first)
	if err != nil {
		return []error{fmt.Errorf("%s: its name must begin with a region, as in DE-BY.ics: %w", name, err)}
	}
	decoder := ical.NewDecoder(bytes.NewReader(text))
	for {
		cal, err := decoder.Decode()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return []error{fmt.Errorf("%s:%d: %w", name, badLine(text), err)}
		}
		for _, event := range cal.Events() {
			if err := icsEvent(days, region, event); err != nil {
				return []error{fmt.Errorf("%s: event %q: %w", name, summary(event), err)}
			}
		}
	}
}

func summary(e ical.Event) string {
	s, _ := e.Props.Text(ical.PropSummary)
	return s
}

// icsEvent enters an all-day event (RFC 5545 section 3.6.1): its end, where it
// has one, is the day after the last.
func icsEvent(days table, region Region, e ical.Event) error {
	start, err := e.DateTimeStart(time.UTC)
	if err != nil {
		return fmt.Errorf("its start: %w", err)
	}
	if start.IsZero() {
		return errors.New("it has no start")
	}
	end, err := e.DateTimeEnd(time.UTC)
	if err != nil {
		return fmt.Errorf("its end: %w", err)
	}
	w := off
	if categories := e.Props.Get(ical.PropCategories); categories != nil {
		for word := range strings.SplitSeq(categories.Value, ",") {
			if k, ok := overlayKinds[strings.ToLower(strings.TrimSpace(word))]; ok {
				w = k
			}
		}
	}
	from, to := DateOf(start), DateOf(end)
	const longest = 366
	if to.Sub(from) > longest {
		return fmt.Errorf("it lasts %d days, want at most %d", to.Sub(from), longest)
	}
	for day := from; ; day = day.Add(1) {
		days.put(region.String(), day, mark{w, summary(e)})
		if !day.Add(1).Before(to) {
			return nil
		}
	}
}

// badLine is the first line of a calendar that is no property and no
// continuation of one: where a decoder without line numbers stopped, most
// likely.
func badLine(text []byte) int {
	lines := bytes.Split(text, []byte("\n"))
	return 1 + max(0, slices.IndexFunc(lines, func(l []byte) bool {
		l = bytes.TrimRight(l, "\r")
		return len(l) > 0 && l[0] != ' ' && l[0] != '\t' && !bytes.Contains(l, []byte(":"))
	}))
}
