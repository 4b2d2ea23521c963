package incident

import (
	"slices"
	"strings"
	"time"
)

// Case is the de-identified account of one happening, drawn from one or more reports.
type Case struct {
	Number   string // 2020-0007
	Scheme   string // case scheme, "2020H1"
	Category string
	Happened When // coarse; never printed finer than the month
	OrgKind  OrgKind
	Hold     string // reason of a "not yet fixed" hold; not empty stops a release
	Stale    bool   // a report below it changed since the latest revision
	Latest   int    // number of the newest revision, 0 before the first draft
	Approved int    // number of the newest approved revision, 0 when none
	Reports  []string
}

// Revision is one numbered text of a case.
type Revision struct {
	Case      string
	N         int
	State     RevisionState
	Summary   Text     // table row; light marks: blank line = paragraph, "- " = bullet, "1. " = numbered
	Chapter   *Chapter // nil for most cases
	Sources   []SourceVersion
	Writer    int64
	Approver  int64
	Note      string // why it was returned or approved alone
	Written   time.Time
	Decided   time.Time
	WriterWho string // login, for pages
}

// SourceVersion cites the version of a report a text was written from; a newer version makes the text stale.
type SourceVersion struct {
	Report  string `json:"report"`
	Version int    `json:"version"`
}

// Standing is how a report below a case stands now, as far as the case's text rests on it.
type Standing struct {
	Report  string
	Version int
	State   ReportState
}

// Stale tells whether a text written from some versions no longer rests on what is there: a report has a newer version, is no longer accepted,
// was unlinked, or was linked since.
func Stale(written []SourceVersion, below []Standing) bool {
	if len(written) != len(below) {
		return true
	}
	return slices.ContainsFunc(below, func(s Standing) bool {
		return s.State != Accepted || !slices.Contains(written, SourceVersion{Report: s.Report, Version: s.Version})
	})
}

// Chapter is the long account of a featured case.
type Chapter struct {
	Title     Text       `json:"title"`
	Discovery Text       `json:"discovery"` // 発見経緯
	Damage    Text       `json:"damage"`    // 被害内容
	Cause     Text       `json:"cause"`     // 被害原因
	Response  Text       `json:"response"`  // 被害対応
	KeyPoints []KeyPoint `json:"key_points"`
	Figures   []Figure   `json:"figures"`
}

// KeyPoint is one headed lesson (着目点); Heading may be empty for running text.
type KeyPoint struct {
	Heading  Text         `json:"heading"`
	Body     Text         `json:"body"`
	Observed *Observation `json:"observed,omitempty"` // the desk's own, later observation; nil for what the reports say
}

// Figure is a picture as data: an attack flow (actors and steps) or an annotated exhibit (a redrawn mail or dialog).
type Figure struct {
	Kind    string      `json:"kind"` // "flow" or "exhibit"
	Caption Text        `json:"caption"`
	Actors  []FlowActor `json:"actors,omitempty"`
	Steps   []Step      `json:"steps,omitempty"`
	Outcome Text        `json:"outcome"`
	Exhibit *Exhibit    `json:"exhibit,omitempty"`
}

// FlowActor is one box of an attack flow: somebody or something that acts or is acted on.
type FlowActor struct {
	ID    string `json:"id"`
	Label Text   `json:"label"`
	Role  string `json:"role"` // attacker, victim, third, system: decides the drawing
}

// Step is one arrow of an attack flow; From and To are actor ids, equal for something done in place.
type Step struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Label     Text   `json:"label"`
	Technique string `json:"technique,omitempty"` // ATT&CK id where one fits
}

// Exhibit is a redrawn mail or dialog with numbered notes on its parts; its content is always fictional.
type Exhibit struct {
	Kind  string        `json:"kind"` // "mail" or "dialog"
	Parts []ExhibitPart `json:"parts"`
}

// ExhibitPart is one line or block of an exhibit: a label like 件名 and its content, with the note that points at it.
type ExhibitPart struct {
	Label Text `json:"label"`
	Body  Text `json:"body"`
	Quote bool `json:"quote,omitempty"` // drawn as quoted or attached matter
	Note  Text `json:"note"`
}

// Block is a piece of running text after its light marks are read.
type Block struct {
	Kind  BlockKind `json:"kind"`
	Text  string    `json:"text,omitempty"`
	Items []string  `json:"items,omitempty"`
}

// BlockKind is the kind of a Block.
type BlockKind string

// Kinds of Block.
const (
	Paragraph BlockKind = "paragraph"
	Bullets   BlockKind = "bullets"
	Numbered  BlockKind = "numbered"
)

// Blocks reads the light marks of a summary or chapter text: blank lines part paragraphs, lines that begin with "- " or "1. " are list items.
// Line breaks inside a paragraph are joined without a space after Japanese and with one after Latin.
func Blocks(s string) []Block {
	var out []Block
	open := false
	for _, line := range strings.Split(s, "\n") {
		line = strings.TrimSpace(line)
		kind, item := lineKind(line)
		switch {
		case line == "":
			open = false
		case kind == Paragraph && open && out[len(out)-1].Kind == Paragraph:
			out[len(out)-1].Text = join(out[len(out)-1].Text, line)
		case kind == Paragraph:
			out, open = append(out, Block{Kind: Paragraph, Text: line}), true
		case len(out) > 0 && out[len(out)-1].Kind == kind && open:
			last := &out[len(out)-1]
			last.Items = append(last.Items, item)
		default:
			out, open = append(out, Block{Kind: kind, Items: []string{item}}), true
		}
	}
	return out
}

func lineKind(line string) (BlockKind, string) {
	if rest, ok := strings.CutPrefix(line, "- "); ok {
		return Bullets, rest
	}
	digits := strings.TrimLeft(line, "0123456789")
	if len(digits) < len(line) {
		if rest, ok := strings.CutPrefix(digits, ". "); ok {
			return Numbered, rest
		}
	}
	return Paragraph, line
}

func join(a, b string) string {
	if a != "" && a[len(a)-1] < 0x80 && b[0] < 0x80 {
		return a + " " + b
	}
	return a + b
}
