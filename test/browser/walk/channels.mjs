// The other ways in, and what staff do with what came: entry at typing speed, amending, asking back, a new return code by two persons, files, quarantine, what waits.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pick, tabTo, type } from "../lib/keys.mjs";
import { look, lookBoth } from "../lib/look.mjs";
import { expect, step } from "../lib/score.mjs";
import { phone, Visitor } from "../lib/visitor.mjs";
import { leave, signIn } from "./console.mjs";

// What is told on the phone, and later. Names are made up.
const words = {
  ja: { story: "受付の端末で、請求書に見える添付ファイルを開いてしまったとのこと。", later: "開いたのは1台だけと分かった。", reason: "電話で追加の説明を受けた", how: "登録された番号にかけ直し、本人と話した", own: "最初に開いた時刻を教えてください。", reply: "午前9時ごろです。", look: "付けられた画像を確かめる" },
  en: { story: "Somebody at the front desk opened an attachment that looked like an invoice.", later: "Only one computer was affected.", reason: "The reporter called again", how: "Called back on the registered number", own: "When was it opened first?", reply: "At about nine.", look: "To see what the picture shows" },
};

// people makes two accounts as an administrator who is signed in, and looks at the desk's settings. It gives their one-time codes.
export async function people(v, desk) {
  await step("console: the desk's numbers", async () => {
    await v.open(`${desk.console}/settings`);
    await lookBoth(v, "console settings");
    await v.page.fill("#answer_days", "0");
    await v.press("main form button");
    await look(v, "console settings refused", { status: 422 });
    await v.page.fill("#answer_days", "21");
    await v.press("main form button");
    expect((await v.page.inputValue("#answer_days")) === "21", "the number to be kept");
    await look(v, "console settings saved");
  });
  return step("console: two more accounts, each with a one-time code", async () => {
    const codes = {};
    for (const [role, login] of [["intake", "uketsuke2"], ["analyst", "bunseki2"]]) {
      await v.open(`${desk.console}/staff`);
      await v.page.fill("#login", login);
      await v.page.fill("#name", login);
      await v.page.check(`#roles input[value=${role}]`);
      await v.press('form[action="/staff"] button');
      codes[role] = (await v.text("#once-code")).trim();
      v.secrets.add(codes[role]);
    }
    return codes;
  });
}

