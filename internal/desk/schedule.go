package desk

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule is a cron expression behind a door: the parser panics on "TZ="
// without a space, reads "@every 0s" as a second, and has expressions that
// never come (robfig/cron #554, #555; measured). Its runner is not used.
type Schedule struct {
	expr string
	next cron.Schedule
}

// shortest is the shortest "@every": polling faster than that is abuse.
const shortest = 5 * time.Second

// ParseSchedule reads five fields, or a descriptor such as "@every 1m". A zone
// is no part of it.
func ParseSchedule(expr string) (s Schedule, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%q is no schedule", expr)
		}
	}()
	if strings.Contains(expr, "TZ=") {
		return s, fmt.Errorf("%q names a zone; a schedule has none of its own", expr)
	}
	if every, ok := strings.CutPrefix(expr, "@every "); ok {
		if d, err := time.ParseDuration(every); err != nil || d < shortest || d > 24*time.Hour {
			return s, fmt.Errorf("%q: want a duration from %s to 24h", expr, shortest)
		}
	}
	next, err := cron.ParseStandard(expr)
	if err != nil {
		return s, fmt.Errorf("%q is no schedule: %w", expr, err)
	}
	// Any fixed moment shows an expression that never comes.
	if next.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return s, fmt.Errorf("%q never comes", expr)
	}
	return Schedule{expr, next}, nil
}

// MustSchedule is ParseSchedule for expressions in the code.
func MustSchedule(expr string) Schedule {
	s, err := ParseSchedule(expr)
	if err != nil {
		panic(err)
	}
	return s
}

// DefaultPoll looks every minute, told or not.
const DefaultPoll = "@every 1m"

// UnmarshalText is ParseSchedule.
func (s *Schedule) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSchedule(string(text))
	return err
}

// String is the expression.
func (s Schedule) String() string { return s.expr }

// After is how long from now until the schedule comes again.
func (s Schedule) After(now time.Time) time.Duration {
	if s.next == nil {
		return time.Minute
	}
	next := s.next.Next(now)
	if next.IsZero() {
		return time.Hour
	}
	return next.Sub(now)
}
