package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/inquiry"
)

// runGrade runs inquiryd as a user would, with the exit code of a process.
func runGrade(t *testing.T, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, problems bytes.Buffer
	root := newRootCommand()
	root.SetIn(strings.NewReader(stdin))
	root.SetOut(&out)
	root.SetErr(&problems)
	root.SetArgs(append([]string{"grade"}, args...))
	err := root.ExecuteContext(t.Context())
	if err != nil {
		fmt.Fprintln(&problems, err)
	}
	return out.String(), problems.String(), exitCode(err)
}

// contract is every name that grade --json prints, with its JSON type.
var contract = map[string]string{
	"path": "string", "message_id": "string", "inquiry": "bool", "category": "string", "kind": "string", "buyer_type": "string",
	"score": "number", "tier": "string", "probability": "number", "criteria": "object", "products": "list", "quantity": "string",
	"country": "string", "subdivision": "string", "region": "string", "zone": "string", "language": "string",
	"automatic": "string", "platform": "string", "ring": "string", "review": "bool", "evidence": "list",
}

var (
	criteriaContract = map[string]string{
		"addressing": "number", "product": "number", "terms": "number", "fulfilment": "number", "buyer": "number", "credibility": "number",
	}
	evidenceContract = map[string]string{
		"signal": "string", "criterion": "string", "points": "number", "quote": "string", "note": "string",
	}
)

func jsonType(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case bool:
		return "bool"
	case float64:
		return "number"
	case []any:
		return "list"
	case map[string]any:
		return "object"
	}
	return fmt.Sprintf("%T", v)
}

// keepsContract checks that an object has the names and types of a contract and no others.
func keepsContract(t *testing.T, what string, have any, contract map[string]string) {
	t.Helper()
	object, ok := have.(map[string]any)
	if !ok {
		t.Fatalf("%s: have %v, want an object", what, have)
	}
	types := make(map[string]string)
	for name, v := range object {
		types[name] = jsonType(v)
	}
	if !maps.Equal(types, contract) {
		t.Errorf("%s: have %v, want %v", what, types, contract)
	}
}

func TestGradeJSONContract(t *testing.T) {
	mailbox := filepath.Join("..", "..", "testdata", "mailbox")
	stdout, stderr, code := runGrade(t, "", "--json", "demo", mailbox)
	if code != exitOK || stderr != "" {
		t.Fatalf("have exit code %d and %q", code, stderr)
	}
	var paths []string
	for line := range strings.Lines(stdout) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		path := fmt.Sprint(v["path"])
		paths = append(paths, path)
		keepsContract(t, path, v, contract)
		keepsContract(t, path+": criteria", v["criteria"], criteriaContract)
		for _, p := range v["products"].([]any) {
			if jsonType(p) != "string" {
				t.Errorf("%s: product %v", path, p)
			}
		}
		for _, e := range v["evidence"].([]any) {
			keepsContract(t, path+": evidence", e, evidenceContract)
		}
		tier := inquiry.Tier(v["tier"].(string))
		if v["inquiry"] == true {
			if !slices.Contains(inquiry.Tiers[:], tier) || v["category"] != "" || v["probability"] != tier.Probability() || tier.Probability() == 0 {
				t.Errorf("%s: an inquiry of %s", path, line)
			}
		} else if tier != "" || v["category"] == "" || v["probability"] != 0.0 || v["score"] != 0.0 {
			t.Errorf("%s: no inquiry, and %s", path, line)
		}
	}
	demo, _ := filepath.Glob("demo/*.eml")
	letters, _ := filepath.Glob(filepath.Join(mailbox, "*.eml"))
	if want := slices.Concat(demo, letters); !slices.Equal(paths, want) || len(want) == 0 {
		t.Errorf("have %d letters, want %d: every .eml, in order of name", len(paths), len(want))
	}
}

