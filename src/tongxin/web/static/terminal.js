// 同心, the terminal of a shift room: keys to tap, and a lock when nobody has touched it for a minute.
"use strict";

const lockForm = document.getElementById("lock");
const SECONDS = Number(lockForm.dataset.seconds);
const somebody = lockForm.dataset.in === "yes";
const TOLD_EACH = 10_000; // the server counts, too: it hears of touches this often
let touched = Date.now(), told = Date.now();

function tell() {
  told = Date.now();
  const token = lockForm.querySelector("input").value;
  fetch("/terminal/touch", { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
}

for (const kind of ["pointerdown", "keydown", "input", "scroll"]) {
  document.addEventListener(kind, () => {
    touched = Date.now();
    if (somebody && touched - told >= TOLD_EACH) tell();
  }, { capture: true, passive: true });
}

// Whoever is in is put out; where nobody is, what was tapped goes, and the names are fresh.
window.setInterval(() => {
  if (Date.now() - touched < SECONDS * 1000) return;
  touched = Date.now();
  if (somebody) lockForm.submit();
  else window.location.replace("/terminal");
}, 500);

for (const keys of document.querySelectorAll("[data-keys]")) {
  const field = document.getElementById(keys.dataset.keys);
  keys.hidden = false;
  field.inputMode = "none";
  keys.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (!key) return;
    if (key === "clear") field.value = "";
    else if (key === "back") field.value = field.value.slice(0, -1);
    else if (field.value.length < field.maxLength) field.value += key;
  });
}
