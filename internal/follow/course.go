package follow

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/calendar"
	"inquiryd/internal/inquiry"
)

// Course is what has happened in one inquiry, as far as its timing goes. All
// instants are of any zone.
type Course struct {
	Tier inquiry.Tier
	Kind inquiry.Kind
	Type inquiry.BuyerType

	Asked   []time.Time // the buyer's letters, oldest first; at least one
	Written []time.Time // ours, oldest first

	Away   calendar.Date // the day the buyer is back, by their out-of-office note; zero: not away
	Bounce time.Time     // when one of ours came back; zero: none did
	Lost   string        // why it came back
	Closed string        // why nothing more is to be done, or ""
}

// State is what an inquiry waits for. The words are a contract of the command
// line.
type State string

// The states.
const (
	RepMustAnswer State = "rep-must-answer"   // the buyer spoke last
	Waiting       State = "waiting-for-buyer" // we spoke last
	Postponed     State = "postponed"         // we spoke last, and the buyer is away
	Bounced       State = "bounced"           // our last letter came back
	Closed        State = "closed"
)

// asked and written are the last words of each side; zero if there are none.
func (k Course) asked() time.Time   { return last(k.Asked) }
func (k Course) written() time.Time { return last(k.Written) }

func last(list []time.Time) time.Time {
	if len(list) == 0 {
		return time.Time{}
	}
	return list[len(list)-1]
}

// since counts our letters after the buyer's last word.
func (k Course) since() int {
	n := 0
	for _, t := range k.Written {
		if !t.Before(k.asked()) {
			n++
		}
	}
	return n
}

// answersOften says that the buyer has answered several of ours within a
// fortnight of their last word.
func (k Course) answersOften() bool {
	n := 0
	for _, t := range k.Asked {
		if len(k.Written) > 0 && t.After(k.Written[0]) && k.asked().Sub(t) <= 14*24*time.Hour {
			n++
		}
	}
	return n >= often
}

// Clock is where somebody works: their days off and their time.
type Clock struct {
	Region calendar.Region
	Zone   *time.Location
	Hours  calendar.Hours // zero: the region's
}

// Planner plans by a calendar and a cadence.
type Planner struct {
	Calendar *calendar.Calendar
	Cadence  Cadence
}

// Plan is what an inquiry waits for, and until when.
type Plan struct {
	State State
	Due   time.Time     // when the rep should write, in the buyer's zone; zero: nothing is due, or the digest says it
	Until calendar.Date // Postponed: the day the buyer is back
	Why   string        // a sentence for the rep
}

// Plan says what comes next. No moment lies before now.
func (p *Planner) Plan(k Course, buyer, rep Clock, now time.Time) Plan {
	switch {
	case k.Closed != "":
		return Plan{State: Closed, Why: k.Closed}
	case k.Bounce.After(k.asked()) && !k.written().After(k.Bounce):
		return Plan{State: Bounced, Due: now.In(buyer.Zone), Why: "our letter came back: " + cmp.Or(k.Lost, "the server does not say why")}
	case k.since() == 0:
		return p.answer(k, buyer, rep, now)
	}
	return p.contact(k, buyer, rep, now)
}

// answer plans our answer to the buyer's last word.
func (p *Planner) answer(k Course, buyer, rep Clock, now time.Time) Plan {
	within := p.Cadence.FirstAnswer.within(k)
	what := "the buyer waits for our first answer"
	if len(k.Written) > 0 {
		what = "the buyer has answered"
	}
	if within == 0 {
		return Plan{State: RepMustAnswer, Why: what + "; the digest says so, no reminder does"}
	}
	asked := k.asked().In(buyer.Zone)
	from := asked
	if within > 1 {
		// The days before are the rep's own time; on the last one we remind.
		day := p.Calendar.AddWorking(buyer.Region, calendar.DateOf(asked), within)
		from = calendar.At(day, 0, buyer.Zone)
	}
	due, why := p.moment(buyer, rep, calendar.DateOf(from), latest(from, now), false)
	return Plan{State: RepMustAnswer, Due: due, Why: fmt.Sprintf("%s: %s", what, why)}
}

// contact plans our next letter to a buyer who is silent.
func (p *Planner) contact(k Course, buyer, rep Clock, now time.Time) Plan {
	wrote := k.written().In(buyer.Zone)
	state, until := Waiting, calendar.Date{}
	if k.Away != (calendar.Date{}) && calendar.DateOf(wrote).Before(k.Away) {
		state, until = Postponed, k.Away
	}
	wait := p.Cadence.wait(k, k.since())
	if wait == 0 {
		return Plan{State: state, Until: until, Why: "no more follow-ups by the cadence"}
	}
	day := p.Calendar.AddWorking(buyer.Region, calendar.DateOf(wrote), wait)
	reason := fmt.Sprintf("%s after our last letter", days(wait))
	if state == Postponed && day.Before(until) {
		day, reason = p.Calendar.Next(buyer.Region, until), "the buyer is back"
	}
	if full := p.full(k, buyer, day); day.Before(full) {
		day, reason = full, fmt.Sprintf("at most %d letters in two weeks", p.Cadence.Fortnight)
	}
	due, why := p.moment(buyer, rep, day, latest(calendar.At(day, 0, buyer.Zone), now), true)
	return Plan{State: state, Due: due, Until: until, Why: reason + ": " + why}
}

// full is the first day on which another letter keeps the ceiling of a
// fortnight, day itself if it does.
func (p *Planner) full(k Course, buyer Clock, day calendar.Date) calendar.Date {
	var recent []calendar.Date
	for _, t := range k.Written {
		if d := calendar.DateOf(t.In(buyer.Zone)); day.Sub(d) < 14 {
			recent = append(recent, d)
		}
	}
	if len(recent) < p.Cadence.Fortnight {
		return day
	}
	slices.SortFunc(recent, calendar.Date.Compare)
	return recent[len(recent)-p.Cadence.Fortnight].Add(14)
}

func days(n int) string {
	if n == 1 {
		return "one working day"
	}
	return fmt.Sprintf("%d working days", n)
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
