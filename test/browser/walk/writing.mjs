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
