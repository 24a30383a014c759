package origin

import (
	_ "embed"
	"strings"
	"sync"

	"golang.org/x/net/publicsuffix"

	"inquiryd/internal/inquiry"
)

var (
	//go:embed data/free.txt
	freeText string
	//go:embed data/free-national.tsv
	nationalText string
	//go:embed data/disposable.txt
	disposableText string
)

// Mailbox is the kind of a domain: the list names providers that give an
// address to anybody; what it does not name is a company's.
func Mailbox(domain string) inquiry.Mailbox {
	domain = strings.ToLower(domain)
	if domain == "" {
		return ""
	}
	for d := domain; strings.IndexByte(d, '.') > 0; _, d, _ = strings.Cut(d, ".") {
		switch {
		case hasLine(disposableText, d):
			return inquiry.DisposableMailbox
		case hasLine(freeText, d):
			return inquiry.FreeMailbox
		}
	}
	return inquiry.CompanyMailbox
}

// hasLine says that a sorted text holds a line. The lists have a hundred
// thousand lines: searched where they lie, they cost no memory.
func hasLine(text, line string) bool {
	for text != "" {
		mid := strings.LastIndexByte(text[:len(text)/2], '\n') + 1
		end := strings.IndexByte(text[mid:], '\n')
		if end < 0 {
			end = len(text) - mid
		}
		switch have := text[mid : mid+end]; {
		case have == line:
			return true
		case have < line:
			text = text[min(len(text), mid+end+1):]
		case mid == 0:
			return false
		default:
			text = text[:mid]
		}
	}
	return false
}

// national is a free provider that people of one country use.
type national struct {
	country string
	weight  int // less where it is known abroad, too
}

var nationals = sync.OnceValue(func() map[string]national {
	m := map[string]national{}
	for line := range rows(nationalText) {
		if f := strings.Split(line, "\t"); len(f) >= 2 {
			n := national{f[1], 3}
			if len(f) > 2 && f[2] == "1" {
				n.weight = 1
			}
			m[f[0]] = n
		}
	}
	return m
})

// mailbox votes by the sender's domain.
func (s *search) mailbox() {
	domain := s.letter.Answerable().Domain()
	s.kind = Mailbox(domain)
	if s.letter.Platform != "" && s.letter.From.Domain() == s.letter.Sender.Domain() {
		s.kind = "" // the platform's own
		return
	}
	if domain == "" || s.ownDomain(domain) {
		return
	}
	if s.kind == inquiry.FreeMailbox {
		s.vote(nationals()[domain].country, nationals()[domain].weight, "", "the provider "+domain)
	}
	if s.kind == inquiry.CompanyMailbox || strings.Count(domain, ".") > 1 {
		s.vote(byEnding(domain), 4, "", "the domain "+domain)
	}
	for _, site := range s.letter.Contact.Sites {
		if site != domain && !s.ownDomain(site) {
			s.vote(byEnding(site), 2, "", "the site "+site)
		}
	}
}

// byEnding is the country of a domain's ending. Endings that are sold to
// anybody tell nothing.
func byEnding(domain string) string {
	if suffix, _ := publicsuffix.PublicSuffix(domain); suffix != "" {
		return endings()[suffix[strings.LastIndexByte(suffix, '.')+1:]]
	}
	return ""
}
