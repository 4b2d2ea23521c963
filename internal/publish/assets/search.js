// Searches the published cases in the browser, from an index in parts beside this script. The rules are those of package text (Normal, Query, Contains,
// IndexTexts); a test compares the two. Nothing typed leaves the page.

const cjkRune = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}ー〆\u3099\u309A]/u;
const wordRune = /[\p{L}\p{M}\p{N}]/u;
const joiners = "-._@:/+&'~\\=#";
const [maxPieces, maxToken, maxMarks] = [8, 128, 8];

const signs = new Map();
for (const [one, many] of [
  ["\n", "\u2028\u2029"], [" ", "\t\v\f\r\u0085\u1680"], ["\u3099", "゛"], ["\u309A", "゜"], ["-", "‐‑‒–—―─━−⁃﹘﹣－➖\u2E3A\u2E3B\u05BE\u1806"],
  ["~", "〜∼～∿〰"], ["・", "·‧•∙⋅･"], ["'", "‘’‛′ʼ＇`"], ['"', "“”‟″＂〝〟"],
]) for (const c of many) signs.set(c, one);
const unseen = /[\p{Cc}\p{Cf}\p{Variation_Selector}\p{Default_Ignorable_Code_Point}]/u;
const simple = /^[\u0000-\u007F\u4E00-\u9FFF\u3041-\u3096\u30A1-\u30FE]$/;
const joins = /^[\p{M}\u1160-\u11FF\uFF9E\uFF9F\u3099\u309A]$/u;

const unify = (c) => (c === "\n" ? c : signs.get(c) ?? (unseen.test(c) ? "" : c));
const lower = (c) => (c === "İ" ? "i" : c.toLowerCase());

function foldSegment(s) {
  const runes = [...s];
  if (!runes.length) return "";
  if (runes.length === 1 && simple.test(s)) return lower(s);
  const d = [...runes[0].normalize("NFKD")];
  if (runes[0] > "\u00A7" && d.length > 1 && d[0] === " " && !/\s/u.test(runes[0])) return runes[0] + foldSegment(runes.slice(1).join(""));
  return [...s.normalize("NFKC")].map((c) => unify(lower(c))).join("").normalize("NFKC");
}

// folded gives the comparison form as characters, each with the range of the original it stands for.
export function folded(s) {
  const out = [];
  let segment = "", from = 0, to = 0, marks = 0;
  const flush = () => {
    for (const c of foldSegment(segment)) out.push([c, from, to]);
    segment = "";
  };
  let at = 0;
  for (const raw of s) {
    const begin = at;
    at += raw.length;
    const c = unify(raw);
    if (c === "") {
      if (segment) to = at;
      continue;
    }
    if (segment && (simple.test(c) || !joins.test(c))) flush();
    if (!segment) [from, marks] = [begin, 0];
    if (marks++ <= maxMarks) segment += c;
    to = at;
  }
  flush();
  settleDashes(out);
  return out;
}

function settleDashes(g) {
  const kana = (c) => c >= "ァ" && c <= "ヺ";
  let base = "";
  g.forEach((x, i) => {
    if (x[0] === "ー" && /^[0-9a-z]$/.test(base)) x[0] = "-";
    else if (x[0] === "-" && i > 0 && i + 1 < g.length && kana(g[i - 1][0]) && kana(g[i + 1][0])) x[0] = "ー";
    else if (x[0] !== "ー" && x[0] !== "-") base = x[0];
  });
}

// Most lines are made of what folding leaves alone but for case and full width: those need no work letter by letter.
const wide = /[（）：，．！？％＆／０-９Ａ-Ｚａ-ｚ]/g;
const still = /^[ -_a-~、。「」\u4E00-\u9FFF\u3041-\u3096\u30A1-\u30FE]*$/;
const dashes = /[0-9a-z][ー-]*ー|[ァ-ヺ]-[ァ-ヺ]/;

function normalLine(s) {
  const easy = s.replace(wide, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).toLowerCase();
  return still.test(easy) && !dashes.test(easy) ? easy : folded(s).map((x) => x[0]).join("");
}

export const normal = (s) => s.split("\n").map(normalLine).join("\n");

