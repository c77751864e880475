//! The exact values of the three closed forms, in 256-bit floats of another library: none of our arithmetic.

use dashu_float::FBig;
use dashu_float::round::mode::HalfEven;
use etalon::{AnnealStrategy, Length, OneCycle};

use super::ulp::Exact;

type Big = FBig<HalfEven, 2>;

/// Bits of every intermediate result. 1 + cos loses up to 64 of them at the end of the longest cosine.
const PRECISION: usize = 256;

fn big(value: f64) -> Big {
    Big::try_from(value).unwrap_or(Big::ZERO).with_precision(PRECISION).value()
}

fn exact(value: &Big) -> Exact {
    let value = value.clone().with_precision(100).value();
    let (digits, power) = value.into_repr().into_parts();
    match u128::try_from(digits) {
        Ok(0) | Err(_) => Exact::ZERO,
        Ok(digits) => Exact { digits, power: power.clamp(-1 << 30, 1 << 30) as i32 },
    }
}

/// lr · γᵗ.
pub fn exponential(lr: f64, gamma: f64, step: u64) -> Exact {
    if step == 0 {
        return exact(&big(lr));
    }
    if gamma == 0.0 {
        return Exact::ZERO;
    }
    exact(&(big(lr) * big(gamma).powi(step.into())))
}

/// η_min + ½(lr − η_min)(1 + cos πt/T_max).
pub fn cosine(lr: f64, t_max: u64, eta_min: f64, step: u64) -> Exact {
    exact(&half_cosine(&big(lr), &big(eta_min), &(big(step as f64) / big(t_max as f64))))
}

/// The formula above with the ends apart: nothing cancels, however unlike they are.
fn half_cosine(from: &Big, to: &Big, share: &Big) -> Big {
    let (one, cosine) = (big(1.0), share.cos_pi());
    (from * (&one + &cosine) + to * (&one - &cosine)) * big(0.5)
}

/// A 1cycle, as PyTorch's documentation and source define it.
#[derive(Debug, Clone, Copy)]
pub struct Cycle {
    pub max_lr: f64,
    pub total_steps: u64,
    pub pct_start: f64,
    pub linear: bool,
    pub momentum: (f64, f64),
    pub div_factor: f64,
    pub final_div_factor: f64,
    pub three_phase: bool,
}

impl Cycle {
    /// The cycle of these settings, as far as it can be one.
    pub fn of(settings: &OneCycle<f64>) -> Self {
        let total_steps = match settings.length {
            Length::Steps(steps) => u64::from(steps),
            Length::Epochs { epochs, steps_per_epoch } => u64::from(epochs) * u64::from(steps_per_epoch),
        };
        Self {
            max_lr: settings.max_lr,
            total_steps,
            pct_start: settings.pct_start,
            linear: settings.anneal_strategy == AnnealStrategy::Linear,
            momentum: settings.momentum.unwrap_or_default(),
            div_factor: settings.div_factor,
            final_div_factor: settings.final_div_factor,
            three_phase: settings.three_phase,
        }
    }

    /// Rate and momentum at `step`, which must lie before `total_steps`.
    ///
    /// A phase ends where PyTorch ends it: at `pct_start · total_steps - 1` with the product rounded to an `f64`.
    pub fn at(&self, step: u64) -> (Exact, Exact) {
        let max = big(self.max_lr);
        let first = &max / big(self.div_factor);
        let last = &first / big(self.final_div_factor);
        let (base_momentum, max_momentum) = (big(self.momentum.0), big(self.momentum.1));
        let product = self.pct_start * self.total_steps as f64;
        let (peak, fall) = (big(product) - big(1.0), big(2.0 * product) - big(2.0));
        let end = big(self.total_steps as f64) - big(1.0);
        let now = big(step as f64);
        let zero = Big::ZERO;
        let way = |start: &Big, end: &Big, from: &Big, to: &Big| {
            // A phase without length (pct_start · total_steps = 1) is at its end; PyTorch divides by zero.
            if start == end {
                return exact(to);
            }
            let (done, left, length) = (&now - start, end - &now, end - start);
            exact(&if self.linear {
                (from * left + to * done) / length
            } else {
                half_cosine(from, to, &(done / length))
            })
        };
        if now <= peak {
            return (way(&zero, &peak, &first, &max), way(&zero, &peak, &max_momentum, &base_momentum));
        }
        match (self.three_phase, now <= fall) {
            (false, _) => (way(&peak, &end, &max, &last), way(&peak, &end, &base_momentum, &max_momentum)),
            (true, true) => {
                (way(&peak, &fall, &max, &first), way(&peak, &fall, &base_momentum, &max_momentum))
            }
            (true, false) => (way(&fall, &end, &first, &last), exact(&max_momentum)),
        }
    }
}
