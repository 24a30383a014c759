package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"inquiryd/internal/config"
	"inquiryd/internal/desk"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/origin"
	"inquiryd/internal/screen"
	"inquiryd/internal/state"
)

func newRunCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Watch the mailboxes and work",
		Long: `run connects every account of the configuration and works until it is told
to stop: what arrives is graded, tagged and filed. On the very first start it
acts only on mail that arrives from then on, unless the account has a backlog.

With --once it works through what is there and ends. With --dry-run it reads
only, prints what it would do and remembers nothing.`,
		Example: `  inquiryd run --config /etc/inquiryd/config.toml
  inquiryd run --config config.toml --once --dry-run`,
	}
	path := configFlag(cmd)
	once := cmd.Flags().Bool("once", false, "work through what is there, then end")
	dryRun := cmd.Flags().Bool("dry-run", false, "change nothing; print what would be done")
	yes := cmd.Flags().Bool("yes", false, "let the backlog pass the breaker")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		// The words of twenty languages are memory that never changes; with the
		// usual slack a backlog would take twice as much again.
		debug.SetGCPercent(25)
		conf, err := loadConfig(*path)
		if err != nil {
			return err
		}
		log := newLogger(conf.Log, os.Stderr)
		defer log.Sync()
		if *dryRun {
			return rehearse(cmd.Context(), conf, log, *once, cmd.OutOrStdout())
		}
		return work(cmd.Context(), conf, log, *once, *yes)
	}
	return cmd
}

// work is the daemon.
func work(ctx context.Context, conf *config.Config, log *zap.Logger, once, yes bool) error {
	memory, err := openState(conf.State)
	if err != nil {
		return err
	}
	defer memory.Close()
	options, err := deskOptions(conf, memory, log)
	if err != nil {
		return err
	}
	debug.FreeOSMemory() // what reading the words left behind
	options.Yes = yes
	if once {
		return desk.New(options).Once(ctx)
	}
	ticker := time.NewTicker(desk.TickEvery)
	defer ticker.Stop()
	options.Clock.Tick = ticker.C
	options.Pulse = newSupervisor(log).pulse
	options.Graded = reporter(log, conf.Log.Privacy)
	d := desk.New(options)
	control, err := listenControl(conf.Control, d)
	if err != nil {
		return err
	}
	defer control.Close()
	log.Info("started", zap.Int("accounts", len(conf.Accounts)))
	defer log.Info("stopped")
	context.AfterFunc(ctx, func() { _, _ = daemon.SdNotify(false, daemon.SdNotifyStopping) })
	return d.Run(ctx)
}

// reporter logs who wrote what. That is private: it is told at debug only,
// unless the configuration gives privacy up.
func reporter(log *zap.Logger, private bool) func(inquiry.Letter, state.Letter) {
	level := zap.InfoLevel
	if private {
		level = zap.DebugLevel
	}
	return func(in inquiry.Letter, l state.Letter) {
		log.Log(level, "graded", zap.String("account", l.Key.Account), zap.String("mailbox", l.Key.Folder),
			zap.Uint32("uid", l.Key.UID), zap.String("tier", string(l.Verdict.Tier)),
			zap.Stringer("from", in.From), zap.String("subject", in.Subject))
	}
}

// openState opens the state file and says what to do when it cannot.
func openState(path string) (*state.State, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("state %s: %w", path, err)
	}
	s, err := state.Open(path)
	switch {
	case errors.Is(err, state.ErrLost):
		return nil, fmt.Errorf("%w; restore it from a backup beside it (%s.backup-DATE), or run 'inquiryd adopt' to go on from what the mailboxes show", err, filepath.Base(path))
	case errors.Is(err, state.ErrDamaged):
		return nil, fmt.Errorf("%w; restore it from a backup beside it (%s.backup-DATE), or run 'inquiryd adopt --yes'", err, filepath.Base(path))
	case errors.Is(err, state.ErrLocked):
		return nil, fmt.Errorf("%w; is inquiryd running?", err)
	}
	return s, err
}

// originsOf makes the finder of origins that a configuration asks for.
func originsOf(conf *config.Config) (*origin.Finder, error) {
	opt := origin.Options{Own: conf.Screen.Seller.Domains}
	if conf.Network != "" {
		networks, err := origin.OpenNetworks(conf.Network)
		if err != nil {
			return nil, err
		}
		opt.Network = networks
	}
	return origin.New(opt), nil
}

func deskOptions(conf *config.Config, memory *state.State, log *zap.Logger) (desk.Options, error) {
	judge, err := screen.New(conf.Screen)
	if err != nil {
		return desk.Options{}, err
	}
	origins, err := originsOf(conf)
	if err != nil {
		return desk.Options{}, err
	}
	return desk.Options{
		Accounts: conf.Accounts,
		Tiers:    conf.Tiers,
		Parent:   conf.Parent,
		Limits:   conf.Limits,
		Screen:   judge,
		Origins:  origins,
		State:    memory,
		Clock:    desk.Clock{Now: time.Now},
		Log:      log,
	}, nil
}

// rehearse shows what run would do next. It goes on from a copy of the state,
// and reads the mailboxes without a command that could change them.
func rehearse(ctx context.Context, conf *config.Config, log *zap.Logger, once bool, out io.Writer) error {
	dir, err := os.MkdirTemp("", "inquiryd-dry-run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	copied := filepath.Join(dir, "state.db")
	if remembers(conf.State) {
		memory, err := openState(conf.State)
		if err != nil {
			return err
		}
		err = memory.Copy(copied)
		memory.Close()
		if err != nil {
			return err
		}
	}
	memory, err := state.Open(copied)
	if err != nil {
		return err
	}
	defer memory.Close()
	options, err := deskOptions(conf, memory, log)
	if err != nil {
		return err
	}
	for i := range options.Accounts {
		options.Accounts[i].Mailbox.ReadOnly = true
	}
	options.Graded = func(in inquiry.Letter, l state.Letter) { fmt.Fprintln(out, rehearsed(in, l)) }
	if once {
		return desk.New(options).Once(ctx)
	}
	return desk.New(options).Run(ctx)
}

// remembers reports whether there is a state, or the marker of one that was
// lost: opening it then tells, and makes no new one.
func remembers(path string) bool {
	return slices.ContainsFunc([]string{path, path + ".id"}, func(p string) bool {
		_, err := os.Lstat(p)
		return !errors.Is(err, fs.ErrNotExist)
	})
}

// rehearsed is one line about one letter, for the person who asked.
func rehearsed(in inquiry.Letter, l state.Letter) string {
	what := "no inquiry (" + string(l.Verdict.Category) + ")"
	if l.Verdict.Inquiry {
		what = fmt.Sprintf("%s %d", l.Verdict.Tier, l.Verdict.Score)
	}
	if l.Verdict.Review {
		what += ", review"
	}
	do := "left alone"
	if len(l.Actions) > 0 {
		var parts []string
		for _, a := range l.Actions {
			parts = append(parts, fmt.Sprintf("%s %q", a.Verb, a.Arg))
		}
		do = strings.Join(parts, ", ")
	}
	return fmt.Sprintf("%s %s %d: %s: %s: %s: %q", l.Key.Account, l.Key.Folder, l.Key.UID, what, do, in.From, in.Subject)
}
