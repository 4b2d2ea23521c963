// Looks at a page as it stands: accessibility at both widths in both colour schemes, and what must hold on every page.
import { axe, phone, screen } from "./visitor.mjs";
import { whole } from "./pictures.mjs";
import { fail, ok } from "./score.mjs";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const colours = ["color-contrast", "link-in-text-block"]; // the rules among them whose outcome a colour scheme can change
const seen = new Set();

// look checks the page once for each name and language; without script on the page it cannot run the rules and looks at the rest only.
export async function look(v, name, { status = 0, rules = true } = {}) {
  const key = `${name} (${v.lang})`;
  if (seen.has(key)) return;
  seen.add(key);
  const wrong = [];
  if (v.refused !== status) wrong.push(`status ${v.refused || "of success"}, expected ${status || "success"}`);
  wrong.push(...(await shape(v)));
  if (rules) {
    await v.page.evaluate(axe);
    for (const [size, scheme, only] of [
      [phone, "light", { type: "tag", values: tags }],
      [phone, "dark", { type: "rule", values: colours }],
      [screen, "dark", { type: "rule", values: colours }],
      [screen, "light", { type: "tag", values: tags }],
    ]) {
      await v.page.setViewportSize(size);
      await v.page.emulateMedia({ colorScheme: scheme });
      for (const found of await v.page.evaluate(run, only)) wrong.push(`${size.width} px, ${scheme}: ${found}`);
      if (size === phone) wrong.push(...(await wide(v)));
      await whole(v, `${key} ${size.width} ${scheme}`);
    }
    await v.page.emulateMedia({ colorScheme: "light" });
  } else {
    await v.page.setViewportSize(phone);
    wrong.push(...(await wide(v)));
  }
  await v.page.setViewportSize(v.size);
  wrong.push(...v.settle());
  if (wrong.length) fail(`page: ${key}`, wrong.join("\n"));
  else ok(`page: ${key}`);
}

// lookBoth also looks at a page that an address alone brings up in the other language, and returns to the first.
export async function lookBoth(v, name, options) {
  await look(v, name, options);
  const mine = v.lang;
  const here = new URL(v.page.url());
  for (const lang of [mine === "ja" ? "en" : "ja", mine]) {
    v.lang = lang;
    here.searchParams.set("lang", lang);
    await v.open(here.href);
    await look(v, name, options);
  }
}

async function shape(v) {
  const { heads, lang, title, demo } = await v.page.evaluate(() => ({
    heads: document.querySelectorAll("h1").length,
    lang: document.documentElement.lang,
    title: document.title,
    demo: document.querySelector(".demo")?.textContent ?? "",
  }));
  const wrong = [];
  if (heads !== 1) wrong.push(`${heads} first headings`);
  if (lang !== v.lang) wrong.push(`lang is "${lang}"`);
  if (!title.trim()) wrong.push("no title");
  if (!demo.trim()) wrong.push("no mark of the demonstration");
  return wrong;
}

// wide tells by how much a page is too wide for a phone, and what in it reaches furthest out.
async function wide(v) {
  const found = await v.page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const extra = document.documentElement.scrollWidth - room;
    if (extra <= 0) return "";
    const out = [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > room && !e.closest(".scroll"));
    const names = out.slice(0, 3).map((e) => `${e.tagName.toLowerCase()}${e.id ? `#${e.id}` : ""}${e.className && e.className.baseVal === undefined ? `.${e.className}` : ""}`);
    return `${extra} px too wide: ${names.join(", ")}`;
  });
  return found ? [`390 px: ${found}`] : [];
}

// run is sent to the page.
async function run(only) {
  const { violations } = await window.axe.run(document, { runOnly: only, resultTypes: ["violations"], preload: false });
  return violations.map((v) => `${v.id} × ${v.nodes.length}: ${v.help}; ${v.nodes[0].target.join(" ")}; ${v.nodes[0].any[0]?.message ?? v.nodes[0].all[0]?.message ?? ""}`);
}
