package export

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// mispEvent is the member Event of a MISP event file; MISP writes its numbers as strings.
type mispEvent struct {
	UUID         string          `json:"uuid"`
	Info         string          `json:"info"`
	Date         string          `json:"date"`
	Timestamp    string          `json:"timestamp"`
	Published    bool            `json:"published"`
	PublishedAt  string          `json:"publish_timestamp"`
	Analysis     string          `json:"analysis"`        // 2: completed
	ThreatLevel  string          `json:"threat_level_id"` // 4: undefined
	Distribution string          `json:"distribution"`    // 3: all communities
	Orgc         mispOrg         `json:"Orgc"`
	Tag          []mispTag       `json:"Tag"`
	Attribute    []mispAttribute `json:"Attribute"`
}

type mispOrg struct {
	Name string `json:"name"`
	UUID string `json:"uuid"`
}

type mispTag struct {
	Name string `json:"name"`
}

type mispAttribute struct {
	UUID      string    `json:"uuid"`
	Type      string    `json:"type"`
	Category  string    `json:"category"`
	Value     string    `json:"value"`
	Comment   string    `json:"comment"`
	ToIDs     bool      `json:"to_ids"`
	Timestamp string    `json:"timestamp"`
	Alone     bool      `json:"disable_correlation"` // long texts say nothing by being equal
	Tag       []mispTag `json:"Tag,omitempty"`
}

// MISP writes an edition as a MISP feed, by file name under misp/: UUID.json an event a case, manifest.json and hashes.csv. Events hold words and codes only,
// no address, hash or name that could identify; a withdrawn case keeps its event, emptied and tagged.
func MISP(c *incident.Collection, words *i18n.Catalogue) (map[string][]byte, error) {
	at, err := frozen(c)
	if err != nil {
		return nil, err
	}
	out, manifest := map[string][]byte{}, object{}
	var hashes bytes.Buffer
	for i := range c.Cases {
		e := newEvent(c, &c.Cases[i], at, words)
		if out["misp/"+e.UUID+".json"], err = indented("misp event", object{"Event": e}); err != nil {
			return nil, err
		}
		manifest[e.UUID] = object{"Orgc": e.Orgc, "Tag": e.Tag, "info": e.Info, "date": e.Date, "analysis": e.Analysis, "threat_level_id": e.ThreatLevel, "timestamp": e.Timestamp}
		for _, a := range e.Attribute {
			sum := md5.Sum([]byte(a.Value)) // what MISP compares feeds by; nothing rests on its strength
			fmt.Fprintf(&hashes, "%s,%s\n", hex.EncodeToString(sum[:]), e.UUID)
		}
	}
	out["misp/hashes.csv"] = hashes.Bytes()
	out["misp/manifest.json"], err = indented("misp manifest", manifest)
	return out, err
}

func newEvent(c *incident.Collection, p *incident.PublishedCase, at time.Time, words *i18n.Catalogue) mispEvent {
	at = changed(c, at, time.Second, func(e incident.Erratum) bool { return e.Case == p.Number }) // a reader of the feed fetches an event again when its time is later
	stamp := strconv.FormatInt(at.Unix(), 10)
	e := mispEvent{UUID: id("misp", c.Desk.JA, p.Number), Date: p.Date, Timestamp: stamp, Published: true, PublishedAt: stamp, Analysis: "2", ThreatLevel: "4", Distribution: "3",
		Orgc: mispOrg{Name: marked(c, c.Desk.JA, incident.JA), UUID: id("misp org", c.Desk.JA)},
		Info: marked(c, words.T(incident.JA, "publish.case.title", p.Number)+" "+categoryLabel(c, p.Category).JA, incident.JA)}
	for _, t := range tags(p) {
		e.Tag = append(e.Tag, mispTag{t})
	}
	if l := demoLabel(c); l != nil {
		e.Tag = append(e.Tag, mispTag{"todoke:demonstration"})
	}
	add := func(kind, category, value, comment string, tags ...mispTag) {
		e.Attribute = append(e.Attribute, mispAttribute{UUID: id("misp attribute", e.UUID, kind, value), Type: kind, Category: category, Value: value, Comment: comment, Timestamp: stamp,
			Alone: kind == "comment", Tag: tags})
	}
	add("text", "Internal reference", c.Desk.JA+" "+p.Number, "case number")
	if p.Withdrawn != "" {
		e.Tag = append(e.Tag, mispTag{"todoke:withdrawn"})
		add("comment", "Other", "withdrawn "+p.Withdrawn, "")
		return e
	}
	add("comment", "External analysis", p.Summary.JA, "summary, ja")
	if p.Summary.EN != "" {
		add("comment", "External analysis", p.Summary.EN, "summary, en")
	}
	for _, f := range p.Facts {
		if !stated(f) {
			continue
		}
		m, sure := counterpart(f), "certainty: "+string(f.Certainty)
		if f.Dimension == incident.DimMalware && len(m.STIX) > 0 {
			add("malware-type", "Payload delivery", vocabulary().Label("malware", f.Code, incident.EN), sure)
		}
		for _, w := range m.Weakness {
			add("weakness", "External analysis", w, mappings().Weaknesses[w]+"; "+sure)
		}
	}
	e.Attribute = once(e.Attribute)
	return e
}

// once leaves out attributes said twice, such as one weakness behind two causes.
func once(list []mispAttribute) []mispAttribute {
	var out []mispAttribute
	for _, a := range list {
		if !slices.ContainsFunc(out, func(o mispAttribute) bool { return o.UUID == a.UUID }) {
			out = append(out, a)
		}
	}
	return out
}

// tags are the machine tags of a case: TLP and PAP, RSIT and eCSIRT of its category and its stated facts, and the ATT&CK galaxy.
func tags(p *incident.PublishedCase) []string {
	out := []string{"tlp:clear", "PAP:CLEAR"}
	use := func(m Counterpart) {
		for _, v := range m.RSIT {
			out = unique(out, machineTag("rsit", v))
		}
		for _, v := range m.ECSIRT {
			out = unique(out, machineTag("ecsirt", v))
		}
		for _, t := range m.Attack {
			out = unique(out, `misp-galaxy:mitre-attack-pattern="`+leaf(mappings().Techniques[t])+" - "+t+`"`)
		}
	}
	use(mappings().Lists["category"][p.Category])
	for _, f := range p.Facts {
		if stated(f) {
			use(counterpart(f))
		}
	}
	return out
}

// machineTag writes namespace:predicate="value".
func machineTag(namespace, v string) string {
	predicate, value, _ := strings.Cut(v, "=")
	return namespace + ":" + predicate + `="` + value + `"`
}

// leaf is a technique's own name, without the technique it belongs to: the galaxy has it so.
func leaf(name string) string {
	if _, own, ok := strings.Cut(name, ": "); ok {
		return own
	}
	return name
}

func categoryLabel(c *incident.Collection, code string) incident.Text {
	for _, k := range c.Categories {
		if k.Code == code {
			return k.Label
		}
	}
	return incident.Text{JA: code, EN: code}
}
