package origin

import (
	"testing"

	"inquiryd/internal/inquiry"
)

func TestMailbox(t *testing.T) {
	for domain, want := range map[string]inquiry.Mailbox{
		"gmail.com": inquiry.FreeMailbox, "Mail.RU": inquiry.FreeMailbox, "vip.163.com": inquiry.FreeMailbox, "emirates.net.ae": inquiry.FreeMailbox,
		"mailinator.com": inquiry.DisposableMailbox, "inbox.mailinator.com": inquiry.DisposableMailbox,
		"siemens.com": inquiry.CompanyMailbox, "firma.example": inquiry.CompanyMailbox, "": "",
	} {
		if have := Mailbox(domain); have != want {
			t.Errorf("%q: have %q, want %q", domain, have, want)
		}
	}
	for line := range rows(freeText) {
		if !hasLine(freeText, line) {
			t.Fatalf("%q is not found: the list must be sorted by its bytes", line)
		}
	}
	for line := range rows(disposableText) {
		if !hasLine(disposableText, line) {
			t.Fatalf("%q is not found: the list must be sorted by its bytes", line)
		}
	}
}
