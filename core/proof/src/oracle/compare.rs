//! Compares our schedules of every kind with PyTorch's recorded values.

use etalon::{AnySchedule, ReduceLrOnPlateau, Schedule, Settings};

use super::Rule;
use super::build::build;
use super::report::{Decided, Difference, Family, Measure};
use super::ulp::{Exact, Type, ulps_apart};
use super::vectors::{Case, PlateauTrack};

/// Largest relative difference allowed between an exponential and PyTorch's recursion.
pub const EXPONENTIAL: f64 = 1e-14;
/// At or below this rate an exponential is not compared with PyTorch, whose recursion gets stuck at a few subnormals.
pub const TINY: f64 = 1e-300;
/// Largest difference allowed between a cosine or 1cycle and PyTorch's, as a share of the peak.
pub const OF_PEAK: f64 = 1e-13;
/// Where the exact value decides, our value must be this close to it, in ULP.
pub const DECIDING: f64 = 2.0;

/// Compares one case and adds the result to the report of its family.
pub fn compare(case: &Case, family: &mut Family) {
    family.cases += 1;
    let (settings, built) = match build(case) {
        Ok(built) => built,
        Err(refusal) => {
            let theirs = match &case.error {
                Some(error) if error.k == 0 => format!("PyTorch: {}", error.message),
                Some(error) => format!("PyTorch at step {}: {}", error.k, error.message),
                None => "PyTorch accepts it".to_owned(),
            };
            family.refused.push((case.id.clone(), format!("{refusal} ({theirs})")));
            return;
        }
    };
    if let Some(error) = case.error.as_ref().filter(|error| error.k == 0) {
        family.only_ours.push((case.id.clone(), error.message.clone()));
        return;
    }
    family.compared += 1;
    let mut decided = Decided::default();
    let mut check = Check { case, family, decided: &mut decided };
    match (built.timed(), built.plateau(), &case.plateau) {
        (Some(schedule), ..) => check.timed(&schedule, &settings),
        (None, Some(rule), Some(track)) => check.plateau(&rule, track),
        (None, Some(_), None) => check.fail("no metrics were recorded".to_owned()),
        (None, None, _) => check.fail("it answers neither to a step nor to a metric".to_owned()),
    }
    if decided.values > 0 {
        family.decided.push((case.id.clone(), decided));
    }
}

struct Check<'a> {
    case: &'a Case,
    family: &'a mut Family,
    decided: &'a mut Decided,
}

