package desk

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
)

// Account is one mailbox that is watched.
type Account struct {
	Name    string
	Mailbox mailbox.Config
	Folders []string // watched; the first is the one IDLE listens to
	Backlog Backlog
	Poll    Schedule // when to look without being told
	// RecoveryWait is how long letters in flight are left alone after a crash:
	// longer than a command of the dead connection can be on its way.
	RecoveryWait time.Duration
}

// RecoveryWait is the default fence.
const RecoveryWait = 60 * time.Second

// Backlog is how far back to go on the very first start.
type Backlog struct {
	All bool
	For time.Duration // mail that arrived within; 0: none
}

// UnmarshalText reads "", "none", "all", or a duration such as "36h" or "30d".
func (b *Backlog) UnmarshalText(text []byte) error {
	*b = Backlog{}
	switch s := string(text); s {
	case "", "none":
	case "all":
		b.All = true
	default:
		d, err := parseDays(s)
		if err != nil || d <= 0 {
			return fmt.Errorf(`want "none", "all" or a duration such as "30d", have %q`, s)
		}
		b.For = d
	}
	return nil
}

// parseDays is time.ParseDuration with days, alone or before hours.
func parseDays(s string) (time.Duration, error) {
	days, rest, found := strings.Cut(s, "d")
	if !found {
		return time.ParseDuration(s)
	}
	var n int
	if _, err := fmt.Sscanf(days, "%d", &n); err != nil || fmt.Sprint(n) != days || n < 0 || n > 36500 {
		return 0, fmt.Errorf("%q is no number of days", days)
	}
	d := time.Duration(n) * 24 * time.Hour
	if rest == "" {
		return d, nil
	}
	more, err := time.ParseDuration(rest)
	return d + more, err
}

// Tier is what happens to the letters of one tier.
type Tier struct {
	Folder string            `toml:"folder"` // below the parent folder
	Label  string            `toml:"label"`  // a label that mail clients colour, e.g. "$label1"; "" for none
	Flag   bool              `toml:"flag"`   // set \Flagged
	File   inquiry.Placement `toml:"file"`   // "now", "answered" or "tag"
	Alert  bool              `toml:"alert"`  // put a note into INBOX before the letter leaves it
}

// DefaultTiers is what reps can live with from the first day. A and B stay in
// INBOX until the alert exists that tells a rep of them: mail clients announce
// what comes to INBOX only.
func DefaultTiers() map[inquiry.Tier]Tier {
	return map[inquiry.Tier]Tier{
		inquiry.A: {Folder: "A - Hot", Label: "$label1", Flag: true, File: inquiry.FileNever, Alert: true},
		inquiry.B: {Folder: "B - Qualified", Label: "$label4", File: inquiry.FileNever, Alert: true},
		inquiry.C: {Folder: "C - Nurture", Label: "$label5", File: inquiry.FileNow},
		inquiry.D: {Folder: "D - Low", File: inquiry.FileNow},
		inquiry.E: {Folder: "E - Other", File: inquiry.FileNow},
	}
}

// DefaultParent is the folder above the tier folders.
const DefaultParent = "Inquiries"

// Faults lists what is wrong with a tier, by TOML key.
func (t Tier) Faults() map[string]error {
	faults := make(map[string]error)
	if err := FolderName(t.Folder); err != nil {
		faults["folder"] = err
	}
	if t.Label != "" && !keyword(t.Label) {
		faults["label"] = fmt.Errorf("want a keyword of letters, digits, $, - and _, have %q", t.Label)
	}
	switch t.File {
	case inquiry.FileNow, inquiry.FileAnswered, inquiry.FileNever:
	default:
		faults["file"] = fmt.Errorf(`want "now", "answered" or "tag", have %q`, t.File)
	}
	return faults
}

// FolderName says why a name cannot be a folder of ours. Outlook drops folders
// with spaces at the ends or doubled; the rest means something to some server.
func FolderName(name string) error {
	switch {
	case name == "":
		return errors.New("want a name")
	case len(name) > 200:
		return errors.New("longer than 200 bytes")
	case strings.ContainsAny(name, `/.\%*"&`):
		return fmt.Errorf(`%q has one of / . \ %% * " &`, name)
	case strings.TrimSpace(name) != name, strings.Contains(name, "  "):
		return fmt.Errorf("%q has spaces at an end or doubled", name)
	case strings.IndexFunc(name, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }) >= 0:
		return fmt.Errorf("%q has a control character", name)
	}
	return nil
}

// keyword is a flag-keyword that every server and client survives. The names
// of system flags are out: Roundcube strips the backslash and the dollar sign.
func keyword(s string) bool {
	switch strings.ToLower(strings.TrimPrefix(s, "$")) {
	case "seen", "answered", "flagged", "deleted", "draft", "recent":
		return false
	}
	return len(s) <= 32 && strings.IndexFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '$' && r != '-' && r != '_'
	}) < 0
}

// Limits bound what a mistake can do. They apply to the backlog only, never to
// mail that arrives while we watch.
type Limits struct {
	HourlyMoves  int   `toml:"hourly_moves"`  // a watched folder's backlog moves in an hour
	DailyMoves   int   `toml:"daily_moves"`   // and in a day
	BreakerShare int   `toml:"breaker_share"` // percent of a folder that may be moved; 100: no breaker
	BreakerMoves int   `toml:"breaker_moves"` // a breaker never trips below this many
	FreeSpace    int64 `toml:"free_space"`    // bytes that must be free for effects
}

// DefaultLimits let the largest mailbox tried, 10,000 letters, pass in an hour:
// in sets of 500 a server moves 10,000 messages in seconds.
func DefaultLimits() Limits {
	return Limits{HourlyMoves: 10_000, DailyMoves: 20_000, BreakerShare: 30, BreakerMoves: 200, FreeSpace: 64 << 20}
}

// Faults lists what is wrong with the limits, by TOML key.
func (lim Limits) Faults() map[string]error {
	faults := make(map[string]error)
	for key, n := range map[string]int{"hourly_moves": lim.HourlyMoves, "daily_moves": lim.DailyMoves} {
		if n < 1 {
			faults[key] = fmt.Errorf("want at least 1, have %d", n)
		}
	}
	if lim.BreakerShare < 1 || lim.BreakerShare > 100 {
		faults["breaker_share"] = fmt.Errorf("want a percentage from 1 to 100, have %d", lim.BreakerShare)
	}
	if lim.BreakerMoves < 0 {
		faults["breaker_moves"] = fmt.Errorf("want 0 or more, have %d", lim.BreakerMoves)
	}
	if lim.FreeSpace < 0 {
		faults["free_space"] = fmt.Errorf("want 0 or more bytes, have %d", lim.FreeSpace)
	}
	return faults
}
