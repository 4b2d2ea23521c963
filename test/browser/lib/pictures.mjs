// The README's pictures, written only where TODOKE_SCREENSHOTS names a folder; the committed ones are untouched by an ordinary run.
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { screen } from "./visitor.mjs";
import { fail } from "./score.mjs";

const folder = process.env.TODOKE_SCREENSHOTS;
const limit = 200_000; // bytes; a README is read over slow lines too

export async function picture(v, name, { size = screen, at } = {}) {
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await v.page.setViewportSize(size);
  const focus = await v.page.evaluateHandle(() => document.activeElement);
  await v.page.evaluate((selector) => {
    document.activeElement?.blur();
    if (selector) document.querySelector(selector).scrollIntoView({ block: "start" });
    else window.scrollTo(0, 0);
  }, at ?? "");
  await v.page.screenshot({ path, animations: "disabled", caret: "hide" });
  await v.page.setViewportSize(v.size);
  await focus.evaluate((e) => e?.focus()); // the walk goes on by keyboard
  small(path);
}

// sheet draws one page of a PDF.
export function sheet(pdf, page, name) {
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  execFileSync("pdftoppm", ["-png", "-singlefile", "-r", "84", "-f", String(page), "-l", String(page), pdf, path]);
  small(`${path}.png`);
}

function small(path) {
  const bytes = statSync(path).size;
  if (bytes > limit) fail(`picture ${path}`, `${bytes} bytes, more than ${limit}`);
}

// whole keeps the full length of every page met in every look, for whoever judges or changes the design: TODOKE_PAGES names the folder.
export async function whole(v, name) {
  if (!process.env.TODOKE_PAGES) return;
  await v.page.screenshot({ path: join(process.env.TODOKE_PAGES, `${name.replace(/[^\w.]+/g, "-")}.png`), fullPage: true, animations: "disabled" });
}
