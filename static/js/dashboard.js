// 数据统计: draws each chart beside its table once it comes near, saves it as a picture. Without
// this script the tables stand open and say the same.
(() => {
  "use strict";
  const grid = document.getElementById("charts");
  if (!grid) return;
  const COLOURS = ["#2a5caa", "#a8b0bb"];
  const INK = "#1f2937";
  const ROW = 30;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const font = getComputedStyle(document.body).fontFamily;
  const plain = new Intl.NumberFormat("zh-CN");
  const exact = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: 1 });
  let library;

  // Half a megabyte, asked for when the first chart comes near and not before.
  function loaded() {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = grid.dataset.script;
      script.addEventListener("load", () => resolve(window.echarts));
      script.addEventListener("error", reject);
      document.head.append(script);
    });
    return library;
  }

  const cut = (text, most) => ([...text].length > most ? `${[...text].slice(0, most).join("")}…` : text);

  function option(data, place, width, title) {
    const measure = data.measures[place];
    const told = measure.unit === "%" ? exact : plain;
    const unknown = (number) => measure.series.every((one) => one.values[number] == null);
    // Two editions are drawn grey and blue, the earlier one first.
    const colours = measure.series.length > 1 ? [COLOURS[1], COLOURS[0]] : COLOURS;
    const text = { color: INK, fontFamily: font, fontSize: 13 };
    const narrow = width < 480;
    const names = {
      type: "category", data: data.names, inverse: !data.upright, axisTick: { show: false },
      axisLabel: { ...text, interval: 0, rotate: data.upright && narrow ? 45 : 0,
        formatter: (name, number) => cut(data.upright ? name.replace(/（.*/, "") : name, narrow ? 8 : 14) + (unknown(number) ? " -" : "") },
    };
    const values = {
      type: "value", minInterval: measure.unit === "%" ? 0 : 1, max: measure.unit === "%" ? 100 : null,
      splitNumber: narrow ? 3 : 5, axisLabel: { ...text, show: !narrow, formatter: (value) => plain.format(value) },
    };
    return {
      animation: !still && !title, color: colours, textStyle: text,
      title: title && { text: title[0], subtext: title[1], left: 16, top: 12, textStyle: { ...text, fontSize: 20 }, subtextStyle: text },
      legend: measure.series.length > 1 ? { top: title ? 72 : 0, right: 16, textStyle: text } : undefined,
      grid: { left: 8, right: narrow ? 48 : 64, top: (title ? 76 : 8) + (measure.series.length > 1 ? 30 : 16), bottom: 8, containLabel: true },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true, textStyle: text,
        valueFormatter: (value) => (value == null ? "-" : `${told.format(value)} ${measure.unit}`) },
      xAxis: data.upright ? names : values,
      yAxis: data.upright ? values : names,
      series: measure.series.map((one) => ({
        type: "bar", name: one.name, data: one.values, barMaxWidth: 28,
        label: { ...text, show: true, position: data.upright ? "top" : "right",
          formatter: (point) => (point.value == null ? "" : told.format(point.value)) },
      })),
    };
  }

  const height = (data) => (data.upright ? 280 : Math.max(data.names.length * ROW + 60, 200));

  function draw(card, echarts) {
    const data = JSON.parse(document.getElementById(card.dataset.chart).textContent);
    const canvas = card.querySelector(".chart-canvas");
    const tools = card.querySelector(".chart-tools");
    let place = data.begins;
    canvas.hidden = false;
    canvas.style.height = `${height(data)}px`;
    const chart = echarts.init(canvas, null, { renderer: "canvas" });
    const show = () => {
      chart.setOption(option(data, place, canvas.clientWidth), true);
      [...tools.children].forEach((button, number) => button.setAttribute("aria-pressed", number === place));
    };
    if (data.measures.length > 1) {
      data.measures.forEach((measure, number) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = measure.name;
        button.addEventListener("click", () => { place = number; show(); });
        tools.append(button);
      });
      tools.hidden = false;
    }
    show();
    card.querySelector(".chart-table").open = false;
    new ResizeObserver(() => { chart.resize(); show(); }).observe(canvas);
    const save = card.querySelector("[data-picture]");
    save.hidden = false;
    save.addEventListener("click", () => picture(echarts, data, place));
    card.dataset.drawn = "";
  }

  // The chart once more, as wide as a slide, with what it is and when it was so.
  function picture(echarts, data, place) {
    const holder = document.createElement("div");
    const size = { width: 1120, height: height(data) + 110 };
    const chart = echarts.init(holder, null, { renderer: "canvas", devicePixelRatio: 2, ...size });
    const measure = data.measures[place];
    const title = [`${data.title}：${measure.name === data.title ? "活动" : measure.name}（${measure.unit}）`, grid.dataset.told];
    chart.setOption(option(data, place, size.width, title));
    chart.getRenderedCanvas({ pixelRatio: 2, backgroundColor: "#fff" }).toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${data.title}_${measure.name}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      chart.dispose();
    }, "image/png");
  }

  const near = new IntersectionObserver((found) => found.filter((one) => one.isIntersecting).forEach((one) => {
    near.unobserve(one.target);
    // Not reached: the tables are still open.
    loaded().then((echarts) => draw(one.target, echarts), () => {});
  }), { rootMargin: "300px" });
  grid.querySelectorAll("[data-chart]").forEach((card) => near.observe(card));
  addEventListener("beforeprint", () => grid.querySelectorAll(".chart-table").forEach((table) => { table.open = true; }));
})();
