// 同心: makes pages quieter. Everything works without it.
"use strict";

// A form marked data-saves shows that it is saving and cannot be sent twice.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented) return;
  if (button.dataset.sent) event.preventDefault();
  button.dataset.sent = "yes";
  window.setTimeout(() => delete button.dataset.sent, 4000);
});

// A page that comes back from the browser's memory shows what is true now.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

// Printing needs a script: its buttons are there only with one.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A refusal of the server is shown in place of the message bar; what was entered stays on the page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const messages = document.getElementById("messages");
  if (event.detail.xhr.status < 400 || event.detail.xhr.status >= 500 || !messages) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  event.detail.target = messages;
  event.detail.swapOverride = "innerHTML show:window:top";
});

// Without a network the page says so until a save goes through.
function unsent(is) {
  const banner = document.getElementById("unsent");
  if (banner) banner.hidden = !is;
}
document.addEventListener("htmx:sendError", () => unsent(true));
document.addEventListener("htmx:timeout", () => unsent(true));
document.addEventListener("htmx:afterOnLoad", () => unsent(false));

// The picture beside a code holds it behind #, which is never sent: it is put into the field, to be sent by a press.
for (const field of document.querySelectorAll("[data-from-hash]")) {
  if (!field.value && /^#[0-9A-Za-z-]{12,20}$/.test(window.location.hash)) {
    field.value = window.location.hash.slice(1);
    window.history.replaceState(null, "", window.location.pathname);
  }
}
