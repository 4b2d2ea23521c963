// Package console is the staff's pages: sign-in, queue, reports, cases, editions, accounts and the audit log.
// It is not for deciding anything: every page reaches data only through functions that ask incident.Can, and nothing here stores.
package console

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"todoke/internal/auth"
	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/ops"
	"todoke/internal/publish"
	"todoke/internal/retention"
	"todoke/internal/stats"
	"todoke/internal/subscribe"
	"todoke/internal/text"
	"todoke/internal/triage"
	"todoke/internal/web"
)

//go:embed *.tmpl parts/*.tmpl
var files embed.FS

// Config is what the console needs.
type Config struct {
	Auth      *auth.Auth
	Triage    *triage.Triage
	Publish   *publish.Publish
	Retention *retention.Retention
	Intake    *intake.Intake // nil: nobody types reports in

	Subscribers *subscribe.Subscribe // nil: nobody subscribes by mail

	Stats     *stats.Stats
	Audit     Audit
	Waits     *ops.Waits     // nil: nothing is shown of what waits
	Mailbox   *intake.Poller // nil: no mailbox is fetched from
	Builds    fs.FS          // one folder an edition, for previews; nil for none
	Forms     *form.Forms
	Texts     *i18n.Catalogue
	Log       *slog.Logger
	Desk      func() incident.Text
	Site      string // address readers know the public site by, with its last slash; "" when it is not known
	Demo      bool
	Secure    bool // the console is reached over HTTPS: the session cookie says so
	Now       func() time.Time
	SetupCode string // what `serve` printed on the terminal; the first administrator is made with it
}

// Console holds what the handlers share.
type Console struct {
	Config
	app        *web.App
	sessions   *auth.Sessions
	vocabulary incident.Vocabulary
	setup      firstFactor
}

// firstFactor is the second factor of the first administrator until it is confirmed; it lives in memory only, never in a session row.
type firstFactor struct {
	sync.Mutex
	login     string
	enrolment auth.Enrolment
}

// New builds the console's handler.
func New(cfg Config) (http.Handler, error) {
	c := &Console{Config: cfg, sessions: cfg.Auth.Sessions(cfg.Secure), vocabulary: incident.DefaultVocabulary()}
	c.app = &web.App{Texts: cfg.Texts, Log: cfg.Log, Desk: cfg.Desk, Demo: cfg.Demo, Home: "/", Face: "console", Actor: c.actor}
	if err := c.app.Load(withParts{files}, "*.tmpl", c.funcs()); err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	c.sessions.ErrorFunc = c.app.Fail
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", web.Assets())
	pages := http.NewServeMux()
	for _, r := range c.open() {
		pages.Handle(r.pattern, c.app.Handle(func(w http.ResponseWriter, req *http.Request) error {
			return r.serve(c.visit(w, req))
		}))
	}
	for _, r := range c.routes() {
		pages.Handle(r.pattern, c.app.Handle(c.staff(r)))
	}
	pages.Handle("/", c.app.Handle(func(http.ResponseWriter, *http.Request) error {
		return incident.Errorf(incident.NotFound, "error.page_not_found")
	}))
	mux.Handle("/", c.sessions.LoadAndSave(pages))
	return c.app.Wrap(mux), nil
}

// route is one page or one posted form. Action is what the page asks of the roles before it does anything; the functions behind it ask again.
type route struct {
	pattern string
	action  incident.Action // "" for every signed-in member of staff
	serve   func(*visit) error
}

// open lists the pages without sign-in.
func (c *Console) open() []route {
	return []route{
		{"GET /sign-in", "", c.signInForm},
		{"POST /sign-in", "", c.signIn},
		{"GET /sign-in/once", "", c.onceForm},
		{"POST /sign-in/once", "", c.signInOnce},
		{"GET /setup", "", c.setupForm},
		{"POST /setup", "", c.setUp},
		{"GET /setup/second-factor", "", c.secondFactorForm},
		{"POST /setup/second-factor", "", c.confirmSecondFactor},
	}
}

