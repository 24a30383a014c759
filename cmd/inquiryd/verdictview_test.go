package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"inquiryd/internal/inquiry"
)

// harmless drops whatever could move a terminal's cursor.
func harmless(r rune) rune {
	if r != '\n' && unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
		return -1
	}
	return r
}

func TestShowVerdict(t *testing.T) {
	in := inquiry.Letter{Subject: "Price for T8 tubes", From: inquiry.Address{Name: "Ann Olsen", Mail: "ann@shop.example"}}
	v := inquiry.Verdict{
		Inquiry: true, Kind: inquiry.TermsAsked, BuyerType: inquiry.Sourcing, Score: 530, Tier: inquiry.B, Review: true,
		Products: []string{"T8 tube"}, Quantity: "500 pcs", Country: "NO", Language: "en",
		Evidence: []inquiry.Evidence{
			{Signal: "quantity", Criterion: inquiry.Terms, Points: 16, Quote: "500\npcs", Note: "a quantity"},
			{Signal: "bulk", Criterion: inquiry.Credibility, Points: 8, Note: "bulk mail by its headers"},
			{Signal: "cap", Note: "a cap " + strings.Repeat("that is long ", 8)},
		},
	}
	want := `B  530 Price for T8 tubes
       from Ann Olsen <ann@shop.example>
       terms · sourcing · T8 tube · quantity 500 pcs · NO · en · closes 70%
       a person should look at this one
   +16 quantity       “500 pcs” a quantity
    ×8 bulk           bulk mail by its headers
       cap            a cap that is long that is long that is long that is long
                      that is long that is long that is long that is long
`
	var b bytes.Buffer
	showVerdict(&b, in, v, look{width: 80})
	if b.String() != want {
		t.Errorf("have\n%s\nwant\n%s", b.String(), want)
	}

	b.Reset()
	showVerdict(&b, inquiry.Letter{}, inquiry.Verdict{Category: inquiry.Blank}, look{width: 80})
	want = `-      no inquiry (unreadable)
       (no subject)
       from (no sender)
`
	if b.String() != want {
		t.Errorf("have\n%s\nwant\n%s", b.String(), want)
	}
}

// Colours change no letter and no column.
func TestShowVerdictColor(t *testing.T) {
	v := inquiry.Verdict{Inquiry: true, Tier: inquiry.A, Score: 680, Evidence: []inquiry.Evidence{{Signal: "x", Note: "y"}, {Signal: "z", Points: 8, Quote: "q"}}}
	var plain, color bytes.Buffer
	showVerdict(&plain, inquiry.Letter{Subject: "s"}, v, look{width: 80})
	showVerdict(&color, inquiry.Letter{Subject: "s"}, v, look{width: 80, color: true})
	stripped := color.String()
	for _, s := range []style{strong, faint, green, bright, yellow, red} {
		stripped = strings.ReplaceAll(stripped, "\x1b["+string(s)+"m", "")
	}
	if stripped = strings.ReplaceAll(stripped, "\x1b[0m", ""); stripped != plain.String() || color.Len() == plain.Len() {
		t.Errorf("have %q, want %q with colours", color.String(), plain.String())
	}
	if look := lookOf(&plain); look.color || look.width != 80 {
		t.Errorf("have %v for what is no terminal", look)
	}
}

// FuzzShowVerdict checks that no line is wider than asked for, and that
// nothing of a letter reaches the terminal but what can be seen.
func FuzzShowVerdict(f *testing.F) {
	f.Add("询盘：LED面板灯六百六十六套六十乘六十厘米的现在就要报价和交货期还有包装运输条件", "سامر العبيدي", "x\x1b[2J\u202e\u009b", uint8(40))
	f.Add("", "0", strings.Repeat("0", 61), uint8(40)) // a category that is wider than the terminal
	f.Add(strings.Repeat("W", 500), "\xff\xfe\u2028\u2029\t\r\n", "👨‍👩‍👧‍👦 e\u0301\u0301", uint8(80))
	f.Fuzz(func(t *testing.T, subject, name, quote string, width uint8) {
		columns := 40 + int(width)%61
		in := inquiry.Letter{Subject: subject, From: inquiry.Address{Name: name, Mail: quote}}
		v := inquiry.Verdict{Inquiry: len(name)%2 == 0, Category: inquiry.Category(quote), Tier: inquiry.A, Products: []string{quote, name}, Quantity: quote,
			Evidence: []inquiry.Evidence{{Signal: "quantity", Quote: quote, Note: name, Points: 8}, {Signal: "category", Note: subject}}}
		var b bytes.Buffer
		showVerdict(&b, in, v, look{width: columns})
		text := b.String()
		if !utf8.ValidString(text) || text != strings.Map(harmless, text) {
			t.Fatalf("have %q", text)
		}
		for line := range strings.Lines(text) {
			if wide := terminal.StringWidth(strings.TrimSuffix(line, "\n")); wide > columns {
				t.Errorf("%d columns, want at most %d: %q", wide, columns, line)
			}
		}
	})
}
