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

// A row that was asked for gets the cursor; without script its address does the same.
document.addEventListener("htmx:afterSettle", (event) => {
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
