package desk_test

import (
	"testing"

	"github.com/emersion/go-imap/v2/imapclient"

	"inquiryd/internal/mailbox/mailboxtest"
)

// client opens connections as the rep's mail client.
type client struct {
	open func(t *testing.T) *imapclient.Client
}

func memoryClient(m *mailboxtest.Memory) client {
	return client{func(t *testing.T) *imapclient.Client {
		conn, err := m.Dial(t.Context())
		must(t, err)
		c := imapclient.New(conn, nil)
		must(t, c.Login("rep", "secret").Wait())
		t.Cleanup(func() { c.Close() })
		return c
	}}
}

func dovecotClient(d *mailboxtest.Dovecot, user string) client {
	return client{func(t *testing.T) *imapclient.Client {
		c, err := d.Client(user)
		must(t, err)
		t.Cleanup(func() { c.Close() })
		return c
	}}
}
