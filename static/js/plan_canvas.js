// Draws the model as SVG in metres and keeps the view: zoom, pan, what is under the pointer.
(() => {
  "use strict";
  const { bounds, centre, corners } = plan.geometry;
  // What lies on the ground first, what stands on it last; Tab goes the same way.
  const LAYERS = ["parking", "assembly", "gangway", "entrance", "stage", "booth"];
  const ICONS = {
    gangway: "route", entrance: "door-enter", power_box: "bolt", service_desk: "info-circle",
    medical: "first-aid-kit", extinguisher: "fire-extinguisher", stage: "microphone-2",
    assembly: "users-group", parking: "parking",
  };
  const HANDLES = {
    nw: [-1, -1], n: [0, -1], ne: [1, -1], e: [1, 0], se: [1, 1], s: [0, 1], sw: [-1, 1], w: [-1, 0],
  };
  const CLOSEST = 120;
  const LEGIBLE = 7; // pixels
  const BADGE = 20;
  // In full-width signs.
  const wideOf = (text) => [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 255 ? 1 : 0.6), 0);

  function make(tag, attributes = {}, parent = null) {
    const element = document.createElementNS(document.getElementById("plan-canvas").namespaceURI, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    parent?.append(element);
    return element;
  }

  const set = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
    }
  };
  const layer = (piece) => {
    const place = LAYERS.indexOf(piece.kind);
    return place < 0 ? LAYERS.length : place;
  };

  class Canvas {
    constructor(svg, model, { sprite, picture }) {
      Object.assign(this, { svg, model, sprite, shapes: new Map(), wrong: new Map(), overlay: {} });
      this.view = { x: 0, y: 0, scale: 10 };
      this.fitted = true;
      this.build(picture);
      new ResizeObserver(() => (this.fitted ? this.fit() : this.show())).observe(svg);
      model.on((what) => {
        if (what === "selection") this.drawSelection();
        else this.draw();
      });
      this.draw();
    }

    build(picture) {
      this.ground = make("rect", { class: "plan-ground", x: 0, y: 0 }, this.svg);
      if (picture) {
        this.picture = make("image", { class: "plan-backdrop", href: picture, x: 0, y: 0, preserveAspectRatio: "none" }, this.svg);
      }
      this.fine = make("path", { class: "plan-grid" }, this.svg);
      this.coarse = make("path", { class: "plan-grid is-coarse" }, this.svg);
      this.edge = make("rect", { class: "plan-edge", x: 0, y: 0 }, this.svg);
      this.group = make("g", { role: "group", "aria-label": "图上的图形" }, this.svg);
      this.top = make("g", { "aria-hidden": "true" }, this.svg);
    }

    // View

    get box() {
      const { width, height } = this.svg.getBoundingClientRect();
      return { width: Math.max(1, width), height: Math.max(1, height) };
    }

    fit() {
      const { width_m: across, depth_m: down } = this.model.site;
      const { width, height } = this.box;
      const scale = Math.min((width - 32) / across, (height - 32) / down);
      this.view = { scale: Math.max(scale, 0.5), x: 0, y: 0 };
      this.view.x = (across - width / this.view.scale) / 2;
      this.view.y = (down - height / this.view.scale) / 2;
      this.fitted = true;
      this.show();
    }

    zoom(factor, at = null) {
      const { width, height } = this.box;
      const { width_m: across, depth_m: down } = this.model.site;
      const least = Math.min(width / across, height / down) / 2;
      const scale = Math.min(CLOSEST, Math.max(least, this.view.scale * factor));
      const point = at || { x: this.view.x + width / this.view.scale / 2, y: this.view.y + height / this.view.scale / 2 };
      const ratio = this.view.scale / scale;
      this.view = {
        scale,
        x: point.x - (point.x - this.view.x) * ratio,
        y: point.y - (point.y - this.view.y) * ratio,
      };
      this.fitted = false;
      this.show();
    }

    pan(dx, dy) {
      const { width, height } = this.box;
      const { width_m: across, depth_m: down } = this.model.site;
      const clamp = (value, shown, whole) => Math.max(-shown * 0.6, Math.min(whole - shown * 0.4, value));
      this.view.x = clamp(this.view.x - dx / this.view.scale, width / this.view.scale, across);
      this.view.y = clamp(this.view.y - dy / this.view.scale, height / this.view.scale, down);
      this.fitted = false;
      this.show();
    }

    // Brings pieces into sight that lie outside it.
    reveal(keys) {
      const pieces = keys.map((key) => this.model.piece(key)).filter(Boolean);
      if (!pieces.length) return;
      const { width, height } = this.box;
      const { x, y, scale } = this.view;
      const box = bounds(...pieces);
      const shown = { left: x, top: y, right: x + width / scale, bottom: y + height / scale };
      if (plan.geometry.inside(box, shown)) return;
      this.view.x = (box.left + box.right - width / scale) / 2;
      this.view.y = (box.top + box.bottom - height / scale) / 2;
      this.fitted = false;
      this.show();
    }

    show() {
      const { width, height } = this.box;
      const { x, y, scale } = this.view;
      this.svg.setAttribute("viewBox", `${x} ${y} ${width / scale} ${height / scale}`);
      this.svg.classList.toggle("is-far", scale < 7);
      this.svg.classList.toggle("is-whole", this.fitted);
      this.model.pieces.forEach((piece) => this.label(piece));
      this.drawSelection();
      this.onView?.(this);
    }

    point(event) {
      const { left, top } = this.svg.getBoundingClientRect();
      const { x, y, scale } = this.view;
      return { x: x + (event.clientX - left) / scale, y: y + (event.clientY - top) / scale };
    }

    // Pieces

    draw() {
      const { site, pieces } = this.model;
      if (site !== this.drawnSite) this.drawSite(site);
      const order = [...pieces].sort((one, two) => layer(one) - layer(two));
      const left = new Set(this.shapes.keys());
      order.forEach((piece, place) => {
        left.delete(piece.key);
        const shape = this.shape(piece);
        // Moved only when it must be: what is taken out of the page loses the focus.
        if (this.group.children[place] !== shape.g) this.group.insertBefore(shape.g, this.group.children[place] || null);
        if (shape.piece !== piece) this.drawPiece(shape, piece);
      });
      left.forEach((key) => { this.shapes.get(key).g.remove(); this.shapes.delete(key); });
      pieces.forEach((piece) => this.describe(piece));
      this.drawSelection();
    }

    drawSite(site) {
      this.drawnSite = site;
      const size = { width: site.width_m, height: site.depth_m };
      [this.ground, this.edge, this.picture].filter(Boolean).forEach((element) => set(element, size));
      const lines = (step) => {
        let path = "";
        for (let x = step; x < site.width_m; x += step) path += `M${x} 0V${site.depth_m}`;
        for (let y = step; y < site.depth_m; y += step) path += `M0 ${y}H${site.width_m}`;
        return path;
      };
      const compass = document.getElementById("plan-north");
      compass.toggleAttribute("hidden", site.north === null);
      compass.firstElementChild.setAttribute("transform", `rotate(${site.north || 0} 20 20)`);
      set(this.fine, { d: lines(1) });
      set(this.coarse, { d: lines(5) });
      if (this.fitted) this.fit();
    }

    shape(piece) {
      let shape = this.shapes.get(piece.key);
      if (!shape || shape.kind !== piece.kind) {
        shape?.g.remove();
        const g = make("g", { class: "plan-piece", "data-key": piece.key, role: "button", tabindex: 0 });
        shape = { g, kind: piece.kind, rect: make("rect", { class: `plan-shape plan-${piece.kind}` }, g) };
        if (ICONS[piece.kind]) {
          shape.badge = make("circle", { class: "plan-badge", r: 0 }, g);
          shape.icon = make("use", { class: "plan-icon", href: `${this.sprite}#tabler-${ICONS[piece.kind]}` }, g);
        }
        if (piece.kind === "booth") {
          shape.bolt = make("use", { class: "plan-bolt", href: `${this.sprite}#tabler-bolt` }, g);
        }
        shape.text = make("text", { class: "plan-label" }, g);
        shape.small = make("text", { class: "plan-label is-small" }, g);
        this.shapes.set(piece.key, shape);
      }
      return shape;
    }

    drawPiece(shape, piece) {
      shape.piece = piece;
      const middle = centre(piece);
      set(shape.g, { transform: `rotate(${piece.angle} ${middle.x} ${middle.y})` });
      set(shape.rect, { x: piece.x, y: piece.y, width: piece.width, height: piece.depth, rx: Math.min(0.15, piece.width / 4, piece.depth / 4) });
      this.label(piece);
    }

    // Text and icons: as large as the piece allows, left out where nobody could read them. What is
    // smaller than a finger's breadth gets a badge of constant size, to be seen and grasped.
    label(piece) {
      const shape = this.shapes.get(piece.key);
      if (!shape) return;
      const { scale } = this.view;
      const middle = centre(piece);
      const tall = piece.depth > piece.width * 1.6;
      const [along, across] = tall ? [piece.depth, piece.width] : [piece.width, piece.depth];
      const turn = tall ? 90 : 0;
      const upright = (piece.angle + turn) % 360;
      const flip = upright > 90 && upright <= 270 ? 180 : 0;
      const transform = `rotate(${turn + flip} ${middle.x} ${middle.y})`;
      const college = this.model.college(piece) || "";
      const small = Math.min(across * 0.24, (along * 0.9) / Math.max(1, wideOf(college)), 14 / scale);
      const told = college && small * scale >= 7;
      const words = piece.label ?? piece.code ?? "";
      const name = words || (piece.kind === "extinguisher" ? "" : this.model.kinds[piece.kind]);
      const [size, icon, under] = this.sizes(wideOf(name), along, across * (told ? 0.72 : 1), Boolean(shape.icon));
      const beside = icon && size && !under ? (icon + size * 0.3) / 2 : 0;
      const y = middle.y - (told ? across * 0.14 : 0) + (under ? icon * 0.55 : 0);
      set(shape.text, { transform, "font-size": size || 1, x: middle.x + beside, y });
      shape.text.textContent = size ? name : "";
      set(shape.small, { transform, "font-size": small, x: middle.x, y: middle.y + across * 0.24 });
      shape.small.textContent = told ? college : "";
      if (shape.icon) {
        const aside = size && !under ? (wideOf(name) * size + size * 0.3) / 2 : 0;
        const badge = !size && Math.min(piece.width, piece.depth) * scale < BADGE;
        // Seen from afar they are smaller, or they would hide the booths beside them.
        const round = Math.min(BADGE, Math.max(11, scale * 1.6)) / scale;
        const wide = badge ? round * 0.66 : icon;
        set(shape.badge, { cx: middle.x, cy: middle.y, r: badge ? round / 2 : 0 });
        set(shape.icon, { x: middle.x - wide / 2 - (badge ? 0 : aside), y: middle.y - wide / 2 - (under ? size * 0.6 : 0), width: wide, height: wide, transform: badge ? `rotate(${-piece.angle} ${middle.x} ${middle.y})` : transform });
        shape.g.classList.toggle("is-badge", badge);
      }
      if (shape.bolt) {
        const bolt = Math.min(0.7, across * 0.26, 13 / scale);
        const shown = piece.supply && bolt * scale >= 6 ? bolt : 0;
        set(shape.bolt, { x: piece.x + piece.width - bolt - 0.1, y: piece.y + 0.1, width: shown, height: shown });
      }
    }

    // [size of the words, of the icon beside or over them, over?], in metres; 0: does not fit.
    sizes(wide, along, across, hasIcon) {
      const { scale } = this.view;
      const most = Math.min(1.3, across * 0.52, 18 / scale);
      const fit = (signs) => {
        const size = Math.min(most, (along * 0.88) / Math.max(1, signs));
        return wide && size * scale >= LEGIBLE ? size : 0;
      };
      const both = hasIcon ? fit(wide + 1.6) : 0;
      const under = hasIcon ? Math.min(fit(wide), across * 0.3) : 0;
      if (under > both * 1.2 && under * scale >= LEGIBLE) return [under, under * 1.3, true];
      const alone = fit(wide);
      // Words say more than the icon where there is hardly room for both.
      if (both && (both * scale >= 9 || alone <= both)) return [both, both * 1.3];
      return alone ? [alone, 0] : [0, hasIcon ? Math.min(along * 0.7, across * 0.7, 22 / scale) : 0];
    }

    // What a reader hears of a piece, and how its state is drawn.
    describe(piece) {
      const { g } = this.shapes.get(piece.key);
      const wrong = this.wrong.get(piece.key);
      const college = this.model.college(piece);
      const parts = [this.model.name(piece), `${piece.width} × ${piece.depth} 米`, `左 ${piece.x}，上 ${piece.y}`];
      if (piece.angle) parts.push(`转 ${piece.angle}°`);
      if (college) parts.push(college);
      if (wrong) parts.push(wrong[0]);
      set(g, { "aria-label": parts.join("，") });
      g.classList.toggle("is-wrong", Boolean(wrong));
      g.classList.toggle("is-taken", Boolean(college));
    }

    // keys → sentences of what is wrong with them.
    mark(wrong) {
      this.wrong = wrong;
      this.model.pieces.forEach((piece) => this.describe(piece));
      this.drawSelection();
    }

    // Over the pieces: frames, handles, warnings, guides; the same size at every zoom.

    drawSelection() {
      const chosen = this.model.chosen;
      const keys = this.model.selection;
      for (const [key, { g }] of this.shapes) {
        g.classList.toggle("is-chosen", keys.has(key));
        set(g, { "aria-pressed": keys.has(key) });
      }
      const px = 1 / this.view.scale;
      this.top.replaceChildren();
      chosen.forEach((piece) => this.drawCables(piece));
      for (const key of this.wrong.keys()) this.drawWarning(this.model.piece(key), px);
      for (const piece of chosen) {
        make("polygon", { class: "plan-frame", points: corners(piece).map((at) => `${at.x},${at.y}`).join(" ") }, this.top);
      }
      if (chosen.length === 1 && !this.readonly) this.drawHandles(chosen[0], px);
      this.drawOverlay(px);
    }

    drawCables(piece) {
      const ends = piece.kind === "power_box"
        ? this.model.pieces.filter((booth) => booth.supply === piece.key).map((booth) => [booth, piece])
        : [[piece, this.model.piece(piece.supply)]];
      for (const [from, to] of ends) {
        if (!from || !to) continue;
        const [start, end] = [centre(from), centre(to)];
        make("line", { class: "plan-cable", x1: start.x, y1: start.y, x2: end.x, y2: end.y }, this.top);
      }
    }

    drawWarning(piece, px) {
      if (!piece) return;
      const corner = corners(piece).reduce((best, at) => (at.x - at.y > best.x - best.y ? at : best));
      const size = 18 * px;
      const badge = make("g", { class: "plan-warning" }, this.top);
      make("circle", { cx: corner.x, cy: corner.y, r: size * 0.62 }, badge);
      make("use", { href: `${this.sprite}#tabler-alert-triangle`, x: corner.x - size * 0.4, y: corner.y - size * 0.44, width: size * 0.8, height: size * 0.8 }, badge);
    }

    drawHandles(piece, px) {
      const middle = centre(piece);
      const g = make("g", { transform: `rotate(${piece.angle} ${middle.x} ${middle.y})` }, this.top);
      const pixels = { across: piece.width / px, down: piece.depth / px };
      const reach = Math.max(piece.depth / 2, 0) + 26 * px;
      make("line", { class: "plan-stem", x1: middle.x, y1: piece.y, x2: middle.x, y2: middle.y - reach }, g);
      make("circle", { class: "plan-handle is-turn", "data-handle": "turn", cx: middle.x, cy: middle.y - reach, r: 6 * px }, g);
      for (const [name, [across, down]] of Object.entries(HANDLES)) {
        // On a small one the corners are enough, on a tiny one the last of them.
        if (Math.min(pixels.across, pixels.down) < 24 && name !== "se") continue;
        if ((!across && pixels.across < 70) || (!down && pixels.down < 70)) continue;
        const at = { x: middle.x + (across * piece.width) / 2, y: middle.y + (down * piece.depth) / 2 };
        make("rect", { class: `plan-handle is-${name}`, "data-handle": name, x: at.x - 4.5 * px, y: at.y - 4.5 * px, width: 9 * px, height: 9 * px, rx: 2 * px }, g);
      }
    }

    drawOverlay(px) {
      const { guides = [], band, measure, note } = this.overlay;
      const { width_m: across, depth_m: down } = this.model.site;
      for (const guide of guides) {
        const line = guide.axis === "x"
          ? { x1: guide.at, x2: guide.at, y1: 0, y2: down } : { x1: 0, x2: across, y1: guide.at, y2: guide.at };
        make("line", { class: "plan-guide", ...line }, this.top);
      }
      if (band) make("rect", { class: `plan-band ${band.kind ? "is-drawing" : ""}`, x: band.x, y: band.y, width: band.width, height: band.depth }, this.top);
      if (measure?.length) {
        const [from, to = from] = measure;
        make("line", { class: "plan-measure", x1: from.x, y1: from.y, x2: to.x, y2: to.y }, this.top);
        measure.forEach((at) => make("circle", { class: "plan-measure-end", cx: at.x, cy: at.y, r: 5 * px }, this.top));
      }
      if (note) this.drawNote(note, px);
    }

    // The numbers beside what is being dragged.
    drawNote({ text, at }, px) {
      const width = (text.length * 7.5 + 18) * px;
      make("rect", { class: "plan-note", x: at.x - width / 2, y: at.y + 12 * px, width, height: 24 * px, rx: 5 * px }, this.top);
      const label = make("text", { class: "plan-note-text", x: at.x, y: at.y + 24 * px, "font-size": 12.5 * px }, this.top);
      label.textContent = text;
    }

    over(overlay) {
      this.overlay = overlay;
      this.drawSelection();
    }

    focus(key) { this.shapes.get(key)?.g.focus({ preventScroll: true }); }
  }

  Object.assign(plan, { Canvas, make });
})();
