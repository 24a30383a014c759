package follow

import (
	"errors"
	"fmt"

	"inquiryd/internal/calendar"
)

// Config is what follow-ups can be told.
type Config struct {
	Office   Office  `toml:"office"`
	Cadence  Cadence `toml:"cadence"`
	Calendar string  `toml:"calendar"` // a folder of .tsv and .ics files with days of our own, or ""
}

// Office is where and when our reps work.
type Office struct {
	Country string `toml:"country"` // ISO 3166-1 alpha-2, or with -SUB
	Zone    string `toml:"zone"`    // IANA
	Hours   string `toml:"hours"`   // such as "09:00-18:00"; "" for the country's
}

// Defaults are an office in China and the practitioners' cadence.
func Defaults() Config {
	return Config{Office: Office{Country: "CN", Zone: "Asia/Shanghai"}, Cadence: DefaultCadence()}
}

// Clock is the office's clock. Its error names what is wrong.
func (o Office) Clock() (Clock, error) {
	for key, err := range o.Faults() {
		return Clock{}, fmt.Errorf("office.%s: %w", key, err)
	}
	var c Clock
	c.Region, _ = calendar.ParseRegion(o.Country)
	c.Zone, _ = calendar.Zone(o.Zone)
	if o.Hours != "" {
		c.Hours, _ = calendar.ParseHours(o.Hours)
	}
	return c, nil
}

// Faults lists what is wrong, by TOML key below office.
func (o Office) Faults() map[string]error {
	faults := map[string]error{}
	if _, err := calendar.ParseRegion(o.Country); err != nil {
		faults["country"] = err
	}
	if _, err := calendar.Zone(o.Zone); err != nil || o.Zone == "" {
		faults["zone"] = errors.Join(err, wantZone(o.Zone))
	}
	if o.Hours != "" {
		if _, err := calendar.ParseHours(o.Hours); err != nil {
			faults["hours"] = err
		}
	}
	return faults
}

func wantZone(zone string) error {
	if zone == "" {
		return errors.New(`want a zone such as "Asia/Shanghai"`)
	}
	return nil
}
