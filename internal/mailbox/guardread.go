package mailbox

import (
	"errors"
	"fmt"
)

// Limits on what a server sends (reliability: IMAP response bombs). An honest
// answer to anything we ask stays far below each of them.
const (
	maxLine           = 64 << 10 // bytes of one response outside its literals
	maxDepth          = 64       // open parentheses in one response
	maxLiteral        = 8 << 20  // bytes of one literal
	maxLiterals       = 16 << 20 // bytes of literals up to a tagged response
	maxLines          = 16 << 20 // bytes outside literals up to a tagged response
	maxSet      int64 = 100_000  // numbers in the sets of one response
)

// responses reads along with go-imap's decoder (imapwire.Decoder), byte by
// byte, and refuses the byte that would make it misbehave. The two must agree
// on what is a literal, a quoted string and the end of a response, or a server
// could hide in one of them what the guard should see. Where go-imap would stop
// with an error of its own it does not matter what the guard thinks.
//
//	"+" text                          a continuation request
//	tag type [code] text              status: no strings in it
//	"*" [number] type …               status, capabilities or data, by type
//
// In data, quoted strings and literals are skipped and parentheses counted. A
// state is the function that takes the next byte.
type responses struct {
	step func(*responses, byte) error

	word    []byte // the type or code being read, in upper case
	tagged  bool   // this response ends a command
	counted bool   // the number before the type was read
	plus    bool   // a continuation request came

	caps  bool // in a response code: CAPABILITY
	sets  bool // number sets are checked
	set   numberSet
	depth int

	announced int64 // size of the literal being announced
	literal   int64 // its bytes still to come

	line     int // bytes of this response, outside literals
	lines    int // the same since the last tagged response
	literals int64
}

// wordLimit is longer than any type or code that matters here.
const wordLimit = 16

func newResponses() responses {
	return responses{step: (*responses).atStart, word: make([]byte, 0, wordLimit)}
}

