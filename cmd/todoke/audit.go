package main

import (
	"context"
	"fmt"
	"time"

	"todoke/internal/incident"
	"todoke/internal/ops"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Recompute the audit log and compare it with its signed checkpoints."`

	Certificate auditCertificateCmd `cmd:"" help:"See whether a certificate of erasing is genuine."`
}

type auditVerifyCmd struct {
	folder `embed:""`
}

// Help of audit verify.
func (auditVerifyCmd) Help() string {
	return `Reads every row, recomputes its hash, the tree and the newest checkpoint's signature. Works beside a running server.

Exit codes: 0 the log is whole; 1 failed; 4 no such folder; 5 a row was altered, removed or inserted.`
}

// Run of audit verify.
func (p *auditVerifyCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	v, err := ops.VerifyAudit(ctx, d.store, d.seal)
	if err != nil {
		return err
	}
	for _, e := range v.Problems {
		fmt.Println(d.texts.Error(incident.EN, e))
	}
	fmt.Printf("%d rows, %d not numbered yet, checkpoint of %s, root %s\n", v.Rows, v.Waiting, v.Checkpoint.Format(time.RFC3339), v.Root)
	if n := len(v.Problems) + v.More; n > 0 {
		return refused{fmt.Errorf("%d problems: the audit log is not what it was", n)}
	}
	fmt.Println("the audit log is whole")
	return nil
}
