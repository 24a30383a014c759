package config

import (
	"fmt"
	"slices"
	"strings"
)

// maxFaults are told; a file with more has one fault that is repeated.
const maxFaults = 100

// Fault is one thing wrong in a configuration.
type Fault struct {
	File    string
	Line    int    // from 1; 0 for what has no line
	Key     string // dotted, list positions from 0: "account[1].poll"; may be ""
	Problem error
}

// Error is one line, such as `config.toml:41: account[1].poll: want …`. Only a
// syntax error, which comes alone, shows the place in two lines more.
func (f Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
	}
	if f.Key != "" {
		b.WriteString(": " + f.Key)
	}
	return b.String() + ": " + f.Problem.Error()
}

// Unwrap is the problem alone.
func (f Fault) Unwrap() error { return f.Problem }

// Faults is everything wrong in a configuration, in the order of the lines.
type Faults []Fault

// Error is one line for each fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lists the faults.
func (f Faults) Unwrap() []error {
	errs := make([]error, len(f))
	for i, one := range f {
		errs[i] = one
	}
	return errs
}

// report gathers what the walk learns of a file: where each key stands and
// what is wrong.
type report struct {
	file   string
	lines  map[string]int  // the line that first mentions a key
	spoilt map[string]bool // keys whose fault was told: their values mean nothing
	faults Faults
}

func newReport(file string) *report {
	return &report{file: file, lines: make(map[string]int), spoilt: make(map[string]bool)}
}

// mention keeps the first line that a key stands in.
func (r *report) mention(key string, line int) {
	if _, ok := r.lines[key]; !ok {
		r.lines[key] = line
	}
}

// has says whether the file mentions a key.
func (r *report) has(key string) bool {
	_, ok := r.lines[key]
	return ok
}

// line is that of the deepest part of a key that is in the file: for a missing
// key that of its table's header.
func (r *report) line(key string) int {
	for ; key != ""; key = parent(key) {
		if line, ok := r.lines[key]; ok {
			return line
		}
	}
	return 0
}

// parent is a key without its last name or list position.
func parent(key string) string { return key[:max(0, strings.LastIndexAny(key, ".["))] }

// told says whether a fault of the key, or of what it lies in, was told.
func (r *report) told(key string) bool {
	for ; key != ""; key = parent(key) {
		if r.spoilt[key] {
			return true
		}
	}
	return false
}

// add tells a fault of a value, unless the walk told one already.
func (r *report) add(key string, problem error) {
	if !r.told(key) {
		r.addAt(r.line(key), key, problem)
	}
}

// addAt tells a fault whose line is known.
func (r *report) addAt(line int, key string, problem error) {
	r.faults = append(r.faults, Fault{File: r.file, Line: line, Key: key, Problem: problem})
}

// spoil tells a fault of the walk, after which the key's value means nothing.
func (r *report) spoil(line int, key string, problem error) {
	r.addAt(line, key, problem)
	r.spoilt[key] = true
}

// sorted is the faults in the order of their lines, the first maxFaults.
func (r *report) sorted() Faults {
	slices.SortStableFunc(r.faults, func(a, b Fault) int { return a.Line - b.Line })
	if more := len(r.faults) - maxFaults; more > 0 {
		return append(r.faults[:maxFaults:maxFaults], Fault{File: r.file, Problem: fmt.Errorf("and %d faults more", more)})
	}
	return r.faults
}
