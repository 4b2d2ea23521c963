// How long content is kept: clocks confirmed, a hold, a reporter's request, erasing what is due and its certificate.
import { look, lookBoth } from "../lib/look.mjs";
import { expect, step } from "../lib/score.mjs";

const classes = ["attachments", "original", "contact", "identity", "masked", "terms"];
const confirm = (v, name) => v.press(`button[form="clock-${name}"][value=confirm], #clock-${name} button[value=confirm]`);

// clocks is the administrator's first look: nothing runs, bad input is refused, one clock is set running.
export async function clocks(v, desk) {
  await step("console: periods of keeping", async () => {
    await v.open(`${desk.console}/retention`);
    expect((await v.page.locator(".tag.ok").count()) === 0, "no clock to run");
    await lookBoth(v, "console retention, proposals");
    await confirm(v, "identity");
    await look(v, "console retention, out of order", { status: 409 });
    await v.page.fill("#months-attachments", "9000");
    await confirm(v, "attachments");
    await look(v, "console retention, absurd months", { status: 422 });
    await v.page.fill("#months-attachments", "12");
    await confirm(v, "attachments");
    expect((await v.page.locator(".tag.ok").count()) === 1, "one clock to run");
    await lookBoth(v, "console retention, one clock");
    await v.press("#clock-attachments button[value=stop]");
    expect((await v.page.locator(".tag.ok").count()) === 0, "no clock to run any more");
  });
}

// hold is the reviewer's: keep a report, refuse without a reason, lift again.
export async function hold(v, desk, number) {
  await step("console: a report held", async () => {
    await v.open(`${desk.console}/cases/${number}`);
    await v.press('main a[href^="/reports/"]');
    await v.press('main a[href$="/retention"]');
    await v.page.fill("#hold-reason", "x");
    await v.page.fill("#until", "2030-01-31");
    await v.press("button[value=hold]");
    await look(v, "console kept, no reason given", { status: 422 });
    await v.page.fill("#hold-reason", "訴訟の間は残す");
    await v.press("button[value=hold]");
    await lookBoth(v, "console kept, held");
    await v.page.locator('input[name^="lift-reason-"]').fill("訴訟が終わった");
    await v.press("button[value=lift]");
    await look(v, "console kept, lifted");
  });
}

// ask is the reporter's: the content is to be erased.
export async function ask(v) {
  await step("portal: asks for erasing", async () => {
    await v.press('form[action="/status/erase"] button');
    await look(v, "portal erase, sure");
    await v.press("button[name=sure]");
    await look(v, "portal status, erasing asked for");
    expect((await v.page.locator('form[action="/status/erase"]').count()) === 0, "nothing to ask for twice");
  });
}

// erase lets go of all that is due, when nobody needs the reports any more.
export async function erase(v, desk) {
  await step("console: erased, with a certificate", async () => {
    await v.open(`${desk.console}/retention`);
    for (const name of classes) await confirm(v, name);
    await lookBoth(v, "console retention, all clocks");
    await v.press("button[value=start]");
    const certificate = v.page.locator('a[href^="/retention/certificates/"]').first();
    for (let n = 0; n < 120 && !(await certificate.count()); n++) {
      await v.page.waitForTimeout(1000);
      await v.open(`${desk.console}/retention`);
    }
    const text = await v.page.evaluate(async (href) => (await fetch(href)).text(), await certificate.getAttribute("href"));
    expect(text.startsWith("todoke/erasure\nrun 1\n") && text.includes("\nerased T-2020-"), "a signed certificate");
    await lookBoth(v, "console retention, erased");
    const wrong = await v.leave();
    expect(wrong.length === 0, `nothing wrong on the way:\n${wrong.join("\n")}`);
  });
}
