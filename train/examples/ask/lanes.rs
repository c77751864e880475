//! The lanes that can be asked about, as they are without other settings.

use etalon::{Kind, Settings};
use etalon_train::job::Job;
use etalon_train::optimiser::Optimiser;
use etalon_train::policy::{Every, Policy};
use etalon_train::shape::Width;
use etalon_train::start::WrongLabels;
use etalon_train::task::{Measure, ROUND, Task};

pub type Failure = Box<dyn std::error::Error>;

/// A lane. Its base rate is the rate that it starts with, or its peak for 1cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// The same rate at every step.
    Constant,
    /// × 0.9 after each round.
    Exponential,
    /// Half a cosine down to 0, per round.
    Cosine,
    /// A line down to 0, per step.
    Linear,
    /// No warm-up; the last fifth of the steps falls by 1 − √x to 0, per step.
    Wsd,
    /// The peak is the base rate, per step.
    OneCycle,
    /// Patience 2, factor 0.1, watching the measure of the task.
    Plateau,
}

/// What all lanes share: the run.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub task: &'static Task,
    pub rounds: u32,
    pub width: Width,
    pub optimiser: Optimiser,
    pub weight_decay: f64,
    pub wrong_labels: WrongLabels,
}

impl Lane {
    pub const ALL: [Lane; 7] = [
        Lane::Constant,
        Lane::Exponential,
        Lane::Cosine,
        Lane::Linear,
        Lane::Wsd,
        Lane::OneCycle,
        Lane::Plateau,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Lane::Constant => "constant",
            Lane::Exponential => "exponential",
            Lane::Cosine => "cosine",
            Lane::Linear => "linear",
            Lane::Wsd => "wsd",
            Lane::OneCycle => "one_cycle",
            Lane::Plateau => "plateau",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.id() == id)
    }

    fn kind(self) -> Kind {
        match self {
            Lane::Constant => Kind::Constant,
            Lane::Exponential => Kind::Exponential,
            Lane::Cosine => Kind::CosineAnnealing,
            Lane::Linear => Kind::Linear,
            Lane::Wsd => Kind::WarmupStableDecay,
            Lane::OneCycle => Kind::OneCycle,
            Lane::Plateau => Kind::ReduceOnPlateau,
        }
    }

    /// The settings of the lane's schedule, at the base rate `rate`.
    fn settings(self, run: &Run, rate: f64) -> Result<Settings, Failure> {
        let mut settings = Settings::suggested(self.kind());
        let steps = run.rounds * ROUND as u32;
        let decay = steps / 5;
        let mut set = |id: &str, value: f64| settings.set(id, value).map_err(|why| why.to_string());
        match self {
            Lane::Constant => {}
            Lane::Exponential => set("gamma", 0.9)?,
            Lane::Cosine => set("t_max", f64::from(run.rounds))?,
            Lane::Linear => {
                set("start_factor", 1.0)?;
                set("end_factor", 0.0)?;
                set("total_iters", f64::from(steps))?;
            }
            Lane::Wsd => {
                set("stable_steps", f64::from(steps - decay))?;
                set("decay_steps", f64::from(decay))?;
                settings.set_text("decay_type", "1-sqrt").map_err(|why| why.to_string())?;
            }
            Lane::OneCycle => set("total_steps", f64::from(steps))?,
            Lane::Plateau => {
                set("patience", 2.0)?;
                set("factor", 0.1)?;
                let mode = match run.task.measure {
                    Measure::Accuracy => "max",
                    Measure::Loss => "min",
                };
                settings.set_text("mode", mode).map_err(|why| why.to_string())?;
            }
        }
        let base = if self == Lane::OneCycle { "max_lr" } else { "lr" };
        settings.set(base, rate).map_err(|why| why.to_string())?;
        Ok(settings)
    }

    fn every(self) -> Every {
        match self {
            Lane::Linear => Every::Batch,
            Lane::Constant
            | Lane::Exponential
            | Lane::Cosine
            | Lane::Wsd
            | Lane::OneCycle
            | Lane::Plateau => self.kind().spec().stepped.into(),
        }
    }

    /// Its job at a base rate, with some of its parameters changed.
    pub fn job(self, run: &Run, rate: f64, changes: &[(&str, f64)]) -> Result<Job, Failure> {
        let mut settings = self.settings(run, rate)?;
        for &(id, value) in changes {
            settings.set(id, value).map_err(|why| why.to_string())?;
        }
        let policy = Policy::stepped(&settings, self.every())?;
        let job = Job::new(run.task, policy, 1, run.rounds, run.width)?;
        let job = job.with_optimiser(run.optimiser);
        Ok(job.with_weight_decay(run.weight_decay)?.with_wrong_labels(run.wrong_labels))
    }
}
