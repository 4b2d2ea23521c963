package main

import (
	"context"

	"todoke/internal/console"
	"todoke/internal/incident"
	"todoke/internal/ops"
	"todoke/internal/store"
)

// auditLog gives the console the audit log as it may read it: console has no store.
func (d *desk) auditLog() console.Audit {
	return console.Audit{
		Rows: func(ctx context.Context, a incident.Actor, f console.AuditFilter) ([]console.AuditRow, error) {
			if err := incident.Ask(a, incident.AuditRead); err != nil {
				return nil, err
			}
			list, err := d.store.ListAudit(ctx, store.AuditFilter{Object: f.Object, Who: f.Who, Action: f.Action, Before: f.Before, Limit: f.Limit})
			if err != nil {
				return nil, err
			}
			out := make([]console.AuditRow, len(list))
			for i, r := range list {
				out[i] = console.AuditRow{ID: r.ID, Seq: r.Seq, At: r.At, Who: r.Who, Action: r.Action, Object: r.Object, Reason: r.Reason, Detail: r.Detail}
			}
			return out, nil
		},
		Verify: func(ctx context.Context, a incident.Actor) (ops.Verification, error) {
			if err := incident.Ask(a, incident.AuditRead); err != nil {
				return ops.Verification{}, err
			}
			return ops.VerifyAudit(ctx, d.store, d.seal)
		},
	}
}
