// A worker's first message holds the page's own program, compiled: it is neither loaded nor compiled again, and is of the page's
// build whatever caches hold.
addEventListener("message", async ({ data: [program, compiled] }) => {
  try {
    if (new URLSearchParams(location.search).has("fault")) await import("./worker_faults.js");
    const { default: begin } = await import(program);
    await begin({ module_or_path: compiled });
  } catch (error) {
    // Thrown outside of the promise, so that the page hears of it.
    setTimeout(() => { throw error; });
  }
}, { once: true });
