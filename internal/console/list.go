package console

import (
	"fmt"
	"net/http"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

type listPage struct {
	web.Page
	FileMB int
	Code   string
	List   *intake.ListView
	Fresh  bool
}

func (c *Console) listPageOf(v *visit) (listPage, error) {
	if c.Intake == nil {
		return listPage{}, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	return listPage{Page: v.page("console.list.title"), FileMB: intake.MaxFile >> 20}, nil
}

// listForm is where staff enter a list that came by mail, fax or post.
func (c *Console) listForm(v *visit) error {
	p, err := c.listPageOf(v)
	if err != nil {
		return err
	}
	return v.render("list", &p)
}

// enterList keeps, shows and files a list on somebody's behalf.
func (c *Console) enterList(v *visit) error {
	p, err := c.listPageOf(v)
	if err != nil {
		return err
	}
	f, err := v.formWithFiles()
	if err != nil {
		return err
	}
	p.Code = strings.TrimSpace(f.Values.Get("code"))
	do, from, _ := strings.Cut(f.Values.Get("do"), ":")
	switch {
	case len(f.Refused) > 0:
		err = f.Refused.Or()
	case do == "keep" && len(f.Files) == 0:
		err = &incident.Error{Kind: incident.Invalid, Key: "error.list_none", Field: "file"}
	case do == "keep":
		p.Fresh = true
		p.Code, err = c.Intake.KeepList(v.ctx(), intake.ListFile{Name: f.Files[0].Name, Content: f.Files[0].Body, By: v.actor})
	case do == "file":
		err = c.Intake.FileList(v.ctx(), p.Code, "")
	case do == "drop":
		if err = c.Intake.DropList(v.ctx(), p.Code, ""); err == nil {
			return v.done("/list", "portal.list.dropped")
		}
	case do == "receipts":
		return c.listReceipts(v, p.Code)
	}
	if err == nil {
		var view intake.ListView
		if view, err = c.Intake.List(v.ctx(), p.Code, "", int(number(from))); err == nil {
			p.List = &view
			return v.render("list", &p)
		}
	}
	p.Fresh = false
	p.Errors = v.summary(err)
	return v.renderAs(web.StatusOf(err), "list", &p)
}

// listReceipts hands over numbers and codes of a filed list, once, to be passed on to who sent it.
func (c *Console) listReceipts(v *visit, code string) error {
	b, err := c.Intake.ListReceipts(v.ctx(), code, "", [3]string{v.t("portal.list.line"), v.t("console.number"), v.t("console.enter.code")})
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	name := "todoke-receipts.csv"
	if c.Demo {
		name = "demo-" + name
	}
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	h.Set("Cache-Control", "no-store")
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(b) // the client went away: nothing to do
	return nil
}

// doubt says what is doubtful about a row of a list: the question or the place, then the reason.
func (c *Console) doubt(u incident.Unread, l string) string {
	lang := incident.Lang(l)
	kind, n, _ := strings.Cut(u.Where, " ")
	where := c.Texts.T(lang, "list.place.file")
	if f, err := c.Forms.Find("door", 0); err == nil && f.Question(u.Where) != nil {
		where = f.Question(u.Where).Label.In(lang)
	} else if n != "" && c.Texts.Has(lang, "list.place."+kind) {
		where = c.Texts.T(lang, "list.place."+kind, n)
	}
	what := u.What
	if !strings.HasPrefix(what, "unread.") || !c.Texts.Has(lang, what) {
		what = "list.place.wrong"
	}
	return where + c.Texts.T(lang, "console.colon") + c.Texts.T(lang, what)
}
