// 同心: makes pages quieter. Everything works without it.
"use strict";

// A form that saves by itself is sent when its last save is through: else the two would be told of each other.
const saving = new Set();
const leaving = new Map();
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  else saving.add(event.target);
});
document.addEventListener("htmx:afterRequest", (event) => {
  saving.delete(event.target);
  const button = leaving.get(event.target);
  leaving.delete(event.target);
  if (button && event.detail.successful) event.target.requestSubmit(button);
});

// What is sent cannot be sent twice.
document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  if (!button || event.defaultPrevented) return;
  if (button.dataset.sent || saving.has(form)) event.preventDefault();
  if (saving.has(form)) { leaving.set(form, button); return; }
  for (const one of [button, form]) {
    one.dataset.sent = "yes";
    window.setTimeout(() => delete one.dataset.sent, 4000);
  }
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
