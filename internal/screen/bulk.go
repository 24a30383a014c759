package screen

import (
	"strings"

	"inquiryd/internal/inquiry"
)

// readBulk looks for mail to many: by its own headers, or because it is
// addressed to nobody. Only the headers are strong enough to weigh.
func readBulk(r *reading) {
	switch {
	case r.letter.Platform != "":
		// What counts is the buyer inside.
	case r.letter.Automatic == inquiry.List || r.letter.Automatic == inquiry.Bulk:
		if r.relayed() && r.oneBuyer(r.buying()) {
			r.note("bulk", nil, 0, 0, "bulk mail by its headers, with one buyer's request in it")
			return
		}
		r.seen.bulk = true
		r.evidence = append(r.evidence, inquiry.Evidence{
			Signal: "bulk", Criterion: inquiry.Credibility, Points: r.screen.config.Scorecard.Credibility.Bulk,
			Note: "list or bulk mail by its headers",
		})
	case len(r.letter.To) == 0 && len(r.letter.Cc) == 0 && len(r.letter.Fields) > 0:
		r.note("bulk", nil, 0, 0, "addressed to undisclosed recipients")
	case len(r.letter.To)+len(r.letter.Cc) >= 5:
		r.note("bulk", nil, 0, 0, "addressed to many at once")
	}
}

// relayed says that a machine sent the letter, as trade platforms do for the
// buyers who write through them.
func (r *reading) relayed() bool {
	local, _, _ := strings.Cut(strings.ToLower(r.letter.From.Mail), "@")
	return machineName(local) || strings.HasPrefix(local, "notif")
}
