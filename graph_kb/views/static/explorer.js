"use strict";
// Suggestions while one types, cards that are collected, texts that are copied. All else are links and forms.
(() => {
  const byId = (id) => document.getElementById(id);
  const { said } = JSON.parse(byId("said").textContent);
  const language = document.documentElement.lang;
  const element = (tag, text, className) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const tell = (text) => { byId("told").textContent = text; };

  // Suggestions: only what the last text asked for is shown, however late others come.
  const field = byId("text");
  const list = byId("suggestions");
  const MOST = 8;
  let asked = 0;
  let chosen = -1;
  const close = () => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const go = (id) => { location.assign(`/explore/of?${new URLSearchParams({ id, language })}`); };
  const show = (hits) => {
    list.replaceChildren(...hits.map((hit, place) => {
      const item = element("li");
      item.id = `suggestion-${place}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.id = hit.id;
      item.append(element("span", hit.name), element("small", hit.matched === hit.name ? hit.label : `${hit.label} · ${hit.matched}`));
      item.addEventListener("click", () => go(hit.id));
      return item;
    }));
    chosen = -1;
    list.hidden = !hits.length;
    field.setAttribute("aria-expanded", String(Boolean(hits.length)));
  };
  const suggest = async () => {
    const turn = ++asked;
    const text = field.value.trim();
    if (text.length < 2) { close(); return; }
    const answer = await fetch(`/v1/search?${new URLSearchParams({ text, limit: MOST })}`).catch(() => null);
    if (turn !== asked) return;
    if (!answer?.ok) { close(); return; }
    const { data } = await answer.json();
    if (turn === asked && document.activeElement === field) show([...data.suggestions, ...data.hits].slice(0, MOST));
  };
  let waiting;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(suggest, 120); });
  field.addEventListener("keydown", (event) => {
    const items = [...list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list.hidden) {
      event.preventDefault();
      items[chosen]?.setAttribute("aria-selected", "false");
      chosen = (chosen + step + items.length + (chosen < 0 && step < 0 ? 1 : 0)) % items.length;
      items[chosen].setAttribute("aria-selected", "true");
      field.setAttribute("aria-activedescendant", items[chosen].id);
    }
    if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); go(items[chosen].dataset.id); }
    if (event.key === "Escape") close();
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    field.focus();
  });

  // My meeting: hashes and names in this browser alone.
  const KEY = "graph_kb.meeting";
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(kept) ? kept.filter((one) => /^[0-9a-f]{64}$/.test(one?.hash)) : [];
    } catch { return []; }
  };
  const keep = (cards) => { localStorage.setItem(KEY, JSON.stringify(cards)); refresh(); };
  const without = (hash) => read().filter((one) => one.hash !== hash);
  const refresh = () => {
    const cards = read();
    byId("collected-count").textContent = cards.length || "";
    for (const button of document.querySelectorAll("[data-collect]")) {
      const isKept = cards.some((one) => one.hash === button.dataset.collect);
      button.setAttribute("aria-pressed", String(isKept));
      button.textContent = isKept ? `✓ ${said.collected}` : said.collect;
    }
    if (byId("collected")) showMeeting(cards);
  };
  const showMeeting = (cards) => {
    byId("meeting-empty").hidden = cards.length > 0;
    byId("collected").replaceChildren(...cards.map(({ hash, name }) => {
      const [item, row, link, button] = [element("li"), element("div"), element("a", name, "name"), element("button", said.remove)];
      link.href = `/views/card/${hash}?language=${language}`;
      button.type = "button";
      button.addEventListener("click", () => keep(without(hash)));
      row.append(link, button);
      item.append(row);
      return item;
    }));
    const all = byId("print-all");
    all.hidden = !cards.length;
    all.href = `${all.dataset.address}&${cards.map(({ hash }) => `hash=${hash}`).join("&")}`;
  };
  document.addEventListener("click", async ({ target }) => {
    if (target.dataset.collect) {
      const { collect: hash, name } = target.dataset;
      const isKept = read().some((one) => one.hash === hash);
      keep(isKept ? without(hash) : [...read(), { hash, name }]);
      tell(isKept ? said.remove : said.collected);
    }
    if ("copy" in target.dataset) {
      await navigator.clipboard.writeText(target.previousElementSibling.textContent).catch(() => {});
      target.textContent = said.copied;
    }
  });
  window.addEventListener("storage", refresh);
  refresh();
})();
