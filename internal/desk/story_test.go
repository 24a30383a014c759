package desk_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"inquiryd/internal/desk"
	"inquiryd/internal/mailbox/mailboxtest"
)

func TestMain(m *testing.M) {
	if raw := os.Getenv(crashEnv); raw != "" {
		var order crashOrder
		if err := json.Unmarshal([]byte(raw), &order); err != nil {
			panic(err)
		}
		if err := crashChild(order); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	mailboxtest.StopShared()
	os.Exit(code)
}

// The story of three letters, on the memory server: an inquiry of the best
// tier, one of the worst, and one that is none.
func TestStory(t *testing.T) {
	m, account := memory(t, "sales")
	r := newRig(t, account)
	must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(hot, "before"))), time.Now()))
	// The first start looks only: what lies there is left alone.
	must(t, r.once())
	for mid, text := range map[string]string{"hot": hot, "cold": cold, "news": noInquiry} {
		must(t, m.Deliver("INBOX", []byte(crlf(fmt.Sprintf(text, mid))), time.Now()))
	}
	must(t, r.once())
	folders := see(t, memoryClient(m))
	for mid, want := range map[string]string{
		"before": "INBOX", "news": "INBOX", "hot": "Inquiries/A - Hot", "cold": "Inquiries/E - Other",
	} {
		in, found := find(folders, mid)
		if !slices.Equal(in, []string{want}) {
			t.Errorf("%s lies in %v, want %s", mid, in, want)
			continue
		}
		wantFlags := map[string][]string{
			"hot":  {"$label1", "\\flagged", "inquiry-a"},
			"cold": {"inquiry-e"},
		}[mid]
		if !slices.Equal(found[0].Flags, wantFlags) {
			t.Errorf("%s has flags %v, want %v", mid, found[0].Flags, wantFlags)
		}
	}
}

func TestStoryOnDovecot(t *testing.T) {
	for _, class := range []string{"", mailboxtest.WithoutMove, mailboxtest.WithoutUIDPlus} {
		d, user := onDovecot(t, mailboxtest.DovecotOptions{Capability: class})
		account := dovecotAccount(t, d, user)
		account.Backlog = desk.Backlog{All: true}
		r := newRig(t, account)
		must(t, d.Deliver(user, []byte(fmt.Sprintf(hot, "hot"))))
		must(t, d.Deliver(user, []byte(fmt.Sprintf(cold, "cold"))))
		must(t, d.Deliver(user, []byte(fmt.Sprintf(noInquiry, "news"))))
		must(t, r.once())
		folders := see(t, dovecotClient(d, user))
		for mid, want := range map[string]string{"news": "INBOX", "hot": "Inquiries/A - Hot", "cold": "Inquiries/E - Other"} {
			if class == mailboxtest.WithoutUIDPlus {
				want = "INBOX"
			}
			in, found := find(folders, mid)
			if !slices.Equal(in, []string{want}) {
				t.Fatalf("%s lies in %v, want %s", mid, in, want)
			}
			if tag := map[string]string{"hot": "inquiry-a", "cold": "inquiry-e"}[mid]; tag != "" && !found[0].Has(tag) {
				t.Errorf("%s has flags %v", mid, found[0].Flags)
			}
		}
	}
}
