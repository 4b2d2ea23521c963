// Searches a built site with its own script, each query on an index not yet read, and prints the slowest beside the limit. Argument: the site's folder.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dir = resolve(process.argv[2]);
const { open, contains } = await import(pathToFileURL(`${dir}/search.js`));
const read = async (name) => JSON.parse(await readFile(`${dir}/search/${name}`, "utf8"));
const queries = ["の", "業", "不正", "パスワード", "ランサムウェア", "使い回し", "e", "emotet", "VPN", "password", "端末213台", "メール アカウント", "2020-0007", "人工呼吸器", "リモートデスクトップ", "したことが判明"];

const all = [];
const warm = await open(read);
for (let id = 0; id < warm.index.cases; id++) {
  const d = await warm.doc(id);
  all.push([d.number, d.category.ja, d.category.en ?? "", d.terms.ja, d.terms.en ?? "", ...d.ja, ...d.en].join("\n"));
}
let slowest = 0, lost = 0;
for (const q of queries) {
  const times = [];
  let found, page;
  for (let i = 0; i < 5; i++) {
    const db = await open(read);
    const begin = performance.now();
    found = await db.find(q);
    page = await db.page(found, 0, 20);
    times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  slowest = Math.max(slowest, times[2]);
  const has = new Set(found.ids);
  const truth = all.map((s, id) => (contains(s, found.terms) ? id : -1)).filter((id) => id >= 0);
  lost += truth.filter((id) => !has.has(id)).length;
  console.log(`  ${q.padEnd(12, "　")} ${String(truth.length).padStart(6)} cases  ${times[2].toFixed(1).padStart(6)} ms`);
}
console.log(`${slowest < 100 ? "ok  " : "MISS"}  slowest search over ${all.length} cases, files read each time: ${slowest.toFixed(1)} ms (limit 100); ${lost} missed by the index`);
process.exitCode = slowest < 100 && lost === 0 ? 0 : 1;
