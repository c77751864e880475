// The contents of a chart: a fingerprint of its canvases' pixels, and the rows of the table with the same contents in words.
const chart = arguments[0];
const canvases = chart.matches("canvas") ? [chart] : [...chart.querySelectorAll("canvas")];
const pixels = canvases.map((canvas) => {
  let hash = 0x811c9dc5;
  for (const char of canvas.toDataURL()) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return `${canvas.width}x${canvas.height}:${hash.toString(16)}`;
}).join(" ");
const ids = `${chart.getAttribute("aria-details") ?? ""} ${chart.getAttribute("aria-describedby") ?? ""}`;
let table = ids.split(/\s+/).filter(Boolean).map((id) => document.getElementById(id)).find(Boolean);
if (table && !table.matches("table")) table = table.querySelector("table");
for (let place = chart; !table && place; place = place.parentElement) table = place.querySelector("table");
const rows = table ? [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim())) : [];
return { pixels: pixels || null, table: rows };
