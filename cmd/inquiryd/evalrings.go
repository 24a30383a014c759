package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"inquiryd/internal/casebook"
	"inquiryd/internal/letter"
	"inquiryd/internal/origin"
	"inquiryd/internal/screen"
)

// ringScore counts how far the rings found in stories are those of the labels.
// A ring counts as found when at least three of its members carry one id.
type ringScore struct {
	Stories, Rings, Found int
	Members, Caught       int // members of the labels' rings, and those found
	Honest, Drawn         int // other letters, and those drawn into a ring
	lines                 []string
}

func (s *ringScore) add(judge *screen.Screen, origins *origin.Finder, story casebook.Story) {
	s.Stories++
	rings := newRings(judge)
	keys := make([]int, len(story.Letters))
	for i, m := range story.Letters {
		l := letter.Read(m.Message)
		in := screen.Input{Letter: l, Now: l.Date, Origin: origins.Find(l)}
		keys[i] = rings.add(in, judge.Judge(in))
	}
	found := map[string]string{} // letter to ring id
	for i, m := range story.Letters {
		found[m.Name] = rings.idOf(keys[i])
	}
	guilty := slices.Concat(story.Rings...)
	for _, members := range story.Rings {
		s.Rings++
		s.Members += len(members)
		ids := map[string]int{}
		var missed []string
		for _, m := range members {
			if id := found[m]; id != "" {
				ids[id]++
				s.Caught++
			} else {
				missed = append(missed, m)
			}
		}
		most := 0
		for _, n := range ids {
			most = max(most, n)
		}
		if most >= min(3, len(members)) {
			s.Found++
		}
		if len(missed) > 0 {
			s.lines = append(s.lines, fmt.Sprintf("  %s: missed %s", story.Name, strings.Join(missed, " ")))
		}
	}
	for _, m := range story.Letters {
		if slices.Contains(guilty, m.Name) {
			continue
		}
		s.Honest++
		if found[m.Name] != "" {
			s.Drawn++
			s.lines = append(s.lines, fmt.Sprintf("  %s: drew in %s", story.Name, m.Name))
		}
	}
}

func (s *ringScore) show(w io.Writer) {
	if s.Stories == 0 {
		return
	}
	fmt.Fprintf(w, "\nrings    %d of %d found in %d stories, %d of %d members; %d of %d honest letters drawn in\n",
		s.Found, s.Rings, s.Stories, s.Caught, s.Members, s.Drawn, s.Honest)
	for _, line := range s.lines {
		fmt.Fprintln(w, line)
	}
}
