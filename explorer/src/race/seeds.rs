//! Many seeds of every line: which trainings are missing, and what is known of each line. What they show together is in
//! [`findings`].

pub mod findings;

use etalon_train::job::Job;
use etalon_train::report::Course;

use crate::race::config::Config;
use crate::race::seeds::findings::Findings;
use crate::race::slot::Line;

/// How many seeds each line is trained with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SeedCount {
    /// The seed of the race alone.
    One,
    /// As many as the page trains unasked.
    #[default]
    Sixteen,
    /// 32.
    ThirtyTwo,
    /// 64.
    SixtyFour,
}

impl SeedCount {
    /// Every choice, from few to many.
    pub const ALL: [SeedCount; 4] =
        [SeedCount::One, SeedCount::Sixteen, SeedCount::ThirtyTwo, SeedCount::SixtyFour];

    /// The number of seeds.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            SeedCount::One => 1,
            SeedCount::Sixteen => 16,
            SeedCount::ThirtyTwo => 32,
            SeedCount::SixtyFour => 64,
        }
    }
}

/// The longest time that trainings take unasked, in milliseconds.
const UNASKED: f64 = 10_000.0;

/// How many seeds a device trains: as many as were chosen, or fewer where the usual number would take it too long.
/// One seed of every line takes it `millis`, and `workers` of them are trained at the same time.
#[must_use]
pub fn affordable(chosen: SeedCount, millis: f64, workers: usize) -> u32 {
    let fits = |seeds: &u32| f64::from(*seeds) * millis <= UNASKED * workers.max(1) as f64;
    match chosen {
        SeedCount::Sixteen => [16, 8, 4, 2].into_iter().find(fits).unwrap_or(1),
        SeedCount::One | SeedCount::ThirtyTwo | SeedCount::SixtyFour => chosen.number(),
    }
}

/// The courses of every line with seeds from 1 to n.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ManySeeds {
    seeds: u32,
    lanes: Vec<Lane>,
}

/// A line and its courses, one place for each seed.
#[derive(Debug, Clone, PartialEq)]
struct Lane {
    line: Line,
    /// Its training with seed 1.
    job: Job,
    courses: Vec<Option<Course>>,
}

impl Lane {
    fn is_complete(&self) -> bool {
        self.courses.iter().all(Option::is_some)
    }
}

/// A training that is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// Of this line.
    pub line: Line,
    /// With this seed.
    pub seed: u32,
    /// The training.
    pub job: Job,
}

impl ManySeeds {
    /// The same for these settings and this number of seeds. Courses remain of lines whose training is still the same.
    ///
    /// One seed is the race itself, so nothing is trained for it. A line whose values make no training has no place.
    #[must_use]
    pub fn adapted(&self, config: &Config, seeds: u32) -> Self {
        let lane = |(line, job): (Line, Job)| {
            let known = self.lanes.iter().find(|lane| lane.line == line && lane.job == job);
            let mut courses = known.map(|lane| lane.courses.clone()).unwrap_or_default();
            courses.resize(seeds as usize, None);
            Lane { line, job, courses }
        };
        let lanes = if seeds > 1 { jobs(config).map(lane).collect() } else { Vec::new() };
        Self { seeds, lanes }
    }

    /// Whether it is about these settings and this number of seeds.
    #[must_use]
    pub fn is_of(&self, config: &Config, seeds: u32) -> bool {
        let ours = self.lanes.iter().map(|lane| (lane.line, &lane.job));
        self.seeds == seeds
            && (seeds <= 1
                || ours.eq(jobs(config).collect::<Vec<_>>().iter().map(|(line, job)| (*line, job))))
    }

    /// The number of seeds.
    #[must_use]
    pub const fn seeds(&self) -> u32 {
        self.seeds
    }

