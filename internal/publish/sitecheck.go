package publish

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// What the site's templates use beyond those of an edition.
var (
	siteElements   = wordSet(`form label input button details summary pre`)
	siteAttributes = wordSet(`type title method action for value autocomplete maxlength data-root data-lang data-words`)
	sentWithin     = regexp.MustCompile(`^(\.\./)*(en/)?search/$`) // where a form may lead
)

// siteTag holds that a form, which only pages of the site have, leads to the search.
func (x *extract) siteTag(t html.Token, at spot) {
	if t.Data != "form" {
		return
	}
	attrs := map[string]string{}
	for _, a := range t.Attr {
		attrs[strings.ToLower(a.Key)] = a.Val
	}
	if attrs["method"] != "get" || !sentWithin.MatchString(attrs["action"]) && attrs["action"] != "/search/" {
		x.bad(at.String(), "publish.check.link")
	}
}

// feedLinks are where a feed leads; what cannot be read the reader of XML has told of.
func (x *extract) feedLinks(s string) {
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		t, err := d.Token()
		if err != nil {
			return
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "link" {
			for _, a := range e.Attr {
				if a.Name.Local == "href" {
					x.links = append(x.links, piece{spot{place: "byte", n: int(d.InputOffset())}, a.Value})
				}
			}
		}
	}
}

// derived are the parts of the search index that its texts give, byte for byte. They hold pairs of letters side by side that stood in no text, where a check for
// terms would find what is not there; the texts themselves are read like any file.
func (list files) derived() map[string]bool {
	out := map[string]bool{}
	var index searchIndex
	if json.Unmarshal(list["search/index.json"], &index) != nil {
		return out
	}
	var docs []searchDoc
	for _, name := range index.Docs {
		var some searchTexts
		if json.Unmarshal(list["search/"+name], &some) != nil {
			return out
		}
		docs = append(docs, some.Docs...)
	}
	again, err := searchParts(docs, index.Demo)
	if err != nil {
		return out
	}
	for name, body := range again {
		if gramPart(name) && bytes.Equal(body, list[name]) {
			out[name] = true
		}
	}
	return out
}

// gramPart tells the parts of the search index from its texts.
func gramPart(name string) bool {
	return path.Dir(name) == "search" && strings.HasPrefix(path.Base(name), "g")
}
