//! The table of errors in the README: ours from the budget, beside those of PyTorch and optax.

use crate::compare::budget::{Quantity, allowed};
use crate::compare::ulp::Type;

/// A run that was measured, and the largest errors of the two libraries in it, in ULP of their own type.
struct Run {
    what: &'static str,
    quantity: Quantity,
    /// torch 2.15.0, an `f64` rate.
    pytorch: &'static str,
    /// optax 0.2.8 on jax 0.10.2, vmapped under jit, an `f32` rate.
    optax: &'static str,
}

/// Measured once for this project, on one machine (Debian 12, x86-64), against the closed form in 50 to 60 digits on the
/// parameters as given; rate 0.1, the worst of six γ from 0.9 to 0.999999, 1cycle with its defaults.
const RUNS: [Run; 8] = [
    Run { what: "exponential, 1,000 steps", quantity: Quantity::Exponential, pytorch: "22", optax: "350" },
    Run {
        what: "exponential, 1,000,000 steps",
        quantity: Quantity::Exponential,
        pytorch: "438",
        optax: "2.1e5",
    },
    Run { what: "cosine to 0, 1,000 steps", quantity: Quantity::Cosine, pytorch: "4.4e4", optax: "2.2e4" },
    Run {
        what: "cosine to 0, 1,000,000 steps",
        quantity: Quantity::Cosine,
        pytorch: "2.8e10",
        optax: "1.7e7",
    },
    Run {
        what: "cosine to lr/10⁴, 1,000,000 steps",
        quantity: Quantity::Cosine,
        pytorch: "4,090",
        optax: "1,761",
    },
    Run { what: "1cycle, 1,000 steps", quantity: Quantity::OneCycleCos, pytorch: "2.5e4", optax: "2,288" },
    Run {
        what: "1cycle, 1,000,000 steps",
        quantity: Quantity::OneCycleCos,
        pytorch: "5.2e4",
        optax: "5.2e4",
    },
    Run {
        what: "1cycle, linear, 1,000,000 steps",
        quantity: Quantity::OneCycleLinear,
        pytorch: "6.9e4",
        optax: "2,655",
    },
];

fn table() -> String {
    let mut table = "| largest error in ULP | etalon `f64` | PyTorch | etalon `f32` | optax |\n".to_owned();
    table.push_str("|---|---|---|---|---|\n");
    for Run { what, quantity, pytorch, optax } in RUNS {
        let (wide, narrow) = (allowed(quantity, Type::F64), allowed(quantity, Type::F32));
        table.push_str(&format!("| {what} | {wide} | {pytorch} | {narrow} | {optax} |\n"));
    }
    table
}

#[test]
fn the_readme_has_the_budget_beside_the_errors_of_others() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    assert!(readme.contains(&table()), "core/README.md should have this table:\n{}", table());
}
