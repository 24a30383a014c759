package inquiry

// Origin is where a buyer is and what kind of mailbox they write from, as far
// as a letter tells.
type Origin struct {
	Country     string // ISO 3166-1 alpha-2, or ""
	Subdivision string // ISO 3166-2, or ""
	Region      string // UN M49 sub-region in English, or ""
	Zone        string // IANA, or ""
	Confidence  int    // how far the country leads its rivals, in votes; below 2 it is not named

	Mailbox  Mailbox
	Towns    []string   // towns and ports that the letter names, in its words
	Conflict string     // why the votes contradict each other strongly, or ""
	Evidence []Evidence // what voted for what
}

// Mailbox is the kind of domain that an address belongs to.
type Mailbox string

// The kinds of mailboxes.
const (
	FreeMailbox       Mailbox = "free"       // a provider that gives addresses to anybody
	DisposableMailbox Mailbox = "disposable" // an address for an hour
	CompanyMailbox    Mailbox = "company"    // any other domain
)

// Shared says that people at the same domain have nothing to do with each other.
func (m Mailbox) Shared() bool { return m != CompanyMailbox }
