package letter

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/inquiry"
)

const bombSize = 25 << 20 // what servers commonly let through

// bombs are letters made to cost a reader far more than their size. cut says
// which limit must have been noted, or "" if none applies.
var bombs = []struct {
	name  string
	cut   string
	words string // what must have been read all the same
	make  func() []byte
}{
	{"one header line of 25 MiB", "header is over", "", func() []byte {
		return headed("X-Long: "+strings.Repeat("a", bombSize), "hello")
	}},
	{"folded header of 25 MiB", "header is over", "hello", func() []byte {
		return headed("X-Long: a"+strings.Repeat("\r\n a", bombSize/4), "hello")
	}},
	{"8M top fields", "header is over", "hello", func() []byte {
		return headed(strings.TrimSuffix(strings.Repeat("X:\n", bombSize/3), "\n"), "hello")
	}},
	{"part header of 25 MiB of fields", "header is over", "behind", func() []byte {
		return mixed(strings.Repeat("X:\n", bombSize/3)+"\nx", "\nbehind")
	}},
	{"many parts with long headers", "more than 200 parts", "", func() []byte {
		return mixed(repeat(strings.Repeat("X: y\n", 400)+"\nword", bombSize/2010)...)
	}},
	{"1M parts", "more than 200 parts", "word", func() []byte {
		return mixed(repeat("\nword", 1_000_000)...)
	}},
	{"10k nested multiparts", "deep", "", func() []byte { return nested(10_000, "") }},
	{"20 nested multiparts of 25 MiB", "", "", func() []byte {
		return nested(maxDepth-1, strings.Repeat("--b0x\n--b1\r--\n", bombSize/14))
	}},
	{"nested messages", "deep", "", func() []byte {
		return headed("Content-Type: message/rfc822", strings.Repeat("Content-Type: message/rfc822\n\n", bombSize/30))
	}},
	{"nested multiparts of one boundary", "", "", func() []byte {
		return headed("Content-Type: multipart/mixed; boundary=b",
			strings.Repeat("--b\nContent-Type: multipart/mixed; boundary=b\n\n", bombSize/47))
	}},
	{"boundary of 1 MiB", "boundary is longer", "", func() []byte {
		return headed("Content-Type: multipart/mixed; boundary="+strings.Repeat("b", 100<<10), strings.Repeat("--b\n", bombSize/4))
	}},
	{"preamble line of 25 MiB", "", "behind", func() []byte {
		return []byte("Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("x", bombSize) + "\n--b\n\nbehind\n--b--\n")
	}},
	{"plain text of one line", "text is over", "", func() []byte { return headed("Subject: x", strings.Repeat("a", bombSize)) }},
	{"plain text of short lines", "text is over", "", func() []byte { return headed("Subject: x", strings.Repeat("ab\n", bombSize/3)) }},
	{"quoting signs", "text is over", "", func() []byte { return headed("Subject: x", strings.Repeat("> ", bombSize/2)) }},
	{"attributions", "text is over", "", func() []byte {
		return headed("Subject: x", strings.Repeat("On 12 May 2026\nat 10:11\nAnn wrote\n", bombSize/35))
	}},
	{"header labels", "text is over", "", func() []byte { return headed("Subject: x", strings.Repeat("To: a\n", bombSize/6)) }},
	{"closing formulas", "text is over", "", func() []byte { return headed("Subject: x", strings.Repeat("Regards\n", bombSize/8)) }},
	{"legal notices", "text is over", "", func() []byte {
		return headed("Subject: x", strings.Repeat("This message\n\n", bombSize/14))
	}},
	{"base64 of 25 MiB", "text is over", "", func() []byte {
		return headed("Content-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("word "), bombSize/7)))
	}},
	{"base64 of padding", "", "", func() []byte {
		return headed("Content-Transfer-Encoding: base64", strings.Repeat("=", bombSize))
	}},
	{"quoted-printable of escapes", "text is over", "", func() []byte {
		return headed("Content-Transfer-Encoding: quoted-printable", strings.Repeat("=61", bombSize/3))
	}},
	{"quoted-printable of soft breaks", "", "", func() []byte {
		return headed("Content-Transfer-Encoding: quoted-printable", strings.Repeat("=\n", bombSize/2))
	}},
	{"utf-16", "text is over", "", func() []byte {
		return headed("Content-Type: text/plain; charset=utf-16", strings.Repeat("\u4e00", bombSize/3))
	}},
	{"iso-2022-jp escapes", "text is over", "", func() []byte {
		return headed("Content-Type: text/plain; charset=iso-2022-jp", strings.Repeat("\x1b$B\x1b(B", bombSize/6))
	}},
	{"undeclared 8-bit noise", "text is over", "", func() []byte {
		return headed("Subject: x", strings.Repeat("\xff\xfe\x81\x90", bombSize/4))
	}},
	{"200 texts", "in all", "", func() []byte {
		return mixed(repeat("\n"+strings.Repeat("ab ", 40_000), 150)...)
	}},
	{"encoded words without end", "", "", func() []byte { return headed("Subject: "+strings.Repeat("=?a?q?", 20_000), "x") }},
	{"encoded words of unknown encoding", "", "", func() []byte {
		return headed("Subject: "+strings.Repeat("=?a?x?b", 18_000)+"?=", "x")
	}},
	{"addresses", "addresses", "", func() []byte { return headed("To: "+strings.Repeat("a@b,", 30_000), "x") }},
	{"comments in addresses", "", "", func() []byte { return headed("To: "+strings.Repeat("(", 100_000)+strings.Repeat(",", 20_000), "x") }},
	{"brackets in addresses", "", "", func() []byte { return headed("To: "+strings.Repeat("<", 120_000), "x") }},
	{"quotes in addresses", "", "", func() []byte { return headed("To: "+strings.Repeat("\"a", 60_000), "x") }},
	{"parameters", "", "", func() []byte {
		return headed("Content-Type: text/plain"+strings.Repeat("; a*1=x", 15_000), "x")
	}},
	{"51 servers", "", "", func() []byte { return headed(strings.Repeat("Received: x\n", 51)+"X: y", "x") }},
	{"HTML of 6M <br>", "text is over", "", func() []byte { return markup(strings.Repeat("<br>", bombSize/4)) }},
	{"HTML of deep divs", "tokens", "", func() []byte { return markup(strings.Repeat("<div>", 90_000)) }},
	{"HTML of quotes", "tokens", "", func() []byte { return markup(strings.Repeat("<blockquote>", 40_000) + strings.Repeat("<p>a", 10_000)) }},
	{"HTML of cells", "tokens", "", func() []byte { return markup("<table><tr>" + strings.Repeat("<td>a</td><p>", 35_000)) }},
	{"HTML of one long cell", "", "", func() []byte {
		return markup("<table><tr><td>" + strings.Repeat("a ", 100_000) + strings.Repeat("<td></td><p>", 20_000))
	}},
	{"HTML attribute of 25 MiB", "text is over", "", func() []byte { return markup("<p title='" + strings.Repeat("a", bombSize) + "'>x") }},
	{"HTML attribute of 200 KiB", "token is over", "before", func() []byte {
		return markup("before<p title='" + strings.Repeat("a", 200<<10) + "'>x")
	}},
	{"HTML attributes", "token is over", "", func() []byte { return markup("<p " + strings.Repeat("a=b ", 100<<10) + ">x") }},
	{"HTML comment without end", "token is over", "before", func() []byte { return markup("before<!-- " + strings.Repeat("<!--", 100<<10)) }},
	{"HTML pictures without end", "", "before", func() []byte { return markup("before " + strings.Repeat("data:image/", 40<<10)) }},
	{"HTML entities", "", "", func() []byte { return markup(strings.Repeat("&lt;&nbsp;", 20_000)) }},
	{"HTML lists", "", "", func() []byte { return markup(strings.Repeat("<ul><li>a", 14_000)) }},
	{"HTML links", "", "", func() []byte { return markup("<p>" + strings.Repeat("<a href=http://a.example/>b", 15_000)) }},
}

func headed(field, body string) []byte {
	return []byte("From: a@b.example\n" + field + "\n\n" + body)
}

func markup(s string) []byte { return headed("Content-Type: text/html; charset=utf-8", s+" ") }

func repeat(s string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = s
	}
	return all
}

// mixed is a multipart/mixed of raw parts, each with its own header.
func mixed(parts ...string) []byte {
	var b strings.Builder
	b.WriteString("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n")
	for _, p := range parts {
		b.WriteString("--b\n" + p + "\n")
	}
	b.WriteString("--b--\n")
	return []byte(b.String())
}

// nested is multiparts within each other, the innermost with content.
func nested(depth int, content string) []byte {
	var b strings.Builder
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	b.WriteString("\n" + content)
	return []byte(b.String())
}

// measure reads a letter and returns how many bytes that allocated in all and
// the time it took.
func measure(raw []byte) (l inquiry.Letter, allocated uint64, took time.Duration) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	l = Read(raw)
	took = time.Since(start)
	runtime.ReadMemStats(&after)
	return l, after.TotalAlloc - before.TotalAlloc, took
}

