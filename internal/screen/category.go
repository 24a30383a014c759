package screen

import (
	"strings"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// class is what a letter is, before it is scored.
type class struct {
	inquiry  bool
	category inquiry.Category
	review   bool
	why      string
}

func no(c inquiry.Category, why string) class { return class{category: c, why: why} }

// classify decides what a letter is. Headers that settle it come first; then
// the direction of money: who would pay whom. Where that stays unclear the
// guess is the inquiry, marked for review, for a buyer must never be hidden.
func (r *reading) classify() class {
	l, us := r.letter, r.screen.config.Seller
	empty := strings.TrimSpace(l.Text) == "" && strings.TrimSpace(l.Subject) == "" && strings.TrimSpace(l.Quoted) == ""
	switch {
	case l.Unreadable != "" || empty && len(l.Attachments) == 0:
		return class{category: inquiry.Blank, review: l.Automatic == "", why: "nothing to read"}
	case l.Automatic == inquiry.Bounce, l.Automatic == inquiry.OutOfOffice, l.Automatic == inquiry.AutoReply, l.Automatic == inquiry.Own:
		return no(inquiry.Machine, "sent by a machine: "+string(l.Automatic))
	case r.colleague:
		if c := r.direction(); c.inquiry && r.quoted.Folded != "" {
			c.review = true // a colleague passes a buyer's request on
			return c
		}
		return no(inquiry.Colleague, "from our own domain")
	case listed(us.Blocked, l.From.Mail):
		return no(inquiry.Private, "a blocked sender")
	}
	return r.direction()
}

// direction decides by who would pay whom (direction.go), within what settles
// it: a placed order is one, an answer without goods to a swindle is none.
func (r *reading) direction() class {
	l := r.letter
	bulk := l.Automatic == inquiry.List || l.Automatic == inquiry.Bulk
	p := r.buying()
	switch {
	case r.lang == "" && (hasLetters(l.Text) || hasLetters(l.Subject)):
		// A language we do not know: figures and trade marks are the only hint.
		return class{inquiry: p >= inquiryChance || !hasLatinOnly(l.Text+l.Subject), category: inquiry.Private, review: true, why: "in a language we do not know"}
	case strings.TrimSpace(l.Text) == "" && len(l.Attachments) > 0 && p >= doubtBelow:
		return class{inquiry: true, review: true}
	case r.saysNothing():
		return class{category: inquiry.Private, review: p >= inquiryChance, why: "asks for no goods"}
	case r.seen.scam && r.seen.product && r.seen.number:
		return class{inquiry: true} // a swindle with goods poses as an inquiry, and is graded as one
	case bulk && !r.oneBuyer(p):
		return no(inquiry.Newsletter, "mail to many")
	case p >= inquiryChance:
		return class{inquiry: true, review: bulk || p < doubtAbove}
	}
	c := r.refusal()
	c.review = p >= doubtBelow
	return c
}

// aWordOrTwo is how many folded bytes are too few for a stranger's request.
const aWordOrTwo = 16

// saysNothing says that a letter is a word or two, and none of them of trade:
// the weights have nothing to weigh then.
func (r *reading) saysNothing() bool {
	if r.letter.Platform != "" || r.seen.product || r.seen.number || len(r.letter.Attachments) > 0 || len(r.text.Folded)+len(r.letter.Quoted) > aWordOrTwo {
		return false
	}
	for _, cue := range directionCues {
		if cue != lexicon.Company && cue != lexicon.Courtesy && distinct(r.body, cue) > 0 {
			return false
		}
	}
	return true
}

// Between these chances a person should look, whatever the guess.
const (
	doubtBelow = 0.36
	doubtAbove = 0.52
)

// refusal names what a letter is that is no inquiry, by the words it has most of.
func (r *reading) refusal() class {
	lure := 2*distinct(r.body, lexicon.Lure) + 3*dangerous(r.letter)
	offers := 2*r.offers + 3*distinct(r.words, lexicon.Selling) + 3*distinct(r.body, lexicon.Service)
	running := 3 * distinct(r.body, lexicon.Running)
	invoice := 3 * distinct(r.body, lexicon.Invoice)
	news := 3 * distinct(r.words, lexicon.News)
	if r.answersUs() {
		running += 2
	}
	switch most := max(lure, offers, running, invoice, news); {
	case r.seen.scam, lure >= 4 && lure == most, lure >= 2 && offers+running+invoice == 0:
		return no(inquiry.Fraud, "a swindle, or lures to a link or file")
	case most == 0:
		return no(inquiry.Private, "asks for no goods")
	case offers == most:
		return no(inquiry.Selling, "wants to sell to us")
	case running == most:
		return no(inquiry.Running, "within a running deal")
	case invoice == most:
		return no(inquiry.Invoice, "about a bill")
	case lure == most:
		return no(inquiry.Fraud, "lures to a link or file")
	}
	return no(inquiry.Newsletter, "mail to many")
}

// oneBuyer says that a mail to many by its headers carries a request of one
// buyer all the same, as the notifications of trade platforms do.
func (r *reading) oneBuyer(p float64) bool {
	return p >= doubtAbove && r.seen.product && distinct(r.words, lexicon.News) <= 1 && r.offers == 0 && (r.seen.price || r.seen.number)
}

// dangerous counts files that no buyer sends with an inquiry.
func dangerous(l *inquiry.Letter) int {
	n := 0
	for _, a := range l.Attachments {
		name := strings.ToLower(a.Name)
		for _, ext := range []string{".zip", ".rar", ".7z", ".exe", ".scr", ".js", ".vbs", ".iso", ".img", ".ace", ".gz", ".html", ".htm", ".docm", ".xlsm", ".lnk", ".bat", ".cab", ".r00", ".one", ".shtml"} {
			if strings.HasSuffix(name, ext) {
				n++
				break
			}
		}
	}
	return n
}

func hasLetters(s string) bool { return strings.IndexFunc(s, isLetter) >= 0 }
