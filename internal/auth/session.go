package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// A session ends after ten hours, or one hour after its last page.
const (
	sessionLife = 10 * time.Hour
	sessionIdle = time.Hour
	seenEvery   = 5 * time.Minute // how exactly the last page is known: a write a page would be one fsync a page
)

// SessionStore keeps sessions in the store; it implements the store interfaces of scs.
type SessionStore struct {
	st  *store.Store
	now func() time.Time
}

// NewSessionStore builds a SessionStore.
func NewSessionStore(st *store.Store, now func() time.Time) *SessionStore {
	return &SessionStore{st: st, now: now}
}

// FindCtx reads a session; false when there is none or it has expired.
func (s *SessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.st.FindSession(ctx, token, s.now())
}

// CommitCtx writes a session and removes expired ones.
func (s *SessionStore) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	return s.st.Write(ctx, func(tx *store.Tx) error {
		return errors.Join(tx.DropSessions(ctx, s.now()), tx.PutSession(ctx, token, b, expiry))
	})
}

// DeleteCtx removes a session.
func (s *SessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.st.Write(ctx, func(tx *store.Tx) error { return tx.DeleteSession(ctx, token) })
}

// Find is FindCtx for callers without a context.
func (s *SessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for callers without a context.
func (s *SessionStore) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

// Delete is DeleteCtx for callers without a context.
func (s *SessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// Sessions are the browser sessions of staff; wrap the console's handler in LoadAndSave.
type Sessions struct {
	*scs.SessionManager
	auth *Auth
}

// Sessions builds the session manager. Secure sets the cookie's Secure attribute: false only where the console is plain HTTP on loopback.
func (a *Auth) Sessions(secure bool) *Sessions {
	m := scs.New()
	m.Store = NewSessionStore(a.st, a.now)
	m.HashTokenInStore = true
	m.Lifetime = sessionLife
	m.Cookie.Name = "todoke"
	if secure {
		m.Cookie.Name = "__Host-todoke"
	}
	m.Cookie.HttpOnly = true
	m.Cookie.Secure = secure
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Persist = false
	return &Sessions{SessionManager: m, auth: a}
}

const (
	keyStaff = "staff"
	keySeen  = "seen"
	keyStamp = "stamp"
)

// Start begins the session of an actor under a new token, so that a token planted before the sign-in is worth nothing.
// Call it again after the holder changed the password: that ends all sessions begun before.
func (s *Sessions) Start(ctx context.Context, who incident.Actor) error {
	row, err := s.auth.st.FindStaff(ctx, who.ID)
	if err != nil {
		return fmt.Errorf("start session: %w", err)
	}
	if err := s.RenewToken(ctx); err != nil {
		return fmt.Errorf("start session: %w", err)
	}
	s.Put(ctx, keyStaff, who.ID)
	s.Put(ctx, keySeen, s.auth.now().Unix())
	s.Put(ctx, keyStamp, row.Stamp())
	return nil
}

// Current gives who is signed in, with the roles held now. NotFound when nobody is, the session lay idle for an hour, the account was disabled, or its password or second factor changed.
func (s *Sessions) Current(ctx context.Context) (incident.Actor, error) {
	none := incident.Errorf(incident.NotFound, "error.signed_out")
	id := s.GetInt64(ctx, keyStaff)
	if id == 0 {
		return incident.Actor{}, none
	}
	now, seen := s.auth.now(), time.Unix(s.GetInt64(ctx, keySeen), 0)
	if now.Sub(seen) > sessionIdle {
		return incident.Actor{}, none
	}
	row, err := s.auth.st.FindStaff(ctx, id)
	if err != nil || row.Disabled || row.Stamp() != s.GetString(ctx, keyStamp) {
		return incident.Actor{}, none
	}
	if now.Sub(seen) > seenEvery {
		s.Put(ctx, keySeen, now.Unix())
	}
	return actor(row), nil
}

// End signs out: the session is removed from the store and the cookie.
func (s *Sessions) End(ctx context.Context) error {
	if err := s.Destroy(ctx); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}
