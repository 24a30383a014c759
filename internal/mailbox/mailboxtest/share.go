package mailboxtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
)

// shared are the servers that the tests of one package have in common: starting
// one takes longer than most tests do.
var shared = struct {
	sync.Mutex
	running map[DovecotOptions]*Dovecot
	users   int
}{running: make(map[DovecotOptions]*Dovecot)}

// Share gives a running server with these options, which all callers have in
// common, and a user on it whom nobody has used. Stop it with StopShared only,
// from TestMain. Where there is no Dovecot the error is ErrNoDovecot, and tests
// skip; not so with INQUIRYD_DOVECOT=required in the environment, as in CI.
func Share(ctx context.Context, opt DovecotOptions) (d *Dovecot, user string, err error) {
	shared.Lock()
	defer shared.Unlock()
	if d = shared.running[opt]; d == nil {
		d, err = StartDovecot(ctx, opt)
		if errors.Is(err, ErrNoDovecot) && os.Getenv("INQUIRYD_DOVECOT") == "required" {
			return nil, "", errors.New("INQUIRYD_DOVECOT=required, and there is no Dovecot")
		}
		if err != nil {
			return nil, "", err
		}
		shared.running[opt] = d
	}
	shared.users++
	return d, fmt.Sprintf("rep%d", shared.users), nil
}

// StopShared stops all servers that Share started.
func StopShared() {
	shared.Lock()
	defer shared.Unlock()
	var wg sync.WaitGroup
	for _, d := range shared.running {
		wg.Go(d.Stop) // each takes a second or so
	}
	wg.Wait()
	clear(shared.running)
}
