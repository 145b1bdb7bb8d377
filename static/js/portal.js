/* What the pages do beyond plain HTML. Everything works without it. */
(() => {
  "use strict";

  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content || "";
  const offset = Date.parse(meta("server-now")) - Date.now() || 0;
  const MESSAGES = {
    0: "网络不通，刚才的操作没有送到。请检查网络后再试，已填的内容还在页面上。",
    403: "没有权限做这一步，或登录已过期。请刷新页面后再试。",
    404: "这一项已经不在了，或您无权查看。请刷新页面。",
    429: "操作太频繁，请稍等一会儿再试。",
    500: "系统出错，没有保存。请稍后再试；多次出现请联系教务处。",
  };

  function make(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  /* Toasts */

  function toast(text, level = "success") {
    const line = make("div", `toast-line${level === "error" ? " is-error" : ""}`, "");
    const close = make("button", "", "×");
    close.type = "button";
    close.setAttribute("aria-label", "关闭提示");
    close.addEventListener("click", () => line.remove());
    line.append(make("span", "", text), close);
    document.getElementById("toasts").append(line);
    if (level !== "error") setTimeout(() => line.remove(), 6000);
  }

  function adoptMessages() {
    document.querySelectorAll('[data-message="success"]').forEach((message) => {
      toast(message.textContent.trim());
      message.remove();
    });
    document.querySelectorAll(".flash:not(:has(.alert))").forEach((flash) => flash.remove());
  }

  /* Countdowns: server time, to the minute, in the words of colleges.dates.time_left */

  function timeLeft(milliseconds) {
    const minutes = Math.floor(Math.abs(milliseconds) / 60000);
    const parts = [
      [Math.floor(minutes / 1440), "天"],
      [Math.floor(minutes / 60) % 24, "小时"],
      [minutes % 60, "分"],
    ];
    const told = parts.filter(([number]) => number).map(([number, unit]) => `${number} ${unit}`);
    return told.join(" ") || "不到 1 分";
  }

  function tick() {
    document.querySelectorAll("[data-countdown]").forEach((element) => {
      const left = Date.parse(element.dataset.countdown) - Date.now() - offset;
      const text = `${left > 0 ? "还剩" : "已逾期"} ${timeLeft(left)}`;
      if (element.textContent !== text) element.textContent = text;
      element.classList.toggle("is-overdue", left <= 0);
      element.classList.toggle("is-soon", left > 0 && left < 6 * 3600000);
    });
  }

  /* Forms: fields that apply, counters, one submit, questions first */

  function valuesOf(form, name) {
    return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
      .filter((field) => !/^(radio|checkbox)$/.test(field.type) || field.checked)
      .map((field) => field.value);
  }

  function showWhatApplies(root) {
    root.querySelectorAll("[data-show-when]").forEach((block) => {
      const [name, wanted] = block.dataset.showWhen.split("=");
      const form = block.closest("form") || document;
      const values = valuesOf(form, name);
      // A field with an error is shown in any case: its sentence says what to do.
      const refused = block.querySelector(".is-invalid");
      block.hidden = !refused && !wanted.split("|").some((value) => values.includes(value));
    });
  }

  // What is folded on a phone stands open where there is room.
  function unfold() {
    if (!matchMedia("(min-width: 768px)").matches) return;
    document.querySelectorAll(".fold-phone").forEach((fold) => { fold.open = true; });
  }

  function count(field) {
    const most = Number(field.dataset.counter || field.maxLength);
    let counter = field.parentElement.querySelector(".counter");
    if (!counter) {
      counter = make("span", "counter", "");
      field.after(counter);
    }
    const length = [...field.value].length;
    counter.textContent = `${length} / ${most} 字`;
    counter.classList.toggle("is-over", length > most);
  }

  function prepare(root) {
    showWhatApplies(root);
    root.querySelectorAll("[data-counter]").forEach(count);
    tick();
  }

  function question(text, verb) {
    const dialog = make("dialog", "question", "");
    const form = make("form", "", "");
    form.method = "dialog";
    const no = make("button", "btn", "取消");
    no.value = "";
    const yes = make("button", "btn btn-primary", verb);
    yes.value = "yes";
    const row = make("div", "question-buttons", "");
    row.append(no, yes);
    form.append(make("p", "", text), row);
    dialog.append(form);
    document.body.append(dialog);
    dialog.showModal();
    yes.focus();
    return new Promise((answer) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        answer(dialog.returnValue === "yes");
      });
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const asked = button?.dataset.confirm || form.dataset.confirm;
    if (!asked || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    question(asked, button?.textContent.trim() || "确定").then((yes) => {
      if (!yes) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(button);
      delete form.dataset.confirmed;
    });
  }, true);

  function hold(buttons, seconds) {
    buttons.forEach((button) => { button.disabled = true; });
    setTimeout(() => release(buttons), seconds * 1000);
  }

  function release(buttons) {
    buttons.forEach((button) => { button.disabled = false; });
  }

  const submits = (form) => [...form.querySelectorAll('button:not([type="button"]):not(:disabled)')];

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-sign-out")) forgetDrafts();
    if (event.defaultPrevented || form.method !== "post") return;
    // After the browser has read the pressed button; a download leaves the page where it is.
    setTimeout(() => hold(submits(form), 8), 0);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) release(document.querySelectorAll("button:disabled"));
  });

  function forgetDrafts() {
    const mine = `vocweek:${meta("user-key")}:`;
    Object.keys(localStorage).filter((key) => key.startsWith(mine))
      .forEach((key) => localStorage.removeItem(key));
  }

  document.addEventListener("change", (event) => {
    if (event.target.form) showWhatApplies(event.target.form);
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-counter]")) count(event.target);
  });

  /* Side panel: the link opens its own page without this, with Ctrl, or in a new tab */

  const panel = document.getElementById("panel");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (link && panel && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      htmx.ajax("GET", link.dataset.panel, { target: "#panel-body", swap: "innerHTML" });
    }
    if (event.target === panel || event.target.closest("[data-panel-close], .panel-close")) panel.close();
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* htmx */

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = meta("csrf-token");
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (elt.matches("form") && requestConfig.triggeringEvent?.type === "submit") hold(submits(elt), 8);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.matches("form")) release(event.detail.elt.querySelectorAll("button:disabled"));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "panel-body" && !panel.open) panel.showModal();
    prepare(event.detail.target);
    adoptMessages();
  });
  document.addEventListener("htmx:sendError", () => toast(MESSAGES[0], "error"));
  document.addEventListener("htmx:timeout", () => toast(MESSAGES[0], "error"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    // 422 brings its own sentence as a toast, 401 its own way to the sign-in page.
    if (status === 401 || status === 422) return;
    toast(MESSAGES[status] || MESSAGES[status < 500 ? 403 : 500], "error");
  });
  document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.level));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  adoptMessages();
  unfold();
  prepare(document);
  setInterval(tick, 30000);
  window.portal = { toast };
})();
