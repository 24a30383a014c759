package letter

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ordinary is a letter as most are: about 8 KiB, twenty header fields, plain
// and HTML alternatives, a reply with its history.
func ordinary() []byte {
	var header strings.Builder
	for _, f := range []string{
		"Received: from mx.shop.example (mx.shop.example [192.0.2.7])\n\tby mail.luma.example with ESMTPS id 4a5b6c\n\tfor <sales@luma.example>; Thu, 12 Mar 2026 10:11:14 +0100 (CET)",
		"Received: from [198.51.100.20] (helo=pc) by mx.shop.example; Thu, 12 Mar 2026 10:11:12 +0100",
		"DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=k1;\n\th=from:to:subject:date; bh=" + strings.Repeat("A", 44) + ";\n\tb=" + strings.Repeat("B", 172),
		"Authentication-Results: mail.luma.example; dkim=pass header.d=shop.example; spf=pass",
		"Return-Path: <ann@shop.example>", "From: =?utf-8?Q?Ann_L=C3=B6f?= <ann@shop.example>",
		"To: Sales <sales@luma.example>", "Cc: bob@shop.example, \"Lee, Kim\" <kim@shop.example>",
		"Subject: =?utf-8?B?UmU6IFF1b3RhdGlvbiBmb3IgTEVEIHBhbmVscyDigJMgNjAweDYwMA==?=", "Date: Thu, 12 Mar 2026 10:11:12 +0100",
		"Message-ID: <CAF1234567890@shop.example>", "In-Reply-To: <q1@luma.example>", "References: <q0@luma.example> <q1@luma.example>",
		"MIME-Version: 1.0", "X-Mailer: Thunderbird", "Content-Language: en-GB",
		"Content-Type: multipart/alternative; boundary=\"----=_Part_1\"",
	} {
		header.WriteString(f + "\n")
	}
	text := strings.Repeat("We need five thousand pieces of the panel, model PL-600, with driver and frame.\n", 12) +
		"\nBest regards,\nAnn Löf\nShop AB\nTel: +46 31 555 01 23\n\nOn Wed, 11 Mar 2026 at 09:02, Luma Sales <sales@luma.example> wrote:\n" +
		strings.Repeat("> Dear Ann, thank you for your inquiry; which quantity do you have in mind?\n", 10)
	html := "<html><body>" + strings.Repeat("<p class=MsoNormal style='margin:0cm'>We need <b>five thousand</b> pieces of the panel.</p>\n", 40) + "</body></html>"
	return []byte(header.String() + "\n------=_Part_1\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" +
		base64.StdEncoding.EncodeToString([]byte(text)) +
		"\n------=_Part_1\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + html + "\n------=_Part_1--\n")
}

func BenchmarkRead(b *testing.B) {
	raw := ordinary()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		Read(raw)
	}
}

func BenchmarkReadHTML(b *testing.B) {
	raw := markup("<table>" + strings.Repeat("<tr><td><p>Lamp <b>WL-200</b></p><td style='color:red'>500&nbsp;pcs<td>12 EUR</tr>\n", 90) + "</table>")
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		Read(raw)
	}
}

func BenchmarkReadUndeclared(b *testing.B) {
	raw, err := os.ReadFile(filepath.Join(lettersDir, "gbk-undeclared.eml"))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		Read(raw)
	}
}
