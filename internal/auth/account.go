package auth

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"image/png"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// NewStaff is an account to be made. Without a password only one-time codes open it, until its holder sets one.
type NewStaff struct {
	Login    string // a–z, 0–9 and . _ - ; 2 to 32 characters
	Name     string
	Password string
	Roles    []incident.Role
}

// Enrolment is the new second factor, shown once to its holder and never again.
type Enrolment struct {
	ID     int64
	Secret string // base32, for typing
	URL    string // otpauth://…
	QR     []byte // the URL as a PNG picture
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)

func (s NewStaff) validate() error {
	var errs incident.Errors
	add := func(field, key string, args ...any) {
		e := incident.Errorf(incident.Invalid, key, args...)
		e.Field = field
		errs = append(errs, e)
	}
	if !loginForm.MatchString(s.Login) {
		add("login", "error.login_form")
	}
	if strings.TrimSpace(s.Name) == "" {
		add("name", "error.name_missing")
	}
	if len(s.Roles) == 0 || slices.ContainsFunc(s.Roles, unknownRole) {
		add("roles", "error.roles")
	}
	if e := checkPassword(s.Login, s.Password); s.Password != "" && e != nil {
		errs = append(errs, e)
	}
	return errs.Or()
}

func unknownRole(r incident.Role) bool { return !slices.Contains(incident.Roles, r) }

// Create makes an account; it needs the right staff.manage. Errors: Forbidden, Invalid (all fields at once), Conflict (login taken).
func (a *Auth) Create(ctx context.Context, by incident.Actor, s NewStaff) (Enrolment, error) {
	if err := ask(by, incident.StaffManage); err != nil {
		return Enrolment{}, err
	}
	return a.create(ctx, by, s, func(*store.Tx) error { return nil })
}

// CreateFirst makes the first account, an administrator with a password, and only while the desk has none: Conflict afterwards.
func (a *Auth) CreateFirst(ctx context.Context, s NewStaff) (Enrolment, error) {
	if !slices.Contains(s.Roles, incident.Administrator) {
		s.Roles = append(slices.Clone(s.Roles), incident.Administrator)
	}
	if e := checkPassword(s.Login, s.Password); s.Password == "" {
		return Enrolment{}, incident.Errors{e}
	}
	by := incident.Actor{Kind: incident.Machine, Login: "setup"}
	return a.create(ctx, by, s, func(tx *store.Tx) error {
		n, err := tx.CountStaff(ctx)
		if err == nil && n > 0 {
			err = incident.Errorf(incident.Conflict, "error.already_set_up")
		}
		return err
	})
}

func (a *Auth) create(ctx context.Context, by incident.Actor, s NewStaff, guard func(*store.Tx) error) (Enrolment, error) {
	if err := s.validate(); err != nil {
		return Enrolment{}, err
	}
	e, seed, err := a.enrol(s.Login)
	if err != nil {
		return Enrolment{}, err
	}
	hash := ""
	if s.Password != "" {
		hash = a.hash(s.Password)
	}
	now := a.now()
	e.ID = store.NewID(now)
	row := store.Staff{ID: e.ID, Login: s.Login, Name: strings.TrimSpace(s.Name), PasswordHash: hash, TOTP: seed, Roles: s.Roles, Created: now}
	err = a.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockStaff(ctx); err != nil {
			return err
		}
		if err := guard(tx); err != nil {
			return err
		}
		if _, err := tx.FindStaffByLogin(ctx, s.Login); err == nil {
			e := incident.Errorf(incident.Conflict, "error.login_taken")
			e.Field = "login"
			return e
		} else if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := tx.InsertStaff(ctx, row); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: now, Who: by.Who(), Action: "staff.create", Object: object(s.Login), Detail: words(s.Roles)})
	})
	return e, wrap("create account", err)
}

