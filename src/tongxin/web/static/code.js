// 同心, signing in: shows the code of this half minute, and sends what was scanned.
"use strict";

// Scanned: the page sends itself, but not while it is only being looked at ahead of time.
const form = document.querySelector("[data-at-once]");
if (form) {
  if (document.prerendering) document.addEventListener("prerenderingchange", () => form.requestSubmit(), { once: true });
  else form.requestSubmit();
}

// The host's screen: codes are there for a while ahead. The phone's clock may be wrong: only what has passed
// since the page came counts, from the server's time on.
const RENEW_EACH = 300_000;
let ahead = 0, asked = 0, known = null;

function correct(codes) {
  known = codes;
  asked = Date.now();
  ahead = Number(codes.dataset.now) - asked;
}

function draw() {
  const codes = document.getElementById("codes");
  if (!codes) return;
  if (codes !== known) correct(codes);
  const seconds = Number(codes.dataset.step), now = Math.floor((Date.now() + ahead) / 1000);
  const number = String(Math.floor(now / seconds));
  let shown = false;
  for (const picture of codes.children) {
    picture.hidden = picture.dataset.number !== number;
    shown ||= !picture.hidden;
  }
  document.getElementById("left").textContent = shown ? `还有 ${seconds - (now % seconds)} 秒换` : "";
  document.getElementById("used-up").hidden = shown;
  if (Date.now() - asked > RENEW_EACH) renew(codes);
}

function renew(codes) {
  asked = Date.now();
  window.htmx?.trigger(codes, "renew");
}

if (document.getElementById("codes")) {
  draw();
  window.setInterval(draw, 250);
  document.addEventListener("visibilitychange", () => document.hidden || renew(document.getElementById("codes")));
}
