//! The median and the middle half of many courses, epoch by epoch.

use etalon_train::report::Course;
use etalon_train::stats::{Ending, Quartiles, Summary};

use crate::chart::band::Between;
use crate::chart::series::Point;
use etalon_train::task::Measure;

/// Many courses of one line over the epochs. A run that diverged counts as the worst from there on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Middle {
    /// The median, as long as it is that of a run that goes on.
    pub median: Vec<Point>,
    /// The middle half: the quartiles at each epoch, as long as the median is there.
    pub half: Vec<Between>,
    /// The epoch in which half of the runs have diverged.
    pub ended: Option<f64>,
}

impl Middle {
    /// Of `courses`, by accuracy or by loss.
    #[must_use]
    pub fn of(courses: &[&Course], measure: Measure) -> Self {
        let worst = match measure {
            Measure::Accuracy => 0.0,
            Measure::Loss => f64::INFINITY,
        };
        let values = |course: &'_ Course| match measure {
            Measure::Accuracy => course.val_accuracy.clone(),
            Measure::Loss => course.val_loss.clone(),
        };
        let values: Vec<Vec<f32>> = courses.iter().map(|course| values(course)).collect();
        let epochs = values.iter().map(Vec::len).max().unwrap_or(0);
        let mut middle = Self::default();
        for at in 0..epochs {
            let ending = |values: &Vec<f32>| {
                let value = values.get(at).copied().filter(|value| value.is_finite());
                value.map_or(Ending::Diverged, |value| Ending::Value(f64::from(value)))
            };
            let summary = Summary::of(values.iter().map(ending), measure);
            let epoch = at as f64 + 1.0;
            let Some((Quartiles { q1, q3, .. }, median)) =
                summary.quartiles.and_then(|all| Some((all, all.median.value()?)))
            else {
                middle.ended = Some(epoch);
                return middle;
            };
            let edge = |ending: Ending| ending.value().unwrap_or(worst);
            middle.median.push((epoch, median));
            middle.half.push((epoch, edge(q1), edge(q3)));
        }
        // Where all of them end in the same epoch, no course says so.
        let diverged = courses.iter().filter(|course| course.divergence.is_some()).count();
        if diverged > 0 && diverged == courses.len() {
            middle.ended = Some(epochs as f64 + 1.0);
        }
        middle
    }

    /// The lowest and the highest quartile from the first moment to the second. Those of diverged runs do not count.
    #[must_use]
    pub fn ends(&self, (from, to): (f64, f64)) -> Option<(f64, f64)> {
        let seen = self.half.iter().filter(|(at, ..)| (from..=to).contains(at));
        let edges = seen.flat_map(|(_, one, other)| [*one, *other]);
        let alive = edges.filter(|value| value.is_finite() && *value > 0.0);
        alive.fold(None, |ends: Option<(f64, f64)>, value| {
            let (low, high) = ends.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        })
    }

    /// The middle half up to `until`, where it is cut.
    #[must_use]
    pub fn half_until(&self, until: f64) -> Vec<Between> {
        let seen = self.half.partition_point(|(at, ..)| *at <= until);
        let mut half = self.half.get(..seen).unwrap_or_default().to_vec();
        if let (Some((from, low, high)), Some((to, next_low, next_high))) = (half.last(), self.half.get(seen))
            && until > *from
        {
            let share = (until - from) / (to - from);
            half.push((until, low + share * (next_low - low), high + share * (next_high - high)));
        }
        half
    }
}

/// What a chart shows where `known` of its `lines` are known with all seeds. The others are runs of the race, with seed `own`.
#[must_use]
pub fn words(known: usize, lines: usize, seeds: u32, own: u64) -> String {
    match known {
        0 => format!("seed {own}"),
        known if known >= lines => format!("median and middle half of {seeds} seeds"),
        _ => format!("bands: {seeds} seeds; without a band: seed {own}"),
    }
}

#[cfg(test)]
mod tests {
    use etalon_train::report::Divergence;

    use super::*;

    fn course(values: &[f32], diverged: bool) -> Course {
        let divergence = diverged.then_some(Divergence { step: 50 });
        Course {
            val_loss: values.iter().map(|value| 1.0 - value).collect(),
            val_accuracy: values.to_vec(),
            divergence,
        }
    }

    fn of(courses: &[Course], measure: Measure) -> Middle {
        Middle::of(&courses.iter().collect::<Vec<_>>(), measure)
    }

    #[test]
    fn an_epoch_has_the_quartiles_of_its_runs() {
        let courses: Vec<Course> =
            [0.25, 0.5, 0.75, 0.5, 0.5].map(|value| course(&[value, 0.5], false)).to_vec();
        let middle = of(&courses, Measure::Accuracy);
        assert_eq!(middle.median, [(1.0, 0.5), (2.0, 0.5)]);
        assert_eq!(middle.half, [(1.0, 0.5, 0.5), (2.0, 0.5, 0.5)]);
        let wide = of(&courses[..3], Measure::Loss);
        assert_eq!((wide.half[0], wide.ended), ((1.0, 0.375, 0.625), None));
    }

    #[test]
    fn what_diverged_is_the_worst_and_the_median_ends_with_half_of_the_runs() {
        let lives = course(&[0.5, 0.75, 0.75], false);
        let gone = course(&[0.5], true);
        let few = [lives.clone(), lives.clone(), gone.clone()];
        assert_eq!(of(&few, Measure::Accuracy).half[1], (2.0, 0.0, 0.75));
        assert_eq!(of(&few, Measure::Accuracy).ends((0.0, 2.0)), Some((0.5, 0.75)));
        assert_eq!(of(&few, Measure::Accuracy).ends((4.0, 5.0)), None);
        assert_eq!(of(&few, Measure::Loss).half[1], (2.0, 0.25, f64::INFINITY));
        let most = of(&[lives, gone.clone(), gone.clone()], Measure::Accuracy);
        assert_eq!((most.median, most.ended), (vec![(1.0, 0.5)], Some(2.0)));
        assert_eq!(of(&[gone.clone(), gone], Measure::Accuracy).ended, Some(2.0));
        assert_eq!(of(&[], Measure::Loss), Middle::default());
    }

    #[test]
    fn the_play_head_cuts_the_band() {
        let middle = of(&[course(&[0.0, 1.0], false)], Measure::Accuracy);
        assert_eq!(middle.half_until(1.5), [(1.0, 0.0, 0.0), (1.5, 0.5, 0.5)]);
        assert_eq!(middle.half_until(2.0).len(), 2);
        assert_eq!(middle.half_until(0.5), []);
    }

    #[test]
    fn a_chart_says_what_it_shows() {
        assert_eq!(words(0, 5, 16, 3), "seed 3");
        assert_eq!(words(5, 5, 16, 3), "median and middle half of 16 seeds");
        assert_eq!(words(4, 5, 16, 3), "bands: 16 seeds; without a band: seed 3");
    }
}
