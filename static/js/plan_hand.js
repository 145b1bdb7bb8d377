// What the pointer does on the plan: choose, drag, pull, turn, draw, measure, zoom and pan.
(() => {
  "use strict";
  const { bounds, centre, round, toGrid, snapMove, snapEdge, resized, angle, touch, LEAST } = plan.geometry;
  const STARTS_AT = 3; // pixels before a press becomes a drag
  const REACH = 7; // pixels at which an edge draws another one to it

  class Hand {
    constructor(canvas, model, page) {
      Object.assign(this, { canvas, model, page, tool: "select", drag: null, pointers: new Map() });
      const { svg } = canvas;
      svg.addEventListener("pointerdown", (event) => this.down(event));
      svg.addEventListener("pointermove", (event) => this.moved(event));
      svg.addEventListener("pointerup", (event) => this.up(event));
      svg.addEventListener("pointercancel", (event) => { this.pointers.delete(event.pointerId); this.stop(); });
      svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
      svg.addEventListener("contextmenu", (event) => { if (this.panned) event.preventDefault(); });
      svg.addEventListener("dblclick", () => { if (model.selection.size === 1) page.editName(); });
      svg.addEventListener("pointerleave", () => page.place(null));
    }

    use(tool) {
      this.stop();
      this.tool = tool;
      this.points = [];
      this.canvas.over({});
      this.canvas.svg.dataset.tool = tool;
      this.page.toolChanged(tool);
    }

    others(keys) {
      return this.model.pieces.filter((piece) => !keys.has(piece.key)).map((piece) => bounds(piece));
    }

    get reach() { return REACH / this.canvas.view.scale; }

    down(event) {
      const key = event.target.closest?.("[data-key]")?.dataset.key;
      const handle = event.target.closest?.("[data-handle]")?.dataset.handle;
      this.pointers.set(event.pointerId, event);
      this.panned = false;
      if (this.pointers.size === 2) return this.pinch();
      const at = this.canvas.point(event);
      if (event.button === 1 || event.button === 2 || this.spaceHeld || this.fingerPans(event, key, handle)) {
        if (event.button !== 2) event.preventDefault();
        this.begin(event, { kind: "pan", key });
        return null;
      }
      if (event.button !== 0) return null;
      // The browser would mark text, and focus what it finds under the pointer.
      event.preventDefault();
      if (this.tool === "measure") return this.measure(at);
      if (this.tool !== "select") return this.begin(event, { kind: "draw", at });
      if (handle) return this.begin(event, { kind: handle === "turn" ? "turn" : "pull", handle, piece: this.model.chosen[0] });
      if (key) return this.press(event, key, at);
      this.canvas.svg.focus({ preventScroll: true });
      if (!event.shiftKey) this.model.select([]);
      return this.begin(event, { kind: "band", at, before: new Set(this.model.selection) });
    }

    // A finger moves what is chosen and pans otherwise; where nothing is drawn it only pans.
    fingerPans(event, key, handle) {
      if (this.canvas.readonly) return true;
      return event.pointerType === "touch" && this.tool === "select" && !handle && !this.model.selection.has(key);
    }

    press(event, key, at) {
      if (event.shiftKey) {
        this.model.select([key], { add: true });
      } else if (!this.model.selection.has(key)) {
        this.model.select([key]);
      }
      this.canvas.focus(key);
      return this.begin(event, { kind: "move", at, key });
    }

    begin(event, drag) {
      this.drag = { ...drag, x: event.clientX, y: event.clientY, pointer: event.pointerId, started: false };
      this.canvas.svg.setPointerCapture(event.pointerId);
      return null;
    }

    moved(event) {
      const last = this.pointers.get(event.pointerId);
      if (this.pinched && last) return this.pinching(event);
      if (last) this.pointers.set(event.pointerId, event);
      const at = this.canvas.point(event);
      this.page.place(at);
      const { drag } = this;
      if (!drag || drag.pointer !== event.pointerId) return this.hint(at);
      if (!drag.started) {
        if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < STARTS_AT) return null;
        drag.started = true;
        if (["move", "pull", "turn"].includes(drag.kind)) this.model.begin();
        drag.pieces = this.model.pieces;
      }
      return this[`drag_${drag.kind}`](drag, event, at);
    }

    hint(at) {
      if (this.tool === "measure" && this.points.length === 1) this.canvas.over({ measure: [this.points[0], at] });
    }

    drag_pan(drag, event) {
      this.panned = true;
      this.canvas.pan(event.clientX - drag.x, event.clientY - drag.y);
      [drag.x, drag.y] = [event.clientX, event.clientY];
    }

    drag_move(drag, event, at) {
      const keys = this.model.selection;
      const moving = drag.pieces.filter((piece) => keys.has(piece.key));
      let [dx, dy] = [at.x - drag.at.x, at.y - drag.at.y];
      if (event.ctrlKey || event.metaKey) [dx, dy] = Math.abs(dx) > Math.abs(dy) ? [dx, 0] : [0, dy];
      const step = snapMove(bounds(...moving), dx, dy, this.others(keys), this.reach, event.altKey);
      const moved = new Map(moving.map((piece) =>
        [piece.key, Object.freeze({ ...piece, x: round(piece.x + step.dx), y: round(piece.y + step.dy) })]));
      this.model.live(drag.pieces.map((piece) => moved.get(piece.key) || piece));
      const box = bounds(...moved.values());
      const text = `左 ${round(box.left)}　上 ${round(box.top)}`;
      this.canvas.over({ guides: step.guides, note: { text, at: { x: (box.left + box.right) / 2, y: box.bottom } } });
    }


    drag_pull(drag, event, at) {
      const { piece } = drag;
      const others = this.others(new Set([piece.key]));
      const snap = (value, axis) => snapEdge(value, axis, others, this.reach, event.altKey);
      const grown = Object.freeze(resized(piece, drag.handle, at, snap));
      this.model.live(drag.pieces.map((one) => (one.key === piece.key ? grown : one)));
      const box = bounds(grown);
      const text = `${grown.width} × ${grown.depth} 米`;
      this.canvas.over({ note: { text, at: { x: (box.left + box.right) / 2, y: box.bottom } } });
    }

    drag_turn(drag, event, at) {
      const middle = centre(drag.piece);
      const degrees = (Math.atan2(at.y - middle.y, at.x - middle.x) * 180) / Math.PI + 90;
      const turned = angle(event.altKey ? degrees : Math.round(degrees / 15) * 15);
      const piece = Object.freeze({ ...drag.piece, angle: turned });
      this.model.live(drag.pieces.map((one) => (one.key === piece.key ? piece : one)));
      this.canvas.over({ note: { text: `${turned}°`, at: { x: middle.x, y: bounds(piece).bottom } } });
    }

    drag_band(drag, event, at) {
      const band = rectOf(drag.at, at);
      const box = { left: band.x, top: band.y, right: band.x + band.width, bottom: band.y + band.depth };
      const caught = this.model.pieces.filter((piece) => touch(box, bounds(piece))).map((piece) => piece.key);
      this.model.select([...new Set([...(event.shiftKey ? drag.before : []), ...caught])]);
      this.canvas.over({ band });
    }

    drag_draw(drag, event, at) {
      const snap = (point) => (event.altKey ? point : { x: toGrid(point.x), y: toGrid(point.y) });
      drag.rect = rectOf(snap(drag.at), snap(at));
      const { width, depth, x, y } = drag.rect;
      const text = `${round(width)} × ${round(depth)} 米`;
      this.canvas.over({ band: { ...drag.rect, kind: this.tool }, note: { text, at: { x: x + width / 2, y: y + depth } } });
    }

    up(event) {
      this.pointers.delete(event.pointerId);
      if (this.pinched) {
        this.pinched = this.pointers.size === 2;
        return;
      }
      const { drag } = this;
      if (!drag || drag.pointer !== event.pointerId) return;
      this.drag = null;
      this.canvas.over({});
      if (drag.kind === "draw") this.drawn(drag, event);
      else if (!drag.started) this.clicked(drag, event);
      else if (drag.kind === "move") this.model.commit("移动");
      else if (drag.kind === "pull") this.model.commit("改大小");
      else if (drag.kind === "turn") this.model.commit("旋转");
    }

    // Pressed and let go without a drag.
    clicked(drag, event) {
      if (drag.kind === "move" && !event.shiftKey && this.model.selection.size > 1) this.model.select([drag.key]);
      if (drag.kind === "pan" && event.button === 0 && !this.spaceHeld) this.model.select(drag.key ? [drag.key] : []);
    }

    drawn(drag, event) {
      const [width, depth] = plan.USUAL[this.tool];
      const pulled = drag.started && drag.rect && drag.rect.width >= LEAST && drag.rect.depth >= LEAST;
      const spot = { x: toGrid(drag.at.x - width / 2), y: toGrid(drag.at.y - depth / 2), width, depth };
      const { tool } = this;
      const rect = pulled ? drag.rect : { ...spot, ...this.within(spot) };
      this.page.refuse(this.model.place(tool, { ...rect, x: round(rect.x), y: round(rect.y), width: round(rect.width), depth: round(rect.depth) }));
      // Shift keeps the tool in hand for the next one.
      if (!event.shiftKey) this.use("select");
      this.canvas.focus([...this.model.selection][0]);
    }

    within({ x, y, width, depth }) {
      const { width_m: across, depth_m: down } = this.model.site;
      const clamp = (value, most) => Math.max(0, Math.min(value, Math.max(0, most)));
      return { x: clamp(x, across - width), y: clamp(y, down - depth) };
    }

    measure(at) {
      this.points = this.points.length === 2 ? [at] : [...this.points, at];
      this.canvas.over({ measure: this.points });
      this.page.measured(this.points);
      return null;
    }

    // Esc: whatever was begun is as it was.
    stop() {
      const { drag } = this;
      this.drag = null;
      if (drag?.started && ["move", "pull", "turn"].includes(drag.kind)) this.model.cancel();
      this.canvas.over({});
      return Boolean(drag);
    }

    wheel(event) {
      if (this.canvas.readonly && !event.ctrlKey) return;
      event.preventDefault();
      if (event.shiftKey) this.canvas.pan(-(event.deltaY || event.deltaX), 0);
      else this.canvas.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), this.canvas.point(event));
    }

    // Two fingers

    pinch() {
      this.stop();
      this.pinched = true;
    }

    pinching(event) {
      const before = [...this.pointers.values()];
      this.pointers.set(event.pointerId, event);
      const after = [...this.pointers.values()];
      if (after.length < 2) return;
      const apart = ([one, two]) => Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
      const middle = ([one, two]) => ({ clientX: (one.clientX + two.clientX) / 2, clientY: (one.clientY + two.clientY) / 2 });
      const [from, to] = [middle(before), middle(after)];
      this.canvas.pan(to.clientX - from.clientX, to.clientY - from.clientY);
      if (apart(before)) this.canvas.zoom(apart(after) / apart(before), this.canvas.point(to));
    }
  }

  function rectOf(one, other) {
    return {
      x: Math.min(one.x, other.x), y: Math.min(one.y, other.y),
      width: Math.abs(one.x - other.x), depth: Math.abs(one.y - other.y),
    };
  }

  plan.Hand = Hand;
})();
