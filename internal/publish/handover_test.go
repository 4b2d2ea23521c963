package publish

import (
	"encoding/json"
	"maps"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/store"
)

// What is handed over before a report goes finds afterwards what was found before: declared names, contacts, confirmed spans.
func TestHandOver(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number := d.add(1, nil)
		d.edition(number)
		report, err := d.st.FindReport(ctx, incident.ReportNumber(2020, 1))
		d.must(err)
		span := store.SpanDecision{Object: "report:" + report.Number, Digest: d.boxes.TermMAC("span", "梓湖畔測器"), Choice: "accept", Kind: string(mask.Org), Who: "staff:mio", At: d.now}
		d.must(d.st.Write(ctx, func(tx *store.Tx) error {
			if err := tx.PutSpanDecision(ctx, span); err != nil {
				return err
			}
			return tx.ReplaceMaskedTexts(ctx, report.ID, 1, []store.MaskedText{{Field: "story", Body: "取引先の梓湖畔測器から電話があった。"}})
		}))
		if r := d.ready(Options{WithoutPDF: true}); !r.Passed {
			t.Fatalf("%+v", r.Found)
		}
		clean, err := readFolder(d.buildDir("2020H1"))
		d.must(err)
		list, err := d.HandOver(ctx, report, d.now.Add(24*time.Hour))
		d.must(err)
		going, err := d.boxes.Turn(ctx, report.ID, report.Number, func(store.SealedKind, string, []byte) ([]byte, error) { return nil, nil })
		d.must(err)
		going.Classes = incident.KeptOfReport
		d.must(d.st.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.EraseClasses(ctx, going); err != nil {
				return err
			}
			return tx.PutErasedTerms(ctx, list)
		}))
		r, err := d.check(ctx, d.scope(), clean)
		d.must(err)
		if !r.Passed || r.Erased == 0 {
			t.Fatalf("the clean edition after erasing: %+v", r.Found)
		}
		for _, name := range []string{"鷺沼紙器", "蓼科さん", "03-0000-7731", "tadeshina@saginuma-shiki.example", "梓湖畔測器"} {
			files := maps.Clone(clean)
			body, _ := json.Marshal(map[string]string{"a": "台で" + name + "の異常"})
			files["data.json"] = body
			r, err := d.check(ctx, d.scope(), files)
			d.must(err)
			if !has(r, "data.json", "publish.check.term") {
				t.Errorf("%s is not found any more", name)
			}
		}
	})
}
