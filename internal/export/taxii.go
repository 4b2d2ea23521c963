package export

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// TAXIIEdition is one edition as the TAXII files need it: its stix.json as released, byte for byte, or, where that is as it was, its manifest as written then.
type TAXIIEdition struct {
	Collection *incident.Collection
	STIX       func() ([]byte, error)
	Manifest   []byte // of TAXIIManifest, nil where the edition is new or has changed
}

// TAXIIBefore are manifest and objects of the collection of all cases as they were written the last time, out of which editions that did not change are taken over.
type TAXIIBefore struct {
	Manifest, Objects []byte
}

// TAXIIAdvisories are the advisories as a collection of their own: their bundle, and when the first was published (RFC 3339).
type TAXIIAdvisories struct {
	First string
	STIX  []byte
}

// stixHead is what TAXII looks at in an object.
type stixHead struct {
	ID       string `json:"id"`
	Created  string `json:"created"`
	Modified string `json:"modified"`
}

// taxiiObject is an object as a collection holds it: when it came in, and which version it is.
type taxiiObject struct {
	ID        string          `json:"id"`
	DateAdded string          `json:"date_added"`
	Version   string          `json:"version"`
	MediaType string          `json:"media_type"`
	body      json.RawMessage // not in the manifest
	line      []byte          // as it stands in a manifest already, nil where it does in none
	known     []byte          // its body as written before, likewise
	at        int             // its place in stix.json
}

const stixMedia = "application/stix+json;version=2.1"

