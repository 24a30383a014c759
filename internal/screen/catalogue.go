package screen

import "inquiryd/internal/lexicon"

// readCatalogue looks for the request for a catalogue or price list.
func readCatalogue(r *reading) {
	if p, h, ok := find(r.body, lexicon.Catalogue); ok {
		r.seen.catalogue = true
		r.note("catalogue", p, h.Start, h.End, "asks for a catalogue or price list")
	}
}
