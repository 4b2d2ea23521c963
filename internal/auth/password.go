package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// cost of a password hash; each hash carries its own, so that raising these does not lock anybody out.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// current is OWASP's floor (19 MiB, 2 passes) with room to spare; two run at once at most.
var current = cost{memory: 32 * 1024, time: 3, threads: 1}

// leastPassword and mostPassword bound a password in characters and bytes; the second factor carries the rest.
const (
	leastPassword = 12
	mostPassword  = 1024
)

// checkPassword refuses what password lists try first: short, one character over and over, or the login itself.
func checkPassword(login, password string) *incident.Error {
	e := incident.Errorf(incident.Invalid, "error.password_weak", leastPassword)
	e.Field = "password"
	p := norm.NFKC.String(password)
	different := map[rune]bool{}
	for _, r := range p {
		different[r] = true
	}
	switch {
	case len(p) > mostPassword, utf8.RuneCountInString(p) < leastPassword, len(different) < 5:
		return e
	case login != "" && strings.Contains(strings.ToLower(p), login) && utf8.RuneCountInString(p) < leastPassword+len(login):
		return e
	}
	return nil
}

// hash waits for its turn, so that a flood of sign-ins costs time and not memory.
func (a *Auth) hash(password string) string {
	a.hashing <- struct{}{}
	defer func() { <-a.hashing }()
	return hashPassword(password)
}

func hashPassword(password string) string {
	salt := random(16)
	return current.write(salt, current.key(password, salt, 32))
}

// noPassword is a hash in the present form whose key is random: no password has it, and checking one against it costs as much as any.
func noPassword() string { return current.write(random(16), random(32)) }

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return b
}

func (c cost) write(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

func (c cost) key(password string, salt []byte, size uint32) []byte {
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, c.time, c.memory, c.threads, size)
}

// matches checks a password against a hash with the hash's own cost; old tells that the hash should be renewed.
func (a *Auth) matches(ctx context.Context, password, hash string) (ok, old bool, err error) {
	if len(password) > mostPassword {
		password = ""
	}
	c, salt, want, err := readHash(hash)
	if err != nil {
		return false, false, err
	}
	select {
	case a.hashing <- struct{}{}:
	case <-ctx.Done():
		return false, false, ctx.Err()
	}
	defer func() { <-a.hashing }()
	got := c.key(password, salt, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, c != current, nil
}

func readHash(hash string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost{}, nil, nil, fmt.Errorf("password hash: unknown form")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil {
		return cost{}, nil, nil, fmt.Errorf("password hash: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return cost{}, nil, nil, fmt.Errorf("password hash: %w", err)
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) < 16 {
		return cost{}, nil, nil, fmt.Errorf("password hash: short or broken key")
	}
	return c, salt, key, nil
}

// ChangePassword sets an account's own password; the old one is asked where there is one, and tries are limited as at sign-in. All other sessions end, and one-time codes not yet used.
func (a *Auth) ChangePassword(ctx context.Context, who incident.Actor, old, password string) error {
	s, err := a.st.FindStaff(ctx, who.ID)
	if err != nil || who.Kind != incident.Staff || s.Disabled {
		return incident.Errorf(incident.Forbidden, "error.forbidden", "password")
	}
	if e := checkPassword(s.Login, password); e != nil {
		return e
	}
	if s.PasswordHash != "" {
		key := "change\x00" + s.Login
		if wait := a.tries.take(key, sourceLimit); wait > 0 {
			return incident.Errorf(incident.Limited, "error.signin_wait", seconds(wait))
		}
		ok, _, err := a.matches(ctx, old, s.PasswordHash)
		if err != nil {
			return fmt.Errorf("change password: %w", err)
		}
		if !ok {
			e := incident.Errorf(incident.Invalid, "error.password_old")
			e.Field = "old"
			return e
		}
		a.tries.forget(key)
	}
	hash := a.hash(password)
	err = a.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.SetStaffPassword(ctx, s.ID, hash); err != nil {
			return err
		}
		if err := tx.DropSigninCodes(ctx, s.ID, a.now()); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: a.now(), Who: who.Who(), Action: "staff.password", Object: object(s.Login)})
	})
	return wrap("change password", err)
}
