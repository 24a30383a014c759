package desk_test

import (
	"bytes"
	"context"
	"net"
	"strings"
	"sync"
)

// recorder dials a server and notes the commands that are sent to it.
type recorder struct {
	addr string
	mu   sync.Mutex
	sent []string
}

func (r *recorder) dial(ctx context.Context) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", r.addr)
	return &recorded{c, r}, err
}

func (r *recorder) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = nil
}

// verbs are the commands sent so far, UID left out.
func (r *recorder) verbs() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var verbs []string
	for _, line := range r.sent {
		words := strings.Fields(strings.ToUpper(line))
		if len(words) > 2 && words[1] == "UID" {
			words = words[1:]
		}
		if len(words) > 1 {
			verbs = append(verbs, words[1])
		}
	}
	return verbs
}

type recorded struct {
	net.Conn
	r *recorder
}

func (c *recorded) Write(p []byte) (int, error) {
	c.r.mu.Lock()
	for line := range bytes.Lines(p) {
		c.r.sent = append(c.r.sent, string(line))
	}
	c.r.mu.Unlock()
	return c.Conn.Write(p)
}
