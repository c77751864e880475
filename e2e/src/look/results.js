// The table of results: the visible one whose head names an accuracy.
const shown = (table) => table.getBoundingClientRect().width > 50 && !table.closest("[role=img], canvas, .visually-hidden");
const table = [...document.querySelectorAll("table")].filter(shown).find((table) => /accuracy|final|best/i.test(table.rows[0]?.textContent ?? ""));
