/* The lock. Without this file the button works, and keeps the draft of pages that are for writing; with it the
   draft of any page is kept, all pages of the browser lock with one, and the page of staff locks itself when nobody touches it. */
(() => {
  "use strict";
  const button = document.querySelector("[data-lock]");
  if (!button) return;
  const WRITES = "textarea, input[type=text], input[type=search], input:not([type])";

  const draft = () =>
    [...document.querySelectorAll("main form[method=post]")].find((form) =>
      [...form.querySelectorAll(WRITES)].some((field) => field.value.trim() && field.value !== field.defaultValue));

  button.addEventListener("click", () => {
    if (button.form && button.form.id !== "lock") return;
    const form = draft();
    if (!form) return;
    form.id ||= "draft";
    button.setAttribute("form", form.id);
  });

  // Another page of this browser would still show what this one covers: each locks itself, with its own draft.
  const LOCKED = "locked";
  const tell = () => {
    try { localStorage.setItem(LOCKED, String(Date.now())); } catch { /* this page alone, then */ }
  };
  button.addEventListener("click", tell);
  window.addEventListener("storage", (event) => {
    if (event.key !== LOCKED || !event.newValue) return;
    button.removeEventListener("click", tell);
    button.click();
  });

  const afterS = Number(button.dataset.lockAfter || 0);
  if (!afterS) return;
  const KEY = "touched";
  const touched = () => {
    try { localStorage.setItem(KEY, String(Date.now())); } catch { own = Date.now(); }
  };
  let own = Date.now();
  const last = () => {
    try { return Number(localStorage.getItem(KEY)) || own; } catch { return own; }
  };
  touched();
  for (const sign of ["keydown", "pointerdown", "scroll"]) document.addEventListener(sign, touched, { passive: true });
  window.setInterval(() => { if (Date.now() - last() > afterS * 1000) button.click(); }, 1000);
})();
