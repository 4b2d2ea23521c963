package stats

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

var catalogue = sync.OnceValues(i18n.Load)

// sheet is a table made of random reports: for each direction the classes a report stands in, one or, where multi is set, several.
type sheet struct {
	size    [3]int // classes a direction; 0 for no direction
	multi   [3]bool
	reports [][3][]int
}

func randomSheet(r *rand.Rand, size [3]int, multi [3]bool, n int) sheet {
	s := sheet{size: size, multi: multi}
	for range n {
		var x [3][]int
		for d := range size {
			if size[d] == 0 {
				continue
			}
			skew := func() int { return int(float64(size[d]) * r.Float64() * r.Float64()) }
			x[d] = []int{skew()}
			for multi[d] && r.IntN(3) == 0 {
				if k := skew(); !slices.Contains(x[d], k) {
					x[d] = append(x[d], k)
				}
			}
		}
		s.reports = append(s.reports, x)
	}
	return s
}

// tally counts the sheet the plain way.
func (s sheet) tally() (*plan, *tally, [3]shape) {
	pl := &plan{def: Definition{ID: "X", Measure: Reports, Denominator: "reports", Decimals: 1, Suppress: Suppress{On: true, K: 3}}, facts: none}
	var shapes [3]shape
	for d := range s.size {
		a := &pl.axes[d]
		if shapes[d].show = []int{0}; s.size[d] == 0 {
			continue
		}
		a.on, a.dim = true, Dimension{ID: fmt.Sprint("d", d), Multi: s.multi[d]}
		*[]*Axis{&pl.def.Rows, &pl.def.Columns, &pl.def.Slices}[d] = Axis{Dimension: a.dim.ID}
		shapes[d].show = nil
		for i := range s.size[d] {
			a.head = append(a.head, HeaderCell{Code: fmt.Sprintf("%c%d", 'a'+d, i), Label: incident.Text{JA: "x"}})
			shapes[d].show = append(shapes[d].show, i+1)
		}
	}
	t := newTally(pl)
	for i, x := range s.reports {
		t.n++
		for _, z := range append([]int{-1}, x[2]...) {
			for _, r := range append([]int{-1}, x[0]...) {
				for _, c := range append([]int{-1}, x[1]...) {
					k := t.at(r+1, c+1, z+1)
					t.cells[k]++
					t.stands(nil, pl, uint32(i), 1, k)
				}
			}
		}
	}
	return pl, t, shapes
}

// published is the sheet as the public gets it, read back from JSON, and the same with nothing withheld.
func (s sheet) published(t *testing.T, earlier ...past) (out, whole *Table, mine past) {
	pl, ty, shapes := s.tally()
	texts, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	b := &book{texts: texts}
	draw := func() *Table {
		x := b.layer(pl, ty, shapes, 0)
		for _, z := range shapes[2].show {
			if z > 0 {
				x.Slices = append(x.Slices, Slice{Head: pl.axes[2].head[z-1], Table: b.layer(pl, ty, shapes, z)})
			}
		}
		return x
	}
	whole, kept := draw(), draw()
	withhold(pl, ty, shapes, kept, earlier)
	body, err := json.Marshal(kept)
	if err != nil {
		t.Fatal(err)
	}
	out = &Table{}
	if err := json.Unmarshal(body, out); err != nil {
		t.Fatal(err)
	}
	return out, whole, past{pl, ty, out}
}

// attacker knows published tables only, and writes down all that follows from them for GLPK. It shares nothing with withhold.
type attacker struct {
	rows    []string
	unknown []string // withheld numbers of all tables
}

type place struct{ r, c, z int } // -1 for a total

// name is the variable of a number; a published number is a variable that is fixed.
func name(set string, p place) string {
	return strings.ReplaceAll(fmt.Sprintf("%s_%d_%d_%d", set, p.r+1, p.c+1, p.z+1), "-", "m")
}

