package lexicon

// Cue is what a word or phrase shows when it stands in a letter.
type Cue uint8

// The cues. The comment says what a phrase of the section must mean; "…"
// is where the product stands.
const (
	Function    Cue = iota // little words that give the language away
	Greeting               // dear, hello
	Nobody                 // sir, madam, team: whom one writes to without knowing a name
	Ask                    // please send, could you, do you have
	Want                   // "interested in …", "we need …", "price for …": a product follows
	Wanted                 // "… is wanted": the product stands before, as in Japanese or Turkish
	Filler                 // words between Want or a number and the product: the, your, of, some
	Stop                   // words that end a product's name: for, with, and please
	Generic                // what is no product: products, goods, items, information
	Price                  // price, quotation, how much, best offer
	Target                 // target price, our budget
	MOQ                    // minimum order quantity
	Vague                  // large quantity, in bulk, regular orders
	Amount                 // "quantity": a number follows or stands before
	Unit                   // pieces, sets, kilos: what is counted in
	Container              // container, FCL, pallet
	Number                 // number words, with their value
	Month                  // names of months, with their number
	Shipping               // shipping, freight, delivery to
	LeadTime               // lead time, delivery time, how soon
	Deadline               // before, by, not later than: a date follows
	Packing                // packing, packaging, in cartons
	Custom                 // logo, OEM, private label, made to our design
	Certificate            // certificate, test report, approval
	Sample                 // sample
	Free                   // free of charge, at no cost
	Payment                // payment terms, letter of credit
	Technical              // warranty, data sheet, compatible with: what only a user of the goods asks
	Spec                   // specification, drawing, size: what makes a product exact
	Company                // our company, importer, purchasing manager: who the buyer is
	Order                  // we place the order, please find our purchase order
	Catalogue              // catalogue, price list, brochure
	Cooperation            // partner, agency, distribution
	Breakdown              // cost breakdown, bill of materials, margin, what others pay
	Scam                   // lawyer's fee, registration fee, invitation letter, inheritance
	Selling                // we manufacture, our factory, we can offer you: they sell to us
	Service                // freight rates, SEO, recruiting, certification, fairs: services offered to us
	Running                // order status, tracking, complaint: within a running deal
	Invoice                // invoice, statement, overdue
	Lure                   // view document, sign in, verify your account
	News                   // unsubscribe, newsletter, webinar
	Need                   // project, tender, our customers, for resale: a sign of real need
	Starter                // new business, just starting, which do you recommend
	Contact                // met at the fair, bought before, recommended by
	Private                // holiday greeting, thanks, personal: mail between people
	Incoterm               // FOB, CIF
	Measure                // mm, watt: a number before it makes a product exact
	Country                // a country's name, with its ISO 3166-1 number
	Port                   // a port or trading city
	Offer                  // "offer you", "your needs", "our laboratory": only who sells to us writes so
	Ours                   // our, my: before or behind a price it makes it an offered one
	Courtesy               // "if you need more information": hides the need in it
	Currency               // dollars, USD
	Abstract               // what can be wanted and is no goods: help, a meeting, to know
	Institution            // universities, ministries, famous firms: whose name swindlers borrow
	Headcount              // employees, shops, years, followers: a number before it counts no goods
	Capacity               // load, capacity, output: the number behind it is a specification and no quantity
	Mischief               // what only a joker or somebody abusive writes to a seller
	cues
)

var cueNames = [cues]string{
	"function", "greeting", "nobody", "ask", "want", "wanted", "filler", "stop", "generic",
	"price", "target", "moq", "vague", "amount", "unit", "container", "number", "month",
	"shipping", "leadtime", "deadline", "packing", "custom", "certificate", "sample", "free",
	"payment", "technical", "spec", "company", "order", "catalogue", "cooperation", "breakdown",
	"scam", "selling", "service", "running", "invoice", "lure", "news", "need", "starter",
	"contact", "private", "incoterm", "measure", "country", "port", "offer", "ours", "courtesy", "currency", "abstract", "institution",
	"headcount", "capacity", "mischief",
}

// String is the section's name in the files.
func (c Cue) String() string {
	if int(c) < len(cueNames) {
		return cueNames[c]
	}
	return "?"
}

// CueNamed is the cue of a section's name.
func CueNamed(name string) (Cue, bool) {
	for c, n := range cueNames {
		if n == name {
			return Cue(c), true
		}
	}
	return 0, false
}

// Required says whether every language must have the cue. Names of
// countries and ports, incoterms, measures and currencies stand in files that
// belong to no language, Ours is a word of its own only in some, and Wanted exists only where the
// product stands before its verb.
func (c Cue) Required() bool {
	switch c {
	case Wanted, Filler, Incoterm, Measure, Country, Port, Ours, Currency, Abstract, Institution, Headcount, Capacity, Mischief:
		return false
	}
	return c < cues
}

// Cues is every cue in the order of the constants.
func Cues() []Cue {
	all := make([]Cue, cues)
	for i := range all {
		all[i] = Cue(i)
	}
	return all
}
