//! Traps of the code that was read: legal, or nearly so, and seldom meant.

use etalon::{Kind, Stepped};

use super::cadence::{Cadence, lengths};
use super::names::clip;
use super::note::Verdict;
use super::plan::{KindPlan, Made};
use super::unit::Unit;
use super::value::Value;
use super::walk::Walk;
use crate::number::{exact, rate};

/// Words of metrics that should rise.
const RISING: &[&str] = &[
    "acc",
    "f1",
    "auc",
    "iou",
    "dice",
    "bleu",
    "score",
    "precision",
    "recall",
    "psnr",
    "ssim",
    "map",
    "r2",
    "reward",
];
/// Words of metrics that should fall.
const FALLING: &[&str] = &["loss", "error", "mse", "mae", "rmse", "perplexity", "ppl", "nll", "wer"];

impl<'a> Walk<'a> {
    /// Says what is seldom meant.
    pub fn traps(&mut self, made: &Made, plan: &KindPlan, cadence: Cadence) {
        if plan.kind == Kind::ReduceOnPlateau {
            self.metric(made, plan);
            self.swallowed(made, plan);
        }
        if plan.kind != Kind::ReduceOnPlateau {
            self.metric_as_an_epoch(made);
        }
        if cadence.is_wrong {
            self.wrong_loop(made, plan);
        }
        let by_batch = plan.kind.spec().stepped == Stepped::Batch;
        if !by_batch && made.steps == Unit::Batches && made.interval == Some(Unit::Epochs) {
            let text =
                format!("{}: its length counts batches, and Lightning steps it once an epoch", made.class);
            self.notes.say(Verdict::Trap, text);
        }
        if by_batch && made.steps == Unit::Epochs && made.stepped.is_empty() {
            let text = format!(
                "{}: its length counts epochs; PyTorch's examples step it at every batch",
                made.class
            );
            self.notes.say(Verdict::Trap, text);
        }
        self.part_of_the_run(made, plan);
    }

