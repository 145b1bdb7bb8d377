// The tools above the text: each puts its marks around what is selected, or before its lines.
// What was typed stays undoable (execCommand keeps the browser's history where it is known).
(() => {
  "use strict";
  const tools = document.querySelector(".news-tools");
  if (!tools) return;
  const area = document.getElementById(tools.getAttribute("aria-controls"));
  tools.hidden = false;

  function put(text, start, end) {
    area.focus();
    area.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function around({ before, after = "", words = "" }) {
    const { selectionStart: start, selectionEnd: end } = area;
    const chosen = area.value.slice(start, end) || words;
    put(before + chosen + after, start, end);
    area.setSelectionRange(start + before.length, start + before.length + chosen.length);
  }

  // Every line that the selection touches; pressed again, the marks go away.
  function lines({ before }) {
    const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const next = area.value.indexOf("\n", area.selectionEnd);
    const end = next < 0 ? area.value.length : next;
    const rows = area.value.slice(start, end).split("\n");
    const marked = rows.every((row) => row.startsWith(before));
    put(rows.map((row) => (marked ? row.slice(before.length) : before + row)).join("\n"), start, end);
  }

  area.closest("fieldset").addEventListener("click", (event) => {
    const tool = event.target.closest("[data-before]");
    if (tool) (tool.dataset.line ? lines : around)(tool.dataset);
  });
})();
