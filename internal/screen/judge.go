package screen

import (
	"errors"
	"slices"
	"time"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// Screen judges letters for one seller. It is safe for concurrent use.
type Screen struct {
	config Config
	us     us
	words  *lexicon.Lexicon
}

// Input is one letter and what is known of its sender.
type Input struct {
	Letter   inquiry.Letter
	Now      time.Time      // when it is judged; dates that have passed are no delivery dates
	Origin   inquiry.Origin // where the sender is; zero if nobody looked
	Customer bool           // wrote to us and was answered before this conversation

	// Earlier is the evidence of the same buyer's last letter in this
	// conversation: an inquiry is graded over all their words.
	Earlier []inquiry.Evidence
}

// New prepares a screen. The error joins every Fault of the configuration.
func New(c Config) (*Screen, error) {
	var all []error
	for _, f := range c.Validate() {
		all = append(all, f)
	}
	if len(all) > 0 {
		return nil, errors.Join(all...)
	}
	// The lexicon is built here, once, so that no letter waits for it.
	return &Screen{config: c, us: newUs(c), words: c.lexicon()}, nil
}

// Judge says what one letter is. It is pure: the same input gives the same
// verdict. What is no inquiry has no tier and no score, but keeps its evidence.
func (s *Screen) Judge(in Input) inquiry.Verdict {
	r := s.read(in)
	for _, sig := range signals {
		sig.read(r)
	}
	r.leans = r.leanings()
	c := r.classify()
	if c.inquiry {
		r.suspect(r.leans)
		r.recall(in.Earlier)
	}
	v := inquiry.Verdict{
		Inquiry:   c.inquiry,
		Category:  c.category,
		Kind:      inquiry.Unrelated,
		Language:  r.lang,
		Automatic: in.Letter.Automatic,
		Platform:  in.Letter.Platform,
		Review:    c.review,
	}
	if !c.inquiry {
		v.Evidence = append(r.evidence, inquiry.Evidence{Signal: "category", Criterion: inquiry.Credibility, Note: c.why})
		if c.category == inquiry.Fraud {
			v.BuyerType = inquiry.Scam
		}
		v.Criteria = r.tally.criteria(0)
		return v
	}
	v.Category = ""
	v.Kind = r.kind()
	v.BuyerType = r.buyerType()
	v.Criteria = r.tally.criteria(r.credibility())
	v.Score = r.hold(v.Criteria.Sum() * v.Criteria.Credibility)
	v.Tier = s.config.Scorecard.Thresholds.Tier(v.Score)
	v.Products, v.Quantity = r.products, r.quantity
	r.locate(&v)
	if slices.Contains(s.config.Seller.Unserved, v.Country) {
		v.Review = true
		r.note("unserved", nil, 0, 0, "from a country that we do not serve: "+v.Country)
	}
	v.Evidence = r.evidence
	return v
}

// locate enters where the buyer is. Where the identity contradicts itself the
// country stays empty; where nobody looked, the letter's own word counts.
func (r *reading) locate(v *inquiry.Verdict) {
	o := r.in.Origin
	switch {
	case r.seen.contradictory:
		return
	case o.Country != "":
		v.Country, v.Subdivision, v.Region = o.Country, o.Subdivision, o.Region
	default:
		v.Country = r.country
	}
	v.Zone = o.Zone
}
