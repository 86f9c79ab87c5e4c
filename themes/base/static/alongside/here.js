/* Holds one socket for the page: it says what is new (the event "live"), whether it is open ("live-state"), and when the page is not its reader's any
   more. Then the page is emptied at once, and what happened is said. Without this file the next request says it. */
(() => {
  "use strict";
  const { live, closed } = document.body.dataset;
  const NOT_OPEN = 4404;
  let wait = 1000;
  if (!live || !("WebSocket" in window)) return;

  const goAway = () => {
    document.title = "…";
    for (const part of [...document.body.children]) if (!part.classList.contains("as-strip")) part.remove();
    window.location.replace(closed);
  };

  const listen = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${live}`);
    const state = (open) => document.dispatchEvent(new CustomEvent("live-state", { detail: open }));
    socket.onopen = () => { wait = 1000; state(true); };
    socket.onmessage = (event) => document.dispatchEvent(new CustomEvent("live", { detail: JSON.parse(event.data) }));
    socket.onclose = (event) => {
      if (event.code === NOT_OPEN) return goAway();
      state(false);
      // Not all at the same moment: a server that comes back would be knocked over again.
      window.setTimeout(listen, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, 30000);
    };
  };
  // A page that is only passed through needs none.
  window.setTimeout(listen, 700);
})();
