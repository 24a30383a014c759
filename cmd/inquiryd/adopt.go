package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"inquiryd/internal/desk"
	"inquiryd/internal/state"
)

func newAdoptCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "adopt",
		Short: "Go on after the state was lost, from what the mailboxes show",
		Long: `adopt begins a new state. Messages that carry our tags or lie in the tier
folders are taken for known; nothing is moved, nothing is tagged, and mail that
came before now is not graded. A state file that is still there is set aside,
never deleted.

A backup is the better way, if there is one: copy it to the state's name.`,
		Example: `  inquiryd adopt --config /etc/inquiryd/config.toml`,
	}
	path := configFlag(cmd)
	yes := cmd.Flags().Bool("yes", false, "also when the present state is whole")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		conf, err := loadConfig(*path)
		if err != nil {
			return err
		}
		if err := mayForget(conf.State, *yes); err != nil {
			return err
		}
		if err := state.Forget(conf.State, time.Now()); err != nil {
			return err
		}
		memory, err := openState(conf.State)
		if err != nil {
			return err
		}
		defer memory.Close()
		options, err := deskOptions(conf, memory, newLogger(conf.Log, os.Stderr))
		if err != nil {
			return err
		}
		if err := desk.New(options).Adopt(cmd.Context()); err != nil {
			// Half an adoption must not pass for a first start.
			return errors.Join(err, memory.Close(), state.Forget(conf.State, time.Now()), state.Lose(conf.State))
		}
		known, err := memory.Select(func(l *state.Letter) bool { return l.Stage == state.Adopted })
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%d messages are known again; new mail is acted on from now on\n", len(known))
		return nil
	}
	return cmd
}

// mayForget protects a state that is whole, or in use.
func mayForget(path string, yes bool) error {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil // lost, or left behind with the old machine
	}
	s, err := openState(path)
	switch {
	case errors.Is(err, state.ErrLost):
		return nil
	case errors.Is(err, state.ErrDamaged) && yes:
		return nil
	case err != nil:
		return err
	}
	s.Close()
	if yes {
		return nil
	}
	return fmt.Errorf("adopt: the state %s is whole; --yes sets it aside all the same", path)
}
