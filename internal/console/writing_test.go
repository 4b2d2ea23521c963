package console_test

import (
	"html"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"todoke/internal/incident"
)

// What stands in the editor is checked without being saved, each finding with the words it means; the same from a script's quick check.
func TestCheckWithoutSaving(t *testing.T) {
	w := newWorld(t)
	b := w.as("bun", incident.Analyst)
	path := "/cases/" + w.cased
	text := url.Values{"do": {"check"}, "category": {"virus"}, "org_kind": {"company"}, "summary.ja": {"届出者（企業）で、当社のファイルが<em>暗号化された。"}}
	a := b.post(path, text)
	a.want(t, http.StatusOK, "まだ保存していません", `<mark>当社</mark>のファイルが&lt;em&gt;暗`, `href="#summary.ja" data-from="9" data-to="11"`, "当社のファイルが&lt;em&gt;暗号化された。</textarea>")
	text.Set("quick", "1")
	b.post(path, text).want(t, http.StatusOK, "だれのことか分かる言葉は")
	if a := b.get(path); strings.Contains(a.body, "当社") {
		t.Error("the check saved the text")
	}
	text.Set("happened", "いつか")
	b.post(path, text).want(t, http.StatusUnprocessableEntity, `href="#happened"`, "当社")
	w.as("kou", incident.Publisher).post(path, text).want(t, http.StatusForbidden)
}

// A reviewer comments on words; the page shows them in their surroundings, open ones above the approval; gone words are told.
func TestCommentsOnPage(t *testing.T) {
	w := newWorld(t)
	writer, reviewer := w.as("bun", incident.Analyst), w.as("sato", incident.Reviewer)
	path := "/cases/" + w.cased
	comment := url.Values{"do": {"comment"}, "comment.place": {"summary.ja"}, "comment.quote": {"被害があつた"}, "comment.body": {"どんな<b>被害ですか"}}
	reviewer.post(path, comment).want(t, http.StatusUnprocessableEntity, `href="#comment.quote"`, `value="被害があつた"`, "どんな&lt;b&gt;被害ですか")
	comment.Set("comment.quote", "被害があった")
	reviewer.post(path, comment).want(t, http.StatusOK, "コメントしました", "未解決のコメントが1件", "届出者（企業）で<mark>被害があった</mark>。", "どんな&lt;b&gt;被害ですか", `届出者（企業）で<mark class="commented"><a href="#comment-`)
	text := url.Values{"do": {"save"}, "category": {"virus"}, "org_kind": {"company"}, "summary.ja": {"届出者（企業）でファイルが消えた。"}}
	a := writer.post(path, text)
	a.want(t, http.StatusOK, "引用した文は本文からなくなりました", "被害があった")
	id := regexp.MustCompile(`name="id" value="([0-9]+)"`).FindStringSubmatch(a.body)[1]
	writer.post(path, url.Values{"do": {"resolve"}, "id": {id}, "answer": {"書き分けました。"}}).want(t, http.StatusOK, "すべて解決済み", "書き分けました。")
	writer.post(path, url.Values{"do": {"resolve"}, "id": {id}}).want(t, http.StatusConflict, "ほかの人がすでに")
	reviewer.post(path, url.Values{"do": {"reopen"}, "id": {id}}).want(t, http.StatusOK, "未解決に戻しました")
	a = w.as("kansa", incident.Auditor).get(path)
	a.lacks(t, `class="commented"`) // the words it was about are gone
	a.want(t, http.StatusOK, "どんな&lt;b&gt;被害ですか")
	a.lacks(t, `name="comment.body"`, `value="resolve"`)
}

// Two revisions side by side: what was added and removed is said in words as well.
func TestComparePage(t *testing.T) {
	w := newWorld(t)
	b := w.as("bun", incident.Analyst)
	path := "/cases/" + w.cased
	b.get(path+"/compare").want(t, http.StatusOK, "違いはありません")
	b.get(path+"/compare?from=1&to=7").want(t, http.StatusNotFound)
	b.get(path+"/compare?from=x").want(t, http.StatusOK)
}

