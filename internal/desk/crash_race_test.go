//go:build race

package desk_test

// crashStride: under the race detector a process takes a second to start, and
// the test kills a thousand. There every fourth point must do; .ci/run visits
// all of them without it.
const crashStride = 4
