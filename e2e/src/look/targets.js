// Targets smaller than 24 by 24 pixels. Links within text may be smaller (WCAG 2.2, 2.5.8).
const small = [];
for (const one of document.querySelectorAll("button, input, select, textarea, summary, [role=button], a[href]")) {
  if (!one.checkVisibility({ visibilityProperty: true }) || one.closest(".visually-hidden")) continue;
  const { width, height } = one.getBoundingClientRect();
  const inText = one.matches("a") && [...one.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  // A label around or beside a checkbox or a radio button is a part of its target.
  const labels = [...(one.labels ?? [])].map((label) => label.getBoundingClientRect());
  const large = (box) => box.width >= 23.5 && box.height >= 23.5;
  if (!inText && !large({ width, height }) && !(one.matches("[type=checkbox], [type=radio]") && labels.some(large))) {
    small.push(`${one.tagName.toLowerCase()}.${one.className} “${(one.getAttribute("aria-label") ?? one.textContent).trim().slice(0, 40)}” is ${width.toFixed(1)} by ${height.toFixed(1)}`);
  }
}
return small;