// An attack flow and an exhibit drawn from plain form rows, without script: added, filled in, moved, removed, previewed, saved; what is wrong is told in place.
func TestFigures(t *testing.T) {
	w := newWorld(t)
	b := w.as("bun", incident.Analyst)
	path := "/cases/" + w.cased + "/figures"
	b.get(path).want(t, http.StatusOK, "図はまだありません", "画像ファイルは載せられません")
	b.post(path, url.Values{"do": {"add:flow"}}).want(t, http.StatusOK, "まだ保存していません", `name="fig.0.actor.0.label.ja" value="攻撃者"`, `name="fig.0.actor.1.id" value="a2"`, `name="fig.0.step.0.from"`)
	flow := url.Values{"fig.0.kind": {"flow"}, "fig.0.caption.ja": {"侵入<の>流れ"}, "fig.0.caption.en": {"How it came in"}, "fig.0.outcome.ja": {"止まった。"}, "fig.0.outcome.en": {"Stopped."},
		"fig.0.actor.0.id": {"a1"}, "fig.0.actor.0.role": {"attacker"}, "fig.0.actor.0.label.ja": {"攻撃者"}, "fig.0.actor.0.label.en": {"Attacker"},
		"fig.0.actor.1.id": {"a2"}, "fig.0.actor.1.role": {"system"}, "fig.0.actor.1.label.ja": {"サーバ"}, "fig.0.actor.1.label.en": {"Server"},
		"fig.0.actor.2.id": {"a3"}, "fig.0.actor.2.role": {"system"}, "fig.0.actor.2.label.ja": {""},
		"fig.0.step.0.from": {"a1"}, "fig.0.step.0.to": {"a2"}, "fig.0.step.0.label.ja": {"入り込む"}, "fig.0.step.0.label.en": {"gets in"}, "fig.0.step.0.technique": {"t1190"},
		"fig.0.step.1.from": {"a2"}, "fig.0.step.1.to": {"a2"}, "fig.0.step.1.label.ja": {"止める"}, "fig.0.step.1.label.en": {"stops"},
		"fig.0.step.2.from": {""}, "fig.0.step.2.label.ja": {""}}
	do := func(what string) answer {
		flow.Set("do", what)
		return b.post(path, flow)
	}
	a := do("preview")
	a.want(t, http.StatusOK, "まだ保存していません", `<svg class="drawing" role="img"`, ">T1190<", "侵入&lt;の&gt;流れ")
	a.lacks(t, "<の>", "style=")
	css, err := os.ReadFile("../web/assets/style.css")
	w.must(err)
	for _, m := range regexp.MustCompile(`<(?:rect|polyline|polygon|text) class="([a-z]-[a-z]+)`).FindAllStringSubmatch(a.body, -1) {
		if !strings.Contains(string(css), "."+m[1]) {
			t.Errorf("the console's style.css has no .%s", m[1])
		}
	}
	if a := do("up:0.step.1"); strings.Index(a.body, "止める") > strings.Index(a.body, "入り込む") {
		t.Error("the step did not move up")
	}
	do("remove:0.step.0").lacks(t, "入り込む")
	do("remove:0").want(t, http.StatusOK, "図はまだありません")
	for _, odd := range []string{"up:0.step.99", "down:x", "remove:0.part.0", "remove:7.step.0", "up:", "add:", "remove:0.step.-1"} {
		do(odd).want(t, http.StatusOK)
	}
	do("nonsense").want(t, http.StatusUnprocessableEntity)
	b.get(path).want(t, http.StatusOK, "図はまだありません") // nothing of all this was saved
	flow.Set("fig.0.step.0.technique", "1190")
	do("save").want(t, http.StatusOK, "図を保存しました", "ATT&amp;CKの技術のIDではありません")
	flow.Set("fig.0.step.0.technique", "T1190")
	do("save").lacks(t, "ではありません（例")
	flow.Set("fig.0.actor.1.role", "king")
	do("save").want(t, http.StatusUnprocessableEntity, "役割が決まっていない", `href="#fig.0"`)
	b.get("/cases/"+w.cased).want(t, http.StatusOK, `<svg class="drawing"`, "図を編集する（1点）", "侵入&lt;の&gt;流れ")
	b.get("/cases/"+w.cased+"/masking").want(t, http.StatusOK, "図 1、登場するもの「攻撃者」（日本語）", "図 1、登場するもの「サーバ」（英語）")
	b.get("/cases/"+w.cased+"/masking?lang=en").want(t, http.StatusOK, "Figure 1, actor “Attacker” (Japanese)", "actor “Server” (English)")
	b.get("/cases/"+w.cased+"?lang=ja").want(t, http.StatusOK, `<option value="chapter.figures.0.actors.a1.ja">図 1、登場するもの「攻撃者」（日本語）</option>`)

	// words saved beside leave the figures as they are, and figures the words
	b.post("/cases/"+w.cased, url.Values{"do": {"save"}, "category": {"virus"}, "org_kind": {"company"}, "summary.ja": {"届出者（企業）で被害があった。直した。"}}).want(t, http.StatusOK, "図を編集する（1点）")
	mail := url.Values{"do": {"save"}, "fig.0.kind": {"exhibit"}, "fig.0.exhibit": {"mail"}, "fig.0.caption.ja": {"届いたメール"}, "fig.0.caption.en": {"The mail"},
		"fig.0.part.0.label.ja": {"差出人"}, "fig.0.part.0.label.en": {"From"}, "fig.0.part.0.body.ja": {"支払係 <pay@real-bank.co.jp> 192.0.2.7"}, "fig.0.part.0.body.en": {"Payments <pay@bank.example>"},
		"fig.0.part.0.note.ja": {"見覚えのないアドレス"}, "fig.0.part.0.note.en": {"An unknown address"}, "fig.0.part.0.quote": {"1"}, "fig.0.part.1.body.ja": {""}}
	b.post(path, mail).want(t, http.StatusOK, "real-bank.co.jp）があります", "<mark>real-bank.co.jp</mark>")
	mail.Set("fig.0.part.0.body.ja", "支払係 <pay@bank.example> 192.0.2.7")
	b.post(path, mail).lacks(t, "実在しうる")
	b.get("/cases/"+w.cased).want(t, http.StatusOK, "直した。", "届いたメール")
	mail.Set("fig.0.exhibit", "film")
	b.post(path, mail).want(t, http.StatusUnprocessableEntity, "種類が正しくありません")

	b.post("/cases/"+w.cased, url.Values{"do": {"submit"}, "category": {"virus"}, "org_kind": {"company"}, "summary.ja": {"届出者（企業）で被害があった。直した。"}})
	d := newWorld(t)
	c := d.as("bun", incident.Analyst)
	made := c.post("/cases", url.Values{"reports": {d.number}, "category": {"2020H1/virus"}})
	c.get(made.path+"/figures").want(t, http.StatusConflict, "一度保存して")
}

