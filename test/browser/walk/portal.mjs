// The reporter's pages: filing by somebody who knows little, saving and resuming, the receipt, and the way back with number and code.
import { look } from "../lib/look.mjs";
import { picture } from "../lib/pictures.mjs";
import { expect, step } from "../lib/score.mjs";
import { phone, screen, Visitor } from "../lib/visitor.mjs";
import { ask } from "./retention.mjs";

const next = "button[name=_do][value=next]";
const save = "button[name=_do][value=save]";

// What this reporter tells. The names are made up; the domain is reserved.
export const told = {
  ja: {
    story: "朝出社すると、共有フォルダの見積書が開けず、英語の脅迫文が置かれていた。前日の夜に保守用の遠隔接続から入られたと思われる。",
    org: "鶴見沢精工株式会社",
    mail: "soumu@tsurumizawa.example",
    date: "令和2年1月11日",
    future: "2099年1月1日",
    message: "追加です。バックアップは無事で、3日後に元に戻せました。",
  },
  en: {
    story: "On Monday morning the drawings on our file server could not be opened and a ransom note lay in every folder.",
    org: "Tsurumizawa Seiko Co., Ltd.",
    mail: "office@tsurumizawa.example",
    date: "2020-01-11",
    future: "2099-01-01",
    message: "One more thing: the backup was not touched.",
  },
};

// report files one report with everything that may happen on the way. It gives back number and code.
export async function report(browser, desk, lang, size) {
  const v = await Visitor.arrive(browser, desk, { lang, size });
  const words = told[lang];
  await step(`portal (${lang}): the door says what is published before the first question`, async () => {
    await v.open(`${desk.portal}/`);
    await look(v, "portal home");
    if (lang === "ja") {
      await picture(v, "portal-ja", { size: screen });
      await picture(v, "portal-phone-ja", { size: phone });
    }
    await v.press("a.button.big");
    expect(await v.page.locator("fieldset#noticed").isVisible(), "the question what was noticed");
    await look(v, "portal first step");
  });
  await nothing(v);
  await mistakes(v, words);
  await resume(v);
  const receipt = await file(v, words);
  await back(v, words, receipt);
  await step(`portal (${lang}): no number, code or token in an address`, async () => {
    const wrong = await v.leave();
    expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
  });
  return { ...receipt, ...words };
}

async function nothing(v) {
  await step(`portal (${v.lang}): a report with nothing in it leads to a kind page`, async () => {
    await until(v, 'input[name=_step][value="least"]');
    expect(await v.page.locator("#story").isVisible(), "the one question that is enough");
    await look(v, "portal least");
  });
}

async function mistakes(v, words) {
  await step(`portal (${v.lang}): nobody chooses a scheme; a date in the future keeps what was typed`, async () => {
    await v.open(`${v.desk.portal}/report`);
    await v.page.check("#noticed-files_locked");
    await v.page.check("#relation-victim");
    expect((await v.page.locator("form [name*=scheme]").count()) === 0, "no question about a scheme");
    await v.press(next);
    await v.page.fill("#story", words.story);
    await v.page.fill("#discovered_on", words.future);
    await v.press(next);
    const summary = v.page.locator("#summary");
    expect(await summary.isVisible(), "an error summary");
    expect(await summary.evaluate((e) => e === document.activeElement), "the summary to have the focus");
    expect((await v.page.inputValue("#story")) === words.story, "the story as it was typed");
    expect((await v.page.inputValue("#discovered_on")) === words.future, "the date as it was typed");
    await look(v, "portal error summary", { status: 422 });
    await v.go(() => summary.locator("a").first().click().then(() => v.page.fill("#discovered_on", words.date)).then(() => v.page.click(next)));
    expect((await v.page.locator("#summary").count()) === 0, `${words.date} to be read`);
  });
}

async function resume(v) {
  await step(`portal (${v.lang}): saved and resumed by a code`, async () => {
    await look(v, "portal step on the virus");
    await v.press(save);
    const code = (await v.text("#code")).trim();
    v.secrets.add(code);
    await look(v, "portal saved");
    await v.open(`${v.desk.portal}/resume`);
    await look(v, "portal resume");
    await v.page.fill("#code", "0000-0000-0000-0000-0000");
    await v.press("form button");
    await look(v, "portal resume refused", { status: v.refused });
    expect(v.refused >= 400, "a wrong code to be refused");
    await v.page.fill("#code", code);
    await v.press("form button");
    expect(await v.page.locator(next).isVisible(), "the step that was saved");
    expect((await v.page.locator('input[name=story]').inputValue()).length > 20, "the story to be back");
  });
}

