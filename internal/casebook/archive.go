package casebook

import "strings"

// archive is a txtar file: a comment, then files that each begin with a line
// "-- name --". The format is so small that reading it here costs less than
// the module it would come with.
type archive struct {
	comment string
	files   []file
}

type file struct{ name, data string }

func parseArchive(s string) *archive {
	a := &archive{}
	at := &a.comment
	for line := range strings.Lines(s) {
		if !strings.HasSuffix(line, "\n") {
			line += "\n"
		}
		if name, ok := marker(line); ok {
			a.files = append(a.files, file{name: name})
			at = &a.files[len(a.files)-1].data
			continue
		}
		*at += line
	}
	return a
}

// marker is the name in a line "-- name --".
func marker(line string) (string, bool) {
	rest, ok := strings.CutPrefix(line, "-- ")
	if !ok {
		return "", false
	}
	name, ok := strings.CutSuffix(rest, " --\n")
	name = strings.TrimSpace(name)
	return name, ok && name != ""
}

func (a *archive) String() string {
	var b strings.Builder
	b.WriteString(a.comment)
	for _, f := range a.files {
		b.WriteString("-- " + f.name + " --\n" + f.data)
	}
	return b.String()
}
