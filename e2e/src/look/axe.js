// Axe's findings on the page: one line for each violation, with its elements.
const done = arguments[arguments.length - 1];
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const lines = ({ violations }) => violations.map(({ id, help, nodes }) => {
  const places = nodes.slice(0, 5).map((node) => `\n      ${node.target.join(" ")}: ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? node.html}`);
  return `${id}: ${help} (${nodes.length})${places.join("")}`;
});
axe.run(document, { runOnly: tags, resultTypes: ["violations"] }).then(
  (results) => done({ violations: lines(results), rules: results.passes.length }),
  (error) => done({ violations: [String(error)], rules: 0 }),
);
