package follow_test

import (
	"strings"
	"testing"
	"time"

	"inquiryd/internal/follow"
	"inquiryd/internal/inquiry"
)

var (
	lily  = inquiry.Address{Mail: "lily@brightway.example"}
	kevin = inquiry.Address{Mail: "kevin@brightway.example"}
	karl  = inquiry.Address{Mail: "karl@muster.example"}
	eva   = inquiry.Address{Mail: "eva@muster.example"}
	free  = inquiry.Address{Mail: "buyer77@gmail.com"}
)

// hour is so many hours after a Monday morning in Berlin.
func hour(n int) time.Time {
	return time.Date(2026, 11, 2, 9, 0, 0, 0, time.FixedZone("", 3600)).Add(time.Duration(n) * time.Hour)
}

// asks is a letter of a German buyer; graded B.
func asks(id string, n int, from inquiry.Address, subject string, answers ...string) follow.Mail {
	return follow.Mail{
		Letter: inquiry.Letter{MessageID: id, From: from, To: []inquiry.Address{lily}, Subject: subject, InReplyTo: answers, Date: hour(n)},
		At:     hour(n), Subject: strings.ToLower(subject), Firm: from != free,
		Verdict: inquiry.Verdict{Inquiry: true, Tier: inquiry.B, Kind: inquiry.TermsAsked, BuyerType: inquiry.Sourcing, Country: "DE", Zone: "Europe/Berlin"},
	}
}

// says is a buyer's letter that asks for nothing by itself.
func says(id string, n int, from inquiry.Address, answers ...string) follow.Mail {
	m := asks(id, n, from, "thanks", answers...)
	m.Verdict = inquiry.Verdict{Category: inquiry.Running}
	return m
}

// writes is a letter of ours.
func writes(id string, n int, from, to inquiry.Address, answers ...string) follow.Mail {
	return follow.Mail{Letter: inquiry.Letter{MessageID: id, From: from, To: []inquiry.Address{to}, References: answers}, At: hour(n)}
}

func in(f follow.Folder, m follow.Mail) follow.Mail { m.Folder = f; return m }

func machine(kind inquiry.Automatic, m follow.Mail) follow.Mail {
	m.Letter.Automatic, m.Verdict = kind, inquiry.Verdict{Category: inquiry.Machine}
	return m
}

func copied(m follow.Mail, to inquiry.Address) follow.Mail {
	m.Letter.Cc = append(m.Letter.Cc, to)
	return m
}

func lost(to inquiry.Address, m follow.Mail) follow.Mail {
	m.Letter.Returned.Recipients = []string{to.Mail}
	return m
}

func by(from inquiry.Address, m follow.Mail) follow.Mail { m.Letter.From = from; return m }

func forward(m follow.Mail) follow.Mail { m.Forward = true; return m }

