/* A living room that goes on while it is open. The socket only says what number is the newest; lines are fetched from the
   last one shown, so each is shown once and in order, whatever was lost. Words that could not be sent are kept and sent
   again under the same key. Without this file the page and its form do the same with a new page. */
(() => {
  "use strict";
  const log = document.getElementById("log");
  const form = document.getElementById("line");
  // A page of earlier lines stays as it is.
  if (!log || !form || !("follows" in log.dataset)) return;
  const at = (id) => document.getElementById(id);
  const { lines: address } = log.dataset;
  const POLL_MS = 5000, CALM_MS = 25000, STATUS_MS = 5000, PATIENCE_MS = 15000, LONGEST_WAIT_MS = 15000;
  const text = form.elements.namedItem("text");
  const note = form.elements.namedItem("note");

  // --- at most one sentence every five seconds -----------------------------------------------------------------
  let saidAt = -STATUS_MS, toSay = null, timer = 0;
  const say = (sentence) => {
    toSay = sentence;
    if (timer) return;
    timer = window.setTimeout(() => {
      timer = 0;
      saidAt = performance.now();
      if (at("says").textContent !== toSay) at("says").textContent = toSay;
    }, Math.max(0, saidAt + STATUS_MS - performance.now()));
  };

  // --- lines ---------------------------------------------------------------------------------------------------
  let newest = Number(log.dataset.newest), change = Number(log.dataset.change);
  let toReach = newest, toChange = change, paused = false, fetching = false, again = false, live = false;
  // The role comes after the history is there: a screen reader reads out only what is added.
  at("new-lines").setAttribute("role", "log");
  at("new-lines").setAttribute("aria-label", "New lines");
  const list = document.createElement("ol");
  at("new-lines").append(list);
  at("for-scripts").hidden = false;

  const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const toEnd = () => { log.scrollTop = log.scrollHeight; };
  if (location.hash.startsWith("#line-")) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "nearest" });
  else toEnd();

  const drawn = (one) => {
    const item = at("a-line").content.firstElementChild.cloneNode(true);
    const part = (name) => item.querySelector(name);
    item.id = `line-${one.number}`;
    item.dataset.number = one.number;
    item.dataset.day = one.at.slice(0, 10);
    if (one.mine) item.classList.add("as-line--mine");
    const when = part("time");
    when.textContent = one.when;
    when.dateTime = one.at;
    if (one.gone) {
      const gone = part(".as-meta");
      gone.replaceChildren(when, ` ${one.gone}`);
      part(".as-line__in").replaceChildren(gone);
      return item;
    }
    part(".as-line__who").textContent = one.who + (one.mine ? " (you)" : "");
    const badge = part(".as-badge");
    badge.textContent = one.badge;
    if (one.badge_kind) badge.classList.add(`as-badge--${one.badge_kind}`);
    if (!one.badge) badge.remove();
    const said = part(".as-line__said"), details = part("details"), meta = part(".as-meta");
    said.textContent = one.text;
    if (one.muted || (one.note && !one.mine)) {
      part("summary").textContent = one.muted ? `You muted this person. Show line ${one.number}` : `Content note: ${one.note}. Open line ${one.number}`;
      details.append(said);
    } else details.remove();
    if (one.note && one.mine) meta.textContent = `Content note: ${one.note}`;
    else meta.remove();
    for (const link of item.querySelectorAll("a[data-for]")) {
      if (link.dataset.for !== (one.mine ? "mine" : "others")) { link.remove(); continue; }
      link.setAttribute("href", link.getAttribute("href").replace("0/", `${one.number}/`));
      const about = link.querySelector("span");
      about.textContent = about.textContent.replace("0", one.number);
    }
    return item;
  };

  const add = (one) => {
    const days = log.querySelectorAll("[data-day]");
    if (!days.length || days[days.length - 1].dataset.day !== one.at.slice(0, 10)) {
      const day = document.createElement("li");
      day.className = "as-line__day";
      day.textContent = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" }).format(new Date(one.at));
      list.append(day);
    }
    list.append(drawn(one));
    newest = one.number;
  };

  const show = (news) => {
    const follows = isAtEnd();
    let added = 0, others = 0;
    for (const one of news.lines) {
      if (one.number !== newest + 1) continue;
      add(one);
      added += 1;
      if (!one.mine) others += 1;
    }
    for (const one of news.changed) {
      document.getElementById(`line-${one.number}`)?.replaceWith(drawn(one));
      change = Math.max(change, one.change);
    }
    toReach = Math.max(toReach, news.newest);
    toChange = Math.max(toChange, news.change);
    if (added) at("nothing-yet")?.remove();
    if (added && follows) toEnd();
    else if (others) say(`${others} new ${others === 1 ? "line" : "lines"} below.`);
    at("there").replaceChildren(...news.there.map(([handle, role]) => {
      const item = document.createElement("li");
      item.textContent = role ? `${handle}, ${role.toLowerCase()}` : handle;
      return item;
    }));
    at("why-not").hidden = !news.why_not;
    at("why-not").firstElementChild.textContent = news.why_not;
    // Words that are being written are not taken out of anybody's sight.
    at("compose").hidden = Boolean(news.why_not) && !text.value && !unsent.length;
  };

  const ask = async (where, options = {}) => {
    const answer = await fetch(where, {
      headers: { Accept: "application/json" }, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS), ...options,
    });
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw new Error("not what was asked for");
    return [answer.status, await answer.json()];
  };

  const catchUp = async () => {
    if (fetching) { again = true; return; }
    if (paused) { tellOfPause(); return; }
    fetching = true;
    try {
      do {
        again = false;
        const before = newest + change;
        const [status, news] = await ask(`${address}?since=${newest}&change=${change}`);
        if (status !== 200) break;
        show(news);
        if (lost) { lost = false; say("Connected again."); }
        if (newest + change === before) break;
      } while (again || newest < toReach || change < toChange);
      flush();
    } catch {
      tellOfLoss();
    } finally {
      fetching = false;
    }
  };

  let lost = false;
  const tellOfLoss = () => {
    lost = true;
    say("Not connected. Your words are kept, and sent when the connection is back.");
  };
  const tellOfPause = () => {
    const waiting = toReach - newest;
    say(waiting > 0 ? `Paused. ${waiting} new ${waiting === 1 ? "line waits" : "lines wait"}.` : "Paused.");
  };

  document.addEventListener("live", (event) => {
    toReach = Math.max(toReach, event.detail.newest || 0);
    toChange = Math.max(toChange, event.detail.change || 0);
    if (toReach > newest || toChange > change) catchUp();
  });
  document.addEventListener("live-state", (event) => { live = event.detail; if (live) catchUp(); });
  window.addEventListener("online", () => catchUp());
  let asked = 0;
  window.setInterval(() => {
    if (performance.now() - asked < (live && !lost ? CALM_MS : 0)) return;
    asked = performance.now();
    catchUp();
  }, POLL_MS);

  at("pause").addEventListener("click", (event) => {
    paused = !paused;
    event.currentTarget.setAttribute("aria-pressed", String(paused));
    if (paused) tellOfPause();
    else { say(""); catchUp(); }
  });

  // --- saying something ----------------------------------------------------------------------------------------
  const unsent = [];
  let sending = false, wait = 2000, retry = 0;
  const drawUnsent = () => {
    at("unsent").hidden = !unsent.length;
    at("unsent").replaceChildren(...unsent.map((one) => {
      const item = document.createElement("li");
      item.textContent = `Not sent yet: ${one.text}`;
      return item;
    }));
  };

  const refused = (one, told) => {
    unsent.splice(unsent.indexOf(one), 1);
    if (text.value) text.value = `${one.text}\n${text.value}`;
    else text.value = one.text;
    note.value = one.note;
    form.elements.namedItem("as_it_is").value = told.as_it_is || "";
    say(told.says);
    text.focus();
  };

  // What was told to wait keeps its order; what has not been tried yet waits for none of it: it may say "I am in danger".
  const next = () => {
    let held = false;
    return unsent.find((one) => {
      if (!one.after) return true;
      held = held || one.after > performance.now();
      return !held;
    });
  };

  const flush = async () => {
    if (sending || !unsent.length) return;
    sending = true;
    let later = 0;
    try {
      for (let one = next(); one; one = next()) {
        const body = new FormData(form);
        for (const name of ["text", "note", "key", "as_it_is"]) body.set(name, one[name]);
        const [status, told] = await ask(address, { method: "POST", body });
        if (status === 409 && told.again_in_s) { say(told.says); one.after = performance.now() + told.again_in_s * 1000; continue; }
        if (status !== 200) { refused(one, told); break; }
        unsent.splice(unsent.indexOf(one), 1);
        wait = 2000;
        toReach = Math.max(toReach, told.number);
        if (told.care) { at("care").hidden = false; at("care").scrollIntoView({ block: "nearest" }); say("We are glad that you said this. Help is above what was said."); }
      }
    } catch {
      tellOfLoss();
      later = wait * (0.5 + Math.random());
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    } finally {
      sending = false;
    }
    drawUnsent();
    const waits = unsent.find((one) => one.after);
    if (!later && waits) later = Math.max(200, waits.after - performance.now());
    if (later) { window.clearTimeout(retry); retry = window.setTimeout(flush, later); }
    if (toReach > newest) catchUp();
  };

  const send = () => {
    const words = text.value.trim();
    if (!words) { text.focus(); return; }
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    unsent.push({ text: words, note: note.value, key, as_it_is: form.elements.namedItem("as_it_is").value });
    text.value = "";
    note.value = "";
    form.elements.namedItem("as_it_is").value = "";
    drawUnsent();
    flush();
    text.focus();
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });

  at("keep-enter").addEventListener("click", (event) => {
    const pressed = event.currentTarget.getAttribute("aria-pressed") !== "true";
    event.currentTarget.setAttribute("aria-pressed", String(pressed));
  });
  text.addEventListener("keydown", (event) => {
    const enterSends = at("keep-enter").getAttribute("aria-pressed") === "true";
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !(enterSends || event.ctrlKey)) return;
    event.preventDefault();
    send();
  });
})();
