package publish

import (
	"path"
	"strings"
)

// dataRow is one format in the list of data on an edition's page.
type dataRow struct {
	What, Size, Spec string
	Schema           string // file of the edition that defines it, where there is one
	Files            []dataFile
}

type dataFile struct{ Path, Name string }

// dataRows lists the files of formats for people: what each is for, how large, by which specification. list holds at least those files.
func (o outliner) dataRows(list files) []dataRow {
	var out []dataRow
	for _, r := range []struct{ key, file, spec, schema string }{
		{"xlsx", "cases.xlsx", "Office Open XML", "dictionary.csv"},
		{"csv", "cases.csv", "RFC 4180, UTF-8", "dictionary.csv"},
		{"json", "edition.json", "JSON Schema 2020-12", "edition.schema.json"},
		{"dictionary", "dictionary.json", "JSON, CSV", "dictionary.csv"},
		{"stix", "stix.json", "STIX 2.1, TLP 2.0", ""},
		{"misp", "misp/manifest.json", "MISP feed, RSIT 1003", ""},
		{"veris", "veris.json", "VERIS 1.4.1", ""},
		{"flow", "attack-flow/", "Attack Flow 2.0", ""},
	} {
		row := dataRow{What: o.t("publish.data." + r.key), Spec: r.spec, Schema: r.schema}
		size := 0
		for _, name := range list.names() {
			switch {
			case name == r.file:
				row.Files = append(row.Files, dataFile{name, name})
				size += len(list[name])
			case path.Dir(r.file) != "." && strings.HasPrefix(name, path.Dir(r.file)+"/"):
				size += len(list[name])
				if strings.HasSuffix(r.file, "/") {
					row.Files = append(row.Files, dataFile{name, strings.TrimSuffix(path.Base(name), ".json")})
				}
			}
		}
		if len(row.Files) == 0 {
			continue
		}
		row.Size = o.t("publish.data.kilobytes", o.n((size+999)/1000))
		out = append(out, row)
	}
	return out
}
