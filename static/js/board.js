// Keys of the office's board: arrows move between cells, Enter opens the side panel (it is a
// link), A accepts and R returns what the panel shows. Without this script the links do it all.
(() => {
  "use strict";
  const cells = () => [...document.querySelectorAll("#matrix .matrix-cell")];
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

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
    if (panel?.open || !(event.key in step)) return;
    const all = cells();
    if (!all.length) return;
    const here = all.indexOf(document.activeElement);
    const next = here < 0 ? 0 : Math.min(Math.max(here + step[event.key], 0), all.length - 1);
    event.preventDefault();
    all[next].focus();
  });
})();
