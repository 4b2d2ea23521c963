package export

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// TAXIIEdition is one edition as the TAXII files need it: its stix.json as released, byte for byte.
type TAXIIEdition struct {
	Collection *incident.Collection
	STIX       []byte
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
}

const stixMedia = "application/stix+json;version=2.1"

// TAXII writes the files a TAXII 2.1 server reads, by file name under taxii2/: discovery.json, api.json, collections.json, and for each collection ALIAS/manifest.json,
// its order of objects. One collection holds the cases of all editions with every version in them (cases/objects.json); one each edition, whose objects are those
// of editions/ID/stix.json. Objects stand one a line in the order of the manifest, sorted by when they were added: the freeze of the edition that brought them,
// a microsecond later each, so that a client that pages by added_after loses none.
func TAXII(editions []TAXIIEdition, words *i18n.Catalogue, advisories ...TAXIIAdvisories) (map[string][]byte, error) {
	out := map[string][]byte{}
	if len(editions) == 0 {
		return out, nil
	}
	slices.SortStableFunc(editions, func(a, b TAXIIEdition) int {
		return cmp.Or(cmp.Compare(a.Collection.FrozenAt, b.Collection.FrozenAt), cmp.Compare(a.Collection.ID, b.Collection.ID))
	})
	newest := editions[len(editions)-1].Collection
	var all []taxiiObject
	var collections []object
	seen := map[string]bool{}
	put := func(alias string, list []taxiiObject, title incident.Text) error {
		c := object{"id": id("taxii", newest.Desk.JA, alias), "title": marked(newest, title.JA, incident.JA), "description": marked(newest, title.In(incident.EN), incident.EN), "alias": alias,
			"can_read": true, "can_write": false, "media_types": []string{stixMedia}}
		collections = append(collections, c)
		var err error
		out["taxii2/"+alias+"/manifest.json"], err = lines("taxii manifest", head(newest), "]}", list)
		return err
	}
	for _, e := range editions {
		list, err := taxiiObjects(e)
		if err != nil {
			return nil, fmt.Errorf("edition %s: %w", e.Collection.ID, err)
		}
		for _, o := range list {
			if key := o.ID + " " + o.Version; !seen[key] {
				seen[key] = true
				all = append(all, o)
			}
		}
		if err := put(e.Collection.ID, list, e.Collection.Title); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b taxiiObject) int { return cmp.Compare(a.DateAdded, b.DateAdded) })
	if err := put("cases", all, words.Text("site.taxii.cases")); err != nil {
		return nil, err
	}
	bodies := make([]json.RawMessage, len(all))
	for i := range all {
		bodies[i] = all[i].body
	}
	var err error
	if out["taxii2/cases/objects.json"], err = lines("taxii objects", head(newest), "]}", bodies); err != nil {
		return nil, err
	}
	for _, a := range advisories {
		list, err := advisoryShelf(a)
		if err != nil {
			return nil, fmt.Errorf("advisories: %w", err)
		}
		if err := put("advisories", list, words.Text("site.taxii.advisories")); err != nil {
			return nil, err
		}
		bodies := make([]json.RawMessage, len(list))
		for i := range list {
			bodies[i] = list[i].body
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
	if err := json.Unmarshal(e.STIX, &b); err != nil {
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
		out = append(out, taxiiObject{h.ID, added.Add(time.Duration(i) * time.Microsecond).UTC().Format("2006-01-02T15:04:05.000000Z"), cmp.Or(h.Modified, h.Created), stixMedia, body})
	}
	slices.SortStableFunc(out, func(a, b taxiiObject) int { return cmp.Compare(a.DateAdded, b.DateAdded) })
	return out, nil
}
