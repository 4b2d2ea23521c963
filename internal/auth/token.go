package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Scope is one thing a token of an organisation may do.
type Scope string

// Scopes of a token.
const (
	ScopeFile Scope = "report.file" // file reports
	ScopeRead Scope = "report.read" // list the numbers and states of the reports filed with it
)

// Scopes lists every scope in the order shown.
var Scopes = []Scope{ScopeFile, ScopeRead}

// Limits of a token.
const (
	MaxTokenDays = 730
	MaxPerHour   = 10_000
	maxTokenName = 100
	tokenBegins  = "todoke-" // so that a token found in a file is known for what it is
	usedEvery    = 10 * time.Minute
)

// ErrToken matches the Error for a token that is unknown, revoked or has expired.
var ErrToken = &incident.Error{Kind: incident.Forbidden, Key: "error.token"}

// NewToken is a token to be made.
type NewToken struct {
	Name    string // of the organisation; kept sealed
	Scopes  []Scope
	Days    int // until it expires
	PerHour int // reports it may file an hour
}

func (n NewToken) validate() error {
	var errs incident.Errors
	add := func(field, key string, args ...any) {
		errs = append(errs, &incident.Error{Kind: incident.Invalid, Key: key, Field: field, Args: args})
	}
	if size := utf8.RuneCountInString(n.Name); n.Name == "" || size > maxTokenName {
		add("name", "error.token_name", maxTokenName)
	}
	if len(n.Scopes) == 0 || slices.ContainsFunc(n.Scopes, func(s Scope) bool { return !slices.Contains(Scopes, s) }) {
		add("scopes", "error.token_scopes")
	}
	if n.Days < 1 || n.Days > MaxTokenDays {
		add("days", "error.token_days", MaxTokenDays)
	}
	if n.PerHour < 1 || n.PerHour > MaxPerHour {
		add("per_hour", "error.token_per_hour", MaxPerHour)
	}
	return errs.Or()
}

// CreateToken makes a token and gives it, for the only time; it needs the right token.manage. Errors: Forbidden, Invalid (all fields at once).
func (a *Auth) CreateToken(ctx context.Context, by incident.Actor, n NewToken) (string, error) {
	if err := ask(by, incident.TokenManage); err != nil {
		return "", err
	}
	n.Name = strings.TrimSpace(n.Name)
	if err := n.validate(); err != nil {
		return "", err
	}
	code := a.secrets.Code(6) // five characters to recognise it by, 125 bits to keep secret
	prefix, _, _ := strings.Cut(code, "-")
	now := a.now()
	t := store.Token{ID: store.NewID(now), Prefix: prefix, MAC: a.secrets.MAC(code), PerHour: n.PerHour, Created: now, Expires: now.AddDate(0, 0, n.Days)}
	for _, s := range Scopes {
		if slices.Contains(n.Scopes, s) {
			t.Scopes = append(t.Scopes, string(s))
		}
	}
	var err error
	if t.Name, err = a.secrets.Seal(tokenLabel(t.ID), []byte(n.Name)); err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	err = a.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertToken(ctx, t); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: now, Who: by.Who(), Action: "token.create", Object: tokenObject(prefix),
			Detail: fmt.Sprintf("scopes=%s per_hour=%d expires=%s", strings.Join(t.Scopes, ","), t.PerHour, t.Expires.UTC().Format(time.DateOnly))})
	})
	if err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	return tokenBegins + code, nil
}

func tokenLabel(id int64) string       { return "token:" + strconv.FormatInt(id, 10) }
func tokenObject(prefix string) string { return "token:" + prefix }

// Token is a token as lists show it, without its secret.
type Token struct {
	ID      int64
	Prefix  string // its characters after "todoke-", up to the next hyphen
	Name    string
	Scopes  []Scope
	PerHour int
	Created time.Time
	Expires time.Time
	Used    time.Time
	Revoked time.Time
	Over    bool // revoked or expired
}

// ListTokens lists all tokens, newest first, with the names they were made for; it needs the right token.manage.
func (a *Auth) ListTokens(ctx context.Context, by incident.Actor) ([]Token, error) {
	if err := ask(by, incident.TokenManage); err != nil {
		return nil, err
	}
	list, err := a.st.ListTokens(ctx)
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	var out []Token
	for _, t := range list {
		name, err := a.secrets.Open(tokenLabel(t.ID), t.Name)
		if err != nil {
			return nil, fmt.Errorf("tokens: %w", err)
		}
		out = append(out, Token{ID: t.ID, Prefix: t.Prefix, Name: string(name), Scopes: scopesOf(t), PerHour: t.PerHour,
			Created: t.Created, Expires: t.Expires, Used: t.Used, Revoked: t.Revoked, Over: a.over(t)})
	}
	return out, nil
}

