// Statistics: tables with the reports behind their numbers, crosses, definitions, frozen sets, the edition of a year, and what the public sees of it.
import { pick, tabTo, type } from "../lib/keys.mjs";
import { look, lookBoth } from "../lib/look.mjs";
import { picture } from "../lib/pictures.mjs";
import { expect, step } from "../lib/score.mjs";
import { phone, Visitor } from "../lib/visitor.mjs";

// freeze keeps the tables of the year that has the newest report, and gives the name of the set.
export async function freeze(v, desk) {
  return step("console: the tables of the newest year are frozen", async () => {
    await v.open(`${desk.console}/statistics/sets`);
    await lookBoth(v, "console statistics, sets");
    await v.press("button[value=freeze]");
    return new URL(v.page.url()).pathname.split("/").at(-1);
  });
}

// count is the analyst's work with statistics, with the analyst signed in already and a set frozen before facts were coded.
export async function count(v, desk, first) {
  const at = `${desk.console}/statistics`;
  await step("console: statistics open at the year of the newest report", async () => {
    await v.open(at);
    await lookBoth(v, "console statistics");
    expect((await v.page.inputValue("#period")) === first.split(".")[0], "the year of the first set");
  });
  await step("console: a number of a table leads to as many reports", async () => {
    await v.page.fill("#period", "2020");
    await v.press("main form.filters button");
    await v.press('main a[href^="/statistics/tables/V2"]');
    await lookBoth(v, "console statistics, a table");
    await picture(v, "statistics-ja");
    const link = v.page.locator('a[href^="/statistics/behind"]').first();
    const number = Number((await link.innerText()).replace(/\D/g, ""));
    await v.go(() => link.click());
    await lookBoth(v, "console statistics, the reports behind a number");
    expect((await v.page.locator('ul.numbers a[href^="/reports/"]').count()) === number, `${number} reports`);
    await v.open(`${at}/tables/V2?period=20201`);
    await lookBoth(v, "console statistics, a period that is none", { status: 422 });
  });
  await step("console: a cross of two dimensions by keyboard, then of three", async () => {
    await v.open(`${at}/cross?period=2020`);
    await lookBoth(v, "console statistics, cross");
    await tabTo(v, "#d1");
    await pick(v, "org");
    await tabTo(v, "#d2");
    await pick(v, "damaged");
    await tabTo(v, "#cross .actions button");
    await v.go(() => type(v, "Enter"));
    expect((await v.page.locator("#result table").count()) === 1, "one table");
    await lookBoth(v, "console statistics, cross of two");
    await v.page.selectOption("#d3", "channel");
    await v.press("#cross .actions button");
    expect((await v.page.locator("#result table").count()) > 1, "a table for each class of the third dimension");
    await lookBoth(v, "console statistics, cross of three");
  });
  await step("console: a definition refused with line and reason, and a good one kept", async () => {
    await v.open(`${at}/define`);
    await lookBoth(v, "console statistics, define");
    await v.page.locator("details:has(#body) > summary").click();
    const shown = await v.page.inputValue("#body");
    await v.page.fill("#body", shown.replace('"month"', '"moon"'));
    await v.press("button[value=try-text]");
    await look(v, "console statistics, define, wrong", { status: 422 });
    expect(/\d+行目.*moon/s.test(await v.text("#problems")), "line and reason");
    await v.open(`${at}/define`);
    await v.page.fill("#id", "W1");
    await v.page.fill("[id='title.ja']", "月別の届出件数");
    await v.page.fill("[id='title.en']", "Reports by month");
    await v.page.fill("#period", "2020");
    await v.press("button[value=try]");
    await look(v, "console statistics, define, tried");
    await v.press("button[value=save]");
    expect(new URL(v.page.url()).pathname === "/statistics/tables/W1", "the table of its own page");
    await look(v, "console statistics, a table of the desk's own");
  });
  const second = await freeze(v, desk);
  await step("console: what the second set gives differently", async () => {
    expect(second !== first && (await v.page.inputValue("#with")) === first, `${first} beside ${second}`);
    expect((await v.page.locator("h2#revisions ~ .scroll tbody tr").count()) > 0, "the facts coded since in the revision table");
    await lookBoth(v, "console statistics, a set with its revisions");
  });
  await step("console: counting rules, and the desk's own figures", async () => {
    await v.open(`${at}/rules`);
    await lookBoth(v, "console statistics, rules");
    await v.open(`${at}/desk`);
    await lookBoth(v, "console statistics, the desk");
  });
  await step("console: the edition of a year", async () => {
    await v.open(`${desk.console}/editions/2020`);
    await lookBoth(v, "console statistics edition");
    expect((await v.page.locator("section.stat-edition .message").count()) > 0, "commentary beside tables");
  });
}

// published is what readers see: the year at a glance and the page of a table.
export async function published(browser, desk) {
  const v = await Visitor.arrive(browser, desk, { lang: "ja" });
  for (const [lang, root] of [["ja", ""], ["en", "/en"]]) {
    v.lang = lang;
    await step(`site: statistics at a glance and a table (${lang})`, async () => {
      await v.open(`${desk.site}${root}/`);
      await v.press('a[href*="statistics/"]');
      await look(v, "site statistics at a glance");
      await v.page.setViewportSize(phone);
      const scrolled = await v.page.evaluate(() => [...document.querySelectorAll(".figure.chart .canvas")].filter((c) => c.scrollWidth > c.clientWidth).length);
      expect(scrolled === 0, `no chart to be scrolled on a phone, not ${scrolled}`);
      await v.page.setViewportSize(v.size);
      await v.press('main a[href*="2020/V2/"]');
      await look(v, "site statistics, a table");
      expect((await v.page.locator("main table td").count()) > 12, "the months of the year");
    });
  }
  const wrong = await v.leave();
  expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
}
