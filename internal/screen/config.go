package screen

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"inquiryd/internal/lexicon"
)

// Config is everything the screen must know about the seller.
type Config struct {
	Seller    Seller    `toml:"seller"`
	Catalogue []Product `toml:"catalogue"` // may be empty: then the letter's own words name the product
	Words     []Words   `toml:"words"`     // further words of the trade, beside the lexicon's own
	Scorecard Scorecard `toml:"scorecard"`
}

// Words adds phrases to one cue of the lexicon.
type Words struct {
	Language string   `toml:"language"` // ISO 639-1; empty: of every language
	Cue      string   `toml:"cue"`      // the section of the lexicon's files, such as "want" or "selling"
	Phrases  []string `toml:"phrases"`  // '*' at the end of one stands for any ending
}

// Seller is us.
type Seller struct {
	Names       []string `toml:"names"`       // company names, as buyers may write them
	Domains     []string `toml:"domains"`     // our mail domains: mail from there is a colleague's
	Reps        []Rep    `toml:"reps"`        // the salespeople
	Customers   []string `toml:"customers"`   // addresses or domains of known customers
	Blocked     []string `toml:"blocked"`     // addresses or domains that are never a buyer
	AuthServers []string `toml:"authservers"` // our mail servers' names in Authentication-Results, or WithoutID
	Unserved    []string `toml:"unserved"`    // countries we may not or will not sell to, ISO 3166-1 alpha-2: a person looks at those
}

// Rep is a salesperson who may be greeted by name.
type Rep struct {
	Name    string   `toml:"name"`
	Aliases []string `toml:"aliases"` // other names and spellings, e.g. "Kevin" or "王凯"
}

// Product is one entry of the catalogue.
type Product struct {
	Name    string   `toml:"name"`
	Models  []string `toml:"models"`  // model numbers; spaces, dashes and case do not matter
	Aliases []string `toml:"aliases"` // other names, in any language
}

// Defaults is the configuration of a seller who has configured nothing: no
// names, no catalogue, and the scorecard of the domain.
func Defaults() Config {
	return Config{Scorecard: DefaultScorecard()}
}

// Fault is one thing wrong in a Config. Key is the dotted TOML key, with list
// positions from 0 in brackets: "seller.reps[1].name".
type Fault struct {
	Key     string
	Problem error
}

// Error is the key and what is wrong with it.
func (f Fault) Error() string { return f.Key + ": " + f.Problem.Error() }

// Unwrap is the problem alone.
func (f Fault) Unwrap() error { return f.Problem }

// Validate lists everything that is wrong, in the order of the fields; nil
// when nothing is.
func (c Config) Validate() []Fault {
	faults := c.Seller.validate("seller")
	for i, p := range c.Catalogue {
		faults = append(faults, p.validate(fmt.Sprintf("catalogue[%d]", i))...)
	}
	for i, w := range c.Words {
		faults = append(faults, w.validate(fmt.Sprintf("words[%d]", i))...)
	}
	return append(faults, c.Scorecard.validate("scorecard")...)
}

func (w Words) validate(key string) []Fault {
	var faults []Fault
	if w.Language != "" && !slices.Contains(lexicon.Languages, w.Language) {
		faults = append(faults, Fault{key + ".language", fmt.Errorf("want one of %s, or none for all, have %q", strings.Join(lexicon.Languages, " "), w.Language)})
	}
	if _, ok := lexicon.CueNamed(w.Cue); !ok {
		faults = append(faults, Fault{key + ".cue", fmt.Errorf("no cue is called %q", w.Cue)})
	}
	return append(faults, noneEmpty(key+".phrases", w.Phrases)...)
}

// lexicon is the words of the house and those of the configuration.
func (c Config) lexicon() *lexicon.Lexicon {
	if len(c.Words) == 0 {
		return lexicon.Words()
	}
	var more []lexicon.Place
	for _, w := range c.Words {
		cue, _ := lexicon.CueNamed(w.Cue)
		for _, phrase := range w.Phrases {
			bare, open := strings.CutSuffix(strings.TrimSpace(phrase), "*")
			more = append(more, lexicon.Place{Phrase: bare, Cue: cue, Lang: w.Language, Open: open})
		}
	}
	return lexicon.Words().With(more)
}

var errEmpty = errors.New("want some text, have none")

func (s Seller) validate(key string) []Fault {
	var faults []Fault
	faults = append(faults, noneEmpty(key+".names", s.Names)...)
	for i, d := range s.Domains {
		if !isDomain(d) {
			faults = append(faults, Fault{fmt.Sprintf("%s.domains[%d]", key, i), fmt.Errorf("want a domain such as example.com, have %q", d)})
		}
	}
	for i, r := range s.Reps {
		at := fmt.Sprintf("%s.reps[%d]", key, i)
		if strings.TrimSpace(r.Name) == "" {
			faults = append(faults, Fault{at + ".name", errEmpty})
		}
		faults = append(faults, noneEmpty(at+".aliases", r.Aliases)...)
	}
	for i, code := range s.Unserved {
		if len(code) != 2 || code != strings.ToUpper(code) {
			faults = append(faults, Fault{fmt.Sprintf("%s.unserved[%d]", key, i), fmt.Errorf("want a country's two capital letters, have %q", code)})
		}
	}
	faults = append(faults, addressList(key+".customers", s.Customers)...)
	return append(faults, addressList(key+".blocked", s.Blocked)...)
}

func (p Product) validate(key string) []Fault {
	var faults []Fault
	if strings.TrimSpace(p.Name) == "" {
		faults = append(faults, Fault{key + ".name", errEmpty})
	}
	faults = append(faults, noneEmpty(key+".models", p.Models)...)
	return append(faults, noneEmpty(key+".aliases", p.Aliases)...)
}

func noneEmpty(key string, list []string) []Fault {
	var faults []Fault
	for i, s := range list {
		if strings.TrimSpace(s) == "" {
			faults = append(faults, Fault{fmt.Sprintf("%s[%d]", key, i), errEmpty})
		}
	}
	return faults
}

func addressList(key string, list []string) []Fault {
	var faults []Fault
	for i, s := range list {
		domain := s[strings.LastIndexByte(s, '@')+1:]
		if strings.HasPrefix(s, "@") || !isDomain(domain) {
			faults = append(faults, Fault{fmt.Sprintf("%s[%d]", key, i), fmt.Errorf("want an address or a domain, have %q", s)})
		}
	}
	return faults
}

// isDomain is a plausibility check: two labels at least and no odd characters.
func isDomain(s string) bool {
	dot := strings.IndexByte(s, '.')
	return dot > 0 && dot < len(s)-1 && !strings.ContainsAny(s, " \t@/:,;<>\"")
}

// listed says whether an address, or its domain or a parent of it, is in list.
func listed(list []string, mail string) bool {
	mail = strings.ToLower(mail)
	domain := mail[strings.LastIndexByte(mail, '@')+1:]
	if domain == "" {
		return false
	}
	for _, entry := range list {
		entry = strings.ToLower(strings.TrimSpace(entry))
		switch {
		case strings.Contains(entry, "@"):
			if entry == mail {
				return true
			}
		case entry == domain, strings.HasSuffix(domain, "."+entry):
			return true
		}
	}
	return false
}
