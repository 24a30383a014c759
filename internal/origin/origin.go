package origin

import (
	"net/netip"
	"strings"

	"inquiryd/internal/inquiry"
)

// Options is what a finder may use beside the letter.
type Options struct {
	// Own are our own domains: what stands there says nothing of the buyer.
	Own []string
	// Network names the country of a public address, ISO 3166-1 alpha-2, or "".
	// Nil: the built-in table.
	Network func(netip.Addr) string
}

// Finder finds origins. It is safe for concurrent use.
type Finder struct{ opt Options }

// New prepares a finder.
func New(opt Options) *Finder {
	if opt.Network == nil {
		opt.Network = builtInNetwork
	}
	return &Finder{opt}
}

// Find reads the origin off a letter. It is pure: the same letter gives the
// same origin.
func (f *Finder) Find(l inquiry.Letter) inquiry.Origin {
	if l.Unreadable != "" {
		return inquiry.Origin{}
	}
	s := &search{finder: f, letter: &l, votes: map[string]int{}}
	s.mailbox()
	s.readPlaces()
	s.phones()
	s.networks()
	s.clues()
	s.clock()
	return s.settle()
}

// search is one letter being read.
type search struct {
	finder   *Finder
	letter   *inquiry.Letter
	votes    map[string]int // by country
	evidence []inquiry.Evidence
	cities   []place
	towns    []string
	landline string // the zone of a landline number
	kind     inquiry.Mailbox
	strong   map[string]string // countries that the sender's own words or number name, and by what
}

// minLead is by how many votes a country must lead the next to be named.
const minLead = 2

// settle counts the votes.
func (s *search) settle() inquiry.Origin {
	o := inquiry.Origin{Mailbox: s.kind, Towns: s.towns, Evidence: s.evidence}
	best, second := "", 0
	for country, n := range s.votes {
		switch {
		case best == "" || n > s.votes[best] || n == s.votes[best] && country < best:
			if best != "" {
				second = max(second, s.votes[best])
			}
			best = country
		default:
			second = max(second, n)
		}
	}
	o.Confidence = s.votes[best] - second
	if best == "" || s.votes[best] < minLead || o.Confidence < minLead {
		o.Zone = s.offsetZone()
		return o
	}
	o.Country = best
	c := countries()[best]
	o.Region = c.region
	o.Subdivision, o.Zone = s.within(best)
	o.Conflict = s.conflict(best)
	return o
}

// conflict says that the sender's own word names one country and another
// strong sign, neither a neighbour's nor a trading office's, names a second.
func (s *search) conflict(best string) string {
	for country, by := range s.strong {
		if country != best {
			return by + " says " + country + ", not " + best
		}
	}
	return ""
}

// vote counts for a country and keeps the reason.
func (s *search) vote(country string, n int, quote, note string) {
	if country == "" || countries()[country].code == "" {
		return
	}
	s.votes[country] += n
	s.evidence = append(s.evidence, inquiry.Evidence{Signal: "origin", Quote: quote, Note: note + ": " + country})
}

// ownDomain says that a domain is ours.
func (s *search) ownDomain(domain string) bool {
	for _, own := range s.finder.opt.Own {
		if own = strings.ToLower(own); domain == own || strings.HasSuffix(domain, "."+own) {
			return true
		}
	}
	return false
}
