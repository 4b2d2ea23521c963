// The public pages: what readers find, in both languages, and that the new edition is there.
import { tabTo } from "../lib/keys.mjs";
import { look } from "../lib/look.mjs";
import { picture, sheet } from "../lib/pictures.mjs";
import { expect, step } from "../lib/score.mjs";
import { Visitor } from "../lib/visitor.mjs";

// read goes through the released edition as a reader does.
export async function read(browser, desk, data) {
  const v = await Visitor.arrive(browser, desk, { lang: "ja" });
  await step("site: home, edition, chapters, a case, in both languages", async () => {
    for (const lang of ["ja", "en"]) {
      v.lang = lang;
      const root = lang === "ja" ? "" : "/en";
      const within = lang === "ja" ? "" : "en/";
      await v.open(`${desk.site}${root}/`);
      await look(v, "site home");
      await v.press('ul.editions a[href*="editions/2020H1"]');
      await look(v, "site edition");
      await picture(v, `edition-${lang}`, { at: lang === "ja" ? "" : undefined });
      expect((await v.page.locator("table.cases tbody tr[id]").count()) === 46, "46 cases in the table");
      for (const chapter of [6, 20, 42]) expect((await v.page.locator(`#chapter-${chapter}`).count()) === 1, `the chapter on case ${chapter}`);
      await v.press('table.cases th a[href*="cases/"]');
      await look(v, "site case");
      await v.open(`${desk.site}/editions/2020H1/${within}cases/2020-0006/`);
      await look(v, "site case with a chapter");
      await v.press("nav.pager a[rel=next]");
      await v.press("nav.trail a");
      expect(new URL(v.page.url()).pathname.includes("/editions/2020H1/"), "the trail to lead back to the edition");
    }
    v.lang = "ja";
    await v.open(`${desk.site}/nowhere`);
    await look(v, "site not found", { status: 404 });
  });
  await step("site: the files of the edition", async () => {
    for (const name of ["edition.pdf", "edition.json", "cases.csv", "manifest.json"]) {
      const got = await v.context.request.get(`${desk.site}/editions/2020H1/${name}`);
      expect(got.ok(), `${name} to be there`);
    }
    sheet(`${data}/public/editions/2020H1/edition.pdf`, 4, "pdf-page");
    sheet(`${data}/public/editions/2020H1/edition.pdf`, 18, "pdf-figure");
    const wrong = await v.leave();
    expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
  });
}

// shows tells whether the public finds the new edition with its case, and nothing of the reporter.
export async function shows(browser, desk, number, report) {
  const v = await Visitor.arrive(browser, desk, { lang: "ja" });
  await step("site: the new edition stands before the public", async () => {
    await v.open(`${desk.site}/`);
    await v.press('ul.editions a[href*="editions/2020X"]');
    const page = await v.page.content();
    expect(page.includes("ランサムウェアへの感染が判明した"), "the case's text");
    for (const secret of [report.org, report.mail, report.number]) expect(!page.includes(secret), "nothing of the reporter");
    await look(v, "site new edition");
    await v.open(`${desk.site}/cases/${number}/`);
    await look(v, "site new case");
    const wrong = await v.leave();
    expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
  });
}

// around goes through the pages around the editions: browsing, search by keyboard, the questions, feeds.
export async function around(browser, desk) {
  const v = await Visitor.arrive(browser, desk, { lang: "ja" });
  for (const [lang, root, word] of [["ja", "", "パスワード"], ["en", "/en", "password"]]) {
    v.lang = lang;
    await step(`site: search typed by keyboard (${lang})`, async () => {
      await v.open(`${desk.site}${root}/search/`);
      await look(v, "site search");
      await v.page.keyboard.press("/");
      await v.page.keyboard.type(word);
      await v.page.waitForSelector("#results li a");
      expect((await v.page.locator("#results mark").count()) > 0, "the word to be marked");
      expect((await v.page.textContent("#status")).match(/\d+/)?.[0] >= 17, "at least the first edition's 17 cases that tell of passwords");
      await v.page.keyboard.press("ArrowDown");
      await v.page.keyboard.press("ArrowDown");
      expect(await v.page.evaluate(() => document.activeElement === document.querySelectorAll("#results li a")[1]), "the second result in focus");
      await look(v, "site search results");
      if (lang === "ja") await picture(v, "search");
      await v.page.keyboard.press("Enter");
      await v.page.waitForURL(/\/cases\//);
      await look(v, "site case with its surroundings");
    });
    await step(`site: browsing and feeds (${lang})`, async () => {
      await v.open(`${desk.site}${root}/browse/`);
      await look(v, "site browse");
      await v.press('.values a[href*="browse/cause/unpatched_vulnerability"]');
      await look(v, "site list by cause");
      await v.press(".rows li a");
      expect(new URL(v.page.url()).pathname.includes("/cases/2020-"), "a case at its own address");
      await v.open(`${desk.site}${root}/feeds/`);
      await look(v, "site feeds");
    });
    await step(`site: the questions answered (${lang})`, async () => {
      await v.open(`${desk.site}${root}/selfcheck/`);
      await look(v, "site questions");
      await tabTo(v, "#a-mfa-yes");
      await v.page.keyboard.press("ArrowRight");
      await v.page.waitForSelector("#result .hit li a");
      await v.page.check("#a-attachments-unsure");
      await v.page.waitForFunction(() => document.querySelectorAll("#result .hit").length === 2);
      expect((await v.page.locator("#result .measures li").count()) === 2, "a measure for each");
      expect(await v.page.evaluate(() => localStorage.length === 0), "nothing kept unasked");
      await look(v, "site questions answered");
      await picture(v, `selfcheck-${lang}`, { at: "#result" });
    });
  }
  const wrong = await v.leave();
  expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
}
