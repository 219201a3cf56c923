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
