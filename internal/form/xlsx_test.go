package form

import (
	"bytes"
	"testing"

	"todoke/internal/incident"
)

func TestSameWorkbookSameBytes(t *testing.T) {
	for _, lang := range []incident.Lang{incident.JA, incident.EN} {
		a, err := door(t).Workbook(lang)
		if err != nil {
			t.Fatal(err)
		}
		b, err := door(t).Workbook(lang)
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: the same form gave other bytes (%v)", lang, err)
		}
	}
}
