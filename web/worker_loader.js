// Loads the worker of the same build as the page: the mark in this script's address goes on to what it loads.
const build = self.location.search;
importScripts(`./worker.js${build}`);
wasm_bindgen({ module_or_path: `./worker_bg.wasm${build}` });
