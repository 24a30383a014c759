package desk_test

import (
	"testing"

	"github.com/emersion/go-imap/v2"
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

// markRead reads a message as a rep does, wherever it lies.
func markRead(t *testing.T, c client, mid string) {
	t.Helper()
	folder, ok := whereOf(see(t, c), mid)
	if !ok {
		t.Fatalf("%s is nowhere to be read", mid)
	}
	conn := c.open(t)
	_, err := conn.Select(folder, nil).Wait()
	must(t, err)
	found, err := conn.UIDSearch(&imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: mid}}}, nil).Wait()
	must(t, err)
	must(t, conn.Store(imap.UIDSetNum(found.AllUIDs()...), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen}}, nil).Close())
}
