package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

const unitFile = "../../systemd/inquiryd.service"

// unit is the settings of the unit by section and name. A name that stands
// twice has two values.
func unit(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(unitFile)
	must(t, err)
	settings := make(map[string][]string)
	section := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch name, value, found := strings.Cut(line, "="); {
		case line == "", strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			section = strings.Trim(line, "[]")
		case found:
			settings[section+"."+name] = append(settings[section+"."+name], value)
		default:
			t.Errorf("%s: a line that is no setting: %q", unitFile, line)
		}
	}
	return settings
}

// What the program and its unit must agree upon, or else systemd starts it
// again and again, kills it while it stops, or leaves it without files.
func TestUnit(t *testing.T) {
	have := unit(t)
	for name, want := range map[string]string{
		"Service.Type":                     "notify",
		"Service.NotifyAccess":             "main",
		"Service.ExecStart":                "/usr/bin/inquiryd run --config " + defaultConfig,
		"Service.Restart":                  "on-failure",
		"Service.RestartPreventExitStatus": "2 77 78",
		"Service.TimeoutStopSec":           "20",
		"Service.LimitNOFILE":              "16384",
		"Service.WatchdogSec":              "120", // four beats of the desk's clock
		"Service.UMask":                    "0077",
		"Service.StateDirectory":           "inquiryd",
		"Service.StateDirectoryMode":       "0700",
		"Service.RuntimeDirectory":         "inquiryd",
		"Service.RuntimeDirectoryMode":     "0700",
		"Service.ConfigurationDirectory":   "inquiryd",
		"Service.DynamicUser":              "yes",
		"Service.NoNewPrivileges":          "yes",
		"Service.ProtectSystem":            "strict",
		"Service.MemoryDenyWriteExecute":   "yes",
		"Service.LimitCORE":                "0",
		"Install.WantedBy":                 "multi-user.target",
	} {
		if !slices.Equal(have[name], []string{want}) {
			t.Errorf("%s is %q, want %q", name, have[name], want)
		}
	}
}

// systemdAnalyze runs it, or skips where systemd is not installed; CI installs
// it.
func systemdAnalyze(t *testing.T, args ...string) string {
	t.Helper()
	path, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed (Debian: apt-get install systemd)")
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Errorf("systemd-analyze %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// The exposure is at most 1.5 of 10: reliability's anchor is 3.7 to 9.3.
func TestUnitIsConfined(t *testing.T) {
	out := systemdAnalyze(t, "security", "--offline=true", "--threshold=15", "--no-pager", unitFile)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	t.Log(lines[len(lines)-1])
}

// systemd itself finds nothing to complain about: no unknown setting, no value
// that it ignores.
func TestUnitIsUnderstood(t *testing.T) {
	text, err := os.ReadFile(unitFile)
	must(t, err)
	// The program is not installed here; it would be the one complaint.
	program, err := os.Executable()
	must(t, err)
	copied := filepath.Join(t.TempDir(), "inquiryd.service")
	must(t, os.WriteFile(copied, []byte(strings.Replace(string(text), "/usr/bin/inquiryd", program, 1)), 0o600))
	if out := systemdAnalyze(t, "verify", "--man=no", copied); strings.TrimSpace(out) != "" {
		t.Errorf("systemd-analyze verify:\n%s", out)
	}
}

// What the program tells systemd over a start and a stop.
func TestNotify(t *testing.T) {
	dir := t.TempDir()
	c := &counter{dir: dir}
	must(t, c.open("", ""))
	defer c.server.Close()
	socket := filepath.Join(dir, "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	must(t, err)
	defer l.Close()

	cmd := exec.Command("inquiryd", "run", "--config", c.configFile())
	cmd.Env = append(os.Environ(), "NOTIFY_SOCKET="+socket)
	var log strings.Builder
	cmd.Stderr = &log
	must(t, cmd.Start())
	defer cmd.Process.Kill()

	// READY comes with the first login, once, together with a sign of life and
	// with words for people.
	first := heard(t, l, "READY=1")
	for _, want := range []string{"WATCHDOG=1", "STATUS=sales: "} {
		if !strings.Contains(first, want) {
			t.Errorf("with READY it says %q, want %s too", first, want)
		}
	}
	must(t, cmd.Process.Signal(syscall.SIGTERM))
	if last := heard(t, l, "STOPPING=1"); strings.Contains(last, "READY=1") {
		t.Errorf("while it stops it says %q", last)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, &log)
	}
}

// heard waits for the datagram with an assignment.
func heard(t *testing.T, l *net.UnixConn, want string) string {
	t.Helper()
	must(t, l.SetReadDeadline(time.Now().Add(30*time.Second)))
	buf := make([]byte, 64<<10)
	for {
		n, err := l.Read(buf)
		if err != nil {
			t.Fatalf("without %s: %v", want, err)
		}
		if said := string(buf[:n]); slices.Contains(strings.Split(said, "\n"), want) {
			return said
		}
	}
}
