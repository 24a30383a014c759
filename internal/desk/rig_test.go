package desk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest"

	"inquiryd/internal/desk"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/screen"
	"inquiryd/internal/signin"
	"inquiryd/internal/state"
)

// rig is a desk on a real state file and a real server.
type rig struct {
	t       *testing.T
	state   *state.State
	options desk.Options
}

var seller = screen.Seller{
	Names:   []string{"Brightway Lighting Co., Ltd.", "Brightway"},
	Domains: []string{"brightway.example"},
	Reps:    []screen.Rep{{Name: "Lily Chen"}, {Name: "Kevin Wu"}},
}

// allNow files every tier at once.
func allNow() map[inquiry.Tier]desk.Tier {
	tiers := desk.DefaultTiers()
	for t, tier := range tiers {
		tier.File = inquiry.FileNow
		tiers[t] = tier
	}
	return tiers
}

func newRig(t *testing.T, accounts ...desk.Account) *rig {
	t.Helper()
	s, err := state.Open(filepath.Join(t.TempDir(), "state.db"))
	must(t, err)
	t.Cleanup(func() { s.Close() })
	conf := screen.Defaults()
	conf.Seller = seller
	judge, err := screen.New(conf)
	must(t, err)
	for i := range accounts {
		if accounts[i].Folders == nil {
			accounts[i].Folders = []string{"INBOX"}
		}
		if accounts[i].RecoveryWait == 0 {
			accounts[i].RecoveryWait = 50 * time.Millisecond
		}
	}
	log := zap.NewNop()
	if testing.Verbose() {
		log = zaptest.NewLogger(t, zaptest.Level(zap.InfoLevel))
	}
	limits := desk.DefaultLimits()
	limits.FreeSpace = 0
	return &rig{t, s, desk.Options{
		Accounts: accounts,
		Tiers:    allNow(),
		Parent:   desk.DefaultParent,
		Limits:   limits,
		Screen:   judge,
		State:    s,
		Clock:    desk.Clock{Now: time.Now},
		Log:      log,
	}}
}

// once steps a fresh desk over everything that is there.
func (r *rig) once() error {
	ctx, cancel := context.WithTimeout(r.t.Context(), time.Minute)
	defer cancel()
	return desk.New(r.options).Once(ctx)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// Letters whose tier no reader would doubt.
const hot = `From: Omar Haddad <omar@gulfprojects.example>
To: sales@brightway.example
Subject: Order inquiry LED panel 600x600
Message-ID: <%s@gulfprojects.example>
Date: Mon, 23 Nov 2026 10:00:00 +0400

Dear Lily Chen,

We are Gulf Projects LLC, a contractor in Dubai. Please quote your best price
FOB Shenzhen for 5000 pcs LED panel 600x600 40W 4000K, packed in neutral cartons,
delivery to Jebel Ali before 15 January 2027. What are your payment terms, and
do you have the CE certificate?

Best regards,
Omar Haddad
Purchasing Manager, Gulf Projects LLC, Dubai, UAE
`

const cold = `From: someone@freemail.example
To: sales@brightway.example
Subject: price list
Message-ID: <%s@freemail.example>
Date: Mon, 23 Nov 2026 10:00:00 +0000

Dear Sir, send me your price list.
`

const noInquiry = `From: Weekly Metals <news@metals.example>
To: sales@brightway.example
Subject: This week in metals
Message-ID: <%s@metals.example>
Date: Mon, 23 Nov 2026 10:00:00 +0000
List-Id: <news.metals.example>
List-Unsubscribe: <mailto:leave@metals.example>
Precedence: bulk

Copper rose 2 percent. Read more on our site. You receive this newsletter
because you subscribed.
`

// memory is an account on a memory server.
func memory(t *testing.T, name string) (*mailboxtest.Memory, desk.Account) {
	m := mailboxtest.NewMemory("rep", "secret")
	t.Cleanup(func() { m.Close() })
	return m, desk.Account{Name: name, Mailbox: mailbox.Config{User: "rep", Dial: m.Dial, Source: secretFile(t, "secret")}}
}

func secretFile(t *testing.T, secret string) signin.Source {
	path := filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(path, []byte(secret), 0o600))
	return signin.Source{PasswordFile: path}
}

// see is what the rep's mail client shows.
func see(t *testing.T, c client) map[string][]mailboxtest.Seen {
	t.Helper()
	folders, err := mailboxtest.See(c.open(t))
	must(t, err)
	return folders
}

// find is where the message with a Message-ID lies: folder and message, for
// each copy.
func find(folders map[string][]mailboxtest.Seen, mid string) (in []string, found []mailboxtest.Seen) {
	for name, all := range folders {
		for _, m := range all {
			if strings.Contains(string(m.Raw), "Message-ID: <"+mid+"@") {
				in = append(in, name)
				found = append(found, m)
			}
		}
	}
	return in, found
}

// onDovecot gives a server of that class and a user whom nobody has used, or
// skips where there is no Dovecot; CI demands one. TestMain stops the servers.
func onDovecot(t *testing.T, opt mailboxtest.DovecotOptions) (d *mailboxtest.Dovecot, user string) {
	t.Helper()
	d, user, err := mailboxtest.Share(t.Context(), opt)
	if errors.Is(err, mailboxtest.ErrNoDovecot) {
		t.Skip(err)
	}
	must(t, err)
	return d, user
}

// dovecotAccount is an account on a Dovecot, by TCP.
func dovecotAccount(t *testing.T, d *mailboxtest.Dovecot, user string) desk.Account {
	return desk.Account{
		Name:    user,
		Folders: []string{"INBOX"},
		Mailbox: mailbox.Config{Host: "127.0.0.1", Port: d.Port, TLS: mailbox.Plain, User: user, Source: secretFile(t, mailboxtest.Password)},
		Poll:    desk.MustSchedule(desk.DefaultPoll),
	}
}
