//go:build !race

package desk_test

// crashStride is how far one point of death is from the next: all are visited.
const crashStride = 1
