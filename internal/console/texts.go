package console

import (
	"fmt"
	"net/url"
	"strings"

	"todoke/internal/incident"
)

// points is an editor of key points: as many as there are and one empty row.
type points struct {
	Label incident.Text // of what they belong to, empty for the standing legend
	Rows  []pointRow
}

// pointRow is one key point of an editor; its fields are named as the lint names their place.
type pointRow struct {
	Prefix string
	N      int
	incident.KeyPoint
}

// Field gives the name of one input of the row.
func (r pointRow) Field(part string) string { return fmt.Sprintf("%s.%d.%s", r.Prefix, r.N, part) }

// On gives when the desk observed what the point says, "" for what the reports say.
func (r pointRow) On() string {
	if r.Observed == nil {
		return ""
	}
	return r.Observed.On
}

// Source gives where the observation is written down.
func (r pointRow) Source() incident.Text {
	if r.Observed == nil {
		return incident.Text{}
	}
	return r.Observed.Source
}

// chapterPoints is the name of a chapter's key points.
const chapterPoints = "chapter.key_points"

func pointsOf(prefix string, label incident.Text, list []incident.KeyPoint) points {
	p := points{Label: label}
	for _, k := range append(list[:len(list):len(list)], incident.KeyPoint{}) {
		p.Rows = append(p.Rows, pointRow{prefix, len(p.Rows), k})
	}
	return p
}

func textOf(f url.Values, name string) incident.Text {
	return incident.Text{JA: lines(f.Get(name + ".ja")), EN: lines(f.Get(name + ".en"))}
}

// lines takes the line ends browsers send back to what was stored.
func lines(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// maxPoints bounds how many key points of a posted form are read.
const maxPoints = 100

// keyPoints reads the rows of key points under a name; rows without a word are left out.
func keyPoints(f url.Values, name string) []incident.KeyPoint {
	var out []incident.KeyPoint
	for i := range maxPoints {
		at := fmt.Sprintf("%s.%d.", name, i)
		if !f.Has(at + "body.ja") {
			break
		}
		k := incident.KeyPoint{Heading: textOf(f, at+"heading"), Body: textOf(f, at+"body")}
		if on, source := strings.TrimSpace(f.Get(at+"observed")), textOf(f, at+"source"); on != "" || source != (incident.Text{}) {
			k.Observed = &incident.Observation{On: on, Source: source}
		}
		if k != (incident.KeyPoint{}) {
			out = append(out, k)
		}
	}
	return out
}