// The names stand in the order of the contract, and text is as it was written.
func TestGradeJSONText(t *testing.T) {
	raw := rawMail("From: Bo <bo@shop.example>", "Message-ID: <a&b@shop.example>", "Subject: Price for T8 tubes <1200 mm> & \"panels\"")
	stdout, _, code := runGrade(t, raw, "--json", "-")
	if want := `{"path":"-","message_id":"a&b@shop.example","inquiry":`; code != exitOK || !strings.HasPrefix(stdout, want) {
		t.Errorf("have %s, want %s…", stdout, want)
	}
	if strings.Contains(stdout, `\u003c`) || strings.Contains(stdout, "null") || strings.Count(stdout, "\n") != 1 {
		t.Errorf("have %s", stdout)
	}
}

// jsonPaths is the path of each line of grade --json.
func jsonPaths(t *testing.T, stdout, dir string) []string {
	t.Helper()
	var paths []string
	for line := range strings.Lines(stdout) {
		var v graded
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		paths = append(paths, strings.TrimPrefix(v.Path, dir+"/"))
	}
	return paths
}

func TestGradeExitCodes(t *testing.T) {
	dir := lay(t, map[string]string{
		"a.eml": rawMail(fromBuyer, "Subject: Price for 500 T8 tubes"), "empty/": "",
		"bad.toml": "[seller]\ndomain = [\"seller.example\"]\n", "good.toml": "[seller]\ndomains = [\"seller.example\"]\n",
	})
	at := func(name string) string { return filepath.Join(dir, name) }
	cases := []struct {
		name   string
		args   []string
		code   int
		lines  int
		stderr string
	}{
		{"a letter", []string{at("a.eml")}, exitOK, 1, ""},
		{"a configuration without accounts", []string{"--config", at("good.toml"), at("a.eml")}, exitOK, 1, ""},
		{"no path", nil, exitUsage, 0, "want a PATH"},
		{"an unknown flag", []string{"--jsn", at("a.eml")}, exitUsage, 0, "--jsn"},
		{"a wrong configuration", []string{"-c", at("bad.toml"), at("a.eml")}, exitConfig, 0, "domains"},
		{"a missing file, and the rest", []string{at("b.eml"), at("a.eml")}, exitRuntime, 1, "b.eml: no such file"},
		{"an empty folder", []string{at("empty")}, exitRuntime, 0, "empty: no letter in it"},
	}
	for _, c := range cases {
		for _, mode := range [][]string{{"--json"}, {"--json", "--history"}} {
			stdout, stderr, code := runGrade(t, "", slices.Concat(mode, c.args)...)
			if code != c.code || strings.Count(stdout, "\n") != c.lines || !strings.Contains(stderr, c.stderr) {
				t.Errorf("%s %v: have exit code %d, %q and %q; want %d, %d lines and %q", c.name, mode, code, stdout, stderr, c.code, c.lines, c.stderr)
			}
		}
	}
}

