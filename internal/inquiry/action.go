package inquiry

// Action is one thing that is done to a message in the mailbox, and that can
// be undone. It is data: mailbox knows how, desk decides when, state keeps it.
type Action struct {
	Verb Verb
	Arg  string // the keyword or flag to set, or the folder to file into
}

// Verb names an action.
type Verb string

// The verbs. mailbox has one file for each.
const (
	Tag   Verb = "tag"   // add a keyword or a flag
	Untag Verb = "untag" // remove a keyword or a flag that we added
	File  Verb = "file"  // move to a folder
)

// Placement says when a tier's letters leave the watched folder.
type Placement string

// The placements of a tier.
const (
	FileNow      Placement = "now"      // as soon as it is graded
	FileAnswered Placement = "answered" // once the rep has answered
	FileNever    Placement = "tag"      // never; keywords only
)
