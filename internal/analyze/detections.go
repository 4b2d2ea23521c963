package analyze

import (
	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/store"
	"todoke/internal/text"
)

// maxDetections bounds what is read of one report's list; a month of every known family is far less.
const maxDetections = 20_000

// detections reads the lists of detected names and counts of a report. A name of malware is no identity, but what somebody typed there may be one:
// declared parties and contacts are masked in it as in any text.
func detections(f *form.Form, answers []incident.Answer, r incident.Report, m *mask.Masker) []store.Detection {
	var out []store.Detection
	for _, d := range f.Detections(answers, r.Received.In(incident.Japan)) {
		if len(out) == maxDetections {
			break
		}
		name, _ := m.Mask(d.Name)
		name, _ = text.Limit(name, 200)
		out = append(out, store.Detection{ReportID: r.ID, Version: r.Version, Name: name, MonthFrom: d.MonthFrom, MonthTo: d.MonthTo, Count: d.Count})
	}
	return out
}
