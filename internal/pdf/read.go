package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// Content is everything in a finished PDF that could tell a reader something.
type Content struct {
	Pages       []string          // text of each page as a reader copies it
	Properties  map[string]string // Title, Author, Subject, Keywords, Creator, Producer, CreationDate, ModDate
	XMP         string            // the metadata packet as it stands in the file
	Language    string
	Tagged      bool
	Outline     []string // bookmark titles in order
	Alts        []string // alternative, actual and title texts of tagged elements
	Links       []string // addresses the file leads to; what is no address (another file, a program) stands here too
	Notes       []string // texts of annotations
	Attachments []string // names of files inside
	Scripts     []string // names and texts of JavaScript actions
}

// Reader reads finished PDF files with PDFium compiled to WebAssembly; it is safe for concurrent use.
type Reader struct {
	pool  pdfium.Pool
	cache wazero.CompilationCache
}

// OpenReader prepares PDFium; cache is a folder for its compiled code, without which every start takes seconds. The caller closes it.
func OpenReader(ctx context.Context, cache string) (*Reader, error) {
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return nil, fmt.Errorf("open PDF reader: %w", err)
	}
	compiled, err := wazero.NewCompilationCacheWithDir(cache)
	if err != nil {
		return nil, fmt.Errorf("open PDF reader: %w", err)
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: context.WithoutCancel(ctx), // it lives as long as the reader, not as the call that opened it
		MaxIdle: 1, MaxTotal: 2,
		FSConfig: wazero.NewFSConfig(), // no files: the default would show it the whole disk
		Stdout:   io.Discard, Stderr: io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().WithCompilationCache(compiled).
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling),
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open PDF reader: %w", err), compiled.Close(ctx))
	}
	return &Reader{pool: pool, cache: compiled}, nil
}

// Close frees PDFium.
func (r *Reader) Close() error {
	if err := errors.Join(r.pool.Close(), r.cache.Close(context.Background())); err != nil {
		return fmt.Errorf("close PDF reader: %w", err)
	}
	return nil
}

// Text reads the whole file back; it fails rather than leave out a part it cannot read.
func (r *Reader) Text(ctx context.Context, file []byte) (content Content, err error) {
	p, err := r.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return Content{}, fmt.Errorf("read PDF: %w", err)
	}
	defer func() {
		if e := p.Close(); err == nil && e != nil {
			err = fmt.Errorf("read PDF: %w", e)
		}
	}()
	opened, err := p.OpenDocument(&requests.OpenDocument{File: &file})
	if err != nil {
		return Content{}, fmt.Errorf("read PDF: %w", err)
	}
	d := document{Pdfium: p, ref: opened.Document, content: &Content{Properties: map[string]string{}, XMP: packet(file)}}
	if err := d.read(ctx); err != nil {
		return Content{}, fmt.Errorf("read PDF: %w", err)
	}
	return *d.content, nil
}

// packet cuts the XMP metadata out of the file; Typst leaves it uncompressed, as the standard advises.
func packet(file []byte) string {
	begin := bytes.Index(file, []byte("<?xpacket begin"))
	if begin < 0 {
		return ""
	}
	end := bytes.Index(file[begin:], []byte("<?xpacket end"))
	if end < 0 {
		return ""
	}
	return string(file[begin : begin+end])
}

type document struct {
	pdfium.Pdfium
	ref     references.FPDF_DOCUMENT
	content *Content
}

func (d document) read(ctx context.Context) error {
	if err := d.whole(); err != nil {
		return err
	}
	pages, err := d.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: d.ref})
	if err != nil {
		return err
	}
	for i := range pages.PageCount {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.page(i); err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	return nil
}

func (d document) whole() error {
	properties, err := d.GetMetaData(&requests.GetMetaData{Document: d.ref})
	if err != nil {
		return err
	}
	for _, tag := range properties.Tags {
		if tag.Value != "" {
			d.content.Properties[tag.Tag] = tag.Value
		}
	}
	tagged, err := d.FPDFCatalog_IsTagged(&requests.FPDFCatalog_IsTagged{Document: d.ref})
	if err != nil {
		return err
	}
	d.content.Tagged = tagged.IsTagged
	if language, err := d.FPDFCatalog_GetLanguage(&requests.FPDFCatalog_GetLanguage{Document: d.ref}); err == nil {
		d.content.Language = language.Language // an error here means there is none
	}
	outline, err := d.GetBookmarks(&requests.GetBookmarks{Document: d.ref})
	if err != nil {
		return err
	}
	d.titles(outline.Bookmarks)
	attachments, err := d.GetAttachments(&requests.GetAttachments{Document: d.ref})
	if err != nil {
		return err
	}
	for _, a := range attachments.Attachments {
		d.content.Attachments = append(d.content.Attachments, a.Name)
	}
	scripts, err := d.GetJavaScriptActions(&requests.GetJavaScriptActions{Document: d.ref})
	if err != nil {
		return err
	}
	for _, s := range scripts.JavaScriptActions {
		d.content.Scripts = append(d.content.Scripts, s.Name+" "+s.Script)
	}
	return nil
}

func (d document) titles(list []responses.GetBookmarksBookmark) {
	for _, b := range list {
		d.content.Outline = append(d.content.Outline, b.Title)
		if b.DestInfo == nil { // with a place in this file PDFium also shows an action it does not know
			d.action(b.ActionInfo)
		}
		d.titles(b.Children)
	}
}

