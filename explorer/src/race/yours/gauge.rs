//! How one control's values of the small network are shown in a visitor's units, and how a typed value is held.

use crate::number::{digits, tidy};
use crate::race::row::Row;
use crate::race::slide::{Track, nudged};

/// The visitor's values of a control over those of the small network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gauge {
    factor: f64,
    /// Whether both values are whole.
    whole: bool,
    /// A value of the small network, and the visitor's that it stands for.
    exact: Option<(f64, f64)>,
}

impl Gauge {
    /// A gauge that changes nothing.
    pub const SAME: Self = Self { factor: 1.0, whole: false, exact: None };

    /// Of rates.
    pub(super) const fn rates(factor: f64) -> Self {
        Self { factor, whole: false, exact: None }
    }

    /// Of steps.
    pub(super) const fn steps(factor: f64) -> Self {
        Self { factor, whole: true, exact: None }
    }

    /// With a value of the small network, and the visitor's that it stands for.
    pub(super) const fn exactly(self, exact: Option<(f64, f64)>) -> Self {
        Self { exact, ..self }
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_same(self) -> bool {
        self.factor == 1.0
    }

    /// Whether a value that it has changed may have digits without a meaning: of a rate.
    #[must_use]
    pub fn is_rounding(self) -> bool {
        self.factor != 1.0 && !self.whole
    }

    /// The visitor's value, where the small network's is `value`.
    #[must_use]
    pub fn shown(self, value: f64) -> f64 {
        match self.exact {
            Some((held, shown)) if held == value => shown,
            Some(_) | None => self.rounded(value * self.factor).unwrap_or(value),
        }
    }

    /// The small network's value, where the visitor's is `shown`.
    #[must_use]
    pub fn held(self, shown: f64) -> f64 {
        if let Some((held, exact)) = self.exact
            && exact == shown
        {
            held
        } else if self.factor == 1.0 {
            shown
        } else if self.whole {
            // A number that is not whole is refused, as it is without a gauge. Each length has at least one step.
            if shown.fract() == 0.0 && shown > 0.0 { (shown / self.factor).round().max(1.0) } else { shown }
        } else {
            tidy(shown / self.factor)
        }
    }

    /// None where the gauge changes nothing.
    fn rounded(self, shown: f64) -> Option<f64> {
        if self.factor == 1.0 {
            None
        } else if self.whole {
            Some(shown.round())
        } else {
            // The quotient has twelve digits. With nine, a rate that was typed is shown as it was typed.
            Some(digits(shown, 9))
        }
    }

    /// The small network's value at a position of a slider. The visitor's rate has two digits there.
    #[must_use]
    pub fn slid(self, track: Track, at: f64) -> f64 {
        let value = track.value(at);
        if self.factor == 1.0 || self.whole {
            return value;
        }
        let shown = self.shown(value);
        self.held(digits(shown, 2))
    }

    /// The small network's value that an arrow key of a slider leads to.
    #[must_use]
    pub fn moved(self, row: Row, track: Track, value: f64, up: bool) -> f64 {
        let next = track.moved(value, up);
        // At the end of the track the value stays, and the distances are those of the visitor's rate.
        if self.factor == 1.0 || self.whole || next == value {
            next
        } else {
            self.held(nudged(row, self.shown(value), up))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::run_settings::LR;

    const TOTAL_STEPS: Row = Row::of(etalon::Kind::OneCycle, "total_steps");

    #[test]
    fn a_typed_value_is_shown_as_it_was_typed() {
        for lr in [0.02, 0.007, 0.013, 0.0333] {
            for rate in [3e-4, 9.3e-4, 1.07e-5, 2.5] {
                let gauge = Gauge::rates(tidy(rate / lr));
                assert_eq!(gauge.shown(lr), rate);
                for typed in [1e-3, 6.02e-4, 0.1, 0.123_456_78] {
                    assert_eq!(gauge.shown(gauge.held(typed)), typed, "{lr} {rate}");
                }
            }
        }
        let steps = Gauge::steps(400.0 / 45.0);
        assert_eq!((steps.held(12_000.0), steps.shown(1_350.0)), (1_350.0, 12_000.0));
        assert_eq!((steps.held(2.0), steps.held(0.5), steps.held(0.0)), (1.0, 0.5, 0.0));
    }

    #[test]
    fn what_is_not_entered_changes_nothing() {
        let track = Track::of(LR).unwrap();
        for value in [0.0, 0.1 + 0.2, 1e-300] {
            assert_eq!((Gauge::SAME.shown(value), Gauge::SAME.held(value)), (value, value));
        }
        assert_eq!(Gauge::SAME.slid(track, 77.0), track.value(77.0));
        assert_eq!(Gauge::SAME.moved(LR, track, 0.01, true), track.moved(0.01, true));
    }

    #[test]
    fn a_slider_moves_the_networks_rate_and_shows_the_visitors_in_two_digits() {
        let (track, gauge) = (Track::of(LR).unwrap(), Gauge::rates(0.3 / 7.0));
        let mut value = track.value(track.min);
        for _ in 0..40 {
            let next = gauge.moved(LR, track, value, true);
            assert!(
                next > value && next < 1.1 * value.max(track.value(track.min) + 1e-9) + 1e-4,
                "{value} {next}"
            );
            value = next;
        }
        for at in 1..200 {
            let shown = gauge.shown(gauge.slid(track, f64::from(at)));
            assert_eq!(shown, digits(shown, 2));
        }
        let steps = Gauge::steps(400.0 / 45.0);
        let track = Track::of(TOTAL_STEPS).unwrap();
        assert_eq!(steps.moved(TOTAL_STEPS, track, 900.0, true), track.moved(900.0, true));
    }
}
