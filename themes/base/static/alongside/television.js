// A video: goes to the time of a word, and begins where one left it. It never starts by itself.
(() => {
  const video = document.querySelector("video[data-left]");
  if (!video) return;
  const NEAR_THE_END = 5;

  for (const link of document.querySelectorAll("a[data-second]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      video.currentTime = Number(link.dataset.second);
      video.focus();
    });
  }

  const left = Number(video.dataset.left);
  if (left > 0) {
    const resume = () => {
      if (left < video.duration - NEAR_THE_END) video.currentTime = left;
    };
    if (video.readyState >= 1) resume();
    else video.addEventListener("loadedmetadata", resume, { once: true });
  }

  const form = document.querySelector("form[action^='/mine/']");
  let kept = left;
  const keep = () => {
    const second = video.duration - video.currentTime < NEAR_THE_END ? 0 : Math.floor(video.currentTime);
    if (!form || second === kept) return;
    kept = second;
    const sent = new FormData();
    sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    sent.set("do", "left");
    sent.set("second", String(second));
    fetch(form.action, { method: "POST", body: sent, keepalive: true }).catch(() => {});
  };
  video.addEventListener("pause", keep);
  window.addEventListener("pagehide", keep);
})();