function classOf(c) {
  if (/^[0-9a-z]$/.test(c)) return "word";
  if (c < "\u0080") return "";
  return cjkRune.test(c) ? "cjk" : wordRune.test(c) ? "word" : "";
}

function runs(rs) {
  const out = [];
  for (let i = 0; i < rs.length; ) {
    const kind = classOf(rs[i]);
    if (!kind) {
      i++;
    } else if (kind === "cjk") {
      const from = i;
      while (i < rs.length && classOf(rs[i]) === "cjk") i++;
      out.push({ kind, from, to: i });
    } else {
      const r = { kind, from: i, pieces: [] };
      for (;;) {
        r.pieces.push(i);
        while (i < rs.length && classOf(rs[i]) === "word") i++;
        if (i + 1 >= rs.length || !joiners.includes(rs[i]) || classOf(rs[i + 1]) !== "word") break;
        i++;
      }
      r.to = i;
      out.push(r);
    }
  }
  return out;
}

// terms are what a text must hold: {text, prefix, phrase}.
export function terms(q) {
  const rs = [...normal(q)];
  const out = [];
  const put = (t) => out.some((u) => u.text === t.text && u.prefix === t.prefix) || out.push(t);
  for (const r of runs(rs)) {
    if (r.kind === "cjk") {
      const part = rs.slice(r.from, r.to);
      const t = { cjk: true, text: part.join(""), prefix: part.length === 1, phrase: [] };
      if (part.length > 2) for (let i = 0; i + 1 < part.length; i++) t.phrase.push(part[i] + part[i + 1]);
      put(t);
      continue;
    }
    const end = (k) => (k + 1 < r.pieces.length ? r.pieces[k + 1] - 1 : r.to);
    for (let k = 0; k < r.pieces.length; k += maxPieces) {
      const from = r.pieces[k], to = Math.min(end(Math.min(k + maxPieces, r.pieces.length) - 1), from + maxToken);
      const closed = r.pieces.length === 1 && r.to < rs.length && !/\s/u.test(rs[r.to]) && !joiners.includes(rs[r.to]);
      put({ cjk: false, text: rs.slice(from, to).join(""), prefix: !closed, phrase: [] });
    }
  }
  return out;
}

const atLimit = (s) => [...s].length >= maxToken;
const last = (s) => (/[\uDC00-\uDFFF]$/.test(s) ? s.slice(-2) : s.slice(-1));
const first = (s) => String.fromCodePoint(s.codePointAt(0) ?? 0);

// places are where a term stands in a text in comparison form, as offsets in it.
export function places(h, t, one = false) {
  const out = [];
  for (let at = 0; ; ) {
    const i = h.indexOf(t.text, at);
    if (i < 0) return out;
    const end = i + t.text.length;
    if (t.cjk || ((i === 0 || classOf(last(h.slice(0, i))) !== "word") && (t.prefix || end >= h.length || classOf(first(h.slice(end))) !== "word" || atLimit(t.text)))) {
      out.push([i, end]);
      if (one) return out;
    }
    at = i + first(h.slice(i, i + 2)).length;
  }
}

export const contains = (text, list) => {
  const h = normal(text);
  return list.length > 0 && list.every((t) => places(h, t, true).length > 0);
};

export const bucket = (c, bits) => (bits ? Math.imul(c.codePointAt(0), 2654435761) >>> (32 - bits) : 0);

function unstep(steps) {
  const out = [];
  let at = -1;
  for (const s of steps ?? []) for (let row = s < 0 ? -s : 1; row > 0; row--) out.push((at += s < 0 ? 1 : s));
  return out;
}

// whole puts a case's text together as the index had it.
const whole = (d) => [d.number, d.category.ja, d.category.en ?? "", d.terms.ja, d.terms.en ?? "", ...d.ja, ...d.en].join("\n");

