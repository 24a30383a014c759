package main

import (
	"fmt"
	"strings"

	"github.com/coreos/go-systemd/v22/daemon"
	"go.uber.org/zap"

	"inquiryd/internal/desk"
)

// supervisor tells systemd how we are (sd_notify(3)). Without systemd every
// call does nothing.
type supervisor struct {
	log   *zap.Logger
	ready bool
}

func newSupervisor(log *zap.Logger) *supervisor { return &supervisor{log: log} }

// pulse is called by the desk's loop. READY comes once every account has tried
// to log in, not once it succeeded: a mail server that is down must not make
// systemd start us again and again. The watchdog is fed while no account hangs;
// a server without progress is no reason to restart.
func (s *supervisor) pulse(p desk.Pulse) {
	var say []string
	if p.Ready && !s.ready {
		s.ready = true
		say = append(say, daemon.SdNotifyReady)
	}
	if p.Alive {
		say = append(say, daemon.SdNotifyWatchdog)
	}
	say = append(say, "STATUS="+statusLine(p.Status))
	if _, err := daemon.SdNotify(false, strings.Join(say, "\n")); err != nil {
		s.log.Warn("sd_notify", zap.Error(err))
	}
}

func statusLine(s desk.Status) string {
	var parts []string
	for _, a := range s.Accounts {
		part := a.Name + ": " + a.Mode
		if len(a.Held) > 0 {
			part += fmt.Sprintf(" (%d held)", len(a.Held))
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}
