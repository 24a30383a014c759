package lexicon

import (
	"fmt"
	"slices"
	"testing"
)

func TestNames(t *testing.T) {
	n := NewNames()
	for i, name := range []string{"LED panel", "LED panel light 40W", "ball-valve", "不锈钢法兰", "Glass", "a"} {
		n.Add(name, int32(i))
	}
	for text, want := range map[string][]string{
		"we need led panels and LED  Panel Light 40w": {"0 led panels", "1 LED  Panel Light 40w"},
		"BALL VALVES, ball-valve; ball. valve":        {"2 BALL VALVES", "2 ball-valve"},
		"请报不锈钢法兰价格":                                   {"3 不锈钢法兰"},
		"fiberglass glass":                            {"4 glass"},
		"led\npanel":                                  {"0 led\npanel"},
		"paneled LED panelling":                       nil,
		"":                                            nil,
	} {
		var got []string
		x := Fold(text)
		n.Find(x, func(id int32, start, end int) { got = append(got, fmt.Sprintf("%d %s", id, x.Quote(start, end))) })
		if !slices.Equal(got, want) {
			t.Errorf("%q: have %q, want %q", text, got, want)
		}
	}
}
