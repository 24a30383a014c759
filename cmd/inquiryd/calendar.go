package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"inquiryd/internal/calendar"
	"inquiryd/internal/origin"
)

func newCalendarCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "calendar COUNTRY[-SUB] DATE...",
		Short: "Say whether a country works on a day, and at an instant",
		Long: `calendar shows what inquiryd knows of a day in a country: whether it is worked,
which holiday it is, and whether the moon may shift it. A DATE is a local date
(2026-12-25) or an instant (RFC 3339); of an instant it also says the local
time in the country's most populous zone, or the subdivision's own, whether
people are at work, and when they are next.

With - in place of a country it reads lines COUNTRY[-SUB]<TAB>ZONE<TAB>WHEN from
standard input and answers each with one line in the same order; ZONE may be
empty. Days off are known from 2026 to 2031; beyond, the weekend is.`,
		Example: `  inquiryd calendar SA 2026-05-27 2026-05-28
  inquiryd calendar DE-BY 2026-12-24T16:00:00Z
  inquiryd calendar --json -`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || args[0] != "-" && len(args) < 2 {
				return usageError{errors.New("calendar: want a country and at least one date, or -")}
			}
			return nil
		},
	}
	asJSON := cmd.Flags().Bool("json", false, "print a JSON object a line")
	overlay := cmd.Flags().String("overlay", "", "a folder of .tsv and .ics files with days of your own")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		almanac, err := openCalendar(*overlay)
		if err != nil {
			return err
		}
		out := bufio.NewWriter(cmd.OutOrStdout())
		defer out.Flush()
		a := answerer{almanac, out, *asJSON}
		if args[0] == "-" {
			return a.lines(cmd.InOrStdin())
		}
		for _, when := range args[1:] {
			day, err := a.ask(args[0], "", when)
			if err != nil {
				return usageError{fmt.Errorf("calendar: %w", err)}
			}
			if err := a.print(day); err != nil {
				return err
			}
		}
		return out.Flush()
	}
	return cmd
}

// openCalendar is the calendar with a folder of overlays, or without any.
func openCalendar(overlay string) (*calendar.Calendar, error) {
	if overlay == "" {
		return calendar.New(calendar.Options{}), nil
	}
	o, err := calendar.ReadOverlay(os.DirFS(overlay))
	if err != nil {
		return nil, err
	}
	return calendar.New(calendar.Options{Overlay: o}), nil
}

// calendarDay is the answer about one day; its names are a contract.
type calendarDay struct {
	Country     string `json:"country"`
	Subdivision string `json:"subdivision"`
	Date        string `json:"date"`
	Weekday     string `json:"weekday"`
	Working     bool   `json:"working"`
	Weekend     bool   `json:"weekend"`
	Holiday     string `json:"holiday"`
	Estimated   bool   `json:"estimated"`
	Avoid       string `json:"avoid,omitempty"`
	Note        string `json:"note,omitempty"`
	*calendarInstant
}

// calendarInstant is what is known of an instant besides.
type calendarInstant struct {
	Local    string `json:"local"`
	Zone     string `json:"zone"`
	InHours  bool   `json:"in_hours"`
	NextOpen string `json:"next_open"` // RFC 3339, UTC
}

type answerer struct {
	almanac *calendar.Calendar
	out     *bufio.Writer
	json    bool
}

// lines answers every line of in; one that cannot be answered says so in its
// place, and the command then fails at its end.
func (a answerer) lines(in io.Reader) error {
	scanner := bufio.NewScanner(in)
	bad := 0
	for scanner.Scan() {
		f := strings.Split(scanner.Text(), "\t")
		day, err := calendarDay{}, errors.New("want COUNTRY[-SUB]<TAB>ZONE<TAB>WHEN")
		if len(f) == 3 {
			day, err = a.ask(f[0], f[1], strings.TrimSpace(f[2]))
		}
		if err != nil {
			bad++
			if err := a.refuse(err); err != nil {
				return err
			}
			continue
		}
		if err := a.print(day); err != nil {
			return err
		}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("calendar: standard input: %w", err)
	}
	if bad > 0 {
		a.out.Flush()
		return fmt.Errorf("calendar: %d lines could not be answered", bad)
	}
	return nil
}

func (a answerer) ask(place, zone, when string) (calendarDay, error) {
	region, err := calendar.ParseRegion(place)
	if err != nil {
		return calendarDay{}, err
	}
	if zone == "" {
		zone = origin.ZoneOf(region.Country, region.Subdivision)
	}
	loc, err := calendar.Zone(zone)
	if err != nil {
		return calendarDay{}, err
	}
	if date, err := calendar.ParseDate(when); err == nil {
		return a.day(region, date), nil
	}
	t, err := time.Parse(time.RFC3339, when)
	if err != nil {
		return calendarDay{}, fmt.Errorf("want a date such as 2026-12-25 or an instant such as 2026-12-25T09:00:00Z, have %q", when)
	}
	t = t.In(loc)
	day := a.day(region, calendar.DateOf(t))
	day.calendarInstant = &calendarInstant{
		Local: t.Format(time.RFC3339), Zone: loc.String(), InHours: a.almanac.Open(region, t),
		NextOpen: a.almanac.NextOpen(region, t).UTC().Format(time.RFC3339),
	}
	return day, nil
}

func (a answerer) day(region calendar.Region, date calendar.Date) calendarDay {
	d := a.almanac.Day(region, date)
	day := calendarDay{
		Country: region.Country, Subdivision: region.Subdivision, Date: date.String(), Weekday: date.Weekday().String(),
		Working: d.Working, Weekend: d.Weekend, Holiday: d.Holiday, Estimated: d.Estimated, Avoid: d.Avoid,
	}
	if d.NoData {
		day.Note = fmt.Sprintf("no days off are known for %d, only the weekend", date.Year)
	}
	return day
}

func (a answerer) refuse(err error) error {
	if a.json {
		return json.NewEncoder(a.out).Encode(map[string]string{"error": err.Error()})
	}
	_, err = fmt.Fprintln(a.out, "-", err)
	return err
}

func (a answerer) print(d calendarDay) error {
	if a.json {
		return json.NewEncoder(a.out).Encode(d)
	}
	state := "off"
	switch {
	case d.Working:
		state = "working"
	case d.Weekend:
		state = "weekend"
	}
	place := d.Country
	if d.Subdivision != "" {
		place += "-" + d.Subdivision
	}
	fmt.Fprintf(a.out, "%s %s %s: %s", place, d.Weekday[:3], d.Date, state)
	if d.Holiday != "" {
		fmt.Fprintf(a.out, ", %s", d.Holiday)
	}
	if d.Estimated {
		fmt.Fprint(a.out, " (estimated)")
	}
	if d.Avoid != "" && d.Avoid != d.Holiday {
		fmt.Fprintf(a.out, "; better not: %s", d.Avoid)
	}
	if d.Note != "" {
		fmt.Fprintf(a.out, "; %s", d.Note)
	}
	if i := d.calendarInstant; i != nil {
		hours := "not at work"
		if i.InHours {
			hours = "at work"
		}
		fmt.Fprintf(a.out, "; %s %s there, %s, open next at %s", i.Local, i.Zone, hours, i.NextOpen)
	}
	_, err := fmt.Fprintln(a.out)
	return err
}
