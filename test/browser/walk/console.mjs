// The staff's pages: one report from the queue to an approved case, each role with its own session, the queue by keyboard alone.
import { build } from "./builder.mjs";
import { pick, tabTo, type } from "../lib/keys.mjs";
import { look, lookBoth } from "../lib/look.mjs";
import { picture } from "../lib/pictures.mjs";
import { expect, step } from "../lib/score.mjs";
import { Visitor } from "../lib/visitor.mjs";
import { tokens } from "./api.mjs";
import { recorded, rules, shown } from "./consent.mjs";
import { decide, decideCase, mosaic } from "./masking.mjs";
import { clocks, hold } from "./retention.mjs";
import { count, freeze } from "./stats.mjs";
import { approveAdvisory, publishAdvisory, write } from "./writing.mjs";

// signIn brings a member of staff in with the one-time code of a role.
export async function signIn(browser, desk, role, { size } = {}) {
  const v = await Visitor.arrive(browser, desk, { lang: "ja", size });
  await step(`console: ${role} signs in with a one-time code`, async () => {
    v.secrets.add(desk.codes[role]);
    await v.open(`${desk.console}/`);
    await lookBoth(v, "console sign-in");
    await v.press('a[href="/sign-in/once"]');
    await lookBoth(v, "console one-time code");
    await v.page.fill("#code", desk.codes[role]);
    await v.press("main form button");
    expect((await v.page.locator("form.sign-out").count()) === 1, "to be signed in");
  });
  return v;
}

export async function leave(v) {
  await step("console: signed out; no code or token in an address", async () => {
    await v.open(`${v.desk.console}/account`);
    await v.press("form.sign-out button");
    expect(new URL(v.page.url()).pathname === "/sign-in", "the sign-in page");
    await v.open(`${v.desk.console}/`);
    expect(new URL(v.page.url()).pathname === "/sign-in", "the session to be over");
    const wrong = await v.leave();
    expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
  });
}

// What the desk answers.
export const answer = "お届けありがとうございます。復旧までの経過を、分かる範囲で教えてください。";

// receive is the work of intake: find the report, accept it, answer; then the lookup and the original. The first three use the keyboard alone.
export async function receive(browser, desk, report) {
  const v = await signIn(browser, desk, "intake");
  await step("console: the queue by keyboard: /, Enter, j, k, x, Enter", async () => {
    await v.open(`${desk.console}/`);
    await masked(v, report.number);
    await lookBoth(v, "console queue");
    await v.press(".tabs li:last-child a");
    await look(v, "console queue, all states");
    await picture(v, "queue-ja");
    await v.press('main a[href^="/reports/T-2020-000010"]');
    await look(v, "console report with placeholders");
    await picture(v, "report-ja");
    await v.open(`${desk.console}/`);
    await type(v, "/");
    expect(await focused(v, "#q"), "the search to have the focus");
    await v.page.keyboard.type("英語の脅迫文");
    await v.go(() => type(v, "Enter"));
    await look(v, "console queue searched");
    const box = v.page.locator(`tr[id="${report.number}"] input[type=checkbox]`);
    expect((await box.count()) === 1, "the search to find the report");
    await type(v, "j");
    expect(await focused(v, "[data-row] a"), "j to go to the first row");
    for (let i = 0; i < 20 && !(await focused(v, `tr[id="${report.number}"] a`)); i++) await type(v, "j");
    await type(v, "x");
    expect(await box.isChecked(), "x to tick the row");
    await type(v, "x");
    expect(!(await box.isChecked()), "x to untick it");
    await type(v, "k", "j");
    await v.go(() => type(v, "Enter"));
    expect(new URL(v.page.url()).pathname === `/reports/${report.number}`, "Enter to open the report");
  });
  await step("console: the report is masked, and is accepted by keyboard", async () => {
    const text = await v.text();
    expect(!text.includes(report.org) && !text.includes(report.mail), "no name and no address on the page");
    expect(text.includes("脅迫文"), "what happened to be readable");
    await tabTo(v, "#scheme");
    await pick(v, "virus");
    await tabTo(v, "#damage");
    await pick(v, "with_damage");
    await tabTo(v, "#accept-note");
    await look(v, "console report, deciding");
    await tabTo(v, "button[value=accept]");
    await v.go(() => type(v, "Enter"));
    expect((await v.text(".marks")).includes("受理"), "the report to be accepted");
    await lookBoth(v, "console report");
  });
  await step("console: a reply from a template, by keyboard", async () => {
    await tabTo(v, "#template");
    await type(v, "ArrowDown");
    await tabTo(v, "button[value=draft]");
    await v.go(() => type(v, "Enter"));
    expect((await v.page.inputValue("#text")).length > 10, "the template's words");
    await look(v, "console report with a drafted reply");
    await tabTo(v, "#text");
    await type(v, "Control+End");
    await v.page.keyboard.insertText(`\n${answer}`);
    await tabTo(v, "button[value=reply]");
    await v.go(() => type(v, "Enter"));
    expect((await v.text(".message.out")).includes(answer), "the reply on the page");
  });
  await lookup(v, report);
  await original(v, report);
  await step("console: entry of what comes by phone; account", async () => {
    await v.open(`${desk.console}/enter`);
    await lookBoth(v, "console entry");
    await v.open(`${desk.console}/account`);
    await lookBoth(v, "console account");
    await v.open(`${desk.console}/staff`);
    await lookBoth(v, "console forbidden", { status: 403 });
    await v.open(`${desk.console}/nowhere`);
    await lookBoth(v, "console not found", { status: 404 });
  });
  await leave(v);
}

