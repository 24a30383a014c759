package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"inquiryd/internal/follow"
)

func newFollowupsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "followups --replay DIR",
		Short: "List what each inquiry waits for, and until when",
		Long: `followups reads a tree of folders as one account's history, in order of
Date, and tells what each inquiry waits for after the last letter: for your
answer or for the buyer's, and when to write next by the buyer's clock and
yours. DIR holds a folder for each folder of the account, with letters or
Maildirs in them: DIR/INBOX/*.eml, DIR/Sent/*.eml, DIR/Trash/*.eml and so on.
It reads no server and changes nothing.

Whose letters are ours: those in Sent, those from the addresses that write
them, and those from seller.domains. A seller.toml in DIR is the configuration
if --config names none. An inquiry that lies in no inbox and in no tier's
folder counts as put away. The plan is that of the moment when something last
moved the inquiry, so a due time in the past is one that was missed.`,
		Example: `  inquiryd followups --replay ~/export
  inquiryd followups --json --each --replay ~/export --config config.toml`,
		Args: cobra.NoArgs,
	}
	dir := cmd.Flags().String("replay", "", "a tree of folders to read as one account's history")
	path := cmd.Flags().StringP("config", "c", "", "configuration file")
	asJSON := cmd.Flags().Bool("json", false, "print a JSON object a line")
	each := cmd.Flags().Bool("each", false, "tell the state after every letter, not only the last")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *dir == "" {
			return usageError{errors.New("followups: want --replay DIR; what the daemon itself schedules is not listed yet")}
		}
		r, err := newReplay(*dir, *path)
		if err != nil {
			return err
		}
		defer r.files.close()
		out := bufio.NewWriter(cmd.OutOrStdout())
		show := showFollowup(out)
		if *asJSON {
			enc := json.NewEncoder(out)
			enc.SetEscapeHTML(false)
			show = func(f followup) error { return enc.Encode(f) }
		}
		r.problems = cmd.ErrOrStderr()
		tell := func(after string) error {
			for _, f := range r.followups() {
				f.After = after
				if err := show(f); err != nil {
					return fmt.Errorf("followups: print: %w", err)
				}
			}
			return nil
		}
		if !*each {
			err = r.play(cmd.Context(), func(string) error { return nil })
			err = cmp.Or(err, tell(""))
		} else {
			err = r.play(cmd.Context(), func(path string) error { return tell(filepath.Base(path)) })
		}
		if err := cmp.Or(err, out.Flush()); err != nil {
			return err
		}
		if r.failures > 0 {
			return fmt.Errorf("followups: %d letters could not be read", r.failures)
		}
		return nil
	}
	return cmd
}

// followup is one inquiry of followups --json; its names are a contract.
type followup struct {
	MessageID string `json:"message_id"`
	Buyer     string `json:"buyer"` // the address an answer goes to
	Tier      string `json:"tier"`
	State     string `json:"state"`
	Due       string `json:"due"`       // RFC 3339, UTC, or ""
	DueLocal  string `json:"due_local"` // the same by the buyer's clock
	Zone      string `json:"zone"`
	Until     string `json:"until"` // a date, or ""
	Why       string `json:"why"`
	After     string `json:"after,omitempty"` // with --each: the file after which it stands so

	due, rep time.Time
}

// followups are the plans of all inquiries, what is due first first.
func (r *replay) followups() []followup {
	var all []followup
	for _, q := range r.ledger.Inquiries() {
		all = append(all, r.followup(q))
	}
	slices.SortStableFunc(all, func(a, b followup) int {
		if a.due.IsZero() != b.due.IsZero() {
			return cmp.Compare(a.Due, b.Due) * -1 // what has no time comes last
		}
		return a.due.Compare(b.due)
	})
	return all
}

func (r *replay) followup(q *follow.Inquiry) followup {
	plan := r.planner.Plan(q.Course, q.Clock(), r.office, q.Heard)
	f := followup{
		MessageID: q.ID, Buyer: q.Buyer.Mail, Tier: string(q.Tier), State: string(plan.State),
		Zone: q.Zone.String(), Why: plan.Why, due: plan.Due,
	}
	if !plan.Due.IsZero() {
		f.Due, f.DueLocal = plan.Due.UTC().Format(time.RFC3339), plan.Due.In(q.Zone).Format(time.RFC3339)
		f.rep = plan.Due.In(r.office.Zone)
		if !q.Region.Known() {
			f.Why += "; the buyer's country is not known: by the clock of their letter, with Saturday and Sunday off"
		}
	}
	if plan.State == follow.Postponed {
		f.Until = plan.Until.String()
	}
	return f
}

// showFollowup prints for people, in both clocks.
func showFollowup(out io.Writer) func(followup) error {
	return func(f followup) error {
		when := "no reminder"
		if !f.due.IsZero() {
			when = fmt.Sprintf("%s in %s, %s yours", f.due.Format("Mon 2 Jan 2006 15:04"), f.Zone, f.rep.Format("Mon 15:04"))
		}
		if f.Until != "" {
			when += ", away until " + f.Until
		}
		if f.After != "" {
			fmt.Fprintf(out, "after %s: ", printable(f.After))
		}
		_, err := fmt.Fprintf(out, "%s  %-17s  %s\n       %s\n       %s\n", f.Tier, f.State, printable(f.Buyer), when, printable(f.Why))
		return err
	}
}
