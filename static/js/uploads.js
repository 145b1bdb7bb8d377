/* Sending files that survive a lost network, a closed tab and an ended session (tus 1.0). Without
   this script the page's plain field does it, for small files. */
(() => {
  "use strict";

  const panel = document.getElementById("upload-panel");
  if (!panel || !window.tus?.isSupported) return;

  const AT_ONCE = 2;
  const AGAIN_AFTER = 15000;
  const OPEN = ["queued", "sending", "waiting", "paused"];
  const SAMPLE = 64 * 1024;
  const find = (id) => document.getElementById(id);
  const list = find("upload-list");
  const left = find("upload-left");
  const notice = find("upload-notice");
  const pageOf = (name, from = document) => from.querySelector(`meta[name="${name}"]`)?.content || "";
  const items = [];
  let token = pageOf("csrf-token");
  let stopped = false; // signed out, or somebody else signed in

  function size(bytes) {
    const units = [[1024 ** 3, "GB"], [1024 ** 2, "MB"], [1024, "KB"]];
    const [unit, sign] = units.find(([one]) => bytes >= one) || [1, "字节"];
    return `${(bytes / unit).toFixed(unit > 1024 ? 1 : 0)} ${sign}`;
  }

  function span(seconds) {
    if (seconds < 60) return "不到 1 分钟";
    if (seconds < 3600) return `约 ${Math.ceil(seconds / 60)} 分钟`;
    return `约 ${(seconds / 3600).toFixed(1)} 小时`;
  }

  /* Bytes a second, over the last seconds */
  class Speed {
    constructor() {
      this.seen = [];
    }

    count(bytes) {
      const now = Date.now();
      this.seen.push([now, Math.max(0, bytes)]);
      this.seen = this.seen.filter(([at]) => now - at < 10000);
    }

    get rate() {
      const began = this.seen[0]?.[0] || 0;
      const seconds = (Date.now() - began) / 1000;
      return seconds > 2 ? this.seen.reduce((sum, [, bytes]) => sum + bytes, 0) / seconds : 0;
    }
  }
  const speed = new Speed();

  /* Is it the same file? Name and size, and what its two ends look like: a camera begins its
     numbers again, another device knows no path and often no time. */

  async function sampleOf(file) {
    const ends = [file.slice(0, SAMPLE), file.slice(Math.max(0, file.size - SAMPLE))];
    let hash = 0x811c9dc5;
    for (const end of ends) {
      for (const byte of new Uint8Array(await end.arrayBuffer())) {
        hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
      }
    }
    return hash.toString(16).padStart(8, "0");
  }

  function unfinished(file, sample) {
    return [...left.querySelectorAll("[data-upload]")].find((row) => {
      const { name, size: length, sample: known } = row.dataset;
      return name === file.name && Number(length) === file.size && (!known || known === sample);
    });
  }

  /* One file and its row */

  class Item {
    constructor(file, sample) {
      Object.assign(this, { file, sample, sent: 0, state: "queued", doubted: false });
      this.row = find("upload-row").content.firstElementChild.cloneNode(true);
      this.row.querySelector("strong").textContent = file.name;
      this.bar = this.row.querySelector("progress");
      this.bar.setAttribute("aria-label", `${file.name}的进度`);
      this.row.querySelectorAll("[data-act]").forEach((button) => {
        button.addEventListener("click", () => this[button.dataset.act]());
        button.setAttribute("aria-label", `${button.textContent.trim()}${file.name}`);
      });
      list.append(this.row);
      this.show();
    }

    get is_open() {
      return OPEN.includes(this.state);
    }

    prepare(facts) {
      const told = { filename: this.file.name, sample: this.sample, edition: panel.dataset.edition };
      told.organiser = panel.dataset.organiser;
      this.upload = new tus.Upload(this.file, {
        endpoint: panel.dataset.endpoint,
        uploadUrl: this.known || null,
        chunkSize: Number(panel.dataset.chunk),
        retryDelays: [0, 1000, 3000, 5000, 10000],
        storeFingerprintForResuming: false,
        metadata: { ...told, ...facts },
        onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token),
        onProgress: (sent) => this.progress(sent),
        onChunkComplete: () => { this.doubted = false; },
        onError: (error) => this.fail(error),
        onSuccess: () => this.enter("done"),
      });
    }

    enter(state, why = "") {
      Object.assign(this, { state, why });
      if (state === "done") this.sent = this.file.size;
      this.show();
      next();
      if (state === "done" && !those("queued", "sending").length) tellSpace();
    }

    start() {
      this.enter("sending");
      this.upload.start();
    }

    progress(sent) {
      speed.count(sent - this.sent);
      this.sent = sent;
      this.show();
      total();
    }

    halt(state, why) {
      // What is on its way may end; the server keeps what has arrived.
      this.upload?.abort();
      this.enter(state, why);
    }

    pause() {
      this.halt("paused");
    }

    go() {
      this.enter("queued");
    }

    async cancel() {
      this.state = "cancelled";
      try {
        await this.upload?.abort(true);
      } catch {
        window.portal.toast(`没有网络，“${this.file.name}”在服务器上的部分会自动清除。`, "error");
      }
      this.row.remove();
      items.splice(items.indexOf(this), 1);
      next();
    }

    fail(error) {
      if (this.state !== "sending") return;
      const answer = error.originalResponse;
      const status = answer?.getStatus() || 0;
      const is_sentence = (answer?.getHeader("Content-Type") || "").startsWith("text/plain");
      const sentence = is_sentence ? answer.getBody() : "";
      if (status === 401 || ([403, 404].includes(status) && !this.doubted)) {
        // Signed out, signed in again (another token), or somebody else is by now.
        this.doubted = true;
        this.enter("waiting", "已传的部分都在，正在核对登录。");
        comeBack();
      } else if (status >= 500 || [0, 409, 423, 429].includes(status)) {
        const dead = status ? "服务器暂时不能接收。" : "网络不通。";
        this.enter("waiting", `${sentence || dead}稍后自动继续。`);
      } else {
        this.enter("refused", sentence || "没有权限上传到这里，或这个地址已经变了。请刷新页面再试。");
      }
    }

    show() {
      const { row, state } = this;
      const part = this.file.size ? this.sent / this.file.size : 0;
      const words = { queued: "排队中", paused: "已暂停", waiting: "等待中", refused: "没有上传", done: "" };
      const told = [size(this.file.size)];
      if (this.is_open && this.sent) told.push(`${Math.floor(part * 100)}%`);
      if (words[state]) told.push(words[state]);
      row.querySelector(".upload-told").textContent = told.join(" · ");
      this.bar.value = Math.round(part * 1000);
      this.bar.hidden = state === "refused";
      row.classList.toggle("is-waiting", state === "waiting");
      row.classList.toggle("is-done", state === "done");
      row.querySelector('[data-act="pause"]').hidden = !["queued", "sending"].includes(state);
      row.querySelector('[data-act="go"]').hidden = !["paused", "waiting"].includes(state);
      row.querySelector('[data-act="cancel"]').hidden = state === "done";
      row.querySelector(".upload-done").hidden = state !== "done";
      const why = row.querySelector(".upload-why");
      if (why.textContent !== (this.why || "")) why.textContent = this.why || "";
      why.hidden = !this.why;
    }
  }

  /* All of them */

  const those = (...states) => items.filter((item) => states.includes(item.state));

  function next() {
    if (!stopped && navigator.onLine !== false) {
      const room = AT_ONCE - those("sending").length;
      those("queued").slice(0, Math.max(0, room)).forEach((item) => item.start());
    }
    total();
  }

  function total() {
    const counted = items.filter((item) => item.state !== "refused");
    const all = counted.reduce((sum, item) => sum + item.file.size, 0);
    const sent = counted.reduce((sum, item) => sum + item.sent, 0);
    const done = those("done").length;
    panel.hidden = !items.length;
    find("upload-bar").value = all ? Math.round((sent / all) * 1000) : 0;
    find("upload-pause-all").hidden = !those("queued", "sending").length;
    find("upload-go-all").hidden = !those("paused", "waiting").length;
    const parts = [`共 ${counted.length} 个，已传完 ${done} 个`, `${size(sent)} / ${size(all)}`];
    if (those("sending").length && speed.rate) parts.push(`还要${span((all - sent) / speed.rate)}`);
    const text = counted.length && done === counted.length
      ? `${done} 个文件都已收到，正在后台处理，可以离开这一页。` : parts.join(" · ");
    if (find("upload-total").textContent !== text) find("upload-total").textContent = text;
  }

  // How much room the unit has left, now that these are in.
  async function tellSpace() {
    const answer = await fetch(location.href, { headers: { "X-Background": "1" } }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("upload-space");
    if (now) find("upload-space").textContent = now.textContent;
  }

  async function add(files) {
    const facts = { activity: find("id_activity").value, day: find("id_day").value };
    for (const file of files) {
      const sample = await sampleOf(file).catch(() => null);
      const same = (item) => item.file.name === file.name && item.file.size === file.size
        && item.sample === sample && item.state !== "refused";
      if (items.some(same)) {
        window.portal.toast(`“${file.name}”已在列表里，没有再加一次。`);
        continue;
      }
      const item = new Item(file, sample || "");
      items.push(item);
      const row = unfinished(file, sample);
      item.known = row?.dataset.upload;
      row?.remove();
      left.hidden = !left.querySelector("[data-upload]");
      const why = refusal(file, sample);
      item.prepare(facts);
      item.enter(why ? "refused" : "queued", why);
    }
  }

  function refusal(file, sample) {
    if (!file.size) return "文件是空的（0 字节），没有上传。请重新选择文件。";
    if (file.size > Number(panel.dataset.largest)) return `文件有 ${size(file.size)}，超过 2 GB。请压缩或剪短后再传。`;
    return sample === null ? "读不了这个文件（可能是文件夹，或已被移走）。请重新选择。" : "";
  }

  /* Signed out meanwhile: go on by itself once the same person is back */

  async function comeBack() {
    stopped = true;
    those("sending").forEach((item) => item.halt("waiting", "已传的部分都在，正在核对登录。"));
    const answer = await fetch(location.href, { headers: { "X-Background": "1" } }).catch(() => null);
    if (!answer) return;
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const who = page && pageOf("user-key", page);
    if (who && who === pageOf("user-key")) {
      token = pageOf("csrf-token", page);
      stopped = false;
      notice.hidden = true;
      goOn();
      return;
    }
    say(who ? "现在登录的是另一个账号。请换回原来的账号，上传会自动继续。"
      : "登录已过期，已传的部分都在。重新登录后回到这一页，会自动继续。", !who);
  }

  function say(text, to_sign_in) {
    notice.querySelector("span").textContent = text;
    notice.querySelector("a").hidden = !to_sign_in;
    notice.hidden = false;
  }

  function goOn() {
    those("waiting").forEach((item) => item.go());
  }

  function tryAgain() {
    if (stopped) comeBack();
    else goOn();
  }

  window.addEventListener("online", tryAgain);
  window.addEventListener("offline", () => {
    those("sending").forEach((item) => item.halt("waiting", "网络断了，恢复后自动继续。"));
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) tryAgain();
  });
  setInterval(() => {
    if (those("waiting").length && navigator.onLine !== false) tryAgain();
  }, AGAIN_AFTER);
  window.addEventListener("beforeunload", (event) => {
    if (items.some((item) => item.is_open)) event.preventDefault();
  });

  /* Hands */

  document.body.classList.add("has-uploads");
  const drop = find("upload-drop");
  drop.hidden = false;
  find("upload-plain").addEventListener("submit", (event) => event.preventDefault());
  drop.querySelectorAll("[data-choose]").forEach((button) => {
    const field = find(button.dataset.choose);
    button.addEventListener("click", () => field.click());
    field.addEventListener("change", () => {
      add([...field.files]);
      field.value = "";
    });
  });
  const holds_files = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!holds_files(event)) return;
    event.preventDefault();
    drop.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!holds_files(event)) return;
    event.preventDefault();
    drop.classList.remove("is-over");
    add([...event.dataTransfer.files]);
  });
  find("upload-pause-all").addEventListener("click", () => {
    those("queued").forEach((item) => item.enter("paused"));
    those("sending").forEach((item) => item.pause());
  });
  find("upload-go-all").addEventListener("click", () => those("paused", "waiting").forEach((item) => item.go()));
  left.querySelectorAll("[data-forget]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const row = button.closest("[data-upload]");
      const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token };
      const answer = await fetch(row.dataset.upload, { method: "DELETE", headers }).catch(() => null);
      if (answer?.ok || answer?.status === 404 || answer?.status === 410) row.remove();
      else window.portal.toast(answer ? await answer.text() : "网络不通，没有取消。请稍后再试。", "error");
      left.hidden = !left.querySelector("[data-upload]");
    });
  });
})();
