package screen

import "strings"

// readAnswerable looks whether a reply would reach the sender: an address that
// is no machine's, or one given in the letter.
func readAnswerable(r *reading) {
	points := r.screen.config.Scorecard.Points.Answerable
	mail := strings.ToLower(r.letter.Answerable().Mail)
	local, _, ok := strings.Cut(mail, "@")
	if r.letter.Platform != "" || ok && !machineName(local) { // a platform passes answers on
		r.claim("answerable", slotAnswerable, points, &r.text, 0, 0, "can be answered")
		return
	}
	for _, p := range r.words {
		if i := strings.IndexByte(p.Folded, '@'); i > 0 && i+1 < len(p.Folded) && p.WordStart(i+1) {
			r.claim("answerable", slotAnswerable, points, p, i-1, i+1, "gives an address to answer to")
			return
		}
	}
}

// unjoined takes out what local parts vary in: no-reply, no_reply, noreply.
var unjoined = strings.NewReplacer("-", "", "_", "", ".", "")

// machineName says that nobody reads mail to this local part.
func machineName(local string) bool {
	local = unjoined.Replace(local)
	return strings.HasPrefix(local, "noreply") || strings.HasPrefix(local, "donotreply") || strings.HasPrefix(local, "mailerdaemon")
}
