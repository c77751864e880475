//! Compares the digest of all schedules' bits on a big-endian machine, which Miri interprets, with the host's.

use std::process::Command;

use anyhow::Result;

use crate::report::Report;
use crate::shell::output;
use crate::steps::firmware;
use crate::tools::target::S390X;
use crate::tools::toolchain::miri;

/// If this variable is set at compile time, the digest takes a tenth of its draws. Miri would interpret all of them for hours.
const TENTH: (&str, &str) = ("ETALON_TENTH", "1");

pub fn run(report: &mut Report, _: &[String]) -> Result<()> {
    report.count("digest on s390x", compare());
    Ok(())
}

fn compare() -> Result<()> {
    let miri = miri(S390X, "the digest is taken on a big-endian machine")?;
    let digest = ["--locked", "--quiet", "--package", "etalon-digest"];
    let tenth = |mut cargo: Command| output(cargo.env(TENTH.0, TENTH.1));
    let host = tenth(firmware::cargo(&[&["run", "--release"], &digest[..]].concat()))?;
    let mut command = miri.cargo(&[&["run"], &digest[..]].concat());
    firmware::enter(&mut command);
    firmware::same(&tenth(command)?, &host)
}
