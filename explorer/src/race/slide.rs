//! How a range input's positions become a parameter's values and back. Even scales move in the parameter's own numbers;
//! curved ones in positions, each standing for a value with few digits.

use etalon::param::{Domain, Scale, Slider};
use etalon_train::setting::Setting;

use crate::number::{self, tidy};
use crate::race::row::Row;

/// Positions of a curved slider.
const POSITIONS: f64 = 200.0;

/// The attributes of a control's range input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Track {
    /// Left end.
    pub min: f64,
    /// Right end.
    pub max: f64,
    /// Distance of two positions.
    pub step: f64,
    curve: Slider,
    /// Distance of two whole values, where values are whole.
    whole: Option<f64>,
}

/// An end of a track, with its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// The left one.
    Below(f64),
    /// The right one.
    Above(f64),
}

impl End {
    /// The side on which a value beyond it lies.
    #[must_use]
    pub const fn side(self) -> &'static str {
        match self {
            Self::Below(_) => "below",
            Self::Above(_) => "above",
        }
    }

    /// Its value.
    #[must_use]
    pub const fn value(self) -> f64 {
        match self {
            Self::Below(value) | Self::Above(value) => value,
        }
    }
}

impl Track {
    /// The track of `row`, or `None` for a choice or a list.
    #[must_use]
    pub fn of(row: Row) -> Option<Self> {
        let curve = row.slider;
        if !matches!(row.domain, Domain::Real { .. } | Domain::Count { .. }) {
            return None;
        }
        let whole = whole_step(row);
        Some(match curve.scale {
            Scale::Linear => {
                let step = whole.unwrap_or_else(|| even_step((curve.high - curve.low) / 100.0));
                Self { min: curve.low, max: curve.high, step, curve, whole }
            }
            // A curve, as in each `match` on a scale below: `Scale` may grow.
            _ => Self { min: 0.0, max: POSITIONS, step: 1.0, curve, whole },
        })
    }

    /// The value at position `at`.
    #[must_use]
    pub fn value(&self, at: f64) -> f64 {
        let value = match self.curve.scale {
            Scale::Linear => {
                (self.min + ((at - self.min) / self.step).round() * self.step).clamp(self.min, self.max)
            }
            _ if at <= self.min => self.curve.low,
            _ if at >= self.max => self.curve.high,
            Scale::LogFromOne => 1.0 - number::digits(1.0 - self.curve.value(at / POSITIONS), 2),
            _ => number::digits(self.curve.value(at / POSITIONS), 2),
        };
        if self.whole.is_some() { value.round() } else { tidy(value) }
    }

    /// The position of `value`, held to the track.
    #[must_use]
    pub fn position(&self, value: f64) -> f64 {
        match self.curve.scale {
            Scale::Linear => value.clamp(self.min, self.max),
            _ => (self.curve.position(value) * POSITIONS).round(),
        }
    }

    /// The end of the track beyond which `value` lies: what is typed may be less or more than a slider reaches.
    #[must_use]
    pub fn beyond(&self, value: f64) -> Option<End> {
        let (low, high) = (self.value(self.min), self.value(self.max));
        if value < low {
            Some(End::Below(low))
        } else if value > high {
            Some(End::Above(high))
        } else {
            None
        }
    }

    /// The value that an arrow key leads to from `value`: the nearest one of the track that differs, above or below. At the end of the
    /// track it is the end.
    #[must_use]
    pub fn moved(&self, value: f64, up: bool) -> f64 {
        let step = if up { self.step } else { -self.step };
        let is_ahead = |next: f64| if up { next > value } else { next < value };
        let mut at = self.position(value);
        while (self.min..=self.max).contains(&at) {
            if is_ahead(self.value(at)) {
                return self.value(at);
            }
            at += step;
        }
        self.value(if up { self.max } else { self.min })
    }

    /// The share of the track left of `value`, 0 to 1.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        (self.position(value) - self.min) / (self.max - self.min)
    }
}

/// Step of a number field's arrows at `value`: the place of its second digit, or the distance of two whole numbers.
#[must_use]
pub fn nudge(row: Row, value: f64) -> f64 {
    if let Some(step) = whole_step(row) {
        return step;
    }
    let span = match row.slider.scale {
        Scale::LogFromOne => 1.0 - value,
        _ => value,
    };
    if span > 0.0 { tidy(10f64.powf(span.log10().floor() - 1.0)).min(0.1) } else { 0.001 }
}

