//! The error budget: how far a rate may lie from its exact value. One table, which tests, programs and texts read.

use super::ulp::Type;

/// What an error is measured of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    Exponential,
    Cosine,
    OneCycleCos,
    OneCycleLinear,
    Momentum,
}

/// The one table: the largest error allowed, in units of the last place of the type, over normal and subnormal results.
/// Rounding alone makes half a unit of it.
pub const BUDGET: [(Quantity, Type, f64); 10] = [
    (Quantity::Exponential, Type::F32, 0.55),
    (Quantity::Exponential, Type::F64, 0.51),
    (Quantity::Cosine, Type::F32, 0.6),
    (Quantity::Cosine, Type::F64, 0.51),
    (Quantity::OneCycleCos, Type::F32, 0.6),
    (Quantity::OneCycleCos, Type::F64, 0.51),
    (Quantity::OneCycleLinear, Type::F32, 0.55),
    (Quantity::OneCycleLinear, Type::F64, 0.51),
    (Quantity::Momentum, Type::F32, 0.6),
    (Quantity::Momentum, Type::F64, 0.51),
];

/// The largest error allowed.
pub fn allowed(quantity: Quantity, of: Type) -> f64 {
    let row = BUDGET.iter().find(|(q, t, _)| (*q, *t) == (quantity, of));
    row.map_or(0.0, |(_, _, ulps)| *ulps)
}
