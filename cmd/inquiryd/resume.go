package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"inquiryd/internal/desk"
)

func newResumeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "resume ACCOUNT",
		Short: "Release an account that waits for a person",
		Long: `resume releases what the daemon will not do without a person's word: an
account whose login was refused, a backlog held by the breaker, a folder frozen
because its UIDVALIDITY changed, and messages that the server refused to move
eight times.`,
		Example: `  inquiryd resume sales`,
		Args:    cobra.ExactArgs(1),
	}
	path := configFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		conf, err := loadConfig(*path)
		if err != nil {
			return err
		}
		if err := knownAccount(conf, args[0]); err != nil {
			return err
		}
		n, err := askDaemon[string, int](cmd.Context(), conf.Control, "resume", args[0])
		if errors.Is(err, errNoDaemon) {
			n, err = alone(cmd.Context(), conf, args[0], func(ctx context.Context, d *desk.Desk) (int, error) { return d.Resume(ctx, args[0]) })
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s: released, %d messages go on\n", args[0], n)
		return nil
	}
	return cmd
}

func newStatusCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Tell how each account of the running daemon stands",
		Long: `status asks the running daemon how each account stands: whether it is told of
new mail (idle) or looks for it (poll), works, waits for the server or was
paused after a refused login; when it last met the newest mail; its last error;
and what is held until 'inquiryd resume'.`,
		Example: `  inquiryd status --json`,
	}
	path := configFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		conf, err := loadConfig(*path)
		if err != nil {
			return err
		}
		s, err := askDaemon[struct{}, desk.Status](cmd.Context(), conf.Control, "status", struct{}{})
		if err != nil {
			return err
		}
		if *asJSON {
			return json.NewEncoder(cmd.OutOrStdout()).Encode(s)
		}
		w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
		for _, a := range s.Accounts {
			progress := "never"
			if !a.Progress.IsZero() {
				progress = a.Progress.Local().Format(time.DateTime)
			}
			fmt.Fprintf(w, "%s\t%s\tlast progress %s\t%s\n", a.Name, a.Mode, progress, a.LastError)
			for _, h := range a.Held {
				fmt.Fprintf(w, "\theld\t%s\t\n", h)
			}
		}
		return w.Flush()
	}
	return cmd
}
