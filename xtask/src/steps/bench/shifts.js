// What shifted and which tasks were long since the page was opened: the browser keeps both for those who ask later.
const done = arguments[arguments.length - 1];
const seen = { shift: 0, long: [] };
new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { seen.shift += value; })).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => seen.long.push(...list.getEntries().map(({ duration, startTime }) => [startTime, duration]))).observe({ type: "longtask", buffered: true });
setTimeout(() => done(seen), 200);
