package signin

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTLS(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	pin := strings.Repeat("ab", 32)
	for _, tt := range []struct {
		name  string
		trust TLS
		check string // fault before use
		use   string // fault on use
	}{
		{"system's roots", TLS{}, "", ""},
		{"pin", TLS{Pin: pin}, "", ""},
		{"pin as openssl prints it", TLS{Pin: strings.ToUpper(strings.TrimSuffix(strings.Repeat("ab:", 32), ":"))}, "", ""},
		{"short pin", TLS{Pin: pin[2:]}, "want 64 hex digits", "pin: want 64 hex digits"},
		{"long pin", TLS{Pin: pin + "00"}, "want 64 hex digits", "pin: want 64 hex digits"},
		{"base64 pin", TLS{Pin: "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="}, "want 64 hex digits", "pin: want 64 hex digits"},
		{"missing ca_file", TLS{CAFile: empty + "x"}, "", "no such file"},
		{"ca_file without certificate", TLS{CAFile: empty}, "", "no certificate in it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.trust.Check(); (err == nil) != (tt.check == "") || err != nil && !strings.HasPrefix(err.Error(), tt.check) {
				t.Errorf("Check: %v, want %q", err, tt.check)
			}
			conf, err := tt.trust.Client("imap.example.com")
			if (err == nil) != (tt.use == "") || err != nil && !strings.Contains(err.Error(), tt.use) {
				t.Errorf("Client: %v, want %q", err, tt.use)
			}
			if err == nil && (conf.MinVersion != tls.VersionTLS12 || conf.ServerName != "imap.example.com" || conf.InsecureSkipVerify) {
				t.Errorf("Client: %+v", conf)
			}
		})
	}
}
