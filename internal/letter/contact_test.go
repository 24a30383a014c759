package letter

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"inquiryd/internal/inquiry"
)

func TestContact(t *testing.T) {
	for _, c := range []struct {
		text, signature string
		want            inquiry.Contact
	}{
		{"", "Tel: +49 (0)421 / 55 01-220\nwww.Nordfracht.example/shop\n", inquiry.Contact{Phones: []string{"+49421" + "5501220"}, Sites: []string{"nordfracht.example"}}},
		{"Call me on WhatsApp 0092-300-1234567 please", "", inquiry.Contact{Phones: []string{"+923001234567"}}},
		{"we need 5000000 pcs by 2026-11-24, art. 400500600", "", inquiry.Contact{}},
		{"see https://shop.acme.co.uk/x?y=1 for it", "", inquiry.Contact{Sites: []string{"acme.co.uk"}}},
		{"The end.Please quote 3.5kg", "acme.com\nsales@acme.com\n", inquiry.Contact{Sites: []string{"acme.com"}, Mails: []string{"sales@acme.com"}}},
		{"", "هاتف: ٠٥٠ ١٢٣ ٤٥٦٧\n", inquiry.Contact{Phones: []string{"0501234567"}}},
		{"", "手机：13800138000 微信同号\n", inquiry.Contact{Phones: []string{"13800138000"}}},
		{"", "http://127.0.0.1/x\nM +86 138 0013 8000\n", inquiry.Contact{Phones: []string{"+8613800138000"}}},
	} {
		if diff := cmp.Diff(c.want, contactOf(c.text, c.signature)); diff != "" {
			t.Errorf("%q %q: want -, have +\n%s", c.text, c.signature, diff)
		}
	}
}