// open reads the index's first file; read fetches a JSON file beside it and is called once for each.
export async function open(read) {
  const index = await read("index.json");
  const kept = new Map();
  const once = (name) => {
    if (!kept.has(name)) kept.set(name, read(name).catch((e) => (kept.delete(name), Promise.reject(e))));
    return kept.get(name);
  };
  const grams = async (token) => (await once(index.grams[bucket(first(token), index.bits)])).grams;
  const doc = async (id) => (await once(index.docs[Math.floor(id / index.per)])).docs[id % index.per];

  async function list(token, prefix) {
    const m = await grams(token);
    if (!prefix) return unstep(m[token]);
    const all = new Set();
    for (const k in m) if (k.startsWith(token)) for (const n of unstep(m[k])) all.add(n);
    return [...all].sort((a, b) => a - b);
  }

  // find gives the numbers of the cases that can hold the query, newest first, and whether the texts must still be asked.
  async function find(q) {
    const wanted = terms(q);
    let ids = null;
    let exact = true;
    for (const t of wanted) {
      if (t.phrase.length || atLimit(t.text)) exact = false;
      for (const token of t.phrase.length ? t.phrase : [t.text]) {
        const next = await list(token, t.prefix);
        if (ids) {
          const has = new Set(next);
          ids = ids.filter((n) => has.has(n));
        } else ids = next;
      }
    }
    return { terms: wanted, ids: (ids ?? []).reverse(), exact };
  }

  // page takes up to most cases that do hold the query from place from on.
  async function page(found, from, most) {
    const hits = [];
    let at = from;
    const held = async (id) => {
      const d = await doc(id);
      return found.exact || contains(whole(d), found.terms) ? d : null;
    };
    while (at < found.ids.length && hits.length < most) {
      const some = await Promise.all(found.ids.slice(at, at + most - hits.length).map(held));
      at += some.length;
      hits.push(...some.filter(Boolean));
    }
    return { hits, next: at };
  }
  return { index, find, page, doc };
}

export const reader = (base) => async (name) => {
  const got = await fetch(base + name);
  if (!got.ok) throw new Error(`${name}: ${got.status}`);
  return got.json();
};

// marked appends a text with what was looked for emphasised; long ones are cut around the first hit.
export function marked(node, text, wanted, room = 110, begin = false) {
  const g = folded(text);
  const h = g.map((x) => x[0]).join("");
  const offsets = []; // from an offset in the comparison form to the character it is in
  g.forEach((x, i) => { for (let k = 0; k < x[0].length; k++) offsets.push(i); });
  const spans = wanted.flatMap((t) => places(h, t)).map(([a, b]) => [g[offsets[a]][1], g[offsets[b - 1]][2]]).sort((a, b) => a[0] - b[0]);
  let at = 0, end = text.length;
  if (end > room) {
    at = begin ? 0 : Math.max(0, (spans[0]?.[0] ?? 0) - 30);
    if (/[\uDC00-\uDFFF]/.test(text[at])) at--;
    end = Math.min(end, at + room);
    if (end < text.length && /[\uDC00-\uDFFF]/.test(text[end])) end++;
  }
  if (at > 0) node.append("…");
  for (const [a, b] of spans) {
    if (b <= at || a >= end) continue;
    node.append(text.slice(at, Math.max(at, a)));
    const m = document.createElement("mark");
    m.append(text.slice(Math.max(at, a), Math.min(b, end)));
    node.append(m);
    at = Math.min(b, end);
  }
  node.append(text.slice(at, end));
  if (end < text.length) node.append("…");
}

