package inquiry

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"
)

// Trace is what is kept of an inquiry to recognise a probe ring by: the same
// goods' price asked from several addresses. Of the letter's words it holds
// hashes only, so that the memory of a month is small and tells no secrets.
type Trace struct {
	From   string    `json:"from"`  // the address, in lower case
	Party  string    `json:"party"` // who that is: the domain of a company, else the address
	At     time.Time `json:"at"`
	Mid    string    `json:"mid,omitempty"`    // Message-ID, without angle brackets
	Exempt bool      `json:"exempt,omitempty"` // a customer: no member of any ring

	Goods Hashes `json:"goods,omitempty"` // words of the products' names, sorted
	Text  Hashes `json:"text,omitempty"`  // all words in their order; the last bit says which carry meaning

	Phones  []string `json:"phones,omitempty"` // the last nine digits
	Sites   []string `json:"sites,omitempty"`
	Network string   `json:"net,omitempty"`    // where the sender's own computer stood, as a /24 or /48
	Client  string   `json:"client,omitempty"` // the mail program, by its own word
	Hand    Hashes   `json:"hand,omitempty"`   // the letter's last lines, where they are unusual, sorted
	Lang    string   `json:"lang,omitempty"`   // ISO 639-1

	Country string `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Region  string `json:"region,omitempty"`  // UN M49
}

// Hashes are words as numbers that tell nothing of them.
type Hashes []uint32

// MarshalText keeps what is stored short: a list of numbers would be three
// times as long.
func (h Hashes) MarshalText() ([]byte, error) {
	raw := make([]byte, 0, 4*len(h))
	for _, n := range h {
		raw = binary.LittleEndian.AppendUint32(raw, n)
	}
	return base64.RawStdEncoding.AppendEncode(nil, raw), nil
}

// UnmarshalText reads what MarshalText wrote.
func (h *Hashes) UnmarshalText(text []byte) error {
	raw, err := base64.RawStdEncoding.AppendDecode(nil, text)
	if err != nil || len(raw)%4 != 0 {
		return fmt.Errorf("hashes of %d bytes: %w", len(text), err)
	}
	*h = make(Hashes, 0, len(raw)/4)
	for ; len(raw) > 0; raw = raw[4:] {
		*h = append(*h, binary.LittleEndian.Uint32(raw))
	}
	return nil
}
