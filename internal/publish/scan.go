package publish

import (
	"context"
	"fmt"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// Scan is the check of finished files without a desk: it reads a folder of a collection, without PDF, and searches it with a Finder made elsewhere. bench/check measures it; nothing
// is stored, audited or waived.
func Scan(ctx context.Context, c *incident.Collection, dir string, finder *mask.Finder) (CheckResult, error) {
	list, err := readFolder(dir)
	if err != nil {
		return CheckResult{}, fmt.Errorf("scan: %w", err)
	}
	result := CheckResult{Files: len(list), Manifest: digest(list[manifestName])}
	k := &checker{scope: scope{collections: []*incident.Collection{c}}, finder: finder, files: list, ids: map[string][]string{}, result: &result, mark: func(term string) string { return digest([]byte(term)) }}
	k.allow()
	k.all(ctx)
	k.follow()
	k.listed()
	result.Passed = len(result.Found) == 0
	return result, nil
}