func (d document) action(a *responses.ActionInfo) {
	switch {
	case a == nil || a.Type == enums.FPDF_ACTION_ACTION_GOTO:
	case a.URIPath != nil:
		d.content.Links = append(d.content.Links, *a.URIPath)
	case a.FilePath != nil:
		d.content.Links = append(d.content.Links, *a.FilePath)
	default:
		d.content.Links = append(d.content.Links, fmt.Sprintf("action %v", a.Type))
	}
}

func (d document) page(index int) error {
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: d.ref, Index: index}}
	if err := d.text(page); err != nil {
		return err
	}
	if err := d.links(page); err != nil {
		return err
	}
	if err := d.notes(page); err != nil {
		return err
	}
	tree, err := d.FPDF_StructTree_GetForPage(&requests.FPDF_StructTree_GetForPage{Page: page})
	if err != nil {
		if d.content.Tagged {
			return err
		}
		return nil
	}
	defer d.FPDF_StructTree_Close(&requests.FPDF_StructTree_Close{StructTree: tree.StructTree})
	children, err := d.FPDF_StructTree_CountChildren(&requests.FPDF_StructTree_CountChildren{StructTree: tree.StructTree})
	if err != nil {
		return err
	}
	for i := range children.Count {
		child, err := d.FPDF_StructTree_GetChildAtIndex(&requests.FPDF_StructTree_GetChildAtIndex{StructTree: tree.StructTree, Index: i})
		if err == nil {
			d.element(child.StructElement, 0)
		}
	}
	return nil
}

// text does not use the library's GetPageText: that takes UTF-16 halves for characters, and 𠮷 becomes two U+FFFD.
func (d document) text(page requests.Page) error {
	loaded, err := d.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return err
	}
	defer d.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded.TextPage})
	count, err := d.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: loaded.TextPage})
	if err != nil {
		return err
	}
	if count.Count == 0 {
		d.content.Pages = append(d.content.Pages, "")
		return nil
	}
	text, err := d.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: loaded.TextPage, StartIndex: 0, Count: count.Count})
	if err != nil {
		return err
	}
	d.content.Pages = append(d.content.Pages, text.Text)
	return nil
}

func (d document) links(page requests.Page) error {
	for start := 0; ; {
		next, err := d.FPDFLink_Enumerate(&requests.FPDFLink_Enumerate{Page: page, StartPos: start})
		if err != nil || next.Link == nil || next.NextStartPos == nil {
			return err
		}
		start = *next.NextStartPos
		inside, err := d.FPDFLink_GetDest(&requests.FPDFLink_GetDest{Document: d.ref, Link: *next.Link})
		if err == nil && inside.Dest != nil {
			continue // a place in this file, which PDFium shows as an action it does not know
		}
		action, err := d.FPDFLink_GetAction(&requests.FPDFLink_GetAction{Link: *next.Link})
		if err != nil {
			return err
		}
		if action.Action == nil {
			continue
		}
		info, err := d.GetActionInfo(&requests.GetActionInfo{Document: d.ref, Action: *action.Action})
		if err != nil {
			return err
		}
		d.action(&info.ActionInfo)
	}
}

func (d document) notes(page requests.Page) error {
	count, err := d.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil {
		return err
	}
	for i := range count.Count {
		note, err := d.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: i})
		if err != nil {
			return err
		}
		for _, key := range []string{"Contents", "T", "TU", "NM", "Subj"} {
			value, err := d.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: note.Annotation, Key: key})
			if err == nil && value.Value != "" { // an error means that the key is not there
				d.content.Notes = append(d.content.Notes, value.Value)
			}
		}
		if _, err := d.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: note.Annotation}); err != nil {
			return err
		}
	}
	return nil
}

// depth limits what a made-up structure tree can ask for; an edition's goes to about 12.
const depth = 100

// element collects what the tags say; PDFium reports a missing text, and a child that is content and no element, as errors.
func (d document) element(at references.FPDF_STRUCTELEMENT, level int) {
	if level > depth {
		return
	}
	add := func(text string) {
		if text != "" && !slices.Contains(d.content.Alts, text) { // an element over two pages is met twice
			d.content.Alts = append(d.content.Alts, text)
		}
	}
	if alt, err := d.FPDF_StructElement_GetAltText(&requests.FPDF_StructElement_GetAltText{StructElement: at}); err == nil {
		add(alt.AltText)
	}
	if actual, err := d.FPDF_StructElement_GetActualText(&requests.FPDF_StructElement_GetActualText{StructElement: at}); err == nil {
		add(actual.Actualtext)
	}
	if title, err := d.FPDF_StructElement_GetTitle(&requests.FPDF_StructElement_GetTitle{StructElement: at}); err == nil {
		add(title.Title)
	}
	children, err := d.FPDF_StructElement_CountChildren(&requests.FPDF_StructElement_CountChildren{StructElement: at})
	if err != nil {
		return
	}
	for i := range children.Count {
		child, err := d.FPDF_StructElement_GetChildAtIndex(&requests.FPDF_StructElement_GetChildAtIndex{StructElement: at, Index: i})
		if err == nil {
			d.element(child.StructElement, level+1)
		}
	}
}
