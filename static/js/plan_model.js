// The drawing, what is selected, and the whole history of the session. Knows nothing of the page.
(() => {
  "use strict";
  const { round, toGrid, bounds, touch, turned, angle, GRID, LEAST } = plan.geometry;
  const MOST_DRAWN = 400;
  const USUAL = {
    booth: [3, 3], gangway: [12, 3], entrance: [4, 1], power_box: [1, 1], service_desk: [3, 2],
    medical: [3, 3], extinguisher: [0.5, 0.5], stage: [8, 5], assembly: [6, 4], parking: [10, 5],
  };
  // How long two small changes of one kind count as one step back.
  const ONE_STEP = 900;

  const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);
  const nameOf = (piece, kinds) =>
    piece.kind === "booth" ? `展位 ${piece.code || "（没有编号）"}` : piece.label || kinds[piece.kind];

  // A01 → A02, 甲9 → 甲10; the next one nobody carries.
  function nextCode(code, taken) {
    const [, head, digits] = (code || "A00").match(/^(.*?)(\d*)$/);
    for (let number = Number(digits || 0) + 1; ; number += 1) {
      const next = head + String(number).padStart(Math.max(digits.length, digits ? 0 : 2), "0");
      if (!taken.has(next)) return next;
    }
  }

  const RECT = ["x", "y", "width", "depth", "angle"];
  const FACTS = { booth: ["code", "zone", "supply", ...RECT], other: ["label", "capacity_kw", ...RECT] };

  // Always the same facts in the same order, so that two pieces compare as text.
  function tidy(piece) {
    const kept = { key: piece.key, kind: piece.kind };
    for (const fact of FACTS[piece.kind] || FACTS.other) kept[fact] = piece[fact] ?? null;
    return Object.freeze(kept);
  }

  class Model {
    constructor(data) {
      this.kinds = data.kinds;
      this.listeners = [];
      this.past = [];
      this.future = [];
      this.selection = new Set();
      this.number = 0;
      this.learn(data);
      this.doc = this.saved = this.docOf(data);
    }

    docOf(data) {
      return Object.freeze({ site: Object.freeze({ ...data.site }), pieces: Object.freeze(data.pieces.map(tidy)) });
    }

    // What the server says beside the drawing: the version, ids, who stands where.
    learn(data) {
      this.version = data.version;
      this.ids = new Map(data.pieces.map((piece) => [piece.key, piece.id]));
      this.colleges = data.colleges;
    }

    on(listener) { this.listeners.push(listener); }
    tell(what) { this.listeners.forEach((listener) => listener(what)); }

    get pieces() { return this.doc.pieces; }
    get site() { return this.doc.site; }
    get dirty() { return !same(this.doc, this.saved); }
    get chosen() { return this.pieces.filter((piece) => this.selection.has(piece.key)); }
    piece(key) { return this.pieces.find((piece) => piece.key === key); }
    name(piece) { return nameOf(piece, this.kinds); }
    college(piece) { return piece.kind === "booth" ? this.colleges[this.ids.get(piece.key)] : undefined; }
    get boxes() { return this.pieces.filter((piece) => piece.kind === "power_box"); }
    newKey() {
      do this.number += 1; while (this.pieces.some((piece) => piece.key === `n${this.number}`) || this.ids.has(`n${this.number}`));
      return `n${this.number}`;
    }

    // Selection

    select(keys, { add = false } = {}) {
      const chosen = new Set(add ? this.selection : []);
      for (const key of keys) {
        if (add && this.selection.has(key)) chosen.delete(key);
        else chosen.add(key);
      }
      this.selection = chosen;
      this.tell("selection");
    }

    // Steps: everything that changes the drawing goes through `change`, live dragging through
    // `begin`, `live` and then `commit` or `cancel`.

    change(label, doc, { selection = this.selection, merge = "" } = {}) {
      if (same(doc, this.doc)) return;
      const last = this.past[this.past.length - 1];
      const goesOn = merge && last && last.merge === merge && Date.now() - last.at < ONE_STEP;
      if (goesOn) last.at = Date.now();
      else this.past.push({ doc: this.doc, selection: this.selection, label, merge, at: Date.now() });
      this.future = [];
      this.doc = Object.freeze(doc);
      this.selection = new Set(selection);
      this.tell("doc");
    }

    begin() { this.before = this.doc; }

    live(pieces) {
      this.doc = Object.freeze({ ...this.doc, pieces: Object.freeze(pieces) });
      this.tell("live");
    }

    commit(label) {
      const [before, after] = [this.before, this.doc];
      this.before = null;
      this.doc = before;
      if (same(before, after)) this.tell("doc");
      else this.change(label, after);
    }

    cancel() {
      if (!this.before) return;
      this.doc = this.before;
      this.before = null;
      this.tell("doc");
    }

    step(from, to) {
      const entry = from.pop();
      if (!entry) return null;
      to.push({ ...entry, doc: this.doc, selection: this.selection, merge: "" });
      this.doc = entry.doc;
      const there = new Set(this.pieces.map((piece) => piece.key));
      this.selection = new Set([...entry.selection].filter((key) => there.has(key)));
      this.tell("doc");
      return entry.label;
    }

    undo() { return this.step(this.past, this.future); }
    redo() { return this.step(this.future, this.past); }

    // What people do

    patch(keys, facts, label, options) {
      const wanted = new Set(keys);
      const fresh = typeof facts === "function" ? facts : () => facts;
      const pieces = this.pieces.map((piece) =>
        wanted.has(piece.key) ? Object.freeze({ ...piece, ...fresh(piece) }) : piece);
      this.change(label, { ...this.doc, pieces: Object.freeze(pieces) }, options);
    }

    patchSite(facts, label, pieces = this.pieces) {
      this.change(label, { site: Object.freeze({ ...this.site, ...facts }), pieces });
    }

    move(dx, dy, label = "移动") {
      const keys = [...this.selection];
      const shift = (piece) => ({ x: round(piece.x + dx), y: round(piece.y + dy) });
      this.patch(keys, shift, label, { merge: `move:${keys}` });
    }

    grow(by) {
      const keys = [...this.selection];
      const size = (metres) => round(Math.max(LEAST, metres + by));
      const grown = (piece) => ({ width: size(piece.width), depth: size(piece.depth) });
      this.patch(keys, grown, by > 0 ? "放大" : "缩小", { merge: `grow:${keys}` });
    }

    rotate(by) {
      const keys = [...this.selection];
      this.patch(keys, (piece) => ({ angle: angle(piece.angle + by) }), "旋转", { merge: `turn:${keys}` });
    }

    get codes() { return new Set(this.pieces.filter((piece) => piece.kind === "booth").map((piece) => piece.code)); }

    // A new piece of a kind: named, numbered and connected like the one drawn before it.
    fresh(kind, rect) {
      const head = { key: this.newKey(), kind, angle: 0, ...rect };
      if (kind === "booth") {
        const booths = this.pieces.filter((piece) => piece.kind === "booth");
        const like = this.chosen.find((piece) => piece.kind === "booth") || booths[booths.length - 1];
        return { ...head, code: nextCode(like?.code, this.codes), zone: like?.zone || "A", supply: like?.supply || null };
      }
      const count = this.pieces.filter((piece) => piece.kind === kind).length + 1;
      const numbered = { power_box: "号配电箱", entrance: "号出入口" }[kind];
      const label = numbered ? `${count}${numbered}` : "";
      return { ...head, label, capacity_kw: kind === "power_box" ? 20 : null };
    }

    add(fresh, label) {
      if (this.pieces.length + fresh.length > MOST_DRAWN) {
        return `一张图最多 ${MOST_DRAWN} 件，现在有 ${this.pieces.length} 件，放不下了。请先删去一些。`;
      }
      const pieces = Object.freeze([...this.pieces, ...fresh.map(tidy)]);
      this.change(label, { ...this.doc, pieces }, { selection: fresh.map((piece) => piece.key) });
      return "";
    }

    place(kind, rect) { return this.add([this.fresh(kind, rect)], `画${this.kinds[kind]}`); }

    // Where a piece of this kind fits near a point without lying on another one.
    freeSpot(kind, near) {
      const [width, depth] = USUAL[kind];
      const { width_m: across, depth_m: down } = this.site;
      const clamp = (value, most) => Math.max(0, Math.min(toGrid(value), Math.max(0, most)));
      const taken = this.pieces.map((piece) => bounds(piece));
      let first = null;
      for (let ring = 0; ring < 40; ring += 1) {
        for (let turn = 0; turn < (ring ? 8 : 1); turn += 1) {
          const off = turned({ x: ring * GRID * 2, y: 0 }, turn * 45);
          const x = clamp(near.x - width / 2 + off.x, across - width);
          const y = clamp(near.y - depth / 2 + off.y, down - depth);
          const spot = { x, y, width, depth };
          first ||= spot;
          if (!taken.some((box) => touch(box, bounds({ ...spot, angle: 0 })))) return spot;
        }
      }
      return first;
    }

    // Beside themselves, with codes that run on.
    duplicate() {
      const chosen = this.chosen;
      if (!chosen.length) return "";
      const box = bounds(...chosen);
      const wide = box.right - box.left;
      const right = box.right + wide <= this.site.width_m ? wide : 0;
      const down = right ? 0 : box.bottom - box.top;
      const codes = this.codes;
      const copies = chosen.map((piece) => this.copyOf(piece, right, down, codes));
      return this.add(copies, "复制");
    }

    copyOf(piece, dx, dy, codes) {
      const copy = { ...piece, key: this.newKey(), x: round(piece.x + dx), y: round(piece.y + dy) };
      if (piece.kind === "booth") {
        copy.code = nextCode(piece.code, codes);
        codes.add(copy.code);
      }
      return copy;
    }

    // A row of `count` in all that starts with this booth, along its own sides.
    row(piece, count, gap, direction) {
      const [across, down] = { right: [1, 0], left: [-1, 0], down: [0, 1], up: [0, -1] }[direction];
      const step = turned({ x: across * (piece.width + gap), y: down * (piece.depth + gap) }, piece.angle);
      const codes = this.codes;
      const copies = [];
      let last = piece;
      for (let number = 1; number < count; number += 1) {
        const copy = this.copyOf({ ...last, x: piece.x, y: piece.y }, number * step.x, number * step.y, codes);
        const box = bounds(copy);
        const { width_m: width, depth_m: depth } = this.site;
        if (box.left < -0.005 || box.top < -0.005 || box.right > width + 0.005 || box.bottom > depth + 0.005) {
          return `放不下 ${count} 个：第 ${number + 1} 个会超出场地，最多一共 ${number} 个。请改个数、方向或间隔。`;
        }
        copies.push(copy);
        last = copy;
      }
      const refused = this.add(copies, `复制成一排（${count} 个）`);
      if (!refused) this.select([piece.key, ...copies.map((copy) => copy.key)]);
      return refused;
    }

    // Returns a sentence for what cannot go because a college stands on it.
    remove(keys = [...this.selection]) {
      const held = keys.map((key) => this.piece(key)).filter((piece) => piece && this.college(piece));
      if (held.length) {
        const names = held.map((piece) => `${piece.code}（${this.college(piece)}）`).join("、");
        return `${names}已安排学院，不能删除。请先把学院移出，再删除展位。`;
      }
      const gone = new Set(keys);
      const pieces = this.pieces.filter((piece) => !gone.has(piece.key))
        .map((piece) => (gone.has(piece.supply) ? Object.freeze({ ...piece, supply: null }) : piece));
      this.change("删除", { ...this.doc, pieces: Object.freeze(pieces) }, { selection: [] });
      return "";
    }

    // Left or top edges in one line, or equal gaps between them.
    align(how) {
      const chosen = this.chosen;
      const axis = how === "left" || how === "across" ? "x" : "y";
      const [low, high] = axis === "x" ? ["left", "right"] : ["top", "bottom"];
      const boxes = new Map(chosen.map((piece) => [piece.key, bounds(piece)]));
      const order = [...chosen].sort((one, two) => boxes.get(one.key)[low] - boxes.get(two.key)[low]);
      const shift = new Map();
      const start = boxes.get(order[0].key)[low];
      if (how === "left" || how === "top") {
        order.forEach((piece) => shift.set(piece.key, start - boxes.get(piece.key)[low]));
      } else {
        const end = Math.max(...order.map((piece) => boxes.get(piece.key)[high]));
        const filled = order.reduce((sum, piece) => sum + boxes.get(piece.key)[high] - boxes.get(piece.key)[low], 0);
        const gap = (end - start - filled) / Math.max(1, order.length - 1);
        let at = start;
        for (const piece of order) {
          const box = boxes.get(piece.key);
          shift.set(piece.key, at - box[low]);
          at += box[high] - box[low] + gap;
        }
      }
      this.patch([...shift.keys()], (piece) => ({ [axis]: round(piece[axis] + shift.get(piece.key)) }), "对齐");
    }

    // Two points of the picture are `real` metres apart: the place grows or shrinks with it, the
    // pieces keep their own sizes and stay over the same spot.
    rescale(measured, real) {
      const factor = real / measured;
      const size = { width_m: round(this.site.width_m * factor), depth_m: round(this.site.depth_m * factor) };
      const pieces = this.pieces.map((piece) => Object.freeze({
        ...piece,
        x: round((piece.x + piece.width / 2) * factor - piece.width / 2),
        y: round((piece.y + piece.depth / 2) * factor - piece.depth / 2),
      }));
      this.patchSite(size, "设比例", Object.freeze(pieces));
    }

    // What is sent: ids where the server knows a piece.
    sent() {
      const pieces = this.pieces.map((piece) => ({ ...piece, id: this.ids.get(piece.key) || null }));
      return { base: this.version, site: this.site, pieces };
    }
  }

  Object.assign(plan, { Model, USUAL, same, nextCode, tidy });
})();