async function file(v, words) {
  return step(`portal (${v.lang}): reviewed, filed, receipt with number and code`, async () => {
    await until(v, "#reporter_org", async () => look(v, `portal ${await v.page.locator("input[name=_step]").first().inputValue()}`));
    await v.page.check("#org_kind-company");
    await v.page.fill("#reporter_org", words.org);
    await look(v, "portal reporter");
    await until(v, "#reporter_mail");
    await v.page.fill("#reporter_mail", words.mail);
    await v.page.check("#mail_safe-no");
    await until(v, "#consent");
    await v.page.check("#made_public-no");
    await v.page.check("#consent-case");
    await look(v, "portal publication");
    await until(v, "button.big");
    const review = await v.text();
    expect(review.includes(words.story) && review.includes(words.org), "what was typed to stand on the review page");
    await look(v, "portal review");
    await v.page.setInputFiles("#files", { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("YOUR FILES ARE LOCKED\n") });
    await v.press("button.big");
    const found = await receiptOn(v);
    await look(v, "portal receipt");
    if (v.lang === "ja") await picture(v, "receipt-ja", { size: screen });
    return found;
  });
}

async function receiptOn(v) {
  const [number, code] = await v.page.locator(".receipt .code").allInnerTexts();
  expect(/^T-\d{4}-\d{6}-[0-9A-Z*]$/.test(number), "a receipt number");
  expect(code.replace(/\W/g, "").length === 20, "a return code of twenty characters");
  v.secrets.add(code);
  return { number, code };
}

async function back(v, words, { number, code }) {
  await step(`portal (${v.lang}): number and code bring the report back; a message can be added`, async () => {
    await v.open(`${v.desk.portal}/receipt`);
    await look(v, "portal receipt again", { status: v.refused });
    await v.open(`${v.desk.portal}/status`);
    await look(v, "portal find");
    await v.page.fill("#number", number);
    await v.page.fill("#code", "0000-0000-0000-0000-0000");
    await v.press("main form button");
    expect(v.refused >= 400, "a wrong code to be refused");
    await look(v, "portal find refused", { status: v.refused });
    await v.page.fill("#code", code);
    await v.press("main form button");
    await look(v, "portal status");
    await v.page.fill("#words", words.message);
    await v.press('form[action="/status/message"] button');
    expect((await v.text(".talk")).includes(words.message), "the message to stand on the page");
    await look(v, "portal status with a message");
  });
  await step(`portal (${v.lang}): the report can be amended and withdrawn`, async () => {
    await v.press('form[action="/status/amend"] button[value=story]');
    await look(v, "portal amend");
    await v.press('button[formaction="/status"]');
    await v.press('form[action="/status/withdraw"] button');
    await look(v, "portal withdraw");
    await v.open(`${v.desk.portal}/nowhere`);
    await look(v, "portal not found", { status: 404 });
  });
}

// plain files a report as short as it can be, without script.
export async function plain(browser, desk) {
  const v = await Visitor.arrive(browser, desk, { lang: "en", scripts: false });
  await step("portal (en, without script): filed, found again", async () => {
    await v.open(`${desk.portal}/`);
    await v.press("a.button.big");
    await v.page.check("#noticed-web_changed");
    await v.press(next);
    await v.page.fill("#story", "Our web site showed somebody else's page for about an hour.");
    await until(v, "button.big");
    await v.press("button.big");
    const { number, code } = await receiptOn(v);
    await look(v, "portal receipt without script", { rules: false });
    await v.open(`${desk.portal}/status`);
    await v.page.fill("#number", number);
    await v.page.fill("#code", code);
    await v.press("main form button");
    expect((await v.text("h1")).includes(number), "the report's page");
    await look(v, "portal status without script", { rules: false });
    const wrong = await v.leave();
    expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
  });
}

// answer shows what the desk replied, to the reporter with number and code.
export async function reply(browser, desk, { number, code }, words) {
  await step("portal (ja): the reporter reads the decision and the reply", async () => {
    const v = await Visitor.arrive(browser, desk, { lang: "ja", size: phone });
    await v.open(`${desk.portal}/status`);
    await v.page.fill("#number", number);
    await v.page.fill("#code", code);
    await v.press("main form button");
    expect((await v.text()).includes(words), "the reply");
    await look(v, "portal status after acceptance");
    await ask(v);
    const wrong = await v.leave();
    expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
  });
}

// until presses "next" until the page has what is looked for, at most through every step.
async function until(v, selector, each = async () => {}) {
  for (let i = 0; i < 20; i++) {
    if (await v.page.locator(selector).count()) return;
    await each();
    await v.press(next);
  }
  throw new Error(`no ${selector} on any step`);
}

