// The page without a network, after the first visit: a service worker with all files of one build. The build writes its mark and its
// list of files into this script (xtask/src/finish.rs).
const build = "{{build}}";
const files = "{{files}}".split(" ");

// Other pages may share the origin. Their caches stay as they are.
const ours = `etalon ${registration.scope} `;
const cached = () => caches.open(ours + build);

// Each request goes past the browser's own cache, so that no file comes from another build.
addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await cached();
  await cache.addAll(files.map((file) => new Request(file, { cache: "no-cache" })));
})()));

// A new build takes over when no page of the old build is open.
addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith(ours) && name !== ours + build);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
})()));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const page = [registration.scope, `${registration.scope}index.html`].includes(url.split(/[?#]/)[0]);
  if (method !== "GET" || !url.startsWith(registration.scope) || (mode === "navigate" && !page)) return;
  event.respondWith(page ? newest(event.request) : own(event.request));
});

// The page itself comes from the server if that answers soon, so that a new build is used at once. Every other file has its build
// in its name. A newer page requests files that are not here, and the server sends them.
async function newest(request) {
  const late = new Promise((resolve) => setTimeout(resolve, 3000));
  const answer = await Promise.race([fetch(request).catch(() => {}), late]);
  return answer?.ok ? answer : (await (await cached()).match("./")) ?? fetch(request);
}

async function own(request) {
  const cache = await cached();
  const here = await cache.match(request);
  if (here) return here;
  try {
    return await fetch(request);
  } catch (error) {
    // A worker's script has its build in the query.
    const unmarked = await cache.match(request, { ignoreSearch: true });
    if (unmarked) return unmarked;
    throw error;
  }
}
