package stats

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
)

// checker looks through one document and notes what is wrong, each with its line.
type checker struct {
	b     *book
	lines []string
	out   []Problem
}

// parse reads a document of TOML; a second result lists all that is wrong with it, by line.
func (b *book) parse(body string) (document, []Problem) {
	c := &checker{b: b, lines: strings.Split(body, "\n")}
	var d document
	meta, err := toml.Decode(body, &d)
	var syntax toml.ParseError
	switch {
	case errors.As(err, &syntax):
		return d, []Problem{{syntax.Position.Line, incident.Errorf(incident.Invalid, "stats.check.syntax", syntax.Message)}}
	case err != nil:
		return d, []Problem{{0, incident.Errorf(incident.Invalid, "stats.check.syntax", err.Error())}}
	}
	for _, k := range meta.Undecoded() {
		c.say(c.line("", k[len(k)-1]), "stats.check.key", k.String())
	}
	if len(d.Rules) == 0 && len(d.Dimensions) == 0 || d.ID != "" {
		c.definition(d.Definition)
		if !d.Suppress.On && d.Telling() {
			c.say(c.line("suppress", "on"), "stats.check.telling")
		}
	}
	c.ruleList(d.Rules)
	for _, dim := range d.Dimensions {
		c.dimension(dim)
	}
	slices.SortStableFunc(c.out, func(x, y Problem) int { return x.Line - y.Line })
	return d, c.out
}

func (c *checker) say(line int, key string, args ...any) {
	c.out = append(c.out, Problem{line, incident.Errorf(incident.Invalid, key, args...)})
}

