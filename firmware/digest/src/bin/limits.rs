//! Prints the limits of each kind, one line for each: id, flash on a Cortex-M0, flash on a Cortex-M4F, stack. `cargo xtask size`
//! gets the list of kinds from this program.

use etalon_proof::{SUBJECTS, Subject, Weight};

fn main() {
    for Subject { kind, weight: Weight { limits, .. }, .. } in SUBJECTS {
        let [m0, m4f] = limits.flash;
        println!("{} {m0} {m4f} {}", kind.id(), limits.stack);
    }
}
