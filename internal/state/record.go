package state

import (
	"time"

	"inquiryd/internal/inquiry"
)

// Key names one message where the daemon first saw it. UIDs mean nothing
// without the UIDVALIDITY they were given under (RFC 3501 section 2.3.1.1).
type Key struct {
	Account  string
	Folder   string
	Validity uint32
	UID      uint32
}

// Stage is how far the work on one letter has come.
type Stage string

// The stages. Planned, Undoing and Retiering are in flight: an effect may or may not have
// happened, and only a look at the mailbox tells.
const (
	Planned   Stage = "planned"   // intent committed, effects under way
	Done      Stage = "done"      // effects seen to have happened, or none intended
	Gone      Stage = "gone"      // somebody took it first; no effect ever again
	Held      Stage = "held"      // needs a person: the breaker, or too many refusals
	Undoing   Stage = "undoing"   // intent to put back committed
	Undone    Stage = "undone"    // put back; never acted on again
	Adopted   Stage = "adopted"   // carried our tag before this state existed
	Waiting   Stage = "waiting"   // tagged; to be filed once the rep has answered
	Retiering Stage = "retiering" // graded anew: intent to follow the new verdict committed
)

// InFlight reports whether only the mailbox knows what became of it.
func (s Stage) InFlight() bool { return s == Planned || s == Undoing || s == Retiering }

// Open reports whether there is still something to look at.
func (s Stage) Open() bool { return s.InFlight() || s == Waiting }

// Letter is the daemon's memory of one message and the journal of what was done
// to it. All times are UTC.
type Letter struct {
	Key       Key           `json:"-"`
	Print     inquiry.Print `json:"print"`
	MessageID string        `json:"mid,omitempty"`
	Read      time.Time     `json:"read"`               // when the daemon read it
	Arrived   time.Time     `json:"arrived,omitzero"`   // INTERNALDATE
	Backlog   bool          `json:"backlog,omitempty"`  // lay there before the first start
	Answered  bool          `json:"answered,omitempty"` // filed because the rep has answered

	Verdict inquiry.Verdict  `json:"verdict"`
	Actions []inquiry.Action `json:"actions,omitempty"` // intended; once Done, done

	Change []inquiry.Action `json:"change,omitempty"` // what Retiering does to get from Actions to the new verdict
	Trace  *inquiry.Trace   `json:"trace,omitempty"`  // of an inquiry: to recognise a probe ring by
	Owner  *Key             `json:"owner,omitempty"`  // the same letter in the mailbox that had it first

	Back    bool          `json:"back,omitempty"` // a person asked to put it back
	Stage   Stage         `json:"stage"`
	Mark    inquiry.Mark  `json:"mark,omitzero"` // of the destination, before the effect
	At      inquiry.Place `json:"at,omitzero"`   // where it lies now, if not at Key
	Attempt time.Time     `json:"attempt,omitzero"`
	Due     time.Time     `json:"due,omitzero"` // in flight: not to be touched before
	Tries   int           `json:"tries,omitempty"`
	Note    string        `json:"note,omitempty"` // why it is Held or Gone
}

// Destination is the folder that the actions file it into, or "".
func (l *Letter) Destination() string { return destination(l.Actions) }

func destination(actions []inquiry.Action) string {
	for _, a := range actions {
		if a.Verb == inquiry.File {
			return a.Arg
		}
	}
	return ""
}

// From is where the letter lies as far as we know, and where the effect in
// flight takes it from.
func (l *Letter) From() inquiry.Place {
	if l.Stage != Planned && l.At.Folder != "" {
		return l.At
	}
	return inquiry.Place{Folder: l.Key.Folder, Validity: l.Key.Validity, UID: l.Key.UID}
}

// To is the folder that the effect in flight takes the letter to, or "" if it
// stays where it is.
func (l *Letter) To() string {
	switch l.Stage {
	case Undoing:
	case Retiering:
		return destination(l.Change)
	default:
		return l.Destination()
	}
	if l.At.Folder == "" || l.At.Folder == l.Key.Folder {
		return "" // it never left
	}
	return l.Key.Folder
}

// Cursor is how far a watched folder has been read: every UID up to Last was
// handled. It is the truth; IDLE and polling are only hints to look again.
type Cursor struct {
	Validity uint32    `json:"validity"`
	Last     uint32    `json:"last"`
	Start    uint32    `json:"start"`          // last UID before the very first start; up to it is backlog
	Since    time.Time `json:"since,omitzero"` // backlog that arrived before this is left alone

	Exists  uint32    `json:"exists"`            // messages in the folder at the first start
	Moves   int       `json:"moves"`             // backlog moves so far, for the breaker
	Hour    Window    `json:"hour"`              // backlog moves of the hour, for the ceiling
	Day     Window    `json:"day"`               // and of the day
	Breaker string    `json:"breaker,omitempty"` // why backlog moves are held, or ""
	Release bool      `json:"release,omitempty"` // a person let the backlog pass
	Frozen  string    `json:"frozen,omitempty"`  // why the folder is not touched at all, or ""
	Anew    bool      `json:"anew,omitempty"`    // a person said to go on from the newest mail
	Seen    time.Time `json:"seen,omitzero"`     // last proven progress: the server's UIDNEXT was met

	// Reading is the last UID of the batch that is being parsed, or 0. Found
	// set at a start, it says that the process died over that batch.
	Reading uint32 `json:"reading,omitempty"`
}

// Window counts moves since From.
type Window struct {
	From  time.Time `json:"from,omitzero"`
	Moves int       `json:"moves"`
}

// Person is somebody outside who wrote to us. All times are UTC.
type Person struct {
	Wrote    time.Time `json:"wrote"`             // first
	Answered time.Time `json:"answered,omitzero"` // when a letter of theirs first answered one of ours
}
