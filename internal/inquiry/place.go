package inquiry

import "fmt"

// Place is where a message lies. UIDs mean nothing without the UIDVALIDITY
// they were given under (RFC 3501 section 2.3.1.1). UID 0: not known.
type Place struct {
	Folder   string // the server's own name of it
	Validity uint32
	UID      uint32
}

// Mark is how a folder stood just before an effect: whatever the effect puts
// there gets a UID of at least Next. Validity 0: the folder was not looked at.
type Mark struct {
	Validity uint32
	Next     uint32
}

// Print recognises a message wherever it lies: the SHA-256 of its header and
// its size. A Message-ID is no use for that: the sender chooses it, or leaves
// it out, or two messages share one. Byte-identical twins share a Print.
type Print struct {
	Header [32]byte
	Size   int64 // RFC822.SIZE
}

// MarshalText keeps what is stored short: an array of bytes is a list in JSON.
func (p Print) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%x:%d", p.Header[:], p.Size), nil
}

// UnmarshalText reads what MarshalText wrote.
func (p *Print) UnmarshalText(b []byte) error {
	var header []byte
	if n, err := fmt.Sscanf(string(b), "%x:%d", &header, &p.Size); n != 2 || len(header) != len(p.Header) {
		return fmt.Errorf("fingerprint %q: %w", b, err)
	}
	copy(p.Header[:], header)
	return nil
}
