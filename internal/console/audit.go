package console

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"todoke/internal/incident"
	"todoke/internal/ops"
	"todoke/internal/web"
)

// Audit is the audit log as the page reads it. Both functions ask incident.AuditRead of the actor themselves.
type Audit struct {
	Rows   func(ctx context.Context, a incident.Actor, f AuditFilter) ([]AuditRow, error)
	Verify func(ctx context.Context, a incident.Actor) (ops.Verification, error)
}

// AuditFilter narrows the log; empty fields do not. Before is the id of the row the page before ended with, 0 for the newest rows.
type AuditFilter struct {
	Who, Action, Object string
	Before              int64
	Limit               int
}

// AuditRow is one line of the log; Seq is -1 while it has no number.
type AuditRow struct {
	ID                                  int64
	Seq                                 int64
	At                                  time.Time
	Who, Action, Object, Reason, Detail string
}

// auditLimit is how many rows a page shows.
const auditLimit = 100

type auditPage struct {
	web.Page
	Rows     []AuditRow
	Filter   url.Values
	Older    string
	Newest   string // the first page, where this is another
	Verified *ops.Verification
	Problems []string
}

func (c *Console) auditOf(v *visit) (auditPage, error) {
	q := v.r.URL.Query()
	p := auditPage{Page: v.page("console.audit.title"), Filter: url.Values{}}
	for _, name := range []string{"who", "action", "object"} {
		if s := q.Get(name); s != "" {
			p.Filter.Set(name, s)
		}
	}
	if c.Audit.Rows == nil || c.Audit.Verify == nil {
		return p, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	rows, err := c.Audit.Rows(v.ctx(), v.actor, AuditFilter{Who: q.Get("who"), Action: q.Get("action"), Object: q.Get("object"), Before: number(q.Get("before")), Limit: auditLimit + 1})
	if err != nil {
		return p, err
	}
	if len(rows) > auditLimit {
		rows = rows[:auditLimit]
		older := url.Values{"before": {strconv.FormatInt(rows[auditLimit-1].ID, 10)}}
		for k, x := range p.Filter {
			older[k] = x
		}
		p.Older = "/audit?" + older.Encode()
	}
	if p.Rows = rows; q.Get("before") != "" {
		p.Newest = "/audit?" + p.Filter.Encode()
	}
	return p, nil
}

func (c *Console) auditLog(v *visit) error {
	p, err := c.auditOf(v)
	if err != nil {
		return err
	}
	return v.render("audit", &p)
}

// verifyAudit reads the whole log again and says what does not agree.
func (c *Console) verifyAudit(v *visit) error {
	if _, err := v.form(); err != nil {
		return err
	}
	p, err := c.auditOf(v)
	if err != nil {
		return err
	}
	result, err := c.Audit.Verify(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	p.Verified = &result
	for _, x := range result.Problems {
		p.Problems = append(p.Problems, c.Texts.Error(v.lang, x))
	}
	return v.render("audit", &p)
}
