package publish

import (
	"context"
	"fmt"
	"time"

	"todoke/internal/incident"
)

// CheckDir searches a folder of finished files, wherever it came from, for the terms behind an edition that is frozen or later. Nothing is stored
// but the audit row; terms are in the result for whoever runs it.
func (p *Publish) CheckDir(ctx context.Context, a incident.Actor, id, dir string, at time.Time) (CheckResult, error) {
	if err := incident.Ask(a, incident.EditionRelease); err != nil {
		return CheckResult{}, err
	}
	c, err := collection(ctx, p.st.Reader, id)
	if err != nil {
		return CheckResult{}, told(err, "check "+id)
	}
	result, err := p.checkFolder(ctx, c, dir, at)
	if err != nil {
		return CheckResult{}, fmt.Errorf("check %s: %w", id, err)
	}
	return result, nil
}
