/* Putting a college onto a booth: drag it there, or choose it and then the booth. The table's own
   forms do the same without this. */
(() => {
  "use strict";

  const form = document.getElementById("give-form");
  if (!form) return;
  let chosen = null;

  function give(booth, college) {
    form.action = booth.dataset.give;
    form.elements.college.value = college;
    form.requestSubmit();
  }

  function choose(chip) {
    chosen = chip && chip !== chosen ? chip : null;
    document.querySelectorAll("[data-college]").forEach((one) => {
      one.setAttribute("aria-pressed", String(one === chosen));
    });
    document.body.classList.toggle("is-giving", Boolean(chosen));
  }

  // The row of a free booth, pointed at in the table or in the drawing.
  function freeBooth(event) {
    const id = event.target.closest?.("[data-booth]")?.dataset.booth;
    return id ? document.querySelector(`tr[data-booth="${CSS.escape(id)}"].is-free`) : null;
  }

  document.addEventListener("dragstart", (event) => {
    const chip = event.target.closest?.("[data-college]");
    if (!chip) return;
    event.dataTransfer.setData("text/plain", chip.dataset.college);
    event.dataTransfer.effectAllowed = "move";
    document.body.classList.add("is-giving");
  });
  document.addEventListener("dragend", () => document.body.classList.remove("is-giving"));
  document.addEventListener("dragover", (event) => {
    const booth = freeBooth(event);
    document.querySelectorAll(".is-over").forEach((one) => one.classList.remove("is-over"));
    if (!booth) return;
    event.preventDefault();
    const same = `[data-booth="${CSS.escape(booth.dataset.booth)}"]`;
    document.querySelectorAll(same).forEach((one) => one.classList.add("is-over"));
  });
  document.addEventListener("drop", (event) => {
    const booth = freeBooth(event);
    if (!booth) return;
    event.preventDefault();
    give(booth, event.dataTransfer.getData("text/plain"));
  });

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-college]");
    if (chip) {
      choose(chip);
      return;
    }
    const booth = freeBooth(event);
    const drawn = event.target.closest("svg [data-booth]");
    if (chosen && booth && (drawn || !event.target.closest("button, select, a, summary"))) {
      event.preventDefault();
      give(booth, chosen.dataset.college);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") choose(null);
  });
})();
