package letter

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"inquiryd/internal/inquiry"
)

func TestDecodeWords(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "=?": "=?", "=?=": "=?=", "a =?utf-8?q?b?= c": "a b c",
		"=?utf-8?q?a?= =?utf-8?q?b?=":                         "ab",
		"=?utf-8?q?a?= x =?utf-8?q?b?=":                       "a x b",
		"=?utf-8?B?5Yqg?= =?utf-8?B?!5Yqg?=":                  "加加",
		"=?utf-8?B?5Yo=?= =?utf-8?B?oA==?=":                   "加",
		"=?utf-8?q?a b?=":                                     "a b",
		"=?utf-8?Q?why?=20not??=":                             "why? not?",
		"=?utf-8?Q?now?=20go?=":                               "now? go",
		"=?gb2312?B?1cXOsA==?=":                               "张伟",
		"=?iso-8859-1*fr?q?caf=E9?=":                          "café",
		"=?utf-8?x?a?=":                                       "=?utf-8?x?a?=",
		"=?utf-8?q?open":                                      "=?utf-8?q?open",
		"(=?utf-8?q?a?=)":                                     "(a)",
		"=?unknown-8bit?q?Gr=FC=DFe?=":                        "Grüße",
		"=?utf-8?b?SGVsbG8=?= =?us-ascii?q?_world?=":          "Hello world",
		"Re: =?ISO-2022-JP?B?GyRCOCtAURsoQg==?= =?utf-8?q??=": "Re: 見積",
	} {
		if have := decodeWords(in); have != want {
			t.Errorf("%q: %q, want %q", in, have, want)
		}
	}
}

