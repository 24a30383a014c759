package letter

import "fmt"

// The limits on one letter, so that the worst 25 MiB mail fits a unit with
// 512 MiB of memory and costs about what an honest mail of its size does.
//
// There is no separate limit on the length of a line: nothing copies a line
// before the limits on header blocks and decoded text have cut it, and both
// are below 1 MiB.
const (
	maxHeader     = 128 << 10 // bytes of the top header block
	maxFields     = 1000      // fields of the top header
	maxPartHeader = 64 << 10  // bytes of a part's header block
	maxPartFields = 500       // fields of a part's header
	maxDepth      = 20        // multiparts and messages within each other
	maxParts      = 200       // parts of a letter, containers included
	maxBoundary   = 200       // bytes of a multipart boundary
	maxPartText   = 512 << 10 // bytes of decoded text of one part
	maxText       = 2 << 20   // bytes of decoded text of a letter
	maxHTMLOut    = 256 << 10 // bytes of text out of one HTML part
	maxTokens     = 50_000    // HTML tokens of one part
	maxToken      = 64 << 10  // bytes of one HTML token
	maxFileName   = 120       // runes of an attachment's name
	maxAddresses  = 1000      // addresses of one header field
	maxName       = 500       // runes of a display name
	maxIDs        = 200       // message ids of one header field
	maxHops       = 50        // Received fields; more is a loop (Postfix hopcount_limit)
	maxDefects    = 20        // sentences in Defects
)

// defect notes what was broken and read all the same; the same sentence is
// noted once.
func (r *reader) defect(format string, args ...any) {
	if len(r.Defects) >= maxDefects {
		return
	}
	sentence := fmt.Sprintf(format, args...)
	for _, d := range r.Defects {
		if d == sentence {
			return
		}
	}
	r.Defects = append(r.Defects, sentence)
}

// cut notes that a limit was met and the rest left unread.
func (r *reader) cut(format string, args ...any) {
	r.Truncated = true
	r.defect(format, args...)
}
