package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// place is a value of the document and the key that leads to it, "" for the
// document itself. The zero place is nowhere: what is below an unknown table.
type place struct {
	value reflect.Value
	key   string
}

// decoder walks a file and sets the document.
type decoder struct {
	*report
	starts []int          // offsets of the lines
	set    map[string]int // lines that gave a key its value, or a table its header
}

// decode sets in doc what the file says. It reports false when the file is no
// TOML, so that nothing in doc means anything; every other fault leaves the
// values that have none.
func decode(data []byte, doc *document, r *report) bool {
	d := &decoder{report: r, starts: lineStarts(data), set: make(map[string]int)}
	root := place{value: reflect.ValueOf(doc).Elem()}
	var p unstable.Parser
	p.Reset(data)
	for table := root; p.NextExpression(); {
		switch e := p.Expression(); {
		case e.Kind != unstable.KeyValue:
			table = d.header(root, e)
		case table.value.IsValid():
			d.assign(table, e)
		}
	}
	if err := p.Error(); err != nil {
		// A syntax error shifts the meaning of all that stands around it.
		r.faults = Faults{syntaxFault(r.file, data, &p, err)}
		return false
	}
	d.agree(data)
	return true
}

// agree has go-toml read the file as well. It knows rules of TOML that the
// walk does not, such as what a dotted key may add to which table.
func (d *decoder) agree(data []byte) {
	var all map[string]any
	err := toml.Unmarshal(data, &all)
	if err == nil {
		return
	}
	line, key := 0, ""
	if at, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ = at.Position()
		for _, name := range at.Key() {
			key = join(key, name)
		}
	}
	if slices.ContainsFunc(d.faults, func(f Fault) bool { return f.Line == line }) {
		return // the same fault, in our words
	}
	d.addAt(line, key, errors.New(strings.TrimPrefix(err.Error(), "toml: ")))
}

// header finds the table that a [header] or [[header]] opens.
func (d *decoder) header(at place, node *unstable.Node) place {
	line, list := 0, node.Kind == unstable.ArrayTable
	for keys := node.Key(); keys.Next(); {
		line = d.lineOf(keys.Node().Raw)
		next, ok := d.field(at, string(keys.Node().Data), "table", line)
		if !ok {
			return place{}
		}
		at = next
		last := keys.IsLast()
		switch {
		case isTableList(at.value) && last && list:
			at = d.lengthen(at)
			d.mention(at.key, line)
		case isTableList(at.value) && last:
			return d.refuse(line, at.key, fmt.Errorf("want [[%s]] in double brackets, have [%[1]s]", plain(at.key)))
		case isTableList(at.value):
			if at.value.Len() == 0 {
				return d.refuse(line, at.key, fmt.Errorf("want a [[%s]] before its tables", plain(at.key)))
			}
			at = element(at, at.value.Len()-1)
		case !isTable(at.value):
			return d.refuse(line, at.key, fmt.Errorf("want %s, have a table", want(at)))
		case last && list:
			return d.refuse(line, at.key, fmt.Errorf("want [%s] in single brackets, have [[%[1]s]]", plain(at.key)))
		}
	}
	d.once(at.key, line)
	return at
}

// refuse tells the fault of a key that leads nowhere, once: what else stands
// below it is no fault of its own.
func (d *decoder) refuse(line int, key string, problem error) place {
	if !d.told(key) {
		d.spoil(line, key, problem)
	}
	return place{}
}

// assign follows the dotted key of a `key = value` below at, and sets it.
func (d *decoder) assign(at place, node *unstable.Node) {
	for keys := node.Key(); keys.Next(); {
		line := d.lineOf(keys.Node().Raw)
		next, ok := d.field(at, string(keys.Node().Data), "key", line)
		if !ok {
			return
		}
		at = next
		switch {
		case keys.IsLast():
			d.put(at, node.Value(), line)
			return
		case !isTable(at.value):
			d.refuse(line, at.key, fmt.Errorf("want %s, have a table", want(at)))
			return
		}
	}
}

