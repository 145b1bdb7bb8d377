// Everything by keyboard: Tab goes through the pieces, arrows move, and what was done is said.
(() => {
  "use strict";
  const { GRID, centre, round } = plan.geometry;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const TYPES = "input, textarea, select, [contenteditable]";

  class Keys {
    constructor(canvas, hand, model, page) {
      Object.assign(this, { canvas, hand, model, page });
      document.addEventListener("keydown", (event) => this.pressed(event));
      document.addEventListener("keyup", (event) => {
        if (event.key === " ") this.space(false);
      });
      canvas.svg.addEventListener("focusin", (event) => this.focused(event));
    }

    space(held) {
      this.hand.spaceHeld = held;
      this.canvas.svg.classList.toggle("is-panning", held);
    }

    // Tab alone chooses what it comes to; a pointer has chosen already.
    focused(event) {
      const key = event.target.closest("[data-key]")?.dataset.key;
      if (!key || this.model.selection.has(key) || !event.target.matches(":focus-visible")) return;
      this.model.select([key]);
      this.canvas.reveal([key]);
    }

    pressed(event) {
      const command = event.ctrlKey || event.metaKey;
      if (command && event.key.toLowerCase() === "s") {
        event.preventDefault();
        document.activeElement?.blur?.();
        return this.page.save();
      }
      if (document.querySelector("dialog[open]") || event.target.matches?.(TYPES)) return null;
      if (command) return this.commanded(event);
      if (event.altKey) return null;
      const done = this.onPlan(event);
      if (done) event.preventDefault();
      return null;
    }

    commanded(event) {
      const acts = {
        z: () => (event.shiftKey ? this.page.redo() : this.page.undo()),
        y: () => this.page.redo(),
        d: () => this.act(() => this.model.duplicate(), "复制"),
        a: () => this.chooseAll(),
      };
      const act = acts[event.key.toLowerCase()];
      if (!act || this.canvas.readonly) return;
      event.preventDefault();
      act();
    }

    chooseAll() {
      this.model.select(this.model.pieces.map((piece) => piece.key));
      this.page.say(`已选 ${this.model.selection.size} 件`);
    }

    // Keys that only mean something while the plan has the focus; true when taken.
    onPlan(event) {
      const here = this.canvas.svg.contains(event.target);
      const { key } = event;
      if (key === "Escape") return this.escape();
      if (this.canvas.readonly || !(here || event.target === document.body)) return false;
      if (key === " ") return this.spaced(event.target);
      if (ARROWS[key]) return this.arrow(ARROWS[key], event.shiftKey);
      const tool = this.page.toolOf(key.toLowerCase());
      if (tool && !event.shiftKey) return this.hand.use(tool) || true;
      if (!this.model.selection.size) return false;
      const acts = {
        "+": () => this.model.grow(GRID), "=": () => this.model.grow(GRID), "-": () => this.model.grow(-GRID),
        r: () => this.model.rotate(event.shiftKey ? -15 : 15),
        d: () => this.model.duplicate(),
        delete: () => this.model.remove(), backspace: () => this.model.remove(),
        enter: () => this.page.editName(),
      };
      const act = acts[key.toLowerCase()];
      if (!act) return false;
      this.act(act);
      return true;
    }

    // On a piece that Tab came to it adds and takes away; after the mouse it lets one pan.
    spaced(target) {
      const piece = target.closest("[data-key]")?.dataset.key;
      if (piece && target.matches(":focus-visible")) this.model.select([piece], { add: true });
      else this.space(true);
      return true;
    }

    escape() {
      if (this.hand.stop()) this.page.say("已取消");
      else if (this.hand.tool !== "select") this.hand.use("select");
      else if (this.model.selection.size) this.model.select([]);
      else return false;
      return true;
    }

    arrow([across, down], fine) {
      if (!this.model.selection.size) {
        this.canvas.pan(-across * 60, -down * 60);
        return true;
      }
      const step = fine ? 0.1 : GRID;
      this.act(() => this.model.move(across * step, down * step));
      this.canvas.reveal([...this.model.selection]);
      return true;
    }

    act(act) {
      const before = this.model.doc;
      const refused = act();
      if (this.page.refuse(refused)) return;
      const chosen = this.model.chosen;
      if (chosen.length && !chosen.some((piece) => this.canvas.shapes.get(piece.key).g === document.activeElement)) {
        this.canvas.focus(chosen[0].key);
      }
      if (before !== this.model.doc) this.page.say(this.told(chosen));
    }

    told(chosen) {
      if (!chosen.length) return "已删除";
      if (chosen.length > 1) return `${chosen.length} 件已改`;
      const [piece] = chosen;
      const turned = piece.angle ? `，转 ${piece.angle}°` : "";
      return `${this.model.name(piece)}：左 ${piece.x}，上 ${piece.y}，${piece.width} × ${piece.depth} 米${turned}`;
    }

    // A tool chosen by keyboard puts its piece in the middle of what is seen.
    placeInView(tool) {
      const { width, height } = this.canvas.box;
      const { x, y, scale } = this.canvas.view;
      const near = this.model.chosen.length
        ? centre(this.model.chosen[0]) : { x: round(x + width / scale / 2), y: round(y + height / scale / 2) };
      this.act(() => this.model.place(tool, this.model.freeSpot(tool, near)));
      this.hand.use("select");
    }
  }

  plan.Keys = Keys;
})();