// A buyer's second request counts as a customer's in a history, and as
// anybody's when it is judged alone.
func TestGradeHistory(t *testing.T) {
	first := rawMail(fromBuyer, "Message-ID: <1@a>", "Subject: Price for T8 tubes", "Date: Mon, 2 Nov 2026 10:00:00 +0100")
	answer := rawMail(fromRep, "Message-ID: <2@s>", "In-Reply-To: <1@a>", "Subject: Re: Price for T8 tubes", "Date: Tue, 3 Nov 2026 09:00:00 +0800")
	anew := rawMail(fromBuyer, "Message-ID: <3@a>", "Subject: Please quote the price for LED panels", "Date: Thu, 12 Nov 2026 10:00:00 +0100")
	undated := rawMail("From: ben@shop.example", "Subject: Please quote T8 tubes")
	dir := lay(t, map[string]string{
		"config.toml":                  "[seller]\ndomains = [\"seller.example\"]\n",
		"m/new/3.host":                 anew,
		"m/cur/9.host:2,S":             undated,
		"m/.Sent/cur/2.host:2,S":       answer,
		"m/cur/1.host:2,S":             first,
		"m/new/0.undated-too.host:2,S": undated,
	})
	config := "--config=" + filepath.Join(dir, "config.toml")
	customer := "a customer we know"

	stdout, stderr, code := runGrade(t, "", "--json", "--history", config, filepath.Join(dir, "m"))
	want := []string{"m/cur/1.host:2,S", "m/.Sent/cur/2.host:2,S", "m/new/3.host", "m/cur/9.host:2,S", "m/new/0.undated-too.host:2,S"}
	if got := jsonPaths(t, stdout, dir); code != exitOK || !slices.Equal(got, want) {
		t.Fatalf("have exit code %d, %s, %q, want %q", code, stderr, got, want)
	}
	for i, line := range slices.Collect(strings.Lines(stdout)) {
		if strings.Contains(line, customer) != (i == 2) {
			t.Errorf("letter %d: %s", i, line)
		}
	}

	// The same letters as an mbox on standard input, in no order.
	box := annLine + anew + "\n" + annLine + answer + "\n" + annLine + undated + "\n" + annLine + first
	stdout, _, code = runGrade(t, box, "--json", "--history", config, "-")
	if got, want := jsonPaths(t, stdout, dir), []string{"-#4", "-#2", "-#1", "-#3"}; code != exitOK || !slices.Equal(got, want) {
		t.Errorf("have %q, want %q", got, want)
	}
	if strings.Count(stdout, customer) != 1 {
		t.Errorf("have %s, want one customer", stdout)
	}

	stdout, _, _ = runGrade(t, "", "--json", config, filepath.Join(dir, "m"))
	if strings.Contains(stdout, customer) || strings.Count(stdout, "\n") != 5 {
		t.Errorf("each alone: have %s", stdout)
	}

	// Without our domains nobody can have been answered by us, and that is told.
	stdout, stderr, _ = runGrade(t, "", "--json", "--history", filepath.Join(dir, "m"))
	if strings.Contains(stdout, customer) || !strings.Contains(stderr, "seller.domains") {
		t.Errorf("without domains: have %s and %s", stdout, stderr)
	}
}

// A letter without a date is judged as of its separator or file, so that a year
// of delivery that had passed by then is none.
func TestGradeNow(t *testing.T) {
	text := "We need 500 pcs LED tube 18W before end of 2025 in Hamburg.\n"
	raw := func(date string) string { return "From: ann@shop.example\n" + date + "Subject: RFQ\n\n" + text }
	dir := lay(t, map[string]string{
		"a.eml":  raw("Date: Fri, 14 Nov 2025 10:00:00 +0000\n"),
		"b.eml":  raw(""), // as of its file: 2026
		"c.mbox": strings.Replace(annLine, "2026", "2025", 1) + raw(""),
		"d.mbox": annLine + raw(""),
	})
	stdout, _, _ := runGrade(t, "", "--json", dir)
	var fulfilment []int
	for line := range strings.Lines(stdout) {
		var v graded
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		fulfilment = append(fulfilment, v.Criteria.Fulfilment)
	}
	if len(fulfilment) != 4 || fulfilment[0] != fulfilment[2] || fulfilment[1] != fulfilment[3] || fulfilment[0] <= fulfilment[1] {
		t.Errorf("have fulfilment %v, want more where 2025 had not passed", fulfilment)
	}
}

func TestGradeText(t *testing.T) {
	hostile := filepath.Join(t.TempDir(), "a\x1b[2Jb.eml")
	raw := "From: =?utf-8?B?G1syShtdMDt4Bw==?= <bo@shop.example>\nSubject: =?utf-8?Q?Price_=1B[31m_for_=C2=9B2J_T8_=E2=80=AEtubes?=\n\nPlease send your best price for 500 pcs T8 \x1b]0;x\x07 tubes.\r\x08\n"
	if err := os.WriteFile(hostile, []byte(raw), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, code := runGrade(t, "", hostile, "demo", "a\x1b[2Jmissing.eml")
	if code != exitRuntime || !strings.Contains(stderr, "missing.eml") {
		t.Errorf("have exit code %d and %q", code, stderr)
	}
	if stdout != strings.Map(harmless, stdout) || stderr != strings.Map(harmless, stderr) {
		t.Errorf("have %q and %q", stdout, stderr)
	}
	for _, want := range []string{"demo/12-newsletter.eml\n", "no inquiry (newsletter)\n", "\nA  ", "b.eml\n", "“500 pcs”"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("have %s\nwant %q in it", stdout, want)
		}
	}
}
