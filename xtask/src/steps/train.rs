//! Checks train: against PyTorch's recording, on the GPU without a browser, and on the CPU as WebAssembly.

use anyhow::Result;

use super::rust;
use crate::report::Report;
use crate::shell::{self, cargo};
use crate::tools::npm;
use crate::tools::system::{Vulkan, vulkan};
use crate::tools::target;

pub fn trace(report: &mut Report, _: &[String]) -> Result<()> {
    let program =
        ["run", "--locked", "--release", "--quiet", "-p", "etalon-train", "--example", "trace", "--"];
    let traces = ["training_trace", "names_trace", "names_sgd_trace"];
    let files = traces.map(|name| format!("train/tests/data/{name}.json"));
    report.count("trace", shell::check(cargo(&program).args(files)));
    Ok(())
}

pub fn gpu(report: &mut Report, rest: &[String]) -> Result<()> {
    // The driver comes first: wgpu's native half takes long to build.
    match vulkan() {
        Ok(driver) => on_gpu(&driver, report, rest),
        Err(why) => {
            report.count("etalon-train's tests/gpu.rs", Err(why));
            Ok(())
        }
    }
}

fn on_gpu(_: &Vulkan, report: &mut Report, rest: &[String]) -> Result<()> {
    let arguments = ["test", "--locked", "-p", "etalon-train", "--features", "gpu-native", "--test", "gpu"];
    rust::libtest(report, &arguments, rest)
}

/// Runs the CPU engine as WebAssembly in V8. Its bits must be the same as those of the native engine.
pub fn wasm(report: &mut Report, _: &[String]) -> Result<()> {
    report.count("wasm", in_v8("1"));
    Ok(())
}

/// Compares the bits, and times the given number of fresh processes.
pub fn in_v8(repetitions: &str) -> Result<()> {
    let node = npm::node("V8 runs WebAssembly without a page")?;
    let target = target::WASM.prepare("the CPU engine runs as WebAssembly")?;
    // This is the profile of the page, because the check is about the visitor's build.
    let build = ["build", "--locked", "--profile", "web", "-p", "etalon-train", "--example", "wasm_steps"];
    shell::check(target.on(&mut cargo(&build)))?;
    let module = target.inside(&shell::target_dir()).join("web/examples/wasm_steps.wasm");
    shell::check(node.command(&["train/benches/wasm.mjs"]).arg(module).args(["", repetitions]))
}
