// Small comforts of the officers' pages; every page works without them.
"use strict";

const summary = document.querySelector("[data-hk-focus]");
if (summary) summary.focus();

// j and k move from row to row, while the focus is in the list (never while typing).
function moveInList(event) {
  const step = { j: 1, k: -1 }[event.key];
  const list = event.target.closest("[data-hk-list]");
  if (!step || !list || event.target.matches("input, textarea, select")) return;
  const links = [...list.querySelectorAll("tbody th a, [data-hk-row] a")];
  const here = links.findIndex((link) => link.closest("tr, [data-hk-row]").contains(event.target));
  const next = links[here + step];
  if (next) next.focus();
}
document.addEventListener("keydown", moveInList);

// Where an officer says who is who, a number key chooses and Enter keeps; both can be turned off.
const deciding = document.querySelector("[data-hk-decide]");
if (deciding) {
  const offered = deciding.querySelector("[data-hk-keys]");
  const wanted = offered.querySelector("input");
  offered.hidden = false;
  wanted.checked = localStorage.getItem("hk-keys") !== "off";
  wanted.addEventListener("change", () => {
    localStorage.setItem("hk-keys", wanted.checked ? "on" : "off");
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input:not([type=radio]), textarea, select");
    if (!wanted.checked || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    const chosen = deciding.querySelector(`[data-hk-key="${CSS.escape(event.key)}"]`);
    if (!chosen) return;
    chosen.checked = true;
    chosen.focus();
  });
}

// A refusal or a silent node is said aloud; what was typed stays.
const trouble = document.getElementById("trouble");
function say(sentence) {
  trouble.textContent = sentence;
  trouble.className = "hk-trouble";
}
document.addEventListener("htmx:responseError", () => say(trouble.dataset.refused));
document.addEventListener("htmx:sendError", () => say(trouble.dataset.unreachable));
document.addEventListener("htmx:beforeRequest", () => {
  trouble.textContent = "";
  trouble.className = "";
});

for (const button of document.querySelectorAll("[data-hk-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
