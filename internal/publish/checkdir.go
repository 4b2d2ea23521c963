package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"todoke/internal/incident"
)

// CheckDir searches a folder of finished files, wherever it came from, for the terms behind an edition that is frozen or later. Nothing is stored
// but the audit row; terms are in the result for whoever runs it.
func (p *Publish) CheckDir(ctx context.Context, a incident.Actor, id, dir string, at time.Time) (CheckResult, error) {
	if err := incident.Ask(a, incident.EditionRelease); err != nil {
		return CheckResult{}, err
	}
	c, err := collection(ctx, p.st.Reader, id)
	if err != nil {
		return CheckResult{}, told(err, "check "+id)
	}
	list, err := readFolder(dir)
	if err != nil {
		return CheckResult{}, fmt.Errorf("check %s: %w", id, err)
	}
	s := scope{collections: []*incident.Collection{c}, at: at}
	if s.released, err = p.releasedOf(ctx, id, list); err != nil {
		return CheckResult{}, fmt.Errorf("check %s: %w", id, err)
	}
	result, err := p.check(ctx, s, list)
	if err != nil {
		return CheckResult{}, fmt.Errorf("check %s: %w", id, err)
	}
	return result, nil
}

// releasedOf gives the hashes of a released edition's files, where the manifest in a folder is the released one. Such a file was held to the templates of the program that
// made it; those of a later one may have other elements and another style.
func (p *Publish) releasedOf(ctx context.Context, id string, list files) (map[string]string, error) {
	e, err := p.st.FindEdition(ctx, id)
	if err != nil || e.State != incident.Released {
		return nil, err
	}
	manifest, err := p.checkedManifest(ctx, id)
	if err != nil || digest(list[manifestName]) != manifest {
		return nil, err
	}
	var m Manifest
	if err := json.Unmarshal(list[manifestName], &m); err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, f := range m.Files {
		out[f.Path] = f.SHA256
	}
	return out, nil
}
