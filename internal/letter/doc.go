// Package letter reads the bytes of a message (RFC 5322, RFC 2045–2049) into
// an [inquiry.Letter]: who wrote, when, and which words are new.
//
// letter.go tells the story of one letter; each stage has its own file:
//
//	header.go     lines into fields; a broken line costs that line only
//	word.go       RFC 2047 encoded words, as sloppy as they come
//	param.go      Content-Type parameters, RFC 2231 file names
//	address.go    who wrote to whom
//	date.go       when, by the sender's own clock
//	part.go       the tree of parts: which are words, which are files
//	transfer.go   base64 and quoted-printable that go on after an error
//	charset.go    bytes into UTF-8; detect.go guesses what nobody declared
//	text.go       decoded text into lines
//	html.go       markup into lines; element.go knows what tags mean
//	quote.go      new words apart from history
//	signature.go  new words apart from the block that closes them
//	automatic.go  what no person wrote just now
//	cues.go       the words of twenty languages that quoting and closing use
//
// Every limit stands in limits.go. A stage that meets one keeps what it has,
// sets Truncated and names the limit in Defects; there is no error that stops
// a mailbox. All work is linear in the size of the input, save for the nesting
// of multiparts, which is bounded.
//
// The package parses on slices of the raw bytes by itself. go-message, which
// writes our mail in package post, was tried for reading: it refuses a whole
// mail for one line without a colon, has no limit on part headers (a 25 MB
// mail takes 2 GB), loses the rest of a part after one bad base64 character
// and a whole multipart for one long line of preamble. The tests hold it as
// the referee on well-formed mail: both must see the same parts and words.
package letter
