package state

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
)

// Every value is version, CRC, JSON. bbolt has no page checksums: one flipped
// bit in 60 files gave 14 silent wrong values. The CRC covers the key as well,
// so that a value found under another key is refused too.
const (
	version    = 1
	headerSize = 1 + crc32.Size
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// ErrDamaged means that a stored value is not what was written.
var ErrDamaged = errors.New("the state file is damaged")

func checksum(key, body []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, body)
}

func encode(key []byte, v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	out := make([]byte, headerSize, headerSize+len(body))
	out[0] = version
	binary.BigEndian.PutUint32(out[1:], checksum(key, body))
	return append(out, body...), nil
}

func decode(key, val []byte, v any) error {
	if len(val) < headerSize {
		return fmt.Errorf("%w: a value of %d bytes", ErrDamaged, len(val))
	}
	if val[0] > version {
		return fmt.Errorf("a value of version %d: written by a newer inquiryd", val[0])
	}
	body := val[headerSize:]
	if binary.BigEndian.Uint32(val[1:]) != checksum(key, body) {
		return fmt.Errorf("%w: checksum of a value", ErrDamaged)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

// Keys are account NUL folder NUL validity uid: one folder's letters lie
// together in the order of their UIDs. Neither name can hold a NUL.
func folderKey(account, folder string) []byte {
	k := make([]byte, 0, len(account)+len(folder)+2+8)
	k = append(append(k, account...), 0)
	return append(append(k, folder...), 0)
}

func (k Key) bytes() []byte {
	b := folderKey(k.Account, k.Folder)
	b = binary.BigEndian.AppendUint32(b, k.Validity)
	return binary.BigEndian.AppendUint32(b, k.UID)
}

func parseKey(b []byte) (Key, error) {
	var names [2]string
	rest := b
	for i := range names {
		n := 0
		for n < len(rest) && rest[n] != 0 {
			n++
		}
		if n == len(rest) {
			return Key{}, fmt.Errorf("%w: a key without names", ErrDamaged)
		}
		names[i], rest = string(rest[:n]), rest[n+1:]
	}
	if len(rest) != 8 {
		return Key{}, fmt.Errorf("%w: a key of %d bytes", ErrDamaged, len(b))
	}
	return Key{names[0], names[1], binary.BigEndian.Uint32(rest), binary.BigEndian.Uint32(rest[4:])}, nil
}
