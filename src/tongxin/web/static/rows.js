// 同心: keys on a sheet that is typed from paper. Without it everything is reached by Tab, space and arrows.
"use strict";

(() => {
  const form = document.querySelector("[data-rows]");
  if (!form) return;
  const shown = (one) => one.getClientRects().length > 0;
  const rows = () => [...form.querySelectorAll("[data-row]")].filter(shown);
  const first = (row) =>
    row.querySelector("input[type=radio]:checked, input[type=checkbox], input[type=time], select, input, textarea") || row;

  function go(row, step) {
    const all = rows(), next = all[all.indexOf(row) + step];
    if (!next) return;
    first(next).focus();
    next.scrollIntoView({ block: "nearest" });
  }

  // A digit chooses in the row that has the focus; in a list or a field it is typed there.
  function choose(row, digit) {
    const box = row.querySelector(`[data-key="${digit}"]`);
    if (!box) return false;
    box.focus();
    box.click();
    return true;
  }

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]"), kind = event.target.type;
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[type=submit]"));
      return;
    }
    if (!row || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const boxes = kind === "radio" || kind === "checkbox";
    if (event.key === "Enter" && kind !== "submit" && kind !== "textarea") go(row, event.shiftKey ? -1 : 1);
    else if (boxes && event.key === "ArrowDown") go(row, 1);
    else if (boxes && event.key === "ArrowUp") go(row, -1);
    else if (!boxes || !/^[0-9]$/.test(event.key) || !choose(row, event.key)) return;
    event.preventDefault();
  });

  // How many are there, as the paper says it too.
  const counted = document.getElementById("counted");
  function count() {
    const away = form.querySelectorAll("[data-away]:checked").length;
    const all = form.querySelectorAll("fieldset.pp-row").length;
    counted.textContent = `到 ${all - away}·未到 ${away}`;
  }
  form.addEventListener("change", count);
  count();
})();
