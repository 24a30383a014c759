package inquiry

import (
	"strings"
	"time"
)

// Letter is any message before we know what it is, read once and bounded:
// every string in it is valid UTF-8 without control characters (text keeps
// '\n' and '\t'), so that it can be shown and stored as it stands.
type Letter struct {
	MessageID  string   // without angle brackets; empty if absent
	InReplyTo  []string // message ids without angle brackets
	References []string // oldest first, without angle brackets

	From    Address
	Sender  Address
	ReplyTo []Address
	To      []Address
	Cc      []Address

	Subject string
	Date    time.Time // as the sender's clock and offset said; zero if absent or unreadable

	Text      string // the sender's new words; lines end in '\n'
	Quoted    string // the history below or between them
	Signature string // the block that closes the new words
	Contact   Contact

	Attachments []Attachment
	Automatic   Automatic // why no person wrote this just now, or ""
	Returned    *Returned // of a Bounce: what came back; else nil
	Back        time.Time // of an OutOfOffice: the day they are back, at midnight UTC; zero if it does not say
	Platform    string    // the trade platform that wrapped it, or ""
	Fields      []Field   // every header field, decoded, in order

	Size       int64    // bytes as the server counts them; of the file otherwise
	Truncated  bool     // a limit cut something off; what was read is true
	Defects    []string // what was broken and read all the same
	Unreadable string   // why nothing could be read, or ""
}

// Address is one mailbox of a header.
type Address struct {
	Name string // display name, decoded; may be empty
	Mail string // addr-spec, domain in lower case; may be empty
}

// Domain is the part behind the @, in lower case, or "".
func (a Address) Domain() string {
	at := strings.LastIndexByte(a.Mail, '@')
	if at < 0 {
		return ""
	}
	return strings.ToLower(a.Mail[at+1:])
}

// String is the address as a person would read it. It is not meant for a header.
func (a Address) String() string {
	switch {
	case a.Name == "":
		return a.Mail
	case a.Mail == "":
		return a.Name
	}
	return a.Name + " <" + a.Mail + ">"
}

// Attachment is what is known of a file without opening it.
type Attachment struct {
	Name string // as the sender called it, at most 120 runes
	Type string // media type in lower case, as declared
	Size int64  // encoded bytes seen; a lower bound in a truncated letter
}

// Field is one header field, decoded.
type Field struct {
	Name  string // as the sender spelled it
	Value string
}

// Get is the first field of that name, or "". Names compare without case.
func (l *Letter) Get(name string) string {
	for _, f := range l.Fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// All is every field of that name, topmost first.
func (l *Letter) All(name string) []string {
	var all []string
	for _, f := range l.Fields {
		if strings.EqualFold(f.Name, name) {
			all = append(all, f.Value)
		}
	}
	return all
}

// Answerable is the address that a reply would go to.
func (l *Letter) Answerable() Address {
	if len(l.ReplyTo) > 0 && l.ReplyTo[0].Mail != "" {
		return l.ReplyTo[0]
	}
	return l.From
}

// Contact is how else the sender can be reached, by their own words.
type Contact struct {
	Phones []string // digits, with a '+' in front where the country's code is given
	Sites  []string // registrable domains of web sites, in lower case
	Mails  []string // further mail addresses, in lower case
}

// Returned is what a mail system says of a letter that it did not deliver.
type Returned struct {
	Recipients []string // whom it was for, in lower case
	Originals  []string // Message-IDs of what was returned, without angle brackets
	Reason     string   // why, in the system's words, at most 200 bytes; "" if it does not say
	Delayed    bool     // not given up yet: it will try again
}

// Automatic says what kind of machine sent a letter (RFC 3834).
type Automatic string

// The kinds of automatic mail; the empty string is a person's mail.
const (
	Bounce      Automatic = "bounce"        // a delivery status notification, RFC 3464
	OutOfOffice Automatic = "out-of-office" // an absence note
	AutoReply   Automatic = "auto-reply"    // any other answer by a machine
	List        Automatic = "list"          // a mailing list, RFC 2369 and RFC 2919
	Bulk        Automatic = "bulk"          // bulk mail by its own word
	Own         Automatic = "own"           // written by this daemon
)
