package letter

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"
)

// notForReferee are letters that break what go-message insists on; that we
// read them is why this package walks by itself.
var notForReferee = map[string]bool{
	"header-broken-lines": true, "header-no-empty-line": true, "preamble-long": true, "boundary-wrong": true,
	"multipart-plain": true, "base64-broken": true, "qp-broken": true, "encoding-unknown": true,
	"iso-2022-kr":    true,                                 // no such charset there
	"utf8-as-latin1": true, "windows-1251-as-latin1": true, // believes the label
}

// TestReferee compares with go-message on every well-formed letter: the same
// files, and each word of each text that it finds in the part we chose.
func TestReferee(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(lettersDir, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".eml")
		if notForReferee[name] {
			continue
		}
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			l := Read(raw)
			if l.Platform != "" {
				return // a notification was unwrapped: its own words are dropped on purpose
			}
			entity, err := message.Read(bytes.NewReader(raw))
			if err != nil && !message.IsUnknownCharset(err) {
				t.Fatal(err)
			}
			words := " " + strings.Join(strings.Fields(l.Text+" "+l.Signature+" "+l.Quoted), " ") + " "
			err = entity.Walk(func(_ []int, e *message.Entity, _ error) error {
				kind, params, err := e.Header.ContentType()
				if err != nil || kind != "text/plain" || params["name"] != "" || strings.EqualFold(params["format"], "flowed") {
					return nil
				}
				body, err := io.ReadAll(e.Body)
				if err != nil || params["charset"] == "" && !isASCII(body) {
					return err
				}
				if strings.Contains(string(body), "<html") || isStub(plainLines(string(body))) || strings.ContainsRune(string(body), '\ufffd') {
					return nil
				}
				text := strings.ReplaceAll(cleanText(string(body)), ">", " ")
				for _, w := range strings.Fields(text) {
					if !strings.Contains(strings.ReplaceAll(words, ">", " "), w) {
						t.Errorf("go-message read the word %q, we did not", w)
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}
