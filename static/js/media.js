// 影像资料: ticking many, and keys for reviewing. Without this script buttons and boxes do it all.
(() => {
  "use strict";
  const boxes = () => [...document.querySelectorAll("input.media-tick")];
  const all = document.querySelector("[data-tick-all]");
  const told = document.querySelector("[data-ticked]");

  // What was judged since the page came is not ticked with the others; where some wait, they alone.
  const statusOf = (box) => box.closest(".media-cell")?.dataset.status;
  const atFirst = new Map(boxes().map((box) => [box.value, statusOf(box)]));
  function tickable() {
    const left = boxes().filter((box) => statusOf(box) === atFirst.get(box.value));
    const waiting = left.filter((box) => statusOf(box) === "waiting");
    return waiting.length ? waiting : left;
  }

  function count() {
    const ticked = boxes().filter((box) => box.checked).length;
    if (told) told.textContent = ticked ? ` 已勾选 ${ticked} 个` : "";
    if (all) all.querySelector("input").checked = ticked > 0 && tickable().every((box) => box.checked);
  }

  if (all) {
    all.hidden = false;
    all.addEventListener("change", (event) => {
      const wanted = event.target.checked ? tickable() : [];
      boxes().forEach((box) => { box.checked = wanted.includes(box); });
      count();
    });
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches("input.media-tick")) count();
  });
  count();

  const grid = document.getElementById("media-review");
  if (!grid) return;
  const cells = () => [...grid.querySelectorAll(".media-cell")];

  // What was refused before has been read: it covers the cards no longer.
  function forget() {
    document.querySelectorAll("#toasts .is-error").forEach((line) => line.remove());
  }
  grid.addEventListener("htmx:beforeRequest", forget);

  // As many as stand in the first line.
  function across() {
    const top = cells()[0]?.offsetTop;
    return cells().filter((cell) => cell.offsetTop === top).length || 1;
  }

  function goTo(place) {
    const list = cells();
    const cell = list[Math.min(Math.max(place, 0), list.length - 1)];
    cell?.focus();
    cell?.scrollIntoView({ block: "nearest" });
  }

  // A key whose button is not there says why, instead of doing nothing.
  const WHY = {
    h: "这一张已经隐藏。",
    r: "已经退回，在等学院修改。",
    s: "通过以后才能选为优秀。",
    n: "有没有未成年人已经说明过。",
    y: "有没有未成年人已经说明过。",
  };

  function whyNot(cell, key) {
    if ("mine" in cell.dataset) return key === "a" || key in WHY ? "这是您自己上传或填写的，由另一位审核。" : "";
    return key === "a" ? cell.dataset.hindrance : WHY[key] || "";
  }

  const STEPS = { ArrowRight: () => 1, ArrowLeft: () => -1, ArrowDown: across, ArrowUp: () => -across() };

  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input:not(.media-tick), textarea, select")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = cells().indexOf(document.activeElement.closest(".media-cell"));
    if (event.key in STEPS) {
      event.preventDefault();
      return goTo(here < 0 ? 0 : here + STEPS[event.key]());
    }
    const key = event.key.toLowerCase();
    if (here < 0) {
      if (/^[ahrsny]$/.test(key)) window.portal.toast("先按方向键选中一张，再按快捷键。");
      return;
    }
    const cell = cells()[here];
    if (event.key === " " && event.target === cell) {
      event.preventDefault();
      return cell.querySelector(".media-tick")?.click();
    }
    if (event.repeat) return;
    forget();
    const target = cell.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) {
      const why = whyNot(cell, key);
      if (why) window.portal.toast(why, "error");
      return;
    }
    event.preventDefault();
    // A cell just put in is the library's a moment later only: a quick key would send its form
    // as a page of its own.
    window.htmx?.process(cell);
    if (key !== "r") return target.click();
    target.closest("details").open = true;
    cell.querySelector("textarea").focus();
  });

  // A judged cell was put in anew: go on with the next, stay where more is to be said.
  document.addEventListener("htmx:afterSwap", (event) => {
    const cell = document.getElementById(event.detail.target.id);
    if (!cell?.matches(".media-cell")) return;
    const place = cells().indexOf(cell);
    goTo(cell.querySelector('[data-key="a"]') ? place : place + 1);
    count();
  });
})();