// enrol makes a second factor and its sealed seed.
func (a *Auth) enrol(login string) (Enrolment, store.Sealed, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Todoke", AccountName: login, SecretSize: 20})
	if err != nil {
		return Enrolment{}, store.Sealed{}, fmt.Errorf("second factor: %w", err)
	}
	img, err := key.Image(240, 240)
	if err != nil {
		return Enrolment{}, store.Sealed{}, fmt.Errorf("second factor picture: %w", err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, img); err != nil {
		return Enrolment{}, store.Sealed{}, fmt.Errorf("second factor picture: %w", err)
	}
	seed, err := a.secrets.Seal(seedLabel(login), []byte(key.Secret()))
	if err != nil {
		return Enrolment{}, store.Sealed{}, err
	}
	return Enrolment{Secret: key.Secret(), URL: key.URL(), QR: picture.Bytes()}, seed, nil
}

func seedLabel(login string) string { return "totp:" + login }

func object(login string) string { return "staff:" + login }

func words(roles []incident.Role) string {
	var out []string
	for _, r := range roles {
		out = append(out, string(r))
	}
	return strings.Join(out, " ")
}

// wrap names the step in unexpected errors and lets those for people through.
func wrap(step string, err error) error {
	var told *incident.Error
	if err == nil || errors.As(err, &told) {
		return err
	}
	return fmt.Errorf("%s: %w", step, err)
}

// SetRoles replaces the roles of an account; the last administrator keeps that role (Conflict).
func (a *Auth) SetRoles(ctx context.Context, by incident.Actor, id int64, roles []incident.Role) error {
	if len(roles) == 0 || slices.ContainsFunc(roles, unknownRole) {
		return incident.Errorf(incident.Invalid, "error.roles")
	}
	return a.change(ctx, by, id, change{action: "staff.roles", detail: words(roles), do: func(tx *store.Tx, s store.Staff) error {
		if !slices.Contains(roles, incident.Administrator) {
			if err := keepsAdministrator(ctx, tx, s); err != nil {
				return err
			}
		}
		return tx.SetStaffRoles(ctx, id, roles)
	}})
}

// Disable closes an account: its sessions stop and its codes end at once. The last administrator cannot be disabled (Conflict).
func (a *Auth) Disable(ctx context.Context, by incident.Actor, id int64) error {
	return a.change(ctx, by, id, change{action: "staff.disable", do: func(tx *store.Tx, s store.Staff) error {
		if err := keepsAdministrator(ctx, tx, s); err != nil {
			return err
		}
		return errors.Join(tx.SetStaffDisabled(ctx, id, true), tx.DropSigninCodes(ctx, id, a.now()))
	}})
}

// Enable opens a disabled account again, with the password and second factor it had.
func (a *Auth) Enable(ctx context.Context, by incident.Actor, id int64) error {
	return a.change(ctx, by, id, change{action: "staff.enable", do: func(tx *store.Tx, _ store.Staff) error {
		return tx.SetStaffDisabled(ctx, id, false)
	}})
}

// Reset takes password and second factor from an account and gives it a new second factor; its holder comes in by a one-time code and sets a password.
func (a *Auth) Reset(ctx context.Context, by incident.Actor, id int64) (Enrolment, error) {
	s, err := a.st.FindStaff(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Enrolment{}, incident.Errorf(incident.NotFound, "error.account_not_found")
	}
	if err != nil {
		return Enrolment{}, fmt.Errorf("find staff: %w", err)
	}
	e, seed, err := a.enrol(s.Login)
	if err != nil {
		return Enrolment{}, err
	}
	e.ID = id
	err = a.change(ctx, by, id, change{action: "staff.reset", do: func(tx *store.Tx, _ store.Staff) error {
		return errors.Join(tx.SetStaffPassword(ctx, id, ""), tx.SetStaffTOTP(ctx, id, seed), tx.DropSigninCodes(ctx, id, a.now()))
	}})
	if err != nil {
		return Enrolment{}, err
	}
	return e, nil
}

// NewOnceCode makes a sign-in code that works once within ttl; it needs the right staff.manage. Only its keyed hash is stored.
func (a *Auth) NewOnceCode(ctx context.Context, by incident.Actor, id int64, ttl time.Duration) (string, error) {
	code := a.secrets.Code(4)
	mac := a.secrets.MAC(code)
	err := a.change(ctx, by, id, change{action: "staff.once_code", do: func(tx *store.Tx, s store.Staff) error {
		if s.Disabled {
			return incident.Errorf(incident.Conflict, "error.account_disabled")
		}
		return tx.InsertSigninCode(ctx, mac, id, a.now().Add(ttl))
	}})
	if err != nil {
		return "", err
	}
	return code, nil
}

// change is one act on an account with its audit row.
type change struct {
	action string
	detail string
	do     func(tx *store.Tx, s store.Staff) error
}

func (a *Auth) change(ctx context.Context, by incident.Actor, id int64, c change) error {
	if err := ask(by, incident.StaffManage); err != nil {
		return err
	}
	err := a.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockStaff(ctx); err != nil {
			return err
		}
		s, err := tx.FindStaff(ctx, id)
		if errors.Is(err, sql.ErrNoRows) {
			return incident.Errorf(incident.NotFound, "error.account_not_found")
		}
		if err != nil {
			return err
		}
		if err := c.do(tx, s); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: a.now(), Who: by.Who(), Action: c.action, Object: object(s.Login), Detail: c.detail})
	})
	return wrap(c.action, err)
}

// keepsAdministrator refuses when s is the only administrator left.
func keepsAdministrator(ctx context.Context, tx *store.Tx, s store.Staff) error {
	list, err := tx.ListStaff(ctx)
	if err != nil {
		return err
	}
	for _, other := range list {
		if !other.Disabled && other.ID != s.ID && slices.Contains(other.Roles, incident.Administrator) {
			return nil
		}
	}
	if s.Disabled || !slices.Contains(s.Roles, incident.Administrator) {
		return nil
	}
	return incident.Errorf(incident.Conflict, "error.last_administrator")
}
