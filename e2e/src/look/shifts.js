// Cumulative layout shift by its standard definition (the worst burst of shifts without recent input by the visitor), and the
// long tasks, both since the page was opened. The browser keeps both for later queries.
const done = arguments[arguments.length - 1];
const seen = { shift: 0, places: [], long: [] };
const name = ({ node }) => node?.nodeType === 1 ? `${node.tagName.toLowerCase()}${node.id && "#" + node.id}.${node.className}` : node?.parentElement?.className ?? "?";
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
// A burst ends after one second without a shift, or after five seconds in all.
const burst = { sum: 0, first: -Infinity, last: -Infinity };
watch("layout-shift", ({ value, startTime, sources, hadRecentInput }) => {
  if (hadRecentInput) return;
  const goesOn = startTime - burst.last < 1000 && startTime - burst.first < 5000;
  if (!goesOn) Object.assign(burst, { sum: 0, first: startTime });
  burst.sum += value;
  burst.last = startTime;
  seen.shift = Math.max(seen.shift, burst.sum);
  seen.places.push(`${value.toFixed(4)} at ${startTime.toFixed(0)} ms: ${sources.map(name).join(", ")}`);
});
watch("longtask", ({ startTime, duration }) => seen.long.push([startTime, duration]));
setTimeout(() => done(seen), 200);