func TestParseAddresses(t *testing.T) {
	type list = []inquiry.Address
	for in, want := range map[string]list{
		"":                            nil,
		"ann@shop.example":            {{Mail: "ann@shop.example"}},
		"Ann <Ann@SHOP.Example>":      {{Name: "Ann", Mail: "Ann@shop.example"}},
		"Lee, Ann <ann@shop.example>": {{Name: "Lee, Ann", Mail: "ann@shop.example"}},
		"Ann <ann@shop.example":       {{Name: "Ann", Mail: "ann@shop.example"}},
		"Ann ann@shop.example>":       {{Name: "Ann", Mail: "ann@shop.example"}},
		"ann@shop.example (Ann Lee)":  {{Name: "Ann Lee", Mail: "ann@shop.example"}},
		"a@x.example b@x.example":     {{Mail: "a@x.example"}, {Mail: "b@x.example"}},
		"<a@x.example><b@x.example>":  {{Mail: "a@x.example"}, {Mail: "b@x.example"}},
		"a@x.example; b@x.example":    {{Mail: "a@x.example"}, {Mail: "b@x.example"}},
		"undisclosed-recipients:;":    nil,
		"Team: a@x.example, B <b@x.example>;, c@x.example": {
			{Mail: "a@x.example"}, {Name: "B", Mail: "b@x.example"}, {Mail: "c@x.example"}},
		`"Ann \"the lamp\" Lee" <ann@x.example>`:         {{Name: `Ann "the lamp" Lee`, Mail: "ann@x.example"}},
		`'Ann' <ann@x.example>`:                          {{Name: "Ann", Mail: "ann@x.example"}},
		`"ann@x.example" <ann@x.example>`:                {{Name: "ann@x.example", Mail: "ann@x.example"}},
		`Ann @ Shop <ann@x.example>`:                     {{Name: "Ann @ Shop", Mail: "ann@x.example"}},
		`"a b"@x.example`:                                {{Mail: `"a b"@x.example`}},
		`<@relay.example,@b.example:ann@x.example>`:      {{Mail: "ann@x.example"}},
		`mailto:ann@x.example`:                           {{Mail: "ann@x.example"}},
		`Ann <mailto:ann@x.example>`:                     {{Name: "Ann", Mail: "ann@x.example"}},
		`=?utf-8?q?Lee=2C_Ann?= <ann@x.example>`:         {{Name: "Lee, Ann", Mail: "ann@x.example"}},
		`"=?utf-8?q?Zo=C3=AB?=" <zoe@x.example>`:         {{Name: "Zoë", Mail: "zoe@x.example"}},
		`=?utf-8?q?Zo=C3=AB?=<zoe@x.example>`:            {{Name: "Zoë", Mail: "zoe@x.example"}},
		`ann@x.example <>`:                               {{Mail: "ann@x.example"}},
		`Ann Lee`:                                        {{Name: "Ann Lee"}},
		`Ann <no address>`:                               {{Name: "Ann no address"}},
		`Müller GmbH & Co. KG <info@müller.example>`:     {{Name: "Müller GmbH & Co. KG", Mail: "info@müller.example"}},
		`Ann [Sales] <ann@x.example.>`:                   {{Name: "Ann [Sales]", Mail: "ann@x.example"}},
		"Ann <ann@x.example>, ,, Bob <bob@x.example>,":   {{Name: "Ann", Mail: "ann@x.example"}, {Name: "Bob", Mail: "bob@x.example"}},
		`Ann (Lee, (the) boss) <ann@x.example>`:          {{Name: "Ann (Lee, (the) boss)", Mail: "ann@x.example"}},
		`"unclosed <ann@x.example>, Bob <b@x.example>`:   {{Name: `unclosed`, Mail: "ann@x.example"}, {Name: "Bob", Mail: "b@x.example"}},
		`Ann <ann@x.example> via Platform <p@y.example>`: {{Name: "Ann", Mail: "ann@x.example"}, {Name: "via Platform", Mail: "p@y.example"}},
	} {
		if diff := cmp.Diff(want, parseAddresses(in)); diff != "" {
			t.Errorf("%q (-want +have)\n%s", in, diff)
		}
	}
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{
		"Thu, 12 Mar 2026 10:11:12 +0100":          "2026-03-12T10:11:12+01:00",
		"12 Mar 2026 10:11 -0330":                  "2026-03-12T10:11:00-03:30",
		"Thu,12 Mar 2026 10:11:12 GMT":             "2026-03-12T10:11:12Z",
		"Thu, 12 Mar 26 10:11:12 EST":              "2026-03-12T10:11:12-05:00",
		"Thu, 12 Mar 2026 10:11:12 +0800 (CST)":    "2026-03-12T10:11:12+08:00",
		"Thu, 12 Mar 2026 10:11:12 GMT+8":          "2026-03-12T10:11:12+08:00",
		"Thu, 12 Mar 2026 10:11:12 GMT +0800":      "2026-03-12T10:11:12+08:00",
		"Thu, 12 Mar 2026 10:11:12 UTC+0530":       "2026-03-12T10:11:12+05:30",
		"Thu, 12 Mar 2026 10:11:12 +08:00":         "2026-03-12T10:11:12+08:00",
		"Thu Mar 12 10:11:12 2026":                 "2026-03-12T10:11:12Z",
		"Thu Mar 12 10:11:12 PST 2026":             "2026-03-12T10:11:12-08:00",
		"2026-03-12T10:11:12+08:00":                "2026-03-12T10:11:12+08:00",
		"2026-03-12T10:11:12.345Z":                 "2026-03-12T10:11:12Z",
		"2026-03-12 10:11:12 -0500":                "2026-03-12T10:11:12-05:00",
		"2026-03-12 10:11:12":                      "2026-03-12T10:11:12Z",
		"Thu, 12-Mar-26 10:11:12 +0100":            "2026-03-12T10:11:12+01:00",
		"3/12/2026 1:05:00 PM":                     "2026-03-12T13:05:00Z",
		"31/12/2026 01:05":                         "2026-12-31T01:05:00Z",
		"12.03.2026 10:11":                         "2026-03-12T10:11:00Z",
		"12 März 2026 10:11:12 +0100":              "2026-03-12T10:11:12+01:00",
		"jeu., 12 mars 2026 10:11:12 +0100":        "2026-03-12T10:11:12+01:00",
		"Чт, 12 мар 2026 10:11:12 +0300":           "2026-03-12T10:11:12+03:00",
		"星期四, 12 三月 2026 10:11:12 +0800":           "2026-03-12T10:11:12+08:00",
		"2026年3月12日 10:11 +0900":                   "2026-03-12T10:11:00+09:00",
		"Thu, 12 Mar 2026 12:05:00 AM +0100":       "2026-03-12T00:05:00+01:00",
		"Thu, 31 Dec 2016 23:59:60 +0000":          "2016-12-31T23:59:59Z",
		"Thu, 12 Mar 2026 10:11:12 +9900":          "2026-03-12T10:11:12Z",
		"Thu, 12 Mar 126 10:11:12 +0100":           "2026-03-12T10:11:12+01:00",
		"Thu (comment), 12 (x(y)) Mar 2026 1:2 -1": "2026-03-12T01:02:00-01:00",
		"Thu, 12 Mar 2026 10:11:12 0800":           "2026-03-12T10:11:12+08:00",
		"":                                         "", "yesterday": "", "31 Feb 2026 10:00 +0000": "", "12 Mar 2026 25:00 +0000": "",
		"99999999999999999999": "", "Mar": "", "::": "", "1 1 1 1 1": "", "-": "", "2026-03-12T": "",
	} {
		have := ""
		if d := parseDate(in); !d.IsZero() {
			have = d.Format(time.RFC3339)
		}
		if have != want {
			t.Errorf("%q: %q, want %q", in, have, want)
		}
	}
}