// day writes a day of the index as the pages beside it write theirs; what is no day stays as it is.
function day(date, lang) {
  const [, y, m, d] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? [];
  if (!d) return date;
  if (lang === "ja") return `${y}年${+m}月${+d}日`;
  return new Date(`${date}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

// snippet is the paragraph that holds most of the terms, of the page's language first.
function snippet(d, lang, wanted) {
  let best = null;
  for (const l of [lang, lang === "ja" ? "en" : "ja"]) {
    for (const text of [...d[l], d.terms[l] ?? ""]) {
      const h = normal(text);
      const n = wanted.filter((t) => places(h, t, true).length).length;
      if (n > (best?.n ?? 0)) best = { text, lang: l, n };
    }
  }
  return best ?? { text: d[lang][0] ?? d.ja[0] ?? "", lang: d[lang][0] ? lang : "ja" };
}

export const inLang = (t, lang) => (lang === "en" && t.en ? { text: t.en, lang: "en" } : { text: t.ja, lang: "ja" });
export const say = (s, ...args) => s.replace(/\{(\d)\}/g, (_, i) => args[i]);

export function row(d, lang, prefix, wanted, words) {
  const li = document.createElement("li");
  const a = document.createElement("a");
  a.href = `${prefix}cases/${d.number}/index.html`;
  const number = document.createElement("span");
  number.className = "number";
  number.append(d.number);
  const head = document.createElement("span");
  head.className = "headline";
  const title = d.withdrawn ? { text: words.title, lang } : inLang(d.title, lang);
  head.lang = title.lang;
  marked(head, title.text, wanted, lang === "en" ? 160 : 80, true);
  a.append(number, " ", head);
  const about = document.createElement("span");
  about.className = "about";
  about.append(`${day(d.date, lang)} · ${inLang(d.category, lang).text}`);
  li.append(a, about);
  return li;
}

function start() {
  const place = document.getElementById("search");
  if (!place) return;
  const { root, lang } = place.dataset;
  const words = JSON.parse(place.dataset.words);
  const prefix = root + (lang === "en" ? "en/" : "");
  const input = document.getElementById("q");
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  const notice = [...results.childNodes];
  let index = null, turn = 0, timer = 0;

  async function show(q) {
    const mine = ++turn;
    if (!terms(q).length) {
      status.textContent = "";
      results.replaceChildren(...notice);
      return;
    }
    try {
      index ??= open(reader(`${root}search/`));
      const db = await index;
      const found = await db.find(q);
      if (mine !== turn) return;
      const ol = document.createElement("ol");
      ol.className = "rows found";
      const more = document.createElement("button");
      more.type = "button";
      more.textContent = words.more;
      let next = 0, shown = 0;
      const add = async () => {
        const page = await db.page(found, next, 20);
        if (mine !== turn) return;
        next = page.next;
        const before = shown;
        for (const d of page.hits) {
          const li = row(d, lang, prefix, found.terms, words);
          const cut = snippet(d, lang, found.terms);
          const p = document.createElement("p");
          p.lang = cut.lang;
          marked(p, cut.text, found.terms, 140);
          if (!d.withdrawn) li.append(p);
          ol.append(li);
          shown++;
        }
        more.hidden = next >= found.ids.length;
        const exact = found.exact || more.hidden;
        const n = found.exact ? found.ids.length : shown + found.ids.length - next;
        status.textContent = n ? say(exact ? words.found : words.most, n.toLocaleString("en")) : words.none;
        if (before) ol.children[before]?.querySelector("a").focus();
      };
      more.onclick = () => void add();
      await add();
      if (mine === turn) results.replaceChildren(ol, more);
    } catch {
      index = null;
      if (mine === turn) {
        status.textContent = words.broken;
        results.replaceChildren(...notice);
      }
    }
  }

  const remember = () => {
    const url = new URL(location.href);
    if (input.value) url.searchParams.set("q", input.value);
    else url.searchParams.delete("q");
    history.replaceState(null, "", url);
  };
  input.addEventListener("input", (e) => {
    if (e.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(() => (remember(), void show(input.value)), 80);
  });
  input.addEventListener("compositionend", () => void show(input.value));
  input.form.addEventListener("submit", (e) => {
    e.preventDefault();
    remember();
    void show(input.value);
  });
  document.addEventListener("keydown", (e) => {
    const on = document.activeElement;
    if (e.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(on?.tagName ?? "") && !e.ctrlKey && !e.metaKey && !e.altKey) {
      e.preventDefault();
      input.focus();
      input.select();
      return;
    }
    const links = [...results.querySelectorAll("li > a")];
    const i = links.indexOf(on);
    if (on !== input && i < 0) return;
    if (e.key === "ArrowDown" && i + 1 < links.length) (e.preventDefault(), links[i + 1].focus());
    else if (e.key === "ArrowUp" && i >= 0) (e.preventDefault(), (links[i - 1] ?? input).focus());
    else if (e.key === "Escape" && i >= 0) (e.preventDefault(), input.focus());
  });
  const asked = new URL(location.href).searchParams.get("q");
  if (asked) {
    input.value = asked;
    void show(asked);
  }
}

if (typeof document !== "undefined") start();
