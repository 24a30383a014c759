package inquiry

import "time"

// Trace is what is kept of an inquiry to recognise a probe ring by: the same
// goods' price asked from several addresses. Of the letter's words it holds
// hashes only, so that the memory of a month is small and tells no secrets.
type Trace struct {
	From   string    `json:"from"`  // the address, in lower case
	Party  string    `json:"party"` // who that is: the domain of a company, else the address
	At     time.Time `json:"at"`
	Mid    string    `json:"mid,omitempty"`    // Message-ID, without angle brackets
	Exempt bool      `json:"exempt,omitempty"` // a customer: no member of any ring

	Goods []uint32 `json:"goods,omitempty"` // words of the products' names, sorted
	Words []uint32 `json:"words,omitempty"` // words that carry meaning, sorted
	Text  []uint32 `json:"text,omitempty"`  // all words in their order

	Phones  []string `json:"phones,omitempty"` // the last nine digits
	Sites   []string `json:"sites,omitempty"`
	Network string   `json:"net,omitempty"`    // where the sender's own computer stood, as a /24 or /48
	Client  string   `json:"client,omitempty"` // the mail program, by its own word
	Hand    []uint32 `json:"hand,omitempty"`   // the letter's last lines, where they are unusual, sorted
	Lang    string   `json:"lang,omitempty"`   // ISO 639-1

	Country string `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Region  string `json:"region,omitempty"`  // UN M49
}
