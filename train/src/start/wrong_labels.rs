//! Wrong labels: a share of the training labels is replaced by other classes, which a seed draws.

use std::borrow::Cow;

use crate::job::JobError;
use crate::rng::Rng;
use crate::setting::Setting;
use crate::task::Task;

/// How many training labels are wrong, in percent: a whole number from 0 to 50.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct WrongLabels(u8);

impl WrongLabels {
    /// Every label is true.
    pub const NONE: Self = Self(0);
    /// Half of the labels are wrong.
    pub const MOST: Self = Self(50);

    /// `percent` of the training labels.
    ///
    /// # Errors
    /// Anything but a whole number from 0 to 50.
    pub fn new(percent: f64) -> Result<Self, JobError> {
        Setting::WrongLabels.check(percent)?;
        Ok(Self(percent as u8))
    }

    /// In percent.
    #[must_use]
    pub const fn percent(self) -> u32 {
        self.0 as u32
    }

    /// How many of `samples` have a wrong label: the share of them, rounded, a half up.
    #[must_use]
    pub const fn count(self, samples: usize) -> usize {
        (samples * self.0 as usize + 50) / 100
    }

    /// The labels of a task of which some of the samples `train` have another class than their own, each with the same chance. A
    /// greater share has the wrong labels of a smaller one, and more.
    pub(super) fn labels(self, task: &'static Task, train: &[u16], mut rng: Rng) -> Cow<'static, [u8]> {
        let (mut labels, classes) = (Cow::from(task.data().labels()), task.shape.classes as u32);
        if self == Self::NONE || classes < 2 {
            return labels;
        }
        let mut chosen = train.to_vec();
        rng.shuffle(&mut chosen);
        for &sample in chosen.iter().take(self.count(train.len())) {
            let other = 1 + rng.below(classes - 1);
            if let Some(label) = labels.to_mut().get_mut(usize::from(sample)) {
                *label = ((u32::from(*label) + other) % classes) as u8;
            }
        }
        labels
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::shape::Width;
    use crate::start::{Start, WrongLabels};
    use crate::task::digits::{CLASSES, DIGITS, TRAIN};
    use crate::tasks::{SPARSE, TINY};

    fn wrong(start: &Start) -> Vec<(u16, u8, u8)> {
        let real = start.task().data().labels();
        let all =
            (0..).zip(start.labels().iter().zip(real)).map(|(sample, (seen, real))| (sample, *seen, *real));
        all.filter(|(_, seen, real)| seen != real).collect()
    }

    fn digits(seed: u64, percent: f64) -> Start {
        Start::mislabelled(&DIGITS, seed, Width::MIN, WrongLabels::new(percent).unwrap())
    }

    #[test]
    fn exactly_the_share_of_the_training_labels_is_wrong() {
        for percent in 0..=50_u32 {
            let start = digits(7, f64::from(percent));
            let train: BTreeSet<u16> = start.train().iter().copied().collect();
            let wrong = wrong(&start);
            let expected = (f64::from(percent) / 100.0 * TRAIN as f64).round() as usize;
            assert_eq!(wrong.len(), expected, "{percent} %");
            assert!(wrong.iter().all(|(sample, ..)| train.contains(sample)), "a validation label is wrong");
        }
        for task in [&TINY, &SPARSE] {
            let start = Start::mislabelled(task, 7, Width::MIN, WrongLabels::MOST);
            assert_eq!(wrong(&start).len(), task.split.train.div_ceil(2));
        }
    }

    #[test]
    fn each_other_class_is_equally_likely() {
        let mut counts = [[0_u32; CLASSES]; CLASSES];
        for seed in 0..100 {
            for (_, seen, real) in wrong(&digits(seed, 50.0)) {
                counts[usize::from(real)][usize::from(seen)] += 1;
            }
        }
        // 72,000 labels over 90 pairs: 800 each, with a standard deviation of 28 and classes of a little different size.
        for (real, row) in counts.iter().enumerate() {
            let pairs = row.iter().enumerate().filter(|(seen, _)| *seen != real);
            assert!(pairs.map(|(_, count)| *count).all(|count| (660..940).contains(&count)), "{counts:?}");
            assert_eq!(row[real], 0);
        }
    }

    #[test]
    fn a_seed_draws_them_and_nothing_else_changes() {
        let (none, some, more) = (digits(3, 0.0), digits(3, 20.0), digits(3, 40.0));
        assert_eq!(digits(3, 20.0), some);
        assert_ne!(wrong(&digits(4, 20.0)), wrong(&some));
        let more = wrong(&more);
        assert!(wrong(&some).iter().all(|label| more.contains(label)), "more are the same and others");
        assert_eq!((none.train(), none.validation()), (some.train(), some.validation()));
        assert_eq!((none.weights(), none.samples(5)), (some.weights(), some.samples(5)));
        assert_eq!(none, Start::new(&DIGITS, 3, Width::MIN));
        let prints = [&none, &some, &digits(3, 40.0)].map(|start| start.fingerprint(2).0);
        assert_eq!(prints.into_iter().collect::<BTreeSet<_>>().len(), 3);
    }

    #[test]
    fn a_share_that_is_none_is_refused_with_its_name() {
        for percent in [-1.0, 50.5, 51.0, 12.5, f64::NAN, f64::INFINITY] {
            let why = WrongLabels::new(percent).unwrap_err().to_string();
            assert!(why.starts_with("wrong_labels must be"), "{why}");
        }
    }
}
