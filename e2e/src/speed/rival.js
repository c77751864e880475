// uPlot draws the same as our chart at ?measure=charts: the same values, size, number of redraws and clock.
const LINES = 4, POINTS = 900, REDRAWS = 200, WARM = 20;

const values = (redraw) => {
  let state = redraw + 3;
  const noise = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  return Array.from({ length: LINES }, (_, line) => {
    const top = 2.3 - 0.3 * line, slow = 120 + 40 * line + redraw;
    return Array.from({ length: POINTS }, (_, at) => top * Math.exp(-at / slow) + 0.1 + 0.08 * (noise() - 0.5));
  });
};

const time = Array.from({ length: POINTS }, (_, at) => at + 1);
const colours = ["#0068a8", "#bf4a00", "#007a59", "#a0458b"];
const series = colours.map((stroke) => ({ stroke, width: 1.5, points: { show: false } }));
const chart = new uPlot(
  { width: 900, height: 320, scales: { x: { time: false } }, series: [{}, ...series] },
  [time, ...values(0)],
  document.getElementById("chart"),
);

const frame = () => new Promise(requestAnimationFrame);
(async () => {
  const all = Array.from({ length: REDRAWS + WARM }, (_, redraw) => values(redraw));
  const times = [];
  for (const one of all) {
    await frame();
    const begun = performance.now();
    chart.setData([time, ...one]);
    // uPlot draws in a microtask, which runs before this promise is resolved.
    await new Promise((done) => queueMicrotask(() => queueMicrotask(done)));
    times.push(performance.now() - begun);
  }
  const counted = times.slice(WARM).sort((a, b) => a - b);
  const at = (share) => counted[Math.floor(counted.length * share)];
  document.getElementById("measure").textContent = JSON.stringify({ charts: { median_ms: at(0.5), p95_ms: at(0.95) } });
})();
