/* Leaving quickly. Without this file the link still works; with it the page is blanked at once, the way out
   replaces this page in the history, and three presses of Shift within five seconds do the same. */
(() => {
  "use strict";
  const WITHIN_MS = 5000;
  let presses = [];
  let held = false;
  let leaving = false;
  let way = "";

  // What the browser keeps for us. The answer of the way out clears it too, where the browser knows how.
  const forget = () => {
    try { localStorage.clear(); sessionStorage.clear(); } catch { /* kept from us: then nothing is in there */ }
    if (!navigator.onLine || !("serviceWorker" in navigator)) return; // offline the worker itself leads away
    window.caches?.keys().then((names) => names.forEach((name) => window.caches.delete(name)));
    navigator.serviceWorker.getRegistrations().then((found) => found.forEach((one) => one.unregister().catch(() => {})));
  };

  const leave = () => {
    way = document.querySelector("a[data-exit]")?.href ?? way;
    if (!way) return;
    leaving = true;
    document.title = "…";
    const blank = document.createElement("div");
    blank.className = "as-gone";
    document.body.replaceChildren(blank);
    forget();
    window.top.location.replace(way); // the preview of a page is a frame of the CMS
  };

  // A draft that is not saved must not hold anybody here. First in line, so that no other listener asks.
  window.addEventListener("beforeunload", (event) => { if (leaving) event.stopImmediatePropagation(); }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-exit]");
    if (!link) return;
    event.preventDefault();
    leave();
  });

  // Shift counts only alone: Shift+A in a sentence is typing, not leaving.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = [];
    held = event.key === "Shift" && !event.repeat;
  }, true);
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !held) return;
    held = false;
    const now = Date.now();
    presses = presses.filter((at) => now - at < WITHIN_MS).concat(now);
    if (presses.length >= 3) leave();
  }, true);

  // Back must not bring a kept copy of a page from the browser's memory: not of this one, and not of one that was
  // open before, by somebody who has left since.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.replaceChildren();
    if (leaving) window.location.replace(way);
    else window.location.reload();
  });
})();
