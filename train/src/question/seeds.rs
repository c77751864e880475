//! How does each lane end, over many seeds?

use super::{Question, QuestionError, Trials};
use crate::job::Job;
use crate::report::Outcome;
use crate::stats::Summary;
use crate::verdict::{Paired, Verdict, leading};

/// Lanes with n seeds each. The first seed of every lane comes first.
///
/// ```
/// use etalon::{Kind, Settings};
/// use etalon_train::job::Job;
/// use etalon_train::policy::Policy;
/// use etalon_train::question::{Question, Seeds};
/// use etalon_train::report::Outcome;
/// use etalon_train::shape::Width;
/// use etalon_train::sweep::train_here;
/// use etalon_train::task::digits::DIGITS;
///
/// let lane = |kind| {
///     let policy = Policy::of(&Settings::suggested(Kind::from_id(kind).unwrap()))?;
///     Ok::<Job, Box<dyn std::error::Error>>(Job::new(&DIGITS, policy, 1, 2, Width::MIN)?)
/// };
/// let mut question = Seeds::new(vec![lane("constant")?, lane("cosine")?], 3, Some(0))?;
/// for number in 0..question.jobs() {
///     let job = question.job(number).unwrap();
///     question.add(number, Outcome::of(&train_here(&[job])?[0]));
/// }
/// let answer = question.answer();
/// assert_eq!(answer.lanes[1].against_reference.unwrap().pairs(), 3);
/// assert_eq!(answer.best, None, "three seeds show nothing");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Seeds {
    trials: Trials,
    reference: Option<usize>,
}

/// What many seeds say of several lanes.
#[derive(Debug, Clone, PartialEq)]
pub struct SeedsAnswer {
    /// Each lane.
    pub lanes: Vec<LaneSeeds>,
    /// The lane with the best median. That it leads does not show that it is best.
    pub leading: Option<usize>,
    /// The lane that is better than each other lane, by the verdict.
    pub best: Option<usize>,
}

/// What many seeds say of one lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaneSeeds {
    /// Its runs in numbers.
    pub summary: Summary,
    /// The comparison with the reference. None for the reference itself.
    pub against_reference: Option<Paired>,
}

impl Seeds {
    /// Each lane as one of its jobs, whose seed is not used, with seeds from 1 to `seeds`, and compared with lane `reference`.
    ///
    /// # Errors
    /// No lanes; no seeds; too many jobs; lanes of several tasks; a reference that is none of the lanes.
    pub fn new(lanes: Vec<Job>, seeds: u32, reference: Option<usize>) -> Result<Self, QuestionError> {
        let count = lanes.len();
        let trials = Trials::new(lanes, (0..count).collect(), seeds)?;
        match reference {
            Some(lane) if lane >= count => Err(QuestionError::NoSuchReference { lane, lanes: count }),
            Some(_) | None => Ok(Self { trials, reference }),
        }
    }

    /// The comparison of two lanes over the seeds that both have.
    #[must_use]
    pub fn paired(&self, ours: usize, theirs: usize) -> Paired {
        self.trials.paired(ours, theirs)
    }
}

impl Question for Seeds {
    type Result = Outcome;
    type Answer = SeedsAnswer;

    fn jobs(&self) -> usize {
        self.trials.jobs()
    }

    fn job(&self, number: usize) -> Option<Job> {
        self.trials.job(number)
    }

    fn add(&mut self, number: usize, outcome: Outcome) {
        self.trials.add(number, &outcome);
    }

    fn done(&self) -> usize {
        self.trials.done()
    }

    fn answer(&self) -> SeedsAnswer {
        let summaries = self.trials.summaries();
        let leading = leading(&summaries, self.trials.measure());
        let beats = |lane, other| lane == other || self.paired(lane, other).verdict() == Verdict::Better;
        let all = 0..summaries.len();
        let beats_all = |lane: &usize| all.len() > 1 && all.clone().all(|other| beats(*lane, other));
        let best = all.clone().find(beats_all);
        let lane = |(lane, summary)| {
            let reference = self.reference.filter(|&reference| reference != lane);
            LaneSeeds { summary, against_reference: reference.map(|other| self.paired(lane, other)) }
        };
        SeedsAnswer { lanes: summaries.into_iter().enumerate().map(lane).collect(), leading, best }
    }
}
