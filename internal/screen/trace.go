package screen

import (
	"cmp"
	"hash/fnv"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/lexicon"
)

// maxTraceWords bounds what is kept of one letter.
const maxTraceWords = 160

// Trace notes what a later letter may share with this one. v is the verdict
// on the letter.
func (s *Screen) Trace(in Input, v inquiry.Verdict) inquiry.Trace {
	r := s.read(in)
	l := r.letter
	from := l.From
	if answer := l.Answerable(); l.Platform == "" && answer.Mail != "" {
		from = answer
	}
	t := inquiry.Trace{
		From: strings.ToLower(from.Mail), At: written(l.Date, in.Now), Mid: l.MessageID,
		Exempt:  in.Customer || listed(s.config.Seller.Customers, l.From.Mail),
		Country: v.Country, Region: v.Region,
		Sites:   ownSites(l.Contact.Sites, s.config.Seller.Domains),
		Network: network(l),
		Client:  strings.TrimSpace(l.Get("X-Mailer") + l.Get("User-Agent")),
		Hand:    r.signHand(),
		Lang:    r.lang,
	}
	t.Party = t.From
	if d := from.Domain(); d != "" && !in.Origin.Mailbox.Shared() {
		t.Party = d
	}
	for _, p := range l.Contact.Phones {
		t.Phones = append(t.Phones, p[max(0, len(p)-9):])
	}
	for _, name := range v.Products {
		t.Goods = append(t.Goods, r.goodsWords(lexicon.Fold(name))...)
	}
	t.Goods = sorted(t.Goods)
	if l.Platform != "" {
		// Subject, fields, mail program and closing lines are the platform's; the
		// buyer's own words stand below the fields.
		t.Client, t.Hand, t.Network = "", nil, ""
		r.text.shingle(&t, max(0, strings.Index(r.text.Folded, "\n\n")))
	} else {
		r.subject.shingle(&t, 0)
		r.text.shingle(&t, 0)
		r.quoted.shingle(&t, 0)
	}
	return t
}

// written is when a letter was written: by its own word, unless that lies ahead
// or is missing. A backlog is read in a minute and was written over years.
func written(date, now time.Time) time.Time {
	if date.IsZero() || date.After(now) {
		return now
	}
	return date
}

// ownSites leaves out sites that stand in letters of people who have nothing to
// do with each other, and ours.
func ownSites(sites, us []string) []string {
	return slices.DeleteFunc(slices.Clone(sites), func(site string) bool {
		return slices.Contains(sharedSites, site) || listed(us, site)
	})
}

// sharedSites are linked from signatures and footers everywhere.
var sharedSites = []string{
	"avast.com", "avg.com", "facebook.com", "fb.com", "instagram.com", "linkedin.com", "twitter.com", "x.com", "youtube.com", "tiktok.com",
	"wa.me", "whatsapp.com", "t.me", "telegram.me", "google.com", "goo.gl", "bit.ly", "microsoft.com", "aka.ms", "apple.com", "wechat.com",
	"alibaba.com", "made-in-china.com", "globalsources.com", "amazon.com", "ebay.com", "github.com", "mailchimp.com", "wetransfer.com",
	"dropbox.com", "pinterest.com", "vk.com", "ok.ru", "line.me", "skype.com", "zoom.us", "eset.com", "kaspersky.com", "norton.com", "w3.org",
}

// goodsWords hashes the words of a product's name that tell goods apart.
func (r *reading) goodsWords(t *lexicon.Text) []uint32 {
	p := passage{Text: t}
	spoken := &languages{}
	spoken[seat("en")], spoken[seat(cmp.Or(r.lang, "en"))] = true, true
	p.keep(r.screen.words.Find(t), spoken)
	var all []uint32
	p.eachWord(func(start, end int) {
		if !p.softAt(start, lexicon.Function, lexicon.Generic, lexicon.Filler, lexicon.Stop) && p.Class[start] != lexicon.Digit {
			all = append(all, hashOf(stem(p.Folded[start:end]))|meaningful)
		}
	})
	return all
}

// shingle adds a passage's words, from folded byte from on, to a trace. Words
// that every buyer uses (greetings, the words of asking) stand in the text and
// not among those that carry meaning.
func (p *passage) shingle(t *inquiry.Trace, from int) {
	p.eachWord(func(start, end int) {
		if start < from || len(t.Text) >= maxTraceWords {
			return
		}
		w := hashOf(stem(p.Folded[start:end])) &^ meaningful
		if !p.softAt(start, lexicon.Function, lexicon.Greeting, lexicon.Nobody, lexicon.Filler, lexicon.Generic, lexicon.Stop) && len(p.hitsFrom(start)) == 0 {
			w |= meaningful
		}
		t.Text = append(t.Text, w)
	})
}

