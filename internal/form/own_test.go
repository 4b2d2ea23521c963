package form

import (
	"strings"
	"testing"
)

// next is the newest virus form as a desk's own version with one more option and one more question.
func next(t *testing.T, f *Forms) string {
	t.Helper()
	s, err := f.Source("virus", 0)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(s, "version = 1\n", "version = 100\n", 1)
}

func TestExtend(t *testing.T) {
	f, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	old, err := f.Find("virus", 0)
	if err != nil {
		t.Fatal(err)
	}
	body := next(t, f)
	step := old.Steps[len(old.Steps)-1].ID
	own := body + "\n[[step]]\nid = \"desk\"\ntitle = {ja = \"当所の質問\", en = \"Questions of this desk\"}\n[[step.question]]\nid = \"desk_backup\"\nkind = \"single\"\nlabel = {ja = \"バックアップ\", en = \"Backup\"}\n" +
		"[[step.question.option]]\ncode = \"yes\"\nlabel = {ja = \"あり\", en = \"Yes\"}\n[[step.question.option]]\ncode = \"no\"\nlabel = {ja = \"なし\", en = \"No\"}\n"
	own = strings.Replace(own, "\""+step+"\"", "\""+step+"\", \"desk\"", 1)

	if made, err := f.Try([]Own{{Body: own, On: true}}); err != nil || made.Version != 100 || made.Question("desk_backup") == nil {
		t.Fatalf("%v %v", made, err)
	}
	if now, _ := f.Find("virus", 0); now.Version != 1 {
		t.Error("trying put it in force")
	}
	if err := f.Extend([]Own{{Body: own, On: true}}); err != nil {
		t.Fatal(err)
	}
	now, err := f.Find("virus", 0)
	if err != nil || now.Version != 100 || now.Question("desk_backup") == nil {
		t.Fatalf("version %d, %v", now.Version, err)
	}
	if was, err := f.Find("virus", 1); err != nil || was.Question("desk_backup") != nil || old.Question("desk_backup") != nil {
		t.Errorf("the version of earlier reports changed: %v", err)
	}
	if err := f.Extend([]Own{{Body: own}}); err != nil {
		t.Fatal(err)
	}
	if now, _ := f.Find("virus", 0); now.Version != 1 {
		t.Error("a version switched off is still asked")
	}
	if _, err := f.Find("virus", 100); err != nil {
		t.Error("answers given under a version that was switched off cannot be read any more")
	}
}

// TestExtendRefuses: what would make old answers mean something else, or cannot be read, is refused with its place, and nothing changes.
func TestExtendRefuses(t *testing.T) {
	f, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	good := next(t, f)
	virus, _ := f.Find("virus", 0)
	var fact string
	for _, s := range virus.Steps {
		for _, q := range s.Questions {
			for _, o := range q.Options {
				if strings.HasPrefix(o.Fact, "asset:") && strings.Contains(good, o.Fact) {
					fact = o.Fact
				}
			}
		}
	}
	for name, c := range map[string]struct{ body, want string }{
		"number":  {strings.Replace(good, "version = 100\n", "version = 2\n", 1), "numbered from 100"},
		"toml":    {good + "\n[[step]\n", "line"},
		"key":     {good + "\n[[step]]\nid = \"x\"\ncolour = \"red\"\n", "colour"},
		"order":   {good + "\n[[step]]\nid = \"x\"\ntitle = {ja = \"あ\", en = \"a\"}\n", "missing in the order"},
		"kind":    {strings.Replace(good, "kind = \"multi\"", "kind = \"single\"", 1), "changed its kind"},
		"meaning": {strings.Replace(good, fact, "asset:pc_unheard_of", 1), "vocabulary"},
	} {
		_, err := f.Try([]Own{{Body: c.body, On: true}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if f.Extend([]Own{{Body: c.body, On: true}}) == nil {
			t.Errorf("%s was put in force", name)
		}
	}
	if now, _ := f.Find("virus", 0); now.Version != 1 {
		t.Error("a refused version is in force")
	}
}
