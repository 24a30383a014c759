package screen

import "inquiryd/internal/lexicon"

// readSample looks for samples, and whether they are to be free.
func readSample(r *reading) {
	p, h, ok := find(r.body, lexicon.Sample)
	if !ok {
		if p, h, ok = find(r.body, lexicon.Free); !ok {
			return
		}
		if start, end := p.sentence(h.Start); !p.hasIn(start, end, lexicon.Vague, lexicon.Unit) || r.seen.number {
			return
		}
	}
	note := "asks for a sample"
	if _, _, free := find(r.body, lexicon.Free); free {
		r.seen.free = true
		note = "asks for a free sample"
	}
	r.seen.sample = true
	r.claim("sample", slotParticular, r.screen.config.Scorecard.Points.Particular, p, h.Start, h.End, note)
}
