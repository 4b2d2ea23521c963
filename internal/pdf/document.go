package pdf

// Document is one edition as it is to be printed: every word the reader sees, in order, and nothing to be computed but pages.
type Document struct {
	Lang     string // "ja" or "en"
	Series   string // line above the title, may be empty
	Title    string
	Subtitle string // period, may be empty
	Desk     string // the body that publishes; also the author in the properties

	Demo      bool
	DemoLabel string // stands on the cover and in every running head when Demo is set
	DemoNote  string // sentence under the label on the cover, may be empty

	Print bool // for paper: greys instead of colours, a binding margin, pages on both sides of the sheet

	Date        string // the date as printed on the cover
	Frozen      string // the edition's date as 2006-01-02; the only date inside the file
	Description string
	Keywords    []string

	Words     Words
	Sections  []Section
	Footnotes []Footnote
}

// Words are the fixed words of the template, taken from the catalogues; all are needed.
type Words struct {
	Contents string `json:"contents"` // 目次
	Figures  string `json:"figures"`  // 図一覧
	Tables   string `json:"tables"`   // 表一覧
	No       string `json:"no"`       // 項番
	Date     string `json:"date"`     // 届出日
	Summary  string `json:"summary"`  // 概要
	Figure   string `json:"figure"`   // 図
	Table    string `json:"table"`    // 表
	Category string `json:"category"` // 分類
	Count    string `json:"count"`    // 件数
	Total    string `json:"total"`    // 計
	Cases    string `json:"cases"`    // {n}件; {n} is the number
}

// Footnote is referred to by [^ID] in any running text; numbers follow the order of first mention.
type Footnote struct{ ID, Text string }

// Section is a numbered part; level 1 begins a page and levels may not be skipped on the way down.
type Section struct {
	ID     string // target of Row.See
	Number string // as printed, "2-1."; may be empty
	Title  string
	Level  int // 1 to 3; 0 means 1
	Blocks []Block
}

// Kind says which fields of a Block are used.
type Kind string

// Kinds of blocks.
const (
	KindParagraph  Kind = "paragraph"  // Text
	KindBullets    Kind = "bullets"    // Items
	KindOrdered    Kind = "ordered"    // Items, numbered (1), (2)
	KindHeading    Kind = "heading"    // Text: a headed point, in the bookmarks but not in the contents
	KindCases      Kind = "cases"      // Table
	KindCategories Kind = "categories" // Categories, labels and counts only
	KindGrid       Kind = "grid"       // Grid
	KindFigure     Kind = "figure"     // Figure
	KindBox        Kind = "box"        // Text as title, Blocks
	KindBreak      Kind = "break"
)

// Block is one piece of a section.
type Block struct {
	Kind       Kind
	Text       string
	Items      []string
	Blocks     []Block
	Categories []Category
	Table      *Table
	Grid       *Grid
	Figure     *Figure
}

// Table is the list of cases, grouped by class.
type Table struct {
	Number, Caption string
	Categories      []Category
}

// Grid is a table of figures: one row of heads, the first column names its row.
type Grid struct {
	Number, Caption string
	Heads           []string
	Rows            []GridRow
	Notes           []string // printed small under the table
}

// GridRow is one row of a Grid with as many cells as it has heads.
type GridRow struct {
	Cells []string
	Total bool // a sum of rows above: printed bold under a line
}

// Category is a class of the scheme with its cases in order; Count is printed, so it is given and not derived.
type Category struct {
	Label string
	Count int
	Rows  []Row
}

// Row is one case; Note (where it is told in full) leads to the section See.
type Row struct {
	No, Date  string
	Blocks    []Block // paragraphs and lists only
	Note, See string
}

// Figure is a finished layout in points, origin at the upper left; it is scaled down to the text width when wider.
type Figure struct {
	Number, Caption string
	Alt             string // what the picture says, for who cannot see it; required
	Width, Height   float64
	Shapes          []Shape
	Float           bool // stands at the head or foot of a page, the text going on around it: where a large one is told of there is seldom room
}

// ShapeKind says which fields of a Shape are used.
type ShapeKind string

// Kinds of shapes.
const (
	ShapeRect ShapeKind = "rect" // X Y W H Fill Stroke Thickness Dash Radius
	ShapeLine ShapeKind = "line" // Points (two or more) Stroke Thickness Dash Start End
	ShapeText ShapeKind = "text" // X Y W H Size Align Bold Fill Text
)

// Shape is drawn in the order given; colours are #rrggbb or empty for none.
type Shape struct {
	Kind      ShapeKind    `json:"kind"`
	X         float64      `json:"x"`
	Y         float64      `json:"y"`
	W         float64      `json:"w"`
	H         float64      `json:"h"` // of a text: middle it in this height; 0: begin at Y
	Fill      string       `json:"fill"`
	Stroke    string       `json:"stroke"`
	Thickness float64      `json:"thickness"` // 0 means 1
	Dash      bool         `json:"dash"`
	Radius    float64      `json:"radius"`
	Points    [][2]float64 `json:"points"`
	Start     bool         `json:"start"` // arrowhead at the first point
	End       bool         `json:"end"`   // arrowhead at the last point
	Size      float64      `json:"size"`  // 0 means 9
	Align     string       `json:"align"` // left, center, right; empty means left
	Bold      bool         `json:"bold"`
	Text      string       `json:"-"` // wraps in W
}

// Paragraph is a block of running text.
func Paragraph(text string) Block { return Block{Kind: KindParagraph, Text: text} }

// Heading is a headed point.
func Heading(text string) Block { return Block{Kind: KindHeading, Text: text} }

// Bullets is a list of equal points.
func Bullets(items ...string) Block { return Block{Kind: KindBullets, Items: items} }

// Ordered is a list numbered (1), (2).
func Ordered(items ...string) Block { return Block{Kind: KindOrdered, Items: items} }

// Box is a framed text with a title.
func Box(title string, blocks ...Block) Block {
	return Block{Kind: KindBox, Text: title, Blocks: blocks}
}
