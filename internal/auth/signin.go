package auth

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"golang.org/x/text/width"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Attempt is one try to sign in.
type Attempt struct {
	Login    string
	Password string
	Code     string // six digits of the second factor
	Source   string // address of the caller; kept in memory as a keyed hash only
}

// SignIn gives the actor of an account when login, password and second factor are right. Unknown login, wrong password and wrong or used code get
// one and the same answer and cost (Invalid, "error.signin"); too many tries are told to wait (Limited, seconds in Args).
func (a *Auth) SignIn(ctx context.Context, t Attempt) (incident.Actor, error) {
	t.Login = strings.ToLower(strings.TrimSpace(width.Fold.String(t.Login)))
	if wait := a.mayTry(t); wait > 0 {
		return incident.Actor{}, incident.Errorf(incident.Limited, "error.signin_wait", seconds(wait))
	}
	s, err := a.st.FindStaffByLogin(ctx, t.Login)
	exists := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return incident.Actor{}, fmt.Errorf("sign in: %w", err)
	}
	hash := a.dummy
	if exists && s.PasswordHash != "" {
		hash = s.PasswordHash
	}
	right, old, err := a.matches(ctx, t.Password, hash)
	if err != nil {
		return incident.Actor{}, fmt.Errorf("sign in: %w", err)
	}
	step, err := a.findStep(s, t.Code)
	if err != nil {
		return incident.Actor{}, fmt.Errorf("sign in: %w", err)
	}
	if !right || !exists || s.PasswordHash == "" || s.Disabled || step == 0 {
		return incident.Actor{}, a.failed(ctx, s)
	}
	entry := entry{staff: s, step: step, detail: a.unusual(t)}
	if old {
		entry.rehash = a.hash(t.Password)
	}
	if err := a.enter(ctx, entry); err != nil {
		return incident.Actor{}, err
	}
	a.tries.forget(accountKey(t.Login))
	a.tries.forget(sourceKey(t.Source))
	a.tries.know(t.Login, t.Source)
	return actor(s), nil
}

// mayTry counts the try for its source and its account. A source the account has signed in from passes the account's limit, so that
// guessing from elsewhere does not lock the holder out.
func (a *Auth) mayTry(t Attempt) time.Duration {
	if wait := a.tries.take(sourceKey(t.Source), sourceLimit); wait > 0 {
		return wait
	}
	if a.tries.isKnown(t.Login, t.Source) {
		return 0
	}
	return a.tries.take(accountKey(t.Login), accountLimit)
}

func accountKey(login string) string { return "account\x00" + login }
func sourceKey(source string) string { return "source\x00" + source }
func seconds(d time.Duration) int    { return int(d/time.Second) + 1 }

// unusual says in words of the audit log what is unusual about a sign-in: a source not seen in a month (nor since the program started), failures before it.
func (a *Auth) unusual(t Attempt) string {
	var what []string
	if !a.tries.isKnown(t.Login, t.Source) {
		what = append(what, "new_source")
	}
	if n := max(a.tries.failures(accountKey(t.Login)), a.tries.failures(sourceKey(t.Source))); n >= 3 {
		what = append(what, fmt.Sprintf("after_failures=%d", n))
	}
	if len(what) == 0 {
		return ""
	}
	return "unusual: " + strings.Join(what, " ")
}

// failed audits a wrong try. A login nobody has is not written down: people type passwords into that field.
func (a *Auth) failed(ctx context.Context, s store.Staff) error {
	login := s.Login
	if login == "" {
		login = "unknown"
	}
	err := a.st.Write(ctx, func(tx *store.Tx) error {
		return tx.Audit(ctx, store.AuditRow{At: a.now(), Who: "machine:signin", Action: "signin.failed", Object: object(login)})
	})
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return incident.Errorf(incident.Invalid, "error.signin")
}

// entry is a sign-in that was right in everything but may still lose the race for its step.
type entry struct {
	staff  store.Staff
	step   int64
	detail string
	rehash string
}

func (a *Auth) enter(ctx context.Context, e entry) error {
	now := a.now()
	fresh := true
	err := a.st.Write(ctx, func(tx *store.Tx) error {
		var err error
		if fresh, err = tx.UseTOTPStep(ctx, e.staff.ID, e.step); err != nil || !fresh {
			return err
		}
		if e.rehash != "" {
			if err := tx.SetStaffPassword(ctx, e.staff.ID, e.rehash); err != nil {
				return err
			}
		}
		if err := tx.SetStaffSeen(ctx, e.staff.ID, now); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: now, Who: actor(e.staff).Who(), Action: "signin", Object: object(e.staff.Login), Detail: e.detail})
	})
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	if !fresh {
		return a.failed(ctx, e.staff)
	}
	return nil
}

// findStep gives the time step a code belongs to, one before or after now at most and newer than the last used; 0 when there is none.
func (a *Auth) findStep(s store.Staff, code string) (int64, error) {
	if s.ID == 0 || !s.HasTOTP() {
		return 0, nil
	}
	seed, err := a.secrets.Open(seedLabel(s.Login), s.TOTP)
	if err != nil {
		return 0, err
	}
	code = strings.Map(keepDigits, width.Fold.String(code))
	found := int64(0)
	for step := a.now().Unix()/30 - 1; step <= a.now().Unix()/30+1; step++ {
		want, err := hotp.GenerateCodeCustom(string(seed), uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > s.TOTPStep {
			found = step
		}
	}
	return found, nil
}

func keepDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// SignInOnce takes a one-time code, which has 100 random bits and so needs no limit; a wrong, used or old one is Invalid, "error.once_code".
func (a *Auth) SignInOnce(ctx context.Context, code string) (incident.Actor, error) {
	mac, now := a.secrets.MAC(code), a.now()
	var who incident.Actor
	err := a.st.Write(ctx, func(tx *store.Tx) error {
		id, err := tx.TakeSigninCode(ctx, mac, now)
		if err != nil {
			return err
		}
		s, err := tx.FindStaff(ctx, id)
		if err != nil {
			return err
		}
		if s.Disabled {
			return sql.ErrNoRows
		}
		who = actor(s)
		if err := tx.SetStaffSeen(ctx, id, now); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: now, Who: who.Who(), Action: "signin.once", Object: object(s.Login)})
	})
	if errors.Is(err, sql.ErrNoRows) {
		return incident.Actor{}, incident.Errorf(incident.Invalid, "error.once_code")
	}
	if err != nil {
		return incident.Actor{}, fmt.Errorf("sign in by code: %w", err)
	}
	return who, nil
}
