// The time until the page says something.
window.until = {
  // Presses `button`, and calls `done` with the milliseconds until the text of `selector` matches `words`.
  pressed(button, selector, words, done) {
    const begun = performance.now();
    button.click();
    until.said(selector, words, begun, done);
  },
  // Calls `done` with the milliseconds since `begun` once the text of `selector` matches `words`.
  said(selector, words, begun, done) {
    const expression = new RegExp(words);
    const look = () => {
      const text = document.querySelector(selector)?.textContent ?? "";
      if (expression.test(text)) done(performance.now() - begun);
      else requestAnimationFrame(look);
    };
    look();
  },
};
