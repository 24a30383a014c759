package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"inquiryd/internal/config"
	"inquiryd/internal/desk"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
)

func newCheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the configuration, and the accounts with --online",
		Long: `check reads the configuration and tells everything that is wrong with it at
once. With --online it also signs in to each account, reads only, and says what
the server can do and what the daemon will therefore do there.`,
		Example: `  inquiryd check --config config.toml
  inquiryd check --config config.toml --online`,
	}
	path := configFlag(cmd)
	online := cmd.Flags().Bool("online", false, "sign in and look, changing nothing")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		conf, err := loadConfig(*path)
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s: no fault, %d account(s)\n", *path, len(conf.Accounts))
		if !*online {
			return nil
		}
		var errs []error
		for _, a := range conf.Accounts {
			if err := inspect(cmd.Context(), cmd.OutOrStdout(), conf, a); err != nil {
				errs = append(errs, fmt.Errorf("account %s: %w", a.Name, err))
			}
		}
		return errors.Join(errs...)
	}
	return cmd
}

// inspect tells how an account's server stands towards us.
func inspect(ctx context.Context, out io.Writer, conf *config.Config, a desk.Account) error {
	a.Mailbox.ReadOnly = true
	secret, err := a.Mailbox.Load(ctx)
	if err != nil {
		return err
	}
	s, err := mailbox.Dial(ctx, a.Mailbox, secret)
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Fprintf(out, "account %s: signed in as %s at %s\n", a.Name, a.Mailbox.User, a.Mailbox.Host)
	say := func(format string, args ...any) { fmt.Fprintf(out, "  "+format+"\n", args...) }
	switch {
	case s.Can.Idle:
		say("new mail: told by the server (IDLE), and looked for %s", a.Poll)
	default:
		say("new mail: looked for %s; the server has no IDLE", a.Poll)
	}
	switch {
	case s.Can.Move:
		say("filing: by MOVE")
	case s.Can.UIDPlus:
		say("filing: by COPY and UID EXPUNGE; the server has no MOVE")
	default:
		say("filing: none; the server has neither MOVE nor UIDPLUS, letters are tagged where they lie")
	}
	for _, name := range a.Folders {
		f, err := s.Open(name)
		if err != nil {
			return err
		}
		say("watched folder %q: %d messages, %s", name, f.Exists, keeping(f))
	}
	for _, t := range inquiry.Tiers {
		tier := conf.Tiers[t]
		if tier.File == inquiry.FileNever || !s.Can.Files() {
			continue
		}
		name := s.Path(conf.Parent, tier.Folder)
		if have, err := s.Prepare(conf.Parent, tier.Folder); err == nil {
			say("tier %s: folder %q is there", t, have)
		} else {
			say("tier %s: folder %q will be made and subscribed", t, name)
		}
	}
	return nil
}

// keeping says which of our marks a folder stores.
func keeping(f mailbox.Folder) string {
	var lost []string
	for _, flag := range []string{desk.Keyword(inquiry.A), "$label1", `\Flagged`} {
		if !f.Keeps(flag) {
			lost = append(lost, flag)
		}
	}
	switch len(lost) {
	case 0:
		return "keeps tags and flags"
	case 3:
		// Most servers answer so to whoever opens a folder to read only
		// (RFC 3501 section 6.3.2 has it in its example).
		return "which tags it keeps shows when it is opened for writing"
	}
	return "does not keep " + strings.Join(lost, ", ") + ": these are not set"
}
