// 「うちでも起きるか」: turns the page's explanations into a questionnaire. Answers stay in this page; they are kept on the device only when the reader asks.
import { open, reader, row, say } from "./search.js";

const certainties = ["confirmed", "presumed", "possible", "investigating"];
const store = "todoke-selfcheck";

// matched lists for each question answered riskily, or with "unsure", the cases its causes lead to: surest first, then newest. data is selfcheck/index.json.
export function matched(data, answers) {
  const out = [];
  for (const q of data.questions) {
    const a = answers[q.id];
    if (a !== q.risk && a !== "unsure") continue;
    const surest = new Map();
    for (const cause of q.causes) for (const [id, n] of data.causes[cause] ?? []) surest.set(id, Math.min(n, surest.get(id) ?? 9));
    const cases = [...surest].sort((x, y) => x[1] - y[1] || y[0] - x[0]);
    out.push({ id: q.id, open: a === "unsure", causes: q.causes, cases });
  }
  return out.sort((x, y) => x.open - y.open || y.cases.length - x.cases.length);
}

function start() {
  const place = document.getElementById("selfcheck");
  if (!place) return;
  const { root, lang } = place.dataset;
  const words = JSON.parse(place.dataset.words);
  const prefix = root + (lang === "en" ? "en/" : "");
  const make = (tag, props, ...kids) => {
    const e = Object.assign(document.createElement(tag), props);
    e.append(...kids);
    return e;
  };
  let answers = {}, turn = 0;
  const keep = make("input", { type: "checkbox", id: "keep" });
  try {
    const was = localStorage.getItem(store);
    if (was) {
      answers = JSON.parse(was);
      keep.checked = true;
    }
  } catch { /* a browser that keeps nothing */ }

  const questions = [...place.querySelectorAll(".question")];
  const status = make("p", { role: "status", className: "answered" });
  const result = make("section", { id: "result" });
  result.setAttribute("aria-labelledby", "result-title");

  for (const q of questions) {
    const id = q.id.slice(2);
    const set = make("fieldset", { className: "choices" });
    set.setAttribute("aria-labelledby", `t-${id}`);
    for (const a of ["yes", "no", "unsure", "na"]) {
      const radio = make("input", { type: "radio", name: id, value: a, id: `a-${id}-${a}`, checked: answers[id] === a });
      radio.addEventListener("change", () => {
        answers[id] = a;
        save();
        void show();
      });
      set.append(make("label", { htmlFor: radio.id }, radio, words[a]));
    }
    q.querySelector("h2").after(set);
  }
  const clear = make("button", { type: "button", className: "clear" }, words.clear);
  clear.onclick = () => {
    answers = {};
    for (const r of place.querySelectorAll("input[type=radio]")) r.checked = false;
    save();
    void show();
  };
  const print = make("button", { type: "button" }, words.print);
  print.onclick = () => window.print();
  keep.onchange = () => save();
  const tools = make("p", { className: "tools" }, make("label", { htmlFor: "keep" }, keep, words.keep), " ", clear, " ", print);
  questions.at(-1).after(status, tools, result);

  function save() {
    try {
      if (keep.checked) localStorage.setItem(store, JSON.stringify(answers));
      else localStorage.removeItem(store);
    } catch { /* nothing is kept then */ }
  }

  let data = null, db = null;
  async function show() {
    const mine = ++turn;
    const done = questions.filter((q) => answers[q.id.slice(2)]).length;
    status.textContent = say(words.answered, done, questions.length);
    if (!done) return result.replaceChildren();
    try {
      data ??= reader(`${root}selfcheck/`)("index.json");
      db ??= open(reader(`${root}search/`));
      const known = await data;
      const index = await db;
      const parts = [make("h2", { id: "result-title" }, words.result), make("p", { className: "notice" }, words.rate)];
      const measures = make("ul", { className: "measures" });
      const found = matched(known, answers);
      for (const m of found) {
        const section = document.getElementById(`q-${m.id}`);
        const measure = section.querySelector(".measure").textContent;
        const block = make("section", { className: "hit" }, make("h3", {}, m.open ? words.open : words.hit));
        block.append(make("p", { className: "asked" }, section.querySelector("h2").textContent), make("p", {}, make("b", {}, `${words.measures.split(/[と ]/)[0]} `), measure));
        for (const c of m.causes) {
          const label = known.labels[c];
          block.append(make("p", { className: "muted" }, say(words.often, lang === "en" ? label.en : label.ja, known.cases, (known.causes[c] ?? []).length)));
        }
        const list = make("ul", { className: "rows" });
        const docs = await Promise.all(m.cases.slice(0, 5).map(([id]) => index.doc(id)));
        if (mine !== turn) return;
        docs.forEach((d, i) => {
          const li = row(d, lang, prefix, [], words);
          li.append(make("span", { className: "certainty" }, words[certainties[m.cases[i][1]]]));
          list.append(li);
        });
        block.append(list);
        if (m.cases.length > docs.length) block.append(make("p", { className: "muted" }, say(words.more, m.cases.length - docs.length)));
        parts.push(block);
        measures.append(make("li", {}, measure, docs.length ? ` （${words.case} ${docs.map((d) => d.number).join(", ")}）` : ""));
      }
      if (!found.length) parts.push(make("p", {}, words.nothing));
      parts.push(make("p", { className: "muted" }, say(words.unknown, known.unknown)));
      if (found.length) parts.push(make("section", { className: "printed" }, make("h3", {}, words.measures), measures, make("p", {}, words.rate)));
      if (mine === turn) result.replaceChildren(...parts);
    } catch {
      data = db = null;
      if (mine === turn) result.replaceChildren(make("p", { className: "notice" }, words.broken));
    }
  }
  void show();
}

if (typeof document !== "undefined") start();
