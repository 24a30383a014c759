package screen

import (
	"math"
	"strings"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// Direction is the question who would pay whom. An offer to us is full of the
// words of buying, a claim is full of goods and prices, and no single word
// decides; so each kind of word weighs for or against a buyer, and the sum is
// the chance that the letter is an inquiry. The weights stand in weights.go, and
// those of single words in leanings.tsv. They were fitted to the golden letters
// and to the bodies of testdata/bodies by logistic regression, which
// `go test ./internal/screen -run TestFitDirection -fit` does again; each is
// for one more phrase of its kind, and they can be read: above zero speaks for
// a buyer.

// directionCues are the cues that have a weight, counted by different phrases
// in the letter's own words and the history that counts as theirs.
var directionCues = []lexicon.Cue{
	lexicon.Ask, lexicon.Want, lexicon.Wanted, lexicon.Price, lexicon.Target, lexicon.MOQ, lexicon.Vague, lexicon.Amount,
	lexicon.Container, lexicon.Shipping, lexicon.LeadTime, lexicon.Packing, lexicon.Custom, lexicon.Certificate, lexicon.Sample,
	lexicon.Payment, lexicon.Technical, lexicon.Spec, lexicon.Company, lexicon.Order, lexicon.Catalogue, lexicon.Cooperation,
	lexicon.Breakdown, lexicon.Scam, lexicon.Selling, lexicon.Service, lexicon.Running, lexicon.Invoice, lexicon.Lure,
	lexicon.News, lexicon.Need, lexicon.Starter, lexicon.Contact, lexicon.Private, lexicon.Incoterm, lexicon.Offer, lexicon.Courtesy,
}

// placedCues weigh once more where a letter says what it is: in its subject and
// in its first words.
var placedCues = []lexicon.Cue{
	lexicon.Want, lexicon.Ask, lexicon.Price, lexicon.Order, lexicon.Selling, lexicon.Service, lexicon.Running,
	lexicon.Invoice, lexicon.Offer, lexicon.News, lexicon.Lure, lexicon.Company, lexicon.Sample, lexicon.Contact,
}

// opening is how many folded bytes the first words are.
const opening = 200

// directionFacts are what else has a weight.
var directionFacts = []struct {
	name  string
	value func(*reading) float64
}{
	{"offers", func(r *reading) float64 { return float64(min(r.offers, 4)) }},
	{"prices told", func(r *reading) float64 { return float64(min(r.text.sumsOfMoney(), 4)) }},
	{"asks a question", func(r *reading) float64 { return yes(strings.ContainsAny(r.text.Folded, "?")) }},
	{"product", func(r *reading) float64 { return yes(r.seen.product) }},
	{"exact product", func(r *reading) float64 { return yes(r.seen.exact) }},
	{"number", func(r *reading) float64 { return yes(r.seen.number) }},
	{"price with number", func(r *reading) float64 { return yes(r.seen.price && r.seen.number) }},
	{"wants and asks price", func(r *reading) float64 {
		return yes(r.seen.price && r.seen.product && distinct(r.body, lexicon.Want)+distinct(r.body, lexicon.Wanted) > 0)
	}},
	{"sells and prices told", func(r *reading) float64 {
		return yes(r.text.sumsOfMoney() > 0 && r.offers+distinct(r.words, lexicon.Selling) > 0)
	}},
	{"by name", func(r *reading) float64 { return yes(r.tally[slotAddressing] > 0) }},
	{"says who", func(r *reading) float64 { return yes(r.seen.identity) }},
	{"bulk headers", func(r *reading) float64 {
		return yes(r.letter.Automatic == inquiry.List || r.letter.Automatic == inquiry.Bulk)
	}},
	{"answers a letter", func(r *reading) float64 { return yes(len(r.letter.InReplyTo) > 0 || len(r.letter.References) > 0) }},
	{"answers our letter", func(r *reading) float64 { return yes(r.answersUs()) }},
	{"running and answers us", func(r *reading) float64 { return yes(r.answersUs() && distinct(r.body, lexicon.Running) > 0) }},
	{"running without wish", func(r *reading) float64 {
		return yes(distinct(r.body, lexicon.Running) > 0 && distinct(r.body, lexicon.Want)+distinct(r.body, lexicon.Wanted) == 0)
	}},
	{"deal by number", func(r *reading) float64 { return yes(r.text.dealNumber() || r.subject.dealNumber()) }},
	{"price column", func(r *reading) float64 { return float64(min(r.text.priceLines(), 4)) }},
	{"price column and offer", func(r *reading) float64 {
		return yes(r.text.priceLines() >= 2 && r.offers+distinct(r.words, lexicon.Selling) > 0)
	}},
	{"subject says reply", func(r *reading) float64 { return yes(saysReply(r.letter.Subject)) }},
	{"reply to nothing", func(r *reading) float64 {
		return yes(saysReply(r.letter.Subject) && len(r.letter.InReplyTo)+len(r.letter.References) == 0 && r.letter.Quoted == "")
	}},
	{"asks our quantity", func(r *reading) float64 { return yes(r.text.asksQuantity()) }},
	{"running twice", func(r *reading) float64 {
		return yes(distinct(r.body, lexicon.Running)+distinct(r.body, lexicon.Invoice) >= 2)
	}},
	{"sells twice", func(r *reading) float64 {
		return yes(r.selling() >= 2)
	}},
	{"sells thrice", func(r *reading) float64 { return yes(r.selling() >= 3) }},
	{"sells and asks nothing", func(r *reading) float64 { return yes(r.selling() >= 2 && distinct(r.body, lexicon.Ask) == 0) }},
	{"order placed", func(r *reading) float64 { return yes(r.seen.order) }},
	{"order placed, running", func(r *reading) float64 { return yes(r.seen.order && distinct(r.body, lexicon.Running) > 0) }},
	{"links", func(r *reading) float64 { return float64(min(strings.Count(r.text.Folded, "http"), 3)) }},
	{"link without product", func(r *reading) float64 { return yes(strings.Contains(r.text.Folded, "http") && !r.seen.exact) }},
	{"file without goods", func(r *reading) float64 { return yes(len(r.letter.Attachments) > 0 && !r.seen.exact && !r.seen.number) }},
	{"wants and number", func(r *reading) float64 { return yes(r.wants() && r.seen.number) }},
	{"wants and exact", func(r *reading) float64 { return yes(r.wants() && r.seen.exact) }},
	{"asks price and exact", func(r *reading) float64 { return yes(r.seen.price && r.seen.exact) }},
	{"nothing wanted", func(r *reading) float64 {
		return yes(!r.wants() && !r.seen.price && !r.seen.catalogue && !r.seen.cooperation && !r.seen.sample)
	}},
	{"sells, nothing wanted", func(r *reading) float64 { return yes(!r.wants() && r.offers+distinct(r.words, lexicon.Selling) > 0) }},
	{"great name", func(r *reading) float64 { _, _, ok := find(r.words, lexicon.Institution); return yes(ok) }},
	{"dangerous files", func(r *reading) float64 { return float64(min(dangerous(r.letter), 1)) }},
	{"failed authentication", func(r *reading) float64 { return yes(r.unproven()) }},
	{"answers go elsewhere", func(r *reading) float64 { return yes(r.redirected()) }},
	{"free mailbox", func(r *reading) float64 { return yes(r.in.Origin.Mailbox == inquiry.FreeMailbox) }},
	{"short", func(r *reading) float64 { return yes(len(r.text.Folded) < 160) }},
	{"long", func(r *reading) float64 { return yes(len(r.text.Folded) > 1500) }},
	{"known customer", func(r *reading) float64 {
		return yes(r.in.Customer || listed(r.screen.config.Seller.Customers, r.letter.From.Mail))
	}},
	{"customer wants", func(r *reading) float64 {
		return yes(r.wants() && (r.in.Customer || listed(r.screen.config.Seller.Customers, r.letter.From.Mail)))
	}},
	{"platform", func(r *reading) float64 { return yes(r.letter.Platform != "") }},
}

// selling counts the phrases of those who want our money.
func (r *reading) selling() int {
	return r.offers + distinct(r.words, lexicon.Selling) + distinct(r.body, lexicon.Service)
}

func (r *reading) wants() bool {
	return distinct(r.body, lexicon.Want)+distinct(r.body, lexicon.Wanted) > 0
}

// most is how many phrases of a cue count: languages differ in how many words
// the lexicon has for one thing.
const most = 3

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// features are what the weights weigh, in the order of featureNames.
func (r *reading) features() []float64 {
	x := make([]float64, 0, len(directionCues)+len(directionFacts))
	for _, cue := range directionCues {
		passages := r.body
		if cue == lexicon.Selling || cue == lexicon.News || cue == lexicon.Company {
			passages = r.words
		}
		if cue == lexicon.Company {
			x = append(x, yes(r.seen.company)) // theirs, not "Dear purchasing manager"
			continue
		}
		x = append(x, float64(min(distinct(passages, cue), most)))
	}
	for _, cue := range placedCues {
		x = append(x, yes(r.subject.hasIn(0, len(r.subject.Folded), cue)), yes(r.text.hasIn(0, min(opening, len(r.text.Folded)), cue)))
	}
	for _, f := range directionFacts {
		x = append(x, f.value(r))
	}
	return x
}

// featureNames are the names of the weights: cues by their section in the
// lexicon, then the facts.
func featureNames() []string {
	var names []string
	for _, cue := range directionCues {
		names = append(names, cue.String())
	}
	for _, cue := range placedCues {
		names = append(names, cue.String()+" in the subject", cue.String()+" at once")
	}
	for _, f := range directionFacts {
		names = append(names, f.name)
	}
	return names
}

// buying is the chance, 0 to 1, that the letter is an inquiry.
func (r *reading) buying() float64 {
	z := directionBias + float64(r.leans[askInquiry])
	x := r.features()
	for i, w := range directionWeights {
		z += x[i] * w.weight
	}
	return 1 / (1 + math.Exp(-z))
}

// inquiryChance is from where on a letter is called an inquiry. A buyer called
// none costs more than an offer called one.
const inquiryChance = 0.5
