// One person at one device: a browser context whose every request, address and console line is watched.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const phone = { width: 390, height: 844 };
export const screen = { width: 1280, height: 800 };

const require = createRequire(import.meta.url);
export const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

// The number of a report, with its check character.
const number = /[A-Z]-\d{4}-\d{6}-[0-9A-Z*]/;

export class Visitor {
  problems = []; // what was wrong anywhere, each told once
  secrets = new Set(); // codes and tokens this person saw; none may stand in an address
  addresses = new Set();
  refused = 0; // status of the document shown now, 0 when it was a plain success

  static async arrive(browser, desk, { lang, size = screen, scripts = true }) {
    const v = new Visitor();
    v.desk = desk;
    v.lang = lang;
    v.size = size;
    v.context = await browser.newContext({ viewport: size, locale: lang === "ja" ? "ja-JP" : "en-GB", timezoneId: "Asia/Tokyo", colorScheme: "light", javaScriptEnabled: scripts });
    v.context.setDefaultTimeout(15_000);
    v.page = await v.context.newPage();
    v.watch();
    return v;
  }

  watch() {
    const hosts = [this.desk.portal, this.desk.site, this.desk.console];
    this.page.on("request", (request) => {
      const url = request.url();
      if (url.startsWith("data:")) return;
      this.addresses.add(url);
      if (!hosts.some((h) => url.startsWith(`${h}/`))) this.problems.push(`a request to another host: ${new URL(url).host}`);
      // Staff work under receipt numbers; outside the console no address may carry one.
      if (!url.startsWith(`${this.desk.console}/`) && number.test(decodeURIComponent(url))) this.problems.push("a receipt number in an address");
    });
    this.page.on("response", (response) => {
      if (response.request().isNavigationRequest()) this.refused = response.status() >= 400 ? response.status() : 0;
    });
    this.page.on("pageerror", (error) => this.problems.push(`script error: ${error.message}`));
    this.page.on("console", (line) => {
      // The browser logs every refused document as well; look() compares its status with the expected one.
      if (line.type() !== "error" || (this.refused && line.text().startsWith("Failed to load resource"))) return;
      this.problems.push(`console: ${line.text().slice(0, 300)}`);
    });
  }

  // go follows what act does to the next page.
  async go(act) {
    await Promise.all([this.page.waitForEvent("load"), act()]);
  }

  open(address) {
    return this.page.goto(address, { waitUntil: "load" });
  }

  press(selector) {
    return this.go(() => this.page.locator(selector).first().click());
  }

  text(selector = "main") {
    return this.page.locator(selector).first().innerText();
  }

  // settle hands over the problems seen so far.
  settle() {
    return this.problems.splice(0);
  }

  // leave closes the context and tells what its addresses gave away.
  async leave() {
    await this.context.close();
    for (const url of this.addresses) {
      const plain = decodeURIComponent(url);
      for (const secret of this.secrets) if (plain.includes(secret)) this.problems.push("a code or token in an address");
    }
    return this.settle();
  }
}
