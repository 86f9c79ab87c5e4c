/* Says that there is something new; the page itself fetches it. Without this the page is reloaded by hand. */
(() => {
  "use strict";
  const status = document.getElementById("newer");
  if (!status || !("WebSocket" in window)) return;
  const shown = Number(status.dataset.newest);
  let wait = 1000;

  const listen = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${status.dataset.live}`);
    socket.onopen = () => { wait = 1000; };
    socket.onmessage = (event) => {
      const count = JSON.parse(event.data).newest - shown;
      if (count < 1) return;
      const link = document.createElement("a");
      link.href = location.pathname + location.search;
      link.textContent = `${count} new ${count === 1 ? "reply" : "replies"}. Show`;
      status.replaceChildren(link);
    };
    socket.onclose = (event) => {
      if (event.code === 4404) {
        status.textContent = "This room is closed to you now. Your care team can tell you more.";
        return;
      }
      window.setTimeout(listen, wait);
      wait = Math.min(wait * 2, 30000);
    };
  };
  listen();
})();
