package state

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"go.etcd.io/bbolt"

	"inquiryd/internal/inquiry"
)

// Change is what one step of the desk makes permanent: all of it or nothing.
type Change struct {
	Cursors map[Folder]Cursor
	Letters []Letter
	Moved   map[Key]Key       // letters that have a new key, after UIDVALIDITY changed
	People  map[string]Person // by address in lower case
	Poison  map[Key]int       // how often reading a letter killed the process; 0 forgets
}

// Folder names a watched folder.
type Folder struct{ Account, Name string }

// Commit writes the change and returns once it is on the disk. On an error,
// a full disk among them, nothing of it was written and the state stays usable.
func (s *State) Commit(c Change) error {
	err := s.db.Update(func(tx *bbolt.Tx) error {
		for f, cur := range c.Cursors {
			if err := put(tx.Bucket(cursorBucket), folderKey(f.Account, f.Name), cur); err != nil {
				return err
			}
		}
		for from := range c.Moved {
			if err := remove(tx, from); err != nil {
				return err
			}
		}
		for i := range c.Letters {
			if err := putLetter(tx, &c.Letters[i]); err != nil {
				return err
			}
		}
		for who, p := range c.People {
			if err := put(tx.Bucket(peopleBucket), personKey(who), p); err != nil {
				return err
			}
		}
		for k, n := range c.Poison {
			if err := putPoison(tx, k, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("state %s: commit: %w", s.path, err)
	}
	return nil
}

func put(b *bbolt.Bucket, key []byte, v any) error {
	val, err := encode(key, v)
	if err != nil {
		return err
	}
	return b.Put(key, val)
}

func verify(key, val []byte) error {
	if len(val) < headerSize || binary.BigEndian.Uint32(val[1:]) != checksum(key, val[headerSize:]) {
		return fmt.Errorf("%w: checksum of a value", ErrDamaged)
	}
	return nil
}

// The indexes hold one byte, because bbolt cannot tell an empty value from none.
var present = []byte{1}

func putLetter(tx *bbolt.Tx, l *Letter) error {
	key := l.Key.bytes()
	// New letters come at the end of their folder: pages need no room in the
	// middle. It nearly halves the file.
	letters := tx.Bucket(letterBucket)
	letters.FillPercent = 0.9
	if err := put(letters, key, l); err != nil {
		return err
	}
	if l.Stage.Open() {
		if err := tx.Bucket(openBucket).Put(key, present); err != nil {
			return err
		}
	} else if err := tx.Bucket(openBucket).Delete(key); err != nil {
		return err
	}
	if err := tx.Bucket(printBucket).Put(printKey(l.Key.Account, l.Print, key), present); err != nil {
		return err
	}
	if l.MessageID == "" {
		return nil
	}
	return tx.Bucket(midBucket).Put(midKey(l.MessageID, key), present)
}

func remove(tx *bbolt.Tx, k Key) error {
	key := k.bytes()
	val := tx.Bucket(letterBucket).Get(key)
	if val == nil {
		return nil
	}
	l, err := readLetter(key, val)
	if err != nil {
		return err
	}
	for bucket, k := range map[string][]byte{
		string(letterBucket): key,
		string(openBucket):   key,
		string(printBucket):  printKey(l.Key.Account, l.Print, key),
		string(midBucket):    midKey(l.MessageID, key),
	} {
		if err := tx.Bucket([]byte(bucket)).Delete(k); err != nil {
			return err
		}
	}
	return nil
}

func putPoison(tx *bbolt.Tx, k Key, n int) error {
	if n == 0 {
		return tx.Bucket(poisonBucket).Delete(k.bytes())
	}
	return put(tx.Bucket(poisonBucket), k.bytes(), n)
}

func printKey(account string, p inquiry.Print, key []byte) []byte {
	k := append([]byte(account), 0)
	k = append(k, p.Header[:]...)
	k = binary.BigEndian.AppendUint64(k, uint64(p.Size))
	return append(k, key...)
}

// midKey shortens the id, which a sender may have made of any length: a
// collision only makes a look-up find one letter too many, and Find compares.
func midKey(mid string, key []byte) []byte {
	sum := crc32.Checksum([]byte(mid), castagnoli)
	return append(binary.BigEndian.AppendUint32(nil, sum), key...)
}

// Cursor is how far the folder was read; false if it never was.
func (s *State) Cursor(f Folder) (c Cursor, ok bool, err error) {
	err = s.view("cursor", func(tx *bbolt.Tx) error {
		key := folderKey(f.Account, f.Name)
		val := tx.Bucket(cursorBucket).Get(key)
		if val == nil {
			return nil
		}
		ok = true
		return decode(key, val, &c)
	})
	return c, ok, err
}

// personKey shortens an address, which a sender may have made of any length.
// Two addresses that share it would only make a stranger an old acquaintance.
func personKey(address string) []byte {
	sum := sha256.Sum256([]byte(address))
	return sum[:16]
}

// Person is what is known of an address, in lower case; the zero Person is a
// stranger.
func (s *State) Person(address string) (p Person, err error) {
	err = s.view("person", func(tx *bbolt.Tx) error {
		key := personKey(address)
		if val := tx.Bucket(peopleBucket).Get(key); val != nil {
			return decode(key, val, &p)
		}
		return nil
	})
	return p, err
}

// Letter is the one letter with that key, or false.
func (s *State) Letter(k Key) (l Letter, ok bool, err error) {
	var found []Letter
	err = s.view("letter", func(tx *bbolt.Tx) error {
		if tx.Bucket(letterBucket).Get(k.bytes()) == nil {
			return nil
		}
		return appendLetter(tx, k.bytes(), &found)
	})
	if len(found) == 0 {
		return Letter{}, false, err
	}
	return found[0], true, err
}

// Open is every letter of the folder that there is still something to do or to
// find out about, in the order of UIDs.
func (s *State) Open(f Folder) (out []Letter, err error) {
	err = s.view("open letters", func(tx *bbolt.Tx) error {
		return eachKey(tx.Bucket(openBucket), folderKey(f.Account, f.Name), func(key []byte) error {
			return appendLetter(tx, key, &out)
		})
	})
	return out, err
}

// ByPrint is every letter of the account with that fingerprint: twins share one.
func (s *State) ByPrint(account string, p inquiry.Print) (out []Letter, err error) {
	prefix := printKey(account, p, nil)
	err = s.view("by fingerprint", func(tx *bbolt.Tx) error {
		return eachKey(tx.Bucket(printBucket), prefix, func(key []byte) error {
			return appendLetter(tx, key[len(prefix):], &out)
		})
	})
	return out, err
}

// ByMessageID is the letters with that Message-ID, in all accounts, at most so
// many: senders choose their ids, and some give one to all.
func (s *State) ByMessageID(mid string, most int) (out []Letter, err error) {
	prefix := midKey(mid, nil)
	err = s.view("by message id", func(tx *bbolt.Tx) error {
		c := tx.Bucket(midBucket).Cursor()
		for k, _ := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix) && len(out) < most; k, _ = c.Next() {
			var found []Letter
			if err := appendLetter(tx, k[len(prefix):], &found); err != nil {
				return err
			}
			if len(found) > 0 && found[0].MessageID == mid {
				out = append(out, found...)
			}
		}
		return nil
	})
	return out, err
}

// Select is every letter that keep accepts, in the order of keys. keep runs
// inside a read: it must be quick and must not call the state.
func (s *State) Select(keep func(*Letter) bool) (out []Letter, err error) {
	err = s.view("select", func(tx *bbolt.Tx) error {
		return tx.Bucket(letterBucket).ForEach(func(key, val []byte) error {
			l, err := readLetter(key, val)
			if err == nil && keep(&l) {
				out = append(out, l)
			}
			return err
		})
	})
	return out, err
}

// Latest is the last letters of the folder under one UIDVALIDITY, at most n,
// in the order of UIDs.
func (s *State) Latest(f Folder, validity uint32, n int) (out []Letter, err error) {
	err = s.view("latest", func(tx *bbolt.Tx) error {
		prefix := binary.BigEndian.AppendUint32(folderKey(f.Account, f.Name), validity)
		c := tx.Bucket(letterBucket).Cursor()
		end := binary.BigEndian.AppendUint32(bytes.Clone(prefix), ^uint32(0))
		k, v := c.Seek(end)
		if k == nil || !bytes.Equal(k, end) {
			k, v = c.Prev()
		}
		for ; k != nil && bytes.HasPrefix(k, prefix) && len(out) < n; k, v = c.Prev() {
			l, err := readLetter(k, v)
			if err != nil {
				return err
			}
			out = append(out, l)
		}
		return nil
	})
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, err
}

// Poison is how often reading the letter killed the process.
func (s *State) Poison(k Key) (n int, err error) {
	err = s.view("poison", func(tx *bbolt.Tx) error {
		if val := tx.Bucket(poisonBucket).Get(k.bytes()); val != nil {
			return decode(k.bytes(), val, &n)
		}
		return nil
	})
	return n, err
}

func (s *State) view(what string, f func(*bbolt.Tx) error) error {
	if err := s.db.View(f); err != nil {
		return fmt.Errorf("state %s: %s: %w", s.path, what, err)
	}
	return nil
}

func eachKey(b *bbolt.Bucket, prefix []byte, f func(key []byte) error) error {
	c := b.Cursor()
	for k, _ := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		if err := f(k); err != nil {
			return err
		}
	}
	return nil
}

func appendLetter(tx *bbolt.Tx, key []byte, out *[]Letter) error {
	val := tx.Bucket(letterBucket).Get(key)
	if val == nil {
		return fmt.Errorf("%w: an index names a letter that is not there", ErrDamaged)
	}
	l, err := readLetter(key, val)
	if err == nil {
		*out = append(*out, l)
	}
	return err
}

func readLetter(key, val []byte) (l Letter, err error) {
	if err = decode(key, val, &l); err != nil {
		return l, err
	}
	l.Key, err = parseKey(key)
	return l, err
}
