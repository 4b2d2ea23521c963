package portal

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

type listPage struct {
	web.Page
	Forms  []formFile
	FileMB int
	Code   string
	List   *intake.ListView
	Fresh  bool // the code is shown for the first time
	doubt  func(incident.Unread) string
}

// Doubt says what is doubtful, and where.
func (p *listPage) Doubt(u incident.Unread) string { return p.doubt(u) }

// formFile is one empty form to fill in.
type formFile struct {
	ID    string
	Title incident.Text
}

func (p *portal) listPage(r *http.Request) *listPage {
	page := &listPage{Page: p.page(r, "portal.list.title"), FileMB: intake.MaxFile >> 20}
	page.doubt = func(u incident.Unread) string { return p.doubt(r, u) }
	for _, f := range p.Forms.List() {
		page.Forms = append(page.Forms, formFile{f.ID, f.Title})
	}
	return page
}

// listForm is where a list is sent, or looked at again with its code.
func (p *portal) listForm(w http.ResponseWriter, r *http.Request) error {
	p.app.Render(w, r, http.StatusOK, "list", p.listPage(r))
	return nil
}

// emptyForm gives the empty form as a file in the language of the page: virus.xlsx, access.csv and so on.
func (p *portal) emptyForm(w http.ResponseWriter, r *http.Request) error {
	id, kind, _ := strings.Cut(r.PathValue("name"), ".")
	f, err := p.Forms.Find(id, 0)
	if err != nil {
		return err
	}
	var body []byte
	media := "text/csv; charset=utf-8"
	switch kind {
	case "xlsx":
		media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		body, err = f.Workbook(web.Lang(r))
	case "csv":
		body, err = f.CSV(web.Lang(r))
	default:
		return incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	if err != nil {
		return err
	}
	p.send(w, media, "todoke-"+f.ID+"."+kind, body)
	return nil
}

// send gives a file to download; that of a demonstration says so in its name.
func (p *portal) send(w http.ResponseWriter, media, name string, body []byte) {
	if p.Demo {
		name = "demo-" + name
	}
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // the client went away: nothing to do
}

// list takes a list, shows what would be filed of it, files it, and shows how far it is. Its code is only ever in a posted field.
func (p *portal) list(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, web.Limits{Values: maxValues, File: intake.MaxFile, Files: intake.MaxFile})
	if err != nil {
		return err
	}
	page := p.listPage(r)
	page.Code = normalCode(f.Values.Get("code"))
	source := p.Source(r)
	do, from, _ := strings.Cut(f.Values.Get(fieldDo), ":")
	switch {
	case len(f.Refused) > 0:
		err = f.Refused.Or()
	case do == "keep" && len(f.Files) == 0:
		err = &incident.Error{Kind: incident.Invalid, Key: "error.list_none", Field: "file"}
	case do == "keep":
		page.Fresh = true
		page.Code, err = p.Intake.KeepList(r.Context(), intake.ListFile{Name: f.Files[0].Name, Content: f.Files[0].Body, Source: source})
	case do == "file":
		err = p.Intake.FileList(r.Context(), page.Code, source)
	case do == "drop":
		if err = p.Intake.DropList(r.Context(), page.Code, source); err == nil {
			page.Notice = p.t(r, "portal.list.dropped")
			page.Code = ""
			p.app.Render(w, r, http.StatusOK, "list", page)
			return nil
		}
	case do == "receipts":
		return p.receipts(w, r, page.Code)
	}
	if err == nil {
		n, _ := strconv.Atoi(from)
		var v intake.ListView
		if v, err = p.Intake.List(r.Context(), page.Code, source, n); err == nil {
			page.List = &v
			p.app.Render(w, r, http.StatusOK, "list", page)
			return nil
		}
	}
	page.Fresh = false
	page.Errors = p.summary(r, err)
	if statusOf(err) == http.StatusNotFound {
		page.Errors[0].Field = "code"
	}
	p.app.Render(w, r, statusOf(err), "list", page)
	return nil
}

// receipts gives the numbers and codes of a filed list, once.
func (p *portal) receipts(w http.ResponseWriter, r *http.Request, code string) error {
	head := [3]string{p.t(r, "portal.list.line"), p.t(r, "portal.card.number"), p.t(r, "portal.card.code")}
	b, err := p.Intake.ListReceipts(r.Context(), code, p.Source(r), head)
	if err != nil {
		return err
	}
	p.send(w, "text/csv; charset=utf-8", "todoke-receipts.csv", b)
	return nil
}

// doubt says what is doubtful about a row: the question or the place in the list, then the reason.
func (p *portal) doubt(r *http.Request, u incident.Unread) string {
	kind, n, _ := strings.Cut(u.Where, " ")
	where := p.t(r, "list.place.file")
	if f, err := p.Forms.Find(door, 0); err == nil && f.Question(u.Where) != nil {
		where = f.Question(u.Where).Label.In(web.Lang(r))
	} else if n != "" && p.Texts.Has(web.Lang(r), "list.place."+kind) {
		where = p.t(r, "list.place."+kind, n)
	}
	what := u.What
	if !strings.HasPrefix(what, "unread.") || !p.Texts.Has(web.Lang(r), what) {
		what = "list.place.wrong" // texts of errors name a value that is not kept here
	}
	return p.t(r, "portal.question.named", where, p.t(r, what))
}