// masked waits for the job that masks names; staff see no text before.
async function masked(v, number) {
  for (let i = 0; i < 30; i++) {
    const row = v.page.locator(`tr[id="${number}"] .about`);
    if ((await row.count()) && !(await row.innerText()).includes("マスク処理中")) return;
    await v.page.waitForTimeout(300);
    await v.open(`${v.desk.console}/`);
  }
  throw new Error("the report never came out of masking");
}

const focused = (v, selector) => v.page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector);

// speak changes the language of a page that an address alone brings up.
async function speak(v, lang, path) {
  v.lang = lang;
  await v.open(`${v.desk.console}${path}?lang=${lang}`);
}

async function lookup(v, report) {
  await step("console: a caller's report is found by the exact name, with a reason", async () => {
    for (const lang of ["en", "ja"]) {
      await speak(v, lang, "/lookup");
      await look(v, "console lookup");
      await v.page.selectOption("#kind", "org");
      await v.page.fill("#term", report.org);
      await v.page.fill("#reason", "電話での問い合わせへの対応");
      await v.press("main form button");
      expect((await v.page.locator(`main a[href="/reports/${report.number}"]`).count()) === 1, "the report to be found");
      await look(v, "console lookup found");
    }
  });
}

async function original(v, report) {
  await step("console: the original is opened with a reason", async () => {
    const path = `/reports/${report.number}/original`;
    for (const lang of ["en", "ja"]) {
      await speak(v, lang, path);
      await look(v, "console original asks why");
      await v.page.fill("#reason", "用");
      await v.press("main form button");
      expect(v.refused === 422, "no original for a word that is no reason");
      await look(v, "console original refused", { status: 422 });
      await v.page.fill("#reason", "連絡先の確認のため");
      await v.press("main form button");
      expect((await v.text()).includes(report.mail), "the original text");
      await look(v, "console original");
    }
  });
}

const summary = {
  first: "ランサムウェアによりサーバのファイルが暗号化された。リモートデスクトップ経由で侵入されたと判明した。",
  ja: "届出者（企業）において、ファイルサーバ上の文書が開けなくなり、脅迫文が見つかった。調査の結果、ランサムウェアへの感染が判明した。リモートデスクトップ経由で侵入されたと推測される。",
  en: "At the reporter (a company), documents on a file server could no longer be opened and a ransom note was found. An investigation confirmed ransomware. The attacker is presumed to have broken in through remote desktop.",
};

// draft is the work of the analyst: facts, a case, its text, the lint. It gives back the case's number.
export async function draft(browser, desk, report) {
  const v = await signIn(browser, desk, "analyst");
  const before = await freeze(v, desk);
  await step("console: facts with their certainty", async () => {
    await v.open(`${desk.console}/reports/${report.number}`);
    await look(v, "console report, analyst");
    const rows = await v.page.locator("table.facts tbody tr").count();
    for (const [i, [code, certainty]] of [["malware:ransomware", "confirmed"], ["damage:file_encryption", "confirmed"], ["attack:rdp_intrusion", "presumed"]].entries()) {
      const row = rows - 3 + i;
      await v.page.locator(`[name="fact.${row}.code"]`).selectOption(code);
      await v.page.locator(`[name="fact.${row}.certainty"]`).selectOption(certainty);
    }
    await v.press("button[value=facts]");
    expect((await v.page.locator("table.facts tbody tr").count()) === rows + 3, "three more facts");
  });
  const number = await step("console: a case is made of the report", async () => {
    await v.open(`${desk.console}/reports/${report.number}?schemes=all`); // the edition it is for has another scheme than today's
    await v.page.selectOption("#category", "2020H1/virus");
    await v.press("button[value=new-case]");
    const link = v.page.locator('main a[href^="/cases/2"]').first();
    const made = new URL(v.page.url()).pathname.match(/^\/cases\/(\S+)$/)?.[1] ?? (await link.getAttribute("href")).split("/")[2];
    await v.open(`${desk.console}/cases/${made}`);
    await lookBoth(v, "console case, empty");
    return made;
  });
  await step("console: the lint says what blocks, and is content with a better text", async () => {
    await v.page.fill('[name="summary.ja"]', summary.first);
    await v.press("button[value=save]");
    expect((await v.page.locator(".lint li.block").count()) >= 2, "the lint to find presumption worded as fact, and no reporter");
    await lookBoth(v, "console case with findings");
    await picture(v, "case-ja");
    await v.page.fill('[name="summary.ja"]', summary.ja);
    await v.page.fill('[name="summary.en"]', summary.en);
    await v.press("button[value=save]");
    expect((await v.page.locator(".lint li.block").count()) === 0, `nothing to block:\n${await v.text(".lint")}`);
    await v.press("button[value=submit]");
    expect((await v.page.locator("#editor").count()) === 0, "the text to be with its reviewer");
    expect((await v.page.locator("button[value=approve]").count()) === 0, "no approval by its writer");
    await lookBoth(v, "console case, submitted");
    await v.open(`${desk.console}/cases`);
    await lookBoth(v, "console cases");
  });
  await recorded(v, desk, report.number);
  await shown(v, browser, desk, report, number);
  await decide(v, desk);
  await decideCase(v, desk, number);
  await write(v, desk);
  await count(v, desk, before);
  await leave(v);
  return number;
}

