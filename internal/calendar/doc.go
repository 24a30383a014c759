// Package calendar knows when people in a country work: its weekend, its days
// off, the days that are worked instead, its hours and its clock, for 250
// countries and their subdivisions from 2026 to 2031. All of it is data, made
// and explained in data/; a Calendar adds what the user's own files say.
//
// A day is off or it is worked. Some worked days are soft: the day before and
// after a feast that hangs on the sight of the moon, a Saturday that some
// offices keep, the last days of December. A soft day counts as worked and is
// avoided where another will do; the same holds for soft hours.
//
// Days are civil: a Date has no clock and no zone. Where a clock is needed the
// zone comes with it, from the newest time zone database at hand (zone.go).
package calendar
