package triage

import (
	"context"
	"strconv"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// VerifyMessage notes that the actor made sure by a call to a known contact that the reporter wrote a mail; audited. The actor needs report.reply.
func (t *Triage) VerifyMessage(ctx context.Context, a incident.Actor, number string, id int64) error {
	if err := incident.Ask(a, incident.ReportReply); err != nil {
		return err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return err
	}
	at := t.Now()
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		done, err := tx.VerifyMessage(ctx, r.ID, id)
		if err != nil {
			return err
		}
		if !done {
			return incident.Errorf(incident.NotFound, "error.not_found")
		}
		return tx.Audit(ctx, store.AuditRow{At: at, Who: a.Who(), Action: "message.verify", Object: "report:" + r.Number, Detail: "message=" + strconv.FormatInt(id, 10)})
	})
}