// walk goes through the other ways in, in each language with a report of its own.
export async function walk(browser, desk, codes) {
  const folder = mkdtempSync(join(tmpdir(), "todoke-walk-"));
  try {
    const mine = { ...desk, codes };
    const intake = await signIn(browser, mine, "intake");
    const analyst = await signIn(browser, mine, "analyst");
    for (const lang of ["ja", "en"]) {
      const report = await enter(intake, lang);
      await amend(intake, report);
      await ask(intake, report);
      await answer(browser, desk, report);
      await code(browser, desk, intake, analyst, report);
      await files(intake, analyst, report, folder);
    }
    await quarantine(intake);
    await list(intake);
    await waiting(intake);
    await leave(intake);
    await leave(analyst);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// day is a day from today in Japan.
const day = (n) => new Date(Date.now() + (9 + 24 * n) * 3_600_000).toISOString().slice(0, 10);

// speak opens a page in a language.
async function speak(v, lang, path) {
  v.lang = lang;
  await v.open(`${v.desk.console}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
}

// enter types a report in by keyboard; what is typed is saved as it goes, and comes back.
async function enter(v, lang) {
  const told = words[lang];
  return step(`console (${lang}): entry by keyboard, saved as you go, with the paper's scan`, async () => {
    await speak(v, lang, "/enter");
    await tabTo(v, "#channel");
    await pick(v, "phone");
    await tabTo(v, "#story");
    await v.page.keyboard.insertText(told.story);
    await tabTo(v, "#discovered_on");
    await v.page.keyboard.type("-9");
    await type(v, "Enter");
    expect(await v.page.evaluate(() => document.activeElement.id === "begun_on"), "Enter to lead to the next question");
    await v.page.keyboard.type("-3"); // begun after it was discovered: the rules will find it
    await type(v, "Enter");
    await v.page.locator("[role=status][data-saved]").filter({ hasText: /./ }).waitFor();
    await speak(v, lang, "/enter");
    await look(v, "console entry with something begun");
    await v.press("section.box ul a");
    expect((await v.page.inputValue("#story")) === told.story && (await v.page.inputValue("#begun_on")) !== "", "what was typed to be back");
    await v.page.check("#relation input[value=victim]");
    await v.page.fill("#reporter_org", lang === "ja" ? "霧ヶ浦商店" : "Kirigaura Shop");
    await v.page.fill("#reporter_phone", "03-5550-0123");
    await v.page.fill("#reporter_mail", "tencho@kirigaura.example");
    await v.page.check("#mail_safe input[value=yes]");
    await v.page.setInputFiles("#files", [
      { name: "scan.png", mimeType: "image/png", buffer: await paper(v, told.story) },
      { name: "sample.zip", mimeType: "application/zip", buffer: locked },
    ]);
    await look(v, "console entry filled in");
    await v.press("button[value=file]");
    const [number, code] = await v.page.locator(".receipt .code").allInnerTexts();
    expect(code.replace(/\W/g, "").length === 20 && (await v.page.locator(".spelled table").count()) === 4, "number and code, spelled");
    v.secrets.add(code);
    await look(v, "console entry receipt");
    return { number, code, lang, ...told };
  });
}

// paper draws what a scanner would give.
async function paper(v, text) {
  const url = await v.page.evaluate((text) => {
    const c = document.createElement("canvas");
    c.width = 600;
    c.height = 200;
    const g = c.getContext("2d");
    g.fillStyle = "#fff";
    g.fillRect(0, 0, 600, 200);
    g.fillStyle = "#000";
    g.font = "20px sans-serif";
    g.fillText(text.slice(0, 25), 20, 60);
    return c.toDataURL("image/png");
  }, text);
  return Buffer.from(url.split(",")[1], "base64");
}

// locked is a ZIP whose one entry says that it needs a password.
const locked = (() => {
  const shared = Buffer.from("14000100000000000000000000000c0000000c0000000500", "hex"); // version, flag of encryption, stored, 12 bytes, name of 5
  const entry = Buffer.concat([Buffer.from("504b0304", "hex"), shared, Buffer.from("0000", "hex"), Buffer.from("a.txt"), Buffer.alloc(12, 7)]);
  const directory = Buffer.concat([Buffer.from("504b01021400", "hex"), shared, Buffer.alloc(16), Buffer.from("a.txt")]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(entry.length, 16);
  return Buffer.concat([entry, directory, end]);
})();

// masked waits until the report's words and files may be read.
async function masked(v, { number, lang }) {
  for (let i = 0; i < 60; i++) {
    await speak(v, lang, `/reports/${number}`);
    const files = v.page.locator(`a[href^="/reports/${number}/files/"]`);
    if ((await files.count()) === 2 && (await v.page.locator("table .tag").filter({ hasText: /パスワード|password/i }).count()) > 0 && (await v.page.locator(`a[href="/reports/${number}/amend"]`).count()) && !/マスク処理中|being masked/.test(await v.text())) return;
    await v.page.waitForTimeout(500);
  }
  throw new Error("the report never came out of masking");
}

// lookInert looks at a page that shows what was sent in: its policy forbids it every script, so that the rules run on a copy of it without the policy.
async function lookInert(v, name) {
  v.problems = v.problems.filter((p) => !p.includes("frame is sandboxed")); // the browser tells that it kept to the policy
  const body = await v.page.content();
  const address = v.page.url();
  await v.page.route(address, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }), { times: 1 });
  await v.open(address);
  await look(v, name);
}

async function amend(v, report) {
  await step(`console (${report.lang}): amended on the reporter's word, version beside version`, async () => {
    await masked(v, report);
    await look(v, "console report entered by phone");
    await v.press(`a[href="/reports/${report.number}/amend"]`);
    await v.page.selectOption("#source", "phone");
    await v.page.fill("#reason", report.reason);
    await v.page.fill("#story", `${report.story}${report.later}`);
    await look(v, "console amend");
    await v.press("button[accesskey=s]");
    await masked(v, report);
    await v.press(`a[href^="/reports/${report.number}/versions"]`);
    expect((await v.text()).includes(report.later), "the new words");
    await look(v, "console versions");
  });
}

async function ask(v, report) {
  await step(`console (${report.lang}): what the rules find is ticked and asked`, async () => {
    await speak(v, report.lang, `/reports/${report.number}/ask`);
    const found = v.page.locator('#questions input[value*="date_order"]');
    expect((await found.count()) === 1, `dates out of order to be listed:\n${await v.text("#questions")}`);
    expect((await v.page.locator('#questions input[value*="password"]').count()) === 1, "the file with a password to be listed");
    await found.check();
    await v.page.fill("#own1", report.own);
    const due = await v.page.inputValue("#due");
    const days = (Date.parse(due) - Date.now()) / 86_400_000;
    expect(days > 19 && days < 22, `21 days to answer, as the desk has set, not ${due}`);
    await look(v, "console ask");
    await v.press("main form button:not([type])");
    expect((await v.text()).includes(report.own), "the questions on the report's page");
    await look(v, "console report that waits for answers");
  });
}

