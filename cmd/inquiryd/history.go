package main

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/inquiry"
)

// history is what letters in order of their date tell of our customers: a
// buyer is one who wrote to us and was answered before this conversation
// (domain section 5); somebody we merely wrote to is none.
//
// A person is the address that an answer goes to. A conversation is what
// In-Reply-To and References join and, where a mail program drops them, "Re:"
// and the same subject; only letters to and from one person join, for ids and
// subjects are the sender's choice.
type history struct {
	seed   maphash.Seed
	people map[uint64]*person
	now    int // letters seen
}

// person is somebody outside, with positions in the order of letters, from 1.
type person struct {
	wrote    bool
	answered int            // where we first answered, or 0
	began    map[uint64]int // where the conversation of a message id or subject began
}

func newHistory() *history {
	return &history{seed: maphash.MakeSeed(), people: make(map[uint64]*person)}
}

// fact is the little that is kept of each letter until all have been seen.
// Names are hashes, so that a mailbox of many years fits in memory.
type fact struct {
	mailPlace
	date    time.Time // zero if the letter has none
	ours    bool      // we wrote it
	manual  bool      // a person wrote it
	people  []uint64  // who is outside: the writer, or those we wrote to
	id      uint64
	refs    []uint64 // what it answers
	subject uint64   // without "Re:"
	reply   bool     // it begins with "Re:"
}

// circular is the number of recipients above which a letter answers nobody.
const circular = 50

// fact notes what matters of a letter; domains are ours.
func (h *history) fact(place mailPlace, l inquiry.Letter, domains []string) fact {
	subject, reply := bareSubject(l.Subject)
	f := fact{
		mailPlace: place,
		date:      l.Date,
		ours:      isOurs(domains, l.From) && isOurs(domains, l.Answerable()),
		manual:    l.Automatic == "" || l.Platform != "",
		id:        h.hash("id", l.MessageID),
		subject:   h.hash("subject", subject),
		reply:     reply,
	}
	people := []inquiry.Address{l.Answerable()}
	if f.ours {
		people = slices.Concat(l.To, l.Cc)
	}
	for _, a := range people {
		if a.Mail != "" && !isOurs(domains, a) && len(people) <= circular {
			f.people = append(f.people, h.hash("person", strings.ToLower(a.Mail)))
		}
	}
	for _, id := range slices.Concat(l.InReplyTo, l.References) {
		f.refs = append(f.refs, h.hash("id", id))
	}
	return f
}

func (h *history) hash(kind, name string) uint64 {
	return maphash.String(h.seed, kind+" "+name)
}

// inOrder is the order of a mailbox's history: by date, letters without one
// last; letters of one instant, and those without a date, by path and number.
func inOrder(a, b fact) int {
	switch {
	case a.date.IsZero() != b.date.IsZero():
		if a.date.IsZero() {
			return 1
		}
		return -1
	case !a.date.Equal(b.date):
		return a.date.Compare(b.date)
	}
	return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.number, b.number))
}

// talk names one conversation with one person.
type talk struct {
	person uint64
	began  int
}

// next takes the letters in order and reports whether the writer of each was a
// customer when it came, and which conversation it belongs to.
func (h *history) next(f fact) (customer bool, in talk) {
	h.now++
	for _, who := range f.people {
		p := h.people[who]
		if p == nil {
			p = &person{began: make(map[uint64]int)}
			h.people[who] = p
		}
		began := p.conversation(f, h.now)
		switch {
		case !f.ours:
			customer, in = p.answered > 0 && p.answered < began, talk{who, began}
			p.wrote = p.wrote || f.manual
		case f.manual && p.wrote && p.answered == 0:
			p.answered = h.now
		}
	}
	return customer, in
}

// conversation is where the conversation began that a letter belongs to: now,
// if it is a new one.
func (p *person) conversation(f fact, now int) (began int) {
	began = now
	for _, id := range f.refs {
		if at, ok := p.began[id]; ok {
			began = min(began, at)
		}
	}
	if at, ok := p.began[f.subject]; ok && f.reply && began == now {
		began = at
	}
	for _, id := range f.refs {
		if _, ok := p.began[id]; !ok {
			p.began[id] = began
		}
	}
	p.began[f.id], p.began[f.subject] = began, began
	return began
}

// isOurs reports whether an address is at one of our domains or below one, or
// is one of ours.
func isOurs(domains []string, a inquiry.Address) bool {
	domain := a.Domain()
	return slices.ContainsFunc(domains, func(ours string) bool {
		ours = strings.ToLower(ours)
		return strings.Contains(ours, "@") && strings.EqualFold(a.Mail, ours) || domain == ours || strings.HasSuffix(domain, "."+ours)
	})
}

// bareSubject is a subject without its "Re:", and whether there was one.
func bareSubject(s string) (bare string, reply bool) {
	for {
		s = strings.TrimSpace(s)
		colon := strings.IndexAny(s, ":：")
		if colon < 0 {
			return s, reply
		}
		mark, _, _ := strings.Cut(strings.ToLower(s[:colon]), "[") // "Re[2]:"
		if !slices.Contains(replyMarks, strings.TrimSpace(mark)) {
			return s, reply
		}
		s, reply = strings.TrimLeft(s[colon:], ":："), true
	}
}

// replyMarks are what mail programs put in front of an answer's subject.
var replyMarks = []string{
	"re", "aw", "sv", "vs", "antw", "odp", "r", "rif", "ref", "res", "ynt", "bls", "atb", "vá", "hlt", "πρτ",
	"отв", "ответ", "رد", "הגב", "השב", "回复", "回覆", "答复", "答覆", "返信", "답장", "회신",
}