// routes lists the pages behind the sign-in, each with its action.
func (c *Console) routes() []route {
	return []route{
		{"GET /{$}", "", c.queue},
		{"POST /{$}", incident.ReportTriage, c.bulk},
		{"GET /reports/{number}", incident.ReportRead, c.report},
		{"POST /reports/{number}", incident.ReportRead, c.actOnReport},
		{"GET /reports/{number}/original", incident.ReportOpen, c.originalForm},
		{"POST /reports/{number}/original", incident.ReportOpen, c.openOriginal},
		{"GET /reports/{number}/files/{id}", incident.ReportOpen, c.fileForm},
		{"POST /reports/{number}/files/{id}", incident.ReportOpen, c.openFile},
		{"GET /reports/{number}/files/{id}/take", incident.FileTake, c.fileForm}, // where a change of language leads from the answer to a post
		{"GET /reports/{number}/files/{id}/transcribe", incident.ReportEnter, c.fileForm},
		{"POST /reports/{number}/files/{id}/take", incident.FileTake, c.takeFile},
		{"POST /reports/{number}/files/{id}/transcribe", incident.ReportEnter, c.transcribe},
		{"GET /reports/{number}/consent", incident.ReportRead, c.consent},
		{"POST /reports/{number}/consent", incident.ReportRead, c.actOnConsent},
		{"GET /cases/{number}/showings", incident.CaseShow, c.showings},
		{"POST /cases/{number}/showings", incident.CaseShow, c.actOnShowings},
		{"GET /consent-rules", incident.DeskSettings, c.consentRules},
		{"POST /consent-rules", incident.DeskSettings, c.saveConsentRules},
		{"GET /reports/{number}/ask", incident.ReportReply, c.askForm},
		{"POST /reports/{number}/ask", incident.ReportReply, c.ask},
		{"GET /reports/{number}/masking", incident.MaskDecide, c.masking},
		{"POST /reports/{number}/masking", incident.MaskDecide, c.decideMasking},
		{"GET /cases/{number}/masking", incident.MaskDecide, c.masking},
		{"POST /cases/{number}/masking", incident.MaskDecide, c.decideMasking},
		{"GET /own-terms", incident.MaskDecide, c.ownTerms},
		{"POST /own-terms", incident.MaskDecide, c.changeOwnTerms},
		{"GET /reports/{number}/amend", incident.ReportEnter, c.amendForm},
		{"POST /reports/{number}/amend", incident.ReportEnter, c.amend},
		{"GET /reports/{number}/versions", incident.ReportRead, c.versions},
		{"POST /enter/save", incident.ReportEnter, c.saveEntry},
		{"GET /enter", incident.ReportEnter, c.enterForm},
		{"POST /enter", incident.ReportEnter, c.fileReport},
		{"GET /list", incident.ReportEnter, c.listForm},
		{"POST /list", incident.ReportEnter, c.enterList},
		{"GET /quarantine", incident.ReportRead, c.quarantine},
		{"POST /quarantine", incident.ReportTriage, c.finishQuarantined},
		{"GET /quarantine/{id}", incident.ReportOpen, c.quarantinedForm},
		{"POST /quarantine/{id}", incident.ReportOpen, c.openQuarantined},
		{"GET /reports/{number}/retention", incident.ReportRead, c.keptForm},
		{"POST /reports/{number}/retention", incident.ReportRead, c.actOnKept},
		{"GET /retention", incident.RetentionRead, c.retention},
		{"POST /retention", incident.RetentionRead, c.actOnRetention},
		{"GET /retention/certificates/{run}", incident.RetentionRead, c.certificate},
		{"GET /waiting", incident.JobsRead, c.waiting},
		{"POST /waiting", incident.JobsRetry, c.retry},
		{"GET /reports/{number}/code", incident.CodeReplace, c.codeForm},
		{"POST /reports/{number}/code", incident.CodeReplace, c.actOnCode},
		{"GET /audit", incident.AuditRead, c.auditLog},
		{"POST /audit", incident.AuditRead, c.verifyAudit},
		{"GET /cases", incident.CaseRead, c.cases},
		{"POST /cases", incident.CaseDraft, c.beginCase},
		{"GET /cases/{number}", incident.CaseRead, c.caseView},
		{"POST /cases/{number}", incident.CaseRead, c.actOnCase},
		{"GET /cases/{number}/compare", incident.CaseRead, c.compare},
		{"GET /cases/{number}/figures", incident.CaseDraft, c.figures},
		{"POST /cases/{number}/figures", incident.CaseDraft, c.editFigures},
		{"GET /editions", incident.EditionRead, c.editions},
		{"GET /advisories", incident.CaseRead, c.advisories},
		{"GET /advisories/new", incident.CaseDraft, c.newAdvisory},
		{"POST /advisories/new", incident.CaseDraft, c.beginAdvisory},
		{"GET /advisories/{id}", incident.CaseRead, c.advisory},
		{"POST /advisories/{id}", incident.CaseRead, c.actOnAdvisory},
		{"GET /selfcheck", incident.EditionRead, c.selfcheck},
		{"POST /selfcheck", incident.EditionEdit, c.editSelfcheck},
		{"GET /editions/new", incident.EditionEdit, c.newEditionForm},
		{"POST /editions/new", incident.EditionEdit, c.newEdition},
		{"GET /editions/statistics", incident.EditionEdit, c.newStatEditionForm},
		{"POST /editions/statistics", incident.EditionEdit, c.newStatEdition},
		{"GET /editions/{id}", incident.EditionRead, c.edition},
		{"POST /editions/{id}", incident.EditionRead, c.actOnEdition},
		{"GET /editions/{id}/leaks", incident.EditionRead, c.leaks},
		{"POST /editions/{id}/leaks", incident.EditionRead, c.actOnLeaks},
		{"GET /editions/{id}/mosaic", incident.CaseRead, c.mosaic},
		{"POST /editions/{id}/mosaic", incident.EditionEdit, c.decideMosaic},
		{"GET /editions/{id}/draft/{path...}", incident.EditionRead, c.draft},
		{"GET /editions/{id}/themes", incident.CaseRead, c.casesUnder},
		{"POST /editions/{id}/themes", incident.EditionEdit, c.putThemes},
		{"GET /editions/{id}/corrections", incident.EditionRead, c.corrections},
		{"POST /editions/{id}/corrections", incident.EditionRead, c.correct},
		{"GET /themes", incident.CaseRead, c.themes},
		{"POST /themes", incident.EditionEdit, c.saveTheme},
		{"GET /standing", incident.EditionRead, c.standing},
		{"POST /standing", incident.EditionEdit, c.saveStanding},
		{"GET /calendar", incident.EditionRead, c.calendar},
		{"POST /calendar", incident.EditionEdit, c.plan},
		{"GET /editions/{id}/preview/{path...}", incident.EditionRead, c.preview},
		{"GET /editions/{id}/download", incident.EditionRead, c.download},
		{"GET /statistics", incident.StatsRead, c.statistics},
		{"GET /statistics/tables/{id}", incident.StatsRead, c.statTable},
		{"GET /statistics/tables/{id}/file", incident.StatsRead, c.statFile},
		{"GET /statistics/behind", incident.ReportRead, c.behind},
		{"GET /statistics/cross", incident.StatsRead, c.cross},
		{"GET /statistics/cross/file", incident.StatsRead, c.crossFile},
		{"POST /statistics/cross", incident.StatsEdit, c.keepCross},
		{"GET /statistics/define", incident.StatsEdit, c.defineForm},
		{"POST /statistics/define", incident.StatsEdit, c.define},
		{"GET /statistics/sets", incident.StatsRead, c.statSets},
		{"POST /statistics/sets", incident.StatsEdit, c.freezeSet},
		{"GET /statistics/sets/{id}", incident.StatsRead, c.statSet},
		{"GET /statistics/rules", incident.StatsRead, c.statRules},
		{"POST /statistics/rules", incident.StatsEdit, c.saveRules},
		{"GET /statistics/desk", incident.StatsRead, c.statDesk},
		{"GET /forms", incident.DeskSettings, c.formsList},
		{"GET /forms/new", incident.DeskSettings, c.newForm},
		{"POST /forms/new", incident.DeskSettings, c.addForm},
		{"POST /forms/{id}/{version}", incident.DeskSettings, c.switchForm},
		{"GET /templates", incident.DeskSettings, c.templates},
		{"POST /templates", incident.DeskSettings, c.saveTemplate},
		{"GET /settings", incident.DeskSettings, c.settings},
		{"POST /settings", incident.DeskSettings, c.saveSettings},
		{"GET /lookup", incident.ReportLookup, c.lookupForm},
		{"POST /lookup", incident.ReportLookup, c.lookup},
		{"POST /sign-out", "", c.signOut},
		{"GET /account", "", c.account},
		{"POST /account", "", c.changePassword},
		{"GET /staff", incident.StaffManage, c.staffPage},
		{"POST /staff", incident.StaffManage, c.createStaff},
		{"POST /staff/{id}", incident.StaffManage, c.changeStaff},
		{"GET /tokens", incident.TokenManage, c.tokens},
		{"POST /tokens", incident.TokenManage, c.createToken},
		{"POST /tokens/{id}", incident.TokenManage, c.revokeToken},
		{"GET /subscribers", incident.SubscriberRead, c.subscribers},
		{"POST /subscribers", incident.SubscriberRemove, c.removeSubscriber},
	}
}

