package letter

import (
	"testing"

	"inquiryd/internal/inquiry"
)

func TestAutomatic(t *testing.T) {
	for _, c := range []struct {
		header, text string
		want         inquiry.Automatic
	}{
		{"Subject: price", "price?", ""},
		{"Subject: price\nAuto-Submitted: no\nPrecedence: first-class", "price?", ""},
		{"Subject: price\nX-Auto-Response-Suppress: OOF", "price?", ""},
		{"X-Inquiryd-Id: x\nAuto-Submitted: auto-generated", "x", inquiry.Own},
		{"List-Id: <reminders.inquiryd.luma.example>", "x", inquiry.Own},
		{"X-Inquiryd-Draft: x\nSubject: Re: price", "Dear Ann", ""},
		{"Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: hello", "x", inquiry.Bounce},
		{"From: postmaster@x.example\nSubject: Undeliverable: price", "x", inquiry.Bounce},
		{"From: postmaster@x.example\nSubject: price of 5 lamps", "price?", ""},
		{"From: ann@x.example\nSubject: Undeliverable? No, price", "price?", ""},
		{"X-Failed-Recipients: a@b.example\nSubject: Mail delivery failed", "x", inquiry.Bounce},
		{"Content-Type: multipart/report; report-type=disposition-notification; boundary=b\nSubject: Read: price", "--b\n\nread\n--b--\n", inquiry.AutoReply},
		{"Auto-Submitted: auto-replied (vacation)\nSubject: Re: price", "I am on vacation.", inquiry.OutOfOffice},
		{"Auto-Submitted: auto-replied\nSubject: Re: price", "We got your mail.", inquiry.AutoReply},
		{"Auto-Submitted: auto-generated\nSubject: order 5", "x", inquiry.AutoReply},
		{"X-Autorespond: yes\nSubject: Out of Office", "x", inquiry.OutOfOffice},
		{"X-Autoreply: no\nSubject: price", "price?", ""},
		{"Subject: Out of Office: price", "back on Monday", inquiry.OutOfOffice},
		{"Subject: Out of Office: price\nAuto-Submitted: no", "a person wrote this", ""},
		{"Precedence: bulk\nSubject: x", "x", inquiry.Bulk},
		{"List-Unsubscribe: <https://x.example>\nSubject: x", "x", inquiry.Bulk},
		{"List-Unsubscribe: <https://x.example>\nList-Post: NO\nSubject: x", "x", inquiry.Bulk},
		{"List-Unsubscribe: <mailto:x@x.example>\nList-Post: <mailto:l@x.example>\nSubject: x", "x", inquiry.List},
		{"List-Id: <l.x.example>\nSubject: x", "x", inquiry.List},
		{"Precedence: list\nSubject: x", "x", inquiry.List},
		{"Feedback-ID: 1:2:3:esp\nSubject: x", "x", inquiry.Bulk},
		{"Feedback-ID: ::1.eu-west-1.x:AmazonSES\nSubject: x", "x", ""},
	} {
		if have := Read([]byte(c.header + "\n\n" + c.text)).Automatic; have != c.want {
			t.Errorf("%q: %q, want %q", c.header, have, c.want)
		}
	}
}

// TestAbsenceSubjects: every phrase of cues.go is recognised at the start of a
// short letter's subject, and behind "Re:" it is a person's answer.
func TestAbsenceSubjects(t *testing.T) {
	for _, l := range languages {
		for _, phrase := range l.automatic {
			if have := Read([]byte("Subject: " + phrase + ": price\n\nshort")).Automatic; have != inquiry.OutOfOffice {
				t.Errorf("%s %q: %q", l.code, phrase, have)
			}
			if have := Read([]byte("Subject: Re: " + phrase + "\n\nshort")).Automatic; have != "" {
				t.Errorf("%s Re: %q: %q", l.code, phrase, have)
			}
		}
		for _, phrase := range l.bounced {
			if have := Read([]byte("Return-Path: <>\nFrom: postmaster@x.example\nSubject: " + phrase + "\n\nx")).Automatic; have != inquiry.Bounce {
				t.Errorf("%s %q: %q", l.code, phrase, have)
			}
		}
	}
}
