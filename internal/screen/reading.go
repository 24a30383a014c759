package screen

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// passage is one part of the letter with the cues that stand in it.
type passage struct {
	*lexicon.Text
	hits []lexicon.Hit // every cue that carries meaning of its own, in order
	soft []lexicon.Hit // little words: they guide, they prove nothing
	sums []amount      // the numbers; see amounts
	tail int           // folded offset where a closing block begins; the end if there is none

	rows   int             // lines that a number closes, and one; 0: not counted yet
	header int             // where a heading of quantities ends; 0: not looked for, -1: none
	named  []lexicon.Match // our own company's names, once asked for
	asked  bool
}

// reading is a letter while it is read: its passages and what was seen so far.
type reading struct {
	screen   *Screen
	in       Input
	letter   *inquiry.Letter
	lang     string // ISO 639-1 of the new words, or ""
	subject  passage
	text     passage
	closing  passage // the signature
	quoted   passage // the history, where it is the buyer's own request
	sender   passage // the display name
	body     []*passage
	words    []*passage // body and closing
	tally    tally
	evidence []inquiry.Evidence
	products []string
	quantity string
	country  string
	offers   int // offers made to us
	leans    lean

	colleague bool // sent from our own domain
	seen      seen
}

// seen is what the signals found that is more than points.
type seen struct {
	product, exact         bool // a product is named; by model, size or specification
	number, vague, moq     bool // quantity
	pieces                 int  // the number, when it is one to three pieces
	price, target          bool
	shipping, place        bool
	packing, custom        bool
	sample, free           bool
	payment, certificate   bool
	technical              bool
	identity, company      bool
	catalogue, cooperation bool
	order, spy, scam, bulk bool
	mischief               bool
	shippingAsked          bool // in words, not by naming a term of delivery
	contact                bool
	contradictory          bool
}

// read folds the letter and finds its cues.
func (s *Screen) read(in Input) *reading {
	l := &in.Letter
	r := &reading{screen: s, in: in, letter: l}
	r.subject.Text = lexicon.Fold(l.Subject)
	r.text.Text = lexicon.Fold(l.Text)
	r.closing.Text = lexicon.Fold(l.Signature)
	r.sender.Text = lexicon.Fold(l.From.Name)
	r.quoted.Text = lexicon.Fold("")
	if ownRequest(l, s.config.Seller) {
		r.quoted.Text = lexicon.Fold(l.Quoted)
	}
	all := []*passage{&r.subject, &r.text, &r.closing, &r.quoted, &r.sender}
	raw := make([][]lexicon.Hit, len(all))
	for i, p := range all {
		raw[i] = s.words.Find(p.Text)
	}
	lang, spoken := languageOf(all[:2], raw[:2])
	if lang == "" {
		lang, spoken = languageOf(all[:4], raw[:4])
	}
	r.lang = lang
	for i, p := range all {
		p.keep(native(raw[i], r.lang), spoken)
		r.offers += p.offered()
		p.tail = tail(p.Text)
	}
	r.closing.tail, r.quoted.tail = len(r.closing.Folded), len(r.quoted.Folded)
	r.body = []*passage{&r.text, &r.subject, &r.quoted}
	us := s.config.Seller.Domains
	if r.colleague = listed(us, l.From.Mail) && (l.Answerable() == l.From || listed(us, l.Answerable().Mail)); r.colleague {
		// Only the words of the outsider count.
		r.body = []*passage{&r.quoted}
	}
	r.words = []*passage{&r.text, &r.subject, &r.quoted, &r.closing}
	return r
}

// ownRequest says whether the quoted part is the buyer's own earlier letter
// or one they pass on to us, and not ours: it names the sender, or the letter
// is a forward, and nothing in it was sent from our domains.
func ownRequest(l *inquiry.Letter, us Seller) bool {
	if l.Quoted == "" {
		return false
	}
	quoted := strings.ToLower(l.Quoted[:min(len(l.Quoted), 4000)])
	head := quoted[:min(len(quoted), 400)]
	from := firstAddress(head)
	if listed(us.Domains, from) && !listed(us.Domains, l.From.Mail) {
		return false
	}
	if l.From.Mail != "" && strings.Contains(head, strings.ToLower(l.From.Mail)) {
		return true
	}
	if name := strings.ToLower(l.From.Name); len(name) >= 4 && strings.Contains(firstLines(head, 2), name) {
		return true // "From: R. Venkataraman", as Outlook quotes it
	}
	if listed(us.Domains, from) || from == "" && listed(us.Domains, l.From.Mail) {
		return false
	}
	subject := strings.ToLower(strings.TrimSpace(l.Subject))
	for _, p := range []string{"fw:", "fwd:", "rv:", "tr:", "wg:", "i:", "enc:", "пересл", "转发"} {
		if strings.HasPrefix(subject, p) {
			return true
		}
	}
	return false
}

// firstLines is the first n lines of a text.
func firstLines(s string, n int) string {
	at := 0
	for ; n > 0; n-- {
		nl := strings.IndexByte(s[at:], '\n')
		if nl < 0 {
			return s
		}
		at += nl + 1
	}
	return s[:at]
}

// firstAddress is the first mail address in a text, or "".
func firstAddress(s string) string {
	at := strings.IndexByte(s, '@')
	if at < 0 {
		return ""
	}
	space := func(r rune) bool { return r <= ' ' || strings.ContainsRune("<>()[]:;,\"'", r) }
	start := strings.LastIndexFunc(s[:at], space) + 1
	if end := strings.IndexFunc(s[at:], space); end >= 0 {
		return s[start : at+end]
	}
	return s[start:]
}

