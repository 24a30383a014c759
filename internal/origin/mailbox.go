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

// domainLists are the free and the disposable providers.
var domainLists = sync.OnceValue(func() map[string]inquiry.Mailbox {
	lists := map[string]inquiry.Mailbox{}
	for line := range rows(freeText) {
		lists[line] = inquiry.FreeMailbox
	}
	for line := range rows(disposableText) {
		lists[line] = inquiry.DisposableMailbox
	}
	return lists
})

// Mailbox is the kind of a domain: the list names providers that give an
// address to anybody; what it does not name is a company's.
func Mailbox(domain string) inquiry.Mailbox {
	domain = strings.ToLower(domain)
	if domain == "" {
		return ""
	}
	for d := domain; strings.IndexByte(d, '.') > 0; _, d, _ = strings.Cut(d, ".") {
		if kind, ok := domainLists()[d]; ok {
			return kind
		}
	}
	return inquiry.CompanyMailbox
}

// nationals are free providers that people of one country use.
var nationals = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range rows(nationalText) {
		if f := strings.Split(line, "\t"); len(f) >= 2 {
			m[f[0]] = f[1]
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
		s.vote(nationals()[domain], 3, "", "the provider "+domain)
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
