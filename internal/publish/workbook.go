package publish

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// xlsx reads every part of a workbook, whatever it is for: hidden sheets, properties, notes and names as well as cells. A part that is no XML cannot be read
// here and does not pass.
func (x *extract) xlsx(body []byte) error {
	z, err := x.zip(body)
	if err != nil {
		return err
	}
	for _, f := range z.File {
		x.add("part", f.Name)
		r, err := f.Open()
		if err != nil {
			return err
		}
		switch strings.ToLower(path.Ext(f.Name)) {
		case ".xml", ".rels", ".vml":
			err = x.xml(f.Name, r)
		case ".png", ".jpg", ".jpeg", ".gif", ".webp":
			var body []byte
			if body, err = limited(r); err == nil {
				err = x.picture(body)
			}
		default:
			err = fmt.Errorf("no reader for the part %s", f.Name)
		}
		r.Close()
		if err != nil {
			return err
		}
	}
	return x.nothingBetween(z, body)
}

// xml gives the text of every element, comment and instruction and the value of every attribute; element and attribute names are read too where they are not plain
// ASCII, which no format's are. A file without XML's root is none.
func (x *extract) xml(name string, r io.Reader) error {
	d := xml.NewDecoder(r)
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := d.InputPos()
		place := strings.TrimPrefix(fmt.Sprintf("%s, line %d", name, line), ", ")
		switch t := t.(type) {
		case xml.CharData:
			x.number(spot{place: place}, string(t))
		case xml.Comment:
			x.add(place, string(t))
		case xml.ProcInst:
			x.add(place, t.Target+" "+string(t.Inst))
		case xml.Directive:
			x.add(place, string(t))
		case xml.StartElement:
			x.foreign(place, t.Name.Local)
			for _, a := range t.Attr {
				x.foreign(place, a.Name.Local)
				if len(a.Value) > 3 && !isNamespace(a) { // shorter ones are styles and flags
					x.add(place, a.Value)
				}
			}
		}
	}
}

// isNamespace tells whether an attribute declares one of the namespaces of workbooks, drawings and feeds; their hosts are no links.
func isNamespace(a xml.Attr) bool {
	return (a.Name.Space == "xmlns" || a.Name.Local == "xmlns") && slices.ContainsFunc(namespaces, func(n string) bool { return strings.HasPrefix(a.Value, n) })
}

var namespaces = []string{"http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/", "http://purl.org/", "http://www.w3.org/", "urn:schemas-microsoft-com:"}

// foreign adds a name of an element or attribute that no format of ours has.
func (x *extract) foreign(place, name string) {
	if strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }) || len(name) > 40 {
		x.add(place, name)
	}
}
