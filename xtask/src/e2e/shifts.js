// What shifted and which tasks were long since the page was opened: the browser keeps both for those who ask later.
const done = arguments[arguments.length - 1];
const seen = { shift: 0, places: [], long: [] };
const name = ({ node }) => node?.nodeType === 1 ? `${node.tagName.toLowerCase()}${node.id && "#" + node.id}.${node.className}` : node?.parentElement?.className ?? "?";
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
watch("layout-shift", (entry) => {
  seen.shift += entry.value;
  seen.places.push(`${entry.value.toFixed(4)} at ${entry.startTime.toFixed(0)} ms: ${entry.sources.map(name).join(", ")}`);
});
watch("longtask", ({ startTime, duration }) => seen.long.push([startTime, duration]));
setTimeout(() => done(seen), 200);
