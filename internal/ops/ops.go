// Package ops keeps a desk running and provable: the sequencer of the audit log, the job loop, backup and restore, verification, doctor.
// It is not for what the jobs do, nor for starting servers; it takes handlers, keys and the clock from cmd.
package ops

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Notes signs and verifies notes; seal.Keys and seal.Seal are both one.
type Notes interface {
	SignNote(text string) (string, error)
	VerifyNote(msg string) (text string, err error)
}

// checkpointOrigin is the first line of a checkpoint (C2SP tlog-checkpoint), which tells it from a receipt under the same key.
const checkpointOrigin = "todoke/audit"

func checkpointText(size int64, root tlog.Hash) string {
	return fmt.Sprintf("%s\n%d\n%s\n", checkpointOrigin, size, root)
}

func readCheckpoint(text string) (size int64, root tlog.Hash, err error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] != checkpointOrigin {
		return 0, root, fmt.Errorf("checkpoint: not a checkpoint of the audit log")
	}
	if _, err := fmt.Sscanf(lines[1], "%d", &size); err != nil || fmt.Sprint(size) != lines[1] {
		return 0, root, fmt.Errorf("checkpoint: bad size")
	}
	if root, err = tlog.ParseHash(lines[2]); err != nil {
		return 0, root, fmt.Errorf("checkpoint: %w", err)
	}
	return size, root, nil
}