// honest is a well-meant letter of bombSize: words and a large file.
func honest() []byte {
	file := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("drawing "), bombSize/11))
	text := "Content-Type: text/html\n\n" + strings.Repeat("<p>Please quote 500 pcs of the lamp.</p>\n", 10_000)
	return mixed(text, "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"+file)
}

// TestBombs holds what reliability asks of hostile mail: bounded memory, time
// of the order of an honest letter of the same size, the limit named, and what
// was read before it kept. All that is allocated counts, garbage too, which is
// stricter than what is held at once.
func TestBombs(t *testing.T) {
	_, _, fair := measure(honest())
	fair = max(fair, 50*time.Millisecond)
	const tooMuch, tooSlow = 64 << 20, 25
	for _, b := range bombs {
		t.Run(b.name, func(t *testing.T) {
			raw := b.make()
			l, allocated, took := measure(raw)
			for again := 0; again < 3 && took > tooSlow*fair; again++ { // the machine may be busy
				_, _, took = measure(raw)
			}
			t.Logf("%5.1f MiB read in %v, %.1f MiB allocated", float64(len(raw))/(1<<20), took.Round(time.Millisecond), float64(allocated)/(1<<20))
			if allocated > tooMuch {
				t.Errorf("allocated %d MiB, want at most %d", allocated>>20, tooMuch>>20)
			}
			if took > tooSlow*fair {
				t.Errorf("took %v, an honest letter %v", took, fair)
			}
			if noted := strings.Join(l.Defects, "; "); b.cut != "" && (!l.Truncated || !strings.Contains(noted, b.cut)) {
				t.Errorf("Truncated %v, Defects %q, want %q named", l.Truncated, noted, b.cut)
			}
			if !strings.Contains(l.Text, b.words) {
				t.Errorf("text %.100q has not %q", l.Text, b.words)
			}
			checkPromises(t, raw, l)
		})
	}
}

