package follow_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"inquiryd/internal/calendar"
	"inquiryd/internal/follow"
	"inquiryd/internal/inquiry"
)

func zone(t interface{ Fatal(...any) }, name string) *time.Location {
	loc, err := calendar.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func at(t interface{ Fatal(...any) }, s string) time.Time {
	when, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

var china = calendar.Region{Country: "CN"}

func planner() *follow.Planner {
	return &follow.Planner{Calendar: calendar.New(calendar.Options{}), Cadence: follow.DefaultCadence()}
}

// TestStories are the moments that a trade manager would choose, worked out by
// hand. The rep is in Shanghai unless the story says otherwise.
func TestStories(t *testing.T) {
	for _, c := range []struct {
		story, country, zone string
		tier                 inquiry.Tier
		asked, written       string // written "": not yet
		now                  string
		want                 string // RFC 3339 in the buyer's zone
		why                  string // part of Why
	}{
		{"a German writes in his morning: at once, while both work", "DE", "Europe/Berlin", "A",
			"2026-11-24T09:40:00+01:00", "", "2026-11-24T09:41:00+01:00", "2026-11-24T09:45:00+01:00", "both at work"},
		{"a German writes at night: his next opening, 16:30 in Shanghai", "DE", "Europe/Berlin", "A",
			"2026-11-24T20:00:00+01:00", "", "2026-11-24T20:01:00+01:00", "2026-11-25T09:30:00+01:00", "both at work"},
		{"a Saudi before Eid: not in the feast, not in the first hours after it", "SA", "Asia/Riyadh", "A",
			"2026-05-20T10:00:00+03:00", "2026-05-24T11:00:00+03:00", "2026-05-24T11:00:00+03:00", "2026-06-01T11:30:00+03:00", "after the holiday"},
		{"a German before Christmas: silence till the holidays are over", "DE", "Europe/Berlin", "A",
			"2026-12-17T10:00:00+01:00", "2026-12-22T09:30:00+01:00", "2026-12-22T09:30:00+01:00", "2027-01-04T11:30:00+01:00", "after the holiday"},
		{"a Brazilian before Carnival: Thursday, not the days of the feast", "BR", "America/Sao_Paulo", "A",
			"2028-02-22T10:00:00-03:00", "2028-02-24T10:00:00-03:00", "2028-02-24T10:00:00-03:00", "2028-03-02T09:30:00-03:00", "buyer is at work"},
		{"the same in 2026, when Spring Festival keeps the rep from work", "BR", "America/Sao_Paulo", "A",
			"2026-02-10T10:00:00-03:00", "2026-02-12T10:00:00-03:00", "2026-02-12T10:00:00-03:00", "2026-02-24T09:30:00-03:00", "buyer is at work"},
		{"an Israeli on Friday: Sunday is a working day there, Monday has both", "IL", "Asia/Jerusalem", "B",
			"2026-11-27T08:00:00+02:00", "", "2026-11-27T08:00:00+02:00", "2026-11-30T09:30:00+02:00", "both at work"},
		{"an Indian before Diwali, which is a Sunday in 2026: Monday", "IN", "Asia/Kolkata", "A",
			"2026-11-04T10:00:00+05:30", "2026-11-05T11:00:00+05:30", "2026-11-05T11:00:00+05:30", "2026-11-09T09:30:00+05:30", "both at work"},
		{"an American at Thanksgiving: his Monday morning", "US", "America/New_York", "A",
			"2026-11-24T10:00:00-05:00", "2026-11-25T09:30:00-05:00", "2026-11-25T09:30:00-05:00", "2026-11-30T09:30:00-05:00", "buyer is at work"},
		{"a Chinese rep in Golden Week: when the rep is back", "DE", "Europe/Berlin", "A",
			"2026-09-29T10:00:00+02:00", "2026-09-30T09:30:00+02:00", "2026-09-30T09:30:00+02:00", "2026-10-08T09:30:00+02:00", "both at work"},
		{"Vancouver after the 2026 change of its clock", "CA", "America/Vancouver", "A",
			"2026-12-07T10:00:00-07:00", "2026-12-08T09:30:00-07:00", "2026-12-08T09:30:00-07:00", "2026-12-10T09:30:00-07:00", "buyer is at work"},
		{"a Japanese on the eve of the rep's Labour Day: after both have rested", "JP", "Asia/Tokyo", "A",
			"2026-04-27T10:00:00+09:00", "2026-04-28T17:00:00+09:00", "2026-04-28T17:00:00+09:00", "2026-05-07T11:30:00+09:00", "after the holiday"},
		{"an American on Friday evening: Monday morning", "US", "America/Los_Angeles", "A",
			"2026-09-11T16:20:00-07:00", "", "2026-09-11T16:20:00-07:00", "2026-09-14T09:30:00-07:00", "buyer is at work"},
		{"a German in the afternoon before Golden Week: at once, not in a week", "DE", "Europe/Berlin", "A",
			"2026-09-30T15:00:00+02:00", "", "2026-09-30T15:00:00+02:00", "2026-09-30T15:00:00+02:00", "buyer is at work"},
		{"a C inquiry is answered within two working days", "FR", "Europe/Paris", "C",
			"2026-11-27T10:00:00+01:00", "", "2026-11-27T10:00:00+01:00", "2026-12-01T09:30:00+01:00", "first answer"},
		{"a D stands in the digest only", "FR", "Europe/Paris", "D",
			"2026-11-27T10:00:00+01:00", "", "2026-11-27T10:00:00+01:00", "", "digest"},
	} {
		t.Run(c.story, func(t *testing.T) {
			buyer := follow.Clock{Region: calendar.Region{Country: c.country}, Zone: zone(t, c.zone)}
			rep := follow.Clock{Region: china, Zone: zone(t, "Asia/Shanghai")}
			k := follow.Course{Tier: c.tier, Kind: inquiry.TermsAsked, Type: inquiry.Sourcing, Asked: []time.Time{at(t, c.asked)}}
			if c.written != "" {
				k.Written = []time.Time{at(t, c.written)}
			}
			plan := planner().Plan(k, buyer, rep, at(t, c.now))
			have := ""
			if !plan.Due.IsZero() {
				have = plan.Due.Format(time.RFC3339)
			}
			if have != c.want || !strings.Contains(plan.Why, c.why) {
				t.Errorf("have %s %q, want %s %q", have, plan.Why, c.want, c.why)
			}
		})
	}
}

func TestStates(t *testing.T) {
	berlin := follow.Clock{Region: calendar.Region{Country: "DE"}, Zone: zone(t, "Europe/Berlin")}
	rep := follow.Clock{Region: china, Zone: zone(t, "Asia/Shanghai")}
	monday := at(t, "2026-11-23T10:00:00+01:00")
	day := 24 * time.Hour
	k := follow.Course{Tier: inquiry.A, Kind: inquiry.TermsAsked, Type: inquiry.Sourcing, Asked: []time.Time{monday}}
	p := planner()
	check := func(name string, k follow.Course, now time.Time, state follow.State, due string) {
		t.Helper()
		plan := p.Plan(k, berlin, rep, now)
		have := ""
		if !plan.Due.IsZero() {
			have = plan.Due.Format(time.RFC3339)
		}
		if plan.State != state || have != due {
			t.Errorf("%s: have %s %s (%s), want %s %s", name, plan.State, have, plan.Why, state, due)
		}
	}
	check("asked", k, monday, follow.RepMustAnswer, "2026-11-23T10:00:00+01:00")
	k.Written = []time.Time{monday.Add(time.Hour)}
	check("answered", k, monday.Add(time.Hour), follow.Waiting, "2026-11-25T09:30:00+01:00")
	k.Written = append(k.Written, monday.Add(2*day))
	check("followed up once", k, monday.Add(2*day), follow.Waiting, "2026-11-30T09:30:00+01:00")
	away := k
	away.Away = calendar.Date{Year: 2026, Month: 12, Day: 7}
	check("away", away, monday.Add(2*day), follow.Postponed, "2026-12-07T09:30:00+01:00")
	lost := k
	lost.Bounce, lost.Lost = monday.Add(2*day+time.Minute), "no such user"
	check("bounced", lost, monday.Add(2*day+time.Hour), follow.Bounced, "2026-11-25T11:00:00+01:00")
	lost.Written = append(lost.Written, monday.Add(2*day+2*time.Hour))
	check("written again", lost, monday.Add(2*day+2*time.Hour), follow.Waiting, "2026-11-30T09:30:00+01:00")
	closed := k
	closed.Closed = "the rep archived it"
	check("closed", closed, monday, follow.Closed, "")
	chatty := follow.Course{Tier: inquiry.A, Kind: inquiry.TermsAsked, Type: inquiry.Sourcing,
		Asked:   []time.Time{monday, monday.Add(day), monday.Add(2 * day), monday.Add(3 * day)},
		Written: []time.Time{monday.Add(time.Hour), monday.Add(day + time.Hour), monday.Add(2*day + time.Hour), monday.Add(3*day + time.Hour)}}
	check("who answers often is asked daily", chatty, monday.Add(3*day+time.Hour), follow.Waiting, "2026-11-27T09:30:00+01:00")
	d := follow.Course{Tier: inquiry.D, Kind: inquiry.ProductAsked, Type: inquiry.Sourcing, Asked: []time.Time{monday}, Written: []time.Time{monday.Add(time.Hour)}}
	check("a D is asked once more", d, monday.Add(day), follow.Waiting, "2026-11-30T09:30:00+01:00")
	d.Written = append(d.Written, monday.Add(7*day))
	check("and no more", d, monday.Add(8*day), follow.Waiting, "")
	spy := k
	spy.Type, spy.Tier = inquiry.PriceSpy, inquiry.E
	check("a price spy is not", spy, monday.Add(day), follow.Waiting, "")
}

// TestMomentsKeepTheBuyersTime: over all countries and zones and six years no
// follow-up falls outside the buyer's working time, before now, or out of order.
func TestMomentsKeepTheBuyersTime(t *testing.T) {
	regions, zones := calendar.Regions(), calendar.ZoneNames()
	cal := calendar.New(calendar.Options{})
	p := &follow.Planner{Calendar: cal, Cadence: follow.DefaultCadence()}
	rapid.Check(t, func(t *rapid.T) {
		buyer := follow.Clock{Region: rapid.SampledFrom(regions).Draw(t, "buyer"), Zone: zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))}
		rep := follow.Clock{Region: rapid.SampledFrom(regions).Draw(t, "rep"), Zone: zone(t, rapid.SampledFrom(zones).Draw(t, "rep's zone"))}
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		now := from.Add(time.Duration(rapid.Int64Range(0, 6*365*24*60).Draw(t, "minute")) * time.Minute)
		k := follow.Course{
			Tier:  rapid.SampledFrom(inquiry.Tiers[:]).Draw(t, "tier"),
			Kind:  rapid.SampledFrom([]inquiry.Kind{inquiry.Cooperation, inquiry.ProductAsked, inquiry.TermsAsked}).Draw(t, "kind"),
			Type:  rapid.SampledFrom([]inquiry.BuyerType{inquiry.Sourcing, inquiry.Information, inquiry.Samples, inquiry.MarketEntry}).Draw(t, "type"),
			Asked: []time.Time{now},
		}
		last := now.Add(-time.Second)
		for range 6 {
			plan := p.Plan(k, buyer, rep, now)
			if plan.Due.IsZero() {
				return
			}
			switch {
			case plan.Due.Before(now):
				t.Fatalf("due %s before now %s", plan.Due, now)
			case !plan.Due.After(last):
				t.Fatalf("due %s not after the one before, %s", plan.Due, last)
			case !cal.Open(buyer.Region, plan.Due.In(buyer.Zone)):
				t.Fatalf("due %s: nobody works in %s then", plan.Due, buyer.Region)
			case len(k.Written) > 0 && calendar.DateOf(plan.Due) == calendar.DateOf(last.In(buyer.Zone)):
				t.Fatalf("two letters on %s", calendar.DateOf(last))
			}
			// The rep writes then, or some hours later.
			now = plan.Due.Add(time.Duration(rapid.Int64Range(0, 40).Draw(t, "late")) * time.Hour)
			k.Written = append(k.Written, now)
			last = now
		}
	})
}

func TestAhead(t *testing.T) {
	riyadh := follow.Clock{Region: calendar.Region{Country: "AE"}, Zone: zone(t, "Asia/Dubai")}
	have := planner().Ahead(riyadh, calendar.Date{Year: 2026, Month: 3, Day: 12})
	if want := "Eid al-Fitr on 2026-03-20, give or take a day; back on 2026-03-23"; have != want {
		t.Errorf("have %q, want %q", have, want)
	}
}

func TestFaults(t *testing.T) {
	if f := follow.DefaultCadence().Faults(); len(f) > 0 {
		t.Errorf("the defaults: %v", f)
	}
	c := follow.DefaultCadence()
	c.A, c.B, c.FirstAnswer.C, c.Fortnight = []int{2, 0, 3}, []int{-1}, 99, 0
	for _, key := range []string{"A[1]", "B[0]", "first_answer.C", "fortnight"} {
		if c.Faults()[key] == nil {
			t.Errorf("no fault of %s", key)
		}
	}
}
