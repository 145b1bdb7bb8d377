// The rubric's sum while one types, and a judge's marks kept as a draft. Both work without it.
(() => {
  "use strict";

  const rubric = document.querySelector("form[data-rubric]");
  if (rubric) {
    const output = rubric.querySelector("[data-rubric-sum]");
    const fields = [...rubric.querySelectorAll("input[name$='-points'], input[data-points]")];
    const add = () => {
      const tenths = fields.reduce((sum, one) => sum + Math.round(Number(one.value || 0) * 10), 0);
      output.value = String(tenths / 10);
      output.classList.toggle("is-wrong", tenths !== 1000);
    };
    rubric.addEventListener("input", add);
    add();
  }

  const sheet = document.querySelector("form[data-sheet-draft]");
  if (sheet) {
    const said = sheet.querySelector("[data-draft-said]");
    let timer = 0;
    let sent = Promise.resolve();
    const keep = async () => {
      try {
        const answer = await fetch(sheet.dataset.sheetDraft, {
          method: "POST",
          body: new FormData(sheet),
          headers: { "X-Background": "1" },
        });
        const text = answer.status < 500 && answer.status !== 401 ? await answer.text() : "";
        said.textContent = answer.ok ? text : text || "草稿没有保存，请检查网络或重新登录；按“提交”会再试。";
      } catch {
        said.textContent = "网络不通，草稿没有保存。请不要关闭页面，稍后再按“提交”。";
      }
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => { sent = sent.then(keep); }, 800);
    };
    sheet.addEventListener("change", later);
    sheet.addEventListener("input", later);
    sheet.addEventListener("submit", () => clearTimeout(timer));
  }
})();
