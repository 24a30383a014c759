package follow

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/calendar"
	"inquiryd/internal/inquiry"
)

// Ledger follows the inquiries of one account: it takes every letter of the
// account's folders in their order and knows which inquiry each one moves. The
// zero value is no ledger; see NewLedger.
type Ledger struct {
	own       func(inquiry.Address) bool
	inquiries []*Inquiry
	byID      map[string]*Inquiry   // by the Message-IDs of both sides
	byPerson  map[string][]*Inquiry // by the buyer's address, and their firm's domain
}

// Inquiry is one buyer's request and what has become of it.
type Inquiry struct {
	Course
	ID      string          // Message-ID of its first letter, without angle brackets
	Buyer   inquiry.Address // whom an answer goes to
	Verdict inquiry.Verdict // on the buyer's latest letter that asks for something
	Place   string          // where that letter lies, in the words of whoever gave it
	Region  calendar.Region // the buyer's; zero if no letter tells
	Zone    *time.Location  // the buyer's clock
	Heard   time.Time       // when something last moved it

	reached []string     // whom our last letter went to, outside
	subject string       // without "Re:", as Mail has it
	tier    inquiry.Tier // by the rep's filing, or ""
}

// Folder is what a folder says of the letters in it.
type Folder struct {
	Sent   bool         // we wrote them
	Tier   inquiry.Tier // the tier that it is of, or ""
	Closed string       // why nothing more is to be done about them, or ""
}

// Mail is one letter of the account.
type Mail struct {
	Letter   inquiry.Letter
	At       time.Time       // its Date, or when it arrived
	Verdict  inquiry.Verdict // of a letter from outside
	Place    string          // a name for where it lies
	Folder   Folder
	Subject  string // without "Re:", in whatever form, always the same
	Forward  bool   // its subject says "Fwd:"
	Firm     bool   // its writer's domain is a firm's own, not a provider's
	Answered bool   // it carries \Answered
}

// NewLedger is an empty ledger. own says whether an address is one of ours.
func NewLedger(own func(inquiry.Address) bool) *Ledger {
	return &Ledger{own: own, byID: map[string]*Inquiry{}, byPerson: map[string][]*Inquiry{}}
}

// Inquiries are all that the ledger knows, in the order in which they came.
func (l *Ledger) Inquiries() []*Inquiry { return l.inquiries }

// Take enters the next letter.
func (l *Ledger) Take(m Mail) {
	switch {
	case m.Letter.Returned != nil: // often from our own domain
		l.cameBack(m)
	case m.Folder.Sent || l.own(m.Letter.From) && l.own(m.Letter.Answerable()):
		l.wrote(m)
	case m.Letter.Automatic == inquiry.OutOfOffice:
		l.away(m)
	case m.Letter.Automatic == inquiry.AutoReply, m.Letter.Automatic == inquiry.Bounce, m.Letter.Automatic == inquiry.Own:
		// A machine's word that our letter has come in is nobody's answer.
	default:
		l.asked(m)
	}
}

// wrote enters a letter of ours. Only what reaches the buyer is an answer: who
// asks a colleague about an inquiry, or passes it on to a factory, has answered
// nobody.
func (l *Ledger) wrote(m Mail) {
	if m.Letter.Automatic != "" && m.Letter.Platform == "" {
		return
	}
	to := slices.DeleteFunc(slices.Concat(m.Letter.To, m.Letter.Cc), l.own)
	if len(to) == 0 {
		return
	}
	if q := l.answers(m.Letter); q != nil {
		reaches := slices.ContainsFunc(to, func(a inquiry.Address) bool {
			known := l.latest(a)
			return known != nil && known.Buyer.Mail == q.Buyer.Mail
		})
		if reaches || !m.Forward {
			l.answered(q, m, to)
		}
		return
	}
	var done []*Inquiry
	for _, a := range to {
		if q := l.latest(a); q != nil && !slices.Contains(done, q) {
			done = append(done, q)
			l.answered(q, m, to)
		}
	}
}

func (l *Ledger) answered(q *Inquiry, m Mail, to []inquiry.Address) {
	if !l.enter(q, m) {
		return
	}
	q.Written, q.reached = append(q.Written, m.At), nil
	for _, a := range to {
		q.reached = append(q.reached, strings.ToLower(a.Mail))
	}
}

// others says that somebody whom we also wrote to, and not the buyer, is one of
// a list of addresses: their absence, or a lost copy, does not move the inquiry.
func (q *Inquiry) others(mails ...string) bool {
	buyer := strings.ToLower(q.Buyer.Mail)
	return slices.Contains(q.reached, buyer) && len(mails) > 0 && !slices.Contains(mails, buyer)
}

// cameBack enters a delivery status notification on a letter of ours.
func (l *Ledger) cameBack(m Mail) {
	back := m.Letter.Returned
	if back.Delayed {
		return
	}
	var q *Inquiry
	for _, id := range back.Originals {
		q = cmp.Or(q, l.byID[id])
	}
	for _, mail := range back.Recipients {
		q = cmp.Or(q, l.latest(inquiry.Address{Mail: mail}))
	}
	if q != nil && len(q.Written) > 0 && !q.others(back.Recipients...) {
		q.Bounce, q.Lost, q.Heard = m.At, back.Reason, m.At
	}
}

