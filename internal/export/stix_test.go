package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
)

var stixID = regexp.MustCompile(`^[a-z][a-z0-9-]+--[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

var folders = map[string]string{"marking-definition": "common", "extension-definition": "common", "language-content": "common", "relationship": "sros"}

func objects(t *testing.T, b []byte) map[string]object {
	t.Helper()
	var bundle struct {
		Type, ID string
		Objects  []object
	}
	if err := json.Unmarshal(b, &bundle); err != nil {
		t.Fatal(err)
	}
	if bundle.Type != "bundle" || !stixID.MatchString(bundle.ID) {
		t.Errorf("bundle %q %q", bundle.Type, bundle.ID)
	}
	out := map[string]object{}
	for _, o := range bundle.Objects {
		name := o["id"].(string)
		if !stixID.MatchString(name) || !strings.HasPrefix(name, o["type"].(string)+"--") {
			t.Errorf("id %s of a %s", name, o["type"])
		}
		if out[name] != nil {
			t.Errorf("%s is there twice", name)
		}
		out[name] = o
	}
	return out
}

// whole holds what no schema can: every reference leads to an object of the bundle, every extension is defined, every object is marked.
func whole(t *testing.T, all map[string]object) {
	t.Helper()
	for name, o := range all {
		for k, v := range o {
			var refs []any
			switch {
			case strings.HasSuffix(k, "_refs"):
				refs = v.([]any)
			case strings.HasSuffix(k, "_ref"):
				refs = []any{v}
			}
			for _, r := range refs {
				if all[r.(string)] == nil {
					t.Errorf("%s: %s leads to %s, which is not there", name, k, r)
				}
			}
			if v == "" || v == nil {
				t.Errorf("%s: %s is empty", name, k)
			}
		}
		if ext, ok := o["extensions"].(object); ok {
			for e := range ext {
				if all[e] == nil && e != tlpExtension {
					t.Errorf("%s: extension %s is not defined", name, e)
				}
			}
		}
		if name != tlpClear && !strings.Contains(fmt.Sprint(o["object_marking_refs"]), tlpClear) {
			t.Errorf("%s is not marked", name)
		}
		if o["type"] == "language-content" {
			target := all[o["object_ref"].(string)]
			for field := range o["contents"].(object)["en"].(object) {
				if target[field] == nil || o["object_modified"] != target["modified"] {
					t.Errorf("%s translates %s, which the object lacks, or another version", name, field)
				}
			}
		}
	}
}

func TestSTIX(t *testing.T) {
	c := incidenttest.Collection()
	words := catalogue(t)
	body, err := STIX(&c, words)
	if err != nil {
		t.Fatal(err)
	}
	all := objects(t, body)
	whole(t, all)
	count := map[any]int{}
	for _, o := range all {
		count[o["type"]]++
		if o["type"] != "marking-definition" && !strings.Contains(fmt.Sprint(o["labels"]), "実演・架空") {
			t.Errorf("%s does not say that it is a demonstration", o["id"])
		}
		if o["type"] == "identity" && o["id"] != "identity--"+id("desk", c.Desk.JA) && o["identity_class"] != "class" {
			t.Errorf("an identity that is no class: %v", o)
		}
		if o["type"] == "malware" && strings.Contains(fmt.Sprint(o["name"]), "種類は問わない") {
			t.Error("what was looked for and not found stands as malware")
		}
	}
	if count["incident"] != 46 || count["report"] != 1 || count["malware"] != 1 || count["extension-definition"] != 1 || count["attack-pattern"] < 4 || count["language-content"] < 47 {
		t.Errorf("objects: %v", count)
	}
	// The facts of the extension are the edition's own, absent ones among them.
	for _, p := range c.Cases {
		inc := all["incident--"+id("case", c.Desk.JA, p.Number)]
		ext := inc["extensions"].(object)["extension-definition--"+id("extension", "todoke-incident", "1")].(object)
		if got, want := fmt.Sprint(len(ext["facts"].([]any)), ext["number"], ext["position"]), fmt.Sprint(len(p.Facts), p.Number, p.No); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	again, err := STIX(&c, words)
	if err != nil || !bytes.Equal(body, again) {
		t.Errorf("a second time other bytes: %v", err)
	}
	validate(t, all)
}

func validate(t *testing.T, all map[string]object) {
	t.Helper()
	dir := schemas(t)
	if dir == "" {
		return
	}
	compiled := map[string]*jsonschema.Schema{}
	for name, o := range all {
		kind := o["type"].(string)
		if strings.HasPrefix(kind, "attack-") && kind != "attack-pattern" {
			continue
		}
		folder := folders[kind]
		if folder == "" {
			folder = "sdos"
		}
		if compiled[kind] == nil {
			compiled[kind] = compile(t, dir, filepath.Join("stix2.1", "schemas", folder, kind+".json"))
		}
		if err := compiled[kind].Validate(any(map[string]any(o))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A later edition keeps ids and created of what it repeats, so that its objects are versions of the earlier ones.
func TestSTIXVersions(t *testing.T) {
	words := catalogue(t)
	c := small()
	first, err := STIX(&c, words)
	if err != nil {
		t.Fatal(err)
	}
	c.ID, c.FrozenAt, c.Revision = "2020H2", "2021-02-26T01:00:00Z", 1
	c.Cases[0].Withdrawn, c.Cases[0].Summary, c.Cases[0].Facts, c.Cases[0].Chapter = "2021-02-20", incident.Text{}, nil, nil
	second, err := STIX(&c, words)
	if err != nil {
		t.Fatal(err)
	}
	before, after := objects(t, first), objects(t, second)
	whole(t, after)
	same := 0
	for name, o := range after {
		if was := before[name]; was != nil {
			same++
			if was["created"] != o["created"] {
				t.Errorf("%s: created %v, then %v", name, was["created"], o["created"])
			}
			if was["modified"] == o["modified"] && fmt.Sprint(was) != fmt.Sprint(o) {
				t.Errorf("%s changed and is not a new version", name)
			}
		}
	}
	if gone := after["incident--"+id("case", c.Desk.JA, c.Cases[0].Number)]; same < 5 || gone["revoked"] != true || gone["description"] != nil {
		t.Errorf("%d the same; the withdrawn case: %v", same, gone)
	}
	validate(t, after)
}

func TestAttackFlows(t *testing.T) {
	c := incidenttest.Collection()
	flows, err := AttackFlows(&c, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(flows) != 3 {
		t.Fatalf("%d flows, want one for each featured case", len(flows))
	}
	dir := schemas(t)
	var schema *jsonschema.Schema
	if dir != "" {
		schema = compile(t, dir, filepath.Join("attack-flow", "attack-flow-schema-2.0.0.json"))
	}
	for name, body := range flows {
		all := objects(t, body)
		whole(t, all)
		validate(t, all)
		count, flow := map[any]int{}, object{}
		for _, o := range all {
			count[o["type"]]++
			if o["type"] == "attack-flow" {
				flow = o
			}
			if schema != nil && strings.HasPrefix(o["type"].(string), "attack-") && o["type"] != "attack-pattern" {
				if err := schema.Validate(any(map[string]any(o))); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if count["attack-flow"] != 1 || count["attack-action"] != 6 || count["attack-asset"] != 3 || count["attack-condition"] != 1 {
			t.Errorf("%s: %v", name, count)
		}
		// From the start every step is reached, in order, to the outcome.
		steps, at := 0, fmt.Sprint(flow["start_refs"].([]any)[0])
		for ; all[at]["type"] == "attack-action"; steps++ {
			at = fmt.Sprint(all[at]["effect_refs"].([]any)[0])
		}
		if steps != 6 || all[at]["type"] != "attack-condition" {
			t.Errorf("%s: %d steps to a %v", name, steps, all[at]["type"])
		}
	}
}
