package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"todoke/internal/incident"
)

// Staff is one account of the desk.
type Staff struct {
	ID           int64
	Login        string
	Name         string
	PasswordHash string // argon2id with its parameters; "" when only one-time codes open the account
	TOTP         Sealed // seed of the second factor
	TOTPStep     int64  // the newest step used; it and older ones are refused
	Roles        []incident.Role
	Disabled     bool
	Created      time.Time
	Seen         time.Time // last sign-in; zero before the first
}

// HasTOTP tells whether the account has a second factor.
func (s Staff) HasTOTP() bool { return len(s.TOTP.body) > 0 }

// Stamp changes with the password and the second factor; a session that carries an older one is over.
func (s Staff) Stamp() string {
	h := sha256.Sum256(fmt.Appendf(nil, "%q %x", s.PasswordHash, s.TOTP.body))
	return hex.EncodeToString(h[:8])
}

const staffColumns = `id, login, name, password_hash, totp, totp_step, roles, disabled, created_at, seen_at`

func scanStaff(r *sql.Rows) (Staff, error) {
	var s Staff
	var roles string
	var disabled, created, seen int64
	err := r.Scan(&s.ID, &s.Login, &s.Name, &s.PasswordHash, &s.TOTP.body, &s.TOTPStep, &roles, &disabled, &created, &seen)
	s.Roles, s.Disabled, s.Created, s.Seen = splitRoles(roles), disabled == 1, instant(created), instant(seen)
	return s, err
}

func splitRoles(s string) []incident.Role {
	var out []incident.Role
	for _, r := range strings.Fields(s) {
		out = append(out, incident.Role(r))
	}
	return out
}

func joinRoles(roles []incident.Role) string {
	var words []string
	for _, r := range roles {
		words = append(words, string(r))
	}
	return strings.Join(words, " ")
}

// InsertStaff adds an account; a login that exists already breaks the unique key.
func (tx *Tx) InsertStaff(ctx context.Context, s Staff) error {
	return tx.exec(ctx, `INSERT INTO staff (id, login, name, password_hash, totp, totp_step, roles, disabled, created_at, seen_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		s.ID, s.Login, s.Name, s.PasswordHash, s.TOTP.body, s.TOTPStep, joinRoles(s.Roles), flag(s.Disabled), micros(s.Created), micros(s.Seen))
}

// FindStaff reads an account by id; sql.ErrNoRows when there is none.
func (r Reader) FindStaff(ctx context.Context, id int64) (Staff, error) {
	return r.oneStaff(ctx, `SELECT `+staffColumns+` FROM staff WHERE id = $1`, id)
}

// FindStaffByLogin reads an account by login; sql.ErrNoRows when there is none.
func (r Reader) FindStaffByLogin(ctx context.Context, login string) (Staff, error) {
	return r.oneStaff(ctx, `SELECT `+staffColumns+` FROM staff WHERE login = $1`, login)
}

func (r Reader) oneStaff(ctx context.Context, query string, arg any) (Staff, error) {
	q, err := r.q.QueryContext(ctx, query, arg)
	return first(q, err, scanStaff)
}

// ListStaff lists all accounts by login.
func (r Reader) ListStaff(ctx context.Context) ([]Staff, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+staffColumns+` FROM staff ORDER BY login`)
	return rows(q, err, scanStaff)
}

// CountStaff counts all accounts, disabled ones too.
func (r Reader) CountStaff(ctx context.Context) (int64, error) {
	var n int64
	err := r.q.QueryRowContext(ctx, `SELECT COUNT(*) FROM staff`).Scan(&n)
	return n, err
}

// LockStaff makes a second transaction that calls it wait, so that a check over all accounts holds until the commit. SQLite has one writer anyway.
func (tx *Tx) LockStaff(ctx context.Context) error {
	if tx.dialect != postgres {
		return nil
	}
	return tx.exec(ctx, `SELECT pg_advisory_xact_lock(7403002)`)
}

// SetStaffRoles replaces the roles of an account.
func (tx *Tx) SetStaffRoles(ctx context.Context, id int64, roles []incident.Role) error {
	return tx.exec(ctx, `UPDATE staff SET roles = $1 WHERE id = $2`, joinRoles(roles), id)
}

// SetStaffDisabled closes an account or opens it again.
func (tx *Tx) SetStaffDisabled(ctx context.Context, id int64, disabled bool) error {
	return tx.exec(ctx, `UPDATE staff SET disabled = $1 WHERE id = $2`, flag(disabled), id)
}

// SetStaffPassword replaces the password hash of an account.
func (tx *Tx) SetStaffPassword(ctx context.Context, id int64, hash string) error {
	return tx.exec(ctx, `UPDATE staff SET password_hash = $1 WHERE id = $2`, hash, id)
}

// SetStaffTOTP replaces the seed of the second factor and forgets the steps used with the old one.
func (tx *Tx) SetStaffTOTP(ctx context.Context, id int64, seed Sealed) error {
	return tx.exec(ctx, `UPDATE staff SET totp = $1, totp_step = 0 WHERE id = $2`, seed.body, id)
}

// UseTOTPStep marks a step as used and tells whether it was still unused; of two sign-ins with one code one is told no.
func (tx *Tx) UseTOTPStep(ctx context.Context, id, step int64) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE staff SET totp_step = $1 WHERE id = $2 AND totp_step < $1`, step, id)
	return n == 1, err
}

// SetStaffSeen notes a sign-in.
func (tx *Tx) SetStaffSeen(ctx context.Context, id int64, at time.Time) error {
	return tx.exec(ctx, `UPDATE staff SET seen_at = $1 WHERE id = $2`, micros(at), id)
}

// InsertSigninCode stores the keyed hash of a one-time sign-in code.
func (tx *Tx) InsertSigninCode(ctx context.Context, mac []byte, staffID int64, expires time.Time) error {
	return tx.exec(ctx, `INSERT INTO signin_codes (code, staff_id, expires_at) VALUES ($1, $2, $3)`, mac, staffID, micros(expires))
}

// TakeSigninCode removes a one-time code and gives its account; sql.ErrNoRows when it does not exist, was used or has expired.
func (tx *Tx) TakeSigninCode(ctx context.Context, mac []byte, now time.Time) (int64, error) {
	var id int64
	err := tx.x.QueryRowContext(ctx, `DELETE FROM signin_codes WHERE code = $1 AND expires_at > $2 RETURNING staff_id`, mac, micros(now)).Scan(&id)
	return id, err
}

// DropSigninCodes removes the codes of an account, and every code that has expired.
func (tx *Tx) DropSigninCodes(ctx context.Context, staffID int64, now time.Time) error {
	return tx.exec(ctx, `DELETE FROM signin_codes WHERE staff_id = $1 OR expires_at <= $2`, staffID, micros(now))
}
