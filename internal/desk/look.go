package desk

import (
	"slices"

	"inquiryd/internal/inquiry"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/state"
)

// lookLimit is how many of a folder's newest messages are searched when we do
// not know from where on.
const lookLimit = 500

// look finds out how both ends of interrupted effects stand. It reads only.
func (w *worker) look(s *mailbox.Session, letters []state.Letter) ([]finding, error) {
	findings := make([]finding, len(letters))
	for i, l := range letters {
		findings[i].letter = l
	}
	if err := w.lookAtSources(s, findings); err != nil {
		return nil, err
	}
	if err := w.lookAtDestinations(s, findings); err != nil {
		return nil, err
	}
	return findings, w.lookElsewhere(s, findings)
}

func (w *worker) lookAtSources(s *mailbox.Session, findings []finding) error {
	uids := make(map[string][]uint32)
	for _, f := range findings {
		from := f.letter.From()
		uids[from.Folder] = append(uids[from.Folder], from.UID)
	}
	for folder, want := range uids {
		slices.Sort(want)
		f, prints, err := s.Prints(folder, slices.Compact(want))
		if err != nil && !mailbox.Refused(err) {
			return err
		}
		for i := range findings {
			from := findings[i].letter.From()
			if from.Folder != folder {
				continue
			}
			if err != nil && !mailbox.Absent(err) {
				findings[i].blocked = err
			}
			if err != nil {
				continue
			}
			if from.Validity == f.Validity && prints[from.UID] == findings[i].letter.Print {
				findings[i].source = &from
			}
		}
		if err == nil {
			if err := w.searchSources(s, folder, findings); err != nil {
				return err
			}
		}
	}
	return nil
}

// searchSources looks for letters that are to be put back and do not lie where
// we last knew them: the folder was numbered anew, or the server never told.
func (w *worker) searchSources(s *mailbox.Session, folder string, findings []finding) error {
	lost := func(f finding) bool {
		moved := f.letter.Stage == state.Undoing || f.letter.Stage == state.Retiering && f.letter.At.Folder != ""
		return f.source == nil && moved && f.letter.From().Folder == folder
	}
	if !slices.ContainsFunc(findings, lost) {
		return nil
	}
	f, prints, err := s.PrintsFrom(folder, 1, lookLimit)
	if err != nil {
		return err
	}
	taken := make(map[uint32]bool)
	for i := range findings {
		if !lost(findings[i]) {
			continue
		}
		for _, uid := range where(prints, findings[i].letter.Print) {
			if !taken[uid] {
				taken[uid] = true
				findings[i].source = &inquiry.Place{Folder: folder, Validity: f.Validity, UID: uid}
				break
			}
		}
	}
	return nil
}

// lookAtDestinations finds what came to each destination since the mark of the
// letters that were on their way there.
func (w *worker) lookAtDestinations(s *mailbox.Session, findings []finding) error {
	folders := make(map[string][]int)
	for i, f := range findings {
		if to := f.letter.To(); to != "" {
			folders[to] = append(folders[to], i)
		}
	}
	for folder, members := range folders {
		now, err := s.Mark(folder)
		if mailbox.Absent(err) {
			continue // nothing came to it
		}
		if mailbox.Refused(err) {
			for _, i := range members {
				findings[i].blocked = err
			}
			continue
		}
		if err != nil {
			return err
		}
		from, most := now.Next, 1<<30
		for _, i := range members {
			findings[i].mark = now
			switch m := findings[i].letter.Mark; {
			case m.Next == 0:
				// Never in flight before: nothing of it can be there.
			case m.Validity != now.Validity:
				from, most = 1, lookLimit
			default:
				from = min(from, m.Next)
			}
		}
		_, prints, err := s.PrintsFrom(folder, from, most)
		if err != nil {
			return err
		}
		for _, i := range members {
			l := findings[i].letter
			for _, uid := range where(prints, l.Print) {
				if l.Mark.Next != 0 && (uid >= l.Mark.Next || l.Mark.Validity != now.Validity) {
					findings[i].copies = append(findings[i].copies, inquiry.Place{Folder: folder, Validity: now.Validity, UID: uid})
				}
			}
		}
	}
	return nil
}

// lookElsewhere searches the tier folders once for what is at neither end: a
// rep may have filed it by hand.
func (w *worker) lookElsewhere(s *mailbox.Session, findings []finding) error {
	lost := func(f finding) bool { return f.source == nil && len(f.copies) == 0 && f.letter.Stage != state.Undoing }
	if !slices.ContainsFunc(findings, lost) {
		return nil
	}
	for _, t := range inquiry.Tiers {
		path := w.paths[t]
		if path == "" {
			continue
		}
		f, prints, err := s.PrintsFrom(path, 1, lookLimit)
		if mailbox.Refused(err) {
			continue
		}
		if err != nil {
			return err
		}
		for i := range findings {
			if uids := where(prints, findings[i].letter.Print); lost(findings[i]) && len(uids) > 0 && findings[i].elsewhere.UID == 0 {
				findings[i].elsewhere = inquiry.Place{Folder: path, Validity: f.Validity, UID: uids[len(uids)-1]}
			}
		}
	}
	return nil
}

func where(prints map[uint32]inquiry.Print, want inquiry.Print) []uint32 {
	var uids []uint32
	for uid, p := range prints {
		if p == want {
			uids = append(uids, uid)
		}
	}
	slices.Sort(uids)
	return uids
}
