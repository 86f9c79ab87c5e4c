/* Says that there is something new; the page itself fetches it. Without this the page is reloaded by hand. */
(() => {
  "use strict";
  const status = document.getElementById("newer");
  if (!status) return;
  const shown = Number(status.dataset.newest);

  document.addEventListener("live", (event) => {
    const count = event.detail.newest - shown;
    if (!(count >= 1)) return;
    const link = document.createElement("a");
    link.href = location.pathname + location.search;
    link.textContent = `${count} new ${count === 1 ? "reply" : "replies"}. Show`;
    status.replaceChildren(link);
  });
})();
