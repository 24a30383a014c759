package mailboxtest

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Seen is one message as a mail client sees it.
type Seen struct {
	UID   uint32
	Flags []string // lower case, sorted, without \Recent
	Raw   []byte
}

// Has reports whether the message carries a flag or keyword.
func (s Seen) Has(flag string) bool { return slices.Contains(s.Flags, strings.ToLower(flag)) }

// See reads every folder of a signed-in client without changing anything.
func See(c *imapclient.Client) (map[string][]Seen, error) {
	folders, err := c.List("", "*", nil).Collect()
	if err != nil {
		return nil, fmt.Errorf("see: LIST: %w", err)
	}
	all := make(map[string][]Seen)
	for _, f := range folders {
		if slices.Contains(f.Attrs, imap.MailboxAttrNoSelect) || slices.Contains(f.Attrs, imap.MailboxAttrNonExistent) {
			continue
		}
		if all[f.Mailbox], err = seeFolder(c, f.Mailbox); err != nil {
			return nil, fmt.Errorf("see %s: %w", f.Mailbox, err)
		}
	}
	return all, nil
}

func seeFolder(c *imapclient.Client, name string) ([]Seen, error) {
	box, err := c.Select(name, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil || box.NumMessages == 0 {
		return nil, err
	}
	var set imap.SeqSet
	set.AddRange(1, box.NumMessages)
	cmd := c.Fetch(set, &imap.FetchOptions{UID: true, Flags: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}})
	defer cmd.Close()
	var out []Seen
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		var one Seen
		for item := m.Next(); item != nil; item = m.Next() {
			switch item := item.(type) {
			case imapclient.FetchItemDataUID:
				one.UID = uint32(item.UID)
			case imapclient.FetchItemDataFlags:
				for _, f := range item.Flags {
					if f != `\Recent` {
						one.Flags = append(one.Flags, strings.ToLower(string(f)))
					}
				}
				slices.Sort(one.Flags)
			case imapclient.FetchItemDataBodySection:
				if item.Literal == nil {
					continue // taken away while we look
				}
				if one.Raw, err = io.ReadAll(item.Literal); err != nil {
					return nil, err
				}
			}
		}
		out = append(out, one)
	}
	return out, cmd.Close()
}
