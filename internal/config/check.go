package config

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"inquiryd/internal/desk"
	"inquiryd/internal/inquiry"
)

// maxSocket is the longest path of a Unix socket, unix(7): sun_path holds 108
// bytes with the final zero.
const maxSocket = 107

// check tells what is wrong with the values that the file and the defaults
// give together.
func (doc *document) check(r *report) {
	if doc.State == "" {
		r.add("state", errors.New("want the path of a file"))
	}
	switch {
	case doc.Control == "":
		r.add("control", errors.New("want the path of a socket"))
	case len(doc.Control) > maxSocket:
		r.add("control", fmt.Errorf("want a path of at most %d bytes, have %d", maxSocket, len(doc.Control)))
	case doc.Control == doc.State:
		r.add("control", errors.New("want another path than that of state"))
	}
	oneOf(r, "log.format", doc.Log.Format, "auto", "text", "json")
	oneOf(r, "log.level", doc.Log.Level, "debug", "info", "warn", "error")
	if err := desk.FolderName(doc.Folders.Parent); err != nil {
		r.add("folders.parent", err)
	}
	doc.checkTiers(r)
	addAll(r, "limits", doc.Limits.Faults())
	addAll(r, "follow.office", doc.Follow.Office.Faults())
	addAll(r, "follow.cadence", doc.Follow.Cadence.Faults())
	for _, f := range doc.Validate() {
		r.add(f.Key, f.Problem)
	}
	doc.checkAccounts(r)
}

func oneOf(r *report, key, have string, want ...string) {
	if !slices.Contains(want, have) {
		last := len(want) - 1
		r.add(key, fmt.Errorf(`want "%s" or %q, have %q`, strings.Join(want[:last], `", "`), want[last], have))
	}
}

// addAll tells the faults of one table, in the same order every time.
func addAll(r *report, table string, faults map[string]error) {
	keys := make([]string, 0, len(faults))
	for key := range faults {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		r.add(table+"."+key, faults[key])
	}
}

// checkTiers wants a folder of its own for each tier: moving a letter from one
// to another is how a rep corrects us. Servers differ in case; we do not.
func (doc *document) checkTiers(r *report) {
	have := doc.Tiers.byName()
	for i, t := range inquiry.Tiers {
		addAll(r, "tiers."+string(t), have[t].Faults())
		for _, earlier := range inquiry.Tiers[:i] {
			if !strings.EqualFold(have[t].Folder, have[earlier].Folder) {
				continue
			}
			this, other := t, earlier
			if !r.has("tiers." + string(this) + ".folder") {
				this, other = other, this // the line to change is the one in the file
			}
			r.add("tiers."+string(this)+".folder", fmt.Errorf("want a folder of its own, have %q, which is tier %s's", have[this].Folder, other))
			break
		}
	}
}

var accountName = regexp.MustCompile(`^[a-z0-9._-]{1,40}$`)

func (doc *document) checkAccounts(r *report) {
	names := make(map[string]int)
	watched := make(map[watch]int)
	for i, a := range doc.Accounts {
		key := fmt.Sprintf("account[%d]", i)
		first, taken := names[a.Name]
		switch {
		case a.Name == "":
			r.add(key+".name", errors.New(`want a name for the account, such as "sales"`))
		case !accountName.MatchString(a.Name):
			r.add(key+".name", fmt.Errorf("want 1 to 40 of a to z, 0 to 9, dot, dash and underscore, have %q", clip(a.Name)))
		case taken:
			r.add(key+".name", fmt.Errorf("want a name of its own, have %q, which is account[%d]'s", a.Name, first))
		default:
			names[a.Name] = i
		}
		faults := a.Config.Faults()
		if r.told(key + ".password_cmd") {
			delete(faults, "password_file") // it counts both, and cannot see one
		}
		addAll(r, key, faults)
		doc.checkFolders(r, i, watched)
	}
}

// watch is a folder of a mailbox.
type watch struct{ host, user, folder string }

// checkFolders looks at the folders that account i watches. Two accounts on
// one folder would each file the other's letters.
func (doc *document) checkFolders(r *report, i int, watched map[watch]int) {
	a := doc.Accounts[i]
	key := fmt.Sprintf("account[%d].folders", i)
	if len(a.Folders) == 0 {
		r.add(key, errors.New("want at least one folder"))
	}
	for j, folder := range a.Folders {
		at := fmt.Sprintf("%s[%d]", key, j)
		w := watch{strings.ToLower(a.Host), strings.ToLower(a.User), folder}
		if strings.EqualFold(folder, "INBOX") { // RFC 9051 section 5.1: in any case
			w.folder = "INBOX"
		}
		first, taken := watched[w]
		switch {
		case folder == "":
			r.add(at, errors.New("want the name of a folder"))
		case slices.ContainsFunc(inquiry.Tiers[:], func(t inquiry.Tier) bool { return doc.isTierFolder(folder, t) }):
			r.add(at, fmt.Errorf("want a folder that letters arrive in, have %q, which they are filed into", folder))
		case taken && first == i:
			r.add(at, fmt.Errorf("want each folder once, have %q again", folder))
		case taken && a.Host != "" && a.User != "":
			r.add(at, fmt.Errorf("want a folder that no other account watches, have %q of %s, which account[%d] does", folder, a.User, first))
		default:
			watched[w] = i
		}
	}
}

// isTierFolder says whether a watched folder is the one of a tier, under
// either of the delimiters that servers use.
func (doc *document) isTierFolder(folder string, t inquiry.Tier) bool {
	own := doc.Tiers.byName()[t].Folder
	return strings.EqualFold(folder, doc.Folders.Parent+"/"+own) || strings.EqualFold(folder, doc.Folders.Parent+"."+own)
}
