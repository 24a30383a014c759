// Command inquiryd watches the inboxes of a trading company, grades the
// inquiries in them and files them where the reps look. See README.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"inquiryd/internal/config"
	"inquiryd/internal/desk"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/state"
)

// Exit codes: sysexits where they fit. The unit does not restart after 2, 77
// and 78, because the same start would fail the same way.
const (
	exitOK         = 0
	exitRuntime    = 1
	exitUsage      = 2
	exitInternal   = 70
	exitTemporary  = 75
	exitPermission = 77
	exitConfig     = 78
)

func main() {
	// The first signal asks to finish the command under way; the second is the
	// system's own.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(execute(ctx, os.Args[1:]))
}

// execute runs one command and says with which code to end.
func execute(ctx context.Context, args []string) (code int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(os.Stderr, "inquiryd: internal fault: %v\n", r)
			code = exitInternal
		}
	}()
	root := newRootCommand()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil {
		fmt.Fprintf(os.Stderr, "inquiryd: %v\n", err)
	}
	return exitCode(err)
}

// usageError is a command that was not understood.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// exitCode decides once, here, what an error means to whoever started us.
func exitCode(err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, new(usageError)):
		return exitUsage
	case errors.As(err, new(config.Faults)), errors.Is(err, state.ErrLost), errors.Is(err, state.ErrDamaged):
		return exitConfig
	case errors.Is(err, state.ErrLocked):
		return exitTemporary
	case errors.Is(err, mailbox.ErrLogin), errors.Is(err, os.ErrPermission):
		return exitPermission
	}
	return exitRuntime
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "inquiryd",
		Short: "Grade and file the inquiries in a trading company's inboxes",
		Long: `inquiryd watches IMAP inboxes, tells inquiries from everything else, grades
each A to E with reasons in the buyer's own words, tags it and files it into
tier folders that the reps see in the mail client they already use.

It never writes to a buyer, never marks a message read, and never touches mail
that is no inquiry.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return cmd.Help()
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(
		newRunCommand(),
		newDemoCommand(),
		newCheckCommand(),
		newGradeCommand(),
		newEvalCommand(),
		newExplainCommand(),
		newRegradeCommand(),
		newCalendarCommand(),
		newFollowupsCommand(),
		newUndoCommand(),
		newAdoptCommand(),
		newResumeCommand(),
		newStatusCommand(),
	)
	for _, c := range root.Commands() {
		c.Args = usageArgs(c.Args)
	}
	return root
}

// usageArgs makes a wrong argument a usage error.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	if check == nil {
		check = cobra.NoArgs
	}
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{err}
		}
		return nil
	}
}

const defaultConfig = "/etc/inquiryd/config.toml"

// configFlag adds --config, which every command that needs one spells alike.
func configFlag(cmd *cobra.Command) *string {
	return cmd.Flags().StringP("config", "c", defaultConfig, "configuration file")
}

// knownAccount refuses the name of an account that the configuration lacks; ""
// means all of them.
func knownAccount(conf *config.Config, name string) error {
	if name == "" || slices.ContainsFunc(conf.Accounts, func(a desk.Account) bool { return a.Name == name }) {
		return nil
	}
	return usageError{fmt.Errorf("the configuration has no account %q", name)}
}

// loadConfig is a configuration with at least one account.
func loadConfig(path string) (*config.Config, error) {
	conf, err := config.Load(path)
	if err != nil {
		return nil, err
	}
	return conf, conf.NeedAccounts()
}
