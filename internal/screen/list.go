package screen

import (
	"strings"

	"inquiryd/internal/lexicon"
)

// tableCell says that a number stands alone in the last cell of a row, in a
// table with a column for quantities.
func (p *passage) tableCell(a amount) bool {
	before, after := strings.TrimRight(p.Folded[:a.start], " "), strings.TrimLeft(p.Folded[a.end:], " ")
	if !strings.HasSuffix(before, "|") || after != "" && after[0] != '\n' && after[0] != '|' {
		return false
	}
	return p.hasIn(0, a.start, lexicon.Amount)
}

// newRow says that a line ends between the word "quantity" and a number: unless
// the word stands alone on its line, it heads a table, and the number is in it.
func (p *passage) newRow(h lexicon.Hit, a amount) bool {
	if strings.Contains(p.Folded[h.End:a.start], "\n\n") {
		return true
	}
	if !strings.Contains(p.Folded[h.End:a.start], "\n") {
		return false
	}
	begin := strings.LastIndexByte(p.Folded[:h.Start], '\n') + 1
	return strings.Count(strings.TrimSpace(p.Folded[begin:h.Start]), " ") >= 1
}

// listItem says that a number closes a line of a list: "chairs - 280",
// "Epson projector --- 85", or the last column below a heading of quantities.
// One such line may be anything; two are a list.
func (p *passage) listItem(a amount) bool {
	return a.value >= 2 && !p.yearLike(a) && p.closesItem(a.start, a.end) && p.items() >= 2
}

// closesItem says that a number ends its line behind a dash, a colon or a row
// of dots, and that the line begins with words.
func (p *passage) closesItem(start, end int) bool {
	if end < len(p.Folded) && p.Folded[end] != '\n' {
		return false
	}
	begin := strings.LastIndexByte(p.Folded[:start], '\n') + 1
	line := strings.TrimRight(p.Folded[begin:start], " ")
	item := strings.TrimRight(line, " .-–—:=_")
	if len(item) == len(line) && !p.headed(begin) || len(item) < 2 || start-begin > 120 {
		return false
	}
	letters := 0
	for _, c := range p.Class[begin : begin+len(item)] {
		if c == lexicon.Letter || c == lexicon.Unspaced {
			letters++
		}
	}
	sized := len(item) >= 2 && p.Class[begin] == lexicon.Digit && strings.ContainsAny(item, "\"x/m")
	return (letters >= 4 || sized) && !p.hasIn(begin, end, lexicon.Price, lexicon.Currency, lexicon.Payment, lexicon.Invoice, lexicon.Month)
}

// headed says that a line without figures above folded i speaks of quantities.
func (p *passage) headed(i int) bool {
	if p.header == 0 {
		p.header = -1
		for _, h := range p.hits {
			if h.Cue != lexicon.Amount {
				continue
			}
			begin := strings.LastIndexByte(p.Folded[:h.Start], '\n') + 1
			end := strings.IndexByte(p.Folded[h.End:], '\n')
			if end >= 0 && end < 200 && h.Start-begin < 200 && !strings.ContainsAny(p.Folded[begin:h.End+end], "0123456789") {
				p.header = h.End + end
				break
			}
		}
	}
	return p.header > 0 && p.header <= i
}

// items counts the lines that a number closes, up to two.
func (p *passage) items() int {
	if p.rows > 0 {
		return p.rows - 1
	}
	n := 0
	for i := 0; i < p.tail && n < 2; i++ {
		if p.Class[i] != lexicon.Digit || i > 0 && p.Class[i-1] == lexicon.Digit {
			continue
		}
		a := p.number(i)
		if p.closesItem(i, a.end) {
			n++
		}
		i = max(i, a.end-1)
	}
	p.rows = n + 1
	return n
}
