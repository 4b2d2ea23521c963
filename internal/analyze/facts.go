package analyze

import (
	"slices"
	"strings"

	"todoke/internal/form"
	"todoke/internal/incident"
)

// suggestedFacts are the facts the ticked options and the numbers stand for. They wait for a person; what the reporter marked as estimated or ticked as
// feared comes as presumed or possible.
func suggestedFacts(f *form.Form, answers []incident.Answer, version int, v incident.Vocabulary) []incident.Fact {
	var out []incident.Fact
	add := func(fact incident.Fact) {
		fact.Version, fact.Polarity, fact.Source, fact.By = version, incident.Present, incident.FromReporter, "analyze"
		same := func(o incident.Fact) bool {
			return o.Dimension == fact.Dimension && o.Code == fact.Code && o.Status == fact.Status
		}
		if fact.Validate(v) != nil {
			return
		}
		if i := slices.IndexFunc(out, same); i < 0 {
			out = append(out, fact)
		} else if slices.Index(incident.Certainties, fact.Certainty) < slices.Index(incident.Certainties, out[i].Certainty) {
			out[i] = fact
		}
	}
	for _, a := range answers {
		q := f.Question(a.Question)
		for _, c := range a.Codes {
			o := q.Option(c)
			if dim, code, ok := strings.Cut(o.Fact, ":"); ok {
				add(incident.Fact{Dimension: incident.Dimension(dim), Code: code, Certainty: certainty(a.State, code), Status: incident.Status(o.Status)})
			}
		}
		if code := quantities[q.Unit]; code != "" && q.Kind == form.Number && a.Number > 0 {
			bound := incident.Exactly
			if a.State == incident.Estimated {
				bound = incident.Roughly
			}
			add(incident.Fact{Dimension: incident.DimQuantity, Code: code, Certainty: certainty(a.State, code),
				Quantity: &incident.Quantity{Value: float64(a.Number), Unit: q.Unit, Bound: bound}})
		}
	}
	return out
}

// quantities names the fact a number of a unit is.
var quantities = map[string]string{"machines": "machines_affected", "detections": "detections", "mails": "mails_sent", "accounts": "accounts_affected", "persons": "persons_affected"}

func certainty(state incident.Known, code string) incident.Certainty {
	switch {
	case code == "unknown":
		return incident.Unknown
	case strings.HasSuffix(code, "_suspected"):
		return incident.Possible
	case state == incident.Estimated:
		return incident.Presumed
	}
	return incident.Confirmed
}
