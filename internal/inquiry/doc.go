// Package inquiry holds the nouns of the trade: the letter that came, the
// buyer who wrote it, the verdict on it with its evidence, and the actions
// that follow. Every other package speaks in these words.
//
// It imports the standard library only, does no I/O and reads no clock.
package inquiry
