//! What the exporters ask of the page's settings, each question once.

use crate::model::config::{Config, STEPS};
use crate::model::param::Param;

/// Batches of the run.
pub fn run_steps(config: &Config) -> f64 {
    f64::from(config.epochs()) * f64::from(STEPS)
}

/// Whether the 1cycle is as long as the run.
pub fn spans_the_run(config: &Config) -> bool {
    config.get(Param::TotalSteps) == run_steps(config)
}

/// Whether a switch is on, or a choice is not its first.
pub fn on(config: &Config, param: Param) -> bool {
    config.get(param) != 0.0
}

/// Whether the plateau watches a metric that should rise.
pub fn watches_a_rise(config: &Config) -> bool {
    on(config, Param::Mode)
}

/// Whether the threshold is a share of the best's size, whatever its sign: no other framework has that.
pub fn is_signed(config: &Config) -> bool {
    config.get(Param::ThresholdMode) == 2.0
}

/// What a NaN metric means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nan {
    /// As everywhere.
    Bad,
    /// Left out.
    Ignored,
    /// Left out, and told.
    Told,
}

/// What a NaN metric means to the plateau.
pub fn nan(config: &Config) -> Nan {
    match config.get(Param::NanPolicy) {
        0.0 => Nan::Bad,
        1.0 => Nan::Ignored,
        _ => Nan::Told,
    }
}

/// Whether `eps` could keep the plateau from a cut within the run, at most one cut for each `patience + 1` epochs.
pub fn eps_matters(config: &Config) -> bool {
    let (floor, eps) = (config.get(Param::MinLr), config.get(Param::Eps));
    let cuts = f64::from(config.epochs()) / (config.get(Param::Patience) + 1.0);
    let mut rate = config.get(Param::Lr);
    for _ in 0..cuts as u32 {
        let next = (rate * config.get(Param::Factor)).max(floor);
        if next >= rate {
            return false;
        }
        if rate - next <= eps {
            return true;
        }
        rate = next;
    }
    false
}
