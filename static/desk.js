"use strict";

// An answer that lacks what it should replace (the log-in page, an error) must not erase what has been typed.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (!target.id || xhr.responseText.includes(`id="${target.id}"`)) return;
  event.detail.shouldSwap = false;
  sayLost();
});

document.addEventListener("htmx:responseError", sayLost);
document.addEventListener("htmx:sendError", sayLost);

function sayLost() {
  const note = document.getElementById("lost");
  if (!note) return;
  note.hidden = false;
  note.textContent = note.dataset.text;
  note.scrollIntoView({ block: "nearest" });
}

// On a phone the rows of a list stack, and a cell that is a number alone is named by the head of its column.
const heads = [...document.querySelectorAll("#result_list thead th")].map((head) => head.querySelector(".text")?.textContent.trim());
for (const row of document.querySelectorAll("#result_list tbody tr"))
  for (const cell of row.querySelectorAll("td")) if (heads[cell.cellIndex] && !/\p{L}/u.test(cell.textContent)) cell.dataset.l = heads[cell.cellIndex];

// A row that was asked for gets the cursor; without script its address does the same.
document.addEventListener("htmx:afterSwap", (event) => {
  const button = event.detail.requestConfig?.elt;
  const anchor = button?.getAttribute("formaction")?.slice(1);
  document.getElementById(anchor)?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
});

// A named error leads to its field, ready to be mended.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".ct-mend a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.focus();
});

// What is typed is kept in the browser until the desk says that it is saved, and offered back when the form is opened.
const form = document.getElementById("entry");
const key = form?.dataset.kept;
const sent = "desk:sent";
let unsaved = false;

function typed() {
  const texts = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  return JSON.stringify(texts);
}

function store(action) {
  try {
    return action();
  } catch {
    return null; // the browser keeps nothing, or no more: the warning on leaving is left
  }
}

function keep() {
  if (unsaved) store(() => localStorage.setItem(key, JSON.stringify({ typed: typed(), at: Date.now() })));
}

function forget() {
  store(() => localStorage.removeItem(key));
}

if (document.querySelector(".messagelist .success")) {
  const done = store(() => sessionStorage.getItem(sent));
  if (done) store(() => localStorage.removeItem(done));
}
store(() => sessionStorage.removeItem(sent));

if (key && !form.querySelector("fieldset:disabled")) {
  const drawn = typed();
  unsaved = "unsaved" in form.dataset;
  const kept = store(() => JSON.parse(localStorage.getItem(key)));
  if (kept && !unsaved && kept.typed !== drawn) offer(kept);
  let soon;
  form.addEventListener("input", () => {
    unsaved = typed() !== drawn || "unsaved" in form.dataset;
    soon ??= setTimeout(() => { soon = null; keep(); }, 400); // also while somebody types on without a pause
  });
  keep();
  // A phone ends a tab that was put away without asking it first.
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  form.addEventListener("submit", (event) => {
    keep();
    if (event.submitter?.formTarget === "_blank") return;
    unsaved = false;
    if (event.submitter?.name !== "_more") store(() => sessionStorage.setItem(sent, key));
  });
  addEventListener("beforeunload", (event) => {
    keep();
    if (unsaved) event.preventDefault();
  });
}

function offer(kept) {
  const box = document.getElementById("kept");
  box.querySelector("time").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
  box.hidden = false;
  box.querySelector("[value=back]").addEventListener("click", () => bringBack(kept));
  box.querySelector("[value=away]").addEventListener("click", () => {
    forget();
    box.hidden = true;
  });
}

// The desk draws what was typed again, unchecked, rows and all.
function bringBack(kept) {
  const again = document.createElement("form");
  again.method = "post";
  const token = ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value];
  for (const [name, value] of [...JSON.parse(kept.typed), token, ["_more", "-"]]) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    again.append(field);
  }
  document.body.append(again);
  unsaved = false;
  again.submit();
}
