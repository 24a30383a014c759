package screen

import (
	"testing"

	"inquiryd/internal/inquiry"
)

func TestUnproven(t *testing.T) {
	const ours, forged = "mx.brightway.example", "mx.elsewhere.example"
	for _, c := range []struct {
		name    string
		servers []string
		headers []string
		want    bool
	}{
		{"no server configured", nil, []string{ours + "; dmarc=fail"}, false},
		{"ours says fail", []string{ours}, []string{ours + "; spf=pass smtp.mailfrom=a.example; dmarc=fail (p=none dis=none) header.from=a.example"}, true},
		{"with a version", []string{ours}, []string{ours + " 1; spf=softfail"}, true},
		{"another's word", []string{ours}, []string{forged + "; dmarc=fail", ours + "; dmarc=pass"}, false},
		{"the topmost of ours counts", []string{ours}, []string{ours + "; dmarc=pass", ours + "; dmarc=fail"}, false},
		{"Microsoft names none", []string{WithoutID}, []string{"spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dkim=none; dmarc=fail action=none"}, true},
		{"a comment proves nothing", []string{ours}, []string{ours + "; spf=pass (dmarc=fail; spf=fail) smtp.mailfrom=a.example"}, false},
		{"broken", []string{ours}, []string{ours, ";;;=", ours + "; ((dmarc=fail"}, false},
	} {
		l := inquiry.Letter{}
		for _, h := range c.headers {
			l.Fields = append(l.Fields, inquiry.Field{Name: "Authentication-Results", Value: h})
		}
		s := &Screen{config: Config{Seller: Seller{AuthServers: c.servers}}}
		if have := (&reading{screen: s, letter: &l}).unproven(); have != c.want {
			t.Errorf("%s: %v", c.name, have)
		}
	}
}
