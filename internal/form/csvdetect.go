package form

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// DetectionsQuestion is the question whose answer is a list of detections, one a line.
const DetectionsQuestion = "virus_detections"

// Detection is one line of a list of detected names: how often a name was detected over some months.
type Detection struct {
	Name      string
	MonthFrom int // 202001; 0 where no period was told
	MonthTo   int
	Count     int64
}

// Line writes a detection as one line of the answer: name, period and count, parted by tabs.
func (d Detection) Line() string {
	return strings.Join([]string{strings.Join(strings.Fields(d.Name), " "), period(d.MonthFrom, d.MonthTo), strconv.FormatInt(d.Count, 10)}, "\t")
}

func period(from, to int) string {
	switch {
	case from == 0:
		return ""
	case to == 0 || to == from:
		return month(from)
	}
	return month(from) + "/" + month(to)
}

func month(m int) string { return fmt.Sprintf("%04d-%02d", m/100, m%100) }

var (
	detectionCount  = regexp.MustCompile(`^(?:約)?([0-9][0-9,]*)(?:件|個|回)?$`)
	detectionPeriod = regexp.MustCompile(`^(\d{4})-(\d\d)(?:/(\d{4})-(\d\d))?$`)
	betweenMonths   = regexp.MustCompile(`\s*(?:[~〜～]|から|—|–)\s*`)
)

// Detections reads the lists of detections among answers, one a line: a name, a period if there is one, and a count, parted by tabs, commas or several spaces.
// Lines without a count are not detections. today is for months in the future, which are none.
func (f *Form) Detections(answers []incident.Answer, today time.Time) []Detection {
	if f.questions[DetectionsQuestion] == nil {
		return nil
	}
	a, _ := Find(answers, DetectionsQuestion)
	var out []Detection
	for _, line := range strings.Split(a.Text, "\n") {
		if d, ok := readDetection(line, today); ok {
			out = append(out, d)
		}
	}
	return out
}

var detectionParts = regexp.MustCompile(`\t|\s{2,}|　|[,、，;；]\s*`)

func readDetection(line string, today time.Time) (Detection, bool) {
	var d Detection
	parts := detectionParts.Split(strings.TrimSpace(line), -1)
	if len(parts) == 1 { // "Emotet 12"
		if i := strings.LastIndexByte(parts[0], ' '); i > 0 {
			parts = []string{parts[0][:i], parts[0][i+1:]}
		}
	}
	if len(parts) < 2 {
		return d, false
	}
	d.Name = strings.TrimSpace(parts[0])
	counted := false
	for i := len(parts) - 1; i > 0; i-- {
		s := strings.TrimSpace(text.Normal(parts[i]))
		if m := detectionCount.FindStringSubmatch(s); m != nil && !counted {
			n, err := strconv.ParseInt(strings.ReplaceAll(m[1], ",", ""), 10, 64)
			if err == nil && n <= 1_000_000_000 {
				d.Count, counted = n, true
				continue
			}
		}
		if from, to, ok := readPeriod(s, today); ok && d.MonthFrom == 0 {
			d.MonthFrom, d.MonthTo = from, to
		}
	}
	return d, counted && d.Name != ""
}

// readPeriod reads 2020-01, 2020-01/2020-03, 2020年1月～3月 and whatever text.ParseDate knows.
func readPeriod(s string, today time.Time) (from, to int, ok bool) {
	if m := detectionPeriod.FindStringSubmatch(s); m != nil && m[3] != "" {
		s = m[1] + "-" + m[2] + "~" + m[3] + "-" + m[4]
	}
	a, b, two := s, "", false
	if i := betweenMonths.FindStringIndex(s); i != nil {
		a, b, two = s[:i[0]], s[i[1]:], true
	}
	first, err := text.ParseDate(a, today)
	if err != nil {
		return 0, 0, false
	}
	from, to = yearMonth(first.From), yearMonth(first.To)
	if !two {
		return from, to, true
	}
	last, err := text.ParseDate(b, today)
	if err == nil && last.To.Before(first.From) || err != nil {
		last, err = text.ParseDate(fmt.Sprintf("%d年%s", first.From.Year(), b), today)
	}
	if err != nil || last.To.Before(first.From) {
		return 0, 0, false
	}
	return from, yearMonth(last.To), true
}

func yearMonth(t time.Time) int { return t.Year()*100 + int(t.Month()) }
