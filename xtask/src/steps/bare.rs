//! Builds core without std for other processors.

use anyhow::Result;

use crate::report::Report;
use crate::shell::{self, cargo};
use crate::tools::target::{CORTEX_M0, CORTEX_M4F, Target, Triple, WASM};

/// The targets that core is built for, with the reasons.
const TARGETS: [(Triple, &str); 3] = [
    (WASM, "core runs in the browser"),
    (CORTEX_M0, "core runs on Cortex-M0"),
    (CORTEX_M4F, "core runs on Cortex-M4F"),
];

pub fn targets(report: &mut Report, _: &[String]) -> Result<()> {
    for (triple, why) in TARGETS {
        let built = triple.prepare(why).and_then(|target| build(&target, &[]));
        report.count(&triple.to_string(), built);
    }
    let logging = CORTEX_M4F.prepare("core logs through defmt on microcontrollers");
    let built = logging.and_then(|target| build(&target, &["--features", "serde,defmt"]));
    report.count("with serde and defmt", built);
    Ok(())
}

fn build(target: &Target, features: &[&str]) -> Result<()> {
    let arguments = [&["build", "--locked", "-p", "etalon"], features].concat();
    shell::check(target.on(&mut cargo(&arguments)))
}