// actor gives who is signed in, nil for nobody; the request must have gone through the sessions.
func (c *Console) actor(r *http.Request) *incident.Actor {
	a, err := c.sessions.Current(r.Context())
	if err != nil {
		return nil
	}
	return &a
}

// staff puts the sign-in and the route's action before a handler.
func (c *Console) staff(r route) web.Handler {
	return func(w http.ResponseWriter, req *http.Request) error {
		v := c.visit(w, req)
		actor, err := c.sessions.Current(req.Context())
		if err != nil {
			return c.askSignIn(v)
		}
		v.actor = actor
		if r.action != "" {
			if err := incident.Ask(actor, r.action); err != nil {
				return v.forbidden(r.action)
			}
		}
		return r.serve(v)
	}
}

// withParts gives every page template the shared parts (menu, fields) behind its own text.
type withParts struct{ embed.FS }

// ReadFile reads a page followed by the parts.
func (f withParts) ReadFile(name string) ([]byte, error) {
	page, err := f.FS.ReadFile(name)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(f.FS, "parts/*.tmpl")
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		part, err := f.FS.ReadFile(n)
		if err != nil {
			return nil, err
		}
		page = append(page, part...)
	}
	return page, nil
}

// stateTags gives each state the colour of its tag; the word always stands in it too.
var stateTags = map[string]string{
	"received": "info", "accepted": "ok", "not_accepted": "", "duplicate": "", "withdrawn": "", "spam": "late",
	"draft": "wait", "submitted": "info", "returned": "late", "approved": "ok",
	"in_work": "wait", "frozen": "info", "built": "info", "checked": "ok", "released": "ok",
}

