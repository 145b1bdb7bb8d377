// Drafts of the activity form. Nothing typed is lost: every change is kept in this browser at
// once and on the server every ten seconds; a save that met a lost connection or an expired
// session is taken up again when the form opens next. Without this script the save button works.
(() => {
  "use strict";
  const user = document.querySelector('meta[name="user-key"]').content;
  const prefix = `vocweek:${user}:activity:`;
  const address = new URL(location.href);
  if (address.searchParams.has("saved")) {
    localStorage.removeItem(prefix + address.searchParams.get("saved"));
    address.searchParams.delete("saved");
    history.replaceState(null, "", address);
  }
  const form = document.getElementById("activity-form");
  if (!form) return;
  const note = document.getElementById("draft-note");
  const NOT_KEPT = new Set(["csrfmiddlewaretoken"]);
  let key = prefix + form.elements.token.value;
  let dirty = form.dataset.dirty === "1";
  let sent = "";
  let leaving = false;

  const values = () =>
    [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");
  const say = (text) => { if (note) note.textContent = text; };
  const clock = () => new Date().toTimeString().slice(0, 5);

  // pending: a save was under way; synced: the server holds this very draft.
  function keepHere({ pending = false, synced = false } = {}) {
    const entry = { path: location.pathname, pairs: values(), at: Date.now(), pending, synced };
    try {
      localStorage.setItem(key, JSON.stringify(entry));
    } catch {
      say("浏览器空间已满，本机没有保存，请尽快按“保存”。");
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

  function takeUpAgain() {
    const found = interrupted();
    if (!found) return;
    const [name, entry] = found;
    const fresh = Date.now() - entry.at < 7 * 24 * 3600 * 1000;
    localStorage.removeItem(name);
    if (!fresh || (entry.synced && !entry.pending)) return;
    fill(entry.pairs);
    key = prefix + form.elements.token.value;
    dirty = true;
    keepHere();
    if (entry.pending) {
      say("正在补交刚才没有发出去的内容…");
      form.requestSubmit();
    } else {
      say("已恢复上次没有保存的内容。");
    }
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
      if (answer.status === 422) return say(await answer.text());
      if (!answer.ok) throw new Error(String(answer.status));
      sent = body.toString();
      if (sent === new URLSearchParams(values()).toString()) keepHere({ synced: true });
      say(`草稿已保存 ${(await answer.json()).saved_at}`);
    } catch {
      say(`没有连上服务器，内容已保存在本机 ${clock()}`);
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
      say(`现在没有网络，内容已保存在本机 ${clock()}，联网后再按“保存”。`);
    }
  }, true);
  window.addEventListener("pagehide", () => {
    // Left by a link: the draft goes to the server with the last words.
    const unsent = new URLSearchParams(values()).toString() !== sent;
    if (dirty && unsent && !leaving) navigator.sendBeacon(form.dataset.draftUrl, new FormData(form));
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  setInterval(keepOnServer, 10000);
  window.addEventListener("online", keepOnServer);
})();
