package publish

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
)

// xlsx reads every part of a workbook, whatever it is for: hidden sheets, properties, notes and names as well as cells. A part that is no XML cannot be read
// here and does not pass.
func (x *extract) xlsx(body []byte) error {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return err
	}
	for _, f := range z.File {
		x.add("part", f.Name)
		if ext := path.Ext(f.Name); ext != ".xml" && ext != ".rels" {
			return fmt.Errorf("no reader for the part %s", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			return err
		}
		err = x.xml(f.Name, r)
		r.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// xml gives the text of every element and the value of every attribute but the names of namespaces.
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
		place := fmt.Sprintf("%s, line %d", name, line)
		switch t := t.(type) {
		case xml.CharData:
			x.add(place, string(t))
		case xml.Comment:
			x.add(place, string(t))
		case xml.StartElement:
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && len(a.Value) > 3 { // shorter ones are styles and flags
					x.add(place, a.Value)
				}
			}
		}
	}
}
