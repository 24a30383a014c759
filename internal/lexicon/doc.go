// Package lexicon holds the words of the trade in the languages that buyers
// write, as data that a native reader can extend without Go: one file a
// language in words/, with a section for every cue.
//
// Fold turns a text into the form that words are compared in (lower case,
// compatibility forms and accents folded, digits of every script as 0 to 9)
// and remembers where each byte came from, so that what is found can be
// quoted verbatim. Index is a trie over folded phrases; Find walks it once
// from the start of every word, and from every character of scripts that
// write no spaces, so its time is linear in the length of the text.
package lexicon