// The questions of the self-check in rows: checked, refused with what was typed, saved, moved, given up again.
func TestSelfcheck(t *testing.T) {
	w := newWorld(t)
	b := w.as("kou", incident.Publisher)
	a := b.get("/selfcheck")
	a.want(t, http.StatusOK, "プログラムに付いている質問", `name="question.0.id" value="shared_passwords"`)
	form := formOf(a.body)
	form.Set("do", "save")
	form.Set("question.0.ja", "変えた<b>問いですか。")
	form.Set("question.0.risk", "maybe")
	b.post("/selfcheck", form).want(t, http.StatusUnprocessableEntity, `href="#question.0"`, "変えた&lt;b&gt;問いですか。", "yes か no")
	form.Set("question.0.risk", "yes")
	form.Set("do", "check")
	b.post("/selfcheck", form).want(t, http.StatusOK, "誤りはありません。まだ保存していません。")
	form.Set("do", "save")
	b.post("/selfcheck", form).want(t, http.StatusOK, "保存しました", "窓口の第1版", "変えた&lt;b&gt;問いですか。")
	b.post("/selfcheck", form).want(t, http.StatusConflict, "ほかの人が先に")
	form.Set("base", "1")
	form.Set("do", "down:0")
	if a := b.post("/selfcheck", form); !strings.Contains(a.body, `name="question.1.id" value="shared_passwords"`) {
		t.Error("the question did not move")
	}
	form.Set("do", "restore")
	b.post("/selfcheck", form).want(t, http.StatusOK, "プログラムに付いている質問", "第2版：プログラムに付いている質問に戻した")
	r := w.as("kansa", incident.Auditor).get("/selfcheck")
	r.want(t, http.StatusOK)
	r.lacks(t, `value="save"`)
}

// formOf gathers what a browser would send of a page's inputs and text areas, choices left out but for those made.
func formOf(body string) url.Values {
	f := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="(?:text|hidden)"[^>]* name="([^"]+)"[^>]* value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		f.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		f.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`<input type="checkbox" name="([^"]+)" value="([^"]*)" checked`).FindAllStringSubmatch(body, -1) {
		f.Add(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>`).FindAllStringSubmatch(body, -1) {
		f.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>`).FindAllStringSubmatch(body, -1) {
		if x := regexp.MustCompile(`value="([^"]*)" selected`).FindStringSubmatch(m[2]); x != nil {
			f.Set(m[1], x[1])
		}
	}
	return f
}
