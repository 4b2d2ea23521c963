package export

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"todoke/internal/incidenttest"
)

type taxonomy struct {
	Namespace  string
	Predicates []struct{ Value string }
	Values     []struct {
		Predicate string
		Entry     []struct{ Value string }
	}
}

// machineTags are all tags of the taxonomies in the folder.
func machineTags(t *testing.T, dir string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, name := range []string{"rsit", "ecsirt", "tlp", "PAP"} {
		tax := read[taxonomy](t, dir, "taxonomies", name+".json")
		for _, p := range tax.Predicates {
			out[tax.Namespace+":"+p.Value] = true
		}
		for _, v := range tax.Values {
			for _, e := range v.Entry {
				out[machineTag(tax.Namespace, v.Predicate+"="+e.Value)] = true
			}
		}
	}
	return out
}

func TestMISP(t *testing.T) {
	c := incidenttest.Collection()
	c.Cases[8].Withdrawn = "2020-09-01"
	feed, err := MISP(&c, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	var manifest map[string]struct {
		Info, Date, Timestamp string
		Tag                   []mispTag
	}
	if err := json.Unmarshal(feed["misp/manifest.json"], &manifest); err != nil {
		t.Fatal(err)
	}
	if len(manifest) != 46 || len(feed) != 48 {
		t.Fatalf("%d events in the manifest, %d files", len(manifest), len(feed))
	}
	dir := schemas(t)
	var known map[string]bool
	var types struct {
		Result struct {
			Types    []string
			Mappings map[string][]string `json:"category_type_mappings"`
		}
	}
	validate := func([]byte) {}
	if dir != "" {
		known = machineTags(t, dir)
		types = read[struct {
			Result struct {
				Types    []string
				Mappings map[string][]string `json:"category_type_mappings"`
			}
		}](t, dir, "misp", "describeTypes.json")
		schema := compile(t, dir, "misp/schema.json")
		validate = func(b []byte) {
			if err := schema.Validate(decoded(t, b)); err != nil {
				t.Error(err)
			}
		}
	}
	hashes := string(feed["misp/hashes.csv"])
	for uuid, m := range manifest {
		var file struct{ Event mispEvent }
		body := feed["misp/"+uuid+".json"]
		if err := json.Unmarshal(body, &file); err != nil {
			t.Fatal(err)
		}
		validate(body)
		e := file.Event
		if e.UUID != uuid || e.Info != m.Info || e.Timestamp != m.Timestamp || !strings.Contains(e.Info, "実演・架空") || e.Timestamp != "1598576400" {
			t.Errorf("event %+v, in the manifest %+v", e, m)
		}
		var names []string
		for _, tag := range e.Tag {
			names = append(names, tag.Name)
			if free := strings.HasPrefix(tag.Name, "misp-galaxy:") || strings.HasPrefix(tag.Name, "todoke:"); known != nil && !free && !known[tag.Name] {
				t.Errorf("tag %s is in no taxonomy", tag.Name)
			}
		}
		if !slices.Contains(names, "tlp:clear") || !slices.Contains(names, "todoke:demonstration") || !strings.Contains(fmt.Sprint(names), "rsit:") {
			t.Errorf("tags %q", names)
		}
		for _, a := range e.Attribute {
			if types.Result.Types != nil && !slices.Contains(types.Result.Mappings[a.Category], a.Type) {
				t.Errorf("%s does not belong to %s", a.Type, a.Category)
			}
			if !slices.Contains([]string{"text", "comment", "malware-type", "weakness"}, a.Type) || a.ToIDs {
				t.Errorf("an attribute that may identify: %+v", a)
			}
			sum := md5.Sum([]byte(a.Value))
			if !strings.Contains(hashes, hex.EncodeToString(sum[:])+","+uuid+"\n") {
				t.Errorf("no hash of %s", a.Value)
			}
		}
		if slices.Contains(names, "todoke:withdrawn") && len(e.Attribute) != 2 {
			t.Errorf("a withdrawn case still says %+v", e.Attribute)
		}
	}
	again, err := MISP(&c, catalogue(t))
	for name := range feed {
		if err != nil || !bytes.Equal(feed[name], again[name]) {
			t.Errorf("%s: a second time other bytes: %v", name, err)
		}
	}
}
