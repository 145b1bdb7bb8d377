/* While a due line or another reminder is typed: the instants that would come of it. */
(function () {
  "use strict";
  const MINUTE = 60000, SHANGHAI = 8 * 60 * MINUTE;
  const UNITS = { 分钟: 1, 小时: 60, 天: 1440 };

  /* Wall clocks of Shanghai are kept as if they were UTC: no zone of the browser's comes in. */
  function dueOf(card) {
    const day = Date.parse(card.querySelector("[name$=due_date]").value + "T00:00Z");
    const clock = card.querySelector("[name$=due_clock]").value.normalize("NFKC");
    const found = /^\s*(\d{1,2}):([0-5]\d)\s*$/.exec(clock);
    return found ? day + (Number(found[1]) * 60 + Number(found[2])) * MINUTE : NaN;
  }

  function told(instant) {
    const at = new Date(instant), two = (number) => String(number).padStart(2, "0");
    const over = instant <= Date.now() + SHANGHAI ? "（已过）" : "";
    return `${at.getUTCMonth() + 1}月${at.getUTCDate()}日（周${"日一二三四五六"[at.getUTCDay()]}）` +
      `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}${over}`;
  }

  function show(card) {
    const due = dueOf(card);
    if (Number.isNaN(due)) return;
    for (const span of card.querySelectorAll("[data-offset]")) {
      span.textContent = told(due + Number(span.dataset.offset) * MINUTE);
    }
    const value = (name) => card.querySelector(`[name$=extra_${name}]`).value;
    const amount = Number(value("amount").normalize("NFKC")) * UNITS[value("unit")];
    const sign = value("side") === "后" ? 1 : -1;
    const extra = card.querySelector("[data-extra]");
    extra.textContent = amount > 0 ? `另加：${told(due + sign * amount * MINUTE)}` : "";
  }

  for (const card of document.querySelectorAll("[data-reminders]")) {
    card.addEventListener("input", () => show(card));
    show(card);
  }
})();
