package triage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// mostForm is how many bytes a definition may have; the largest that ships has a third of it.
const mostForm = 200_000

// FormVersion is one version of a form as the administrator sees it.
type FormVersion struct {
	store.FormVersion
	Asked bool   // new reports are asked this one
	Wrong string // why it is not in force, "" when it is: places and reasons, in English
}

// LoadForms puts the desk's own versions of forms in force beside the shipped ones. One that no longer fits the program is left out and never stops the desk:
// FormVersions says why. The switch-on moments are read by the clock, so it is called again now and then, and by every node.
func (t *Triage) LoadForms(ctx context.Context) error {
	list, err := t.Store.ListFormVersions(ctx)
	if err != nil {
		return fmt.Errorf("forms: %w", err)
	}
	var state strings.Builder
	for _, v := range list {
		fmt.Fprintf(&state, "%s@%d %t\n", v.ID, v.Version, t.on(v))
	}
	t.forms.Lock()
	defer t.forms.Unlock()
	if state.String() == t.forms.state { // versions are never rewritten
		return nil
	}
	own, _ := t.fitting(list)
	if err := t.Forms.Extend(own); err != nil {
		return err
	}
	t.forms.state = state.String()
	return nil
}

// fitting adds one version after the other and leaves out what is wrong with those before it, in the order they were added.
func (t *Triage) fitting(list []store.FormVersion) (own []form.Own, wrong map[int]string) {
	wrong = map[int]string{}
	for i, v := range list {
		more := append(own[:len(own):len(own)], form.Own{Body: v.Body, On: t.on(v)})
		if _, err := t.Forms.Try(more); err != nil {
			wrong[i] = err.Error()
			continue
		}
		own = more
	}
	return own, wrong
}

func (t *Triage) on(v store.FormVersion) bool { return !v.Off && !v.From.After(t.Now()) }

// FormVersions lists the desk's own versions of forms.
func (t *Triage) FormVersions(ctx context.Context, a incident.Actor) ([]FormVersion, error) {
	if err := incident.Ask(a, incident.DeskSettings); err != nil {
		return nil, err
	}
	list, err := t.Store.ListFormVersions(ctx)
	if err != nil {
		return nil, fmt.Errorf("forms: %w", err)
	}
	_, wrong := t.fitting(list)
	out := make([]FormVersion, len(list))
	for i, v := range list {
		out[i] = FormVersion{FormVersion: v, Wrong: wrong[i]}
		now, err := t.Forms.Find(v.ID, 0)
		out[i].Asked = err == nil && now.Version == v.Version
	}
	return out, nil
}

// TryForm checks a definition against everything in force and gives the form it makes, nil for shared questions; nothing is stored. What is wrong comes
// as form.Problems, with the line where the TOML cannot be read.
func (t *Triage) TryForm(ctx context.Context, a incident.Actor, body string) (*form.Form, error) {
	if err := incident.Ask(a, incident.DeskSettings); err != nil {
		return nil, err
	}
	switch {
	case strings.TrimSpace(body) == "":
		return nil, invalid("body", "error.form_empty")
	case len(body) > mostForm:
		return nil, invalid("body", "error.form_large", mostForm)
	}
	list, err := t.Store.ListFormVersions(ctx)
	if err != nil {
		return nil, fmt.Errorf("forms: %w", err)
	}
	own, _ := t.fitting(list)
	return t.Forms.Try(append(own, form.Own{Body: body, On: true}))
}

// AddForm stores a definition that TryForm finds right, to be asked from a moment on; reports filed before keep the version they were filed under.
func (t *Triage) AddForm(ctx context.Context, a incident.Actor, body string, from time.Time) error {
	if _, err := t.TryForm(ctx, a, body); err != nil {
		return err
	}
	id, version, err := form.Name(body)
	if err != nil {
		return err
	}
	v := store.FormVersion{ID: id, Version: version, Body: body, Who: a.Who(), Added: t.Now(), From: from}
	err = t.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertFormVersion(ctx, v); err != nil {
			return err
		}
		return tx.Audit(ctx, t.audit(a, incident.DeskSettings, formObject(id, version), "", "asked from "+from.UTC().Format(time.RFC3339)))
	})
	if err != nil {
		return fmt.Errorf("form %s: %w", id, err)
	}
	return t.LoadForms(ctx)
}

// SwitchForm switches a version of the desk's own off, so that the one before it is asked again, or on again.
func (t *Triage) SwitchForm(ctx context.Context, a incident.Actor, id string, version int, off bool) error {
	if err := incident.Ask(a, incident.DeskSettings); err != nil {
		return err
	}
	err := t.Store.Write(ctx, func(tx *store.Tx) error {
		ok, err := tx.SwitchFormVersion(ctx, id, version, off)
		if err != nil {
			return fmt.Errorf("form %s: %w", id, err)
		}
		if !ok {
			return incident.Errorf(incident.NotFound, "error.form_unknown")
		}
		word := "on"
		if off {
			word = "off"
		}
		return tx.Audit(ctx, t.audit(a, incident.DeskSettings, formObject(id, version), "", word))
	})
	if err != nil {
		return err
	}
	return t.LoadForms(ctx)
}

// FormProblems gives what is wrong with a definition, nil where the error is of another kind.
func FormProblems(err error) []string {
	var p form.Problems
	if errors.As(err, &p) {
		return p
	}
	return nil
}

func formObject(id string, version int) string { return fmt.Sprintf("form:%s@%d", id, version) }
