package publish

import (
	"context"
	"fmt"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// leaveOut takes those chosen cases out of an edition about to be frozen whose reporters still have time to answer to a draft shown to them, objected without an
// answer of the desk, or were silent where silence is no consent. The edition itself goes on without them.
func (p *Publish) leaveOut(ctx context.Context, tx *store.Tx, a incident.Actor, id string, at time.Time) error {
	items, err := tx.ListItems(ctx, id)
	if err != nil {
		return err
	}
	for _, i := range items {
		if !i.Chosen {
			continue
		}
		shown, err := tx.ListShowings(ctx, i.Case)
		if err != nil {
			return err
		}
		for _, s := range shown {
			if !s.Keeps(at) {
				continue
			}
			i.Chosen, i.Revision, i.Reason = false, 0, p.words.T(incident.JA, "publish.left_out."+string(s.State))
			if err := tx.PutItem(ctx, id, i); err != nil {
				return err
			}
			row := store.AuditRow{At: at, Who: a.Who(), Action: "case.left_out", Object: "case:" + i.Case, Detail: fmt.Sprintf("edition=%s report=%s showing=%s", id, s.Report, s.State)}
			if err := tx.Audit(ctx, row); err != nil {
				return err
			}
			break
		}
	}
	return nil
}