// TestLedger: which letter moves which inquiry, and how.
func TestLedger(t *testing.T) {
	away := machine(inquiry.OutOfOffice, says("o", 3, karl, "s1"))
	away.Letter.Back = time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)
	back := func(n int, delayed bool, originals ...string) follow.Mail {
		m := machine(inquiry.Bounce, writes("dsn", n, inquiry.Address{Mail: "mailer-daemon@brightway.example"}, lily))
		m.Letter.Returned = &inquiry.Returned{Recipients: []string{"karl@muster.example"}, Originals: originals, Reason: "550 no such user", Delayed: delayed}
		return m
	}
	for _, c := range []struct {
		name  string
		mails []follow.Mail
		want  string // tier and state of each inquiry
	}{
		{"asked", []follow.Mail{asks("a", 0, karl, "Lamps")}, "B rep-must-answer"},
		{"answered by reference", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl, "a")}, "B waiting-for-buyer"},
		{"answered by address", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl)}, "B waiting-for-buyer"},
		{"answered to a colleague of the buyer", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, kevin, eva)}, "B waiting-for-buyer"},
		{"somebody else of the same provider", []follow.Mail{asks("a", 0, free, "Lamps"), writes("s1", 2, lily, inquiry.Address{Mail: "other@gmail.com"})}, "B rep-must-answer"},
		{"passed on to a colleague", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, kevin, "a")}, "B rep-must-answer"},
		{"our machine says that it has come", []follow.Mail{asks("a", 0, karl, "Lamps"), machine(inquiry.AutoReply, writes("s1", 0, lily, karl, "a"))}, "B rep-must-answer"},
		{"theirs says so of ours", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl, "a"), machine(inquiry.AutoReply, says("r", 2, karl, "s1"))}, "B waiting-for-buyer"},
		{"the buyer answers", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl, "a"), says("b", 30, karl, "s1")}, "B rep-must-answer"},
		{"the buyer answers without a reference", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl, "a"), says("b", 30, karl)}, "B rep-must-answer"},
		{"asks again under the same subject", []follow.Mail{asks("a", 0, karl, "Lamps"), asks("b", 5, karl, "Lamps")}, "B rep-must-answer"},
		{"asks for something else", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl, "a"), asks("b", 5, karl, "Chairs")}, "B waiting-for-buyer; B rep-must-answer"},
		{"away", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl, "a"), away}, "B postponed"},
		{"away, and answers all the same", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl, "a"), away, says("b", 30, karl, "s1")}, "B rep-must-answer"},
		{"came back", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl, "a"), back(3, false, "s1")}, "B bounced"},
		{"came back, by the address only", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl, "a"), back(3, false)}, "B bounced"},
		{"delayed is not lost", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl, "a"), back(3, true, "s1")}, "B waiting-for-buyer"},
		{"came back and was sent again", []follow.Mail{asks("a", 0, karl, "Lamps"), writes("s1", 2, lily, karl, "a"), back(3, false, "s1"), writes("s2", 9, lily, eva, "a")}, "B waiting-for-buyer"},
		{"a lost copy to another is not lost", []follow.Mail{asks("a", 0, karl, "Lamps"), copied(writes("s1", 2, lily, karl, "a"), eva), lost(eva, back(3, false, "s1"))}, "B waiting-for-buyer"},
		{"who got a copy is away", []follow.Mail{asks("a", 0, karl, "Lamps"), copied(writes("s1", 2, lily, karl, "a"), eva), by(eva, away)}, "B waiting-for-buyer"},
		{"passed on to a factory", []follow.Mail{asks("a", 0, karl, "Lamps"), forward(writes("s1", 2, lily, inquiry.Address{Mail: "sales@factory.example"}, "a"))}, "B rep-must-answer"},
		{"thrown away", []follow.Mail{in(follow.Folder{Closed: "trash"}, asks("a", 0, karl, "Lamps"))}, "B closed"},
		{"put away, and a copy still lies in INBOX", []follow.Mail{in(follow.Folder{Closed: "archive"}, asks("a", 0, karl, "Lamps")), asks("a", 0, karl, "Lamps")}, "B rep-must-answer"},
		{"put away, and the buyer writes again", []follow.Mail{in(follow.Folder{Closed: "archive"}, asks("a", 0, karl, "Lamps")), says("b", 30, karl, "a")}, "B rep-must-answer"},
		{"filed higher by the rep", []follow.Mail{in(follow.Folder{Tier: inquiry.A}, asks("a", 0, karl, "Lamps"))}, "A rep-must-answer"},
		{"the rep's word outlives a later letter", []follow.Mail{in(follow.Folder{Tier: inquiry.A}, asks("a", 0, karl, "Lamps")), asks("b", 5, karl, "Lamps", "a")}, "A rep-must-answer"},
		{"an inquiry by the rep's word", []follow.Mail{in(follow.Folder{Tier: inquiry.C}, says("a", 0, karl))}, "C rep-must-answer"},
		{"no inquiry", []follow.Mail{says("a", 0, karl), writes("s1", 2, lily, karl, "a")}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			ledger := follow.NewLedger(func(a inquiry.Address) bool { return a.Domain() == "brightway.example" })
			for _, m := range c.mails {
				ledger.Take(m)
			}
			var have []string
			for _, q := range ledger.Inquiries() {
				plan := planner().Plan(q.Course, q.Clock(), follow.Clock{Region: china, Zone: zone(t, "Asia/Shanghai")}, q.Heard)
				have = append(have, string(q.Tier)+" "+string(plan.State))
			}
			if got := strings.Join(have, "; "); got != c.want {
				t.Errorf("have %q, want %q", got, c.want)
			}
		})
	}
}

// TestLedgerKeepsTheCountry: a short later letter does not make the buyer's
// clock unknown, and one that tells the country makes it known.
func TestLedgerKeepsTheCountry(t *testing.T) {
	ledger := follow.NewLedger(func(a inquiry.Address) bool { return a.Domain() == "brightway.example" })
	vague := func(id string, n int) follow.Mail {
		m := asks(id, n, karl, "Lamps")
		m.Verdict.Country, m.Verdict.Zone = "", "Etc/GMT-1"
		return m
	}
	ledger.Take(vague("a", 0))
	q := ledger.Inquiries()[0]
	if q.Region.Known() || q.Zone.String() != "Etc/GMT-1" {
		t.Errorf("of an unknown country: %v %v", q.Region, q.Zone)
	}
	ledger.Take(asks("b", 1, karl, "Lamps"))
	ledger.Take(vague("c", 2))
	if q.Region.Country != "DE" || q.Zone.String() != "Europe/Berlin" {
		t.Errorf("of a country that was told once: %v %v", q.Region, q.Zone)
	}
}