// eachWord calls f for every word; where a script writes no spaces, for every
// two letters that stand together.
func (p *passage) eachWord(f func(start, end int)) {
	s := p.Folded
	for i := 0; i < len(s); {
		switch c := p.Class[i]; {
		case c == lexicon.Gap:
			i++
		case c == lexicon.Unspaced:
			_, n := utf8.DecodeRuneInString(s[i:])
			next := i + n
			if next < len(s) && p.Class[next] == lexicon.Unspaced {
				_, m := utf8.DecodeRuneInString(s[next:])
				f(i, next+m)
			}
			i = next
		default:
			end := i + 1
			for end < len(s) && p.Class[end] == c {
				end++
			}
			f(i, end)
			i = end
		}
	}
}

// stem is the first five letters of a word: enough to tell words apart and
// little enough to survive the endings of any grammar.
func stem(w string) string {
	n := 0
	for i := range w {
		if n == 5 {
			return w[:i]
		}
		n++
	}
	return w
}

func hashOf(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

func sorted(list []uint32) []uint32 {
	slices.Sort(list)
	return slices.Compact(list)
}

// network is where the sender's own computer stood: what the web mail says of
// it, else the first hop that a mail server noted, as long as that is no
// provider's. An IPv4 address counts by its /24, an IPv6 address by its /48.
func network(l *inquiry.Letter) string {
	for _, name := range []string{"X-Originating-IP", "X-Sender-IP", "X-Client-IP", "X-Source-IP", "X-SenderIP"} {
		if n := networkOf(strings.Trim(l.Get(name), "[] ")); n != "" {
			return n
		}
	}
	hops := l.All("Received")
	if len(hops) == 0 {
		return ""
	}
	from, _, _ := strings.Cut(hops[len(hops)-1], " by ")
	if !strings.HasPrefix(strings.ToLower(from), "from ") || provider(from) {
		return "" // the provider hides who stands behind it
	}
	for _, word := range strings.FieldsFunc(from, func(r rune) bool { return strings.ContainsRune(" ()[]<>", r) }) {
		if n := networkOf(strings.TrimPrefix(word, "IPv6:")); n != "" {
			return n
		}
	}
	return "" // behind a wall; the next hop is the mail server, whose neighbours are many
}

func networkOf(s string) string {
	ip, err := netip.ParseAddr(s)
	if err != nil || !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return ""
	}
	bits := 24
	if ip = ip.Unmap(); ip.Is6() {
		bits = 48
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}

// provider says that a hop belongs to a mail provider that many people share.
func provider(hop string) bool {
	hop = strings.ToLower(hop)
	for _, name := range []string{"google.com", "gmail", "outlook.com", "hotmail", "yahoo", "qq.com", "163.com", "126.com", "netease", "mail.ru", "yandex", "zoho", "icloud", "apple.com", "gmx", "web.de", "aliyun", "alibaba", "protonmail", "amazonses", "sendgrid", "mailgun", "naver.com", "daum", "rediff", "orange.fr", "wanadoo", "libero.it", "uol.com", "terra.com", "mailchimp", "sparkpost", "secureserver", "hostinger", "mimecast", "messagelabs", "pphosted"} {
		if strings.Contains(hop, name) {
			return true
		}
	}
	return false
}

// signHand notes how a letter closes: its last lines, each by its shape when it
// is decorated, and by its words when it says what no formula says.
func (r *reading) signHand() []uint32 {
	lines := strings.Split(strings.TrimSpace(r.letter.Text+"\n"+r.letter.Signature), "\n")
	var hands []uint32
	for _, line := range lines[max(0, len(lines)-closingLines):] {
		line = strings.ToLower(strings.Join(strings.Fields(line), " "))
		if shape, odd := shapeOf(line); odd >= 2 {
			hands = append(hands, hashOf(shape))
		}
		if n := utf8.RuneCountInString(line); n >= 16 && n <= 96 && !strings.ContainsAny(line, "?@") && !strings.HasSuffix(line, ".") && len(r.goodsWords(lexicon.Fold(line))) >= 4 && !(n > 48 && r.describes(line)) {
			hands = append(hands, hashOf("="+line), hashOf("=="+line))
		}
	}
	return sorted(hands)
}

// describes says that a line tells of goods: lines of our own product page are
// pasted by many, and are nobody's signature.
func (r *reading) describes(line string) bool {
	t := lexicon.Fold(line)
	return slices.ContainsFunc(r.screen.words.Find(t), func(h lexicon.Hit) bool {
		counted := h.Start > 0 && t.Class[h.Start-1] == lexicon.Digit || h.Start > 1 && t.Class[h.Start-2] == lexicon.Digit
		return counted && (h.Cue == lexicon.Measure || h.Cue == lexicon.Unit)
	})
}

// closingLines is how many of a letter's last lines show its writer's hand.
const closingLines = 7

// shapeOf is a line without its words, and how many signs of decoration it has.
func shapeOf(line string) (shape string, odd int) {
	var b strings.Builder
	last := rune(0)
	for _, r := range line {
		switch {
		case strings.ContainsRune("~|*=_#<>{}[]^+•·►▪■★☆✉☎»«§¤○●◆◇\\", r):
			odd++
		case r > ' ' && !strings.ContainsRune(".,:;()/-&'\"", r):
			r = 'a'
		}
		if r != last && r != ' ' {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String(), odd
}
