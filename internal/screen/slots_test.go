package screen

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"inquiryd/internal/casebook"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/origin"
)

// ruleColumns are the columns of a reader's count, in the order of its line.
var ruleColumns = [...]string{"product", "quantity", "price", "delivery", "packing", "particular", "identity", "addressing"}

// points is a count by the calibration rule, a column each.
type points [len(ruleColumns)]int

// readers name a column by what they saw: "size 2", "postage 1", "company 1".
var readersWords = [len(ruleColumns)]*regexp.Regexp{
	regexp.MustCompile(`(?i)product|size|specif|model|categor|goods`), regexp.MustCompile(`(?i)quantit|moq|number`), regexp.MustCompile(`(?i)price`),
	regexp.MustCompile(`(?i)ship|deliver|lead time|postage|freight|incoterm|port`), regexp.MustCompile(`(?i)pack|custom|logo`),
	regexp.MustCompile(`(?i)particular|sample|certif|payment|technical|question`), regexp.MustCompile(`(?i)identity|company|role|country|trade`),
	regexp.MustCompile(`(?i)address|greet|by name|fair|contact`),
}

var columnTold = regexp.MustCompile(`([\pL][^,;:=()0-9]*) ([0-2])\b`)
var summed = regexp.MustCompile(`= (\d+)`)

// readersCount reads a count such as "product 2, quantity 1, price 1 = 4" in a
// case's comment, where every part of it is understood.
func readersCount(why string) (c points, ok bool) {
	total := summed.FindStringSubmatch(why)
	if total == nil {
		return c, false
	}
	sum := 0
	for _, m := range columnTold.FindAllStringSubmatch(why[:strings.Index(why, total[0])], -1) {
		n, _ := strconv.Atoi(m[2])
		for i, words := range readersWords {
			if words.MatchString(m[1]) {
				c[i], sum = n, sum+n
				break
			}
		}
	}
	want, _ := strconv.Atoi(total[1])
	return c, sum == want
}

// count is a tally in points of the rule: one for every eight of the card.
func (t *tally) count() points {
	return points{t[slotProduct] / 8, t[slotQuantity] / 8, t[slotPrice] / 8, (t[slotShipping] + t[slotPlace]) / 8,
		t[slotPacking] / 8, t[slotParticular] / 8, t[slotIdentity] / 8, t[slotAddressing] / 8}
}

// TestSlots compares, column by column, the points that a reader counted with
// those that the screen saw, in all golden letters whose reader wrote their
// count down. With CASES another directory is read, and what differs is shown.
func TestSlots(t *testing.T) {
	dir := "../../testdata/inquiries"
	if d := os.Getenv("CASES"); d != "" {
		dir = d
	}
	cases, err := casebook.Read(dir)
	if err != nil {
		cases, err = casebook.ReadBodies(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	s := goldenScreen(t)
	origins := origin.New(origin.Options{Own: s.config.Seller.Domains})
	var high, low [len(ruleColumns)]int
	n := 0
	for _, c := range cases {
		want, ok := readersCount(c.Why)
		if !c.Label.Inquiry || !ok {
			continue
		}
		l := letter.Read(c.Message)
		r := s.read(Input{Letter: l, Now: l.Date, Origin: origins.Find(l)})
		for _, sig := range signals {
			sig.read(r)
		}
		n++
		have := r.tally.count()
		var diff []string
		for i, name := range ruleColumns {
			switch {
			case have[i] > want[i]:
				high[i]++
			case have[i] < want[i]:
				low[i]++
			default:
				continue
			}
			diff = append(diff, name+" "+strconv.Itoa(want[i])+"→"+strconv.Itoa(have[i])+" "+r.shown(name))
		}
		if len(diff) > 0 {
			t.Logf("%s: %s", c.Name, strings.Join(diff, "; "))
		}
	}
	if n == 0 {
		t.Skip("no reader's count in ", dir)
	}
	for i, name := range ruleColumns {
		t.Logf("%-11s %3d of %d too high, %3d too low", name, high[i], n, low[i])
	}
}

// shown is the evidence of a column.
func (r *reading) shown(column string) string {
	of := map[string][]string{
		"product": {"product", "specification"}, "quantity": {"quantity", "moq"}, "price": {"price"},
		"delivery": {"shipping", "place", "incoterm", "leadtime"}, "packing": {"packing"},
		"particular": {"sample", "certificate", "payment", "technical"}, "identity": {"identity"}, "addressing": {"salutation", "contact", "product"},
	}[column]
	var all []string
	for _, e := range r.evidence {
		for _, name := range of {
			if e.Signal == name && e.Points > 0 && (column != "addressing" || e.Criterion == inquiry.Addressing) {
				all = append(all, "“"+strings.Join(strings.Fields(e.Quote), " ")+"”")
			}
		}
	}
	return strings.Join(all, " ")
}
