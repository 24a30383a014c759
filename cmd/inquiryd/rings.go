package main

import (
	"inquiryd/internal/inquiry"
	"inquiryd/internal/screen"
)

// rings finds the probe rings of one mailbox's history.
type rings struct {
	judge  *screen.Screen
	traces []inquiry.Trace
	rings  []inquiry.Ring // by trace: the ring that it was last seen in
}

func newRings(judge *screen.Screen) *rings { return &rings{judge: judge} }

// add takes the letters in order and returns the key that idOf wants, which is
// -1 for what is no inquiry.
func (r *rings) add(in screen.Input, v inquiry.Verdict) int {
	if !v.Inquiry {
		return -1
	}
	r.traces = append(r.traces, r.judge.Trace(in, v))
	r.rings = append(r.rings, inquiry.Ring{})
	fresh := len(r.traces) - 1
	from := fresh
	for from > 0 && in.Now.Sub(r.traces[from-1].At) < lookBack {
		from--
	}
	if ring, ok := screen.RingOf(r.traces[from:], fresh-from); ok {
		for i := range ring.Members {
			ring.Members[i] += from
		}
		for _, m := range ring.Members {
			if known := r.rings[m].ID; known != "" {
				ring.ID = known // it grew; its name stays
				break
			}
		}
		for _, m := range ring.Members {
			r.rings[m] = ring
		}
	}
	return fresh
}

// lookBack is how far back a ring is looked for: its members may hang together
// in a chain that is longer than the window between two of them.
const lookBack = 2 * screen.RingWindow

func (r *rings) idOf(key int) string {
	if key < 0 {
		return ""
	}
	return r.rings[key].ID
}

// others are the addresses of the other members of a trace's ring.
func (r *rings) others(key int) []string {
	var list []string
	for _, m := range r.rings[key].Members {
		if m != key {
			list = append(list, r.traces[m].From)
		}
	}
	return list
}
