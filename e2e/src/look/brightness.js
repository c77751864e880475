// The brightness of the page's background, from 0 to 1.
for (const one of [document.body, document.documentElement]) {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = getComputedStyle(one).backgroundColor;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue, opacity] = canvas.getImageData(0, 0, 1, 1).data;
  if (opacity > 0) return (red + green + blue) / 765;
}
return 1;
