package screen

import "inquiryd/internal/lexicon"

// readMischief looks for nonsense and abuse. One such word may stand in any
// letter; two different ones, and no terms of trade beside them, are a joke.
func readMischief(r *reading) {
	const enough = 2
	p, h, ok := find(append(r.body, &r.closing, &r.sender), lexicon.Mischief)
	if !ok || distinct(append(r.body, &r.closing, &r.sender), lexicon.Mischief) < enough {
		return
	}
	if r.seen.place || r.seen.packing || r.seen.payment || r.seen.certificate || r.seen.identity && r.seen.exact {
		return
	}
	r.seen.mischief = true
	r.note("mischief", p, h.Start, h.End, "nonsense or abuse")
}
