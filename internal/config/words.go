package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/pelletier/go-toml/v2/unstable"
)

// want says what a key takes, in the words of TOML.
func want(at place) string {
	if _, text := at.value.Addr().Interface().(encoding.TextUnmarshaler); text {
		return "text in quotes"
	}
	switch v := at.value; {
	case v.Kind() == reflect.String:
		return "text in quotes"
	case v.Kind() == reflect.Bool:
		return "true or false"
	case v.CanInt():
		return "a whole number"
	case isTableList(v):
		return fmt.Sprintf("[[%s]] tables", plain(at.key))
	case v.Kind() == reflect.Slice:
		return `a list such as ["a", "b"]`
	}
	return "a table"
}

// have says what a value is.
func have(node *unstable.Node) string {
	switch node.Kind {
	case unstable.Array:
		return "a list"
	case unstable.InlineTable:
		return "a table"
	case unstable.String:
		return strconv.Quote(clip(string(node.Data)))
	}
	return clip(string(node.Data)) // numbers, dates and booleans as they are written
}

// clip shortens what is only to be recognised.
func clip(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

var (
	bare      = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	positions = regexp.MustCompile(`\[\d+\]`)
)

// join adds a name to a dotted key, quoted when TOML would want it quoted.
func join(key, name string) string {
	name = clip(name)
	if !bare.MatchString(name) {
		name = strconv.Quote(name)
	}
	if key == "" {
		return name
	}
	return key + "." + name
}

// plain is a key as it stands in a header: without list positions.
func plain(key string) string { return positions.ReplaceAllString(key, "") }

var errInlinePassword = errors.New("want no password in this file; put it into a file with mode 0600 and name that in password_file, or name a command that prints it in password_cmd")

// unknown tells the fault of a name that its table does not have.
func (d *decoder) unknown(at place, name, what string, line int) {
	key := join(at.key, name)
	if name == "password" && at.value.Type() == reflect.TypeFor[account]() {
		d.spoil(line, key, errInlinePassword)
		d.spoilt[join(at.key, "password_file")] = true // it is missing for this reason
		return
	}
	var known []string
	for _, f := range fields(at.value.Type()) {
		known = append(known, f.Tag.Get("toml"))
	}
	near := nearest(name, known)
	if near == "" {
		d.spoil(line, key, fmt.Errorf("unknown %s %q; want one of %s", what, clip(name), strings.Join(known, ", ")))
		return
	}
	d.spoil(line, key, fmt.Errorf("unknown %s %q; did you mean %q?", what, clip(name), near))
	if meant := join(at.key, near); !d.has(meant) {
		d.spoilt[meant] = true // so it is not missing
	}
}

// nearest is the known name that was probably meant, or "".
func nearest(name string, known []string) string {
	best, least := "", edits(name)+1
	for _, k := range known {
		if strings.EqualFold(name, k) {
			return k
		}
		if n := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(k)); n < least {
			best, least = k, n
		}
	}
	return best
}

// edits is how many characters may be wrong in a name that is meant to be
// another: a swap counts as two, and three in six make another word.
func edits(name string) int {
	switch n := len(name); {
	case n < 2, n > 64: // comparing takes time with the product of the lengths
		return 0
	case n < 4:
		return 1
	case n < 9:
		return 2
	}
	return 3
}
