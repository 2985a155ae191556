// Every page works without this file. It saves nothing but the reader's theme, and loads nothing by itself.
(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);

  // Theme: the system's, unless the reader chose otherwise. Runs before the first paint, so it is not deferred.
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = "";
  try { chosen = localStorage.getItem("theme") || ""; } catch { /* storage is off: the choice lasts as long as the page */ }

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
    try { if (chosen) localStorage.setItem("theme", chosen); else localStorage.removeItem("theme"); } catch { /* as above */ }
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
    for (const fold of target.querySelectorAll("details[id]")) {
      fragment.querySelector(`#${CSS.escape(fold.id)}`)?.toggleAttribute("open", fold.open);
    }
  });

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
  document.addEventListener("htmx:afterSettle", (event) => {
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
})();
