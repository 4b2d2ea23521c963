//go:build !linux

package mask

// inLargePages does nothing where it is not known how.
func inLargePages(...any) {}
