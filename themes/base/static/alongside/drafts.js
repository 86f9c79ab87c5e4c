/* Keeps what is being written: every ten seconds, and when the page is left. Without this file there is a button for it,
   and Send works as it does here. */
(() => {
  "use strict";
  const EVERY_MS = 10000;
  const form = document.querySelector("form[data-keep-draft]");
  if (!form) return;
  const status = form.querySelector("[data-draft-status]");
  const known = form.elements.namedItem("draft");
  let sending = false;
  let stopped = false;
  let busy = false;

  const words = () => {
    const data = new FormData(form);
    data.delete("picture");
    data.set("do", "autosave");
    return data;
  };
  const typed = () => [...words()].filter(([name]) => !["draft", "csrfmiddlewaretoken"].includes(name)).join("\n");
  let kept = typed();

  const say = (sentence) => { status.textContent = sentence; };

  const answered = async (answer, what) => {
    if (answer.status === 409) {
      stopped = true;
      say("There is a newer draft from another window. This one is not saved. Press “Save draft” to see both.");
      return;
    }
    if (answer.redirected || !answer.ok) {
      say("Your draft could not be saved just now. Keep this page open.");
      return;
    }
    const told = await answer.json();
    if (told.sent) { stopped = true; return; }
    known.value = told.draft;
    kept = what;
    say(told.saved_at ? `Draft saved at ${told.saved_at}. Only you can read it.` : "");
  };

  const keep = async (keepalive = false) => {
    const now = typed();
    if (sending || stopped || busy || now === kept) return;
    busy = true;
    try {
      const asked = { method: "POST", body: words(), credentials: "same-origin", keepalive };
      await answered(await fetch(form.action, asked), now);
    } catch {
      say("Your draft could not be saved just now. Keep this page open.");
    }
    busy = false;
  };

  const leave = () => {
    if (sending || stopped || typed() === kept) return;
    navigator.sendBeacon(form.action, words());
    kept = typed();
  };

  form.addEventListener("submit", (event) => {
    if (sending) { event.preventDefault(); return; }
    sending = true;
  });
  // Back from the next page, as the browser kept this one: what was kept on leaving has another version by now.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("pagehide", leave);
  // The answer to a beacon cannot be read; somebody who only looks elsewhere comes back to this page.
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(true); });
  window.setInterval(keep, EVERY_MS, false);
})();
