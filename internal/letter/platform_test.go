package letter

import (
	"os"
	"strings"
	"testing"
)

// One raw case for every file of a platform: the buyer is the sender, their
// choices and words are the text, who they are is the signature, and nothing
// of the platform's own is left.
func TestPlatforms(t *testing.T) {
	for _, c := range []struct {
		platform, from, mail string
		text, signature      []string
	}{
		{"alibaba", "Marta Kowal", "inquiry-1600998812@message.alibaba.com", []string{"Folding camping table 120 x 60 cm", "400 Pieces", "own carton print", "CIF Gdynia"}, []string{"Outdoor Kowal sp. z o.o.", "Poland"}},
		{"made-in-china", "Kwame Asante", "kwame.asante.agro@gmail.com", []string{"Knapsack sprayer 16 L", "1200 Pieces", "Send to Tema"}, []string{"Asante Agro Supplies", "Ghana", "+233 24 555 0117"}},
		{"global-sources", "Hannah Brandt", "inquiry@globalsources.com", []string{"LED strip light 24V COB 3000K", "5000 meters", "CE and RoHS", "2700K as well"}, []string{"Lichtkontor Brandt GmbH", "Importer, Wholesaler", "Germany"}},
		{"trade-board", "Rafael Nogueira", "alerts@tradekey.com", []string{"Nitrile gloves", "2 x 40 HQ", "Santos", "sizes S to XL"}, []string{"Brazil"}},
		{"web-form", "Noura Al Sabah", "noura@almajlis.example", []string{"Chandeliers", "24 crystal\nchandeliers", "Shuwaikh"}, []string{"Al Majlis Interiors", "+965 5550 1188"}},
	} {
		t.Run(c.platform, func(t *testing.T) {
			raw, err := os.ReadFile("../../testdata/letters/platform-" + c.platform + ".eml")
			if err != nil {
				t.Fatal(err)
			}
			l := Read(raw)
			if l.Platform != c.platform || l.From.Name != c.from || l.Answerable().Mail != c.mail || l.Automatic != "" {
				t.Errorf("platform %q, from %v, answer to %v, automatic %q", l.Platform, l.From, l.Answerable(), l.Automatic)
			}
			for _, want := range c.text {
				if !strings.Contains(l.Text, want) {
					t.Errorf("text lacks %q:\n%s", want, l.Text)
				}
			}
			for _, want := range c.signature {
				if !strings.Contains(l.Signature, want) {
					t.Errorf("signature lacks %q:\n%s", want, l.Signature)
				}
			}
			for _, own := range []string{"Lily", "Dear", "Unsubscribe", "http", "reply", "Buyer level", "Member since", "sent by"} {
				if strings.Contains(l.Text+l.Signature, own) {
					t.Errorf("%q is the platform's:\n%s\n%s", own, l.Text, l.Signature)
				}
			}
		})
	}
}

// An unknown wrapper, and a buyer who writes in lists, stay ordinary letters.
func TestNoPlatform(t *testing.T) {
	for _, text := range []string{
		"Hello,\n\nProduct: LED tube\nQuantity: 500 pcs\nPort: Mombasa\n\nRegards\nJohn",
		"A buyer wrote to you. See it here: https://hub.example/1",
		"Name:\nEmail:\nMessage:\n",
	} {
		l := Read([]byte("From: John <john@shop.example>\r\nSubject: x\r\n\r\n" + strings.ReplaceAll(text, "\n", "\r\n")))
		if l.Platform != "" || !strings.HasPrefix(text, strings.Split(l.Text, "\n")[0]) {
			t.Errorf("platform %q, text %q", l.Platform, l.Text)
		}
	}
}
