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