// answer is the reporter on a phone: the questions wait behind number and code, may be left and taken up again.
async function answer(browser, desk, report) {
  await step(`portal (${report.lang}): the questions are answered behind number and code`, async () => {
    const v = await Visitor.arrive(browser, desk, { lang: report.lang, size: phone });
    v.secrets.add(report.code);
    await behind(v, report);
    await look(v, "portal status with questions");
    await v.press('form[action="/status/ask"] button');
    const own = v.page.locator('[name^="own."]:not([type=checkbox])');
    await look(v, "portal questions");
    await own.fill(report.reply);
    await v.press("button[value=save]");
    await look(v, "portal questions kept");
    await behind(v, report);
    await v.press('form[action="/status/ask"] button');
    expect((await own.inputValue()) === report.reply, "the answer to be back");
    await v.page.fill("#begun_on", "2099-01-01");
    await v.press("button[value=send]");
    await look(v, "portal questions refused", { status: 422 });
    await v.page.fill("#begun_on", day(-12));
    await v.page.fill("#discovered_on", day(-9));
    await v.press("button[value=send]");
    expect((await v.page.locator('form[action="/status/ask"]').count()) === 0, "nothing to wait any more");
    await look(v, "portal status with answers");
    const wrong = await v.leave();
    expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
  });
}

async function behind(v, report) {
  await v.open(`${v.desk.portal}/status?lang=${report.lang}`);
  await v.page.fill("#number", report.number);
  await v.page.fill("#code", report.code);
  await v.press("main form button");
}

// code replaces a lost return code: one calls back and proposes, another agrees; the old code is worth nothing then.
async function code(browser, desk, first, second, report) {
  await step(`console (${report.lang}): a new return code by two persons`, async () => {
    const path = `/reports/${report.number}/code`;
    await speak(first, report.lang, path);
    await look(first, "console code");
    await first.page.fill("#reason", report.reason);
    await first.press("button[value=open]");
    expect((await first.text("#contacts ~ form, form.narrow")).includes("5550"), "the number to call back");
    await look(first, "console code, contacts");
    await first.page.fill("#how", report.how);
    await first.press("button[value=propose]");
    await speak(first, report.lang, path);
    expect((await first.page.locator("button[value=replace]").count()) === 0, "no agreeing by who proposed");
    await look(first, "console code proposed");
    await speak(second, report.lang, path);
    await look(second, "console code waits for the second");
    await second.press("button[value=replace]");
    const old = report.code;
    report.code = (await second.page.locator(".receipt .code").allInnerTexts())[1];
    second.secrets.add(report.code);
    expect(report.code !== old, "another code");
    await look(second, "console code replaced");
    const v = await Visitor.arrive(browser, desk, { lang: report.lang, size: phone });
    await behind(v, { ...report, code: old });
    expect(v.refused >= 400, "the old code to be worth nothing");
    await behind(v, report);
    for (let i = 0; i < 30 && v.refused === 429; i++) { // every wrong code of this walk made the next try from here wait a little longer
      await v.page.waitForTimeout(500);
      await behind(v, report);
    }
    expect(v.refused === 0 && (await v.text("h1")).includes(report.number), "the new code to open the report");
    await look(v, "portal status after a new code");
    await v.leave();
  });
}

// files are looked at with a reason, and carried out only in an encrypted archive by an analyst.
async function files(intake, analyst, report, folder) {
  await step(`console (${report.lang}): the scan drawn anew, the locked file in hex`, async () => {
    await masked(intake, report);
    for (const [n, name] of [[0, "picture"], [1, "held"]]) {
      await speak(intake, report.lang, `/reports/${report.number}`);
      await intake.go(() => intake.page.locator(`a[href^="/reports/${report.number}/files/"]`).nth(n).click());
      await look(intake, `console file, ${name}`);
      expect((await intake.page.locator('form[action$="/take"]').count()) === 0, "no way out for intake");
      await intake.page.fill("#reason-open", report.look);
      await intake.press('form:has(#reason-open) button');
      expect((await intake.page.locator(n ? "pre.inert" : "img.preview").count()) === 1, n ? "hex" : "a picture");
      await lookInert(intake, `console file shown, ${name}`);
    }
  });
  await step(`console (${report.lang}): the file carried out in an encrypted archive`, async () => {
    await speak(analyst, report.lang, `/reports/${report.number}`);
    await analyst.go(() => analyst.page.locator(`a[href^="/reports/${report.number}/files/"]`).first().click());
    await look(analyst, "console file, analyst");
    await analyst.page.fill("#reason-take", "x");
    await analyst.press('form[action$="/take"] button');
    await look(analyst, "console file not taken", { status: 422 });
    await analyst.page.fill("#reason-take", report.look);
    const password = await analyst.page.inputValue("#password");
    expect(password.length >= 12, "a password to be proposed");
    const [download] = await Promise.all([analyst.page.waitForEvent("download"), analyst.page.click('form[action$="/take"] button')]);
    const name = download.suggestedFilename();
    expect(name.includes(report.number) && name.endsWith(".7z"), `an archive named for the report, not ${name}`);
    const path = join(folder, name);
    await download.saveAs(path);
    const listed = execFileSync("7z", ["t", `-p${password}`, path], { encoding: "utf8" });
    expect(listed.includes("Everything is Ok"), "the archive to open with the password");
    let opened = true;
    try {
      execFileSync("7z", ["t", "-pwrong", path], { stdio: "ignore" });
    } catch {
      opened = false;
    }
    expect(!opened, "nothing without it");
    analyst.refused = 0;
  });
}

