/* Passkeys exist only with a script: without one their buttons are not shown. What goes wrong is said on the page. */
(() => {
  "use strict";
  if (!("PublicKeyCredential" in window)) return;
  for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const trouble = document.querySelector("[data-passkey-trouble]");
    if (trouble) trouble.hidden = false;
  });
})();
