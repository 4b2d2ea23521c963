package publish

import (
	"embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
	"todoke/internal/text"
)

//go:embed data/population.toml
var populationFile embed.FS

// population is how many organisations of a kind there are. Words are what a text calls them by; the entry of a whole kind of organisation has none.
type population struct {
	Code        string        `toml:"code"`
	OrgKinds    []string      `toml:"org_kinds"`
	Industry    string        `toml:"industry"` // division of the Japan Standard Industrial Classification
	Label       incident.Text `toml:"label"`
	Words       []string      `toml:"words"`
	Count       float64       `toml:"count"`
	Notices     float64       `toml:"notices"` // incidents announced in half a year
	Year        int           `toml:"year"`
	Source      string        `toml:"source"`
	Prefectures []float64     `toml:"prefectures"` // counts in the order of JIS X 0401, none where only the share of all establishments is known
}

// region is a group of neighbouring prefectures.
type region struct {
	Code        string        `toml:"code"`
	Words       []string      `toml:"words"`
	Label       incident.Text `toml:"label"`
	Prefectures [2]int        `toml:"prefectures"` // first and last
}

// populations is the table of data/population.toml.
type populations struct {
	Population     []population `toml:"population"`
	Establishments struct {
		Thousands []float64 `toml:"thousands"`
		Year      int       `toml:"year"`
		Source    string    `toml:"source"`
	} `toml:"establishments"`
	Region []region `toml:"region"`
	Size   []struct {
		Code  string  `toml:"code"`
		To    float64 `toml:"to"` // most employees, 0 for no limit
		Share float64 `toml:"share"`
	} `toml:"size"`
	vocabulary incident.Vocabulary
}

// loadPopulations reads the table once.
var loadPopulations = sync.OnceValues(func() (*populations, error) {
	p := &populations{vocabulary: incident.DefaultVocabulary()}
	meta, err := toml.DecodeFS(populationFile, "data/population.toml", p)
	if err != nil {
		return nil, fmt.Errorf("population table: %w", err)
	}
	if k := meta.Undecoded(); len(k) > 0 {
		return nil, fmt.Errorf("population table: unknown key %s", k[0])
	}
	return p, nil
})

// share is which part of a population lies in prefectures from to to (JIS X 0401, both included).
func (t *populations) share(p population, from, to int) float64 {
	list := p.Prefectures
	if len(list) == 0 {
		list = t.Establishments.Thousands
	}
	part, all := 0.0, 0.0
	for i, n := range list {
		all += n
		if i+1 >= from && i+1 <= to {
			part += n
		}
	}
	return part / all
}

// kinds are the populations a text narrows the kind of organisation to; the whole kind where no word does.
func (t *populations) kinds(kind, squeezed string) (whole population, narrowed []population) {
	for _, p := range t.Population {
		fits := false
		for _, k := range p.OrgKinds {
			fits = fits || k == kind
		}
		switch {
		case !fits:
		case len(p.Words) == 0:
			whole = p
		default:
			for _, w := range p.Words {
				if strings.Contains(squeezed, text.Squeeze(w)) {
					narrowed = append(narrowed, p)
					break
				}
			}
		}
	}
	return whole, narrowed
}

// places are the prefectures and regions a text names.
func (t *populations) places(s string) (prefectures []int, regions []region) {
	for _, term := range t.vocabulary["prefecture"] {
		if n, err := strconv.Atoi(term.Code); err == nil && strings.Contains(s, term.Text.JA) {
			prefectures = append(prefectures, n)
		}
	}
	for _, r := range t.Region {
		for _, w := range r.Words {
			if strings.Contains(s, w) && w != "北海道" {
				regions = append(regions, r)
				break
			}
		}
	}
	return prefectures, regions
}

// regionOf is the region a prefecture lies in.
func (t *populations) regionOf(prefecture int) region {
	for _, r := range t.Region {
		if prefecture >= r.Prefectures[0] && prefecture <= r.Prefectures[1] {
			return r
		}
	}
	return region{}
}

// headcount reads how many people an organisation has, never how many a sentence tells of.
var headcount = regexp.MustCompile(`(?:従業員|職員|社員)(?:数(?:は|が|の)?)?約?([0-9][0-9,]*)(?:人|名)(?:以上|程度|前後)?(?:規模|の(?:企業|会社|組織|団体|法人|事業者|機関|自治体|病院|大学))|` +
	`(?:従業員|職員|社員)数(?:は|が)?約?([0-9][0-9,]*)(?:人|名)`)

// band is the size band a text gives by a number of employees.
func (t *populations) band(s string) (code string, share float64, ok bool) {
	m := headcount.FindStringSubmatch(text.Normal(s))
	if m == nil {
		return "", 1, false
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(m[1]+m[2], ",", ""), 64)
	if err != nil {
		return "", 1, false
	}
	for _, b := range t.Size {
		if b.To == 0 || n <= b.To {
			return b.Code, b.Share, true
		}
	}
	return "", 1, false
}
