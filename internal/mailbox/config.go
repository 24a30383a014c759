package mailbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"inquiryd/internal/signin"
)

// Security is how the connection is protected.
type Security string

// The three ways to connect. Plain is refused anywhere but on loopback.
const (
	Implicit Security = "implicit" // TLS from the first byte, port 993
	STARTTLS Security = "starttls" // upgraded before anything is said, port 143
	Plain    Security = "none"     // no TLS; loopback only
)

// Config says how to reach and enter one account.
type Config struct {
	Host string   `toml:"host"` // name or address of the IMAP server
	Port int      `toml:"port"` // 0: 993 for implicit TLS, else 143
	TLS  Security `toml:"tls"`  // "implicit", "starttls" or "none"
	User string   `toml:"user"` // login name, usually the address

	signin.Source
	Trust signin.TLS `toml:"trust"`

	// Dial replaces the TCP connection and its TLS, for a server in this
	// process or behind a pipe. What it gives counts as loopback.
	Dial func(context.Context) (net.Conn, error) `toml:"-"`
	// ReadOnly opens folders by EXAMINE and refuses every command with an effect.
	ReadOnly bool `toml:"-"`
}

// Defaults are the values of an account that names none.
func Defaults() Config { return Config{TLS: Implicit} }

// Faults lists what is wrong with the configuration, by TOML key.
func (c Config) Faults() map[string]error {
	faults := make(map[string]error)
	if c.Host == "" {
		faults["host"] = errors.New("want the name of the IMAP server")
	} else if strings.ContainsAny(c.Host, " \t\r\n/@") {
		faults["host"] = fmt.Errorf("want a host name, have %q", c.Host)
	}
	if c.Port < 0 || c.Port > 65535 {
		faults["port"] = fmt.Errorf("want a port from 1 to 65535, have %d", c.Port)
	}
	switch c.TLS {
	case Implicit, STARTTLS:
	case Plain:
		if c.Host != "localhost" && !net.ParseIP(c.Host).IsLoopback() {
			faults["tls"] = errors.New(`"none" sends the password in clear text and is for loopback only; want "implicit" or "starttls"`)
		}
	default:
		faults["tls"] = fmt.Errorf(`want "implicit", "starttls" or "none", have %q`, c.TLS)
	}
	if c.User == "" {
		faults["user"] = errors.New("want the login name")
	}
	if err := c.Source.Check(); err != nil {
		faults["password_file"] = err
	}
	if err := c.Trust.Check(); err != nil {
		faults["trust.pin"] = err
	}
	return faults
}

func (c Config) address() string {
	port := c.Port
	if port == 0 {
		port = 143
		if c.TLS == Implicit {
			port = 993
		}
	}
	return net.JoinHostPort(c.Host, fmt.Sprint(port))
}