    /// PyTorch takes what a schedule of time is stepped with for the number of the epoch.
    fn metric_as_an_epoch(&mut self, made: &Made) {
        let is_metric = |metric: &&String| {
            let words = metric.to_ascii_lowercase();
            words
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| RISING.iter().chain(FALLING).any(|known| word.starts_with(known)))
        };
        let place = |(place, metric): &(Option<super::walk::Loop>, Option<String>)| {
            place.is_some().then(|| metric.clone()).flatten()
        };
        let found = made.stepped.iter().filter_map(place).find(|metric| is_metric(&metric));
        if let Some(metric) = found {
            let text = format!(
                "{}: step({}) takes the metric for the number of the epoch; only ReduceLROnPlateau is stepped with a metric",
                made.class,
                clip(&metric, 40)
            );
            self.notes.say(Verdict::Trap, text);
        }
    }

    /// A rule for falling metrics that gets a rising one, or the reverse.
    fn metric(&mut self, made: &Made, plan: &KindPlan) {
        let said = plan.said.iter().find(|(row, _)| row.id == "mode").and_then(|(_, got)| got.known());
        let is_max = said.is_some_and(|mode| mode.value != 0.0);
        for (_, metric) in &made.stepped {
            let Some(metric) = metric else { continue };
            let words = metric.to_ascii_lowercase();
            let has = |known: &[&str]| {
                words
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .any(|word| known.iter().any(|one| word.starts_with(one)))
            };
            let (rises, falls) = (has(RISING) && !has(FALLING), has(FALLING) && !has(RISING));
            let metric = clip(metric, 40);
            if rises && !is_max {
                let text = format!(
                    "{} watches {metric}, which should rise, with mode min: every better value counts as a bad one, and the rate is \
                     cut while the training improves; mode='max' is meant",
                    made.class
                );
                self.notes.say(Verdict::Trap, text);
            } else if falls && is_max {
                let text = format!(
                    "{} watches {metric}, which should fall, with mode max: every better value counts as a bad one; mode='min' is meant",
                    made.class
                );
                self.notes.say(Verdict::Trap, text);
            }
        }
        if made.stepped.iter().any(|(place, metric)| place.is_some() && metric.is_none()) {
            let text = format!("{}: its step() needs the metric", made.class);
            self.notes.say(Verdict::Trap, text);
        }
    }

    /// Cuts that are no larger than `eps` are not made.
    fn swallowed(&mut self, made: &Made, plan: &KindPlan) {
        let value = |id: &str, usual: f64| {
            let said = plan.said.iter().find(|(row, _)| row.id == id);
            said.map_or(Some(usual), |(_, got)| got.known().map(|number| number.value))
        };
        let Value::Number(base) = self.base_rate(made.optimizer) else { return };
        let (Some(factor), Some(eps), Some(least)) =
            (value("factor", 0.1), value("eps", 1e-8), value("min_lr", 0.0))
        else {
            return;
        };
        let mut lr = base.value;
        // A warning about a default value of `eps` is useful only if it stops one of the first cuts.
        let is_said =
            plan.said.iter().any(|(row, got)| row.id == "eps" && got.known().is_some_and(|eps| !eps.implied));
        for cuts in 0..if is_said { 6 } else { 3 } {
            let next = (lr * factor).max(least);
            if lr > least && lr - next <= eps {
                let s = if cuts == 1 { "" } else { "s" };
                let text = format!(
                    "{}: after {cuts} cut{s} the rate is {}, the next cut would be no larger than eps = {}, and PyTorch does not make it",
                    made.class,
                    rate(lr),
                    exact(eps)
                );
                return self.notes.say(Verdict::Trap, text);
            }
            lr = next;
        }
    }

    fn wrong_loop(&mut self, made: &Made, plan: &KindPlan) {
        let class = &made.class;
        let gamma = plan.said.iter().find(|(row, _)| row.id == "gamma").and_then(|(_, got)| got.known());
        let batches = self.page.batches;
        let text = match (plan.kind.spec().stepped, gamma) {
            (Stepped::Batch, _) => {
                let length = lengths(plan).next().map(exact).unwrap_or_default();
                format!(
                    "{class} is stepped once an epoch, and its length of {length} counts batches: the run ends at its beginning"
                )
            }
            (Stepped::Metric, _) => {
                format!("{class} is stepped at every batch, so its patience counts batches")
            }
            (_, Some(gamma)) => format!(
                "{class} is stepped at every batch: an epoch of {batches} batches multiplies the rate by {}; the page steps it once an epoch",
                rate(gamma.value.powf(batches))
            ),
            _ => format!(
                "{class} is stepped at every batch, and its length counts epochs; the page steps it once an epoch"
            ),
        };
        self.notes.say(Verdict::Trap, text);
    }

    /// A length of the whole run that is named after a part of it.
    fn part_of_the_run(&mut self, made: &Made, plan: &KindPlan) {
        let whole = ["total_steps", "t_max"];
        for (row, got) in plan.said.iter().filter(|(row, _)| whole.contains(&row.id)) {
            if let [leaf] = got.leaves()
                && leaf.name.to_ascii_lowercase().contains("warm")
            {
                let text =
                    format!("{}: {} = {}, but a warm-up is not the run", made.class, row.label, leaf.name);
                self.notes.say(Verdict::Trap, text);
            }
        }
    }

    /// A callback of Keras beside something else that sets the rate.
    fn beside_a_callback(&mut self) {
        let alive = || self.made.iter().filter(|made| !made.is_dead && !made.is_part);
        if !alive().any(|made| made.class == "LearningRateScheduler") {
            return;
        }
        let has = |class: &str| alive().any(|made| made.class == class);
        let mut texts = Vec::new();
        if has("ReduceLROnPlateau") {
            texts.push(
                "LearningRateScheduler beside ReduceLROnPlateau: each changes the rate that the other has set; here each is a lane of its own"
                    .to_owned(),
            );
        }
        let schedule = super::keras::SCHEDULES.iter().find(|class| has(class));
        if let Some(class) = schedule {
            texts.push(format!(
                "LearningRateScheduler beside {class}: Keras lets no callback set the rate of an optimizer that has a schedule"
            ));
        }
        for text in texts {
            self.notes.say(Verdict::Trap, text);
        }
    }

    /// Schedulers that write over each other's rates.
    pub fn side_by_side(&mut self) {
        self.beside_a_callback();
        let stepped: Vec<(String, Option<usize>, bool)> = self
            .made
            .iter()
            .filter(|made| {
                !made.is_part && !made.is_dead && made.stepped.iter().any(|(place, _)| place.is_some())
            })
            .map(|made| {
                let is_rule =
                    matches!(&made.plan, super::plan::Plan::Kind(plan) if plan.kind == Kind::ReduceOnPlateau);
                (made.class.clone(), made.optimizer, is_rule)
            })
            .collect();
        let function = stepped.iter().find(|(class, ..)| class == "LambdaLR");
        let rule = stepped.iter().find(|(.., is_rule)| *is_rule);
        if let (Some((lambda, one, _)), Some((rule, other, _))) = (function, rule)
            && one == other
        {
            let text = format!(
                "{lambda} beside {rule} on one optimizer: {lambda} sets the rate at every step, so the cuts are lost"
            );
            self.notes.say(Verdict::Trap, text);
        } else if let [(first, one, _), (second, other, _)] = stepped.as_slice()
            && one.is_some()
            && one == other
        {
            let text = format!(
                "{first} and {second} are both stepped on one optimizer, so each changes the other's rate; here each is a lane of its own"
            );
            self.notes.say(Verdict::Trap, text);
        }
    }
}
