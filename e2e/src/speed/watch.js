// Watches the page from outside: the time that the main thread spends between a slider's input and the frame that shows the new
// curve, the times of frames, and layout shifts. The page itself marks when it asks for trainings and when it paints their
// outcomes.
const watch = (window.watch = { work: [], shown: [], inputs: [], frames: [], unseen: 0 });

// A curve counts as painted in a frame only if lines were stroked in it.
let strokes = 0;
const { stroke } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.stroke = function (...path) {
  strokes += 1;
  return stroke.apply(this, path);
};

// A message to the page itself arrives when the task that sent it has ended, including the rendering of the frame.
const after = (then) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => then(performance.now());
  port2.postMessage(0);
};

// Calls `then` after the handlers of an event and all their microtasks, many turns of the queue later. A message does not work
// here, because browsers delay other tasks between an input and its frame.
const settled = (then) => {
  let turns = 300;
  const turn = () => (turns-- > 0 ? queueMicrotask(turn) : then(performance.now()));
  turn();
};

let open = false;
const begin = () => {
  const begun = performance.now();
  watch.inputs.push(begun);
  if (open) return;
  open = true;
  let handled = Infinity;
  settled((now) => { handled = now; });
  requestAnimationFrame(() => {
    const frame = performance.now();
    const before = strokes;
    after((now) => {
      open = false;
      if (strokes === before) return void (watch.unseen += 1);
      watch.work.push(handled - begun + (now - frame));
      watch.shown.push(now - begun);
    });
  });
};
addEventListener("input", begin, true);
// The page moves a slider by keys itself, without an input event.
addEventListener("keydown", ({ key, target }) => {
  if (key.startsWith("Arrow") && target.matches("input[type=range]")) begin();
}, true);

// Plays the animation, and records the times between frames as long as there is a pause button.
watch.play = (button, done) => {
  let last;
  const frame = (now) => {
    if (!button.textContent.includes("Pause")) return done();
    if (last) watch.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  button.click();
  requestAnimationFrame(() => requestAnimationFrame(frame));
};

// The time from each input to the painted outcome of its training. A drag there and back asks for the same settings more than once:
// an outcome belongs to the last time that they were asked for. An input that a newer one overtook has no outcome.
watch.outcomes = () => {
  const asked = new Map();
  const outcomes = [];
  let count = 0;
  for (const { name, startTime } of performance.getEntriesByType("mark")) {
    const [what, settings] = [name.slice(0, name.indexOf(" ")), name.slice(name.indexOf(" "))];
    const input = watch.inputs.findLast((time) => time <= startTime);
    if (what === "asked" && input !== undefined) {
      count += 1;
      asked.set(settings, input);
    } else if (what === "painted" && asked.has(settings)) {
      outcomes.push(startTime - asked.get(settings));
      asked.delete(settings);
    }
  }
  performance.clearMarks();
  watch.inputs.length = 0;
  return { asked: count, outcomes };
};
