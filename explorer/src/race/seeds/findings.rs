//! What many seeds show: numbers for the table, and a sentence. Which line ends better than which is decided by train's verdict alone.

use core::cmp::Reverse;

use etalon_train::job::Job;
use etalon_train::question::{LaneSeeds, Question, Seeds};
use etalon_train::report::Outcome;
use etalon_train::stats::Ending;
use etalon_train::task::Measure;
use etalon_train::verdict::{FEWEST_PAIRS, Paired, Verdict};

use crate::number::loss;
use crate::race::config::Config;
use crate::race::seeds::SeedCount;
use crate::race::slot::{Line, PerLine};
use crate::text::list;

/// What the lines that are trained with every seed show.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    seeds: u32,
    done: usize,
    trainings: usize,
    lines: PerLine<Option<Known>>,
    /// Each line with those that it ends better than.
    better: Vec<(Line, Vec<Line>)>,
}

/// What is known of one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    lane: LaneSeeds,
    measure: Measure,
    /// Whether it ends better than every other line.
    best: bool,
}

impl Findings {
    /// Of these lines. Each has its training, and the outcomes of all seeds in their order.
    pub(super) fn of<'a, O: Iterator<Item = Outcome>>(
        seeds: u32,
        (done, trainings): (usize, usize),
        lanes: impl Iterator<Item = (Line, &'a Job, O)>,
    ) -> Self {
        let (mut lines, mut jobs, mut outcomes) = (Vec::new(), Vec::new(), Vec::new());
        for (line, job, ends) in lanes {
            lines.push(line);
            jobs.push(job.clone());
            outcomes.push(ends.collect::<Vec<_>>());
        }
        let mut findings = Self { seeds, done, trainings, lines: PerLine::default(), better: Vec::new() };
        let measure = jobs.first().map(|job| job.task().measure);
        let reference = lines.iter().position(|line| *line == Line::Reference);
        // Without a line there is no question.
        let (Some(measure), Ok(mut question)) = (measure, Seeds::new(jobs, seeds, reference)) else {
            return findings;
        };
        for (lane, outcomes) in outcomes.iter().enumerate() {
            for (seed, outcome) in outcomes.iter().enumerate() {
                question.add(seed * lines.len() + lane, *outcome);
            }
        }
        let answer = question.answer();
        let best = answer.best.filter(|_| done == trainings);
        for (at, (line, lane)) in lines.iter().zip(answer.lanes).enumerate() {
            *findings.lines.get_mut(*line) = Some(Known { lane, measure, best: best == Some(at) });
            let beats = |other: &usize| question.paired(at, *other).verdict() == Verdict::Better;
            let beaten: Vec<Line> = (0..lines.len()).filter(beats).map(|other| lines[other]).collect();
            if !beaten.is_empty() {
                findings.better.push((*line, beaten));
            }
        }
        findings
    }

    /// The number of seeds.
    #[must_use]
    pub const fn seeds(&self) -> u32 {
        self.seeds
    }

    /// Whether every line is trained with every seed.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.done == self.trainings && self.trainings > 0
    }

    /// What is known of `line`.
    #[must_use]
    pub const fn line(&self, line: Line) -> Option<&Known> {
        self.lines.get(line).as_ref()
    }

    /// Whether train's verdict is that `ours` ends better than `theirs`.
    #[must_use]
    pub fn ends_better(&self, ours: Line, theirs: Line) -> bool {
        self.better.iter().any(|(line, beaten)| *line == ours && beaten.contains(&theirs))
    }

    /// What is shown, in a sentence with the names of `config`. Another sentence says where there are fewer seeds than were `chosen`.
    #[must_use]
    pub fn sentence(&self, config: &Config, chosen: SeedCount) -> String {
        let shown = self.shown(config);
        let chosen = chosen.number();
        if self.seeds < chosen {
            format!("{shown} This device is too slow for {chosen} seeds.")
        } else {
            shown
        }
    }

    fn shown(&self, config: &Config) -> String {
        let Self { seeds, done, trainings, .. } = self;
        if *seeds <= 1 {
            return "One seed proves nothing: chance alone may reverse the order.".to_owned();
        }
        if !self.is_complete() {
            return format!(
                "One seed proves nothing. The page trains {seeds} seeds: {done} of {trainings} trainings are done."
            );
        }
        if *seeds < FEWEST_PAIRS {
            return format!(
                "{seeds} seeds are too few to show a difference: it takes at least {FEWEST_PAIRS}."
            );
        }
        let none = format!("no difference that {seeds} seeds can show");
        if self.better.is_empty() {
            return match self.lines.values().flatten().count() {
                1 => "One line alone has nothing to be compared with.".to_owned(),
                count => format!("Between these {count} there is {none}."),
            };
        }
        let names = |lines: &[Line]| list(lines.iter().map(|line| config.short_name(*line)).collect(), "and");
        let mut clauses: Vec<(Vec<Line>, &[Line])> = Vec::new();
        for (line, beaten) in &self.better {
            match clauses.iter_mut().find(|(_, same)| same == beaten) {
                Some((winners, _)) => winners.push(*line),
                None => clauses.push((vec![*line], beaten)),
            }
        }
        // Whoever ends better than most comes first. The sort is stable, so the rest stays in the order of the lineup.
        clauses.sort_by_key(|(_, beaten)| Reverse(beaten.len()));
        let lanes =
            self.lines.iter().filter(|(line, known)| known.is_some() && *line != Line::Reference).count();
        let said = clauses.iter().map(|(winners, beaten)| match winners.len() {
            1 => format!("{} ends better than {}", names(winners), names(beaten)),
            count if count == lanes && **beaten == [Line::Reference] => {
                format!("All {count} schedules end better than the constant rate")
            }
            _ => format!("{} end better than {}", names(winners), names(beaten)),
        });
        let mut said: Vec<String> = said.collect();
        let decided: usize = self.better.iter().map(|(_, beaten)| beaten.len()).sum();
        let count = self.lines.values().flatten().count();
        if decided < count * (count - 1) / 2 {
            said.push(format!("otherwise {none}"));
        }
        format!("{}.", said.join("; "))
    }
}