// TestLoop: more than 50 Received fields are a loop, never a buyer.
func TestLoop(t *testing.T) {
	l := Read(headed(strings.Repeat("Received: x\n", 51)+"X: y", "price?"))
	if l.Automatic != inquiry.AutoReply {
		t.Errorf("automatic %q, want %q", l.Automatic, inquiry.AutoReply)
	}
	if l = Read(headed(strings.Repeat("Received: x\n", 50)+"X: y", "price?")); l.Automatic != "" {
		t.Errorf("50 hops: automatic %q, want none", l.Automatic)
	}
}

// TestReadSized: a letter of which the first bytes were fetched says so, and
// keeps the size that the server counts.
func TestReadSized(t *testing.T) {
	raw := mixed("\nPlease quote 10 lamps", "Content-Type: application/pdf; name=a.pdf\n\nxxxx")
	l := ReadSized(raw[:len(raw)-10], 5<<20)
	if !l.Truncated || l.Size != 5<<20 || l.Text != "Please quote 10 lamps\n" || len(l.Attachments) != 1 {
		t.Errorf("read %+v", l)
	}
	if l = ReadSized(raw, 0); l.Truncated || l.Size != int64(len(raw)) {
		t.Errorf("unknown size: truncated %v, size %d, want %d", l.Truncated, l.Size, len(raw))
	}
}

// TestUnreadable: what is no message at all says why.
func TestUnreadable(t *testing.T) {
	for _, raw := range []string{"", "\r\n\r\n", "\x00\x01\x02", "no header here\n\nat all"} {
		if l := Read([]byte(raw)); l.Unreadable == "" || l.Text != "" {
			t.Errorf("%q: unreadable %q, text %q", raw, l.Unreadable, l.Text)
		}
	}
}
