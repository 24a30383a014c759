// Package origin says where a buyer is and what kind of mailbox they write
// from, by what their letter shows.
//
// Every sign votes for countries: a country that the sender names as theirs, a
// telephone number, the domain's ending, a city, the network, the currency, the
// language; the clock of the Date header agrees with a candidate or not
// (vote.go). A country is named when it leads the next by two votes. Within a
// country of several zones the city decides, then the telephone's area, then
// the clock, then where most people live (zone.go).
//
// The tables in data/ are made by data/make.sh; their sources and licences stand
// in data/NOTICE. The package is pure: no I/O but a user's own network table,
// which is read through Options.
package origin
