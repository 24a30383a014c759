package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"inquiryd/internal/desk"
	"inquiryd/internal/inquiry"
)

// regradeRequest is what the control socket is asked.
type regradeRequest struct {
	desk.Selection
	Dry bool `json:"dry"`
}

func newRegradeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "regrade [MESSAGE-ID...]",
		Short: "Judge known letters again by the configuration of now",
		Long: `regrade reads letters that were graded before once more, judges them by the
weights, words, catalogue and rules of now, and lets their tags and folders
follow. What a rep has moved, read, flagged or answered keeps its place. Nothing
is re-tiered without this command, however the configuration changes.

While the daemon runs it judges by the configuration that it was started with:
restart it first.`,
		Example: `  inquiryd regrade --all --dry-run
  inquiryd regrade --since 720h
  inquiryd regrade '<20261123.4711@buyer.example>'`,
		Args: cobra.ArbitraryArgs,
	}
	which := choiceFlags(cmd)
	dry := cmd.Flags().Bool("dry-run", false, "only show what would change")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		conf, selections, err := which.read(args)
		if err != nil {
			return err
		}
		var total desk.RegradeReport
		for _, sel := range selections {
			r, err := askDaemon[regradeRequest, desk.RegradeReport](cmd.Context(), conf.Control, "regrade", regradeRequest{sel, *dry})
			if errors.Is(err, errNoDaemon) {
				r, err = alone(cmd.Context(), conf, sel.Account, func(ctx context.Context, d *desk.Desk) (desk.RegradeReport, error) {
					return d.Regrade(ctx, sel, *dry)
				})
			}
			if err != nil {
				return err
			}
			total.Read += r.Read
			total.Missing += r.Missing
			total.Changed = append(total.Changed, r.Changed...)
		}
		showRegrade(cmd, total, *dry)
		return nil
	}
	return cmd
}

func showRegrade(cmd *cobra.Command, r desk.RegradeReport, dry bool) {
	out := cmd.OutOrStdout()
	for _, c := range r.Changed {
		fmt.Fprintf(out, "%s -> %s  %4d  %s  %s  <%s>\n", tierOrNone(c.From), tierOrNone(c.To), c.Score, c.Account, c.Folder, printable(c.MessageID))
	}
	verb := "changed"
	if dry {
		verb = "would change"
	}
	fmt.Fprintf(out, "%d of %d %s", len(r.Changed), r.Read, verb)
	if r.Missing > 0 {
		fmt.Fprintf(out, ", %d are not where the daemon left them", r.Missing)
	}
	fmt.Fprintln(out)
}

func tierOrNone(t inquiry.Tier) string { return cmp.Or(string(t), "-") }
