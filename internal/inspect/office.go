package inspect

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"strings"
)

// Media types of documents, as Look gives them.
const (
	mediaDoc       = "application/msword"
	mediaXls       = "application/vnd.ms-excel"
	mediaPpt       = "application/vnd.ms-powerpoint"
	mediaMsg       = "application/vnd.ms-outlook"
	mediaDocx      = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	mediaXlsx      = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mediaPptx      = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	mediaODF       = "application/vnd.oasis.opendocument"
	mediaEncrypted = "application/x-encrypted-office"
	mediaOLE       = "application/x-ole-storage"
)

// office is a zip that is a document: Office Open XML (ECMA-376) or OpenDocument.
type office struct{ media string }

// newOffice gives nil for a zip that is none.
func newOffice(z *zip.Reader) *office {
	has := map[string]bool{}
	for _, f := range z.File {
		top, _, inside := strings.Cut(f.Name, "/")
		if inside {
			top += "/"
		}
		has[strings.ToLower(top)] = true
	}
	switch {
	case has["[content_types].xml"] && has["word/"]:
		return &office{mediaDocx}
	case has["[content_types].xml"] && has["xl/"]:
		return &office{mediaXlsx}
	case has["[content_types].xml"] && has["ppt/"]:
		return &office{mediaPptx}
	case has["mimetype"] && has["content.xml"]:
		return &office{mediaODF}
	}
	return nil
}

// mostXML is how much of one part of a document is read for links.
const mostXML = 8 << 20

// officePart looks at one part of a document.
func (in *inspector) officePart(o *office, name string, r io.Reader, depth int) {
	low := strings.ToLower(name)
	base := path.Base(low)
	switch {
	case strings.HasPrefix(base, "vbaproject") && strings.HasSuffix(base, ".bin"), strings.HasPrefix(low, "xl/macrosheets/"), strings.HasPrefix(low, "xl/intlmacrosheets/"),
		o.media == mediaODF && (strings.HasPrefix(low, "basic/") || strings.HasPrefix(low, "scripts/")):
		in.mark(Macro)
	case strings.Contains(low, "/embeddings/"), strings.Contains(low, "/activex/") && strings.HasSuffix(low, ".bin"), strings.HasPrefix(base, "oleobject"):
		in.mark(Embedded)
		in.entry(name, r, depth)
		return
	case strings.HasSuffix(low, ".rels"):
		in.relations(in.xml(r))
		return
	case low == "meta-inf/manifest.xml":
		if bytes.Contains(in.xml(r), []byte("encryption-data")) {
			in.mark(Encrypted)
		}
		return
	case strings.HasPrefix(low, "word/") && strings.HasSuffix(low, ".xml"):
		if fetches(in.xml(r)) {
			in.mark(External)
		}
		return
	}
	if _, err := io.Copy(io.Discard, &counter{in: in, r: r}); err != nil {
		in.broken(err)
	}
}

// xml reads one part within the limits of unpacking.
func (in *inspector) xml(r io.Reader) []byte {
	r = &counter{in: in, r: r}
	b, err := io.ReadAll(io.LimitReader(r, mostXML))
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	if err != nil {
		in.broken(err)
	}
	return b
}

// fetching are the relationships that load something from elsewhere without a click; a hyperlink is not one.
var fetching = []string{"/attachedTemplate", "/oleObject", "/externalLink", "/externalLinkPath", "/frame", "/subDocument", "/image", "/package", "/video", "/audio", "/mailMergeSource"}

func (in *inspector) relations(b []byte) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	for {
		t, err := d.RawToken()
		if err != nil {
			return
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" {
			continue
		}
		var kind, mode, target string
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "Type":
				kind = a.Value
			case "TargetMode":
				mode = a.Value
			case "Target":
				target = strings.ToLower(a.Value)
			}
		}
		if !strings.EqualFold(mode, "External") {
			continue
		}
		for _, f := range fetching {
			if strings.HasSuffix(strings.ToLower(kind), strings.ToLower(f)) {
				in.mark(External)
			}
		}
		if strings.HasPrefix(target, "ms-") || strings.HasPrefix(target, "mhtml:") {
			in.mark(External)
		}
	}
}

// fetches tells a field that starts a program or loads a file. Word splits a field's code over several runs, so the tags are taken out first.
func fetches(b []byte) bool {
	if !bytes.Contains(b, []byte("instr")) {
		return false
	}
	var codes strings.Builder
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	field := false
	for {
		t, err := d.RawToken()
		if err != nil {
			break
		}
		switch e := t.(type) {
		case xml.StartElement:
			field = e.Name.Local == "instrText"
			for _, a := range e.Attr {
				if a.Name.Local == "instr" {
					codes.WriteString(" " + a.Value + " ")
				}
			}
		case xml.EndElement:
			field = false
			if e.Name.Local == "p" {
				codes.WriteByte(' ')
			}
		case xml.CharData:
			if field {
				codes.Write(e)
			}
		}
	}
	for _, w := range strings.Fields(strings.ToUpper(codes.String())) {
		switch strings.Trim(w, `"`) {
		case "DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE":
			return true
		}
	}
	return false
}
