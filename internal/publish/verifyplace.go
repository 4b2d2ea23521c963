package publish

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"todoke/internal/incident"
)

// compare reads one file, no further than one byte beyond its listed size, and gives the key of what is wrong with it.
func (v *verification) compare(ctx context.Context, f ManifestFile) (string, error) {
	r, err := v.open(ctx, f.Path)
	if err != nil {
		return "", err
	}
	defer r.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(r, int64(f.Size)+1))
	if err != nil {
		return "", err
	}
	if n != int64(f.Size) || hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		return "verify.altered", nil
	}
	return "", nil
}

// VerifyFolder compares a folder, of a whole release or of one edition, with its manifest and the manifest with its signature under a verifier key; without a
// key, under the one in the folder. Where there is nothing released it is fs.ErrNotExist.
func VerifyFolder(ctx context.Context, dir, key string, tell Progress) (Verified, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Verified{}, err
	}
	defer root.Close()
	v, m, err := verify(ctx, folder{root}, key, tell)
	if err != nil || v.Files == 0 {
		return v, err
	}
	more, err := folder{root}.more(m)
	if err != nil {
		return v, fmt.Errorf("verify %s: %w", dir, err)
	}
	v.Problems = append(v.Problems, more...)
	return v, nil
}

// folder holds finished files on disk.
type folder struct{ root *os.Root }

func (folder) atOnce() int { return 2 }

// open refuses whatever is not a plain file: a link shows what stands elsewhere, and changes with it.
func (d folder) open(_ context.Context, name string) (io.ReadCloser, error) {
	info, err := d.root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, wrong("verify.link", name)
	}
	return d.root.Open(name)
}

// more are files no manifest lists. Signature and key lie beside the manifest.
func (d folder) more(m Manifest) ([]*incident.Error, error) {
	listed := map[string]bool{manifestName: true, signatureName: true, keyName: true}
	for _, f := range m.Files {
		listed[f.Path] = true
	}
	var out []*incident.Error
	err := fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || e.IsDir() || listed[name]:
			return err
		case len(out) == maxListed:
			return fs.SkipAll
		}
		out = append(out, wrong("verify.added", name))
		return nil
	})
	return out, err
}

// VerifyURL compares what a web server gives with the manifest it gives, as VerifyFolder does; the address is that of the site or of an edition. What the server
// has in addition cannot be seen. Redirects to other hosts are not followed; slow is how long one file may take.
func VerifyURL(ctx context.Context, client *http.Client, address, key string, slow time.Duration, tell Progress) (Verified, error) {
	base, err := url.Parse(address)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.User != nil {
		return Verified{}, incident.Errorf(incident.Invalid, "verify.address")
	}
	base.RawQuery, base.Fragment, base.RawPath = "", "", ""
	base.Path = strings.TrimSuffix(strings.TrimSuffix(base.Path, "index.html"), "/") + "/"
	own := *client
	own.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if r.URL.Host != base.Host || r.URL.Scheme != base.Scheme && r.URL.Scheme != "https" || len(via) > 3 {
			return errElsewhere
		}
		return nil
	}
	o := origin{&own, base, slow}
	v, m, err := verify(ctx, o, key, tell)
	v.Web = true
	if err != nil || v.Files == 0 {
		return v, err
	}
	for _, f := range m.Files { // readers ask for the folder, not for the file
		if f.Path == "index.html" {
			front := &verification{holder: front{o}, result: &Verified{}}
			front.file(ctx, f)
			if len(front.result.Problems) > 0 && len(v.Problems) == 0 {
				v.Problems = append(v.Problems, wrong(front.result.Problems[0].Key, "./"))
			}
		}
	}
	return v, nil
}

var errElsewhere = errors.New("leads to another host")

// origin holds finished files behind an address.
type origin struct {
	client *http.Client
	base   *url.URL
	slow   time.Duration
}

func (origin) atOnce() int { return 4 }

func (o origin) open(ctx context.Context, name string) (io.ReadCloser, error) {
	body, err := o.once(ctx, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errElsewhere) && ctx.Err() == nil {
		body, err = o.once(ctx, name) // a server may close an idle connection at any moment
	}
	if errors.Is(err, errElsewhere) {
		return nil, wrong("verify.elsewhere", name)
	}
	return body, err
}

func (o origin) once(ctx context.Context, name string) (io.ReadCloser, error) {
	ctx, cancel := context.WithTimeout(ctx, o.slow)
	u := *o.base
	u.Path += name
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		cancel()
		return nil, err
	}
	r.Header.Set("Cache-Control", "no-cache")
	res, err := o.client.Do(r)
	switch {
	case err != nil:
		cancel()
		return nil, err
	case res.StatusCode == http.StatusOK:
		return &timed{res.Body, cancel}, nil
	}
	res.Body.Close()
	cancel()
	if res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone {
		return nil, fs.ErrNotExist
	}
	return nil, fmt.Errorf("status %d", res.StatusCode)
}

// timed is a body whose time ends with it.
type timed struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close ends the request.
func (t *timed) Close() error {
	defer t.cancel()
	return t.ReadCloser.Close()
}

// front is an origin asked for its folder instead of a file.
type front struct{ origin }

func (f front) open(ctx context.Context, _ string) (io.ReadCloser, error) {
	return f.origin.open(ctx, "")
}
