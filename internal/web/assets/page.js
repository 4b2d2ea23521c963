// What pages do better with script; everything works without it.
(() => {
  const summary = document.getElementById("summary");
  if (summary) summary.focus();

  for (const b of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue; // only where the page came over HTTPS or from this machine
    b.hidden = false;
    b.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(b.dataset.copy).textContent.trim());
      b.textContent = b.dataset.done;
    });
  }
  for (const b of document.querySelectorAll("[data-print]")) {
    b.hidden = false;
    b.addEventListener("click", () => window.print());
  }
  // A second press of a button while its form is on the way is a slip, not a wish; the server answers both alike anyway.
  for (const f of document.querySelectorAll("form[data-once]")) {
    f.addEventListener("submit", (e) => {
      if (f.dataset.sent) e.preventDefault();
      f.dataset.sent = "1";
    });
  }
  window.addEventListener("pageshow", () => {
    for (const f of document.querySelectorAll("form[data-once]")) delete f.dataset.sent;
  });
  // Ticking one exclusive option ("none", "unknown") unticks the others, and the other way round.
  for (const group of document.querySelectorAll("[data-exclusive]")) {
    group.addEventListener("change", (e) => {
      if (!e.target.checked) return;
      const alone = e.target.dataset.alone !== undefined;
      for (const box of group.querySelectorAll("input[type=checkbox]")) {
        if (box !== e.target && (alone || box.dataset.alone !== undefined)) box.checked = false;
      }
    });
  }
  // Typing in at a phone: Enter moves to the next question (Tab to the next option or to how sure it is), and what is typed is saved after each field.
  // The form works without either.
  for (const f of document.querySelectorAll("form[data-keys]")) {
    const question = (x) => x.name.split(".")[0];
    f.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.isComposing || !/^(INPUT|SELECT)$/.test(e.target.tagName)) return;
      const fields = [...f.elements].filter((x) => x.type !== "hidden" && !x.disabled && x.tagName !== "FIELDSET" && x.checkVisibility());
      e.preventDefault();
      fields.slice(fields.indexOf(e.target) + 1).find((x) => !x.name || question(x) !== question(e.target))?.focus();
    });
  }
  for (const f of document.querySelectorAll("form[data-save]")) {
    const said = f.querySelector("[data-saved]");
    let waits = Promise.resolve();
    const save = async () => {
      if (f.dataset.sent) return;
      const values = new URLSearchParams();
      for (const [k, x] of new FormData(f)) if (typeof x === "string") values.append(k, x);
      const answer = await fetch(f.dataset.save, { method: "POST", body: values }).catch(() => null);
      if (!answer?.ok) return;
      f.elements._draft.value = await answer.text();
      if (said) said.textContent = said.dataset.saved;
    };
    f.addEventListener("change", () => {
      waits = waits.then(save); // one after the other, so that the first gives the id the next saves under
    });
  }
  // A page about something under way asks again by its own form and moves what shows how far it is, until there is another page to show.
  for (const f of document.querySelectorAll("form[data-again]")) {
    let pause = 1500;
    const ask = async () => {
      const answer = document.hidden ? null : await fetch(f.action, { method: "POST", body: new URLSearchParams(new FormData(f, f.querySelector("button"))) }).catch(() => null);
      const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const moved = page?.querySelector("[data-moves]");
      if (page && !moved) {
        const main = document.querySelector("main");
        main.replaceChildren(...page.querySelector("main").childNodes);
        const said = main.querySelector("[role=status]");
        if (said) {
          said.tabIndex = -1;
          said.focus();
        }
        return;
      }
      if (moved) document.querySelector("[data-moves]").replaceChildren(...moved.childNodes);
      pause = moved ? 1500 : Math.min(pause * 2, 30000); // the server does not answer, or nobody looks
      setTimeout(ask, pause);
    };
    setTimeout(ask, pause);
  }
  // A form whose outcome is looked at while it is written: after each change its first button is asked for, and the named part of the answer takes its place.
  for (const f of document.querySelectorAll("form[data-live]")) {
    let turn = 0;
    let soon = 0;
    const look = async () => {
      const mine = ++turn;
      const values = new URLSearchParams();
      for (const [k, x] of new FormData(f)) if (typeof x === "string") values.append(k, x);
      values.set("do", "try");
      const answer = await fetch(f.action, { method: "POST", body: values }).catch(() => null);
      if (!answer || mine !== turn) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of [f.dataset.live, "body", "problems"]) {
        const now = document.getElementById(id);
        const next = page.getElementById(id);
        if (now && next) now.replaceWith(next);
        else if (now && id === "problems") now.remove();
        else if (next && id === "problems") f.parentNode.before(next);
      }
    };
    f.addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(look, 400);
    });
  }
  // Keys of the console's lists: j and k move, x ticks, o or Enter opens, / searches. A button or field of the row with data-key has that key too.
  const rows = [...document.querySelectorAll("[data-row]")];
  let at = rows.findIndex((row) => row.id && `#${row.id}` === location.hash);
  const go = (i) => {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, i));
    rows[at].querySelector("a")?.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  if (at >= 0) go(at);
  // In a row with several buttons Enter presses the one behind the field; without script it presses none.
  for (const field of document.querySelectorAll("input[data-key]")) {
    field.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.isComposing) return;
      e.preventDefault();
      let next = field.closest("label").nextElementSibling;
      while (next && next.tagName !== "BUTTON") next = next.nextElementSibling;
      next?.click();
    });
  }
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
    if (e.key === "j") go(at + 1);
    else if (e.key === "k") go(at - 1);
    else if (e.key === "x" && at >= 0) rows[at].querySelector("input[type=checkbox]")?.click();
    else if (at >= 0 && /^[a-z]$/.test(e.key) && rows[at].querySelector(`[data-key="${e.key}"]`)) {
      const control = rows[at].querySelector(`[data-key="${e.key}"]`);
      if (control.tagName === "BUTTON") control.click();
      else control.select();
    } else if (e.key === "/") document.querySelector("[data-search]")?.focus();
    else return;
    e.preventDefault();
  });
  // The text of a case is checked while it is typed; nothing is saved by it. Without script the button next to "save" does the same.
  for (const f of document.querySelectorAll("form[data-check]")) {
    let timer = 0;
    let asked = 0;
    const check = async () => {
      const values = new URLSearchParams(new FormData(f));
      values.set("do", "check");
      values.set("quick", "1");
      const mine = ++asked;
      const answer = await fetch(f.action, { method: "POST", body: values }).catch(() => null);
      if (!answer?.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(f.dataset.check);
      if (fresh) document.getElementById(f.dataset.check).replaceChildren(...fresh.childNodes);
    };
    f.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(check, 800);
    });
  }
  // A finding or comment leads to the very words in their field.
  document.addEventListener("click", (e) => {
    const link = e.target.closest("a[data-from]");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field?.setSelectionRange) return;
    e.preventDefault();
    const folded = field.closest("details");
    if (folded) folded.open = true;
    const blank = field.value.length - field.value.trimStart().length;
    field.focus();
    field.setSelectionRange(Number(link.dataset.from) + blank, Number(link.dataset.to) + blank);
    field.scrollIntoView({ block: "center" });
  });
  // Words chosen in a text of the case become the quotation of a new comment.
  for (const f of document.querySelectorAll("form[data-quotes]")) {
    const take = (place, words) => {
      if (!words || words.length > 300 || ![...f.elements["comment.place"].options].some((o) => o.value === place)) return;
      f.elements["comment.place"].value = place;
      f.elements["comment.quote"].value = words;
    };
    document.addEventListener("selectionchange", () => {
      const field = document.activeElement;
      if (field?.form === f) return;
      if (field?.form?.dataset.check && field.selectionEnd > field.selectionStart) {
        take(field.id, field.value.slice(field.selectionStart, field.selectionEnd).trim());
        return;
      }
      const chosen = document.getSelection();
      const text = chosen.anchorNode?.parentElement?.closest("[data-place]");
      if (text && !chosen.isCollapsed && text.contains(chosen.focusNode)) take(text.dataset.place, chosen.toString().trim());
    });
  }
})();
