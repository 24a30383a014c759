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

// weights are the sides of the question who would pay whom.
type weights struct {
	buy, sell, running, invoice, lure, news int
	wish                                    bool // wants and asks, whatever it is
	request                                 bool // price, quantity or goods are asked for
}

// weigh counts the different phrases on each side. An offer to us is full of
// the words of buying ("if you need", "best price"), so what speaks of goods
// counts little by itself, and words that only one side uses count most.
func (r *reading) weigh() weights {
	asks := min(distinct(r.body, lexicon.Ask), 2)
	wants := min(distinct(r.body, lexicon.Want)+distinct(r.body, lexicon.Wanted), 3)
	if r.offers > 0 && wants == 0 && !r.seen.price && !r.seen.catalogue && !r.seen.sample && !r.seen.moq {
		asks = 0 // "kindly let me know the size": sellers ask too
	}
	w := weights{
		sell:    4*min(r.offers, 3) + 3*distinct(r.words, lexicon.Selling) + 3*distinct(r.body, lexicon.Service),
		running: 3 * distinct(r.body, lexicon.Running),
		invoice: 3 * distinct(r.body, lexicon.Invoice),
		lure:    2*distinct(r.body, lexicon.Lure) + 3*dangerous(r.letter),
		news:    3 * distinct(r.words, lexicon.News),
	}
	w.buy = 2*asks + 2*wants
	for _, b := range []struct {
		seen  bool
		worth int
	}{
		{r.seen.price, 2}, {r.seen.number, 2}, {r.seen.vague, 1}, {r.seen.moq, 1},
		{r.seen.exact, 1}, {r.seen.catalogue, 1}, {r.seen.cooperation, 1}, {r.seen.sample, 1},
		{r.seen.packing || r.seen.custom, 1}, {r.seen.order, 5}, {r.seen.target, 2}, {r.seen.place, 1},
		{r.seen.technical, 1}, {r.seen.certificate, 1}, {r.tally[slotAddressing] > 0, 1}, {r.seen.spy, 4},
	} {
		if b.seen {
			w.buy += b.worth
		}
	}
	w.wish = wants > 0 && asks > 0
	if strings.ContainsAny(r.text.Folded, "?") {
		w.buy++
	}
	w.request = r.seen.order || wants > 0 && (r.seen.price || r.seen.product) || r.seen.price && (asks > 0 || r.seen.product || r.seen.catalogue) ||
		r.seen.sample && asks > 0 || r.seen.catalogue && asks > 0 || r.seen.cooperation && asks+wants > 0 || r.seen.moq
	return w
}

// direction decides by the weights.
func (r *reading) direction() class {
	w := r.weigh()
	offers := distinct(r.words, lexicon.Selling) + r.offers
	service := distinct(r.body, lexicon.Service)
	asked := r.seen.price && w.request
	l := r.letter
	bulk := l.Automatic == inquiry.List || l.Automatic == inquiry.Bulk
	switch {
	case w.lure >= 4 && !(r.seen.number && r.seen.exact && w.lure < 6), w.lure >= 2 && !r.seen.number && !r.seen.exact:
		return no(inquiry.Fraud, "lures to a link or file")
	case r.seen.scam && !r.seen.order && !(r.seen.product && (r.seen.price || r.seen.number || r.seen.exact || r.seen.sample)):
		return no(inquiry.Fraud, "a swindle without goods")
	case bulk && !r.oneBuyer(w), w.news >= 6 && !r.seen.number:
		return no(inquiry.Newsletter, "mail to many")
	case r.offers == 0 && service == 0 && w.sell == 3 && w.running+w.invoice == 0 && r.seen.price && r.seen.number && r.seen.product:
		return class{inquiry: true, review: w.sell >= w.buy} // tells what they sell, and asks
	case offers+service > 0 && w.sell >= w.buy, service > 0 && !r.seen.product && !r.seen.order, service >= 2 && !r.seen.number, offers >= 3 && w.buy < 2*w.sell:
		return no(inquiry.Selling, "wants to sell to us")
	case r.seen.order:
		return class{inquiry: true, review: bulk}
	case distinct(r.body, lexicon.Private) >= 2 && !r.seen.price && !r.seen.number && !r.seen.exact && !r.seen.catalogue && !r.seen.cooperation && !r.seen.sample:
		return no(inquiry.Private, "between people")
	case w.invoice > 0 && !asked && !(r.seen.price && r.seen.number):
		return no(inquiry.Invoice, "about a bill")
	case w.running > 0 && !r.newRequest(w):
		return no(inquiry.Running, "within a running deal")
	case w.request || w.buy >= 5:
		return class{inquiry: true, review: bulk || offers+service > 0 && 3*w.sell >= 2*w.buy}
	}
	return r.doubtful(w)
}

// oneBuyer says that a mail to many by its headers carries a request of one
// buyer all the same, as the notifications of trade platforms do.
func (r *reading) oneBuyer(w weights) bool {
	if !w.request || !r.seen.product || w.sell > 0 && w.sell >= w.buy {
		return false
	}
	return w.buy >= 6 && w.news == 0 || r.seen.price && (r.seen.number || r.seen.exact) && r.offers == 0
}

// newRequest says whether a letter about a running deal asks for goods anew.
func (r *reading) newRequest(w weights) bool {
	if distinct(r.body, lexicon.Want) == 0 && distinct(r.body, lexicon.Wanted) == 0 && !r.seen.moq && !r.seen.target {
		return r.seen.price && r.seen.number && w.running <= 3
	}
	return r.seen.product && (r.seen.price || r.seen.number && w.running <= 3) && w.buy > w.running
}

// doubtful judges a letter that asks for nothing clearly.
func (r *reading) doubtful(w weights) class {
	l := r.letter
	private := distinct(r.body, lexicon.Private)
	switch {
	case r.lang == "" && (hasLetters(l.Text) || hasLetters(l.Subject)):
		// A language we do not know: figures and trade marks are the only hint.
		return class{inquiry: strings.ContainsAny(r.text.Folded, "?") || r.seen.number || r.seen.exact || r.seen.shipping || !hasLatinOnly(l.Text+l.Subject), category: inquiry.Private, review: true, why: "in a language we do not know"}
	case strings.TrimSpace(l.Text) == "" && len(l.Attachments) > 0 && w.invoice == 0:
		return class{inquiry: true, review: true}
	case w.buy >= 3 && r.offers == 0 && private == 0 && w.running == 0 && (r.seen.product || r.seen.catalogue || r.seen.cooperation || r.seen.price || w.wish && w.sell == 0):
		return class{inquiry: true, review: true}
	case w.sell > 0:
		return no(inquiry.Selling, "wants to sell to us")
	case w.invoice > 0:
		return no(inquiry.Invoice, "about a bill")
	case r.seen.product && private == 0 && (w.buy >= 2 || r.seen.exact):
		return class{inquiry: true, review: true}
	}
	return no(inquiry.Private, "asks for no goods")
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
