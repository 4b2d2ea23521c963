package mask

import (
	"strings"
	"testing"

	"todoke/internal/incident"
)

// A long text is searched in pieces; what stands over a seam is found once, with its place.
func TestFindOverSeams(t *testing.T) {
	f := NewFinder(LeakTerms(Terms([]incident.Party{{Role: incident.RoleReporter, Org: "株式会社鷺沼紙器", Phone: "03-1234-5678"}}), "R"), []Original{{"R", "当社の端末が夜間に見知らぬ外部と通信していたため、担当が線を抜いた。"}})
	for _, planted := range []string{"鷺沼紙器", "鷺\n沼 紙\u200b器", "03-1234-5678", "端末が夜間に見知らぬ外部と通信していたため、担当が線を抜いた"} {
		for off := -len(planted); off <= len(planted); off += 5 {
			before := strings.Repeat("あ", (window+off)/3)
			s := before + planted + strings.Repeat("い", window/6)
			hits := f.Find(s)
			if len(hits) != 1 || hits[0].Start != len(before) || hits[0].End != len(before)+len(planted) {
				t.Fatalf("%q at %d: %v", planted, len(before), hits)
			}
		}
	}
}
