package site

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"todoke/internal/incident"
)

// A TAXII 2.1 server (OASIS Standard, 10 June 2021) for reading: it answers from the files of the release under taxii2/ and holds nothing of its own.

const (
	taxiiMedia = "application/taxii+json;version=2.1"
	taxiiPage  = 1000 // objects a page at most, whatever limit asks
)

// taxiiError is an answer of TAXII's error message (§3.6.1); key is of the catalogue.
type taxiiError struct {
	status int
	key    string
	args   []any
}

func (e *taxiiError) Error() string { return e.key }

func refuse(status int, key string, args ...any) error { return &taxiiError{status, key, args} }

// isTAXII tells whether an address is the server's: what ends in .json below taxii2/ is a plain file.
func isTAXII(path string) bool {
	return path == "/taxii2" || strings.HasPrefix(path, "/taxii2/") && !strings.HasSuffix(path, ".json")
}

func (h *handler) taxii(w http.ResponseWriter, r *http.Request, root *os.Root) {
	body, head, err := h.taxiiAnswer(r, root)
	var told *taxiiError
	switch {
	case errors.As(err, &told):
		h.taxiiRefuse(w, r, told)
		return
	case err != nil:
		h.taxiiRefuse(w, r, &taxiiError{http.StatusInternalServerError, "site.taxii.internal", nil})
		return
	case body == nil:
		http.Redirect(w, r, head.Get("Location"), http.StatusMovedPermanently)
		return
	}
	for k, v := range head {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", taxiiMedia)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader has gone: nobody is left to tell
	}
}

func (h *handler) taxiiRefuse(w http.ResponseWriter, r *http.Request, e *taxiiError) {
	lang := incident.EN
	if strings.HasPrefix(r.Header.Get("Accept-Language"), "ja") {
		lang = incident.JA
	}
	body, _ := json.Marshal(map[string]string{"title": http.StatusText(e.status), "description": h.Texts.T(lang, e.key, e.args...), "http_status": strconv.Itoa(e.status)}) // strings
	if e.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", "GET, HEAD")
	}
	w.Header().Set("Content-Type", taxiiMedia)
	w.WriteHeader(e.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(append(body, '\n'))
	}
}

// taxiiAnswer finds the resource; a nil body with a Location asks for the slash that every TAXII address ends in.
func (h *handler) taxiiAnswer(r *http.Request, root *os.Root) ([]byte, http.Header, error) {
	path := strings.TrimPrefix(r.URL.Path, "/taxii2")
	parts := strings.Split(strings.Trim(path, "/"), "/")
	resource, known := taxiiResource(parts)
	switch {
	case !known:
		return nil, nil, refuse(http.StatusNotFound, "site.taxii.no_resource")
	case (r.Method == http.MethodPost || r.Method == http.MethodDelete) && resource == "objects":
		return nil, nil, refuse(http.StatusForbidden, "site.taxii.read_only")
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return nil, nil, refuse(http.StatusMethodNotAllowed, "site.taxii.read_only")
	case !strings.HasSuffix(r.URL.Path, "/"):
		u := url.URL{Path: r.URL.Path + "/", RawQuery: r.URL.RawQuery}
		return nil, http.Header{"Location": {u.String()}}, nil
	case !accepted(r.Header.Values("Accept")):
		return nil, nil, refuse(http.StatusNotAcceptable, "site.taxii.accept", taxiiMedia)
	}
	switch resource {
	case "discovery", "api", "collections":
		body, err := root.ReadFile("taxii2/" + resource + ".json")
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil, refuse(http.StatusNotFound, "site.taxii.empty")
		}
		return body, nil, err
	}
	body, alias, err := collection(root, parts[2])
	if err != nil || resource == "collection" {
		return body, nil, err
	}
	s, err := h.shelf(root, alias)
	if err != nil {
		return nil, nil, err
	}
	q, err := parseQuery(r.URL.Query())
	if err != nil {
		return nil, nil, err
	}
	if len(parts) > 4 {
		if q.ids = []string{parts[4]}; !s.has(parts[4]) {
			return nil, nil, refuse(http.StatusNotFound, "site.taxii.no_object")
		}
	}
	if resource == "versions" {
		q.versions = []string{"all"}
	}
	page, err := s.page(q)
	if err != nil {
		return nil, nil, err
	}
	return s.envelope(root, resource, page)
}

// taxiiResource names what an address under /taxii2/ stands for; path parts are those after it.
func taxiiResource(parts []string) (string, bool) {
	n := len(parts)
	switch {
	case n == 1 && parts[0] == "":
		return "discovery", true
	case parts[0] != "api":
		return "", false
	case n == 1:
		return "api", true
	case parts[1] != "collections":
		return "", false
	case n == 2:
		return "collections", true
	case n == 3:
		return "collection", true
	case n == 4 && (parts[3] == "objects" || parts[3] == "manifest"):
		return parts[3], true
	case n == 5 && parts[3] == "objects":
		return "objects", true
	case n == 6 && parts[3] == "objects" && parts[5] == "versions":
		return "versions", true
	}
	return "", false
}

// accepted tells whether a client takes TAXII 2.1 (§1.6.8.1); one that says nothing takes anything.
func accepted(values []string) bool {
	if len(values) == 0 {
		return true
	}
	for _, v := range strings.Split(strings.Join(values, ","), ",") {
		kind, params, err := mime.ParseMediaType(v)
		if err != nil {
			continue
		}
		if kind == "*/*" || kind == "application/*" || kind == "application/taxii+json" && (params["version"] == "" || params["version"] == "2.1") {
			return true
		}
	}
	return false
}

// collection finds one entry of collections.json by id or alias, and its alias, which names its files.
func collection(root *os.Root, name string) (json.RawMessage, string, error) {
	body, err := root.ReadFile("taxii2/collections.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", refuse(http.StatusNotFound, "site.taxii.empty")
	}
	if err != nil {
		return nil, "", err
	}
	var list struct{ Collections []json.RawMessage }
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, "", fmt.Errorf("collections.json: %w", err)
	}
	for _, c := range list.Collections {
		var one struct{ ID, Alias string }
		if err := json.Unmarshal(c, &one); err != nil {
			return nil, "", fmt.Errorf("collections.json: %w", err)
		}
		if name == one.ID || name == one.Alias {
			var b bytes.Buffer
			if err := json.Compact(&b, c); err != nil {
				return nil, "", err
			}
			return b.Bytes(), one.Alias, nil
		}
	}
	return nil, "", refuse(http.StatusNotFound, "site.taxii.no_collection")
}
