package api_test

import (
	"context"
	"strconv"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// shown lets the desk show a draft to the report, and answers it: what is not understood, agreement, an objection, and nothing after that.
func (d *desk) shown(number, code string) {
	d.Helper()
	mine, path := []string{"Todoke-Code", code}, "/reports/"+number+"/showings"
	d.call("GET", path, "", mine...).want(200, `"showings":[]`)
	one := path + "/" + d.show(number)
	d.call("GET", path, "", mine...).want(200, `"state":"waiting"`, `"silence":"leaves"`, `"may":true`, "端末が止まった。", "端末: 12台")
	d.call("GET", "/reports/"+number, "", mine...).want(200, `"shown":1`)
	d.call("GET", path, "", "Todoke-Code", "00000-00000-00000-00000").want(404)
	for body, status := range map[string]int{`{"agree": 1}`: 422, `{"object": []}`: 422, `{"object": {"x": ""}}`: 422, `{}`: 422, `{"agree": true, "object": {"1": ""}}`: 422, `{"object": {"7": "x"}}`: 422, `{"say": 1}`: 422, `{`: 400} {
		d.call("POST", one, body, mine...).want(status)
	}
	d.call("POST", one, `{"object": {"2": " "}}`, mine...).want(422, "#/object/2")
	d.call("POST", path+"/1", `{"agree": true}`, mine...).want(404)
	d.call("POST", path+"/x", `{"agree": true}`, mine...).want(404)
	d.call("POST", one, `{"agree": true}`, "Todoke-Code", "00000-00000-00000-00000").want(404)
	d.call("POST", one, `{"agree": true}`, mine...).want(204)
	d.call("GET", path, "", mine...).want(200, `"state":"agreed"`, `"may":true`)
	d.call("POST", one, `{"object": {"1": "", "2": "13台でした。"}}`, mine...).want(204)
	d.call("GET", path, "", mine...).want(200, `"state":"objected"`, `"may":false`, "13台でした。", `"objected":true`)
	d.call("POST", one, `{"agree": true}`, mine...).want(409)
	d.call("GET", "/reports/"+number, "", mine...).want(200, `"shown":0`)
}

// show puts a draft of one sentence and one fact behind the code of a report, and gives its id.
func (d *desk) show(number string) string {
	d.Helper()
	ctx := context.Background()
	r, err := d.st.FindReport(ctx, number)
	d.must(err)
	s := incident.Showing{ID: store.NewID(d.now), Case: "2020-0001", Revision: 1, ReportID: r.ID, Lang: incident.JA, State: incident.ShowingWaiting, Silence: incident.SilenceLeaves,
		ShownBy: "bun", ShownAt: d.now, Due: d.now.Add(48 * time.Hour), Parts: []incident.ShownPart{{N: 1, Kind: incident.PartSentence, Place: "summary.ja", Body: "端末が止まった。"}, {N: 2, Kind: incident.PartFact, Place: "facts", Body: "端末: 12台"}}}
	d.must(d.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertCase(ctx, incident.Case{Number: s.Case, Scheme: "2020H1", Category: "virus", OrgKind: incident.Company}, d.now); err != nil {
			return err
		}
		return tx.InsertShowing(ctx, s)
	}))
	return strconv.FormatInt(s.ID, 10)
}
