// Controls and cells of results that another element covers at their left, middle or right.
const screen = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
const found = [];
for (const one of document.querySelectorAll("input, button, td, th")) {
  if (!one.checkVisibility({ visibilityProperty: true }) || one.closest(".visually-hidden")) continue;
  const box = one.getBoundingClientRect();
  const y = box.top + box.height / 2;
  for (const x of [box.left + 4, box.left + box.width / 2, box.right - 4]) {
    if (box.width < 12 || x < 0 || x >= screen.width || y < 0 || y >= screen.height) continue;
    const top = document.elementFromPoint(x, y);
    if (top && !one.contains(top) && !top.contains(one)) {
      found.push(`${top.textContent.trim().slice(0, 60) || top.tagName} lies over ${one.textContent.trim() || one.outerHTML.slice(0, 80)}`);
      break;
    }
  }
}
return found;
