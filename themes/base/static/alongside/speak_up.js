/* The anonymous page. It works without this file: then one waits a little before sending. Here the browser does a sum
   that keeps programs out, and the seven words can be copied. Nothing is stored and nothing is asked of anybody. */
(() => {
  "use strict";
  for (const one of document.querySelectorAll("[data-needs-script]")) one.hidden = false;
  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  document.querySelector("[data-copy]")?.addEventListener("click", async (event) => {
    const words = document.getElementById(event.target.dataset.copy).textContent;
    const told = document.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(words);
      told.textContent = "Copied. Whatever you copy next takes its place.";
    } catch {
      told.textContent = "Your browser does not allow it: mark the words and copy them yourself.";
    }
  });

  const form = document.querySelector("form[data-work]");
  const field = form?.querySelector("[name=work]");
  if (!form || !field || !window.crypto?.subtle) return;
  const { work, bits } = form.dataset;
  const text = new TextEncoder();
  const fits = (digest) => new DataView(digest).getUint32(0) >>> (32 - Number(bits)) === 0;
  const search = async () => {
    for (let from = 0; from < 1e9; from += 256) {
      const tries = Array.from({ length: 256 }, (_, at) => from + at);
      const digests = await Promise.all(tries.map((n) => crypto.subtle.digest("SHA-256", text.encode(`${work}:${n}`))));
      const at = digests.findIndex(fits);
      if (at >= 0) return String(from + at);
    }
    return "";
  };
  search().then((found) => { field.value = found; });
})();
