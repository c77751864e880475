// A worker's first message holds the page's compiled program. So nothing is loaded or compiled again, and the worker has the page's
// build, whatever caches hold.
addEventListener("message", async ({ data: [program, compiled] }) => {
  try {
    if (new URLSearchParams(location.search).has("fault")) await import("./worker_faults.js");
    const { default: begin } = await import(program);
    await begin({ module_or_path: compiled });
  } catch (error) {
    // Thrown outside of the promise, so that the page gets an error event.
    setTimeout(() => { throw error; });
  }
}, { once: true });
