//! core where there is no std: built for other processors, run under QEMU, weighed.

use anyhow::Result;

use crate::report::Report;
use crate::shell::{self, cargo};
use crate::tools;

/// Targets core is built for, and what they stand for.
const TARGETS: [(&str, &str); 3] = [
    ("wasm32-unknown-unknown", "core runs in the browser"),
    ("thumbv6m-none-eabi", "core runs on Cortex-M0"),
    ("thumbv7em-none-eabihf", "core runs on Cortex-M4F"),
];

pub fn targets(report: &mut Report, _: &[String]) -> Result<()> {
    for (triple, why) in TARGETS {
        let built = tools::target(triple, why).and_then(|()| {
            shell::check(&mut cargo(&["build", "--locked", "-p", "etalon", "--target", triple]))
        });
        report.count(triple, built);
    }
    let logging =
        ["build", "--locked", "-p", "etalon", "--features", "serde,defmt", "--target", TARGETS[2].0];
    report.count("with serde and defmt", shell::check(&mut cargo(&logging)));
    Ok(())
}
