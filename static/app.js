// Every page works without this file. It saves nothing but the reader's theme, and loads nothing by itself.
(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);

  // What the browser keeps of a reader's choice; where it keeps nothing, a choice lasts as long as the page.
  function kept(name) {
    try { return localStorage.getItem(name); } catch { return null; }
  }

  function keep(name, value) {
    try { if (value) localStorage.setItem(name, value); else localStorage.removeItem(name); } catch { /* as above */ }
  }

  // Theme: the system's, unless the reader chose otherwise. Runs before the first paint, so it is not deferred.
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = kept("theme") || "";

  function showTheme() {
    const dark = (chosen || (system.matches ? "dark" : "light")) === "dark";
    if (chosen) root.dataset.theme = chosen; else delete root.dataset.theme;
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      if (chosen) meta.content = dark ? "#14171a" : "#ffffff";
    }
    byId("theme-switch")?.setAttribute("aria-pressed", dark);
  }

  function switchTheme() {
    const next = byId("theme-switch").getAttribute("aria-pressed") === "true" ? "light" : "dark";
    chosen = next === (system.matches ? "dark" : "light") ? "" : next;
    keep("theme", chosen);
    showTheme();
  }

  showTheme();
  system.addEventListener("change", showTheme);
  document.addEventListener("DOMContentLoaded", () => {
    byId("theme-switch")?.removeAttribute("hidden");
    showTheme();
  });

  // Menus: Escape closes and returns focus; a click elsewhere closes.
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
    if (event.target.closest("#theme-switch")) switchTheme();
    if (event.target.closest("#trouble button")) again?.();
  });

  // What is folded stays text until it is opened, so that a page begins with few nodes; without script it is all there.
  function unfold(fold) {
    const kept = fold.querySelector(":scope > noscript");
    if (kept?.firstElementChild) kept.replaceWith(...kept.childNodes);
    else if (kept) kept.outerHTML = kept.textContent;
  }
  document.addEventListener("click", ({ target }) => {
    const summary = target.closest("summary");
    if (summary) unfold(summary.parentElement);
  });

  // The key “/” goes to the search, unless somebody types, or switched it off on the page “How to read this”.
  let slash = !kept("slash-off");
  document.addEventListener("keydown", (event) => {
    const box = document.querySelector("input[type=search]");
    if (event.key !== "/" || !slash || !box || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox], [type=range]), select, textarea")) return;
    event.preventDefault();
    if (!box.checkVisibility()) byId("filters").showPopover();
    box.select();
    box.focus();
  });
  document.addEventListener("DOMContentLoaded", () => { if (byId("slash")) byId("slash").checked = slash; });
  document.addEventListener("change", ({ target }) => {
    if (target.id !== "slash") return;
    slash = target.checked;
    keep("slash-off", slash ? "" : "1");
  });

  // The sheet of filters on a phone: its button closes it and shows the entries.
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "filters" || !event.target.matches(":popover-open")) return;
    event.target.hidePopover();
    byId("count")?.scrollIntoView();
  });

  // htmx: what a swap would lose is kept.
  let again = null;
  const typing = (box) => box.contains(document.activeElement) && document.activeElement.matches("input:not([type=checkbox])");

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target.id.startsWith("field-") && typing(target)) event.preventDefault();
    if (target.id === "strip") hold(target.parentElement);
    for (const fold of target.querySelectorAll("details[id]")) {
      const next = fragment.querySelector(`#${CSS.escape(fold.id)}`);
      next?.toggleAttribute("open", fold.open);
      if (next?.open) unfold(next);
    }
  });

  // What is below the overview stays where it is when a narrower question leaves less to draw.
  const hold = (box) => { box.style.minHeight = `${box.offsetHeight}px`; };
  addEventListener("resize", () => byId("strip")?.parentElement.style.removeProperty("min-height"));

  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt } = event.detail;
    byId("trouble")?.setAttribute("hidden", "");
    if (elt.dataset.busy) {
      elt.dataset.label = elt.textContent;
      elt.textContent = elt.dataset.busy;
      elt.setAttribute("aria-busy", "true");
    }
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt } = event.detail;
    if (!elt.dataset.label) return;
    elt.textContent = elt.dataset.label;
    elt.removeAttribute("aria-busy");
  });

  // A link that was pressed and is gone hands its focus to the heading of what it changed.
  document.addEventListener("htmx:afterSwap", (event) => {
    const pressed = event.detail.requestConfig?.elt;
    const lost = !document.activeElement || document.activeElement === document.body;
    if (pressed?.matches("a[hx-get]") && lost) byId("count")?.focus({ preventScroll: true });
  });

  // Back and forward load the page anew; where it was scrolled to is kept with its place in the history.
  let leaving = false;
  const keepScroll = () => history.replaceState({ ...history.state, scroll: scrollY }, "");
  document.addEventListener("htmx:beforeHistoryUpdate", keepScroll);
  addEventListener("scrollend", () => { if (history.state?.htmx && !leaving) keepScroll(); });
  addEventListener("popstate", ({ state }) => {
    leaving = Boolean(state?.htmx);
    if (leaving) try { sessionStorage.setItem("scroll", state.scroll || 0); } catch { return; }
    if (leaving) history.scrollRestoration = "manual";
  });
  addEventListener("load", () => {
    if (history.scrollRestoration !== "manual") return;
    scrollTo({ top: +sessionStorage.getItem("scroll"), behavior: "instant" });
    sessionStorage.removeItem("scroll");
  });
  addEventListener("pagehide", () => { if (!leaving) history.scrollRestoration = "auto"; });

  // What could not be loaded leaves the page as it was, says so, and can be tried again.
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      const { elt } = event.detail, note = byId("trouble");
      if (!note) return;
      again = () => (elt.matches("form") ? htmx.trigger(elt, "submit") : elt.click());
      note.removeAttribute("hidden");
      byId("live").textContent = note.querySelector("b").textContent;
    });
  }

  // The brush of the overview: two sliders mirror the two date fields of the filter.
  root.classList.add("js");
  const DAY = 864e5;
  const words = new Intl.DateTimeFormat(root.lang || "en", { dateStyle: "long", timeZone: "UTC" });

  function brushed(slider) {
    const box = slider.parentElement, [from, to] = box.querySelectorAll("input"), days = +box.dataset.days;
    if (slider === from) from.value = Math.min(+from.value, to.value - 1);
    else to.value = Math.max(+to.value, +from.value + 1);
    const free = slider === from ? !+from.value : +to.value === days;
    const day = Date.parse(box.dataset.first) + (slider.value - (slider === to)) * DAY;
    const field = byId(slider.dataset.field);
    if (field) field.value = free ? "" : new Date(day).toISOString().slice(0, 10);
    slider.setAttribute("aria-valuetext", free ? box.dataset.open : words.format(day));
    veil(box, from.value / days, to.value / days);
    return field;
  }

  function veil(box, from, to) {
    const [before, after] = box.closest(".strip").querySelectorAll(".veil rect");
    const left = box.matches(".fb") ? 7 : 0, wide = (box.matches(".fa") ? 93 : 100) - left;
    before.setAttribute("width", from ? `${left + wide * from}%` : "0");
    after.setAttribute("x", `${left + wide * to}%`);
    after.setAttribute("width", to < 1 ? `${100 - left - wide * to}%` : "0");
  }

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, ({ target, type }) => {
      if (!target.matches("[data-brush] input")) return;
      const field = brushed(target);
      if (type === "change") field?.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // Lanes: arrow keys go from entry to entry; left and right by date, up and down to the nearest in another lane.
  document.addEventListener("keydown", (event) => {
    const here = event.target.closest("[data-lanes] [data-entry]");
    if (!here || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const all = [...here.closest("[data-lanes]").querySelectorAll("[data-entry]")];
    const next = neighbour(all, here, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "center" });
  });

  function neighbour(all, here, key) {
    const forward = root.dir === "rtl" ? "ArrowLeft" : "ArrowRight", place = all.indexOf(here);
    if (key === "Home") return all[0];
    if (key === "End") return all.at(-1);
    if (key === forward) return all[place + 1];
    if (key === "ArrowLeft" || key === "ArrowRight") return all[place - 1];
    if (key !== "ArrowUp" && key !== "ArrowDown") return null;
    const sign = key === "ArrowDown" ? 1 : -1, at = here.getBoundingClientRect();
    const away = (one) => { const box = one.getBoundingClientRect(); return [(box.top - at.top) * sign, Math.abs(box.left - at.left)]; };
    const near = all.map((one) => [one, ...away(one)]).filter(([, down]) => down > 1);
    return near.sort((a, b) => a[1] + 2 * a[2] - b[1] - 2 * b[2])[0]?.[0];
  }

  // Copy buttons stand where the browser lets them work, and say so once they have.
  for (const moment of ["DOMContentLoaded", "htmx:load"]) {
    document.addEventListener(moment, ({ target }) => {
      if (navigator.clipboard) for (const button of target.querySelectorAll("[data-copy]")) button.hidden = false;
    });
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try { await navigator.clipboard.writeText(button.dataset.copy); } catch { return; }
    byId("live").textContent = button.dataset.done;
  });

  // News: an open page asks about twice a minute whether there is any, but not while nobody looks at it. What comes
  // is a link above the page; nothing moves.
  const EVERY = 30e3;
  let wait = EVERY, asked = Date.now(), timer;

  async function ask() {
    const box = byId("updates");
    if (box && !document.hidden) {
      asked = Date.now();
      try { await askFor(box); wait = EVERY; } catch { wait = Math.min(2 * wait, 16 * EVERY); }
    }
    clearTimeout(timer);
    timer = setTimeout(ask, wait * (.85 + .3 * Math.random()));
  }

  async function askFor(box) {
    const answer = await fetch(box.dataset.live, { cache: "no-store", headers: box.known ? { "If-None-Match": box.known } : {} });
    if (!answer.ok && answer.status !== 304) throw answer;
    box.known = answer.headers.get("ETag");
    if (answer.status !== 200) return;
    const told = box.firstElementChild;
    box.innerHTML = await answer.text();
    if (!told) byId("live").textContent = box.querySelector("a").lastChild.textContent.trim();
  }

  timer = setTimeout(ask, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - asked > wait) ask(); });

  // Paper: what is folded is opened, and folded again afterwards.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open], .menu, .filt *)")];
    for (const fold of opened) {
      unfold(fold);
      fold.open = true;
    }
  });
  addEventListener("afterprint", () => { for (const fold of opened) fold.open = false; });
})();
