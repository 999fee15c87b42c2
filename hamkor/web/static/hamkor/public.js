// Small comforts of the public pages; every page works without them.
"use strict";

const exit = document.querySelector("[data-hk-exit]");

// Leave at once and leave no page to come "back" to.
function leave(event) {
  if (event) event.preventDefault();
  document.body.hidden = true;
  location.replace(exit.href);
}

// Three times Shift within five seconds, for those at a keyboard.
let presses = [];
function countShift(event) {
  if (event.key !== "Shift" || event.repeat) return;
  presses = presses.filter((at) => event.timeStamp - at < 5000);
  presses.push(event.timeStamp);
  if (presses.length === 3) leave();
}

if (exit) {
  exit.addEventListener("click", leave);
  document.addEventListener("keyup", countShift);
}

// Buttons that only a script can serve stay hidden without one.
for (const button of document.querySelectorAll("[data-hk-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const summary = document.querySelector("[data-hk-focus]");
if (summary) summary.focus();
