// Loads the worker named in this script's address, of the same build as the page: the build's mark goes on to what is loaded.
const query = new URLSearchParams(self.location.search);
const build = `?v=${query.get("v")}`;
const name = query.get("worker") === "gpu_worker" ? "gpu_worker" : "worker";
if (query.get("fault")) importScripts(`./worker_faults.js${build}`);
importScripts(`./${name}.js${build}`);
wasm_bindgen({ module_or_path: `./${name}_bg.wasm${build}` }).catch((error) => {
  // Thrown outside of the promise, so that the page hears of it.
  setTimeout(() => { throw error; });
});
