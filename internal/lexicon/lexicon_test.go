package lexicon

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

func TestWords(t *testing.T) {
	l, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]map[Cue]bool{}
	for _, p := range l.Places() {
		if have[p.Lang] == nil {
			have[p.Lang] = map[Cue]bool{}
		}
		have[p.Lang][p.Cue] = true
	}
	for _, lang := range Languages {
		for _, c := range Cues() {
			if c.Required() && !have[lang][c] {
				t.Errorf("words/%s.txt: section [%s] is missing or empty", lang, c)
			}
		}
	}
}

func TestLoadNamesFileAndLine(t *testing.T) {
	fsys := fstest.MapFS{"words/es.txt": {Data: []byte("# Spanish\n[price]\nprecio | precio\n[nonsense]\nx\n[unit]\nuno = zwei\n| \n")}}
	_, err := Load(fsys)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`words/es.txt:3: "precio" stands in [price] already, on line 3`,
		`words/es.txt:4: no cue is called "[nonsense]"`,
		`words/es.txt:7: "uno": want a number after '=', have "zwei"`,
		"words/es.txt:8: an empty phrase",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q:\n%v", want, err)
		}
	}
}

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Best  Price", "best price"},
		{"best\r\nprice", "best\nprice"},
		{"a \n \n b", "a\n\nb"},
		{"Größe", "grosse"},
		{"COTIZACIÓN", "cotizacion"},
		{"Şartname İÇİN ılık", "sartname icin ilik"},
		{"Łódź", "lodz"},
		{"５０００個", "5000個"},
		{"٥٠٠ قطعة", "500 قطعه"},
		{"१०० पीस", "100 पीस"},
		{"ﬁne", "fine"},
		{"Й и Ё", "й и е"},
		{"cafe\u0301", "cafe"},
		{"견적", "견적"},
		{"“x” – y", `"x" - y`},
		{"価格、", "価格,"},
		{"a\u200bb\u00adc", "abc"},
	} {
		if got := Fold(c.in).Folded; got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFindQuotesVerbatim(t *testing.T) {
	for _, c := range []struct {
		text  string
		cue   Cue
		quote string
	}{
		{"your BEST\nprice please", Price, "price"},
		{"plazo  de entrega?", LeadTime, "plazo  de entrega"},
		{"请报价", Price, "报价"},
		{"وأسعاركم", Price, "أسعار"},
		{"Ｍ０Ｑ MOQ", MOQ, "MOQ"},
		{"numunelerinizi", Sample, "numune"},
	} {
		text := Fold(c.text)
		found := slices.ContainsFunc(Words().Find(text), func(h Hit) bool {
			return h.Cue == c.cue && text.Quote(h.Start, h.End) == c.quote
		})
		if !found {
			t.Errorf("%q: no %s quoted as %q", c.text, c.cue, c.quote)
		}
	}
}

func TestFindKeepsWordBoundaries(t *testing.T) {
	for _, text := range []string{"pricey2", "unpriced"} {
		for _, h := range Words().Find(Fold(text)) {
			if h.Cue == MOQ || h.Cue == Unit {
				t.Errorf("%q: found %s", text, h.Cue)
			}
		}
	}
	x := NewIndex()
	x.Add("tube", Entry{ID: 1})
	x.Freeze()
	if got := x.Find(Fold("tuber, untube tube, tube5"), nil); len(got) != 2 || got[0].Start != 14 {
		t.Errorf("matches %v, want the two whole words", got)
	}
}

// FuzzFold checks that every stretch of folded text is quoted verbatim and
// that offsets never run backwards.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Best price", "ﬁ½", "\xff\xfe", "e\u0301e\u0301", "報價 5000個", "אבג ابج"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := Fold(s)
		if len(text.Class) != len(text.Folded) || len(text.pos) != len(text.Folded)+1 {
			t.Fatal("classes or offsets are out of step")
		}
		if utf8.ValidString(s) && !utf8.ValidString(text.Folded) {
			t.Fatalf("folded text is no UTF-8: %q", text.Folded)
		}
		if !slices.IsSorted(text.pos) {
			t.Fatal("offsets run backwards")
		}
		for _, h := range Words().Find(text) {
			if q := text.Quote(h.Start, h.End); !strings.Contains(s, q) || q == "" {
				t.Fatalf("quote %q of %s is not in the text", q, h.Cue)
			}
		}
	})
}

// TestFoldStringIsFold: the short way round gives what the long way gives.
func TestFoldStringIsFold(t *testing.T) {
	for _, p := range Words().Places() {
		if have, want := FoldString(p.Phrase), Fold(p.Phrase).Folded; have != want {
			t.Errorf("%q: %q, want %q", p.Phrase, have, want)
		}
	}
	for _, s := range []string{"가격", "ÄRGER", "日本 語", "日本　語", "a\u2028b", "é", "e\u0301", "ﾊﾝｶｸ", "\xff", "شرکة", "½ kg"} {
		if have, want := FoldString(s), Fold(s).Folded; have != want {
			t.Errorf("%q: %q, want %q", s, have, want)
		}
	}
}