// feed takes the next bytes of the stream in pieces of any size. It returns how
// many may be passed on: all of them, or those before the offence.
func (r *responses) feed(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if r.literal > 0 {
			skip := min(r.literal, int64(len(p)-n))
			r.literal -= skip
			n += int(skip)
			continue
		}
		r.line++
		r.lines++
		switch {
		case r.line > maxLine:
			return n, fmt.Errorf("a line of more than %d bytes", maxLine)
		case r.lines > maxLines:
			return n, fmt.Errorf("more than %d bytes of lines for one command", maxLines)
		}
		if err := r.step(r, p[n]); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// tookGoAhead reports once that a continuation request came.
func (r *responses) tookGoAhead() bool {
	came := r.plus
	r.plus = false
	return came
}

func (r *responses) to(step func(*responses, byte) error) error {
	r.step = step
	return nil
}

func (r *responses) atStart(b byte) error {
	switch {
	case b == '+':
		r.plus = true
		return r.to((*responses).inText)
	case b == '*':
		return r.to((*responses).afterTag)
	case isAtomChar(b):
		r.tagged = true
		return r.to((*responses).inTag)
	}
	return errors.New("a response that begins with neither *, + nor a tag")
}

func (r *responses) inTag(b byte) error {
	if isAtomChar(b) {
		return nil
	}
	return r.afterTag(b)
}

func (r *responses) afterTag(b byte) error {
	if b != ' ' {
		return errors.New("a response without a type")
	}
	r.word = r.word[:0]
	return r.to((*responses).inType)
}

func (r *responses) inType(b byte) error {
	if isAtomChar(b) {
		// go-imap compares types in Unicode's upper case, where a dotless ı
		// becomes an I: CAPABıLITY is CAPABILITY to it.
		if b >= 0x80 {
			return errors.New("a response type outside ASCII")
		}
		r.spell(b)
		return nil
	}
	if len(r.word) == 0 {
		return errors.New("a response without a type")
	}
	if !r.tagged && !r.counted && isDigit(r.word[0]) {
		r.counted = true
		return r.afterTag(b)
	}
	r.step = r.bodyOf(string(r.word))
	return r.step(r, b)
}

// bodyOf is how the rest of a response of a type is read.
func (r *responses) bodyOf(typ string) func(*responses, byte) error {
	if r.tagged {
		return (*responses).inStatus
	}
	switch typ {
	case "OK", "NO", "BAD", "BYE", "PREAUTH":
		return (*responses).inStatus
	case "CAPABILITY", "ENABLED":
		return (*responses).inCapabilities
	case "ESEARCH", "VANISHED":
		r.sets = true
	}
	return (*responses).inData
}

// spell collects a word of a response; what is longer than any word that
// matters is cut, and matches none.
func (r *responses) spell(b byte) {
	if 'a' <= b && b <= 'z' {
		b -= 'a' - 'A'
	}
	if len(r.word) < wordLimit {
		r.word = append(r.word, b)
	}
}

// inCapabilities guards go-imap's loop over capabilities, which never ends once
// it sees a parenthesis: Decoder.SP is true before one and consumes nothing.
func (r *responses) inCapabilities(b byte) error {
	switch b {
	case '(':
		return errors.New("a parenthesis among capabilities")
	case '\n':
		return r.end()
	}
	return nil
}

func (r *responses) inStatus(b byte) error {
	if b == ' ' {
		return r.to((*responses).beforeText)
	}
	r.step = (*responses).inText
	return r.inText(b)
}

func (r *responses) beforeText(b byte) error {
	if b == '[' {
		r.word = r.word[:0]
		return r.to((*responses).inCodeName)
	}
	r.step = (*responses).inText
	return r.inText(b)
}

func (r *responses) inText(b byte) error {
	if b == '\n' {
		return r.end()
	}
	return nil
}

func (r *responses) inCodeName(b byte) error {
	if isAtomChar(b) {
		r.spell(b)
		return nil
	}
	switch string(r.word) {
	case "CAPABILITY":
		r.caps = true
	case "COPYUID", "APPENDUID":
		r.sets = true
	}
	r.step = (*responses).inCode
	return r.inCode(b)
}

// inCode reads to the first ']', as go-imap does. It skips the codes that it
// does not know over line ends, so that what looks like a response, or like a
// literal, would be none.
func (r *responses) inCode(b byte) error {
	switch {
	case b == '\n':
		return errors.New("a response code without an end")
	case b == '(' && r.caps:
		return errors.New("a parenthesis among capabilities")
	case r.sets:
		if err := r.set.step(b); err != nil {
			return err
		}
	}
	if b == ']' {
		return r.to((*responses).inText)
	}
	return nil
}

func (r *responses) inData(b byte) error {
	switch b {
	case '"':
		return r.to((*responses).inQuoted)
	case '{':
		r.announced = 0
		return r.to((*responses).inLiteralSize)
	case '(':
		if r.depth++; r.depth > maxDepth {
			return fmt.Errorf("more than %d parentheses within another", maxDepth)
		}
	case ')':
		r.depth = max(r.depth-1, 0)
	}
	if r.sets {
		if err := r.set.step(b); err != nil {
			return err
		}
	}
	if b == '\n' {
		return r.end()
	}
	return nil
}

// inQuoted refuses a string over a line end, which RFC 9051 section 4.3 forbids
// and go-imap allows.
func (r *responses) inQuoted(b byte) error {
	switch b {
	case '\\':
		return r.to((*responses).inEscape)
	case '"':
		return r.to((*responses).inData)
	case '\n':
		return errors.New("a quoted string over a line end")
	}
	return nil
}

func (r *responses) inEscape(b byte) error {
	r.step = (*responses).inQuoted
	if b == '\n' {
		return r.inQuoted(b)
	}
	return nil
}

func (r *responses) inLiteralSize(b byte) error {
	switch {
	case isDigit(b):
		if r.announced = r.announced*10 + int64(b-'0'); r.announced > maxLiteral {
			return fmt.Errorf("a literal of more than %d bytes", maxLiteral)
		}
		return nil
	case b == '}':
		if r.literals += r.announced; r.literals > maxLiterals {
			return fmt.Errorf("more than %d bytes of literals for one command", maxLiterals)
		}
		return r.to((*responses).beforeLiteral)
	}
	return errors.New("a brace that announces no literal")
}

// beforeLiteral reads the line end, with all that go-imap tolerates in it.
func (r *responses) beforeLiteral(b byte) error {
	switch b {
	case ' ', '\r':
		return nil
	case '\n':
		r.literal = r.announced
		return r.to((*responses).inData)
	}
	return errors.New("a literal that does not begin on a new line")
}

// end is the end of a response; that of a tagged one ends its command.
func (r *responses) end() error {
	if r.tagged {
		r.lines, r.literals = 0, 0
	}
	r.tagged, r.counted, r.caps, r.sets = false, false, false, false
	r.line, r.depth, r.set = 0, 0, numberSet{}
	return r.to((*responses).atStart)
}

// numberSet adds up the numbers that sets stand for. go-imap keeps ranges as
// they come and expands them when asked (imap.UIDSet.Nums): 1:4294967295 fills
// the memory, and a hundred ranges of legal width do too.
type numberSet struct {
	number, first int64
	ranged        bool // first and a colon came before number
	sum           int64
}

// A number that cannot be a UID is held here, so that it does not overflow.
const beyondUID int64 = 1 << 32

func (s *numberSet) step(b byte) error {
	switch {
	case isDigit(b):
		s.number = min(s.number*10+int64(b-'0'), beyondUID)
		return nil
	case b == '*':
		// go-imap would close the connection too, without saying why (#749).
		return errors.New("a number set with * in it")
	case b == ':':
		s.first, s.number, s.ranged = s.number, 0, true
		return nil
	}
	if s.ranged {
		s.sum += max(s.first-s.number, s.number-s.first) + 1
	}
	s.number, s.first, s.ranged = 0, 0, false
	if s.sum > maxSet {
		return fmt.Errorf("number sets of more than %d numbers", maxSet)
	}
	return nil
}

// isAtomChar is go-imap's notion of an ATOM-CHAR: wider than RFC 9051's, since
// it takes bytes from 0xA0 on.
func isAtomChar(b byte) bool {
	switch b {
	case '(', ')', '{', ' ', '%', '*', '"', '\\', ']':
		return false
	}
	return b >= ' ' && (b < 0x7f || b > 0x9f)
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
