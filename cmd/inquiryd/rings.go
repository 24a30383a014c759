package main

import (
	"inquiryd/internal/inquiry"
	"inquiryd/internal/screen"
)

// rings finds the probe rings of one mailbox's history.
type rings struct {
	judge  *screen.Screen
	window screen.Window[int]
	traces []inquiry.Trace
	found  map[int]screen.Ring[int] // by trace: the ring that it was last seen in
}

func newRings(judge *screen.Screen) *rings {
	return &rings{judge: judge, found: map[int]screen.Ring[int]{}}
}

// add takes the letters in order and returns the key that idOf wants, which is
// -1 for what is no inquiry.
func (r *rings) add(in screen.Input, v inquiry.Verdict) int {
	if !v.Inquiry {
		return -1
	}
	trace, key := r.judge.Trace(in, v), len(r.traces)
	r.traces = append(r.traces, trace)
	ring, ok := r.window.Add(key, trace)
	if !ok {
		return key
	}
	for _, m := range ring.Members {
		if known, ok := r.found[m]; ok {
			ring.ID = known.ID // it grew; its name stays
			break
		}
	}
	for _, m := range ring.Members {
		r.found[m] = ring
	}
	return key
}

func (r *rings) idOf(key int) string { return r.found[key].ID }

// ringed is a verdict with what later letters showed of it.
func (r *rings) ringed(key int, v inquiry.Verdict) inquiry.Verdict {
	ring, ok := r.found[key]
	if !ok {
		return v
	}
	return r.judge.Ringed(v, ring.ID, ring.Shared, ring.Others(r.traces[key].From))
}
