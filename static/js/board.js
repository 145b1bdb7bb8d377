// Keys of the office's board: arrows move between cells, Enter opens the side panel (it is a
// link), A accepts and R returns what the panel shows. Without this script the links do it all.
(() => {
  "use strict";
  const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
  const PAGES = { ArrowDown: "page-next", ArrowUp: "page-previous" };
  const rows = () => [...document.querySelectorAll("#matrix tbody tr")]
    .map((row) => [...row.querySelectorAll(".matrix-cell")]);
  const clamp = (number, length) => Math.min(Math.max(number, 0), length - 1);

  // The cell one step on; past the first or the last row the way to the other page.
  function goal(key) {
    const all = rows();
    const [down, right] = STEPS[key];
    const here = all.findIndex((row) => row.includes(document.activeElement));
    if (here < 0) return document.activeElement.id === "page-next" ? all.at(-1)?.[0] : all[0]?.[0];
    if (!all[here + down]) return document.getElementById(PAGES[key]);
    const row = all[here + down];
    return row[clamp(all[here].indexOf(document.activeElement) + right, row.length)];
  }

  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey) return;
    const panel = document.getElementById("panel");
    const key = event.key.toLowerCase();
    if (panel?.open && (key === "a" || key === "r")) {
      const target = panel.querySelector(`[data-key="${key}"]`);
      if (!target) return;
      event.preventDefault();
      if (key === "a") return target.click();
      target.closest("details").open = true;
      return panel.querySelector("textarea")?.focus();
    }
    if (panel?.open || !(event.key in STEPS)) return;
    const next = goal(event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
})();