func (a *attacker) read(set string, t *Table, multi [3]bool) map[place]Cell {
	has := map[place]Cell{}
	layers := []*Table{t}
	for _, s := range t.Slices {
		layers = append(layers, s.Table)
	}
	for z, l := range layers {
		for r := range l.Cells {
			for c := range l.Cells[r] {
				if t.Columns.Dimension == "" {
					c = -1
				}
				has[place{r, c, z - 1}] = l.Cells[r][max(c, 0)]
			}
		}
		for r, x := range l.RowTotals {
			has[place{r, -1, z - 1}] = x
		}
		for c, x := range l.ColumnTotal {
			if t.Columns.Dimension != "" {
				has[place{-1, c, z - 1}] = x
			}
		}
		has[place{-1, -1, z - 1}] = l.Total
	}
	var order []place
	for p := range has {
		order = append(order, p)
	}
	slices.SortFunc(order, func(x, y place) int { return strings.Compare(name(set, x), name(set, y)) })
	for _, p := range order {
		if x := has[p]; x.Suppressed {
			a.unknown = append(a.unknown, name(set, p))
		} else {
			a.rows = append(a.rows, name(set, p)+" = "+strconv.FormatInt(x.Value, 10))
		}
		for d, i := range []*int{&p.r, &p.c, &p.z} { // p is the total of a direction: what follows for its line
			if *i != -1 {
				continue
			}
			total, sum := name(set, p), ""
			for *i = 0; ; *i++ {
				if _, ok := has[p]; !ok {
					break
				}
				sum += " + " + name(set, p)
				if multi[d] {
					a.rows = append(a.rows, total+" - "+name(set, p)+" >= 0")
				}
			}
			*i = -1
			if sum == "" {
				continue
			}
			sign := "="
			if multi[d] {
				sign = ">="
			}
			a.rows = append(a.rows, strings.TrimPrefix(sum, " + ")+" - "+total+" "+sign+" 0")
		}
	}
	return has
}

// variables are all names in the rows, a line each.
func (a *attacker) variables() string {
	seen := map[string]bool{}
	for _, r := range a.rows {
		for _, f := range strings.Fields(r) {
			if strings.Contains(f, "_") {
				seen[f] = true
			}
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(seen)), "\n") + "\n"
}

