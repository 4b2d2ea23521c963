package mask_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/text"
)

func demoParties(a map[string]any) []incident.Party {
	str := func(k string) string { s, _ := a[k].(string); return s }
	r := incident.Party{Role: incident.RoleReporter, Org: str("reporter_org"), OrgKana: str("reporter_org_kana"), Dept: str("reporter_dept"), Name: str("reporter_name"), Kana: str("reporter_kana"), Address: str("reporter_address"), Phone: str("reporter_phone"), Mail: str("reporter_mail"), Domains: strings.Fields(str("reporter_domains"))}
	ps := []incident.Party{r}
	if o := str("victim_org"); o != "" {
		ps = append(ps, incident.Party{Role: incident.RoleVictim, Org: o})
	}
	for _, l := range strings.Split(str("named_orgs"), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			ps = append(ps, incident.Party{Role: incident.RolePartner, Org: l})
		}
	}
	for _, l := range strings.Split(str("named_people"), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			ps = append(ps, incident.Party{Role: incident.RolePerson, Name: l})
		}
	}
	return ps
}

// TestDemonstration holds that of no demonstration report a declared name, mail, phone or domain remains in any of its texts.
func TestDemonstration(t *testing.T) {
	files, _ := filepath.Glob("../demo/data/reports/*.toml")
	if len(files) == 0 {
		t.Fatal("no demonstration reports")
	}
	for _, file := range files {
		var d struct {
			Answers map[string]any `toml:"answers"`
		}
		if _, err := toml.DecodeFile(file, &d); err != nil {
			t.Fatal(file, err)
		}
		parties := demoParties(d.Answers)
		m := mask.New(parties)
		for q, v := range d.Answers {
			s, ok := v.(string)
			if !ok || strings.HasPrefix(q, "reporter_") || q == "victim_org" || strings.HasPrefix(q, "named_") || q == "public_url" {
				continue
			}
			masked, _ := m.Mask(s)
			if os.Getenv("SHOW") != "" && len([]rune(s)) > 40 {
				fmt.Printf("== %s %s\n%s\n", filepath.Base(file), q, masked)
			}
			flat := text.Squeeze(masked)
			for _, p := range parties {
				surname, _, _ := strings.Cut(strings.ReplaceAll(p.Name, "　", " "), " ")
				for _, w := range append([]string{p.Org, text.StripCompanyForm(p.Org), p.Name, surname, p.Mail, p.Phone}, p.Domains...) {
					if w = text.Squeeze(w); len([]rune(w)) >= 2 && strings.Contains(flat, w) {
						t.Errorf("%s %s: %s remains", filepath.Base(file), q, w)
					}
				}
			}
		}
	}
}

// TestUndeclared measures what is found undeclared: the persons and organisations of the demonstration reports that stand in a text, masked as if
// nobody had declared them. The promise covers declared terms only (design §3.2); this figure says what the rest may leak.
func TestUndeclared(t *testing.T) {
	files, _ := filepath.Glob("../demo/data/reports/*.toml")
	hidden, all := map[incident.PartyRole]int{}, map[incident.PartyRole]int{}
	for _, file := range files {
		var d struct {
			Answers map[string]any `toml:"answers"`
		}
		if _, err := toml.DecodeFile(file, &d); err != nil {
			t.Fatal(file, err)
		}
		story, _ := d.Answers["story"].(string)
		parties := demoParties(d.Answers)
		masked, _ := mask.New(parties[:1]).Mask(story)
		for _, p := range parties[1:] {
			word, _, _ := strings.Cut(strings.ReplaceAll(p.Name+text.StripCompanyForm(p.Org), "　", " "), " ")
			if word = text.Squeeze(word); !strings.Contains(text.Squeeze(story), word) {
				continue
			}
			all[p.Role]++
			if !strings.Contains(text.Squeeze(masked), word) {
				hidden[p.Role]++
			}
		}
	}
	t.Logf("hidden without being declared: %d of %d persons, %d of %d organisations", hidden[incident.RolePerson], all[incident.RolePerson], hidden[incident.RolePartner], all[incident.RolePartner])
	if hidden[incident.RolePerson]*100 < all[incident.RolePerson]*95 || hidden[incident.RolePartner]*100 < all[incident.RolePartner]*80 {
		t.Error("fewer than 95 in a hundred undeclared persons or 80 in a hundred undeclared organisations are found")
	}
}
