//! Settings that look drawn, the same every time.

use etalon::param::Domain;

use super::is_a_control;
use crate::race::config::Config;
use crate::race::row::Row;

/// SplitMix64.
pub struct Draw(pub u64);

impl Draw {
    /// A number from 0 up to 1.
    pub fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }

    /// A value of `row`, most often a legal one: on its slider, or an extreme.
    fn value(&mut self, row: Row) -> f64 {
        let on_slider = row.slider.value(self.share());
        match row.domain {
            Domain::Choice(names) => self.below(names.len()) as f64,
            Domain::Count { min, max } => match self.below(20) {
                0 => f64::from(min),
                1 => f64::from(max),
                _ => on_slider.round(),
            },
            // A real number. `Domain` may grow.
            _ => {
                let extremes = [0.0, 1e-300, 0.999_999, 1.0, 1e3, 1e300];
                let extreme = extremes[self.below(extremes.len())];
                if self.below(10) == 0 && row.check(extreme).is_ok() { extreme } else { on_slider }
            }
        }
    }

    /// `config` with a few of its controls changed.
    pub fn changed(&mut self, mut config: Config) -> Config {
        for _ in 0..=self.below(6) {
            let controls: Vec<_> = config.controls().filter(|control| is_a_control(control.row)).collect();
            let control = controls[self.below(controls.len())];
            config = config.with_change(control, self.value(control.row)).unwrap_or(config);
        }
        config
    }
}
