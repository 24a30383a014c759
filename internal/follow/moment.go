package follow

import (
	"fmt"
	"time"

	"inquiryd/internal/calendar"
)

const (
	settle    = 30 * time.Minute // after the opening, so that a letter is not the night's last
	grain     = 15 * time.Minute // steps in which a moment is looked for
	longBreak = 3                // days off that are more than a weekend
	catchUp   = 2 * time.Hour    // how long after a long break nobody reads offers
	patience  = 3                // working days that a better day may lie behind one to be avoided
	yearEnd   = 6                // and behind the last days of the year
	evening   = 8 * time.Hour    // after midnight, in which yesterday's work may still be sent
	repAway   = 14               // days that we wait for a rep who is off
)

// Moments are the next n good moments to write to a buyer, from an instant on,
// at most one a day.
func (p *Planner) Moments(buyer, rep Clock, from time.Time, n int) []time.Time {
	var all []time.Time
	for range n {
		t, _ := p.moment(buyer, rep, calendar.DateOf(from.In(buyer.Zone)), from, true)
		all = append(all, t)
		from = calendar.At(calendar.DateOf(t).Add(1), 0, buyer.Zone)
	}
	return all
}

// moment is the first good moment from day on and not before an instant, and
// why it is one. choosy passes over a day that is to be avoided where a better
// one follows soon.
func (p *Planner) moment(buyer, rep Clock, day calendar.Date, notBefore time.Time, choosy bool) (time.Time, string) {
	var first time.Time
	why, seen, most := "", 0, patience
	start := day
	for seen <= most {
		day = p.Calendar.Next(buyer.Region, day)
		t, reason, ok := p.on(buyer, rep, day, notBefore, day.Sub(start) < repAway)
		if ok {
			avoid := p.Calendar.Day(buyer.Region, day).Avoid
			if avoid == "" || !choosy {
				return t, reason
			}
			if first.IsZero() {
				first, why = t, reason+", though it is "+avoid
				if avoid == calendar.YearEnd {
					most = yearEnd
				}
			}
		}
		if !first.IsZero() {
			seen++
		}
		day = day.Add(1)
	}
	return first, why
}

// on is the good moment of one working day of the buyer, if it has one.
func (p *Planner) on(buyer, rep Clock, day calendar.Date, notBefore time.Time, withRep bool) (t time.Time, why string, ok bool) {
	hours := p.hours(buyer)
	open, end := calendar.At(day, hours.Open, buyer.Zone), calendar.At(day, hours.Close, buyer.Zone)
	back := p.Calendar.Break(buyer.Region, day) >= longBreak
	if back {
		open = open.Add(catchUp)
	}
	from := latest(open, notBefore)
	if !from.Before(end) {
		return t, "", false
	}
	if start, stop, both := p.shared(rep, from, end); both {
		t = p.spared(buyer, opened(start, open), stop)
		return t, because("you and the buyer are both at work", back), true
	}
	if withRep && !p.near(rep, open) {
		return t, "", false // nobody of ours is there to write
	}
	t = opened(from, open)
	if !t.Before(end) || t.Sub(open) > end.Sub(t) && p.near(rep, calendar.At(p.Calendar.Next(buyer.Region, day.Add(1)), hours.Open, buyer.Zone)) {
		return t, "", false // the next morning is better than the evening
	}
	t = p.spared(buyer, t, end)
	return t, because(p.alone(rep, t), back), true
}

// alone says why the buyer is at work then and the rep is not.
func (p *Planner) alone(rep Clock, t time.Time) string {
	if !p.Calendar.Day(rep.Region, calendar.DateOf(t.In(rep.Zone))).Working {
		return "the buyer is at work; it is a day off of yours"
	}
	return "the buyer is at work; it is not in your hours"
}

func because(why string, back bool) string {
	if back {
		return why + ", not in the first hours after the holiday"
	}
	return why
}

// opened lets the buyer settle when a window begins with their morning; a
// window that begins later is used at its next quarter of an hour.
func opened(start, open time.Time) time.Time {
	if start.Sub(open) < settle {
		return open.Add(settle)
	}
	return start.Add(grain - 1).Truncate(grain)
}

// shared is the first stretch within two instants in which the rep works, long
// enough to write in.
func (p *Planner) shared(rep Clock, from, end time.Time) (start, stop time.Time, ok bool) {
	hours := p.hours(rep)
	for day := calendar.DateOf(from.In(rep.Zone)).Add(-1); !calendar.DateOf(end.In(rep.Zone)).Before(day); day = day.Add(1) {
		if !p.Calendar.Day(rep.Region, day).Working {
			continue
		}
		start, stop = latest(from, calendar.At(day, hours.Open, rep.Zone)), calendar.At(day, hours.Close, rep.Zone)
		if end.Before(stop) {
			stop = end
		}
		if stop.Sub(start) >= settle+grain {
			return start, stop, true
		}
	}
	return start, stop, false
}

// near says that the rep works on the day of an instant, or did on one that has
// not ended long before: they can have written what is sent then.
func (p *Planner) near(rep Clock, t time.Time) bool {
	t = t.In(rep.Zone)
	return p.Calendar.Day(rep.Region, calendar.DateOf(t)).Working || p.Calendar.Day(rep.Region, calendar.DateOf(t.Add(-evening))).Working
}

// spared is the first instant from t on that is no soft hour of the buyer's, if
// one comes before the stretch ends.
func (p *Planner) spared(buyer Clock, t, stop time.Time) time.Time {
	for at := t; at.Before(stop); at = at.Add(grain) {
		if p.Calendar.SoftHour(buyer.Region, at.In(buyer.Zone)) == "" {
			return at.In(buyer.Zone)
		}
	}
	return t.In(buyer.Zone)
}

func (p *Planner) hours(c Clock) calendar.Hours {
	if c.Hours != (calendar.Hours{}) {
		return c.Hours
	}
	return p.Calendar.Hours(c.Region)
}

// Ahead names the buyer's next day off within a fortnight from a day on, and the
// day they are back; "" when there is none but weekends.
func (p *Planner) Ahead(buyer Clock, from calendar.Date) string {
	for n := range 14 {
		day := p.Calendar.Day(buyer.Region, from.Add(n))
		if day.Working || day.Holiday == "" || day.Weekend {
			continue
		}
		moon := ""
		if day.Estimated {
			moon = ", give or take a day"
		}
		return fmt.Sprintf("%s on %s%s; back on %s", day.Holiday, day.Date, moon, p.Calendar.Next(buyer.Region, day.Date))
	}
	return ""
}
