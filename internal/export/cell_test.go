package export

import "testing"

// TestCell: no cell of cases.csv is a formula, in ASCII or in the full-width letters Japanese Excel takes for them.
func TestCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "2020年": "2020年", "=1+1": "'=1+1", "+81": "'+81", "-": "'-", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\n=1": "'\n=1",
		"＝HYPERLINK(1)": "'＝HYPERLINK(1)", "＋1": "'＋1", "－1": "'－1", "＠A": "'＠A",
	} {
		if got := cell(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