// field is the place that a name leads to from a table. What names it, a key
// or the header of a table, is for the fault.
func (d *decoder) field(at place, name, what string, line int) (place, bool) {
	key := join(at.key, name)
	for _, f := range fields(at.value.Type()) {
		if f.Tag.Get("toml") == name {
			d.mention(key, line)
			return place{at.value.FieldByIndex(f.Index), key}, true
		}
	}
	d.unknown(at, name, what, line)
	return place{}, false
}

// once tells the fault of a key that is given twice; the first value stands.
func (d *decoder) once(key string, line int) bool {
	if first, twice := d.set[key]; twice {
		d.addAt(line, key, fmt.Errorf("is in line %d already", first))
		return false
	}
	d.set[key] = line
	return true
}

// put sets a place to what a value says.
func (d *decoder) put(at place, node *unstable.Node, line int) {
	if node.Raw.Length > 0 { // lists and tables do not say where they are
		line = d.lineOf(node.Raw)
	}
	d.mention(at.key, line)
	if !d.once(at.key, line) {
		return
	}
	if text, ok := at.value.Addr().Interface().(encoding.TextUnmarshaler); ok && node.Kind == unstable.String {
		if err := text.UnmarshalText(node.Data); err != nil {
			d.spoil(line, at.key, err)
		}
		return
	}
	d.store(at, node, line)
}

// store is put for what does not read itself from text.
func (d *decoder) store(at place, node *unstable.Node, line int) {
	switch v := at.value; {
	case node.Kind == unstable.String && v.Kind() == reflect.String:
		v.SetString(string(node.Data))
	case node.Kind == unstable.Bool && v.Kind() == reflect.Bool:
		v.SetBool(string(node.Data) == "true")
	case node.Kind == unstable.Integer && v.CanInt():
		n, err := strconv.ParseInt(string(node.Data), 0, v.Type().Bits())
		if err != nil {
			d.spoil(line, at.key, fmt.Errorf("want a number of at most %d bits, have %s", v.Type().Bits(), clip(string(node.Data))))
			return
		}
		v.SetInt(n)
	case node.Kind == unstable.Array && v.Kind() == reflect.Slice:
		v.SetZero()
		for items := node.Children(); items.Next(); {
			d.put(d.lengthen(at), items.Node(), line)
		}
	case node.Kind == unstable.InlineTable && isTable(v):
		for pairs := node.Children(); pairs.Next(); {
			d.assign(at, pairs.Node())
		}
	default:
		d.spoil(line, at.key, fmt.Errorf("want %s, have %s", want(at), have(node)))
	}
}

// lengthen adds an element with its defaults to a list.
func (d *decoder) lengthen(at place) place {
	fresh := reflect.Zero(at.value.Type().Elem())
	if fresh.Type() == reflect.TypeFor[account]() {
		fresh = reflect.ValueOf(defaultAccount())
	}
	at.value.Set(reflect.Append(at.value, fresh))
	return element(at, at.value.Len()-1)
}

func element(at place, i int) place {
	return place{at.value.Index(i), fmt.Sprintf("%s[%d]", at.key, i)}
}

// isTable says whether a value is written as a table; what reads itself from
// text is not.
func isTable(v reflect.Value) bool {
	_, text := v.Addr().Interface().(encoding.TextUnmarshaler)
	return v.Kind() == reflect.Struct && !text
}

// isTableList says whether a value is a list of tables.
func isTableList(v reflect.Value) bool {
	return v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct
}

// fields are those of a table that a file can set: the tagged ones, and those
// of embedded structs.
func fields(table reflect.Type) []reflect.StructField {
	return slices.DeleteFunc(reflect.VisibleFields(table), func(f reflect.StructField) bool {
		tag := f.Tag.Get("toml")
		return tag == "" || tag == "-"
	})
}

// lineStarts is the offset of each line.
func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// lineOf is the line, from 1, that a range begins in.
func (d *decoder) lineOf(r unstable.Range) int {
	i, found := slices.BinarySearch(d.starts, int(r.Offset))
	if found {
		i++
	}
	return i
}
