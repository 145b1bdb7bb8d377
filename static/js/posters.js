/* The first look at many posters has them all drawn: whoever is not drawn yet is asked for again. */
(() => {
  "use strict";
  const MOST = 12, PAUSE = 3000;
  const tried = new Map();

  function again(picture) {
    const times = (tried.get(picture) || 0) + 1;
    tried.set(picture, times);
    if (times > MOST) return;
    const address = new URL(picture.src);
    address.searchParams.set("again", times);
    setTimeout(() => { picture.src = address.href; }, PAUSE + Math.random() * PAUSE);
  }

  for (const picture of document.querySelectorAll(".poster-view img")) {
    picture.addEventListener("error", () => again(picture));
    // It may have failed before this script came.
    if (picture.complete && picture.src && !picture.naturalWidth) again(picture);
  }
})();
