// What parties allow: the reporter's own page behind the return code, the desk's page on a report, the desk's rules.
import { look, lookBoth } from "../lib/look.mjs";
import { picture } from "../lib/pictures.mjs";
import { expect, step } from "../lib/score.mjs";
import { phone, Visitor } from "../lib/visitor.mjs";

// back is the way of a reporter to their report.
async function back(browser, desk, { number, code }, options) {
  const v = await Visitor.arrive(browser, desk, { lang: "ja", size: phone, ...options });
  v.secrets.add(code);
  await v.open(`${desk.portal}/status`);
  await v.page.fill("#number", number);
  await v.page.fill("#code", code);
  await v.press("main form button");
  return v;
}

// own is a reporter who allows sharing, sends the same twice, and looks at what they said.
export async function own(browser, desk, report) {
  await step("portal: the reporter says what may be done with the report", async () => {
    const v = await back(browser, desk, report);
    await v.press('form[action="/status/consent"] button');
    await look(v, "portal consent");
    await picture(v, "portal-consent-ja", { size: phone });
    await v.page.check('input[name="consent-share"][value="yes"]');
    await v.press('button[value="save"]');
    expect((await v.text()).includes("お考えを受け取りました"), "the word to be taken");
    await v.press('form[action="/status/consent"] button');
    expect(await v.page.isChecked('input[name="consent-share"][value="yes"]'), "what was said to be ticked");
    await v.press('button[value="save"]');
    await look(v, "portal consent, nothing new", { status: 422 });
    const wrong = await v.leave();
    expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
  });
  await step("portal: the same in English and without script", async () => {
    const v = await back(browser, desk, report, { lang: "en", scripts: false });
    await v.press('form[action="/status/consent"] button');
    expect((await v.text()).includes("counted in statistics"), "the page in English");
    await v.press('button[formaction="/status"]');
    expect((await v.text("h1")).includes(report.number), "the way back");
    await v.leave();
  });
}

// recorded is a member of staff who writes down what a party told them, first without saying how they know.
export async function recorded(v, desk, number) {
  await step("console: a party's word with its history", async () => {
    await v.open(`${desk.console}/reports/${number}`);
    await v.press(`a[href="/reports/${number}/consent"]`);
    await lookBoth(v, "console consent");
    await v.page.selectOption("#use", "share");
    await v.page.fill("#consent-reason", " ");
    await v.press('button[value="say"]');
    await look(v, "console consent, no reason", { status: 422 });
    await v.page.fill("#consent-reason", "電話で、届出者ご本人に確かめた");
    await v.press('button[value="say"]');
    expect((await v.text()).includes("ご本人に確かめた"), "the reason in the history");
    await lookBoth(v, "console consent, recorded");
    await picture(v, "consent-ja");
  });
}

// rules is the administrator's page.
export async function rules(v, desk) {
  await step("console: the desk's rules on consent", async () => {
    await v.open(`${desk.console}/consent-rules`);
    await lookBoth(v, "console consent rules");
    await v.press("main form button");
    expect((await v.text()).includes("きまりを変えました"), "the rules to be kept");
  });
}

// shown is a draft on its way to its reporter and back: shown, objected to, answered, shown again, agreed to. v is the analyst.
export async function shown(v, browser, desk, report, number) {
  const page = `${desk.console}/cases/${number}/showings`;
  await step("console: the draft is shown to its reporter", async () => {
    await v.open(page);
    await lookBoth(v, "console showings");
    const due = await v.page.inputValue('input[name="due"]');
    await v.page.fill('input[name="due"]', "2020-01-01");
    await v.press('button[value="show"]');
    await look(v, "console showings, a day that is over", { status: 422 });
    await v.page.fill('input[name="due"]', due);
    await v.press('button[value="show"]');
    expect((await v.text()).includes("届出者の返事待ち"), "the draft to wait for the reporter");
    await lookBoth(v, "console showings, waiting");
  });
  await step("portal: the reporter reads the draft and objects to a sentence, with a finger on a phone", async () => {
    const r = await back(browser, desk, report);
    await look(r, "portal status with a draft");
    await r.press('form[action="/status/showing"] button');
    await look(r, "portal draft");
    await picture(r, "portal-draft-ja", { size: phone });
    await r.press('button[value="send"]');
    await look(r, "portal draft, nothing said", { status: 422 });
    await r.page.locator("details summary").first().click();
    await r.page.check('input[name="object.1"]');
    await r.page.fill('textarea[name="part.1"]', "「設計書など」は「見積書など」の誤りです。");
    await r.press('button[value="send"]');
    await look(r, "portal status, objected");
    const wrong = await r.leave();
    expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
  });
  await step("console: the objection stands beside the draft and is answered", async () => {
    for (let i = 0; i < 40; i++) {
      await v.open(page);
      if ((await v.text()).includes("誤りです")) break;
      await new Promise((done) => setTimeout(done, 250));
    }
    await lookBoth(v, "console showings, objected");
    await picture(v, "showings-ja");
    await v.page.locator('textarea[name="words"]').first().fill("「見積書など」に直しました。");
    await v.press('button[value="reply"]');
    expect((await v.text()).includes("異議に回答済み"), "the objection to be answered");
    await v.page.locator('details:has(button[value="show"])').evaluate((e) => (e.open = true));
    await v.press('button[value="show"]');
    expect((await v.text()).includes("届出者の返事待ち"), "the draft to be shown again");
  });
  await step("portal: the reporter agrees, without script", async () => {
    const r = await back(browser, desk, report, { scripts: false });
    await r.press('form[action="/status/showing"] button');
    await r.press('button[value="agree"]');
    expect((await r.text()).includes("同意を受け取りました"), "the agreement to be taken");
    await r.leave();
    await v.open(`${desk.console}/cases/${number}`);
    expect((await v.text("#showings ~ ul")).includes("届出者が同意"), "the case to say so");
    await look(v, "console case the reporter agreed to");
  });
}
