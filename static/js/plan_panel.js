// Beside the plan: the exact numbers of what is chosen, and what is wrong.
(() => {
  "use strict";
  const { angle, round } = plan.geometry;
  const SIZES = { x: "左", y: "上", width: "宽", depth: "深" };
  const FARTHEST = 9999;

  function make(tag, className, text = "") {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  // “３．５米” is a number, “三米” is not: null.
  function read(text) {
    const tidy = text.normalize("NFKC").replace(/米|m$/gi, "").trim();
    return tidy !== "" && Number.isFinite(Number(tidy)) ? round(Number(tidy)) : null;
  }

  const judge = {
    text: (text) => ({ value: text.trim() }),
    code: (text) => (text.trim() ? { value: text.trim() } : { fault: "请填写展位号，例如 A03。" }),
    metres: (text) => bounded(read(text), -FARTHEST, FARTHEST, "请填米数，例如 3 或 2.5。"),
    size: (text) => bounded(read(text), 0.1, 500, "请填 0.1 到 500 之间的米数。"),
    site: (text) => bounded(read(text), 1, 500, "请填 1 到 500 之间的米数。"),
    kw: (text) => (text.trim() ? bounded(read(text), 0.1, FARTHEST, "请填千瓦数，例如 20；不清楚就空着。") : { value: null }),
    degrees: (text) => {
      const number = read(text);
      return number === null ? { fault: "请填度数，例如 15。" } : { value: angle(number) };
    },
    north: (text) => (text.trim() ? judge.degrees(text) : { value: null }),
    supply: (text) => ({ value: text || null }),
  };

  function bounded(number, least, most, fault) {
    return number === null || number < least || number > most ? { fault } : { value: number };
  }

  class Panel {
    constructor(root, model, page) {
      Object.assign(this, { root, model, page });
      this.forms = Object.fromEntries([...root.querySelectorAll("[data-form]")].map((form) => [form.dataset.form, form]));
      this.rowForm = root.querySelector("[data-of-booth]");
      root.addEventListener("change", (event) => this.changed(event.target));
      root.addEventListener("submit", (event) => { event.preventDefault(); this.submitted(event); });
      root.addEventListener("click", (event) => this.clicked(event));
      model.on((what) => this.show(what));
      this.show("doc");
    }

    get form() { return Object.values(this.forms).find((form) => !form.hidden); }

    // Which form stands there: of the place, of one piece, of several, of the scale.
    show(what) {
      const { chosen } = this.model;
      const measuring = this.page.hand?.tool === "measure";
      let wanted = chosen.length > 1 ? "many" : chosen.length ? "piece" : "site";
      if (measuring) wanted = "scale";
      for (const [name, form] of Object.entries(this.forms)) form.hidden = name !== wanted;
      this.rowForm.hidden = wanted !== "piece" || chosen[0].kind !== "booth";
      if (wanted === "site") this.fill(this.forms.site, this.model.site);
      if (wanted === "piece") this.showPiece(chosen[0], what);
      if (wanted === "many") this.showMany(chosen);
    }

    fill(form, facts) {
      for (const field of form.querySelectorAll("[data-fact]")) {
        const value = facts[field.dataset.fact];
        const text = value === null || value === undefined ? "" : String(value);
        // What is being typed stays as it is, and so does what was refused.
        if (field === document.activeElement || field.classList.contains("is-invalid")) {
          if (form.dataset.of === this.of(form)) continue;
          this.accept(field);
        }
        // Where several differ a list shows none of its entries.
        if (value === undefined && field.tagName === "SELECT") field.selectedIndex = -1;
        else if (field.value !== text) field.value = text;
      }
      form.dataset.of = this.of(form);
    }

    of(form) { return form === this.forms.site ? "site" : [...this.model.selection].join(" "); }

    showPiece(piece) {
      const form = this.forms.piece;
      const isBooth = piece.kind === "booth";
      form.querySelectorAll("[data-only]").forEach((block) => {
        block.hidden = !block.dataset.only.split(" ").includes(isBooth ? "booth" : piece.kind === "power_box" ? "box" : "other");
      });
      form.querySelector("[data-title]").textContent = this.model.name(piece);
      form.querySelector("[data-area]").textContent = `${round(piece.width * piece.depth)} ㎡`;
      const college = this.model.college(piece);
      const taken = form.querySelector("[data-college]");
      taken.hidden = !college;
      taken.querySelector("span").textContent = college ? `已安排：${college}` : "";
      if (piece.kind === "power_box") {
        const booths = this.model.pieces.filter((one) => one.supply === piece.key);
        form.querySelector("[data-load]").textContent = booths.length
          ? `接了 ${booths.length} 个展位：${booths.map((one) => one.code).join("、")}` : "还没有展位接这个配电箱。";
      }
      this.showBoxes(form);
      this.fill(form, piece);
    }

    showBoxes(form) {
      const select = form.querySelector('[data-fact="supply"]');
      const boxes = [["", select.dataset.none], ...this.model.boxes.map((box) => [box.key, this.model.name(box)])];
      const known = [...select.options].map((option) => [option.value, option.textContent]);
      if (JSON.stringify(known) === JSON.stringify(boxes)) return;
      select.replaceChildren(...boxes.map(([value, text]) => new Option(text, value)));
    }

    // One value where all agree, an empty field where they differ.
    showMany(chosen) {
      const form = this.forms.many;
      const booths = chosen.filter((piece) => piece.kind === "booth");
      form.querySelector("[data-title]").textContent = `已选 ${chosen.length} 件`;
      form.querySelector("[data-kinds]").textContent = booths.length === chosen.length
        ? `${booths[0].code} 等 ${booths.length} 个展位` : `其中 ${booths.length} 个展位`;
      form.querySelectorAll("[data-only]").forEach((block) => { block.hidden = !booths.length; });
      this.showBoxes(form);
      const facts = {};
      for (const fact of ["width", "depth", "zone", "supply"]) {
        const values = new Set((fact === "width" || fact === "depth" ? chosen : booths).map((piece) => piece[fact]));
        facts[fact] = values.size === 1 ? [...values][0] : undefined;
      }
      this.fill(form, facts);
    }

    refuse(field, sentence) {
      field.classList.add("is-invalid");
      field.setAttribute("aria-invalid", "true");
      let line = field.parentElement.querySelector(".invalid-feedback");
      if (!line) {
        line = make("div", "invalid-feedback");
        line.id = `${field.id}-fault`;
        field.parentElement.append(line);
        field.setAttribute("aria-describedby", line.id);
      }
      line.textContent = sentence;
    }

    accept(field) {
      field.classList.remove("is-invalid");
      field.removeAttribute("aria-invalid");
      field.parentElement.querySelector(".invalid-feedback")?.remove();
    }

    changed(field) {
      const { fact, judge: judged = "text" } = field.dataset;
      if (!fact) return;
      const { value, fault } = judge[judged](field.value);
      if (fault) return this.refuse(field, fault);
      this.accept(field);
      if (this.form === this.forms.site) return this.model.patchSite({ [fact]: value }, "改场地");
      const wanted = this.model.chosen.filter((piece) => fact in piece);
      if (judged === "code" && wanted.length === 1 && wanted[0].code !== value && this.model.codes.has(value)) {
        this.page.say(`展位号 ${value} 已经有了，保存前要改一个。`);
      }
      return this.model.patch(wanted.map((piece) => piece.key), { [fact]: value }, `改${field.dataset.word || SIZES[fact] || "数"}`);
    }

    submitted(event) {
      const name = event.target.dataset.submit || event.submitter?.dataset.submit;
      if (name === "row") this.row(event.target);
      if (name === "scale") this.scale(event.target);
    }

    row(form) {
      const [count, gap] = [read(form.elements.count.value), read(form.elements.gap.value)];
      const told = form.querySelector("[data-told]");
      if (!Number.isInteger(count) || count < 2 || count > 50) {
        told.textContent = "一共几个：请填 2 到 50 的整数。";
        return;
      }
      if (gap === null || gap < 0 || gap > 50) {
        told.textContent = "间隔：请填 0 到 50 之间的米数。";
        return;
      }
      const [piece] = this.model.chosen;
      told.textContent = this.model.row(piece, count, gap, form.elements.direction.value);
      if (!told.textContent) this.page.say(`已画好 ${count} 个`);
    }

    scale(form) {
      const told = form.querySelector("[data-told]");
      const real = read(form.elements.real.value);
      const [from, to] = this.page.hand.points || [];
      const measured = from && to ? Math.hypot(from.x - to.x, from.y - to.y) : 0;
      if (measured < 0.5) {
        told.textContent = "请先在图上点出两点，离得远一些更准。";
      } else if (real === null || real <= 0 || real > 1000) {
        told.textContent = "请填两点之间的实际距离，0 到 1000 米。";
      } else {
        const size = [this.model.site.width_m, this.model.site.depth_m].map((metres) => round((metres * real) / measured));
        if (Math.max(...size) > 500 || Math.min(...size) < 1) {
          told.textContent = `这样场地就是 ${size[0]} × ${size[1]} 米，要在 1 到 500 米之间。请核对距离。`;
          return;
        }
        told.textContent = "";
        this.model.rescale(measured, real);
        this.page.hand.use("select");
        this.page.say(`场地是 ${size[0]} × ${size[1]} 米`);
      }
    }

    clicked(event) {
      const { act, keys } = event.target.closest("button")?.dataset || {};
      if (act) this.page.act(act);
      if (keys !== undefined) this.page.choose(keys.split(" ").filter(Boolean));
    }

    // What is wrong: what stops a save first.
    list(found, when) {
      const list = this.root.querySelector("#plan-violations");
      const stops = found.filter((one) => one.stops).length;
      const count = this.root.querySelector("#plan-count");
      count.className = `state ${stops ? "state-returned" : found.length ? "state-warning" : "state-done"}`;
      count.querySelector("use").setAttribute("href", `${this.page.sprite}#tabler-${stops ? "circle-x" : found.length ? "alert-triangle" : "circle-check"}`);
      count.querySelector("span").textContent = found.length ? `${found.length} 处` : "都符合规则";
      this.root.querySelector("#plan-checked").textContent = when;
      list.replaceChildren(...found.map((one) => this.entry(one)));
    }

    entry({ sentence, keys, stops }) {
      const item = make("li", "");
      const line = make(keys.length ? "button" : "div", `plan-violation${stops ? " is-stopping" : ""}`);
      if (keys.length) {
        line.type = "button";
        line.dataset.keys = keys.join(" ");
      }
      const mark = plan.make("svg", { class: "icon", "aria-hidden": "true" });
      plan.make("use", { href: `${this.page.sprite}#tabler-${stops ? "circle-x" : "alert-triangle"}` }, mark);
      const text = make("span", "", sentence);
      if (stops) text.prepend(make("b", "", "先改才能保存："));
      line.append(mark, text);
      item.append(line);
      return item;
    }
  }

  plan.Panel = Panel;
  plan.read = read;
})();