    /// The trainings without a course, seed after seed.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let of_seed = |seed: u32| {
            let open = move |lane: &&Lane| lane.courses.get(seed as usize - 1).is_some_and(Option::is_none);
            self.lanes.iter().filter(open).map(move |lane| Missing {
                line: lane.line,
                seed,
                job: lane.job.clone().with_seed(u64::from(seed)),
            })
        };
        (1..=self.seeds).flat_map(of_seed).collect()
    }

    /// Takes the course of `line` with this seed. What has no place is ignored.
    pub fn add(&mut self, line: Line, seed: u32, course: Course) {
        let place = self
            .lanes
            .iter_mut()
            .find(|lane| lane.line == line)
            .zip(seed.checked_sub(1))
            .and_then(|(lane, at)| lane.courses.get_mut(at as usize));
        if let Some(place) = place {
            *place = Some(course);
        }
    }

    /// Trainings done, and trainings in all.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let all = || self.lanes.iter().flat_map(|lane| &lane.courses);
        (all().flatten().count(), all().count())
    }

    /// The courses of `line`, once there is one for each seed.
    #[must_use]
    pub fn courses(&self, line: Line) -> Option<Vec<&Course>> {
        let lane = self.lanes.iter().find(|lane| lane.line == line && lane.is_complete())?;
        Some(lane.courses.iter().flatten().collect())
    }

    /// What the complete lines show.
    #[must_use]
    pub fn findings(&self) -> Findings {
        let complete = self.lanes.iter().filter(|lane| lane.is_complete());
        let lanes =
            complete.map(|lane| (lane.line, &lane.job, lane.courses.iter().flatten().map(Course::outcome)));
        Findings::of(self.seeds, self.progress(), lanes)
    }
}

/// The training of each line with seed 1.
fn jobs(config: &Config) -> impl Iterator<Item = (Line, Job)> + '_ {
    config.lines().filter_map(|line| Some((line, config.job(line).ok()?.with_seed(1))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::exponential::GAMMA;
    use crate::race::control::Control;
    use crate::race::opening;
    use crate::race::run_settings::{LR, SEED};
    use crate::race::slot::Slot;

    fn course(accuracy: f32) -> Course {
        Course { val_loss: vec![1.0 - accuracy], val_accuracy: vec![accuracy], divergence: None }
    }

    fn filled(config: &Config, seeds: u32) -> ManySeeds {
        let mut many = ManySeeds::default().adapted(config, seeds);
        for Missing { line, seed, .. } in many.missing() {
            many.add(line, seed, course(0.5));
        }
        many
    }

    #[test]
    fn a_slow_device_gets_fewer_seeds_unless_they_are_asked_for() {
        let sixteen = |millis| affordable(SeedCount::Sixteen, millis, 2);
        assert_eq!([80.0, 1_250.0, 1_251.0, 5_000.0, 10_000.0, 10_001.0].map(sixteen), [16, 16, 8, 4, 2, 1]);
        assert_eq!(affordable(SeedCount::SixtyFour, 1e6, 2), 64);
        assert_eq!(affordable(SeedCount::One, 1.0, 2), 1);
    }

    #[test]
    fn trainings_are_missing_seed_by_seed_and_each_is_that_of_its_line() {
        let config = opening::config();
        let many = ManySeeds::default().adapted(&config, 3);
        let missing = many.missing();
        let lines: Vec<Line> = config.lines().collect();
        assert_eq!(missing.len(), 3 * lines.len());
        for (at, one) in missing.iter().enumerate() {
            assert_eq!((one.line, one.seed), (lines[at % lines.len()], (at / lines.len()) as u32 + 1));
            assert_eq!(one.job, config.job(one.line).unwrap().with_seed(u64::from(one.seed)));
        }
        assert!(filled(&config, 3).missing().is_empty());
    }

    #[test]
    fn a_change_drops_the_courses_of_the_lines_that_it_concerns() {
        let config = opening::config();
        let many = filled(&config, 2);
        let lane = Line::Lane(Slot::numbered(1).unwrap());
        let other = config.with(Control::lane(Slot::numbered(1).unwrap(), GAMMA), 0.5).unwrap();
        assert!(many.is_of(&config, 2) && !many.is_of(&other, 2) && !many.is_of(&config, 16));
        let next = many.adapted(&other, 2);
        assert!(next.is_of(&other, 2));
        assert!(next.missing().iter().all(|missing| missing.line == lane));
        assert_eq!(next.missing().len(), 2);
        assert!(next.courses(lane).is_none() && next.courses(Line::Reference).is_some());
        let slower = config.with(Control::run(LR), 1e-3).unwrap();
        assert!(many.adapted(&slower, 2).missing().len() > 4, "the base rate concerns several lines");
    }

    #[test]
    fn the_seed_of_the_race_changes_nothing_and_more_seeds_keep_what_is_known() {
        let config = opening::config();
        let many = filled(&config, 2);
        let seed = config.with(Control::run(SEED), 7.0).unwrap();
        assert!(many.is_of(&seed, 2));
        let more = many.adapted(&config, 3);
        assert!(more.missing().iter().all(|missing| missing.seed == 3));
        assert_eq!(more.progress(), (10, 15));
        assert!(more.adapted(&config, 2).missing().is_empty());
        let one = many.adapted(&config, 1);
        assert!(one.missing().is_empty() && one.is_of(&config, 1));
    }
}
