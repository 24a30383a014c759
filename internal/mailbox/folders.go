package mailbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// layout learns how folder names are built here: RFC 2342, and where that is
// missing the delimiter that LIST tells (RFC 3501 section 6.3.8).
func (s *Session) layout(namespaces bool) error {
	if namespaces {
		err := s.run("NAMESPACE", func() error {
			data, err := s.client.Namespace().Wait()
			if err == nil && len(data.Personal) > 0 {
				s.prefix, s.delim = data.Personal[0].Prefix, delimiter(data.Personal[0].Delim)
			}
			return err
		})
		if err != nil && !Refused(err) {
			return err
		}
		if s.delim != "" {
			return nil
		}
	}
	return s.run("LIST", func() error {
		all, err := s.client.List("", "", nil).Collect()
		if err == nil && len(all) > 0 {
			s.delim = delimiter(all[0].Delim)
		}
		return err
	})
}

func delimiter(r rune) string {
	if r == 0 {
		return ""
	}
	return string(r)
}

// Path is the server's name of a folder of ours, given its levels.
func (s *Session) Path(levels ...string) string {
	delim := s.delim
	if delim == "" {
		delim = " " // a flat server: one level, and the name still reads well
	}
	return s.prefix + strings.Join(levels, delim)
}

// Prepare makes sure that a folder exists and is subscribed: mail clients show
// subscribed folders only, and a rep who cannot see the folder thinks the mail
// is lost. It returns the name that the server uses, which may differ in case.
// An answer of OK to CREATE is not believed; the folder is looked for again.
func (s *Session) Prepare(levels ...string) (string, error) {
	want := s.Path(levels...)
	name, subscribed, err := s.find(want)
	if err != nil {
		return "", s.wrap(err)
	}
	if name == "" {
		if s.cfg.ReadOnly {
			return "", s.wrap(fmt.Errorf("%s: %w", quote(want), errNoFolder))
		}
		if name, err = s.create(levels); err != nil {
			return "", s.wrap(err)
		}
	}
	if s.cfg.ReadOnly || subscribed {
		return name, nil
	}
	err = s.run("SUBSCRIBE "+quote(name), func() error { return s.client.Subscribe(name).Wait() })
	return name, s.wrap(err)
}

func (s *Session) create(levels []string) (string, error) {
	// The parents first: not every server makes them on the way. One that is
	// already there answers NO, and so does one that cannot: the look at the
	// end tells. On a flat server there are none to make.
	var refusal error
	first := 0
	if s.delim == "" {
		first = len(levels) - 1
	}
	for depth := first; depth < len(levels); depth++ {
		name := s.Path(levels[:depth+1]...)
		err := s.run("CREATE "+quote(name), func() error { return s.client.Create(name, nil).Wait() })
		if err != nil && !Refused(err) {
			return "", err
		}
		refusal = err
	}
	want := s.Path(levels...)
	name, _, err := s.find(want)
	switch {
	case err != nil:
		return "", err
	case name == "" && refusal != nil:
		return "", refusal
	case name == "":
		// As good as a NO: there is no folder, and the connection is in order.
		return "", fmt.Errorf("CREATE %s: %w", quote(want), &imap.Error{
			Type: imap.StatusResponseTypeNo,
			Code: imap.ResponseCodeNonExistent,
			Text: "the server said OK and the folder is not there",
		})
	}
	return name, nil
}

// find is the server's name of a selectable folder, in whatever case, or "",
// and whether it is known to be subscribed. Only servers with LIST-EXTENDED
// (RFC 5258) tell that; on others we subscribe at every start.
func (s *Session) find(want string) (found string, subscribed bool, err error) {
	if strings.ContainsAny(want, "*%") {
		return "", false, errors.New("a folder name with * or %")
	}
	// One level is asked for with a wildcard, so that a name in another case
	// shows as well.
	pattern := "%"
	if at := strings.LastIndex(want, s.delim); s.delim != "" && at >= 0 {
		pattern = want[:at+len(s.delim)] + "%"
	}
	var options *imap.ListOptions
	if s.listExtended {
		options = &imap.ListOptions{ReturnSubscribed: true}
	}
	err = s.run("LIST "+quote(pattern), func() error {
		all, err := s.client.List("", pattern, options).Collect()
		for _, one := range all {
			if !selectable(one) || !strings.EqualFold(one.Mailbox, want) {
				continue
			}
			if found == "" || one.Mailbox == want {
				found = one.Mailbox
				subscribed = slices.Contains(one.Attrs, imap.MailboxAttrSubscribed)
			}
		}
		return err
	})
	return found, subscribed, err
}

func selectable(one *imap.ListData) bool {
	return !slices.Contains(one.Attrs, imap.MailboxAttrNoSelect) && !slices.Contains(one.Attrs, imap.MailboxAttrNonExistent)
}