// away enters an absence note. One that names no day moves nothing.
func (l *Ledger) away(m Mail) {
	q := l.answers(m.Letter)
	if q == nil {
		q = l.latest(m.Letter.From)
	}
	if q != nil && !m.Letter.Back.IsZero() && !q.others(strings.ToLower(m.Letter.From.Mail)) {
		q.Away, q.Heard = calendar.DateOf(m.Letter.Back), m.At
	}
}

// asked enters a letter from outside. It belongs to the inquiry that it answers;
// else to the buyer's latest, unless it asks for something under a new subject.
// What a rep filed into a tier is an inquiry, whatever we think of it.
func (l *Ledger) asked(m Mail) {
	wanted := m.Verdict.Inquiry || m.Folder.Tier != ""
	q := l.answers(m.Letter)
	if known := l.latest(m.Letter.Answerable()); q == nil && known != nil {
		if !wanted && m.Letter.Automatic == "" || m.Subject == known.subject {
			q = known
		}
	}
	if q == nil {
		if !wanted {
			return
		}
		q = l.open(m)
	}
	if !l.enter(q, m) {
		l.copied(q, m)
		return
	}
	q.Asked = append(q.Asked, m.At)
	q.Away, q.Closed, q.tier = calendar.Date{}, m.Folder.Closed, cmp.Or(m.Folder.Tier, q.tier)
	if m.Answered {
		q.Written = append(q.Written, m.At)
	}
	if v := m.Verdict; wanted {
		q.Judge(v)
		q.Place = m.Place
		if v.Country != "" { // a short "any news?" does not tell it again
			q.Region, q.Zone = calendar.Region{Country: v.Country, Subdivision: v.Subdivision}, zoneOf(m)
		}
	}
}

// copied looks at a second copy of one of the buyer's letters: the one that lies
// where people work counts, and a tier folder says more than INBOX.
func (l *Ledger) copied(q *Inquiry, m Mail) {
	if m.At.Equal(last(q.Asked)) && m.Folder.Closed == "" {
		q.Closed = ""
	}
	if m.Folder.Tier != "" {
		q.tier = m.Folder.Tier
		q.Judge(q.Verdict)
	}
}

// open begins an inquiry.
func (l *Ledger) open(m Mail) *Inquiry {
	q := &Inquiry{ID: m.Letter.MessageID, Buyer: m.Letter.Answerable(), subject: m.Subject, Place: m.Place}
	l.inquiries = append(l.inquiries, q)
	keys := []string{strings.ToLower(q.Buyer.Mail)}
	if m.Letter.Platform != "" {
		keys = append(keys, m.Letter.Contact.Mails...) // the buyer behind the platform
	}
	if m.Firm && q.Buyer.Domain() != "" {
		keys = append(keys, "@"+q.Buyer.Domain())
	}
	for _, key := range keys {
		l.byPerson[key] = append(l.byPerson[key], q)
	}
	q.Zone = zoneOf(m)
	return q
}

// zoneOf is the buyer's clock; of an unknown country, the one of their letter.
func zoneOf(m Mail) *time.Location {
	if zone, err := calendar.Zone(m.Verdict.Zone); err == nil && m.Verdict.Zone != "" {
		return zone
	}
	name, offset := m.Letter.Date.Zone()
	if offset == 0 {
		return time.UTC
	}
	if name == "" {
		name = m.Letter.Date.Format("UTC-07:00")
	}
	return time.FixedZone(name, offset)
}

// Judge enters what is now thought of the inquiry. Where a rep filed it into
// another tier's folder, the rep's word stands.
func (q *Inquiry) Judge(v inquiry.Verdict) {
	q.Verdict = v
	q.Tier, q.Kind, q.Type = cmp.Or(q.tier, v.Tier), v.Kind, v.BuyerType
	if q.tier != "" && q.tier != inquiry.E && q.tier != v.Tier {
		q.Type = inquiry.Sourcing // no spy and no swindler, says the rep
	}
}

// Clock is the buyer's.
func (q *Inquiry) Clock() Clock {
	return Clock{Region: q.Region, Zone: q.Zone}
}

// enter notes that a letter belongs to an inquiry, and reports whether it is new.
func (l *Ledger) enter(q *Inquiry, m Mail) bool {
	id := m.Letter.MessageID
	if id != "" && l.byID[id] != nil {
		return false
	}
	if id != "" {
		l.byID[id] = q
	}
	q.Heard = m.At
	return true
}

// answers is the inquiry whose letter a letter answers: the nearest it names.
func (l *Ledger) answers(letter inquiry.Letter) *Inquiry {
	if q := l.byID[letter.MessageID]; q != nil && letter.MessageID != "" {
		return q // a copy
	}
	for _, id := range letter.InReplyTo {
		if q := l.byID[id]; q != nil {
			return q
		}
	}
	for _, id := range slices.Backward(letter.References) {
		if q := l.byID[id]; q != nil {
			return q
		}
	}
	return nil
}

// latest is the newest inquiry of a person, else of their firm.
func (l *Ledger) latest(a inquiry.Address) *Inquiry {
	for _, key := range []string{strings.ToLower(a.Mail), "@" + a.Domain()} {
		if all := l.byPerson[key]; len(all) > 0 && key != "@" {
			return all[len(all)-1]
		}
	}
	return nil
}
