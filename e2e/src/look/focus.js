// The elements that take the focus, the elements that Tab reached, and the faults on the way.
const selector = "a[href], button, input, select, textarea, summary, [tabindex='0']";
window.focusable = () => [...document.querySelectorAll(selector)].filter((one) =>
  !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }));
const named = (one) => `${one.tagName.toLowerCase()} “${(one.getAttribute("aria-label") ?? one.id ?? "").slice(0, 40) || one.textContent.trim().slice(0, 40)}”`;

window.reach = () => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  // An element is in sight if a part of it is on top, at one of five places.
  const places = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.15], [0.5, 0.85]];
  const seen = inside && places.some(([x, y]) => {
    const top = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
    return top && (one.contains(top) || top.contains(one));
  });
  reached.push({ one, ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1, seen });
  return one === focusable().at(-1);
};

window.judge = () => {
  const wrong = [];
  const met = new Set(reached.map(({ one }) => one));
  for (const one of focusable()) if (!met.has(one)) wrong.push(`Tab does not reach ${named(one)}`);
  for (const { one, ringed, seen } of reached) {
    if (one === document.body) { wrong.push("Tab left the page before its end"); continue; }
    if (!ringed) wrong.push(`no ring shows the focus on ${named(one)}`);
    if (!seen) wrong.push(`the focus on ${named(one)} is out of sight`);
    if (one.tabIndex > 0) wrong.push(`${named(one)} jumps the queue`);
  }
  // In the page's order, which is also the order of the source.
  for (let at = 1; at < reached.length; at += 1) {
    const [before, now] = [reached[at - 1].one, reached[at].one];
    if (before === now) wrong.push(`the focus is trapped on ${named(now)}`);
    else if (before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_PRECEDING) wrong.push(`Tab goes back from ${named(before)} to ${named(now)}`);
  }
  return wrong.slice(0, 12);
};