// line finds the first line behind the heading of a table ("" for the top) that holds a text; the heading itself, else 1, where none does.
func (c *checker) line(table, holds string) int {
	heading := 1
	in := table == ""
	for i, l := range c.lines {
		l = strings.TrimSpace(l)
		if strings.HasPrefix(l, "[") {
			in = table == "" || strings.Trim(l, "[] ") == table
			if in && table != "" && heading == 1 {
				heading = i + 1
			}
		}
		if in && holds != "" && strings.Contains(l, holds) && !strings.HasPrefix(l, "#") {
			return i + 1
		}
	}
	return heading
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$`)

func (c *checker) definition(d Definition) {
	if !idForm.MatchString(d.ID) {
		c.say(c.line("", "id"), "stats.check.id", d.ID)
	}
	if d.Title.JA == "" || d.Title.EN == "" {
		c.say(c.line("", "title"), "stats.check.title")
	}
	c.oneOf("measure", string(d.Measure), strs(Measures))
	c.oneOf("date", string(d.Date), strs(Bases))
	c.oneOf("coarse", string(d.Coarse), []string{"", string(Fitting), string(Exact), string(First)})
	c.oneOf("group", d.Group, []string{"", "virus", "access"})
	c.oneOf("denominator", d.Denominator, []string{"", "none", "reports", "sum", "row", "column"})
	for _, s := range d.Certainty {
		c.oneOf("certainty", s, strs(incident.Certainties))
	}
	if d.Decimals < 0 || d.Decimals > 3 {
		c.say(c.line("", "decimals"), "stats.check.decimals", d.Decimals)
	}
	if d.Years < 0 || d.Years > 100 {
		c.say(c.line("", "years"), "stats.check.years", d.Years)
	}
	if d.Suppress.On && d.Suppress.K != 0 && d.Suppress.K < 2 {
		c.say(c.line("suppress", "k"), "stats.check.suppress", d.Suppress.K)
	}
	for _, n := range d.Notes {
		if n.JA == "" || n.EN == "" {
			c.say(c.line("note", ""), "stats.check.title")
		}
	}
	c.axes(d)
	for _, w := range d.Where {
		c.condition(w)
	}
}

// axes looks at rows, columns and slices together: at least rows, none twice, at most one of time, and sums that exceed the reports said.
func (c *checker) axes(d Definition) {
	multi, seen := "", map[string]bool{}
	for _, x := range []struct {
		name string
		spec Axis
	}{{"rows", d.Rows}, {"columns", d.Columns}, {"slices", d.Slices}} {
		id := x.spec.Dimension
		if id == "" {
			if x.name == "rows" {
				c.say(c.line("", "rows"), "stats.check.rows")
			}
			continue
		}
		dim, ok := c.b.dimension(id)
		if !ok {
			c.say(c.line(x.name, id), "stats.check.dimension", id)
			continue
		}
		if seen[id] {
			c.say(c.line(x.name, id), "stats.check.twice", id)
		}
		seen[id] = true
		if dim.Multi && multi == "" {
			multi = x.name
		}
		c.oneOfIn(x.name, "order", x.spec.Order, []string{"", "list", "count"})
		c.oneOfIn(x.name, "other", x.spec.Other, []string{"", "last", "omit"})
		c.oneOfIn(x.name, "unknown", x.spec.Unknown, []string{"", "last", "other", "omit"})
		c.oneOfIn(x.name, "empty", x.spec.Empty, []string{"", "show", "hide"})
		c.oneOfIn(x.name, "total", x.spec.Total, []string{"", "show", "hide"})
		for _, code := range x.spec.Codes {
			if !c.has(dim, code) {
				c.say(c.line(x.name, code), "stats.check.code", code, id)
			}
		}
	}
	if multi != "" && !d.MultiValued {
		c.say(c.line(multi, "dimension"), "stats.check.double", multi)
	}
	if multi == "" && d.Measure == Acts {
		c.say(c.line("", "measure"), "stats.check.acts")
	}
}

func (c *checker) condition(w Condition) {
	dim, ok := c.b.dimension(w.Dimension)
	if !ok || dim.Source == "time" {
		c.say(c.line("where", `"`+w.Dimension+`"`), "stats.check.dimension", w.Dimension)
		return
	}
	if len(w.In) == 0 {
		c.say(c.line("where", `"`+w.Dimension+`"`), "stats.check.empty", w.Dimension)
	}
	for _, code := range w.In {
		if !c.has(dim, code) {
			c.say(c.line("where", `"`+code+`"`), "stats.check.code", code, w.Dimension)
		}
	}
}

// has tells whether a dimension has a class in any of its lists; every one has other and unknown.
func (c *checker) has(d Dimension, code string) bool {
	return code == "other" || code == "unknown" || slices.ContainsFunc(c.b.lists(d), func(l ClassList) bool {
		return slices.ContainsFunc(l.Classes, func(k Class) bool { return k.Code == code })
	})
}

func (c *checker) oneOf(key, value string, allowed []string) { c.oneOfIn("", key, value, allowed) }

func (c *checker) oneOfIn(table, key, value string, allowed []string) {
	if !slices.Contains(allowed, value) {
		c.say(c.line(table, key), "stats.check.value", key, value, strings.Trim(strings.Join(allowed, ", "), ", "))
	}
}

// ruleList looks at counting rules: days that are days, known units, and for one scheme no two rules on one day.
func (c *checker) ruleList(list []CountingRule) {
	for i, r := range list {
		at := c.line("", `"`+r.ID+`"`)
		if !slices.Contains([]string{"report", reporterDayName}, r.Unit) || !slices.Contains([]string{"", "virus", "access"}, r.Scheme) || r.ID == "" || r.Title.JA == "" || r.Title.EN == "" {
			c.say(at, "stats.check.rule", r.ID)
		}
		c.days(at, r.From, r.To)
		for _, o := range list[:i] {
			if (o.Scheme == r.Scheme || o.Scheme == "" || r.Scheme == "") && overlap(o.From, o.To, r.From, r.To) {
				c.say(at, "stats.check.overlap", r.ID, o.ID)
			}
		}
	}
}

func (c *checker) dimension(d Dimension) {
	at := c.line("", `"`+d.ID+`"`)
	if !idForm.MatchString(d.ID) || d.Source == "" || d.Title.JA == "" || d.Title.EN == "" {
		c.say(at, "stats.check.dimension_form", d.ID)
	}
	for i, l := range d.Lists {
		c.days(at, l.From, l.To)
		for _, o := range d.Lists[:i] {
			if overlap(o.From, o.To, l.From, l.To) {
				c.say(max(c.line("", `"`+l.From+`"`), at), "stats.check.overlap", d.ID, d.ID)
			}
		}
		in := map[string]string{}
		for _, k := range l.Classes {
			for _, code := range k.Of {
				if first, twice := in[code]; twice {
					c.say(c.line("", `"`+k.Code+`"`), "stats.check.class_twice", code, first, k.Code)
				}
				in[code] = k.Code
				if v := c.b.vocabulary[d.Source]; v != nil && !c.b.vocabulary.Has(d.Source, code) {
					c.say(c.line("", `"`+code+`"`), "stats.check.code", code, d.Source)
				}
			}
		}
	}
}

func (c *checker) days(line int, from, to string) {
	for _, s := range []string{from, to} {
		if _, err := time.Parse(time.DateOnly, s); s != "" && err != nil {
			c.say(line, "stats.check.day", s)
		}
	}
	if from != "" && to != "" && to < from {
		c.say(line, "stats.check.day", from+".."+to)
	}
}

func overlap(from1, to1, from2, to2 string) bool {
	return ruleDay(from1, false) <= ruleDay(to2, true) && ruleDay(from2, false) <= ruleDay(to1, true)
}

func strs[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}
