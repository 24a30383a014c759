package main

import (
	"slices"
	"strings"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/origin"
	"inquiryd/internal/screen"
)

// past judges the letters of a mailbox in their order, as the daemon does when
// they come one by one: what a buyer said earlier in a conversation counts, and
// a letter that shows a probe ring has the earlier members graded again.
type past struct {
	judge   *screen.Screen
	origins *origin.Finder

	order    []mailPlace
	verdicts map[mailPlace]inquiry.Verdict
	said     map[talk][]inquiry.Evidence
	members  []mailPlace // by trace
	rings    *rings
}

func newPast(judge *screen.Screen, origins *origin.Finder) *past {
	return &past{judge: judge, origins: origins, verdicts: map[mailPlace]inquiry.Verdict{}, said: map[talk][]inquiry.Evidence{}, rings: newRings(judge)}
}

// add takes the next letter.
func (p *past) add(place mailPlace, in screen.Input, conversation talk) {
	in.Earlier = p.said[conversation]
	v := detached(p.judge.Judge(in))
	p.order = append(p.order, place)
	p.verdicts[place] = v
	if !v.Inquiry {
		return
	}
	if conversation.person != 0 {
		p.said[conversation] = v.Evidence
	}
	p.members = append(p.members, place)
	p.rings.add(in, v)
}

// verdict is what a letter is in the end.
func (p *past) verdict(place mailPlace) inquiry.Verdict {
	v := p.verdicts[place]
	if key := slices.Index(p.members, place); key >= 0 {
		return p.rings.ringed(key, v)
	}
	return v
}

// ringed are the verdicts of the letters that now belong to a ring, by the
// names of their places.
func (p *past) ringed() map[string]inquiry.Verdict {
	all := map[string]inquiry.Verdict{}
	for key := range p.rings.found {
		all[p.members[key].String()] = p.rings.ringed(key, p.verdicts[p.members[key]])
	}
	return all
}

// detached copies the strings of a verdict: its quotes are parts of the
// letter's text and would keep all of it in memory.
func detached(v inquiry.Verdict) inquiry.Verdict {
	for i := range v.Evidence {
		v.Evidence[i].Quote = strings.Clone(v.Evidence[i].Quote)
	}
	v.Quantity = strings.Clone(v.Quantity)
	for i := range v.Products {
		v.Products[i] = strings.Clone(v.Products[i])
	}
	return v
}