func TestParseParams(t *testing.T) {
	type params = map[string]string
	for _, c := range []struct {
		in, main string
		want     params
	}{
		{"text/plain", "text/plain", nil},
		{"Text/HTML; Charset=\"UTF-8\"", "text/html", params{"charset": "UTF-8"}},
		{"text/plain charset=utf-8", "text/plain", nil},
		{"a/b; name=my file.pdf; x=y", "a/b", params{"name": "my file.pdf", "x": "y"}},
		{"a/b; name=\"a;b\\\"c\" x=y", "a/b", params{"name": `a;b"c`, "x": "y"}},
		{"a/b; name=\"open", "a/b", params{"name": "open"}},
		{"a/b; name*=UTF-8''%e2%82%ac.pdf", "a/b", params{"name": "€.pdf"}},
		{"a/b; name*1=b; name*0=a; name=plain", "a/b", params{"name": "ab"}},
		{"a/b; name*0*=gb2312''%D1%AF; name*1*=%BC%DB", "a/b", params{"name": "询价"}},
		{"a/b; name=first; name=second", "a/b", params{"name": "first"}},
		{"a/b; name=\"=?utf-8?q?=E2=82=AC?=.pdf\"", "a/b", params{"name": "€.pdf"}},
		{"a/b;;; =x; y", "a/b", params{"": "x"}},
	} {
		main, have := parseParams(c.in)
		delete(have, "")
		delete(c.want, "")
		if main != c.main || len(have)+len(c.want) > 0 && cmp.Diff(c.want, have) != "" {
			t.Errorf("%q: %q %v, want %q %v", c.in, main, have, c.main, c.want)
		}
	}
}

func TestMessageIDs(t *testing.T) {
	for in, want := range map[string][]string{
		"":                         nil,
		"<a@b>":                    {"a@b"},
		"<a@b> <c@d>":              {"a@b", "c@d"},
		"<a@b><c@d>":               {"a@b", "c@d"},
		"<a@\r\n b>":               {"a@b"},
		"a@b, c@d":                 {"a@b", "c@d"},
		"Your mail of <a@b> x":     {"a@b"},
		"<<a@b>>":                  {"a@b"},
		"nothing":                  nil,
		"<a\x00\u202e@b> \u200b":   {"a@b"},
		"\"x\" <no at sign> <a@b>": {"noatsign", "a@b"},
	} {
		if diff := cmp.Diff(want, messageIDs(in)); diff != "" {
			t.Errorf("%q (-want +have)\n%s", in, diff)
		}
	}
}
