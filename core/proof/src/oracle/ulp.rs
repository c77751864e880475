//! An exact value, and how far a float lies from it in units of the last place (ULP).

use std::cmp::Ordering;

/// `digits · 2^power`: a non-negative value with about 100 bits and no limit on its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    /// The digits.
    pub digits: u128,
    /// The power of two.
    pub power: i32,
}

/// The float type in which an error is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `f32`.
    F32,
    /// `f64`.
    F64,
}

impl Type {
    /// The digits of a normal number, the power of two of the least subnormal, and the power of two above the greatest number.
    const fn parts(self) -> (i32, i32, i32) {
        match self {
            Type::F32 => (24, -149, 128),
            Type::F64 => (53, -1074, 1024),
        }
    }
}

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self { digits: 0, power: 0 };

    /// The smallest power of two above the value, or `None` for zero.
    fn top(self) -> Option<i32> {
        (self.digits != 0).then(|| self.power + (128 - self.digits.leading_zeros() as i32))
    }

    /// The digits with the highest of 128 bits set, and their power. Zero has a power below all others.
    fn full(self) -> (i32, u128) {
        let zeros = self.digits.leading_zeros();
        if self.digits == 0 { (i32::MIN, 0) } else { (self.power - zeros as i32, self.digits << zeros) }
    }

    /// The order of two values, by the digits that both have.
    pub fn compare(self, other: Self) -> Ordering {
        self.full().cmp(&other.full())
    }

    /// Whether two values agree to 78 binary digits.
    pub fn agrees(self, other: Self) -> bool {
        let ((a_power, a), (b_power, b)) = (self.full(), other.full());
        // Two values next to a power of two may lie on either side of it.
        let power = a_power.max(b_power);
        let aligned = |digits: u128, of: i32| digits.unbounded_shr(power.abs_diff(of));
        aligned(a, a_power).abs_diff(aligned(b, b_power)) < 1 << 50
    }

    /// Whether the value is in the range where `of` has its full number of digits.
    pub fn is_normal(self, of: Type) -> bool {
        let (digits, least, most) = of.parts();
        self.top().is_some_and(|top| top > least + digits - 1 && top <= most)
    }

    /// The value as an `f64`, to a unit in the last place.
    pub fn to_f64(self) -> f64 {
        let spare = (128 - self.digits.leading_zeros() as i32 - 64).max(0);
        scale((self.digits >> spare) as f64, self.power.saturating_add(spare).clamp(-9999, 9999))
    }

    /// The distance of `value`, a number of type `of`, in units of that type's last place at the exact value.
    ///
    /// Infinity counts as the power of two above the greatest number, because rounding to nearest turns that power into infinity.
    pub fn ulps(self, of: Type, value: f64) -> f64 {
        let (digits, least, most) = of.parts();
        let Some(top) = self.top() else {
            return if value == 0.0 { 0.0 } else { f64::INFINITY };
        };
        if top > most {
            return if value == f64::INFINITY { 0.0 } else { f64::INFINITY };
        }
        let unit = (top - digits).max(least);
        // Whole units and the rest of a unit. Each is exact in an `f64` or off by 2^-53 units.
        let shift = (unit - self.power) as u32;
        let whole = self.digits.unbounded_shr(shift);
        let rest = self.digits - whole.unbounded_shl(shift);
        let rest = scale(rest as f64, -(shift as i32));
        let ours = if value == f64::INFINITY { scale(1.0, most - unit) } else { scale(value, -unit) };
        ((ours - whole as f64) - rest).abs()
    }
}

/// `value · 2^power`, in steps small enough that no power of two overflows on the way.
fn scale(mut value: f64, mut power: i32) -> f64 {
    while power != 0 {
        let step = power.clamp(-1000, 1000);
        value *= 2.0_f64.powi(step);
        power -= step;
    }
    value
}

/// The distance of two floats in units of the last place of the second.
pub fn ulps_apart(a: f64, b: f64) -> f64 {
    if a == b || (a.is_nan() && b.is_nan()) {
        return 0.0;
    }
    if !a.is_finite() || !b.is_finite() {
        return f64::INFINITY;
    }
    let size = b.abs();
    let unit = if size < f64::MAX { size.next_up() - size } else { size - size.next_down() };
    (a - b).abs() / unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_in_the_units_of_each_type() {
        let one_and_a_quarter_unit = Exact { digits: (1 << 80) + (1 << 26), power: -80 };
        assert_eq!(one_and_a_quarter_unit.ulps(Type::F64, 1.0), 0.25);
        assert_eq!(one_and_a_quarter_unit.ulps(Type::F64, 1.0_f64.next_up()), 0.75);
        assert_eq!(
            one_and_a_quarter_unit.ulps(Type::F32, f64::from(1.0_f32.next_up())),
            1.0 - 2.0_f64.powi(-31)
        );
        let below_one = Exact { digits: (1 << 80) - 1, power: -80 };
        assert_eq!(below_one.ulps(Type::F64, 1.0), 2.0_f64.powi(-27));
        assert_eq!(below_one.ulps(Type::F64, 1.0_f64.next_down()), 1.0 - 2.0_f64.powi(-27));
    }

    #[test]
    fn measures_subnormals_zero_and_infinity() {
        let half_of_least = Exact { digits: 1 << 79, power: -1075 - 79 };
        assert!(!half_of_least.is_normal(Type::F64));
        assert_eq!(half_of_least.ulps(Type::F64, 0.0), 0.5);
        assert_eq!(half_of_least.ulps(Type::F64, 5e-324), 0.5);
        assert_eq!(Exact::ZERO.ulps(Type::F64, 0.0), 0.0);
        assert_eq!(Exact::ZERO.ulps(Type::F64, 5e-324), f64::INFINITY);
        let beyond = Exact { digits: 1 << 79, power: 946 };
        assert_eq!(beyond.ulps(Type::F64, f64::INFINITY), 0.0);
        assert_eq!(beyond.ulps(Type::F64, f64::MAX), f64::INFINITY);
        let just_below = Exact { digits: (1 << 80) - 1, power: 944 };
        assert!(just_below.ulps(Type::F64, f64::INFINITY) < 1e-6);
        assert!(just_below.ulps(Type::F64, f64::MAX) > 0.9);
    }

    #[test]
    fn compares_values_of_any_size() {
        let [low, high] = [(7, -30_000), (1, 20_000)].map(|(digits, power)| Exact { digits, power });
        assert_eq!(low.compare(high), Ordering::Less);
        assert_eq!(Exact::ZERO.compare(low), Ordering::Less);
        assert_eq!(Exact { digits: 28, power: -30_002 }.compare(low), Ordering::Equal);
        assert!(Exact { digits: (1 << 80) - 1, power: -80 }.agrees(Exact { digits: 1, power: 0 }));
        assert!(!Exact { digits: (1 << 70) - 1, power: -70 }.agrees(Exact { digits: 1, power: 0 }));
        assert!(!Exact::ZERO.agrees(low));
    }

    #[test]
    fn counts_between_floats() {
        assert_eq!(ulps_apart(1.0_f64.next_up(), 1.0), 1.0);
        assert_eq!(ulps_apart(0.0, 5e-324), 1.0);
        assert_eq!(ulps_apart(f64::NAN, 1.0), f64::INFINITY);
    }
}
