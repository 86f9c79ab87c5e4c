/* Leaving quickly. Without this file the link still works; with it the page is blanked at once, the way out
   replaces this page in the history, and three presses of Shift within five seconds do the same. */
(() => {
  "use strict";
  const WITHIN_MS = 5000;
  let presses = [];
  let held = false;
  let way = "";

  const leave = () => {
    way = document.querySelector("a[data-exit]")?.href ?? way;
    if (!way) return;
    document.title = "…";
    const blank = document.createElement("div");
    blank.className = "as-gone";
    document.body.replaceChildren(blank);
    window.location.replace(way);
  };

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
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !held) return;
    held = false;
    const now = Date.now();
    presses = presses.filter((at) => now - at < WITHIN_MS).concat(now);
    if (presses.length >= 3) leave();
  });

  // Back must not bring a kept copy of the page from the browser's memory.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && way) window.location.replace(way);
  });
})();
