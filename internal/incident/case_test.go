package incident

import (
	"reflect"
	"testing"
)

func TestBlocks(t *testing.T) {
	p := func(s string) Block { return Block{Kind: Paragraph, Text: s} }
	list := func(k BlockKind, items ...string) Block { return Block{Kind: k, Items: items} }
	cases := []struct {
		name, in string
		want     []Block
	}{
		{"nothing", "", nil},
		{"only blanks", "\n 　\n\n", nil},
		{"one paragraph", "感染した。", []Block{p("感染した。")}},
		{"lines of Japanese join without a space", "感染した\nパソコンを\n隔離した。", []Block{p("感染したパソコンを隔離した。")}},
		{"lines of Latin join with one", "The PC\nwas isolated.", []Block{p("The PC was isolated.")}},
		{"Latin before Japanese joins without", "PC\nを隔離", []Block{p("PCを隔離")}},
		{"blank lines part", "一\n\n二\n\n\n三", []Block{p("一"), p("二"), p("三")}},
		{"carriage returns", "一\r\n\r\n二", []Block{p("一"), p("二")}},
		{"bullets", "- 甲\n- 乙", []Block{list(Bullets, "甲", "乙")}},
		{"numbers as typed", "1. 甲\n2. 乙\n10. 丙", []Block{list(Numbered, "甲", "乙", "丙")}},
		{"a list after its sentence", "次の対応をした。\n- 甲\n- 乙\n以上。", []Block{p("次の対応をした。"), list(Bullets, "甲", "乙"), p("以上。")}},
		{"a blank line parts lists", "- 甲\n\n- 乙", []Block{list(Bullets, "甲"), list(Bullets, "乙")}},
		{"one kind after the other", "- 甲\n1. 乙", []Block{list(Bullets, "甲"), list(Numbered, "乙")}},
		{"not marks", "-5度\n1.5倍\n2020年", []Block{p("-5度1.5倍2020年")}},
	}
	for _, c := range cases {
		got := Blocks(c.in)
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func FuzzBlocks(f *testing.F) {
	f.Add("一\n- 甲\n1. 乙\n\nTwo\nlines")
	f.Fuzz(func(t *testing.T, s string) {
		for _, b := range Blocks(s) {
			if (b.Kind == Paragraph) != (b.Items == nil) {
				t.Errorf("%+v", b)
			}
		}
	})
}
