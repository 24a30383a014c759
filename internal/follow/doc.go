// Package follow says when a buyer should hear from us next. It knows the
// practitioners' cadence (domain section 6) and two clocks, the buyer's and the
// rep's, and nothing else: given what has happened in an inquiry it returns what
// the inquiry waits for, and the moment.
//
// Steps are counted in the buyer's working days. On the day that is reached the
// hour is chosen where the buyer has just begun to work and the rep still does;
// where the two never meet, the buyer's own best hour. A moment never falls on
// the buyer's weekend or holiday, never into the first hours after a long break,
// and never before now. Which letter moves which inquiry, the Ledger knows. The
// package is pure: the same course gives the same plan.
package follow
