/* The first look at many posters has them all drawn: whoever is not drawn yet is asked for again,
   and the page tells how many are still to come. */
(() => {
  "use strict";
  const MOST = 12, PAUSE = 3000;
  const tried = new Map();
  const status = document.querySelector("[data-posters-told]");

  function tell() {
    if (!status) return;
    const waiting = [...tried.keys()].filter((picture) => !picture.naturalWidth);
    const stopped = waiting.filter((picture) => tried.get(picture) > MOST).length;
    const drawing = waiting.length - stopped;
    status.hidden = !waiting.length;
    status.textContent = drawing
      ? `正在绘制海报，还有 ${drawing} 张，画好就显示，不用刷新。`
      : `有 ${stopped} 张海报还没有画好，请过一会儿刷新页面；下载不受影响。`;
  }

  function again(picture) {
    const times = (tried.get(picture) || 0) + 1;
    tried.set(picture, times);
    picture.parentElement.classList.add("is-drawing");
    tell();
    if (times > MOST) return;
    const address = new URL(picture.src);
    address.searchParams.set("again", times);
    setTimeout(() => { picture.src = address.href; }, PAUSE + Math.random() * PAUSE);
  }

  for (const picture of document.querySelectorAll(".poster-view img")) {
    picture.addEventListener("error", () => again(picture));
    picture.addEventListener("load", () => {
      picture.parentElement.classList.remove("is-drawing");
      if (tried.has(picture)) tell();
    });
    if (!picture.complete) picture.parentElement.classList.add("is-drawing");
    // It may have failed before this script came.
    else if (picture.src && !picture.naturalWidth) again(picture);
  }
})();
