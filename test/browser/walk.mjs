// The walk of one report, from a phone to a published page. Arguments: what the desk printed at its start, and its data folder.
import { readDesk } from "./lib/desk.mjs";
import { close, Counted, fail } from "./lib/score.mjs";
import { launch, phone, screen } from "./lib/visitor.mjs";
import * as api from "./walk/api.mjs";
import * as channels from "./walk/channels.mjs";
import * as consent from "./walk/consent.mjs";
import * as desk from "./walk/console.mjs";
import * as retention from "./walk/retention.mjs";
import * as portal from "./walk/portal.mjs";
import * as site from "./walk/site.mjs";
import * as stats from "./walk/stats.mjs";
import * as subscribe from "./walk/subscribe.mjs";

const [said, data] = process.argv.slice(2);
const at = readDesk(said);
const browser = await launch().catch((error) => {
  fail("the browser starts", String(error.message).split("\n")[0]);
  process.exit(close());
});

let administrator;

// main is the walk itself, each station resting on the one before.
async function main() {
  const report = await portal.report(browser, at, "ja", phone);
  await desk.receive(browser, at, report);
  await portal.reply(browser, at, report, desk.answer);
  await consent.own(browser, at, report);
  const number = await desk.draft(browser, at, report);
  await desk.approve(browser, at, number);
  await desk.release(browser, at, number);
  await site.shows(browser, at, number, report);
  await desk.audit(browser, at);
}

// beside are the pages that rest on nothing before them; they are looked at meanwhile.
async function beside() {
  await site.read(browser, at, data);
  await site.around(browser, at);
  await stats.published(browser, at);
  await portal.plain(browser, at);
  await portal.report(browser, at, "en", screen);
  await subscribe.readers(browser, at);
  administrator = await desk.manage(browser, at);
  await subscribe.staff(administrator, at);
  await channels.walk(browser, at, await channels.people(administrator, at));
  await api.described(browser, at);
}

// last erases what the others needed.
async function last() {
  if (administrator) await retention.erase(administrator, at);
}

for (const { reason } of [...(await Promise.allSettled([main(), beside()])), ...(await Promise.allSettled([last()]))].filter((r) => r.status === "rejected")) {
  if (!(reason instanceof Counted)) fail("the walk", reason?.stack ?? reason);
}
await browser.close();
process.exitCode = close();
