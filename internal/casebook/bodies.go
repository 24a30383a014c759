package casebook

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"inquiryd/internal/inquiry"
)

// Bodies are letters without their headers, many in a file, each behind a line
// of its reader's verdict:
//
//	### yes p2 q1 c1 d2 k0 x1 i1 a0 terms sourcing | Subject
//	### no selling hard | Subject
//
// The letters p to a are the columns of the calibration rule: product, quantity,
// price, delivery, packing, particular, identity, addressing.

// ReadBodies reads every .txt file of a directory, in order of name, as cases
// whose messages have plain headers. Its error names the file and the line.
func ReadBodies(dir string) ([]Case, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, fmt.Errorf("casebook: list %s: %w", dir, err)
	}
	var cases []Case
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("casebook: %w", err)
		}
		stem := strings.TrimSuffix(filepath.Base(name), ".txt")
		line := 0
		for i, part := range strings.Split("\n"+string(text), "\n### ") {
			first := line + 1
			line += strings.Count(part, "\n") + 1
			if i == 0 {
				line--
				continue
			}
			head, body, _ := strings.Cut(part, "\n")
			c, err := parseBody(head, strings.TrimSpace(body))
			if err != nil {
				return nil, fmt.Errorf("casebook: %s:%d: %w", name, first, err)
			}
			c.Name = fmt.Sprintf("%s-%03d", stem, i)
			cases = append(cases, c)
		}
	}
	return cases, nil
}

// columns are the letters of a reader's count and what they stand for.
var columns = map[byte]string{
	'p': "product", 'q': "quantity", 'c': "price", 'd': "delivery", 'k': "packing", 'x': "particular", 'i': "identity", 'a': "addressing",
}

func parseBody(head, body string) (Case, error) {
	verdict, subject, ok := strings.Cut(head, "|")
	words := strings.Fields(verdict)
	if !ok || len(words) < 2 {
		return Case{}, fmt.Errorf("want a verdict, | and a subject, have %q", head)
	}
	var c Case
	var err error
	switch words[0] {
	case "yes":
		c.Why, err = c.Label.yes(words[1:])
	case "no":
		c.Label.Category = inquiry.Category(words[1])
		c.Label.Hard = len(words) > 2 && words[2] == "hard"
	default:
		err = fmt.Errorf("want yes or no, have %q", words[0])
	}
	if err == nil {
		err = c.Label.known()
	}
	message := "From: A. Writer <writer@firm.example>\nTo: sales@brightway.example\nSubject: " + strings.TrimSpace(subject) +
		"\nDate: Tue, 10 Nov 2026 09:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\n" + body + "\n"
	c.Message = []byte(strings.ReplaceAll(message, "\n", "\r\n"))
	return c, err
}

// yes reads an inquiry's count, kind and type; the tier is that of the sum
// unless a cap or floor applies, which the type mostly tells.
func (l *Label) yes(words []string) (count string, err error) {
	if len(words) != 10 {
		return "", fmt.Errorf("want eight columns, kind and type, have %d words", len(words))
	}
	sum := 0
	var parts []string
	for _, w := range words[:8] {
		if len(w) != 2 || columns[w[0]] == "" || w[1] < '0' || w[1] > '2' {
			return "", fmt.Errorf("want a column such as p2, have %q", w)
		}
		sum += int(w[1] - '0')
		parts = append(parts, fmt.Sprintf("%s %c", columns[w[0]], w[1]))
	}
	l.Inquiry, l.Kind, l.Type = true, inquiry.Kind(words[8]), inquiry.BuyerType(words[9])
	switch {
	case l.Type == "scam", l.Type == "price-spy":
		l.Tier = inquiry.E
	case sum >= 8:
		l.Tier = inquiry.A
	case sum >= 6:
		l.Tier = inquiry.B
	case sum >= 4:
		l.Tier = inquiry.C
	case sum >= 2:
		l.Tier = inquiry.D
	default:
		l.Tier = inquiry.E
	}
	if l.Type == "samples" && l.Tier < inquiry.D {
		l.Tier = inquiry.D
	}
	if l.Kind == "cooperation" && l.Tier < inquiry.C {
		l.Tier = inquiry.C
	}
	return fmt.Sprintf("points: %s = %d", strings.Join(parts, ", "), sum), nil
}
