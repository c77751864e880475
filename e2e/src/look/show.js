// Scrolls an element into the middle of the screen, unless its centre is already in sight and not covered.
const [one] = arguments;
const box = one.getBoundingClientRect();
const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
if (!top || !one.contains(top)) one.scrollIntoView({ block: "center", behavior: "instant" });
