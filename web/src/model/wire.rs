//! The messages between page and worker as flat lists of numbers, so that they travel as one transferable buffer.

use etalon_train::engine::EngineKind;
use etalon_train::optimiser::Rate;
use etalon_train::report::{Divergence, Metrics};
use etalon_train::setting::Setting;
use etalon_train::start::Fingerprint;

use crate::model::config::Config;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::knob::Knob;
use crate::model::run::Run;
use crate::model::settings::Settings;

/// Which of the requests of a page a message belongs to.
pub type Ticket = u32;

/// One training asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Request {
    /// Its number.
    pub ticket: Ticket,
    /// Who shall run.
    pub entrant: Entrant,
    /// With which settings.
    pub config: Config,
}

/// A configuration as numbers: every control, then the tuned rates or as many NaN.
const CONFIG_LEN: usize = Knob::COUNT + Entrant::COUNT;
const REQUEST_LEN: usize = 2 + CONFIG_LEN;

fn pack_config(config: &Config, out: &mut Vec<f64>) {
    out.extend(Knob::all().map(|knob| config.value(knob)));
    out.extend(config.tuned().map_or([f64::NAN; Entrant::COUNT], |tuned| tuned.0));
}

/// Requests as numbers.
#[must_use]
pub fn pack_requests(requests: &[Request]) -> Vec<f64> {
    let mut out = Vec::with_capacity(requests.len() * REQUEST_LEN);
    for request in requests {
        out.extend([f64::from(request.ticket), request.entrant.index() as f64]);
        pack_config(&request.config, &mut out);
    }
    out
}

/// Requests from numbers; `None` where they are not ours.
#[must_use]
pub fn unpack_requests(numbers: &[f64]) -> Option<Vec<Request>> {
    if !numbers.len().is_multiple_of(REQUEST_LEN) {
        return None;
    }
    numbers.chunks(REQUEST_LEN).map(unpack_request).collect()
}

fn unpack_request(numbers: &[f64]) -> Option<Request> {
    let [ticket, entrant, values @ ..] = numbers else { return None };
    Some(Request {
        ticket: *ticket as Ticket,
        entrant: *Entrant::ALL.get(*entrant as usize)?,
        config: unpack_config(values)?,
    })
}

fn unpack_config(numbers: &[f64]) -> Option<Config> {
    let (values, tuned) = numbers.split_at_checked(Knob::COUNT)?;
    let mut config = Config::new(Settings::default()).ok()?;
    for (knob, value) in Knob::all().zip(values) {
        config = config.with(knob, *value).ok()?;
    }
    let tuned: [f64; Entrant::COUNT] = tuned.try_into().ok()?;
    config.with_tuned((!tuned[0].is_nan()).then_some(PerEntrant(tuned))).ok()
}

const RUN_HEAD: usize = 9;

/// A run, complete or so far, as numbers.
#[must_use]
pub fn pack_run(ticket: Ticket, run: &Run) -> Vec<f64> {
    let Metrics { train_loss, rates, val_loss, val_accuracy, divergence } = &run.metrics;
    let mut out = vec![
        f64::from(ticket),
        run.entrant.index() as f64,
        f64::from(u8::from(run.complete)),
        run.millis,
        f64::from(run.engine as u8),
        f64::from(run.fingerprint.0),
        divergence.map_or(-1.0, |at| f64::from(at.step)),
        train_loss.len() as f64,
        val_loss.len() as f64,
    ];
    pack_config(&run.config, &mut out);
    out.extend(train_loss.iter().map(|loss| f64::from(*loss)));
    out.extend(rates.iter().map(|rate| rate.lr));
    out.extend(rates.iter().map(|rate| rate.beta1));
    out.extend(val_loss.iter().map(|loss| f64::from(*loss)));
    out.extend(val_accuracy.iter().map(|accuracy| f64::from(*accuracy)));
    out
}

/// A run from numbers; `None` where they are not ours.
#[must_use]
pub fn unpack_run(numbers: &[f64]) -> Option<(Ticket, Run)> {
    let (head, rest) = numbers.split_at_checked(RUN_HEAD)?;
    let &[ticket, entrant, complete, millis, engine, fingerprint, divergence, steps, epochs] = head else {
        return None;
    };
    let (values, rest) = rest.split_at_checked(CONFIG_LEN)?;
    let (steps, epochs) = (steps as usize, epochs as usize);
    let (train_loss, rest) = rest.split_at_checked(steps)?;
    let (lr, rest) = rest.split_at_checked(steps)?;
    let (beta1, rest) = rest.split_at_checked(steps)?;
    let (val_loss, val_accuracy) = rest.split_at_checked(epochs)?;
    if val_accuracy.len() != epochs {
        return None;
    }
    // The weight decay is no part of a message: it is the same for all steps.
    let config = unpack_config(values)?;
    let weight_decay = config.value(Setting::WeightDecay);
    let rate = |(&lr, &beta1): (&f64, &f64)| Rate { lr, beta1, weight_decay };
    let single = |values: &[f64]| values.iter().map(|value| *value as f32).collect();
    let run = Run {
        entrant: *Entrant::ALL.get(entrant as usize)?,
        config,
        metrics: Metrics {
            train_loss: single(train_loss),
            rates: lr.iter().zip(beta1).map(rate).collect(),
            val_loss: single(val_loss),
            val_accuracy: single(val_accuracy),
            divergence: (divergence >= 0.0).then_some(Divergence { step: divergence as u32 }),
        },
        millis,
        complete: complete != 0.0,
        engine: [EngineKind::Cpu, EngineKind::Gpu, EngineKind::SoftwareGpu]
            .into_iter()
            .find(|kind| f64::from(*kind as u8) == engine)?,
        fingerprint: Fingerprint(fingerprint as u32),
    };
    Some((ticket as Ticket, run))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::presets::Preset;
    use crate::model::run::tests::sample;

    #[test]
    fn requests_come_back() {
        let requests: Vec<Request> = Preset::ALL
            .into_iter()
            .zip(Entrant::ALL)
            .map(|(preset, entrant)| Request { ticket: 7, entrant, config: preset.config() })
            .collect();
        assert_eq!(unpack_requests(&pack_requests(&requests)).unwrap(), requests);
        assert_eq!(unpack_requests(&[1.0, 2.0]), None);
    }

    #[test]
    fn runs_come_back_divergence_and_all() {
        let mut run = sample();
        run.fingerprint = Fingerprint(u32::MAX - 5);
        run.engine = EngineKind::SoftwareGpu;
        run.metrics.divergence = Some(Divergence { step: 0 });
        run.complete = false;
        let numbers = pack_run(3, &run);
        assert_eq!(unpack_run(&numbers).unwrap(), (3, run));
        assert_eq!(unpack_run(&numbers[..numbers.len() - 1]), None);
        assert_eq!(unpack_run(&[]), None);
    }
}