func scopesOf(t store.Token) []Scope {
	var out []Scope
	for _, s := range t.Scopes {
		out = append(out, Scope(s))
	}
	return out
}

func (a *Auth) over(t store.Token) bool { return !t.Revoked.IsZero() || !a.now().Before(t.Expires) }

// RevokeToken ends a token at once and gives its prefix; it needs the right token.manage. NotFound when there is none; one revoked before stays as it was.
func (a *Auth) RevokeToken(ctx context.Context, by incident.Actor, id int64) (string, error) {
	if err := ask(by, incident.TokenManage); err != nil {
		return "", err
	}
	prefix := ""
	err := a.st.Write(ctx, func(tx *store.Tx) error {
		t, err := tx.FindToken(ctx, id)
		if errors.Is(err, sql.ErrNoRows) {
			return incident.Errorf(incident.NotFound, "error.token_gone")
		}
		if err != nil {
			return err
		}
		prefix = t.Prefix
		if done, err := tx.RevokeToken(ctx, id, a.now()); err != nil || !done {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: a.now(), Who: by.Who(), Action: "token.revoke", Object: tokenObject(t.Prefix)})
	})
	return prefix, wrap("token.revoke", err)
}

// Holder is whoever showed a token.
type Holder struct {
	Actor   incident.Actor // Kind incident.Organisation; Login is the token's prefix, ID its id
	scopes  []Scope
	perHour int
}

// Bearer gives the holder of a token; ErrToken when it is unknown, revoked or has expired.
func (a *Auth) Bearer(ctx context.Context, token string) (Holder, error) {
	code, ok := strings.CutPrefix(token, tokenBegins)
	if !ok {
		return Holder{}, ErrToken
	}
	t, err := a.st.FindTokenByMAC(ctx, a.secrets.MAC(code))
	if errors.Is(err, sql.ErrNoRows) || err == nil && a.over(t) {
		return Holder{}, ErrToken
	}
	if err != nil {
		return Holder{}, fmt.Errorf("token: %w", err)
	}
	if now := a.now(); now.Sub(t.Used) >= usedEvery {
		if err := a.st.Write(ctx, func(tx *store.Tx) error { return tx.SetTokenUsed(ctx, t.ID, now) }); err != nil {
			return Holder{}, fmt.Errorf("token: %w", err)
		}
	}
	return Holder{Actor: incident.Actor{Kind: incident.Organisation, ID: t.ID, Login: t.Prefix}, scopes: scopesOf(t), perHour: t.PerHour}, nil
}

// Spend asks whether a holder may do n of what a scope allows now: Forbidden without the scope, Limited (seconds in Args) beyond its rate, which
// counts filed reports and list calls alike, in this process, by the hour.
func (a *Auth) Spend(h Holder, s Scope, n int) error {
	if !slices.Contains(h.scopes, s) {
		return incident.Errorf(incident.Forbidden, "error.token_scope", string(s))
	}
	if n > h.perHour {
		return incident.Errorf(incident.Limited, "error.token_rate", h.perHour, int(time.Hour/time.Second))
	}
	if wait := a.rates.take(h.Actor.ID, n, h.perHour); wait > 0 {
		return incident.Errorf(incident.Limited, "error.token_rate", h.perHour, seconds(wait))
	}
	return nil
}

// rates counts what each token did in its current hour.
type rates struct {
	mu    sync.Mutex
	now   func() time.Time
	hours map[int64]*hour
}

type hour struct {
	since time.Time
	n     int
}

func newRates(now func() time.Time) *rates { return &rates{now: now, hours: map[int64]*hour{}} }

// take counts n for a token unless that goes beyond most, in which case it gives how long to wait.
func (r *rates) take(id int64, n, most int) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	h, now := r.hours[id], r.now()
	if h == nil || now.Sub(h.since) >= time.Hour {
		h = &hour{since: now}
		r.hours[id] = h
	}
	if h.n+n > most {
		return h.since.Add(time.Hour).Sub(now)
	}
	h.n += n
	return 0
}