func (c *Console) funcs() template.FuncMap {
	return template.FuncMap{
		"label": func(list string, code any, lang string) string {
			return c.vocabulary.Label(list, fmt.Sprint(code), incident.Lang(lang))
		},
		"terms":      func(list string) []incident.Term { return c.vocabulary[list] },
		"field":      newField,
		"pick":       newPick,
		"blocks":     incident.Blocks,
		"pieces":     pieces,
		"noPassages": func() map[string][]passage { return nil }, // of a text nobody comments on
		"clip":       clip,
		"alarming": func(mark string) bool {
			return mark == "malware" || mark == "executable" || mark == "double_extension" || mark == "right_to_left"
		},
		"roles": func() []string { return triage.FigureRoles },
		"draw": func(f incident.Figure, lang, id string) publish.FigurePreview {
			return c.Publish.DrawFigure(f, incident.Lang(lang), id)
		},
		"doubt":       c.doubt,
		"who":         c.who,
		"formName":    c.formName,
		"firstRows":   firstRows,
		"moreRows":    func(list []retention.DueRow) int { return len(list) - len(firstRows(list)) },
		"minus":       func(n int) int { return n - 1 },
		"plus":        func(n int) int { return n + 1 },
		"menu":        menu,
		"list":        func(items ...any) []any { return items },
		"stateTag":    func(state any) string { return stateTags[fmt.Sprint(state)] },
		"channels":    func() []incident.Channel { return channels },
		"schemes":     func() []incident.Scheme { return incident.Schemes },
		"damages":     func() []incident.Damage { return incident.Damages },
		"reasons":     func() []string { return incident.Reasons },
		"withdrawals": func() []string { return incident.WithdrawReasons },
		"dimensions":  func() []incident.Dimension { return incident.Dimensions },
		"spell":       c.spell,
		"commas":      commas,
		"kilobytes":   func(n int64) string { return strconv.FormatInt((n+1023)/1024, 10) },
	}
}

// channels lists the channels in the order shown.
var channels = []incident.Channel{incident.Web, incident.Mail, incident.TextF, incident.Excel, incident.CSV, incident.API, incident.Phone, incident.Fax, incident.Post}

// commas parts a whole number in thousands.
func commas(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// clip cuts a summary to what a list row holds.
func clip(s string) string {
	s, cut := text.Limit(strings.Join(strings.Fields(s), " "), 80)
	if cut {
		s += "…"
	}
	return s
}
