package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"todoke/internal/api"
	"todoke/internal/incident"
)

// withAPI puts the interface for programs beside the reporters' pages, on their listener.
func (d *desk) withAPI(pages http.Handler) (http.Handler, error) {
	h, err := api.New(api.Config{Intake: d.intake, Forms: d.forms, Auth: d.auth, Texts: d.texts, Log: d.log, Demo: d.demo,
		Desk:   func() incident.Text { return d.name },
		Public: func() fs.FS { return os.DirFS(filepath.Join(d.config.Data, "public")) }})
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle(api.Base+"/", h)
	mux.Handle("/", pages)
	return mux, nil
}