impl Known {
    /// Mean and standard deviation of how its runs ended, or how many of them diverged.
    #[must_use]
    pub fn mean(&self) -> String {
        let summary = &self.lane.summary;
        match (summary.diverged, summary.mean, summary.sd) {
            (0, Some(mean), Some(sd)) => match self.measure {
                Measure::Accuracy => format!("{:.1} ± {:.1} %", mean * 100.0, sd * 100.0),
                Measure::Loss => format!("{} ± {}", loss(mean), loss(sd)),
            },
            (diverged, _, _) => format!("{diverged} of {} diverged", summary.runs()),
        }
    }

    /// The median of how its runs ended.
    #[must_use]
    pub fn median(&self) -> Option<Ending> {
        self.lane.summary.median()
    }

    /// Its pairs with the reference. `None` for the reference.
    #[must_use]
    pub const fn against_reference(&self) -> Option<Paired> {
        self.lane.against_reference
    }

    /// The number of seeds with which it ends better than the reference. `None` for the reference.
    #[must_use]
    pub fn wins(&self) -> Option<u32> {
        self.lane.against_reference.map(|pairs| pairs.wins)
    }

    /// The same in words.
    #[must_use]
    pub fn wins_in_words(&self) -> String {
        match self.lane.against_reference {
            None => "–".to_owned(),
            Some(pairs) if pairs.untied() == 0 => "ends equal".to_owned(),
            Some(pairs) => format!("{} of {}", pairs.wins, pairs.pairs()),
        }
    }

    /// What its comparison with the reference shows. `None` for the reference.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.lane.against_reference.map(|pairs| pairs.verdict())
    }

    /// Whether it ends better than every other line.
    #[must_use]
    pub const fn is_best(&self) -> bool {
        self.best
    }

    /// What the mean is of.
    #[must_use]
    pub const fn measure(&self) -> Measure {
        self.measure
    }

    /// The mean, if no run diverged.
    #[must_use]
    pub fn figure(&self) -> Option<f64> {
        self.lane.summary.mean.filter(|_| self.lane.summary.diverged == 0)
    }
}

#[cfg(test)]
mod tests {
    use etalon_train::report::{Course, Divergence};

    use crate::race::opening;
    use crate::race::seeds::{ManySeeds, Missing};

    use super::*;

    /// Every line ends with every seed as `end` says. `None` is a divergence.
    fn findings(seeds: u32, end: impl Fn(usize, u32) -> Option<f32>) -> Findings {
        let mut many = ManySeeds::default().adapted(&opening::config(), seeds);
        for Missing { line, seed, .. } in many.missing() {
            let at = opening::config().lines().position(|one| one == line).unwrap();
            let course = match end(at, seed) {
                Some(accuracy) => {
                    Course { val_loss: vec![1.0 - accuracy], val_accuracy: vec![accuracy], divergence: None }
                }
                None => Course { divergence: Some(Divergence { step: 3 }), ..Course::default() },
            };
            many.add(line, seed, course);
        }
        many.findings()
    }

    fn line(at: usize) -> Line {
        opening::config().lines().nth(at).unwrap()
    }

    fn sentence(findings: &Findings) -> String {
        findings.shown(&opening::config())
    }