// TAXII writes the files a TAXII 2.1 server reads, by file name under taxii2/: discovery.json, api.json, collections.json, and for each collection ALIAS/manifest.json,
// its order of objects. One collection holds the cases of all editions with every version in them (cases/objects.json); one each edition, whose objects are those
// of editions/ID/stix.json. Objects stand one a line in the order of the manifest, sorted by when they were added: the freeze of the edition that brought them,
// a microsecond later each, so that a client that pages by added_after loses none. The manifest of one edition is written by TAXIIManifest.
func TAXII(editions []TAXIIEdition, words *i18n.Catalogue, before TAXIIBefore, advisories ...TAXIIAdvisories) (map[string][]byte, error) {
	out := map[string][]byte{}
	if len(editions) == 0 {
		return out, nil
	}
	slices.SortStableFunc(editions, func(a, b TAXIIEdition) int {
		return cmp.Or(cmp.Compare(a.Collection.FrozenAt, b.Collection.FrozenAt), cmp.Compare(a.Collection.ID, b.Collection.ID))
	})
	newest := editions[len(editions)-1].Collection
	if err := taxiiCases(out, newest, editions, before); err != nil {
		return nil, err
	}
	var collections []object
	put := func(alias string, title incident.Text) {
		collections = append(collections, object{"id": id("taxii", newest.Desk.JA, alias), "title": marked(newest, title.JA, incident.JA), "description": marked(newest, title.In(incident.EN), incident.EN),
			"alias": alias, "can_read": true, "can_write": false, "media_types": []string{stixMedia}})
	}
	for _, e := range editions {
		put(e.Collection.ID, e.Collection.Title)
	}
	put("cases", words.Text("site.taxii.cases"))
	for _, a := range advisories {
		put("advisories", words.Text("site.taxii.advisories"))
		list, err := advisoryShelf(a)
		if err != nil {
			return nil, fmt.Errorf("advisories: %w", err)
		}
		bodies := make([]json.RawMessage, len(list))
		for i := range list {
			bodies[i] = list[i].body
		}
		if out["taxii2/advisories/manifest.json"], err = lines("taxii manifest", head(newest), "]}", list); err != nil {
			return nil, err
		}
		if out["taxii2/advisories/objects.json"], err = lines("taxii objects", head(newest), "]}", bodies); err != nil {
			return nil, err
		}
	}
	slices.Reverse(collections) // all cases first, then the newest edition
	title := words.Text("site.taxii.title", newest.Desk.JA)
	documents := map[string]object{
		"discovery":   {"title": marked(newest, title.JA, incident.JA), "description": marked(newest, words.T(incident.EN, "site.taxii.title", newest.Desk.In(incident.EN)), incident.EN), "default": "/taxii2/api/", "api_roots": []string{"/taxii2/api/"}},
		"api":         {"title": marked(newest, title.JA, incident.JA), "versions": []string{"application/taxii+json;version=2.1"}, "max_content_length": 1},
		"collections": {"collections": collections},
	}
	for name, o := range documents {
		var err error
		if out["taxii2/"+name+".json"], err = indented(name, o); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// TAXIIManifest writes taxii2/ID/manifest.json of one edition's collection; newest is the edition whose demonstration mark counts. Where objects were corrected since,
// they come later than in stix.json, and taxii2/ID/objects.json holds them in the order of the manifest.
func TAXIIManifest(e TAXIIEdition, newest *incident.Collection) (map[string][]byte, error) {
	list, err := taxiiObjects(e)
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", e.Collection.ID, err)
	}
	out := map[string][]byte{}
	under := "taxii2/" + e.Collection.ID + "/"
	if out[under+"manifest.json"], err = lines("taxii manifest", head(newest), "]}", list); err != nil {
		return nil, err
	}
	if slices.IsSortedFunc(list, func(a, b taxiiObject) int { return cmp.Compare(a.at, b.at) }) {
		return out, nil
	}
	bodies := make([]json.RawMessage, len(list))
	for i := range list {
		bodies[i] = list[i].body
	}
	out[under+"objects.json"], err = lines("taxii objects", head(newest), "]}", bodies)
	return out, err
}

// taxiiCases writes manifest and objects of the collection of all cases.
func taxiiCases(out map[string][]byte, newest *incident.Collection, editions []TAXIIEdition, before TAXIIBefore) error {
	known := knownObjects(before)
	seen := map[string]bool{}
	var all []taxiiObject
	for _, e := range editions {
		list, ok := takenOver(e, known)
		if !ok {
			var err error
			if list, err = taxiiObjects(e); err != nil {
				return fmt.Errorf("edition %s: %w", e.Collection.ID, err)
			}
		}
		for _, o := range list {
			if key := o.ID + " " + o.Version; !seen[key] {
				seen[key] = true
				all = append(all, o)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b taxiiObject) int { return cmp.Compare(a.DateAdded, b.DateAdded) })
	manifest, objects := bytes.NewBufferString(head(newest)), bytes.NewBufferString(head(newest))
	manifest.Grow(len(before.Manifest) + len(before.Manifest)/8) // mostly they are about as long as they were
	objects.Grow(len(before.Objects) + len(before.Objects)/8)
	for i, o := range all {
		if err := errors.Join(line(manifest, o, o.line, i), line(objects, o.body, o.known, i)); err != nil {
			return fmt.Errorf("taxii: %w", err)
		}
	}
	for name, b := range map[string]*bytes.Buffer{"manifest": manifest, "objects": objects} {
		b.WriteString("\n]}\n")
		out["taxii2/cases/"+name+".json"] = b.Bytes()
	}
	return nil
}

// line adds element i, as it was written before where that is known, as lines would.
func line(b *bytes.Buffer, one any, known []byte, i int) error {
	if i > 0 {
		b.WriteByte(',')
	}
	b.WriteByte('\n')
	if known != nil {
		b.Write(known)
		return nil
	}
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	err := e.Encode(one)
	b.Truncate(b.Len() - 1) // the encoder's own line feed
	return err
}

// elements are the lines between head and tail of what lines wrote.
func elements(body []byte) [][]byte {
	list := bytes.Split(bytes.TrimSuffix(body, []byte("\n]}\n")), []byte("\n"))[1:]
	for i := range list {
		list[i] = bytes.TrimSuffix(list[i], []byte(","))
	}
	return list
}

// knownObjects are the objects that were written before, by id and version.
func knownObjects(before TAXIIBefore) map[string][]byte {
	out := map[string][]byte{}
	if len(before.Manifest) == 0 {
		return out
	}
	manifest, objects := elements(before.Manifest), elements(before.Objects)
	if len(manifest) != len(objects) {
		return out
	}
	for i, l := range manifest {
		if o, ok := manifestLine(l); ok {
			out[o.ID+" "+o.Version] = objects[i]
		}
	}
	return out
}

// manifestLine reads what was written of a taxiiObject. Its values are ids, times and a media type, which JSON writes as they are: that is cut, and only where it
// does not look so, read.
func manifestLine(l []byte) (taxiiObject, bool) {
	o := taxiiObject{line: l}
	if v := bytes.Split(l, []byte{'"'}); len(v) == 17 && !bytes.Contains(l, []byte{'\\'}) && string(v[1]) == "id" && string(v[5]) == "date_added" && string(v[9]) == "version" && string(v[13]) == "media_type" {
		o.ID, o.DateAdded, o.Version, o.MediaType = string(v[3]), string(v[7]), string(v[11]), string(v[15])
		return o, o.ID != ""
	}
	err := json.Unmarshal(l, &o)
	return o, err == nil && o.ID != ""
}

// takenOver are the objects of an edition that is as it was.
func takenOver(e TAXIIEdition, known map[string][]byte) ([]taxiiObject, bool) {
	if e.Manifest == nil {
		return nil, false
	}
	var out []taxiiObject
	for _, l := range elements(e.Manifest) {
		o, ok := manifestLine(l)
		if o.known = known[o.ID+" "+o.Version]; !ok || o.known == nil {
			return nil, false
		}
		out = append(out, o)
	}
	return out, true
}

// head begins an envelope; the label stands in it too, for whoever reads the file without the server.
func head(c *incident.Collection) string {
	l := demoLabel(c)
	if l == nil {
		return `{"more":false,"objects":[`
	}
	b, _ := json.Marshal(l.JA + " / " + l.EN) // a string
	return `{"more":false,"x_demo":` + string(b) + `,"objects":[`
}

func taxiiObjects(e TAXIIEdition) ([]taxiiObject, error) {
	at, err := frozen(e.Collection)
	if err != nil {
		return nil, err
	}
	var b struct{ Objects []json.RawMessage }
	stix, err := e.STIX()
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(stix, &b); err != nil {
		return nil, err
	}
	var out []taxiiObject
	for i, body := range b.Objects {
		var h stixHead
		if err := json.Unmarshal(body, &h); err != nil {
			return nil, err
		}
		added := at
		if m, err := time.Parse(time.RFC3339, h.Modified); err == nil && m.After(at) { // corrected since: it came in on that day
			added = m
		}
		out = append(out, taxiiObject{ID: h.ID, DateAdded: added.Add(time.Duration(i) * time.Microsecond).UTC().Format("2006-01-02T15:04:05.000000Z"),
			Version: cmp.Or(h.Modified, h.Created), MediaType: stixMedia, body: body, at: i})
	}
	slices.SortStableFunc(out, func(a, b taxiiObject) int { return cmp.Compare(a.DateAdded, b.DateAdded) })
	return out, nil
}
