package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	signed "golang.org/x/mod/sumdb/note"

	"todoke/internal/incident"
)

// keyName is the desk's verifier key as one line, beside each signature. Whoever alters a site can alter it too: it shows consistency, a key from elsewhere shows more.
const keyName = "signing-key.txt"

// Limits of what is read of a release that is not known yet, in bytes and files.
const (
	maxManifest  = 64 << 20
	maxSignature = 64 << 10
	maxListed    = 500_000
	maxPlain     = 1 << 30 // one file
)

// Verified is what a comparison of finished files with their signed manifest showed; they are as released when Problems is empty.
type Verified struct {
	Key     string `json:"key_fingerprint"` // of the key the signature was tried with, "" when there was none
	Pinned  bool   `json:"pinned"`          // that key came with the files: only their consistency was shown
	Release int64  `json:"release,omitempty"`
	Edition string `json:"edition,omitempty"` // of a whole site, the edition that release brought
	Date    string `json:"date,omitempty"`    // of a site the release, of an edition the freeze (RFC 3339)
	Files   int    `json:"files"`             // listed in the manifest
	Web     bool   `json:"web"`               // read by address: what is there in addition cannot be seen

	Problems []*incident.Error `json:"-"`
}

// Unread tells that every problem is a file that could not be read: nothing was seen to be other than released.
func (v Verified) Unread() bool {
	return len(v.Problems) > 0 && !slices.ContainsFunc(v.Problems, func(e *incident.Error) bool { return e.Key != "verify.unread" })
}

// Fingerprint is the SHA-256, in hexadecimal, of a verifier key as one line with its newline: what sha256sum signing-key.txt prints.
func Fingerprint(key string) string { return digest([]byte(strings.TrimSpace(key) + "\n")) }

// Progress is told how many of the listed files were read.
type Progress func(done, all int)

// holder is where finished files are: a folder or an origin. A file that is not there is fs.ErrNotExist; an *incident.Error is told as it is.
type holder interface {
	open(ctx context.Context, name string) (io.ReadCloser, error)
	atOnce() int
}

// verification is one comparison under way.
type verification struct {
	holder
	result *Verified
	mu     sync.Mutex
}

// verify compares what h holds with its manifest, and that with its signature. Without a signature that holds no file is read: there would be nothing to
// compare it with. Neither manifest nor signature is fs.ErrNotExist.
func verify(ctx context.Context, h holder, key string, tell Progress) (Verified, Manifest, error) {
	v := &verification{holder: h, result: &Verified{}}
	body, err := v.small(ctx, manifestName, maxManifest)
	sig, errSig := v.small(ctx, signatureName, maxSignature)
	switch {
	case errors.Is(err, fs.ErrNotExist) && errors.Is(errSig, fs.ErrNotExist):
		return Verified{}, Manifest{}, fmt.Errorf("no released edition or site: %w", err)
	case err != nil:
		return *v.result, Manifest{}, v.stop(manifestName, err)
	case errSig != nil:
		return *v.result, Manifest{}, v.stop(signatureName, errSig)
	}
	if ok, err := v.key(ctx, &key); !ok {
		return *v.result, Manifest{}, err
	}
	m, ok, err := v.signed(body, sig, key)
	if !ok {
		return *v.result, m, err
	}
	v.files(ctx, m, tell)
	slices.SortStableFunc(v.result.Problems, func(a, b *incident.Error) int { return strings.Compare(fmt.Sprint(a.Args...), fmt.Sprint(b.Args...)) })
	return *v.result, m, ctx.Err()
}

func (v *verification) bad(key string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Problems = append(v.result.Problems, wrong(key, args...))
}

func wrong(key string, args ...any) *incident.Error {
	return incident.Errorf(incident.Conflict, key, args...)
}

