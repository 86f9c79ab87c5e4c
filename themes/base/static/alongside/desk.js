/* The desk stays up to date without taking the keyboard away, and says politely when the number of cases changes. For
   whoever has switched them on, single letters move through the queue and press a case's buttons. Without this file the
   page is loaded anew by hand, and every button is a button. */
(() => {
  "use strict";

  // --- say it once, and only when it has changed ---------------------------------------------------------------
  const says = document.getElementById("desk-says");
  const count = () => document.getElementById("desk-count")?.textContent.trim() || "";
  let known = count();
  document.addEventListener("htmx:afterSwap", () => {
    if (!says || count() === known) return;
    known = count();
    says.textContent = known;
  });

  // --- keys: off unless this person has switched them on --------------------------------------------------------
  if (!document.querySelector("[data-keys]")) return;

  const typing = (element) => element.matches?.("input, textarea, select, [contenteditable]");

  const move = (by) => {
    const cases = [...document.querySelectorAll(".as-queue__case")];
    const at = cases.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : cases.length - 1) : at + by;
    cases[Math.min(Math.max(next, 0), cases.length - 1)]?.focus();
  };

  // A button is pressed; a form or a fold is opened, and its first field is where one types.
  const press = (letter) => {
    const target = document.querySelector(`[data-key="${letter}"]`);
    if (!target) return false;
    if (target.matches("button")) target.click();
    if (target.matches("details")) target.open = true;
    if (!target.matches("button")) target.querySelector("textarea, select, input:not([type=hidden])")?.focus();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (!/^[cnhu]$/.test(event.key) || !press(event.key)) return;
    event.preventDefault();
  });
})();
