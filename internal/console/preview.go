package console

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/web"
)

// build gives the finished files of an edition; only of one that exists, for who may see editions in work.
func (c *Console) build(v *visit) (fs.FS, error) {
	e, err := c.Publish.Find(v.ctx(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if c.Builds == nil || e.Built == "" {
		return nil, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	return fs.Sub(c.Builds, e.ID)
}

// preview shows the built files as they will be published, behind the sign-in.
func (c *Console) preview(v *visit) error {
	files, err := c.build(v)
	if err != nil {
		return err
	}
	name := v.r.PathValue("path")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if !fs.ValidPath(name) {
		return incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	body, err := fs.ReadFile(files, name)
	if err != nil { // a folder without its slash, or nothing there
		return incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		v.w.Header().Set("Content-Type", t)
	}
	v.w.Header().Set("Cache-Control", "no-store")
	_, _ = v.w.Write(body) // the client went away: nothing to do
	return nil
}

// download gives the built files as one archive, dated by the freeze.
func (c *Console) download(v *visit) error {
	files, err := c.build(v)
	if err != nil {
		return err
	}
	e, err := c.Publish.Find(v.ctx(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	name := "todoke-" + e.ID
	if c.Demo {
		name += "-demo"
	}
	web.Headers(v.w)
	v.w.Header().Set("Content-Type", "application/zip")
	v.w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+".zip"))
	v.w.Header().Set("Cache-Control", "no-store")
	z := zip.NewWriter(v.w)
	err = fs.WalkDir(files, ".", func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, at)
		if err != nil {
			return err
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: name + "/" + at, Method: zip.Deflate, Modified: e.FrozenAt})
		if err == nil {
			_, err = w.Write(body)
		}
		return err
	})
	if err == nil {
		err = z.Close()
	}
	if err != nil { // half of it is on its way: cut the connection so that nobody takes it for whole
		c.Log.Error("download failed", "edition", e.ID, "err", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}
