package config

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"inquiryd/internal/desk"
	"inquiryd/internal/screen"
)

const exampleFile = "../../config.example.toml"

// commentedOut is a default in the example: "#" and at once a key or a header.
// Prose has a space after the "#".
var commentedOut = regexp.MustCompile(`(?m)^#([A-Za-z_]+ = |\[)`)

// noSystemd makes the defaults those of a plain machine.
func noSystemd(t testing.TB) {
	t.Setenv("STATE_DIRECTORY", "")
	t.Setenv("RUNTIME_DIRECTORY", "")
}

func example(t *testing.T) (asIs, uncommented []byte) {
	t.Helper()
	asIs, err := os.ReadFile(exampleFile)
	if err != nil {
		t.Fatal(err)
	}
	return asIs, commentedOut.ReplaceAll(asIs, []byte("$1"))
}

// same compares configurations, whatever file they came from. An empty list
// is as good as none.
var same = cmp.Options{
	cmpopts.EquateEmpty(),
	cmpopts.IgnoreUnexported(Config{}),
	cmp.Comparer(func(a, b desk.Schedule) bool { return a.String() == b.String() }),
}

// exampleConfig is what the example must mean: the defaults, and a maker of
// lamps with one mailbox.
func exampleConfig() *Config {
	doc := defaults()
	doc.Seller = screen.Seller{
		Names:   []string{"Brightway Lighting Co., Ltd.", "Brightway", "光途照明"},
		Domains: []string{"brightway.example"},
		Reps:    []screen.Rep{{Name: "Kevin Wang", Aliases: []string{"Kevin", "王凯"}}},
	}
	doc.Catalogue = []screen.Product{
		{Name: "LED panel light", Models: []string{"BW-PL6060", "BW-PL3012"}, Aliases: []string{"panel lamp", "panel LED", "面板灯"}},
		{Name: "LED floodlight", Models: []string{"BW-FL100", "BW-FL200"}, Aliases: []string{"flood light", "proyector LED", "投光灯"}},
	}
	doc.Words = []screen.Words{{Language: "en", Cue: "vague", Phrases: []string{"a trial carton"}}}
	a := defaultAccount()
	a.Name, a.Host, a.User = "sales", "imap.brightway.example", "sales@brightway.example"
	a.PasswordFile = "/etc/inquiryd/sales.password"
	doc.Accounts = []account{a}
	return doc.config("")
}

func TestExampleShowsTheDefaults(t *testing.T) {
	noSystemd(t)
	asIs, uncommented := example(t)
	for name, data := range map[string][]byte{"as it is": asIs, "uncommented": uncommented} {
		c, err := Parse("config.example.toml", data)
		if err != nil {
			t.Fatalf("%s:\n%v", name, err)
		}
		if diff := cmp.Diff(exampleConfig(), c, same); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestExampleNamesEveryKey compares the keys of the structs with those of the
// example: none may be missing.
func TestExampleNamesEveryKey(t *testing.T) {
	_, uncommented := example(t)
	r, doc := newReport(""), defaults()
	if !decode(uncommented, &doc, r) || len(r.faults) > 0 {
		t.Fatal(r.faults)
	}
	named := make(map[string]bool)
	for key := range r.lines {
		named[plain(key)] = true
	}
	known := keys("", reflect.TypeFor[document]())
	if !slices.Contains(known, "account.trust.pin") || !slices.Contains(known, "tiers.E.alert") {
		t.Fatalf("the walk over the structs finds only %q", known)
	}
	for _, key := range known {
		if !named[key] {
			t.Errorf("config.example.toml does not name %s", key)
		}
	}
}

// keys lists the keys that a struct can take, without list positions.
func keys(table string, t reflect.Type) []string {
	var all []string
	for _, f := range fields(t) {
		key := join(table, f.Tag.Get("toml"))
		all = append(all, key)
		inner := f.Type
		if inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			all = append(all, keys(key, inner)...)
		}
	}
	return all
}

// TestEveryKeyCanBeSet: a field of a kind that put has no case for could be
// declared and never be configured.
func TestEveryKeyCanBeSet(t *testing.T) {
	doc := defaults()
	doc.Accounts = []account{defaultAccount()}
	doc.Catalogue = make([]screen.Product, 1)
	doc.Seller.Reps = make([]screen.Rep, 1)
	doc.Words = make([]screen.Words, 1)
	settable(t, place{value: reflect.ValueOf(&doc).Elem()})
}

func settable(t *testing.T, at place) {
	t.Helper()
	switch v := at.value; {
	case isTable(v):
		for _, f := range fields(v.Type()) {
			settable(t, place{v.FieldByIndex(f.Index), join(at.key, f.Tag.Get("toml"))})
		}
	case isTableList(v):
		settable(t, element(at, 0))
	case want(at) == "a table", v.Kind() == reflect.Slice && !slices.Contains([]reflect.Kind{reflect.String, reflect.Int}, v.Type().Elem().Kind()):
		t.Errorf("%s is a %s, which no value of a file can set", at.key, v.Type())
	case v.CanInt() && want(at) == "a whole number" && v.Type().PkgPath() != "":
		t.Errorf("%s is a %s, which would be set by a bare number", at.key, v.Type())
	}
}