// quarantine takes what cannot be read, is looked into with a reason, and finished with a note.
async function quarantine(v) {
  await step("console: what cannot be read is in quarantine", async () => {
    await speak(v, "ja", "/list");
    await lookBoth(v, "console list");
    await v.page.setInputFiles("#file", { name: "broken.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("PK\x03\x04 no workbook") });
    await v.press("button[value=keep]");
    await look(v, "console list not read", { status: v.refused });
    expect(v.refused >= 400, "the file to be no list");
    await v.open(`${v.desk.console}/quarantine`);
    await lookBoth(v, "console quarantine");
    const path = await v.page.locator('a[href^="/quarantine/"]').first().getAttribute("href");
    for (const lang of ["en", "ja"]) {
      await speak(v, lang, path);
      await look(v, "console quarantined file");
      await v.page.fill("#reason", words[lang].look);
      await v.press('form[action^="/quarantine/"] button');
      expect((await v.text("pre.inert")).length > 10, "its bytes");
      await lookInert(v, "console quarantined file shown");
    }
    await v.open(`${v.desk.console}/quarantine`);
    await v.page.fill('[id^="note"]', "送り主に電話し、作り直してもらう");
    await v.press('form[action="/quarantine"] button');
    await v.open(`${v.desk.console}/quarantine?show=done`);
    expect((await v.text("table")).includes("作り直して"), "the note beside what is done");
    await lookBoth(v, "console quarantine, done");
  });
}

// list files a list: a preview row by row, then progress that moves by itself. The same file again files nothing.
async function list(v) {
  for (const [lang, rows] of [
    ["ja", "発見年月日,概要,会社名\n令和2年1月11日,倉庫の端末でウイルスを見つけた,霧ヶ浦商店\n2020/13/45,日付が読めない行,\n"],
    ["en", "discovered_on,story,reporter_org\n2020-01-11,A virus was found on a warehouse computer,Kirigaura Shop\n2020-13-45,A line with no such day,\n"],
  ]) {
    const send = async () => {
      await speak(v, lang, "/list");
      await v.page.setInputFiles("#file", { name: `list-${lang}.csv`, mimeType: "text/csv", buffer: Buffer.from(rows) });
      await v.press("button[value=keep]");
    };
    await step(`console (${lang}): a list is previewed row by row and filed, and the page tells so by itself`, async () => {
      await send();
      expect((await v.page.locator("table tbody tr").count()) === 2, `two rows in the preview:\n${await v.text()}`);
      await look(v, "console list preview");
      await v.press("button[value=file]");
      await v.page.locator("button[value=receipts]").waitFor({ timeout: 60_000 }); // nobody presses anything
      await look(v, "console list filed");
    });
    await step(`console (${lang}): the same list again files nothing`, async () => {
      await send();
      expect((await v.page.locator("section.warn li").count()) === 2 && (await v.page.locator("button[value=file]").count()) === 0, "the reports it made, and no way to file it");
      await look(v, "console list, the same again");
    });
  }
}

// waiting shows the files that wait for the virus scanner, which is down, while filing went on.
async function waiting(v) {
  await step("console: what waits, since when, and why", async () => {
    await speak(v, "ja", "/waiting");
    if (!process.env.TODOKE_SCREENSHOTS) {
      for (let i = 0; i < 20 && !/clamd/.test(await v.text()); i++) {
        await v.page.waitForTimeout(500);
        await speak(v, "ja", "/waiting");
      }
      expect(/clamd/.test(await v.text("tbody")), "the files to wait for the scanner");
    }
    await lookBoth(v, "console waiting");
    if (process.env.TODOKE_SCREENSHOTS) return;
    await v.press('form[action="/waiting"] button');
    await look(v, "console waiting, tried again");
  });
}
