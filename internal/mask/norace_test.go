//go:build !race

package mask_test

const racing = false
