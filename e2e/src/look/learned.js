// The contents of each model: its state, its filters in words and pixels, its answers, its confusion matrix.
return [...document.querySelectorAll("[aria-labelledby=learned] article")].map((model) => {
  const canvas = model.querySelector("canvas[role=img]");
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const colours = new Set();
  let hash = 0x811c9dc5;
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    colours.add(colour);
    hash = Math.imul(hash ^ colour, 0x01000193) >>> 0;
  }
  return {
    name: model.querySelector("h3").textContent.trim(),
    busy: model.getAttribute("aria-busy"),
    state: model.querySelector("p").textContent.trim(),
    filters: canvas.getAttribute("aria-label") ?? "",
    colours: colours.size,
    pixels: `${canvas.width}x${canvas.height}:${hash.toString(16)}`,
    answers: [...model.querySelectorAll("li")].map((one) => one.textContent.replace(/\s+/g, " ").trim()),
    matrix: [...model.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent))),
  };
});
