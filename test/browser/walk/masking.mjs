// Deciding what the publication masks: a report's spans by keyboard, the desk's own list, a case's spans.
import { type } from "../lib/keys.mjs";
import { look, lookBoth } from "../lib/look.mjs";
import { picture } from "../lib/pictures.mjs";
import { expect, step } from "../lib/score.mjs";

const waiting = (v) => v.page.locator(".spans > li.open").count();

// decide is the analyst's work on a demonstration report, with the visitor signed in already.
export async function decide(v, desk) {
  await step("console: spans of a report decided by keyboard: j, a, c, e", async () => {
    await v.open(`${desk.console}/cases/2020-0001`);
    await v.press('main a[href^="/reports/"]');
    await v.press('a[href$="/masking"]');
    await lookBoth(v, "console masking of a report");
    await picture(v, "masking-ja");
    const before = await waiting(v);
    expect(before >= 2, "spans that wait");
    await type(v, "j");
    while (!(await v.page.evaluate(() => document.activeElement?.closest("li.open")))) await type(v, "j");
    await v.go(() => type(v, "a"));
    expect((await waiting(v)) < before, "one less after a");
    expect(/#s\d+$/.test(v.page.url()), "to stand at the next span");
    const second = await waiting(v);
    if (second > 0) {
      await type(v, "e");
      await v.page.keyboard.insertText("一般の言葉");
      await v.go(() => type(v, "Enter"));
      expect((await waiting(v)) < second, "one less after e, a reason and keep");
    }
    await v.press("li.done button[value=undo]");
    const refused = v.page.locator(".spans > li.open").first();
    await v.go(() => refused.locator("button[value=keep]").click());
    await look(v, "console masking, no reason given", { status: 422 });
    await v.page.locator("details summary").first().click();
    await v.page.fill("#rest-reason", "一般の言葉と攻撃者のもの");
    await v.press("button[value=rest-keep]");
    expect((await waiting(v)) === 0, "nothing to wait");
    await look(v, "console masking, all decided");
  });
  await step("console: the desk's own list", async () => {
    await v.open(`${desk.console}/own-terms`);
    await lookBoth(v, "console own list, empty");
    await v.page.fill("#term", "ミズナギ便");
    await v.page.selectOption("#kind", "product");
    await v.page.fill("#why", "社内だけの呼び名");
    await v.press("button[value=add]");
    expect(!(await v.text()).includes("ミズナギ便"), "the term to be hidden");
    await lookBoth(v, "console own list");
    await v.page.fill("#reason", "一覧を見直すため");
    await v.press("button[value=open]");
    expect((await v.text("table")).includes("ミズナギ便"), "the term to be shown");
    await look(v, "console own list, opened");
    await v.page.locator('tbody input[name^="why-"]').fill("もう使わない呼び名");
    await v.press("button[value=remove]");
    await look(v, "console own list, taken off");
  });
}

// decideCase looks at a case's spans, decided and not.
export async function decideCase(v, desk, number) {
  await step("console: spans of a case", async () => {
    await v.open(`${desk.console}/cases/2020-0006/masking`);
    await lookBoth(v, "console masking of a case");
    await v.open(`${desk.console}/cases/${number}/masking`);
    await look(v, "console masking of a case in work");
  });
}

// mosaic looks at the printed combinations of the released edition and keeps a decision.
export async function mosaic(v, desk) {
  await step("console: printed combinations of an edition", async () => {
    await v.open(`${desk.console}/editions/2020H1`);
    await v.press('main a[href$="/mosaic"]');
    const flagged = await v.page.locator("article.box").count();
    expect(flagged >= 1 && flagged <= 5, `one to five cases to be looked at, not ${flagged}`);
    await lookBoth(v, "console mosaic");
    await v.press("article.box button[value=decide]");
    await look(v, "console mosaic, no reason given", { status: 422 });
    await v.page.locator('article.box input[name^="reason-"]').first().fill("公表された件と照らしても、中身は同じ範囲に収まる");
    await v.press("article.box button[value=decide]");
    expect((await v.text("article.box")).includes("同じ範囲"), "the decision to be shown");
    await look(v, "console mosaic, decided");
  });
}
