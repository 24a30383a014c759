// Package mailbox is the daemon's hands in an IMAP account: it watches, reads,
// tags, files and puts back. Every server's quirk hides here; what to do and
// when is the desk's business.
//
// A Session is one connection. It is used by one goroutine, and each of its
// methods is one short conversation with the server, bounded in time and in
// memory by the guard that stands between go-imap and the wire. After an error
// that is not a Refusal the connection is closed and a new Session is needed;
// what became of an effect under way is then found out by looking.
//
// Nothing here changes \Seen, expunges a message it was not told to, or sends
// a plain EXPUNGE or CLOSE: the guard would close the connection first.
package mailbox