impl Check<'_> {
    fn entries(&self) -> Vec<(u32, f64)> {
        self.case.steps.iter().copied().zip(self.case.lr.iter().copied()).collect()
    }

    fn fail(&mut self, what: String) {
        self.family.mismatches.push((self.case.id.clone(), what));
    }

    /// Compares our value with PyTorch's. If they are too far apart, compares both with the exact value.
    fn value(&mut self, what: &str, step: u32, ours: f64, torch: f64, exact: Exact, rule: Rule) {
        self.family.values += 1;
        self.family.measure.get_or_insert(match rule {
            Rule::Relative { .. } => Measure::Relative,
            Rule::OfPeak { .. } => Measure::OfPeak,
        });
        let from_exact = exact.ulps(Type::F64, ours);
        self.family.ours_exact.note(from_exact, &self.case.id, step);
        if torch.is_finite() {
            self.family.torch_exact.note(exact.ulps(Type::F64, torch), &self.case.id, step);
        }
        let (difference, tolerance) = match rule {
            Rule::Relative { .. } if torch.abs() <= TINY => {
                self.family.tiny += 1;
                if from_exact > DECIDING {
                    self.fail(format!(
                        "{what} at step {step}: ours {ours:e}, {from_exact:.2} ULP from the exact value"
                    ));
                }
                return;
            }
            Rule::Relative { .. } => (apart(ours, torch) / torch.abs(), EXPONENTIAL),
            Rule::OfPeak { peak, .. } => (apart(ours, torch) / peak, OF_PEAK),
        };
        // If the peak is zero, all values are zero: equal values have no difference, and others have an infinite one.
        let difference = if ours == torch { 0.0 } else { difference };
        self.family.difference.note(difference, &self.case.id, step);
        self.family.ulps.note(ulps_apart(ours, torch), &self.case.id, step);
        if torch != 0.0 && torch.is_finite() {
            self.family.relative.note(apart(ours, torch) / torch.abs(), &self.case.id, step);
        }
        if difference <= tolerance {
            return;
        }
        let (size, drift) = match rule {
            Rule::Relative { drift } => (exact.to_f64(), drift),
            Rule::OfPeak { peak, drift } => (peak, drift),
        };
        let torch_off = apart(torch, exact.to_f64()) / size;
        if from_exact <= DECIDING && torch_off > tolerance && torch_off <= drift {
            self.decided.note(from_exact, torch_off);
        } else {
            self.fail(format!(
                "{what} at step {step}: ours {ours:e}, PyTorch's {torch:e}, {difference:.2e} apart \
                 ({tolerance:.0e} allowed); ours {from_exact:.2} ULP from the exact value"
            ));
        }
    }

    fn timed(&mut self, schedule: &AnySchedule<f64>, settings: &Settings) {
        let spec = &self.case.subject.oracle;
        let held_from = (spec.torch.held_from)(settings).unwrap_or(u32::MAX);
        for (at, (step, torch)) in self.entries().into_iter().enumerate() {
            let lr = schedule.lr(step);
            let theirs = self.case.momentum.as_ref().and_then(|list| list.get(at)).copied();
            if step >= held_from {
                // PyTorch's value there is an artefact, and its next step raises. Our value is the last one.
                self.family.past_end += 1;
                let last = held_from - 1;
                if lr.to_bits() != schedule.lr(last).to_bits()
                    || schedule.momentum(step) != schedule.momentum(last)
                {
                    self.fail(format!("step {step} is past the end, but does not hold the last value"));
                }
                continue;
            }
            let (exact_lr, exact_momentum) = (spec.exact)(settings, step);
            self.value("lr", step, lr, torch, exact_lr, (spec.torch.rule)(settings, step));
            match (theirs, schedule.momentum(step).zip(exact_momentum)) {
                (Some(theirs), Some((ours, exact))) => {
                    let rule = (spec.torch.momentum_rule)(settings, step);
                    self.value("momentum", step, ours, theirs, exact, rule);
                }
                (Some(_), None) => self.fail(format!("step {step}: PyTorch cycles momentum, ours does not")),
                (None, _) => {}
            }
        }
    }

    fn plateau(&mut self, rule: &ReduceLrOnPlateau<f64>, track: &PlateauTrack) {
        self.family.measure = Some(Measure::BitForBit);
        let mut state = rule.start();
        let mut seen = 0;
        for (at, (step, torch)) in self.entries().into_iter().enumerate() {
            for &metric in track.metric.iter().skip(seen).take((step as usize).saturating_sub(seen)) {
                rule.observe(&mut state, metric);
            }
            seen = step as usize;
            let mut columns = vec![("lr", state.lr(), torch)];
            if let Some(theirs) = &track.state {
                let column = |list: &Vec<f64>| list.get(at).copied().unwrap_or(f64::NAN);
                let (bad, cooldown) = (column(&theirs.num_bad_epochs), column(&theirs.cooldown_counter));
                columns.push(("num_bad_epochs", f64::from(state.num_bad_epochs()), bad));
                columns.push(("cooldown_counter", f64::from(state.cooldown_counter()), cooldown));
                columns.push(("best", state.best(), column(&theirs.best)));
            }
            for (what, ours, theirs) in columns {
                self.family.values += 1;
                self.family.ulps.note(ulps_apart(ours, theirs), &self.case.id, step);
                if ours.to_bits() != theirs.to_bits() {
                    self.fail(format!(
                        "{what} after {step} observations: ours {ours:e}, PyTorch's {theirs:e}"
                    ));
                }
            }
        }
    }
}

/// The distance. It is infinite if one of the two is NaN, or if both are infinite with unlike signs.
fn apart(a: f64, b: f64) -> f64 {
    let distance = (a - b).abs();
    match (a == b, distance.is_nan()) {
        (true, _) => 0.0,
        (false, true) => f64::INFINITY,
        (false, false) => distance,
    }
}

impl Difference {
    /// Keeps the larger of two differences.
    fn note(&mut self, size: f64, id: &str, step: u32) {
        if size > self.size {
            *self = Difference { size, at: Some((id.to_owned(), step)) };
        }
    }
}
