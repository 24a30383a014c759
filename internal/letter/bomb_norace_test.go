//go:build !race

package letter

const poolSlack = 1
