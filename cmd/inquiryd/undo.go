package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"inquiryd/internal/config"
	"inquiryd/internal/desk"
	"inquiryd/internal/mailbox"
)

func newUndoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "undo [MESSAGE-ID...]",
		Short: "Put back what the daemon moved and remove the tags that it set",
		Long: `undo puts messages that the daemon filed back into the folder they came
from, and removes only the tags and flags that it set itself. What a person has
moved or deleted since is left alone. A message that was put back is not acted
on again.`,
		Example: `  inquiryd undo '<20261123.4711@buyer.example>'
  inquiryd undo --since 2h
  inquiryd undo --since 2026-11-23T09:00:00+08:00 --account sales
  inquiryd undo --all`,
		Args: cobra.ArbitraryArgs,
	}
	which := choiceFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		conf, selections, err := which.read(args)
		if err != nil {
			return err
		}
		var total desk.UndoReport
		for _, sel := range selections {
			r, err := askDaemon[desk.Selection, desk.UndoReport](cmd.Context(), conf.Control, "undo", sel)
			if errors.Is(err, errNoDaemon) {
				r, err = undoAlone(cmd.Context(), conf, sel)
			}
			if err != nil {
				return err
			}
			total.Asked += r.Asked
			total.Undone += r.Undone
			total.Gone += r.Gone
			total.Held += r.Held
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%d of %d put back", total.Undone, total.Asked)
		if total.Gone > 0 {
			fmt.Fprintf(cmd.OutOrStdout(), ", %d left where somebody put them", total.Gone)
		}
		fmt.Fprintln(cmd.OutOrStdout())
		if total.Held > 0 {
			return fmt.Errorf("undo: the server refused %d; 'inquiryd resume' tries again", total.Held)
		}
		return nil
	}
	return cmd
}

// choice is what a command line says of the letters that it is about.
type choice struct {
	path, account, since *string
	all                  *bool
}

func choiceFlags(cmd *cobra.Command) choice {
	return choice{
		path:    configFlag(cmd),
		account: cmd.Flags().String("account", "", "only this account"),
		since:   cmd.Flags().String("since", "", "what was read since: a duration back from now, or a time (RFC 3339)"),
		all:     cmd.Flags().Bool("all", false, "everything"),
	}
}

func (c choice) read(mids []string) (*config.Config, []desk.Selection, error) {
	selections, err := selectLetters(mids, *c.account, *c.since, *c.all, time.Now())
	if err != nil {
		return nil, nil, usageError{err}
	}
	conf, err := loadConfig(*c.path)
	if err != nil {
		return nil, nil, err
	}
	return conf, selections, knownAccount(conf, *c.account)
}

// selectLetters reads the command line: one selection for each Message-ID, or
// one for all of the rest.
func selectLetters(mids []string, account, since string, all bool, now time.Time) ([]desk.Selection, error) {
	sel := desk.Selection{Account: account, All: all}
	if since != "" {
		t, err := time.Parse(time.RFC3339, since)
		if err != nil {
			back, err := time.ParseDuration(since)
			if err != nil || back <= 0 {
				return nil, fmt.Errorf("--since: want a duration such as 2h or a time such as 2026-11-23T09:00:00Z, have %q", since)
			}
			t = now.Add(-back)
		}
		sel.Since = t.UTC()
	}
	if len(mids) == 0 {
		if !all && since == "" {
			return nil, errors.New("say which: a MESSAGE-ID, --since or --all")
		}
		return []desk.Selection{sel}, nil
	}
	if all {
		return nil, errors.New("a MESSAGE-ID and --all")
	}
	var out []desk.Selection
	for _, mid := range mids {
		sel.MessageID = strings.Trim(mid, "<>")
		out = append(out, sel)
	}
	return out, nil
}

// undoAlone opens the state and does the work itself: no daemon runs.
func undoAlone(ctx context.Context, conf *config.Config, sel desk.Selection) (desk.UndoReport, error) {
	return alone(ctx, conf, sel.Account, func(ctx context.Context, d *desk.Desk) (desk.UndoReport, error) { return d.Undo(ctx, sel) })
}

// alone runs a desk of our own for as long as one command takes, with one
// account or, if that is "", all. New mail is left for the daemon.
func alone[T any](ctx context.Context, conf *config.Config, account string, command func(context.Context, *desk.Desk) (T, error)) (out T, err error) {
	memory, err := openState(conf.State)
	if err != nil {
		return out, err
	}
	defer memory.Close()
	options, err := deskOptions(conf, memory, newLogger(conf.Log, os.Stderr).WithOptions(zap.IncreaseLevel(zap.WarnLevel)))
	if err != nil {
		return out, err
	}
	if account != "" {
		options.Accounts = slices.DeleteFunc(slices.Clone(options.Accounts), func(a desk.Account) bool { return a.Name != account })
	}
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	options.OpenOnly = true
	d := desk.New(options)
	ended := make(chan error, 1)
	go func() { ended <- d.Run(running) }()
	go giveUp(running, stop, d)
	out, err = command(running, d)
	if err != nil && ctx.Err() == nil && running.Err() != nil {
		err = context.Cause(running)
	}
	stop(nil)
	return out, errors.Join(err, <-ended)
}

// giveUp stops a desk in which nobody gets on any more and somebody cannot. A
// daemon would wait for better times; a person waits for an answer.
func giveUp(ctx context.Context, stop context.CancelCauseFunc, d *desk.Desk) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		s, err := d.Status(ctx)
		if err != nil {
			return
		}
		if err := stuck(s); err != nil {
			stop(fmt.Errorf("%w; what is not done yet is done when 'inquiryd run' can", err))
			return
		}
	}
}

// stuck tells what the accounts wait for, if none is at work.
func stuck(s desk.Status) error {
	var errs []error
	for _, a := range s.Accounts {
		switch a.Mode {
		case "starting", "working":
			return nil
		case "paused":
			errs = append(errs, fmt.Errorf("account %s: %w", a.Name, mailbox.ErrLogin))
		case "waiting":
			errs = append(errs, fmt.Errorf("account %s: %s", a.Name, a.LastError))
		}
	}
	return errors.Join(errs...)
}
