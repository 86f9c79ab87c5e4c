/* A thread page that stays up to date: says that there is something new, shows it when asked, and lets a button
   under a post change without a new page. Without this file the links and forms do the same with a new page. */
(() => {
  "use strict";

  // --- buttons under a post: send the page's one form, and take back that post's buttons alone -----------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[form='marks']");
    if (!button || !window.htmx) return;
    event.preventDefault();
    const marks = button.closest(".as-marks");
    const form = document.getElementById("marks");
    window.htmx.ajax("POST", form.action, {
      source: form, target: marks, swap: "outerHTML", values: { [button.name]: button.value },
    }).then(() => document.getElementById(button.id)?.focus());
  });

  // --- what came after this page was made ----------------------------------------------------------------------
  const status = document.getElementById("newer");
  const posts = document.getElementById("posts");
  if (!status || !posts) return;
  let shown = Number(status.dataset.newest);
  let newest = shown;

  const say = () => {
    const count = newest - shown;
    if (count < 1) return;
    const link = document.createElement("a");
    link.href = `after/${shown}/`;
    link.textContent = `${count} new ${count === 1 ? "reply" : "replies"}. Show`;
    status.replaceChildren(link);
  };

  // On the last page they are added below; from an earlier one the link leads to where they stand.
  status.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || !window.htmx || posts.dataset.page !== posts.dataset.last) return;
    event.preventDefault();
    const before = posts.querySelectorAll("[data-number]").length;
    window.htmx.ajax("GET", link.href, { target: posts, swap: "beforeend" }).then(() => {
      const all = posts.querySelectorAll("[data-number]");
      if (all.length === before) return;
      shown = Number(all[all.length - 1].dataset.number);
      status.replaceChildren();
      all[before].focus();
      say();
    });
  });

  document.addEventListener("live", (event) => {
    newest = Math.max(newest, event.detail.newest || 0);
    say();
  });
})();
