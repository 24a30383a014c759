package inquiry

// Verdict is what the screen makes of one letter. It is a value: the same
// letter and the same configuration give the same verdict.
type Verdict struct {
	Inquiry   bool      `json:"inquiry,omitempty"`    // the best guess, always
	Category  Category  `json:"category,omitempty"`   // why not, when Inquiry is false
	Kind      Kind      `json:"kind,omitempty"`       // what it asks about
	BuyerType BuyerType `json:"buyer_type,omitempty"` // why the buyer writes
	Score     int       `json:"score,omitempty"`      // 0 to 930
	Tier      Tier      `json:"tier,omitempty"`       // always the band of Score; "" when Inquiry is false
	Criteria  Criteria  `json:"criteria,omitzero"`    // what the score is made of

	Products    []string `json:"products,omitempty"`    // as the buyer named them, or as the catalogue does
	Quantity    string   `json:"quantity,omitempty"`    // in the buyer's words
	Country     string   `json:"country,omitempty"`     // ISO 3166-1 alpha-2
	Subdivision string   `json:"subdivision,omitempty"` // ISO 3166-2
	Region      string   `json:"region,omitempty"`      // UN M49
	Zone        string   `json:"zone,omitempty"`        // IANA
	Language    string   `json:"language,omitempty"`    // ISO 639-1 of the new words

	Automatic Automatic  `json:"automatic,omitempty"`
	Platform  string     `json:"platform,omitempty"`
	Ring      string     `json:"ring,omitempty"`   // id of the probe ring it belongs to, or ""
	Review    bool       `json:"review,omitempty"` // a person should look, whatever the guess
	Evidence  []Evidence `json:"evidence,omitempty"`
}

// Evidence is one observation that the verdict rests on.
type Evidence struct {
	Signal    string    `json:"signal,omitempty"`    // name of the signal, as in screen's table of contents
	Criterion Criterion `json:"criterion,omitempty"` // what it moves; "" when it only informs
	Points    int       `json:"points,omitempty"`    // what it added; for credibility, what it left
	Quote     string    `json:"quote,omitempty"`     // words that the buyer wrote, verbatim, or ""
	Note      string    `json:"note,omitempty"`      // what they mean, or what a header or record says
}

// Criterion is one of six: five add up, the sixth multiplies (domain: the
// practitioners' scorecard).
type Criterion string

// The six criteria in the order of the scorecard.
const (
	Addressing  Criterion = "addressing"
	Product     Criterion = "product"
	Terms       Criterion = "terms"
	Fulfilment  Criterion = "fulfilment"
	BuyerKnown  Criterion = "buyer"
	Credibility Criterion = "credibility"
)

// Criteria are the points of one letter.
type Criteria struct {
	Addressing  int `json:"addressing"`  // 0–8
	Product     int `json:"product"`     // 0–16
	Terms       int `json:"terms"`       // 0–24
	Fulfilment  int `json:"fulfilment"`  // 0–32
	Buyer       int `json:"buyer"`       // 0–13
	Credibility int `json:"credibility"` // 0–10, the multiplier
}

// Sum is the five criteria that add up.
func (c Criteria) Sum() int {
	return c.Addressing + c.Product + c.Terms + c.Fulfilment + c.Buyer
}

// Kind is what an inquiry asks about.
type Kind string

// The four kinds of the practitioners.
const (
	Unrelated    Kind = "unrelated"
	Cooperation  Kind = "cooperation"
	ProductAsked Kind = "product"
	TermsAsked   Kind = "terms"
)

// BuyerType is why a buyer writes.
type BuyerType string

// The buyer types of the practitioners, and our own "scam".
const (
	Sourcing    BuyerType = "sourcing"
	MarketEntry BuyerType = "market-entry"
	Information BuyerType = "information"
	Samples     BuyerType = "samples"
	PriceSpy    BuyerType = "price-spy"
	Scam        BuyerType = "scam"
	Mischief    BuyerType = "mischief"
)

// Category says what a letter is that is no inquiry.
type Category string

// The categories. They name what a rep would call the mail.
const (
	Machine    Category = "automatic"  // bounces, out-of-office, delivery notices
	Newsletter Category = "newsletter" // lists, bulk, marketing to many
	Colleague  Category = "colleague"  // from our own domains
	Selling    Category = "selling"    // suppliers, forwarders, SEO, recruiters: they want our money
	Running    Category = "running"    // order status, claims, answers within a running deal
	Invoice    Category = "invoice"    // bills, statements, payment notices
	Fraud      Category = "fraud"      // scams without goods, phishing that poses as an RFQ
	Private    Category = "private"    // anything else between people
	Blank      Category = "unreadable" // nothing that could be read
)

// Tier is the layer an inquiry belongs to, A the best.
type Tier string

// The five tiers.
const (
	A Tier = "A"
	B Tier = "B"
	C Tier = "C"
	D Tier = "D"
	E Tier = "E"
)

// Tiers in order, best first.
var Tiers = [5]Tier{A, B, C, D, E}

// Probability is the chance of closing at the tier's threshold, as the
// practitioners give it, from 0 to 1. For E it is the ceiling "below 10 %"
// halved, so that the five tiers stay in order.
func (t Tier) Probability() float64 {
	switch t {
	case A:
		return 0.9
	case B:
		return 0.7
	case C:
		return 0.4
	case D:
		return 0.1
	case E:
		return 0.05
	}
	return 0
}