    /// Two lines tie, or each wins with half of the seeds.
    fn noise(at: usize, seed: u32) -> f32 {
        0.9 + ((seed as usize + at) % 2) as f32 / 1_000.0
    }

    #[test]
    fn noise_shows_no_difference_and_nobody_is_best() {
        let findings = findings(16, |at, seed| Some(noise(at, seed)));
        assert_eq!(sentence(&findings), "Between these 5 there is no difference that 16 seeds can show.");
        assert!((0..5).all(|at| !findings.line(line(at)).unwrap().is_best()));
    }

    #[test]
    fn what_the_verdict_shows_is_said_and_the_rest_is_not() {
        let shown = findings(16, |at, seed| Some(noise(at, seed) - if at == 4 { 0.1 } else { 0.0 }));
        assert_eq!(
            sentence(&shown),
            "All 4 schedules end better than the constant rate; otherwise no difference that 16 seeds can show."
        );
        let some = findings(16, |at, seed| Some(noise(at, seed) - if at > 2 { 0.1 } else { 0.0 }));
        assert_eq!(
            sentence(&some),
            "Exponential, Cosine and Plateau end better than 1cycle and Constant; otherwise no difference that 16 seeds can show."
        );
        let known = shown.line(line(0)).unwrap();
        assert_eq!((known.wins_in_words().as_str(), known.verdict()), ("16 of 16", Some(Verdict::Better)));
        assert_eq!(shown.line(line(4)).unwrap().wins(), None);
        let equal = findings(8, |_, _| Some(0.9));
        assert_eq!(equal.line(line(0)).unwrap().wins_in_words(), "ends equal");
        let all = findings(8, |at, seed| Some(0.9 - at as f32 / 10.0 + seed as f32 / 1_000.0));
        assert!(all.line(line(0)).unwrap().is_best() && !all.line(line(1)).unwrap().is_best());
        assert!(
            sentence(&all).starts_with("Exponential ends better than Cosine, Plateau, 1cycle and Constant; ")
        );
        assert!(!sentence(&all).contains("no difference"));
    }

    #[test]
    fn whoever_ends_better_than_most_is_named_first() {
        let ends = [0.0, 0.2, 0.1, 0.1, 0.3];
        let shown = findings(16, |at, seed| Some(noise(at, seed) - 0.5 + ends[at]));
        assert_eq!(
            sentence(&shown),
            "Constant ends better than Exponential, Cosine, Plateau and 1cycle; Cosine ends better than Exponential, Plateau and \
             1cycle; Plateau and 1cycle end better than Exponential; otherwise no difference that 16 seeds can show."
        );
        let equals = [0.0, 0.1, 0.0, 0.1, 0.0];
        let shown = findings(16, |at, seed| Some(noise(at, seed) - 0.5 + equals[at]));
        assert!(
            sentence(&shown)
                .starts_with("Cosine and 1cycle end better than Exponential, Plateau and Constant;")
        );
    }

    #[test]
    fn few_seeds_and_unfinished_ones_show_nothing() {
        let few = findings(4, |at, _| Some(0.9 - at as f32 / 10.0));
        assert_eq!(sentence(&few), "4 seeds are too few to show a difference: it takes at least 8.");
        assert_eq!(
            few.sentence(&opening::config(), SeedCount::Sixteen),
            format!("{} This device is too slow for 16 seeds.", sentence(&few))
        );
        let one = findings(1, |_, _| Some(0.5));
        assert_eq!(one.sentence(&opening::config(), SeedCount::One), sentence(&one));
        assert!(sentence(&one).starts_with("One seed proves nothing"));
        let mut many = ManySeeds::default().adapted(&opening::config(), 16);
        for Missing { line: here, seed, .. } in many.missing() {
            if here == line(0) {
                many.add(here, seed, Course { val_accuracy: vec![0.5], ..Course::default() });
            }
        }
        let begun = many.findings();
        assert!(sentence(&begun).ends_with("16 of 80 trainings are done."), "{}", sentence(&begun));
        assert!(begun.line(line(0)).is_some_and(|known| !known.is_best()) && begun.line(line(1)).is_none());
    }

    #[test]
    fn numbers_are_rounded_and_divergences_counted() {
        let some = findings(2, |at, seed| (at > 0 || seed > 1).then_some(0.9 + seed as f32 / 100.0));
        assert_eq!(some.line(line(0)).unwrap().mean(), "1 of 2 diverged");
        assert_eq!(some.line(line(1)).unwrap().mean(), "91.5 ± 0.7 %");
        assert_eq!(
            (some.line(line(0)).unwrap().figure(), some.line(line(1)).unwrap().figure().is_some()),
            (None, true)
        );
    }
}
