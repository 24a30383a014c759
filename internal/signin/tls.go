package signin

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
)

// TLS says whom we trust beyond the system's roots.
type TLS struct {
	// CAFile is a PEM file of certificates trusted in place of the system's
	// roots, for a company's own authority.
	CAFile string `toml:"ca_file"`
	// Pin is the SHA-256 of the server's public key (SubjectPublicKeyInfo) in
	// hex. It is checked in addition to the chain.
	Pin string `toml:"pin"`
}

// Client is the configuration of a connection to host: TLS 1.2 or newer, the
// name always verified.
func (t TLS) Client(host string) (*tls.Config, error) {
	cfg := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if t.CAFile != "" {
		pem, err := os.ReadFile(os.ExpandEnv(t.CAFile))
		if err != nil {
			return nil, fmt.Errorf("ca_file: %w", err)
		}
		cfg.RootCAs = x509.NewCertPool()
		if !cfg.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("ca_file %s: no certificate in it", t.CAFile)
		}
	}
	if t.Pin != "" {
		want, err := parsePin(t.Pin)
		if err != nil {
			return nil, fmt.Errorf("pin: %w", err)
		}
		cfg.VerifyConnection = func(cs tls.ConnectionState) error {
			if sha256.Sum256(cs.PeerCertificates[0].RawSubjectPublicKeyInfo) != want {
				return errors.New("the server's public key is not the pinned one")
			}
			return nil
		}
	}
	return cfg, nil
}

// Check says what is wrong with the pin; files are looked at on use.
func (t TLS) Check() error {
	if t.Pin == "" {
		return nil
	}
	_, err := parsePin(t.Pin)
	return err
}

func parsePin(s string) (sum [sha256.Size]byte, err error) {
	b, err := hex.DecodeString(strings.ReplaceAll(s, ":", ""))
	if err != nil || len(b) != len(sum) {
		return sum, errors.New("want 64 hex digits, the SHA-256 of the server's public key")
	}
	return [sha256.Size]byte(b), nil
}
