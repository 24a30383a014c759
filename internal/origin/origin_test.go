package origin

import (
	"testing"
	"time"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
)

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name, raw                          string
		country, subdivision, region, zone string
		mailbox                            inquiry.Mailbox
	}{
		{"a signature with everything", "From: Jo <jo@firma.de>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n\r\nPlease quote.\r\n\r\nBest regards\r\nJo Meyer\r\nFirma GmbH\r\nTel: +49 40 5550199\r\nHamburg, Germany\r\n", "DE", "DE-HH", "Western Europe", "Europe/Berlin", inquiry.CompanyMailbox},
		{"a telephone number alone", "From: Ali <ali@gmail.com>\r\n\r\nprice for lamps?\r\nAli +971 50 555 0199\r\n", "AE", "", "Western Asia", "Asia/Dubai", inquiry.FreeMailbox},
		{"says where from", "From: K <k@gmail.com>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0300\r\n\r\nHello, I am writing from Nairobi, Kenya. Price of pumps?\r\n", "KE", "KE-30", "Sub-Saharan Africa", "Africa/Nairobi", inquiry.FreeMailbox},
		{"a town picks the zone", "From: Bo <bo@gmail.com>\r\nDate: Mon, 2 Nov 2026 10:00:00 -0800\r\n\r\nprice?\r\n\r\nThanks\r\nBo Smith\r\nSeattle, WA, USA\r\n", "US", "US-WA", "Northern America", "America/Los_Angeles", inquiry.FreeMailbox},
		{"the clock picks the zone", "From: Ivan <ivan@mail.ru>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0500\r\n\r\nРоссия, нужны насосы, цена?\r\n", "RU", "", "Eastern Europe", "Asia/Yekaterinburg", inquiry.FreeMailbox},
		{"nothing but the clock", "From: x <x@gmail.com>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0300\r\n\r\nprice?\r\n", "", "", "", "Etc/GMT-3", inquiry.FreeMailbox},
		{"a thrown-away address", "From: x <x@mailinator.com>\r\n\r\nprice?\r\n", "", "", "", "", inquiry.DisposableMailbox},
		{"a sold ending says nothing", "From: x <x@shop.io>\r\n\r\nprice?\r\n", "", "", "", "", inquiry.CompanyMailbox},
		{"Chinese", "From: 李 <li@qq.com>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0800\r\n\r\n请报价\r\n\r\n李先生\r\n上海\r\n手机: +86 138 0013 8000\r\n", "CN", "CN-SH", "Eastern Asia", "Asia/Shanghai", inquiry.FreeMailbox},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := New(Options{}).Find(letter.Read([]byte(c.raw)))
			have := [4]string{o.Country, o.Subdivision, o.Region, o.Zone}
			if want := [4]string{c.country, c.subdivision, c.region, c.zone}; have != want || o.Mailbox != c.mailbox {
				t.Errorf("have %q %s, want %q %s\n%v", have, o.Mailbox, want, c.mailbox, o.Evidence)
			}
		})
	}
}

// TestTables checks that every zone of the tables is one that exists, and that
// the tables speak of the same countries.
func TestTables(t *testing.T) {
	if len(countries()) < 245 || len(cities()) < 20000 {
		t.Fatalf("%d countries, %d names of towns", len(countries()), len(cities()))
	}
	for code, c := range countries() {
		if _, err := time.LoadLocation(c.zone); err != nil || c.zone == "" && code != "BV" && code != "HM" { // nobody lives there
			t.Errorf("%s: zone %q: %v", code, c.zone, err)
		}
	}
	for code, rows := range zones() {
		if countries()[code].code == "" {
			t.Errorf("zones name a country %q", code)
		}
		for _, r := range rows {
			if _, err := time.LoadLocation(r.zone); err != nil {
				t.Errorf("%s: %v", code, err)
			}
		}
	}
	for name, found := range cities() {
		for _, p := range found {
			if countries()[p.country].code == "" {
				t.Errorf("%s lies in %q", name, p.country)
			}
		}
	}
}

// FuzzFind: no letter makes it panic, and what it quotes was written.
func FuzzFind(f *testing.F) {
	f.Add("From: a@b.de\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n\r\nI am from Kenya +254 700 123456\r\n")
	finder := New(Options{})
	f.Fuzz(func(t *testing.T, raw string) {
		l := letter.Read([]byte(raw))
		o := finder.Find(l)
		if o.Country != "" && countries()[o.Country].code == "" {
			t.Errorf("no country is called %q", o.Country)
		}
	})
}
