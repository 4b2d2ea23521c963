// Building an edition: standing texts, calendar, themes, the rule and the draft; and what becomes of a released one.
import { look, lookBoth } from "../lib/look.mjs";
import { picture } from "../lib/pictures.mjs";
import { expect, step } from "../lib/score.mjs";

// build is the publisher's work around editions, with the visitor signed in already.
export async function build(v, desk) {
  await step("console: standing texts, wrong and right", async () => {
    await v.open(`${desk.console}/standing`);
    await lookBoth(v, "console standing texts");
    await v.page.locator("details#contact > summary").click();
    await v.page.fill("#contact\\.body\\.ja", "問い合わせは{deskk}まで。");
    await v.press("details#contact form button");
    await look(v, "console standing text, unknown placeholder", { status: 422 });
    expect((await v.text()).includes("{deskk}"), "the wrong placeholder to be named");
    await v.page.fill("#contact\\.body\\.ja", "問い合わせは{desk}まで。");
    await v.press("details#contact form button");
    await look(v, "console standing text, saved");
  });
  await step("console: the release calendar", async () => {
    await v.open(`${desk.console}/calendar`);
    await lookBoth(v, "console calendar");
    await v.page.fill("#id", "2021H2");
    await v.page.fill("[id='title.ja']", "届出事例集　2021年下半期");
    await v.page.fill("#day", "2022-02-28");
    await v.press("section button[value=plan]");
    expect((await v.text("table")).includes("2021H2"), "the plan in the calendar");
  });
  await step("console: themes and the cases under them", async () => {
    await v.open(`${desk.console}/themes`);
    await lookBoth(v, "console themes");
    await v.open(`${desk.console}/editions/2020H2/themes`);
    await lookBoth(v, "console themes of an edition");
  });
  await step("console: an edition of another scheme by rule, its problems and its draft", async () => {
    await v.open(`${desk.console}/editions/new`);
    await v.page.fill("#id", "2020B");
    await v.page.fill("#title", "組み立て中の号");
    await v.page.fill("#period", "2020-07-01");
    await v.page.fill("#to", "2020-12-31");
    await v.page.fill("#cutoff", "2021-01-31T00:00");
    await v.page.selectOption("#date_rule", "written");
    await v.page.selectOption("#scheme", "2021H1");
    await v.press("main form button:not([value])");
    await v.page.locator("details#rule > summary").click();
    await v.page.check("#rule-ransom");
    await v.press("button[value=rule]");
    expect((await v.page.locator('select[name^="choice."] option[value=chosen]:checked').count()) === 8, "the eight cases of the rule to be chosen");
    await v.page.locator('details:has([name="introduction.ja"]) > summary').click();
    await v.page.fill('[name="introduction.ja"]', "{casess}件を紹介する。");
    await v.press("button[value=save]");
    expect((await v.page.locator('a[href="#introduction.ja"]').count()) === 1, "a link to where it is mended");
    await lookBoth(v, "console edition, by rule");
    await picture(v, "console-builder-ja");
    await v.press("button[value=lint]");
    await look(v, "console edition, searched for names");
    await v.press('a[href$="/draft/"]');
    await look(v, "draft of an edition");
    expect((await v.text("h1")).includes("［案］"), "the draft to be marked");
  });
  await step("console: corrections of a released edition", async () => {
    await v.open(`${desk.console}/editions/2020H1`);
    await v.press('a[href="/editions/2020H1/corrections"]');
    await lookBoth(v, "console corrections");
    await v.page.fill("#case", "2020-0001");
    await v.page.fill("[id='note.ja']", "直すところはない。");
    await v.press("button[value=correct]");
    await look(v, "console corrections, nothing newer", { status: 409 });
    await v.page.fill("[id='remark.ja']", "表紙の号数を読みやすくしました。");
    await v.press("button[value=remark]");
    await lookBoth(v, "console corrections, staged");
    await v.press("button[value=unstage]");
    expect((await v.page.locator("#staged").count()) === 0, "nothing staged");
  });
}
