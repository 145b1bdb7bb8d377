// The drawing and the server: checked while one draws, saved when one says so, kept in this browser
// at every change; what a colleague saved meanwhile is put beside it, nothing is lost.
(() => {
  "use strict";
  const { merge } = plan;
  const DAY = 24 * 3600 * 1000;
  const CHECK_AFTER = 350;
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content || "";
  const clock = (at = new Date()) => at.toTimeString().slice(0, 5);

  class Store {
    constructor(model, page, { urls, plan: number }) {
      Object.assign(this, { model, page, urls, checks: 0, leaving: false });
      this.key = `vocweek:${meta("user-key")}:plan:${number}`;
      model.on((what) => {
        if (what !== "doc") return;
        this.keepHere();
        this.checkSoon();
        this.say();
      });
      window.addEventListener("beforeunload", (event) => {
        if (this.model.dirty && !this.leaving) event.preventDefault();
      });
      this.takeUpAgain();
      this.checkSoon();
    }

    async post(url, body) {
      const headers = { "X-CSRFToken": meta("csrf-token"), "Content-Type": "application/json", "HX-Request": "true" };
      return fetch(url, { method: "POST", headers, body: JSON.stringify(body), redirect: "error" });
    }

    // This browser

    keepHere() {
      if (!this.model.dirty) {
        localStorage.removeItem(this.key);
        return;
      }
      const { doc, saved, version, colleges } = this.model;
      const entry = { doc, saved, version, colleges, ids: [...this.model.ids], at: Date.now() };
      try {
        localStorage.setItem(this.key, JSON.stringify(entry));
      } catch {
        this.page.status("浏览器空间已满，本机没有留底，请尽快按“保存”。", "warning");
      }
    }

    // What is offered moves aside, so that drawing on does not write over it; the newest first.
    takeUpAgain() {
      const aside = `${this.key}:aside`;
      const found = [this.read(this.key), ...(this.read(aside) || [])].filter((entry) => this.isWorth(entry));
      localStorage.removeItem(this.key);
      const keep = (entries) => {
        if (entries.length) localStorage.setItem(aside, JSON.stringify(entries.slice(0, 3)));
        else localStorage.removeItem(aside);
      };
      keep(found);
      const [entry, ...rest] = found;
      if (!entry) return;
      const answered = (act) => () => { keep(rest); act(); };
      this.page.offer(clock(new Date(entry.at)), answered(() => this.restore(entry)), answered(() => {}));
    }

    read(name) {
      try {
        return JSON.parse(localStorage.getItem(name));
      } catch {
        return null;
      }
    }

    // Whole, of this week, and not what the page shows anyway.
    isWorth(entry) {
      return entry?.doc?.pieces && Date.now() - entry.at < 7 * DAY && !plan.same(entry.doc, this.model.doc);
    }

    // As one step on what the page shows; saving it then meets a colleague's version, if there is one.
    restore(entry) {
      const { model } = this;
      const freeze = (doc) => ({ site: Object.freeze(doc.site), pieces: Object.freeze(doc.pieces.map(plan.tidy)) });
      if (entry.version !== model.version) {
        model.saved = Object.freeze(freeze(entry.saved));
        model.ids = new Map(entry.ids);
        model.version = entry.version;
      } else {
        entry.ids.forEach(([key, id]) => model.ids.set(key, id));
      }
      model.change("恢复本机的图", freeze(entry.doc), { selection: [] });
      this.page.say("已恢复，请核对后保存。");
    }

    say() {
      if (this.saving) return;
      if (this.model.dirty) this.page.status("有未保存的改动", "dirty");
      else this.page.status(this.savedAt ? `已保存 ${this.savedAt}` : "没有改动", "saved");
    }

    // The rules, while one draws

    checkSoon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.check(), CHECK_AFTER);
    }

    async check() {
      this.checks += 1;
      const turn = this.checks;
      try {
        const answer = await this.post(this.urls.check, this.model.sent());
        if (turn !== this.checks) return;
        if (!answer.ok) throw new Error(String(answer.status));
        this.page.found((await answer.json()).violations);
      } catch {
        if (turn === this.checks) this.page.unchecked();
      }
    }

    // Saving

    async save() {
      if (this.saving) return;
      if (!this.model.dirty) {
        this.page.status(this.savedAt ? `已保存 ${this.savedAt}` : "没有改动，不用保存", "saved");
        return;
      }
      this.saving = true;
      this.page.status("正在保存…", "saving");
      const doc = this.model.doc;
      try {
        const answer = await this.post(this.urls.save, this.model.sent());
        this.saving = false;
        await this.answered(answer, doc);
      } catch {
        this.saving = false;
        this.page.status(`没有连上服务器，图已留在本机 ${clock()}`, "warning");
      }
    }

    async answered(answer, doc) {
      if (answer.ok) return this.kept(await answer.json(), doc);
      if (answer.status === 409) return this.conflict(await answer.json());
      if (answer.status === 401) return this.signedOut();
      this.page.status("没有保存，图还在页面上", "warning");
      const isList = answer.headers.get("Content-Type")?.includes("json");
      if (answer.status === 422 && isList) return this.page.refused((await answer.json()).faults);
      const told = answer.status === 422 ? await answer.text() : {
        403: "没有权限保存，或登录已过期。图已留在本机，请重新登录后打开这一页恢复。",
        404: "这张图刚刚被删除。图已留在本机，请联系同事确认。",
        413: "图太大，没有保存。请删去一些图形。",
      }[answer.status] || "系统出错，没有保存。图已留在本机，请稍后再试。";
      return this.page.refuse(told);
    }

    kept({ ids, version, saved_at: savedAt }, doc) {
      this.model.ids = new Map(Object.entries(ids));
      this.model.version = version;
      this.model.saved = doc;
      this.savedAt = savedAt;
      this.keepHere();
      this.say();
      this.page.say(`已保存 ${savedAt}`);
    }

    signedOut() {
      this.page.status("登录已过期，图已留在本机", "warning");
      this.page.signIn(() => { this.leaving = true; });
    }

    // A colleague was faster. Who only placed colleges did not change the drawing: saved again.
    conflict(answer) {
      const { model } = this;
      const kinds = new Map(model.saved.pieces.map((piece) => [piece.key, piece.kind]));
      const known = new Map([...model.ids].filter(([key]) => kinds.has(key))
        .map(([key, id]) => [key, { id, isBooth: kinds.get(key) === "booth" }]));
      const theirs = merge.inMyKeys(answer, known);
      const doc = model.docOf(theirs);
      const { doc: both, both: clashes } = merge.merged(model.saved, model.doc, doc);
      const told = { ...answer, clashes, ...merge.changes(model.saved, doc) };
      const place = doc.site === model.site || plan.same(doc.site, model.saved.site);
      if (place && !(told.added.length + told.changed.length + told.removed.length)) {
        this.adopt(theirs, doc);
        return this.save();
      }
      this.page.status("同事刚刚保存过，您的还没有保存", "warning");
      return this.page.conflict(told, {
        both: () => { this.adopt(theirs, doc); model.change("合并", both, { selection: [] }); this.save(); },
        mine: () => { this.adopt(theirs, doc); this.save(); },
        theirs: () => { this.adopt(theirs, doc); model.change("改用同事的", doc, { selection: [] }); this.say(); },
      });
    }

    // From now on drawn on top of theirs.
    adopt(theirs, doc) {
      this.model.learn(theirs);
      this.model.saved = doc;
    }
  }

  plan.Store = Store;
})();