// inside says whether an earlier, longer hit of meaning ends where h ends.
func (p *passage) inside(h lexicon.Hit) bool {
	for i := len(p.hits) - 1; i >= 0; i-- {
		g := p.hits[i]
		if g.End == h.End && g.Start < h.Start && g.Cue != lexicon.Want && g.Cue != lexicon.Wanted && g.Cue != lexicon.Ask {
			return true
		}
		if h.Start-g.Start > 64 {
			break
		}
	}
	return false
}

// tail finds the closing block of a text whose signature was not split off:
// its last short lines, without a sentence's end.
func tail(t *lexicon.Text) int {
	s := t.Original
	end := len(strings.TrimRight(s, " \n\t"))
	from, lines := end, 0
	for from > 0 && lines < 7 {
		nl := strings.LastIndexByte(s[:from], '\n')
		line := strings.TrimSpace(s[nl+1 : from])
		if strings.ContainsAny(line, "\t|") && strings.ContainsAny(line, "0123456789") {
			break // a row of a table
		}
		if utf8.RuneCountInString(line) > 48 || strings.ContainsAny(line, "?!？！") || strings.HasSuffix(line, ".") && strings.Count(line, " ") > 3 || strings.HasSuffix(line, "。") {
			break
		}
		from = max(nl, 0)
		lines++
		if nl < 0 {
			break
		}
	}
	if lines < 2 || from == 0 {
		return len(t.Folded)
	}
	lo, hi := 0, len(t.Folded)
	for lo < hi {
		mid := (lo + hi) / 2
		if t.Offset(mid) < from {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// claim fills a slot of the scorecard, or strengthens it, and writes down the
// words that showed it. It adds nothing to the evidence when the slot is full.
func (r *reading) claim(signal string, to slot, points int, p *passage, start, end int, note string) {
	added := points - r.tally[to]
	if added <= 0 {
		return
	}
	r.tally[to] = points
	r.evidence = append(r.evidence, inquiry.Evidence{Signal: signal, Criterion: to.criterion(), Points: added, Quote: p.cite(start, end), Note: note})
}

// note writes down what weighs nothing.
func (r *reading) note(signal string, p *passage, start, end int, note string) {
	e := inquiry.Evidence{Signal: signal, Note: note}
	if p != nil {
		e.Quote = p.cite(start, end)
	}
	r.evidence = append(r.evidence, e)
}

// cite quotes whole words around folded bytes start to end.
func (p *passage) cite(start, end int) string {
	for start > 0 && p.Class[start-1] == p.Class[start] && p.Class[start] == lexicon.Letter {
		start--
	}
	for end > 0 && end < len(p.Folded) && p.Class[end-1] == p.Class[end] && p.Class[end] == lexicon.Letter {
		end++
	}
	return p.Quote(start, end)
}

// find is the first hit of a cue in the passages, or ok false.
func find(passages []*passage, cues ...lexicon.Cue) (p *passage, h lexicon.Hit, ok bool) {
	for _, p := range passages {
		for _, h := range p.hits {
			for _, c := range cues {
				if h.Cue == c {
					return p, h, true
				}
			}
		}
	}
	return nil, lexicon.Hit{}, false
}

// distinct counts the different phrases of a cue.
func distinct(passages []*passage, cue lexicon.Cue) int {
	var found []string
	for _, p := range passages {
	hits:
		for _, h := range p.hits {
			if h.Cue != cue || len(found) > 8 {
				continue
			}
			phrase := p.Folded[h.Start:h.End]
			for _, f := range found {
				if strings.HasPrefix(f, phrase) || strings.HasPrefix(phrase, f) {
					continue hits
				}
			}
			found = append(found, phrase)
		}
	}
	return len(found)
}

// sentence is the stretch of folded text around i that ends in a full stop,
// a question mark or an empty line.
func (p *passage) sentence(i int) (start, end int) {
	start, end = i, i
	for start > max(0, i-maxSentence) && !p.stop(start-1) {
		start--
	}
	for end < min(len(p.Folded), i+maxSentence) && !p.stop(end) {
		end++
	}
	return start, end
}

// maxSentence bounds, in folded bytes, how far a sentence reaches to either
// side, so that a text without a full stop takes no square of time.
const maxSentence = 400

// stop says whether a sentence ends at folded byte i.
func (p *passage) stop(i int) bool {
	switch p.Folded[i] {
	case '?', '!', ';':
		return true
	case '\n':
		return i > 0 && p.Folded[i-1] == '\n'
	case '.':
		return i+1 >= len(p.Folded) || p.Folded[i+1] == ' ' || p.Folded[i+1] == '\n' || p.Class[i+1] == lexicon.Unspaced
	}
	return false
}

// hasIn says whether a cue stands between two folded offsets.
func (p *passage) hasIn(start, end int, cues ...lexicon.Cue) bool {
	for _, h := range p.hits[lower(p.hits, start):] {
		if h.Start >= end {
			break
		}
		for _, c := range cues {
			if h.Cue == c {
				return true
			}
		}
	}
	return false
}

// capital says whether the original has an upper-case letter at folded i.
func (p *passage) capital(i int) bool {
	r, _ := utf8.DecodeRuneInString(p.Original[p.Offset(i):])
	return unicode.IsUpper(r)
}
