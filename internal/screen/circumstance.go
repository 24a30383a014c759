package screen

import (
	"strings"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// dealNumber says that an order, an invoice or a shipment is named by its
// number: that deal is under way.
func (p *passage) dealNumber() bool {
	for _, h := range p.hits {
		if h.Cue != lexicon.Running && h.Cue != lexicon.Invoice && h.Cue != lexicon.Order {
			continue
		}
		digits := 0
		for i := h.End; i < min(len(p.Folded), h.End+14) && p.Folded[i] != '\n'; i++ {
			if p.Class[i] == lexicon.Digit {
				digits++
			}
		}
		if digits >= 3 {
			return true
		}
	}
	return false
}

// priceLines counts the lines that end in a price: an amount of money, or a
// number with two decimals. Who lists prices sells, or bills.
func (p *passage) priceLines() int {
	n := 0
	for begin := 0; begin < p.tail && n < 8; {
		end := len(p.Folded)
		if nl := strings.IndexByte(p.Folded[begin:], '\n'); nl >= 0 {
			end = begin + nl
		}
		if p.priceAtEnd(begin, end) {
			n++
		}
		begin = end + 1
	}
	return n
}

func (p *passage) priceAtEnd(begin, end int) bool {
	from := max(begin, end-28)
	for i := from; i < end; i++ {
		if p.Class[i] != lexicon.Digit || i > 0 && p.Class[i-1] == lexicon.Digit {
			continue
		}
		a := p.number(i)
		cents := a.decimal && a.end-i >= 4 && (p.Folded[a.end-3] == '.' || p.Folded[a.end-3] == ',')
		if (cents || p.moneyBefore(i) || p.money(i, a.end)) && !p.across(a) && !p.hasIn(a.end, a.end+2, lexicon.Measure) {
			return true
		}
		i = max(i, a.end-1)
	}
	return false
}

// asksQuantity says that a quantity is spoken of in a sentence without figures:
// the buyer names it, the seller asks for it.
func (p *passage) asksQuantity() bool {
	for _, h := range p.hits {
		if h.Cue != lexicon.Amount {
			continue
		}
		start, end := p.sentence(h.Start)
		if !strings.ContainsAny(p.Folded[start:end], "0123456789") {
			return true
		}
	}
	return false
}

// saysReply says that a subject begins with "Re:" in one of the languages.
func saysReply(subject string) bool {
	head, _, ok := strings.Cut(strings.ToLower(strings.TrimSpace(subject)), ":")
	if !ok {
		head, _, ok = strings.Cut(strings.ToLower(subject), "：")
	}
	head, _, _ = strings.Cut(strings.TrimSpace(head), "[")
	switch head {
	case "re", "aw", "sv", "antw", "odp", "r", "rif", "res", "ynt", "отв", "ответ", "رد", "השב", "回复", "回覆", "答复", "答覆", "返信", "답장", "회신", "trả lời", "tr", "bls":
		return ok
	}
	return false
}

// AnswersUs says that a letter answers one of ours, by the ids it refers to or
// by what it quotes.
func (s *Screen) AnswersUs(l inquiry.Letter) bool {
	us := s.config.Seller.Domains
	for _, list := range [][]string{l.InReplyTo, l.References} {
		for _, id := range list {
			if listed(us, id) {
				return true
			}
		}
	}
	if len(us) == 0 || l.Quoted == "" {
		return false
	}
	return listed(us, firstAddress(strings.ToLower(l.Quoted[:min(len(l.Quoted), 600)])))
}

func (r *reading) answersUs() bool { return r.screen.AnswersUs(*r.letter) }

// sumsOfMoney counts the amounts of money in a passage.
func (p *passage) sumsOfMoney() int {
	n := 0
	for i := 0; i < len(p.Folded) && n < 8; i++ {
		if p.Class[i] != lexicon.Digit || i > 0 && p.Class[i-1] == lexicon.Digit {
			continue
		}
		end := p.number(i).end
		if p.money(i, end) || p.moneyBefore(i) {
			n++
		}
		i = max(i, end-1)
	}
	return n
}

// moneyBefore says that a currency stands right before a number at folded i.
func (p *passage) moneyBefore(i int) bool {
	before := strings.TrimRight(p.Folded[:i], " ")
	for _, sign := range []string{"$", "€", "£", "¥", "₽", "₹"} {
		if strings.HasSuffix(before, sign) {
			return true
		}
	}
	return p.endsWith(len(before), lexicon.Currency)
}
