// Notes in every frame which seed the slider shows, the fingerprint beside it, and how many numbers are bold.
const [slider, fact, bold] = arguments;
window.seen = [];
const look = () => {
  if (!window.seen) return;
  const fingerprint = document.querySelector(fact).textContent.split("·")[1]?.trim() ?? "";
  window.seen.push([slider.value, fingerprint, document.querySelectorAll(bold).length]);
  requestAnimationFrame(look);
};
look();
