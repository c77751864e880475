//! train against what PyTorch recorded, its GPU engine without a browser, and its CPU engine as WebAssembly against itself.

use std::path::Path;

use anyhow::Result;

use super::rust;
use crate::report::{Report, missing};
use crate::shell::{self, cargo, program};
use crate::tools;

pub fn trace(report: &mut Report, _: &[String]) -> Result<()> {
    let program =
        ["run", "--locked", "--release", "--quiet", "-p", "etalon-train", "--example", "trace", "--"];
    report.count("trace", shell::check(cargo(&program).arg("train/tests/data/training_trace.json")));
    Ok(())
}

pub fn gpu(report: &mut Report, rest: &[String]) -> Result<()> {
    match vulkan() {
        Ok(()) => {
            let arguments =
                ["test", "--locked", "-p", "etalon-train", "--features", "gpu-native", "--test", "gpu"];
            rust::libtest(report, &arguments, rest)
        }
        Err(why) => {
            report.count("etalon-train's tests/gpu.rs", Err(why));
            Ok(())
        }
    }
}

/// Whether there is a driver to run them on; asked before wgpu's native half is built for nothing. Other systems have their own.
fn vulkan() -> Result<()> {
    let named = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].iter().any(|name| std::env::var_os(name).is_some());
    let found = ["/usr/share", "/usr/local/share", "/etc"].iter().any(|folder| {
        let drivers = Path::new(folder).join("vulkan/icd.d");
        drivers.read_dir().is_ok_and(|mut drivers| drivers.next().is_some())
    });
    if named || found || !cfg!(target_os = "linux") {
        return Ok(());
    }
    Err(missing("no Vulkan driver here; Mesa's does without a GPU: `apt-get install mesa-vulkan-drivers`"))
}

/// The CPU engine as WebAssembly in V8: the same bits as natively, or no speed is told.
pub fn wasm(report: &mut Report, _: &[String]) -> Result<()> {
    report.count("wasm", in_v8("1"));
    Ok(())
}

/// Compares the bits, and times as many fresh processes as told.
pub fn in_v8(repetitions: &str) -> Result<()> {
    const TRIPLE: &str = "wasm32-unknown-unknown";
    if shell::ask(&mut program("node", &["--version"])).is_none() {
        return Err(missing("node, which runs WebAssembly without a page: install nodejs"));
    }
    tools::target(TRIPLE, "the CPU engine runs as WebAssembly")?;
    // The profile of the page: it is the visitor's build that is meant.
    let build = ["build", "--locked", "--profile", "web", "-p", "etalon-train", "--example", "wasm_steps"];
    shell::check(cargo(&build).args(["--target", TRIPLE]))?;
    let module = shell::target_dir().join(TRIPLE).join("web/examples/wasm_steps.wasm");
    shell::check(program("node", &["train/benches/wasm.mjs"]).arg(module).args(["", repetitions]))
}
