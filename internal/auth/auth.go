// Package auth keeps the desk's accounts: password and second factor, one-time sign-in codes, sessions, and limits on attempts;
// and the tokens by which organisations file.
// It is not for what an account may do (incident.Can), nor for reporters, who have a number and a return code and no account.
package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Secrets is what auth needs of package seal: sealing for the seeds of second factors, keyed hashes and random characters for codes.
type Secrets struct {
	Seal func(label string, plain []byte) (store.Sealed, error)
	Open func(label string, body store.Sealed) ([]byte, error)
	MAC  func(code string) []byte
	Code func(groups int) string
}

// Auth is the one way in for staff.
type Auth struct {
	st      *store.Store
	secrets Secrets
	now     func() time.Time
	tries   *tries
	rates   *rates
	dummy   string        // a hash of no password, checked for unknown logins so that they cost the same
	hashing chan struct{} // bounds the memory of password hashing: 32 MiB each
}

// New builds an Auth; now gives every instant, also the steps of the second factor.
func New(st *store.Store, secrets Secrets, now func() time.Time) *Auth {
	return &Auth{st: st, secrets: secrets, now: now, tries: newTries(now), rates: newRates(now), dummy: noPassword(), hashing: make(chan struct{}, 2)}
}

// Operator is whoever runs a command on the desk's own machine: the data folder is theirs already, so roles are not asked. No face may act as it.
var Operator = incident.Actor{Kind: incident.Machine, Login: "operator"}

// ask lets the operator pass and asks the roles of everybody else.
func ask(by incident.Actor, action incident.Action) error {
	if by.Kind == Operator.Kind && by.Login == Operator.Login {
		return nil
	}
	return incident.Ask(by, action)
}

// Find gives the actor of an account that is not disabled; NotFound otherwise.
func (a *Auth) Find(ctx context.Context, id int64) (incident.Actor, error) {
	s, err := a.st.FindStaff(ctx, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && s.Disabled {
		return incident.Actor{}, incident.Errorf(incident.NotFound, "error.account_not_found")
	}
	if err != nil {
		return incident.Actor{}, fmt.Errorf("find staff: %w", err)
	}
	return actor(s), nil
}

func actor(s store.Staff) incident.Actor {
	return incident.Actor{Kind: incident.Staff, ID: s.ID, Login: s.Login, Name: s.Name, Roles: s.Roles}
}

// Empty tells whether the desk has no account yet, so that the first page may set up the first administrator.
func (a *Auth) Empty(ctx context.Context) (bool, error) {
	n, err := a.st.CountStaff(ctx)
	if err != nil {
		return false, fmt.Errorf("count staff: %w", err)
	}
	return n == 0, nil
}

// Member is an account as lists show it, without its secrets.
type Member struct {
	ID          int64
	Login       string
	Name        string
	Roles       []incident.Role
	Disabled    bool
	HasPassword bool
	Created     time.Time
	Seen        time.Time
}

// List lists all accounts by login, disabled ones too; every page that names people needs it, so it asks no role.
func (a *Auth) List(ctx context.Context) ([]Member, error) {
	list, err := a.st.ListStaff(ctx)
	if err != nil {
		return nil, fmt.Errorf("list staff: %w", err)
	}
	var out []Member
	for _, s := range list {
		out = append(out, Member{ID: s.ID, Login: s.Login, Name: s.Name, Roles: s.Roles, Disabled: s.Disabled,
			HasPassword: s.PasswordHash != "", Created: s.Created, Seen: s.Seen})
	}
	return out, nil
}
