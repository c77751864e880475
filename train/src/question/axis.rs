//! The values of one axis of a question: finite, ascending, at least one.

use etalon::Reason;

use super::QuestionError;

/// A parameter and the values that are tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    id: String,
    values: Vec<f64>,
}

impl Axis {
    /// The values that the parameter `id` takes, from the lowest to the highest.
    ///
    /// # Errors
    /// No value; one that is NaN or infinite; one that is not above the one before it.
    pub fn new(id: impl Into<String>, values: impl Into<Vec<f64>>) -> Result<Self, QuestionError> {
        let (id, values) = (id.into(), values.into());
        if values.is_empty() {
            return Err(QuestionError::Empty(format!("the values of {id}")));
        }
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            let (axis, value, reason) = (id, values[index], Reason::NotFinite);
            return Err(QuestionError::Value { axis, index, value, reason });
        }
        if let Some(before) = values.windows(2).position(|pair| pair[0] >= pair[1]) {
            return Err(QuestionError::NotAscending { axis: id, index: before + 1 });
        }
        Ok(Self { id, values })
    }

    /// The base rates that are tried, from the lowest to the highest.
    ///
    /// # Errors
    /// As [`Axis::new`]; a rate below 0.
    pub fn rates(values: impl Into<Vec<f64>>) -> Result<Self, QuestionError> {
        let axis = Self::new("rate", values)?;
        match axis.values.first() {
            Some(&value) if value < 0.0 => {
                let reason = Reason::TooSmall { min: 0.0 };
                Err(QuestionError::Value { axis: axis.id, index: 0, value, reason })
            }
            Some(_) | None => Ok(axis),
        }
    }

    /// Evenly spaced in the logarithm: `count` values from `low` to `high`, both included, each with three digits so that they can be
    /// read and typed.
    ///
    /// # Errors
    /// As [`Axis::rates`], where the ends are no two rates above 0 or the values are too close for three digits.
    pub fn log_rates(low: f64, high: f64, count: usize) -> Result<Self, QuestionError> {
        let last = count.saturating_sub(1).max(1) as f64;
        let value = |at: usize| three_digits(low * libm::pow(high / low, at as f64 / last));
        Self::rates((0..count.min(crate::MAX_JOBS + 1)).map(value).collect::<Vec<f64>>())
    }

    /// The id of the parameter.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The values, from the lowest to the highest.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

fn three_digits(value: f64) -> f64 {
    // Decimal text and back is the only exact way to a short number.
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// The numbers from 0 to below `count`, coarse ones first: every `stride`-th, then those between, each half as far apart as before.
pub(super) fn coarse_first(count: usize, stride: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..count).collect();
    all.sort_by_key(|&at| fineness(at, stride));
    all
}

/// 0 for multiples of `stride`, a power of two; 1 for those of half of it, and so on.
pub(super) fn fineness(at: usize, stride: usize) -> u32 {
    stride.trailing_zeros().saturating_sub(at.trailing_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_no_axis_are_refused_with_their_place() {
        let why = |values: &[f64]| Axis::rates(values).unwrap_err().to_string();
        assert_eq!(why(&[]), "the values of rate must hold at least one entry");
        assert!(
            why(&[0.1, f64::NAN]).starts_with("value 1 of rate must be a finite number"),
            "{}",
            why(&[0.1, f64::NAN])
        );
        assert!(why(&[-0.1]).starts_with("value 0 of rate must be at least 0, got -0.1"));
        assert!(why(&[0.1, 0.2, 0.2]).contains("value 2 is not above"));
        assert!(Axis::new("eta_min", [-1.0, f64::INFINITY]).is_err() && Axis::new("x", [-1.0, 1.0]).is_ok());
        for (low, high) in [(0.0, 1.0), (-1.0, 1.0), (0.1, f64::NAN), (0.1, 0.1), (0.2, 0.1)] {
            assert!(Axis::log_rates(low, high, 3).is_err(), "{low} to {high}");
        }
    }

    #[test]
    fn rates_are_even_in_the_logarithm() {
        let axis = Axis::log_rates(1e-3, 0.1, 13).unwrap();
        assert_eq!(axis.values().len(), 13);
        assert_eq!((axis.values()[0], axis.values()[6], axis.values()[12]), (1e-3, 0.01, 0.1));
        assert_eq!(axis.values()[1], 0.00147);
        assert!(axis.values().windows(2).all(|pair| (pair[1] / pair[0] / 1.467_8 - 1.0).abs() < 0.006));
    }

    #[test]
    fn coarse_numbers_come_first_and_each_comes_once() {
        assert_eq!(coarse_first(13, 8), [0, 8, 4, 12, 2, 6, 10, 1, 3, 5, 7, 9, 11]);
        assert_eq!(coarse_first(3, 4), [0, 2, 1]);
        assert_eq!(coarse_first(1, 8), [0]);
    }
}
