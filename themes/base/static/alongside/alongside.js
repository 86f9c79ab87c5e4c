/* Small helpers. Every page works without them. */
(() => {
  "use strict";
  const { nhsuk, worker } = document.currentScript.dataset;

  document.body.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) {
    document.body.classList.add("nhsuk-frontend-supported");
    import(nhsuk).then((components) => components.initAll());
  }

  // The help page, for when there is no network. Where the browser will not, it is there online only.
  if (worker && "serviceWorker" in navigator) navigator.serviceWorker.register(worker).catch(() => {});

  // "More" closes on Escape and when the focus goes elsewhere.
  const more = document.querySelector(".as-bar__more");
  if (more) {
    more.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !more.open) return;
      more.open = false;
      more.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      if (!more.contains(event.target)) more.open = false;
    });
  }

  // Errors that come back by htmx are not on a fresh page: lead there as a fresh page would.
  document.addEventListener("htmx:afterSwap", (event) => {
    const summary = event.target.querySelector?.(".nhsuk-error-summary");
    if (summary) summary.focus();
  });
})();
