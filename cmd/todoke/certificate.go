package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"todoke/internal/incident"
	"todoke/internal/retention"
	"todoke/internal/store"
)

type auditCertificateCmd struct {
	File string `arg:"" help:"Certificate of erasing, as the console gave it." type:"existingfile" placeholder:"FILE"`
	Key  string `help:"The desk's verifier key (the line of note.pub), or a file that holds it." placeholder:"KEY|FILE"`
	Data string `help:"Data folder of the desk, to look its key and its audit log up in." placeholder:"DIR"`
	Keys string `help:"Key folder, with --data. Default: DIR.keys." placeholder:"DIR"`
	DB   string `name:"db" help:"PostgreSQL, with --data." placeholder:"postgres://…"`
	JSON bool   `name:"json" help:"Print as JSON."`
}

// Help of audit certificate.
func (auditCertificateCmd) Help() string {
	return `Tells whether a certificate of erasing was signed by the desk, and what it says: numbers, classes and counts of what was erased, and that all tables of statistics were the same before and after. With --key it needs no desk. With --data it also looks whether the audit log holds this very certificate.

With --json: {run, begun, ended, reports, classes, erased, before, after}.

Exit codes: 0 genuine; 1 failed; 2 wrong command line; 4 no such file or folder; 5 not signed by this key, altered, or not in the audit log.`
}

// Run of audit certificate.
func (p *auditCertificateCmd) Run(ctx context.Context) error {
	if (p.Key == "") == (p.Data == "") {
		return fmt.Errorf("give --key or --data, one of them")
	}
	body, err := os.ReadFile(p.File)
	if err != nil {
		return err
	}
	c, err := p.read(ctx, string(body))
	if err != nil {
		return refused{err}
	}
	if p.JSON {
		return writeJSON(os.Stdout, c)
	}
	fmt.Printf("genuine: erasing run %s, %s to %s\n%s reports", c.Run, c.Begun, c.Ended, c.Reports)
	for _, k := range c.Classes {
		fmt.Printf("; %s", k)
	}
	fmt.Printf("\nall tables the same before and after: %s\n", c.Before)
	return nil
}

func (p *auditCertificateCmd) read(ctx context.Context, body string) (retention.Certificate, error) {
	if p.Key != "" {
		key, err := (&verifyCmd{Key: p.Key}).key()
		if err != nil {
			return retention.Certificate{}, err
		}
		v, err := note.NewVerifier(key)
		if err != nil {
			return retention.Certificate{}, incident.Errorf(incident.Invalid, "verify.key_given")
		}
		return retention.ReadCertificate(body, func(msg string) (string, error) {
			n, err := note.Open([]byte(msg), note.VerifierList(v))
			if err != nil {
				return "", err
			}
			return n.Text, nil
		})
	}
	d, err := folder{Data: p.Data, Keys: p.Keys, DB: p.DB}.look(ctx)
	if err != nil {
		return retention.Certificate{}, err
	}
	defer d.close()
	c, err := retention.ReadCertificate(body, d.seal.VerifyNote)
	if err != nil {
		return c, err
	}
	sum := sha256.Sum256([]byte(body))
	rows, err := d.store.ListAudit(ctx, store.AuditFilter{Object: "erasing:" + c.Run, Limit: 10})
	if err != nil {
		return c, err
	}
	for _, r := range rows {
		if strings.HasSuffix(r.Detail, "certificate="+hex.EncodeToString(sum[:])) {
			return c, nil
		}
	}
	return c, incident.Errorf(incident.Conflict, "retention.error.certificate_audit")
}
