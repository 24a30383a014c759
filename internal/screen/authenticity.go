package screen

import (
	"slices"
	"strings"
)

// WithoutID stands in seller.authservers for headers that name no server, as
// Microsoft's do not.
const WithoutID = "none"

// unproven says that our own mail server found the sender's address forged: the
// topmost Authentication-Results header (RFC 8601) of a configured server says
// so. Anybody may write such a header, so one of another server says nothing,
// and without a configured server none is read.
func (r *reading) unproven() bool {
	trusted := r.screen.config.Seller.AuthServers
	if len(trusted) == 0 {
		return false
	}
	for _, header := range r.letter.All("Authentication-Results") {
		id, results := authserv(header)
		if slices.ContainsFunc(trusted, func(t string) bool { return strings.EqualFold(t, id) }) {
			return refused(results)
		}
	}
	return false
}

// authserv divides a header into the server's name, without its version, and
// the results; WithoutID where it begins with a result.
func authserv(header string) (id, results string) {
	first, rest, _ := strings.Cut(header, ";")
	if strings.Contains(first, "=") {
		return WithoutID, header
	}
	name, _, _ := strings.Cut(strings.TrimSpace(first), " ")
	return name, rest
}

// refused says that one of the results speaks against the sender. Comments are
// taken out first: they may hold anything.
func refused(results string) bool {
	results = strings.ToLower(uncommented(results))
	for result := range strings.SplitSeq(results, ";") {
		method, verdict, ok := strings.Cut(strings.TrimSpace(result), "=")
		if !ok {
			continue
		}
		verdict, _, _ = strings.Cut(strings.TrimSpace(verdict), " ")
		switch strings.TrimSpace(method) {
		case "dmarc":
			if verdict == "fail" {
				return true
			}
		case "spf":
			if verdict == "fail" || verdict == "softfail" {
				return true
			}
		}
	}
	return false
}

func uncommented(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}
