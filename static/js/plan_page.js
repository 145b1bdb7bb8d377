// Puts the parts of the plan editor together and carries out what its buttons say.
(() => {
  "use strict";
  const root = document.getElementById("plan-editor");
  const data = JSON.parse(document.getElementById("plan-data").textContent);
  const svg = document.getElementById("plan-canvas");
  const desk = matchMedia("(min-width: 992px)");
  const one = (selector) => document.querySelector(selector);
  const model = new plan.Model(data);

  const page = {
    sprite: root.dataset.sprite,

    say(text) {
      const live = one("#plan-say");
      live.textContent = live.textContent === text ? `${text}\u00a0` : text;
    },

    status(text, kind) {
      const line = one("#plan-status");
      line.textContent = text;
      line.dataset.kind = kind;
    },

    // A sentence that says why not; true when there was one.
    refuse(sentence) {
      if (!sentence) return false;
      portal.toast(sentence, "error");
      return true;
    },

    act(name) { actions[name]?.(); },
    save() { store.save(); },
    undo() { stepped(model.undo(), "撤销"); },
    redo() { stepped(model.redo(), "重做"); },

    choose(keys) {
      const known = keys.filter((key) => model.piece(key));
      model.select(known);
      canvas.reveal(known);
      if (known.length) canvas.focus(known[0]);
    },

    editName() {
      const field = panel.forms.piece.querySelector('[data-fact="code"]:not([hidden] *), [data-fact="label"]:not([hidden] *)');
      field?.focus();
      field?.select();
    },

    toolOf(key) { return one(`button[data-key-name="${CSS.escape(key)}"]`)?.dataset.tool; },

    toolChanged(tool) {
      document.querySelectorAll("button[data-tool]").forEach((button) => {
        button.setAttribute("aria-pressed", button.dataset.tool === tool);
      });
      one("#plan-hint").textContent = HINTS[tool] || (tool === "select" ? HINTS.select : HINTS.draw);
      panel?.show("tool");
    },

    place(at) { one("#plan-at").textContent = at ? `${at.x.toFixed(1)}, ${at.y.toFixed(1)} 米` : ""; },

    measured(points) {
      if (points.length === 2) panel.forms.scale.elements.real.focus();
    },

    found(found) {
      const wrong = new Map();
      found.forEach(({ keys, sentence }) => keys.forEach((key) => wrong.set(key, [...(wrong.get(key) || []), sentence])));
      canvas.mark(wrong);
      panel.list(found, "");
    },

    unchecked() { one("#plan-checked").textContent = "没有连上服务器，暂时不能核对。"; },

    refused(faults) {
      const others = faults.filter((fault) => fault.stops);
      page.refuse(`有 ${others.length} 处要先改，没有保存。图还在页面上。`);
      page.found(faults);
      page.choose(others.flatMap((fault) => fault.keys));
    },

    offer(at, restore, discard) {
      const bar = one("#plan-unsent");
      bar.querySelector("strong").textContent = at;
      bar.querySelector("[data-restore]").addEventListener("click", () => { bar.hidden = true; restore(); });
      bar.querySelector("[data-discard]").addEventListener("click", () => { bar.hidden = true; discard(); });
      bar.hidden = false;
    },

    signIn(leave) {
      const bar = one("#plan-sign-in");
      bar.querySelector("a").addEventListener("click", leave);
      bar.hidden = false;
      bar.scrollIntoView({ block: "nearest" });
    },

    conflict(told, choices) {
      const dialog = one("#plan-conflict");
      const names = (pieces) => pieces.slice(0, 6).map((piece) => model.name(piece)).join("、") + (pieces.length > 6 ? ` 等 ${pieces.length} 件` : "");
      const lines = [
        ["新增", told.added], ["修改", told.changed], ["删除", told.removed],
      ].filter(([, pieces]) => pieces.length).map(([verb, pieces]) => `${verb}：${names(pieces)}`);
      if (!lines.length) lines.push("改了场地的名称、大小或指北。");
      dialog.querySelector("[data-who]").textContent = `${told.by} ${told.at} 保存了这张图。您画的都还在。`;
      dialog.querySelector("[data-lines]").replaceChildren(...lines.map((line) => {
        const item = document.createElement("li");
        item.textContent = line;
        return item;
      }));
      dialog.querySelector("[data-clashes]").textContent = told.clashes.length
        ? `两人都改了${names(told.clashes)}，合并时用您的。` : "您和同事改的不是同一件，可以放心合并。";
      dialog.onclose = () => choices[dialog.returnValue]?.();
      dialog.returnValue = "";
      dialog.showModal();
    },
  };

  const HINTS = {
    select: "拖动移动，空白处拖动框选，滚轮缩放，按住空格拖动平移。",
    draw: "在图上点一下放一个，或拖出大小；按住 Shift 连续画；Esc 取消。",
    measure: "在底图上点两点，再填它们之间的实际距离。",
  };

  const actions = {
    undo: () => page.undo(),
    redo: () => page.redo(),
    save: () => store.save(),
    fit: () => canvas.fit(),
    "zoom-in": () => canvas.zoom(1.3),
    "zoom-out": () => canvas.zoom(1 / 1.3),
    duplicate: () => keys.act(() => model.duplicate()),
    delete: () => keys.act(() => model.remove()),
    turn: () => keys.act(() => model.rotate(15)),
    measure: () => hand.use(hand.tool === "measure" ? "select" : "measure"),
    "stop-measure": () => hand.use("select"),
    left: () => model.align("left"),
    top: () => model.align("top"),
    across: () => model.align("across"),
    down: () => model.align("down"),
  };

  function stepped(label, verb) {
    page.say(label ? `${verb}：${label}` : `没有可以${verb}的了`);
  }

  function showSteps() {
    one('[data-act="undo"]').disabled = !model.past.length;
    one('[data-act="redo"]').disabled = !model.future.length;
  }

  const canvas = new plan.Canvas(svg, model, { sprite: page.sprite, picture: data.urls.picture });
  let panel = null;
  const hand = new plan.Hand(canvas, model, page);
  page.hand = hand;
  panel = new plan.Panel(one("#plan-panel"), model, page);
  const keys = new plan.Keys(canvas, hand, model, page);
  const store = new plan.Store(model, page, data);

  canvas.onView = ({ view }) => {
    one("#plan-zoom").textContent = `${Math.round((view.scale / 20) * 100)}%`;
    const metres = [1, 2, 5, 10, 20, 50, 100].find((length) => length * view.scale >= 60) || 100;
    one("#plan-bar").setAttribute("width", metres * view.scale);
    one("#plan-bar-text").textContent = `${metres} 米`;
  };

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.closest("#plan-panel")) return;
    const { tool, act } = button.dataset;
    // Without a pointer there is no place to click: it goes to the middle of what is seen.
    if (tool && tool !== "select" && event.detail === 0) keys.placeInView(tool);
    else if (tool) hand.use(tool);
    else if (act) page.act(act);
  });
  document.querySelector(".plan-head").addEventListener("click", (event) => {
    const { act } = event.target.closest("button")?.dataset || {};
    if (act) page.act(act);
  });
  model.on((what) => { if (what === "doc") showSteps(); });

  // Drawing is for the desk; a phone reads.
  function suit() {
    canvas.readonly = !desk.matches;
    root.classList.toggle("is-reading", canvas.readonly);
    canvas.show();
  }
  desk.addEventListener("change", suit);
  document.querySelectorAll("[data-needs-script]").forEach((block) => { block.hidden = false; });
  document.querySelectorAll("[data-no-script]").forEach((block) => { block.hidden = true; });
  document.querySelector(".plan-list-below").classList.add("is-scripted");
  suit();
  canvas.fit();
  showSteps();
  store.say();
  hand.use("select");
  window.plan.opened = { model, canvas, hand, store };
})();
