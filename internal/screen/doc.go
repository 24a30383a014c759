// Package screen reads a letter as a careful sales rep would and judges it:
// is it an inquiry, what does it ask for, why does the buyer write, and which
// tier does it belong to.
//
// The letter is folded once (package lexicon) and every word cue of the
// trade is found in one pass. Then the signals of signals.go look at it in
// turn; each states what it saw as evidence, in the buyer's own words, and
// may claim points on the scorecard. Before that, offer.go takes the words of
// asking out of sentences that offer something to us. category.go decides who would pay whom;
// kind.go and buyertype.go name the inquiry; scorecard.go adds the points up
// and caps.go holds the score within the bounds that practitioners set.
// judge.go tells this story in order.
//
// The package is pure: no I/O, no clock, no state between letters.
package screen
