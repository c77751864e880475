//! Prints what each kind may take of a device, a line a kind: id, flash on a Cortex-M0, flash on a Cortex-M4F, stack.
//! `cargo xtask size` asks it for the kinds there are.

use etalon_proof::{SUBJECTS, Subject, Weight};

fn main() {
    for Subject { kind, weight: Weight { limits, .. }, .. } in SUBJECTS {
        let [m0, m4f] = limits.flash;
        println!("{} {m0} {m4f} {}", kind.id(), limits.stack);
    }
}
