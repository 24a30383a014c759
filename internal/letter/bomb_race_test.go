//go:build race

package letter

// poolSlack: under the race detector a sync.Pool forgets at random what it is
// given (sync/pool.go), and buffers are made anew that are otherwise used again; .ci/run also goes without it.
const poolSlack = 64
