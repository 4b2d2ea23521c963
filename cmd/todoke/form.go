package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/text"
)

type formCmd struct {
	List   formListCmd   `cmd:"" help:"List the forms."`
	Render formRenderCmd `cmd:"" help:"Write a form as text, workbook, CSV or JSON Schema."`
	Check  formCheckCmd  `cmd:"" help:"Tell what would be read of a returned text form, workbook or CSV."`
}

// ofDesk lets a command of forms see a desk's own versions.
type ofDesk struct {
	Data string `help:"Data folder of a desk whose own versions count too." placeholder:"DIR"`
}

// forms are the shipped forms, or those of the desk named.
func (o ofDesk) forms(ctx context.Context) (*form.Forms, error) {
	if o.Data == "" {
		return form.Load()
	}
	d, err := folder{Data: o.Data}.look(ctx)
	if err != nil {
		return nil, err
	}
	defer d.close()
	return d.forms, nil
}

type formListCmd struct {
	ofDesk `embed:""`

	JSON bool `name:"json" help:"Print as JSON."`
}

// Help of form list.
func (formListCmd) Help() string { return "Exit codes: 0 done; 1 failed." }

// Run of form list.
func (p *formListCmd) Run(ctx context.Context) error {
	forms, err := p.forms(ctx)
	if err != nil {
		return err
	}
	type row struct {
		ID      string        `json:"id"`
		Version int           `json:"version"`
		Title   incident.Text `json:"title"`
	}
	rows := []row{}
	for _, f := range forms.List() {
		rows = append(rows, row{f.ID, f.Version, f.Title})
	}
	if p.JSON {
		return writeJSON(os.Stdout, rows)
	}
	for _, r := range rows {
		fmt.Printf("%s\t%d\t%s\t%s\n", r.ID, r.Version, r.Title.JA, r.Title.EN)
	}
	return nil
}

type formRenderCmd struct {
	ofDesk `embed:""`

	Form string `required:"" help:"Id of the form: virus, access or door."`
	As   string `required:"" enum:"text,xlsx,csv,schema" help:"Shape: text, xlsx, csv or schema."`
	Lang string `default:"ja" enum:"ja,en" help:"Language: ja or en."`
	Out  string `help:"File to write; without it the output goes to the terminal." placeholder:"FILE"`
}

// Help of form render.
func (formRenderCmd) Help() string {
	return "Exit codes: 0 done; 1 failed; 2 wrong command line; 4 no such form."
}

// Run of form render.
func (p *formRenderCmd) Run(ctx context.Context) error {
	forms, err := p.forms(ctx)
	if err != nil {
		return err
	}
	f, err := forms.Find(p.Form, 0)
	if err != nil {
		return fmt.Errorf("form %s: %w", p.Form, os.ErrNotExist)
	}
	lang := incident.Lang(p.Lang)
	var b []byte
	switch p.As {
	case "text":
		b = []byte(f.Text(lang))
	case "schema":
		b, err = f.Schema(lang)
	case "xlsx":
		b, err = f.Workbook(lang)
	case "csv":
		b, err = f.CSV(lang)
	}
	if err != nil {
		return err
	}
	if p.Out == "" {
		_, err = os.Stdout.Write(b)
		return err
	}
	return os.WriteFile(p.Out, b, 0o644)
}

type formCheckCmd struct {
	ofDesk `embed:""`

	File string `arg:"" help:"Returned form (text, .xlsx or .csv), or a definition (.toml)."`
}

// Help of form check.
func (formCheckCmd) Help() string {
	return `Prints which form the file is, the answers that were read and the places of what was not, with the reason. Of a definition it tells whether a desk could use it as a new version, and lists all that is wrong.

Exit codes: 0 done; 1 failed; 4 no such file; 5 the file is no form, or the definition is wrong.`
}

// Run of form check.
func (p *formCheckCmd) Run(ctx context.Context) error {
	b, err := os.ReadFile(p.File)
	if err != nil {
		return err
	}
	forms, err := p.forms(ctx)
	if err != nil {
		return err
	}
	if strings.EqualFold(filepath.Ext(p.File), ".toml") {
		return checkDefinition(forms, string(b))
	}
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	today := time.Now().In(incident.Japan)
	var list []form.Received
	if strings.EqualFold(filepath.Ext(p.File), ".csv") {
		if list, err = forms.ReadCSV(b, today); err != nil {
			return refused{err}
		}
	} else if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		if list, err = forms.ReadWorkbook(b, today); err != nil {
			return refused{err}
		}
	} else if r, ok := forms.ReadText(text.Clean(decoded(b)), today); ok {
		list = []form.Received{r}
	}
	if len(list) == 0 {
		return refused{fmt.Errorf("%s is no form that is known here", p.File)}
	}
	for _, r := range list {
		answers, err := r.Form.JSON(r.Answers)
		if err != nil {
			return err
		}
		fmt.Printf("%s %d (%s)\n%s\n", r.Form.ID, r.Form.Version, r.Lang, answers)
		for _, u := range r.AllUnread() {
			fmt.Printf("%s\t%s\n", u.Where, texts.T(r.Lang, u.What))
		}
	}
	return nil
}

func decoded(b []byte) string {
	s, _, _ := text.Decode(b, "")
	return s
}

// checkDefinition tells whether a definition could be a desk's own next version.
func checkDefinition(forms *form.Forms, body string) error {
	made, err := forms.Try([]form.Own{{Body: body, On: true}})
	var wrong form.Problems
	if errors.As(err, &wrong) {
		for _, p := range wrong {
			fmt.Println(p)
		}
		return refused{fmt.Errorf("the definition is wrong in %d places", len(wrong))}
	}
	if err != nil {
		return err
	}
	if made != nil {
		fmt.Printf("%s %d is right\n", made.ID, made.Version)
		return nil
	}
	fmt.Println("the shared questions are right")
	return nil
}
