//go:build race

package mask_test

// racing tells that the race detector runs: it throws away what pools keep, so that room says nothing.
const racing = true
