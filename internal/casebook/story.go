package casebook

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Story is what came to one mailbox over some weeks: several letters, of which
// some may belong to a probe ring. Its file holds them as sections "NAME.eml"
// in order of Date, and a label with a line "ring NAME NAME NAME" for each
// ring, or "ring none".
type Story struct {
	Name    string
	Why     string
	Letters []StoryLetter
	Rings   [][]string // the names of each ring's members
}

// StoryLetter is one letter of a story.
type StoryLetter struct {
	Name    string // the section's name without .eml
	Message []byte // its lines ended by "\r\n"
}

func isStory(path string) bool { return strings.HasPrefix(filepath.Base(path), "ring-") }

// ReadStories reads every story of a directory, in order of name; a directory
// without any has none. Its error names the file and what is wrong in it.
func ReadStories(dir string) ([]Story, error) {
	names, err := filepath.Glob(filepath.Join(dir, "ring-*.txtar"))
	if err != nil {
		return nil, fmt.Errorf("casebook: list %s: %w", dir, err)
	}
	var stories []Story
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("casebook: %w", err)
		}
		s, err := parseStory(string(data))
		if err != nil {
			return nil, fmt.Errorf("casebook: %s: %w", name, err)
		}
		s.Name = strings.TrimSuffix(filepath.Base(name), ".txtar")
		stories = append(stories, s)
	}
	return stories, nil
}

func parseStory(data string) (Story, error) {
	a := parseArchive(data)
	s := Story{Why: strings.TrimSpace(a.comment)}
	if s.Why == "" {
		return s, fmt.Errorf("want a comment that says why the story exists")
	}
	label := ""
	for _, f := range a.files {
		switch name, isLetter := strings.CutSuffix(f.name, ".eml"); {
		case isLetter:
			s.Letters = append(s.Letters, StoryLetter{name, []byte(strings.ReplaceAll(f.data, "\n", "\r\n"))})
		case f.name == "label":
			label = strings.TrimSpace(f.data)
		default:
			return s, fmt.Errorf("section %q is neither a letter nor the label", f.name)
		}
	}
	if len(s.Letters) == 0 || label == "" {
		return s, fmt.Errorf("want letters and a section %q", "label")
	}
	for line := range strings.Lines(label) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] != "ring" {
			return s, fmt.Errorf("label: want lines that begin with %q, have %q", "ring", line)
		}
		if words[1] == "none" {
			continue
		}
		for _, member := range words[1:] {
			if !slices.ContainsFunc(s.Letters, func(l StoryLetter) bool { return l.Name == member }) {
				return s, fmt.Errorf("label: no letter is called %q", member)
			}
		}
		s.Rings = append(s.Rings, words[1:])
	}
	return s, nil
}
