package mailbox

import (
	"net"
	"strings"
	"testing"

	"inquiryd/internal/signin"
)

func TestOnLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1": true, "127.9.9.9": true, "::1": true, "::ffff:127.0.0.1": true,
		"192.0.2.1": false, "10.0.0.1": false, "0.0.0.0": false, "::": false, "fe80::1": false, "2001:db8::1": false, "128.0.0.1": false,
	} {
		if got := onLoopback(&net.TCPAddr{IP: net.ParseIP(address), Port: 143}); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
	for _, addr := range []net.Addr{nil, &net.UnixAddr{Name: "127.0.0.1"}, &net.TCPAddr{}, &net.UDPAddr{IP: net.IPv6loopback}} {
		if onLoopback(addr) {
			t.Errorf("%v", addr)
		}
	}
}

func TestFaults(t *testing.T) {
	good := Config{Host: "imap.example.com", TLS: Implicit, User: "rep", Source: signin.Source{PasswordFile: "x"}}
	if faults := good.Faults(); len(faults) != 0 {
		t.Errorf("faults of a good one: %v", faults)
	}
	for _, tt := range []struct {
		key, want string
		change    func(*Config)
	}{
		{"host", "want the name", func(c *Config) { c.Host = "" }},
		{"host", `want a host name, have "imaps://imap.example.com"`, func(c *Config) { c.Host = "imaps://imap.example.com" }},
		{"host", "want a host name", func(c *Config) { c.Host = "rep@imap.example.com" }},
		{"host", "want a host name", func(c *Config) { c.Host = "imap.example.com\r\n" }},
		{"port", "have -1", func(c *Config) { c.Port = -1 }},
		{"port", "have 65536", func(c *Config) { c.Port = 65536 }},
		{"tls", "loopback only", func(c *Config) { c.TLS = Plain }},
		{"tls", "loopback only", func(c *Config) { c.TLS, c.Host = Plain, "192.0.2.1" }},
		{"tls", "loopback only", func(c *Config) { c.TLS, c.Host = Plain, "localhost.example.com" }},
		{"tls", `have "ssl"`, func(c *Config) { c.TLS = "ssl" }},
		{"tls", `have ""`, func(c *Config) { c.TLS = "" }},
		{"user", "want the login name", func(c *Config) { c.User = "" }},
		{"password_file", "an empty name", func(c *Config) { c.Source = signin.Source{PasswordCmd: []string{""}} }},
		{"trust.pin", "want 64 hex digits", func(c *Config) { c.Trust.Pin = "ab" }},
	} {
		c := good
		tt.change(&c)
		faults := c.Faults()
		if err := faults[tt.key]; err == nil || !strings.Contains(err.Error(), tt.want) || len(faults) != 1 {
			t.Errorf("%s: %v, want %q", tt.key, faults, tt.want)
		}
	}
	for _, host := range []string{"localhost", "127.0.0.1", "::1"} {
		c := good
		c.TLS, c.Host = Plain, host
		if faults := c.Faults(); len(faults) != 0 {
			t.Errorf("%s: %v", host, faults)
		}
	}
}

func TestAddress(t *testing.T) {
	for want, c := range map[string]Config{
		"imap.example.com:993": {Host: "imap.example.com", TLS: Implicit},
		"imap.example.com:143": {Host: "imap.example.com", TLS: STARTTLS},
		"[::1]:1143":           {Host: "::1", TLS: Plain, Port: 1143},
	} {
		if got := c.address(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
