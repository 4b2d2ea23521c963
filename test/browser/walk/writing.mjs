// Writing a case: checked while typing, compared with the revision before, commented on, its figures edited in plain rows.
import { look, lookBoth } from "../lib/look.mjs";
import { expect, step } from "../lib/score.mjs";

// write is the writer's work on a released case, with an analyst signed in already.
export async function write(v, desk) {
  const at = `${desk.console}/cases/2020-0042`;
  await step("console: the text is checked while it is typed, and a finding leads to its words", async () => {
    await v.open(at);
    const text = v.page.locator('[id="summary.ja"]');
    await text.fill(`${await text.inputValue()}当社のEDRが検知しました。`);
    const found = v.page.locator('#lint-list a[href="#summary.ja"][data-from]');
    await found.first().waitFor();
    expect((await v.text("#lint-list")).includes("当社"), "the own voice to be found");
    await look(v, "console case, checked while typing");
    await found.first().click();
    const chosen = await v.page.evaluate(() => document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd));
    expect(["ました。", "EDR", "当社"].includes(chosen), `the words to be selected, not ${chosen}`);
    await v.press("button[value=check]");
    await look(v, "console case, checked without saving");
  });
  await step("console: two revisions compared", async () => {
    const text = v.page.locator('[id="summary.ja"]');
    await text.fill((await text.inputValue()).replace("当社のEDRが検知しました。", "").replace("大量に", "数多く"));
    await v.press("button[value=save]");
    await v.press('a[href$="/compare"]');
    expect((await v.page.locator(".compared ins").count()) > 0 && (await v.page.locator(".compared del").count()) > 0, "something added and removed");
    await lookBoth(v, "console revisions compared");
  });
  await step("console: a comment on words, and on words that are gone", async () => {
    await v.open(at);
    await v.page.locator(".comments details summary").click();
    await v.page.fill('[name="comment.quote"]', "ここにない言葉");
    await v.page.fill('[name="comment.body"]', "何通ですか。");
    await v.press("button[value=comment]");
    await look(v, "console comment, words not there", { status: 422 });
    await v.page.fill('[name="comment.quote"]', "数多く");
    await v.press("button[value=comment]");
    expect((await v.text(".comments")).includes("数多く"), "the comment with its words");
    await lookBoth(v, "console case with a comment");
    await v.press("button[value=resolve]");
    await look(v, "console case, comment resolved");
  });
  await step("console: an advisory is written and handed to review", async () => {
    await v.open(`${desk.console}/advisories`);
    await lookBoth(v, "console advisories");
    await v.press('main a[href="/advisories/new"]');
    await v.page.fill('[name="title.ja"]', "返信を装うメールにご注意ください");
    await v.page.fill('[name="body.ja"]', "返信を装うメールの届出が続いている。");
    await v.page.fill('[name="observable.0.value"]', "そうではない");
    await v.press("button[value=save]");
    await look(v, "console advisory, an observable that is none", { status: 422 });
    await v.page.fill('[name="observable.0.value"]', "evil.example");
    await v.page.fill('[name="cases"]', "2020-0006");
    await v.press("button[value=save]");
    expect((await v.page.locator('[name="observable.0.value"]').inputValue()) === "evil[.]example", "the observable to be defanged");
    await lookBoth(v, "console advisory");
    await v.press("button[value=submit]");
    await look(v, "console advisory, submitted");
  });
  await step("console: figures in plain rows", async () => {
    await v.open(`${desk.console}/cases/2020-0006/figures`);
    await lookBoth(v, "console figures");
    await v.press('button[value="up:1.step.1"]');
    await look(v, "console figures, moved");
    await v.press('button[value="add:dialog"]');
    expect((await v.page.locator(".figure-form").count()) === 3, "a third figure");
    await v.page.fill('[name="fig.2.part.0.body.ja"]', "https://real-shop.co.jp/ を開く");
    await v.press("button[value=preview]");
    expect((await v.text(".lint-list")).includes("real-shop.co.jp"), "a real name to be refused in an exhibit");
    await look(v, "console figures, exhibit with a real name");
  });
}

// approveAdvisory is the second person, a reviewer; publishAdvisory the publisher, who also sees the questions of the self-check.
export async function approveAdvisory(v, desk) {
  await step("console: an advisory is approved by somebody else", async () => {
    await v.open(`${desk.console}/advisories`);
    await v.press('main th a[href^="/advisories/2"]');
    await lookBoth(v, "console advisory, review");
    await v.press("button[value=approve]");
    expect((await v.text(".marks")).includes("承認"), "the advisory to be approved");
  });
}

export async function publishAdvisory(v, desk) {
  await step("console: an advisory is published and read", async () => {
    await v.open(`${desk.console}/advisories`);
    await v.press('main th a[href^="/advisories/2"]');
    await look(v, "console advisory, approved");
    const id = new URL(v.page.url()).pathname.split("/").pop();
    v.page.setDefaultTimeout(120_000);
    await v.press("button[value=release]");
    await look(v, "console advisory, published");
    await v.open(`${desk.site}/advisories/${id}/`);
    await look(v, "site advisory");
    expect((await v.text()).includes("evil[.]example"), "the observable, defanged");
    await v.open(`${desk.site}/en/advisories/${id}/`);
    expect((await v.text()).includes("Not yet translated"), "to be told that it is not translated");
    v.lang = "en";
    await look(v, "site advisory");
    await v.open(`${desk.site}/en/advisories/`);
    await look(v, "site advisories");
    v.lang = "ja";
  });
  await step("console: the questions of the self-check", async () => {
    await v.open(`${desk.console}/selfcheck`);
    await lookBoth(v, "console self-check questions");
    await v.press("button[value=check]");
    await look(v, "console self-check questions, checked");
  });
}
