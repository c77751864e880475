// The elements that make the page scroll sideways. The list is empty if it does not scroll.
const root = document.scrollingElement;
if (root.scrollWidth <= root.clientWidth) return [];
const over = (one) => one.getBoundingClientRect().right - root.clientWidth;
const wide = [...document.querySelectorAll("body *")].filter((one) => over(one) > 0 && one.getBoundingClientRect().width > 0);
const name = (one) => `${one.tagName.toLowerCase()}${one.id && "#" + one.id}.${one.className} by ${over(one).toFixed(0)} pixels`;
return [`${root.scrollWidth} of ${root.clientWidth} pixels`, ...wide.slice(-5).map(name)];