// approve is the second person.
export async function approve(browser, desk, number) {
  const v = await signIn(browser, desk, "reviewer");
  await step("console: the reviewer approves", async () => {
    await v.open(`${desk.console}/cases/${number}`);
    await lookBoth(v, "console case, review");
    await v.press("button[value=approve]");
    expect((await v.text(".marks")).includes("承認"), "the case to be approved");
    await v.open(`${desk.console}/cases/2020-0006`);
    await lookBoth(v, "console case with a chapter");
  });
  await approveAdvisory(v, desk);
  await mosaic(v, desk);
  await hold(v, desk, number);
  await leave(v);
}

// release makes an edition of the one case and brings it before the public.
export async function release(browser, desk, number) {
  const v = await signIn(browser, desk, "publisher");
  await step("console: the released edition", async () => {
    await v.open(`${desk.console}/editions`);
    await lookBoth(v, "console editions");
    await v.press('main a[href="/editions/2020H1"]');
    await lookBoth(v, "console edition, released");
  });
  await publishAdvisory(v, desk);
  await build(v, desk);
  await step("console: a new edition with the case", async () => {
    await v.open(`${desk.console}/editions/new`);
    await lookBoth(v, "console new edition");
    await v.page.fill("#id", "2020X");
    await v.page.fill("#title", "試作号");
    await v.page.fill('[name="title.en"]', "A trial edition");
    await v.page.fill("#period", day(-1));
    await v.page.fill("#to", day(1));
    await v.page.fill("#cutoff", `${day(2)}T00:00`);
    await v.page.selectOption("#date_rule", "accepted");
    await v.page.selectOption("#scheme", "2020H1");
    await v.press("main form button:not([value])");
    expect(new URL(v.page.url()).pathname === "/editions/2020X", "the new edition's page");
    await v.page.selectOption(`[name="choice.${number}"]`, "chosen");
    await v.press("button[value=choose]");
    await lookBoth(v, "console edition, in work");
  });
  await step("console: freeze, build, check, release", async () => {
    for (const [action, state] of [["freeze", "frozen"], ["build", "built"], ["check", "checked"], ["release", "released"]]) {
      await v.press(`button[value=${action}]`);
      expect(v.refused === 0, `${action} to be done:\n${v.refused ? await v.text() : ""}`);
      await lookBoth(v, `console edition, ${state}`);
    }
  });
  await leave(v);
}

// day is a day from today in Japan, as the date fields take it.
const day = (n) => new Date(Date.now() + (9 + 24 * n) * 3_600_000).toISOString().slice(0, 10);

// audit verifies the log and finds the opening of the original in it.
export async function audit(browser, desk) {
  const v = await signIn(browser, desk, "auditor");
  await step("console: the audit log is whole and holds the opening of the original", async () => {
    for (const lang of ["en", "ja"]) {
      await speak(v, lang, "/audit");
      await look(v, "console audit");
      await v.press('form[action="/audit"][method=post] button');
      expect((await v.page.locator("section.notice").count()) === 1, "the log to be whole");
      await look(v, "console audit verified");
    }
    await v.page.fill("#action", "seal.open");
    await v.press("form.filters button");
    expect((await v.page.locator("tbody tr").count()) > 0, "rows of the opening");
    await look(v, "console audit filtered");
  });
  await leave(v);
}

// manage looks at the administrator's pages and stays signed in.
export async function manage(browser, desk) {
  const v = await signIn(browser, desk, "administrator");
  await step("console: accounts and reply templates", async () => {
    await v.open(`${desk.console}/staff`);
    await lookBoth(v, "console staff");
    await v.open(`${desk.console}/templates`);
    await lookBoth(v, "console templates");
  });
  await rules(v, desk);
  await tokens(v, desk);
  await clocks(v, desk);
  return v;
}
