// Drafts of the forms of an activity and of an outing. Nothing typed is lost: every change is
// kept in this browser at once and on the server every ten seconds; a save that met a lost connection or an expired
// session is taken up again when the form opens next. Without this script the save button works.
(() => {
  "use strict";
  const user = document.querySelector('meta[name="user-key"]').content;
  const prefix = `vocweek:${user}:activity:`;
  const here = new URL(location.href);
  if (here.searchParams.has("saved")) {
    localStorage.removeItem(prefix + here.searchParams.get("saved"));
    here.searchParams.delete("saved");
    history.replaceState(null, "", here);
  }
  const form = document.querySelector("form[data-draft-url]");
  if (!form) return;
  const note = document.getElementById("draft-note");
  // A list of persons is kept on the server alone, never in a browser that others may use.
  const keepsHere = form.dataset.keep !== "server";
  const kept = (tail) => (keepsHere ? `内容已保存在本机 ${clock()}${tail}` : "草稿还没有保存，请不要关闭这一页");
  const DAY = 24 * 3600 * 1000;
  const NOT_KEPT = new Set(["csrfmiddlewaretoken"]);
  let key = prefix + form.elements.token.value;
  let dirty = form.dataset.dirty === "1";
  let sent = "";
  let leaving = false;

  const values = () =>
    [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");
  const say = (text, alarm = false) => {
    note.textContent = text;
    note.classList.toggle("is-alarm", alarm);
  };
  const clock = () => new Date().toTimeString().slice(0, 5);

  // pending: a save was under way; synced: the server holds this very draft.
  function keepHere({ pending = false, synced = false } = {}) {
    if (!keepsHere) return;
    const { pathname: path, search } = location;
    const entry = { path, search, pairs: values(), at: Date.now(), pending, synced };
    try {
      localStorage.setItem(key, JSON.stringify(entry));
    } catch {
      say("浏览器空间已满，本机没有保存，请尽快按“保存”。", true);
    }
  }

  function fill(pairs) {
    for (const field of form.elements) {
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = pairs.some(([name, value]) => name === field.name && value === field.value);
      } else if (field.name && !NOT_KEPT.has(field.name)) {
        const found = pairs.find(([name]) => name === field.name);
        if (found) field.value = found[1];
      }
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function interrupted() {
    const entries = Object.keys(localStorage)
      .filter((name) => name.startsWith(prefix))
      .map((name) => [name, JSON.parse(localStorage.getItem(name))])
      .filter(([, entry]) => entry.path === location.pathname);
    return entries.sort((one, other) => other[1].at - one[1].at)[0];
  }

  // A save that the sign-in page came in between of is posted when the person is back on the
  // very same page; anything else is offered, never put into another form by itself.
  function takeUpAgain() {
    const found = interrupted();
    if (!found) return;
    const [name, entry] = found;
    const age = Date.now() - entry.at;
    if (age > 7 * DAY || (entry.synced && !entry.pending)) return localStorage.removeItem(name);
    const samePage = entry.search === location.search;
    if (samePage && entry.pending && age < DAY / 24) {
      restore(name, entry);
      say("正在补交刚才没有发出去的内容…");
      form.requestSubmit();
    } else if (JSON.stringify(entry.pairs) === JSON.stringify(values())) {
      // The server's draft has brought back the very same: there is nothing to offer.
      localStorage.removeItem(name);
    } else {
      offer(name, entry);
    }
  }

  function restore(name, entry) {
    localStorage.removeItem(name);
    fill(entry.pairs);
    key = prefix + form.elements.token.value;
    dirty = true;
    keepHere();
  }

  function offer(name, entry) {
    const typed = (entry.pairs.find(([field]) => field === "title") || [])[1];
    const title = form.dataset.title || typed || "未命名活动";
    const bar = document.getElementById("unsent");
    bar.querySelector("strong").textContent = title;
    bar.querySelector("[data-restore]").addEventListener("click", () => {
      restore(name, entry);
      bar.hidden = true;
      say("已恢复，请核对后保存。");
      form.querySelector("input:not([type=hidden])").focus();
    });
    bar.querySelector("[data-discard]").addEventListener("click", () => {
      localStorage.removeItem(name);
      bar.hidden = true;
    });
    bar.hidden = false;
  }

  async function keepOnServer() {
    if (!dirty) return;
    const body = new URLSearchParams(values());
    if (body.toString() === sent) return;
    const headers = {
      "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
      "X-Background": "1",
    };
    try {
      const url = form.dataset.draftUrl;
      const answer = await fetch(url, { method: "POST", body, headers, redirect: "error" });
      if (answer.status === 422) return say(await answer.text(), true);
      if (answer.status === 401) {
        return say(`登录已过期，${kept("。按“保存”会先请您登录，登录后自动补交")}。`, true);
      }
      if (!answer.ok) throw new Error(String(answer.status));
      sent = body.toString();
      if (sent === new URLSearchParams(values()).toString()) keepHere({ synced: true });
      say(`草稿已保存 ${(await answer.json()).saved_at}`);
    } catch {
      say(`没有连上服务器，${kept("")}`, true);
    }
  }

  if (form.dataset.bound === "1") {
    // The server has just answered what was sent: nothing is pending any more.
    keepHere();
    document.getElementById("error-summary")?.focus();
  } else {
    takeUpAgain();
  }
  form.addEventListener("input", () => { dirty = true; keepHere(); });
  form.addEventListener("submit", (event) => {
    keepHere({ pending: true });
    leaving = true;
    if (!navigator.onLine) {
      leaving = false;
      event.preventDefault();
      event.stopImmediatePropagation();
      keepHere();
      say(`现在没有网络，${kept("")}，联网后再按“保存”。`, true);
    }
  }, true);
  window.addEventListener("pagehide", () => {
    // Left by a link: the draft goes to the server with the last words.
    const unsent = new URLSearchParams(values()).toString() !== sent;
    const words = new FormData(form);
    words.delete("file");
    if (dirty && unsent && !leaving) navigator.sendBeacon(form.dataset.draftUrl, words);
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  setInterval(keepOnServer, 10000);
  window.addEventListener("online", keepOnServer);
})();