// solve asks glpsol for the least or greatest value of a number, all being whole; ok is false where there is no greatest.
func (a *attacker) solve(t *testing.T, objective, variable string) (v float64, ok bool) {
	t.Helper()
	dir := t.TempDir()
	lp := objective + "\n obj: " + variable + "\nSubject To\n"
	for i, r := range a.rows {
		lp += fmt.Sprintf(" c%d: %s\n", i, r)
	}
	in, report := filepath.Join(dir, "x.lp"), filepath.Join(dir, "x.sol")
	if err := os.WriteFile(in, []byte(lp+"General\n"+a.variables()+"End\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("glpsol", "--lp", in, "-w", report).CombinedOutput(); err != nil {
		t.Fatalf("glpsol: %v\n%s", err, out)
	}
	body, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	for l := range strings.Lines(string(body)) { // s mip ROWS COLUMNS STATUS VALUE
		if f := strings.Fields(l); len(f) == 6 && f[0] == "s" && f[1] == "mip" {
			if f[4] != "o" {
				return 0, false
			}
			v, err := strconv.ParseFloat(f[5], 64)
			return v, err == nil
		}
	}
	t.Fatalf("glpsol wrote no result:\n%s", body)
	return 0, false
}

// narrow lists the withheld numbers an attacker can work out to less than k wide.
func (a *attacker) narrow(t *testing.T, k float64) (out []string) {
	for _, v := range a.unknown {
		least, ok := a.solve(t, "Minimize", v)
		if !ok {
			t.Fatalf("%s has no least value: the tables contradict each other", v)
		}
		if most, bounded := a.solve(t, "Maximize", v); bounded && most-least < k-1e-6 {
			out = append(out, fmt.Sprintf("%s is %g to %g", v, least, most))
		}
	}
	return out
}

var attacked = []struct {
	name  string
	size  [3]int
	multi [3]bool
	n     int
}{
	{"list", [3]int{7, 0, 0}, [3]bool{}, 40},
	{"list of several", [3]int{7, 0, 0}, [3]bool{true}, 30},
	{"cross", [3]int{6, 5, 0}, [3]bool{}, 60},
	{"cross of several", [3]int{5, 5, 0}, [3]bool{true, false, false}, 50},
	{"both of several", [3]int{4, 4, 0}, [3]bool{true, true, false}, 40},
	{"slices", [3]int{3, 3, 3}, [3]bool{}, 120},
	{"slices of several", [3]int{3, 3, 3}, [3]bool{false, true, false}, 120},
}

// TestAttack: of every number withheld in random tables of all shapes, a solver that knows all that is published, and that numbers of reports are whole, can only tell an
// interval at least k wide.
func TestAttack(t *testing.T) {
	for _, x := range attacked {
		t.Run(x.name, func(t *testing.T) {
			held, shown := 0, 0
			for seed := range uint64(3) {
				s := randomSheet(rand.New(rand.NewPCG(seed, 20)), x.size, x.multi, x.n)
				out, _, _ := s.published(t)
				var a attacker
				has := a.read("t", out, x.multi)
				held, shown = held+len(a.unknown), shown+len(has)-len(a.unknown)
				for _, n := range a.narrow(t, 3) {
					t.Errorf("seed %d: %s", seed, n)
				}
			}
			t.Logf("%d withheld, %d shown", held, shown)
			if held == 0 || shown == 0 {
				t.Errorf("%d numbers were withheld and %d shown: nothing is proven", held, shown)
			}
		})
	}
}

// TestAttackSets: nor with an earlier set beside the new one, for who knows that reports only came to it.
func TestAttackSets(t *testing.T) {
	for _, x := range attacked {
		t.Run(x.name, func(t *testing.T) {
			held, shown := 0, 0
			for seed := range uint64(2) {
				s := randomSheet(rand.New(rand.NewPCG(seed, 21)), x.size, x.multi, x.n)
				first, _, mine := s.published(t)
				s.reports = append(s.reports, randomSheet(rand.New(rand.NewPCG(seed, 22)), x.size, x.multi, 3).reports...)
				second, _, _ := s.published(t, mine)
				var a attacker
				old := a.read("o", first, x.multi)
				before := len(a.unknown)
				for p := range a.read("n", second, x.multi) {
					if _, ok := old[p]; ok {
						a.rows = append(a.rows, name("n", p)+" - "+name("o", p)+" >= 0")
					}
				}
				held, shown = held+len(a.unknown), shown+2*len(old)-len(a.unknown)
				if len(a.unknown) < 2*before {
					t.Errorf("seed %d: %d withheld before, %d after: something withheld was told", seed, before, len(a.unknown)-before)
				}
				for _, n := range a.narrow(t, 3) {
					t.Errorf("seed %d: %s", seed, n)
				}
			}
			t.Logf("%d withheld, %d shown", held, shown)
			if shown == 0 {
				t.Error("nothing was shown: nothing is proven")
			}
		})
	}
}

// TestAttackPlain: the solver finds small numbers where only they are withheld; else the two tests above would prove nothing.
func TestAttackPlain(t *testing.T) {
	s := randomSheet(rand.New(rand.NewPCG(1, 20)), [3]int{6, 5, 0}, [3]bool{}, 60)
	_, whole, _ := s.published(t)
	for r := range whole.Cells {
		for c, x := range whole.Cells[r] {
			if x.Value > 0 && x.Value < 3 {
				whole.Cells[r][c] = Cell{Suppressed: true}
			}
		}
	}
	var a attacker
	a.read("t", whole, [3]bool{})
	if len(a.narrow(t, 3)) == 0 {
		t.Error("nothing was found")
	}
}

// TestWithheld: of random tables no number below k is shown, none that is shown is changed, zeros stay unless they are withheld too, and a wholly small table shows nothing.
func TestWithheld(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 300 {
		x := attacked[i%len(attacked)]
		s := randomSheet(r, x.size, x.multi, r.IntN(3*x.n))
		out, whole, _ := s.published(t)
		var a attacker
		is, was := a.read("t", out, x.multi), a.read("t", whole, x.multi)
		for p, c := range is {
			if w := was[p]; !c.Suppressed && (c.Value != w.Value || c.Value > 0 && c.Value < 3) {
				t.Fatalf("table %d: %v shows %d of %d", i, p, c.Value, w.Value)
			}
		}
		if out.Total.Suppressed && (out.N != 0 || out.Denominator != 0) {
			t.Fatalf("table %d: the total is withheld but n is %d of %d", i, out.N, out.Denominator)
		}
	}
	out, _, _ := sheet{size: [3]int{3, 2, 0}, reports: [][3][]int{{{0}, {0}}, {{1}, {1}}}}.published(t)
	var a attacker
	for p, c := range a.read("t", out, [3]bool{}) {
		if !c.Suppressed && c.Value != 0 {
			t.Errorf("of two reports %v is shown as %d", p, c.Value)
		}
	}
}

func TestTelling(t *testing.T) {
	month, industry := Axis{Dimension: "month"}, Axis{Dimension: "industry"}
	for _, x := range []struct {
		d    Definition
		want bool
	}{
		{Definition{Rows: month}, false},
		{Definition{Rows: month, Columns: industry}, true},
		{Definition{Rows: Axis{Dimension: "org"}, Columns: Axis{Dimension: "org_kind"}}, false},
		{Definition{Rows: industry, Where: []Condition{{Dimension: "org", In: []string{"individual"}, Not: true}}}, false},
		{Definition{Rows: industry, Where: []Condition{{Dimension: "size", In: []string{"small"}}}}, true},
	} {
		if got := x.d.Telling(); got != x.want {
			t.Errorf("%v: %t", x.d, got)
		}
	}
}
