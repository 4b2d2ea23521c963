package form

import (
	"slices"
	"time"

	"todoke/internal/incident"
)

// Doubt is a rule of the consistency check that found something: what is missing, cannot all be true, or was read with doubt.
// It names questions and holds no word of the report.
type Doubt struct {
	Kind      string   // "missing", "date_order", …; its sentence is in the catalogue under "finding."
	Questions []string // those worth asking again, the first one first
	Days      int      // of "long_unnoticed"
}

// wanted are the answers worth asking back for, each with the question that makes it so; "" where always.
var wanted = []struct{ question, when string }{
	{"story", ""}, {"discovered_on", ""}, {"relation", ""}, {"org_kind", ""}, {"consent", ""}, {"access_cause", "access_method"}, {"access_asset", "access_method"}, {"virus_name", "virus_statement"},
}

const day = 24 * time.Hour

// Doubts checks the coded answers of a report against each other. answered tells whether a question has an answer in words, which coded answers do not show.
func (f *Form) Doubts(received time.Time, answers []incident.Answer, answered func(question string) bool) []Doubt {
	c := doubting{form: f, answers: answers, received: received}
	c.dates()
	c.ticks()
	c.damage()
	c.infection()
	for _, w := range wanted {
		has := func(question string) bool {
			a, ok := Find(answers, question)
			return ok && Told(a) || answered(question)
		}
		if !has(w.question) && (w.when == "" || has(w.when)) {
			c.add("missing", w.question)
		}
	}
	return c.out
}

type doubting struct {
	form     *Form
	answers  []incident.Answer
	received time.Time
	out      []Doubt
}

// add notes a doubt about questions the form has.
func (c *doubting) add(kind string, questions ...string) {
	known := !slices.ContainsFunc(questions, func(q string) bool { return c.form.Question(q) == nil })
	if known && !slices.ContainsFunc(c.out, func(d Doubt) bool { return d.Kind == kind && slices.Equal(d.Questions, questions) }) {
		c.out = append(c.out, Doubt{Kind: kind, Questions: questions})
	}
}

func (c *doubting) codes(question string) []string {
	a, _ := Find(c.answers, question)
	return a.Codes
}

// dated gives the question of a kind of date, and the date.
func (c *doubting) dated(name string) (question string, when incident.When) {
	for _, a := range c.answers {
		if q := c.form.Question(a.Question); q != nil && q.Date == name && a.When.Known() {
			return a.Question, a.When
		}
	}
	return "", incident.When{}
}

func (c *doubting) dates() {
	names := []string{"begun", "discovered", "contained"}
	for i, name := range names {
		qa, a := c.dated(name)
		if qa == "" {
			continue
		}
		for _, other := range names[i+1:] {
			if qb, b := c.dated(other); qb != "" && a.From.After(b.To) {
				c.add("date_order", qa, qb)
			}
		}
		if a.From.After(c.received.Add(day)) { // a day in Japan begins before one in UTC
			c.add("date_future", qa)
		}
	}
	qb, begun := c.dated("begun")
	qd, found := c.dated("discovered")
	if qb != "" && qd != "" {
		if days := int(found.From.Sub(begun.To) / day); days > 365 {
			c.out = append(c.out, Doubt{Kind: "long_unnoticed", Questions: []string{qb, qd}, Days: days})
		}
	}
}

// ticks finds options ticked together that exclude each other.
func (c *doubting) ticks() {
	for _, a := range c.answers {
		q := c.form.Question(a.Question)
		if q == nil || len(a.Codes) < 2 {
			continue
		}
		alone := slices.ContainsFunc(a.Codes, func(code string) bool { o := q.Option(code); return o != nil && o.Exclusive })
		switch {
		case q.Kind == Single:
			c.add("two_ticked", q.ID)
		case alone || slices.Contains(a.Codes, "none"):
			c.add("none_and_some", q.ID)
		}
	}
}

// damage compares what the two forms say of it, and asks what was damaged where somebody says that something was.
func (c *doubting) damage() {
	v, a := c.codes("virus_damage"), c.codes("access_damage")
	none := func(codes []string) bool { return slices.Contains(codes, "none") }
	if len(v) > 0 && len(a) > 0 && none(v) != none(a) {
		c.add("differs", "virus_damage", "access_damage")
	}
	if slices.Contains(c.codes("virus_statement"), "infected") && len(v) == 0 {
		c.add("missing", "virus_damage")
	}
	if len(a) == 0 && c.told("access_damage_text") {
		c.add("missing", "access_damage")
	}
	if len(v) == 0 && c.told("virus_damage_text") {
		c.add("missing", "virus_damage")
	}
}

// told tells whether a question in words was answered: the words themselves are not among the coded answers, the state is.
func (c *doubting) told(question string) bool {
	a, ok := Find(c.answers, question)
	return ok && (a.State == incident.KnownYes || a.State == incident.Estimated)
}

// infection compares "found" with what else is said.
func (c *doubting) infection() {
	if !slices.Contains(c.codes("virus_statement"), "found") {
		return
	}
	if machines, _ := Find(c.answers, "virus_machines"); machines.Number > 0 {
		c.add("not_infected_but", "virus_statement", "virus_machines")
	}
	if d := c.codes("virus_damage"); len(d) > 0 && !slices.Contains(d, "none") {
		c.add("not_infected_but", "virus_statement", "virus_damage")
	}
}
