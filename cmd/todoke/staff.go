package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"todoke/internal/auth"
	"todoke/internal/incident"
)

type staffCmd struct {
	Add  staffAddCmd  `cmd:"" help:"Make an account and a one-time sign-in code for it."`
	Code staffCodeCmd `cmd:"" help:"Make a one-time sign-in code for an account."`
	List staffListCmd `cmd:"" help:"List the accounts."`
}

type staffAddCmd struct {
	folder `embed:""`
	Login  string          `arg:"" help:"Account name: a–z, 0–9 and . _ -"`
	Name   string          `help:"Name shown to colleagues." required:""`
	Roles  []incident.Role `help:"Roles: intake, analyst, reviewer, publisher, administrator, auditor." required:"" sep:","`
}

// Help of staff add.
func (staffAddCmd) Help() string {
	return `Exit codes: 0 done; 1 failed; 4 no such folder; 6 the desk is running (use the console).`
}

// Run of staff add.
func (p *staffAddCmd) Run(ctx context.Context) error {
	d, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	e, err := d.auth.Create(ctx, auth.Operator, auth.NewStaff{Login: p.Login, Name: p.Name, Roles: p.Roles})
	if err != nil {
		return err
	}
	return d.printCode(ctx, e.ID)
}

func (d *desk) printCode(ctx context.Context, id int64) error {
	code, err := d.auth.NewOnceCode(ctx, auth.Operator, id, 24*time.Hour)
	if err != nil {
		return err
	}
	fmt.Printf("one-time sign-in code, good for 24 hours: %s\n", code)
	return nil
}

type staffCodeCmd struct {
	folder `embed:""`
	Login  string `arg:"" help:"Account name."`
}

// Help of staff code.
func (staffCodeCmd) Help() string {
	return `Exit codes: 0 done; 1 failed; 4 no such folder or account; 6 the desk is running (use the console).`
}

// Run of staff code.
func (p *staffCodeCmd) Run(ctx context.Context) error {
	d, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	list, err := d.auth.List(ctx)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.Login == p.Login {
			return d.printCode(ctx, m.ID)
		}
	}
	return fmt.Errorf("account %s: %w", p.Login, os.ErrNotExist)
}

type staffListCmd struct {
	folder `embed:""`
}

// Help of staff list.
func (staffListCmd) Help() string { return `Exit codes: 0 done; 1 failed; 4 no such folder.` }

// Run of staff list.
func (p *staffListCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	list, err := d.auth.List(ctx)
	if err != nil {
		return err
	}
	for _, m := range list {
		roles := make([]string, len(m.Roles))
		for i, r := range m.Roles {
			roles[i] = string(r)
		}
		state := "open"
		if m.Disabled {
			state = "disabled"
		}
		fmt.Printf("%-16s %-9s %s\n", m.Login, state, strings.Join(roles, ","))
	}
	return nil
}