/// The value that an arrow key leads to in a number field: the next multiple of the step, above or below.
#[must_use]
pub fn nudged(row: Row, value: f64, up: bool) -> f64 {
    let step = nudge(row, value);
    let steps = value / step;
    // A value that is a multiple, but for its rounding error, moves by a whole step.
    let near = if (steps - steps.round()).abs() < 1e-6 { steps.round() } else { steps };
    tidy(if up { near.floor() + 1.0 } else { near.ceil() - 1.0 } * step)
}

/// The distance of two legal values of a row of whole numbers.
fn whole_step(row: Row) -> Option<f64> {
    let setting = Setting::ALL.into_iter().find(|setting| setting.spec().id == row.id);
    match (row.domain, setting.and_then(Setting::step)) {
        (Domain::Count { .. }, step) => Some(step.map_or(1.0, f64::from)),
        // A number with a fraction, or no number. `Domain` may grow.
        (_, _) => None,
    }
}

/// The nearest of 1, 2, 5 times a power of ten that is not below nine tenths of `least`.
fn even_step(least: f64) -> f64 {
    let unit = 10f64.powf(least.log10().floor());
    let mantissa = [1.0, 2.0, 5.0].into_iter().find(|mantissa| mantissa * unit >= 0.9 * least);
    tidy(mantissa.unwrap_or(10.0) * unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;
    use crate::kinds::exponential::GAMMA;
    use crate::race::{run_settings, warm_up};

    fn rows() -> impl Iterator<Item = Row> {
        let kinds = KINDS.iter().flat_map(|page| page.kind.params());
        kinds.chain(warm_up::ROWS).chain(run_settings::ROWS).map(Row::new)
    }

    #[test]
    fn a_value_beyond_the_track_differs_from_one_at_its_end() {
        let track = Track::of(GAMMA).unwrap();
        let (low, high) = (track.value(track.min), track.value(track.max));
        for inside in [low, 0.9, high] {
            assert_eq!(track.beyond(inside), None);
        }
        assert_eq!(track.beyond(high * 1.01), Some(End::Above(high)));
        assert_eq!(track.beyond(low * 0.5), Some(End::Below(low)));
    }

    #[test]
    fn every_position_is_a_legal_value_and_comes_back() {
        for row in rows() {
            let Some(track) = Track::of(row) else { continue };
            let mut at = track.min;
            while at <= track.max {
                let value = track.value(at.min(track.max));
                row.check(value).unwrap();
                let again = track.value(track.position(value));
                assert!(
                    (again - value).abs() <= 0.04 * value.abs().max(track.step),
                    "{row:?} {value} {again}"
                );
                at += track.step;
            }
        }
    }

    #[test]
    fn every_arrow_key_changes_the_value_until_the_end() {
        for row in rows() {
            let Some(track) = Track::of(row) else { continue };
            let (low, high) = (track.value(track.min), track.value(track.max));
            let mut value = low;
            while value < high {
                let next = track.moved(value, true);
                assert!(next > value, "{row:?}: up from {value} to {next}");
                row.check(next).unwrap();
                value = next;
            }
            while value > low {
                let next = track.moved(value, false);
                assert!(next < value, "{row:?}: down from {value} to {next}");
                value = next;
            }
            assert_eq!((track.moved(high, true), track.moved(low, false)), (high, low));
        }
    }

    #[test]
    fn an_arrow_key_in_a_number_field_leads_to_the_next_multiple() {
        assert_eq!(nudged(GAMMA, 0.9, true), 0.91);
        assert_eq!(nudged(GAMMA, 0.9, false), 0.89);
        assert_eq!(nudged(GAMMA, 0.973, true), 0.974);
        assert_eq!(nudged(run_settings::LR, 0.00325, false), 0.0032);
        assert_eq!(nudged(run_settings::LR, 0.1 + 0.2, true), 0.31);
        assert_eq!(nudged(run_settings::EPOCHS, 20.0, false), 19.0);
        assert_eq!(nudged(run_settings::SEED, 1.0, true), 2.0);
    }

    #[test]
    fn values_rise_along_the_track() {
        for row in rows() {
            let Some(track) = Track::of(row) else { continue };
            let (low, high) = (track.value(track.min), track.value(track.max));
            assert_eq!((low, high), (row.slider.low, row.slider.high), "{row:?}");
        }
    }

    #[test]
    fn values_carry_no_dust() {
        let gamma = Track::of(GAMMA).unwrap();
        for at in 0..=200 {
            assert!(gamma.value(f64::from(at)).to_string().len() <= 7);
        }
    }
}
