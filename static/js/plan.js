// The plan for everybody: zoom, search, tap a booth. Without it: the drawing scrolls, and the
// table below says the same. Moving about is the browser's own scrolling of the frame.
(() => {
  "use strict";

  const view = document.querySelector("[data-plan]");
  if (!view) return;
  const frame = view.querySelector("[data-plan-frame]");
  const drawing = frame.querySelector("svg");
  const sheet = view.querySelector("[data-plan-sheet]");
  const found = view.querySelector("[data-plan-found]");
  const words = view.querySelector("#plan-words");
  const rows = [...document.querySelectorAll("tr[data-booth]")];
  const booths = new Map([...drawing.querySelectorAll("[data-booth]")].map((one) => [one.dataset.booth, one]));
  const MOST = 8;
  const STEP = 1.5;
  const TALL = 0.76; // of the window
  const READABLE = 720; // pixels
  const CLOSE = 1150;
  const GRASP = 5; // pixels a mouse moves before it drags

  // Zoom: how many times as wide as the frame the drawing is.
  let zoom = 1;

  // The whole plan at once: as wide as the frame, or less where that would be higher than the window.
  function whole() {
    const { width, height } = drawing.viewBox.baseVal;
    return Math.min(1, (TALL * innerHeight * width) / height / frame.clientWidth);
  }

  function zoomTo(wanted, x = frame.clientWidth / 2, y = frame.clientHeight / 2) {
    const before = zoom;
    zoom = Math.min(MOST, Math.max(whole(), wanted));
    const left = (frame.scrollLeft + x) * (zoom / before) - x;
    const top = (frame.scrollTop + y) * (zoom / before) - y;
    drawing.style.minWidth = "0";
    drawing.style.maxHeight = "none";
    drawing.style.width = `${zoom * 100}%`;
    frame.scrollTo(left, top);
    frame.classList.toggle("is-large", zoom > 1);
  }

  function centre(booth) {
    if (zoom * frame.clientWidth < CLOSE) zoomTo(CLOSE / frame.clientWidth);
    const here = booth.getBoundingClientRect();
    const box = frame.getBoundingClientRect();
    frame.scrollBy(
      here.left + here.width / 2 - box.left - box.width / 2,
      here.top + here.height / 2 - box.top - box.height / 2,
    );
  }

  const buttons = {
    in: () => zoomTo(zoom * STEP),
    out: () => zoomTo(zoom / STEP),
    all: () => zoomTo(0),
  };
  for (const [name, act] of Object.entries(buttons)) {
    view.querySelector(`[data-zoom=${name}]`).addEventListener("click", act);
  }
  frame.addEventListener("keydown", (event) => {
    const act = { "+": buttons.in, "=": buttons.in, "-": buttons.out, 0: buttons.all }[event.key];
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  });
  frame.addEventListener("wheel", (event) => {
    // The plain wheel goes on scrolling the page; a pinch on a touch pad arrives with ctrl.
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = frame.getBoundingClientRect();
    zoomTo(zoom * Math.exp(-event.deltaY / 200), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });

  // Two fingers zoom, one scrolls by itself.
  let pinch = null;
  const spread = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  frame.addEventListener("touchstart", (event) => {
    pinch = event.touches.length === 2 ? { spread: spread(event.touches), zoom } : null;
  }, { passive: true });
  frame.addEventListener("touchmove", (event) => {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const box = frame.getBoundingClientRect();
    const [a, b] = event.touches;
    zoomTo(
      pinch.zoom * (spread(event.touches) / pinch.spread),
      (a.clientX + b.clientX) / 2 - box.left,
      (a.clientY + b.clientY) / 2 - box.top,
    );
  }, { passive: false });

  // A mouse drags the plan; a click that ends a drag opens nothing.
  let drag = null;
  let dragged = false;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    drag = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
    dragged = false;
  });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    dragged = dragged || Math.hypot(dx, dy) > GRASP;
    if (dragged) frame.scrollTo(drag.left - dx, drag.top - dy);
  });
  addEventListener("pointerup", () => { drag = null; });
  frame.addEventListener("dragstart", (event) => event.preventDefault());

  // What the table says of a booth, as a sheet.
  const rowOf = (id) => rows.find((row) => row.dataset.booth === id);
  const cell = (row, name) => row.querySelector(`[data-cell=${name}]`).textContent;
  function open(id) {
    const row = rowOf(id);
    if (!row) return;
    mark([id]);
    for (const name of ["code", "college", "theme"]) {
      sheet.querySelector(`[data-sheet=${name}]`).textContent = cell(row, name);
    }
    if (!sheet.open) sheet.showModal();
  }
  drawing.addEventListener("click", (event) => {
    const booth = event.target.closest("[data-booth]");
    if (!booth) return;
    event.preventDefault();
    if (!dragged) open(booth.dataset.booth);
  });
  view.querySelector("[data-plan-close]").addEventListener("click", () => sheet.close());
  sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
  for (const row of rows) {
    row.querySelector("a").addEventListener("click", (event) => {
      event.preventDefault();
      mark([row.dataset.booth]);
      view.scrollIntoView({ block: "start" });
      centre(booths.get(row.dataset.booth));
      frame.focus({ preventScroll: true });
    });
  }

  // Search.
  function mark(ids) {
    for (const [id, booth] of booths) booth.classList.toggle("is-found", ids.includes(id));
  }
  function search() {
    const wanted = words.value.trim().toLowerCase();
    const hits = rows.filter((row) => !wanted || row.textContent.toLowerCase().includes(wanted));
    for (const row of rows) row.hidden = !hits.includes(row);
    mark(wanted ? hits.map((row) => row.dataset.booth) : []);
    if (!wanted) found.textContent = "";
    else if (!hits.length) found.textContent = "没有找到，换个词试试";
    else if (hits.length > 1) found.textContent = `找到 ${hits.length} 个展位`;
    else found.textContent = `${cell(hits[0], "college")}在 ${cell(hits[0], "code")}`;
    if (wanted && hits.length === 1) centre(booths.get(hits[0].dataset.booth));
  }
  words.addEventListener("input", search);
  words.form.addEventListener("submit", (event) => event.preventDefault());
  words.form.hidden = false;
  view.querySelector("[data-plan-zoom]").hidden = false;
  // On a phone names are readable from the start, and the plan scrolls sideways.
  zoomTo(READABLE / frame.clientWidth > 1 ? READABLE / frame.clientWidth : 0);
})();