// stop notes why a file could not be read; failing to reach the place at all is an error.
func (v *verification) stop(name string, err error) error {
	var one *incident.Error
	switch {
	case errors.As(err, &one):
		v.result.Problems = append(v.result.Problems, one)
	case errors.Is(err, fs.ErrNotExist):
		v.bad("verify.missing", name)
	default:
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// small reads a file that no manifest gives a size.
func (v *verification) small(ctx context.Context, name string, limit int64) ([]byte, error) {
	r, err := v.open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(body)) > limit {
		err = wrong("verify.large", name)
	}
	return body, err
}

// key takes the key beside the files where none was given, and holds it against the one given.
func (v *verification) key(ctx context.Context, key *string) (bool, error) {
	beside, err := v.small(ctx, keyName, maxSignature)
	pinned := strings.TrimSpace(string(beside))
	switch {
	case *key == "" && errors.Is(err, fs.ErrNotExist):
		v.bad("verify.no_key", keyName)
		return false, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return false, v.stop(keyName, err)
	case *key == "":
		*key, v.result.Pinned = pinned, true
	case err == nil && pinned != *key:
		v.bad("verify.other_key", keyName)
	}
	return true, nil
}

// signed holds that the signature is the key's, that it is over this manifest, and that the manifest can be followed.
func (v *verification) signed(body, sig []byte, key string) (Manifest, bool, error) {
	var m Manifest
	k, err := signed.NewVerifier(key)
	switch {
	case err != nil && v.result.Pinned:
		v.bad("verify.key_form", keyName)
		return m, false, nil
	case err != nil:
		return m, false, incident.Errorf(incident.Invalid, "verify.key_given")
	}
	v.result.Key = Fingerprint(key)
	n, err := signed.Open(sig, signed.VerifierList(k))
	var foreign *signed.UnverifiedNoteError
	switch {
	case errors.As(err, &foreign):
		v.bad("verify.foreign", signatureName)
		return m, false, nil
	case err != nil:
		v.bad("verify.signature", signatureName)
		return m, false, nil
	}
	sum := v.told(n.Text)
	err = json.Unmarshal(body, &m)
	if digest(body) != sum {
		is := "–"
		if err == nil && m.Release > 0 {
			is = strconv.FormatInt(m.Release, 10)
		} else if err == nil && m.Edition != "" {
			is = m.Edition
		}
		v.bad("verify.manifest", v.name(), is)
		return m, false, nil
	}
	if err != nil || !m.sound() {
		v.bad("verify.manifest_form", manifestName)
		return m, false, nil
	}
	v.result.Files = len(m.Files)
	return m, true, nil
}

// told reads which release or edition a note is about, and gives the manifest's hash in it.
func (v *verification) told(text string) string {
	lines := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name != "todoke" {
			lines[name] = value
		}
	}
	v.result.Release, _ = strconv.ParseInt(lines["release"], 10, 64)
	v.result.Edition, v.result.Date = lines["edition"], lines["released"]+lines["frozen"]
	return strings.TrimPrefix(lines["manifest"], "sha256 ")
}

// name says what the signature is about.
func (v *verification) name() string {
	if v.result.Release > 0 {
		return strconv.FormatInt(v.result.Release, 10)
	}
	return v.result.Edition
}

// sound tells whether each path stays inside and each size can be.
func (m Manifest) sound() bool {
	seen := map[string]bool{manifestName: true, signatureName: true}
	for _, f := range m.Files {
		if !fs.ValidPath(f.Path) || f.Path == "." || strings.Contains(f.Path, `\`) || f.Size < 0 || f.Size > maxPlain || seen[f.Path] {
			return false
		}
		seen[f.Path] = true
	}
	return m.Format == manifestFormat && len(m.Files) <= maxListed
}

// files compares each listed file, a few at once.
func (v *verification) files(ctx context.Context, m Manifest, tell Progress) {
	var wait sync.WaitGroup
	slots, done := make(chan struct{}, v.atOnce()), 0
	for _, f := range m.Files {
		if ctx.Err() != nil {
			break
		}
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			v.file(ctx, f)
			v.mu.Lock()
			defer v.mu.Unlock()
			if done++; tell != nil {
				tell(done, len(m.Files))
			}
		})
	}
	wait.Wait()
}

func (v *verification) file(ctx context.Context, f ManifestFile) {
	key, err := v.compare(ctx, f)
	var one *incident.Error
	switch {
	case errors.As(err, &one):
		v.bad(one.Key, one.Args...)
	case errors.Is(err, fs.ErrNotExist):
		v.bad("verify.missing", f.Path)
	case err != nil:
		v.bad("verify.unread", f.Path)
	case key != "":
		v.bad(key, f.Path)
	}
}
