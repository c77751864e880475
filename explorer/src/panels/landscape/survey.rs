//! The trainings of a landscape, one seed after the other: what is asked next, what is known.

use etalon_train::job::Job;
use etalon_train::question::{Axis, Landscape, LandscapeAnswer, Question, QuestionError};
use etalon_train::report::Outcome;
use etalon_train::task::Measure;

use super::{At, Plan};

/// Seeds of each cell at the end. The verdict needs as many to show that a cell is worse.
pub const SEEDS: u32 = 8;

/// A landscape with its outcomes so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    plan: Plan,
    question: Landscape,
    answer: LandscapeAnswer,
    /// Which jobs have an outcome.
    done: Vec<bool>,
}

impl Survey {
    /// The landscape before its first training.
    ///
    /// # Errors
    /// If no cell can be trained.
    pub fn new(plan: Plan) -> Result<Self, QuestionError> {
        let axis = |id: String, values: &Vec<f64>| Axis::new(id, values.clone());
        let x = axis(plan.x.control.to_string(), &plan.x.values)?;
        let y = axis(plan.y.control.to_string(), &plan.y.values)?;
        let at = |values: &[f64], value: f64| values.iter().position(|other| *other == value);
        let job =
            |across: f64, up: f64| plan.job((at(&plan.x.values, across)?, at(&plan.y.values, up)?)).ok();
        let question = Landscape::with_gaps(x, y, SEEDS, job)?;
        let (answer, done) = (question.answer(), vec![false; question.jobs()]);
        Ok(Self { plan, question, answer, done })
    }

    /// What it is about.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What is known. After the first seed it holds whole seeds only, because the medians of cells with different numbers of seeds
    /// would differ by chance alone.
    #[must_use]
    pub const fn answer(&self) -> &LandscapeAnswer {
        &self.answer
    }

    /// What its runs are judged by.
    #[must_use]
    pub fn measure(&self) -> Measure {
        self.plan.measure()
    }

    /// Cells that can be trained.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.done.len() / SEEDS as usize
    }

    /// Whether the cell `at` can be trained.
    #[must_use]
    pub fn is_possible(&self, at: At) -> bool {
        self.question.job_at(self.plan.number(at)).is_some()
    }

    /// Trainings that are done.
    #[must_use]
    pub fn trained(&self) -> usize {
        self.question.done()
    }

    /// Seeds that every cell has.
    #[must_use]
    pub fn seeds(&self) -> u32 {
        self.done.chunks(self.cells()).take_while(|seed| seed.iter().all(|done| *done)).count() as u32
    }

    /// Whether every cell has every seed.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.seeds() == SEEDS
    }

    /// The trainings of the next seed that are not done, with their numbers. There are none when it is complete.
    #[must_use]
    pub fn next(&self) -> Vec<(usize, Job)> {
        let first = self.seeds() as usize * self.cells();
        let open = |number: &usize| self.done.get(*number) == Some(&false);
        (first..first + self.cells())
            .filter(open)
            .filter_map(|number| Some((number, self.question.job(number)?)))
            .collect()
    }

    /// Takes the outcomes of some jobs.
    pub fn add(&mut self, outcomes: Vec<(usize, Outcome)>) {
        let before = self.seeds();
        for (number, outcome) in outcomes {
            if let Some(done) = self.done.get_mut(number) {
                *done = true;
                self.question.add(number, outcome);
            }
        }
        if before == 0 || self.seeds() > before {
            self.answer = self.question.answer();
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::panels::landscape::Choice;
    use crate::race::opening;
    use crate::race::slot::Slot;

    /// An outcome with this final accuracy.
    pub fn ended(accuracy: f32) -> Outcome {
        let accuracy = Some(accuracy);
        Outcome { best_accuracy: accuracy, final_accuracy: accuracy, final_loss: Some(0.1), divergence: None }
    }

    /// The usual landscape of the first lane.
    pub fn survey() -> Survey {
        let config = opening::config();
        let choice = Choice::usual(&config, Slot::numbered(1).unwrap()).unwrap();
        Survey::new(Plan::new(&config, choice).unwrap()).unwrap()
    }

    #[test]
    fn a_seed_that_was_interrupted_goes_on_where_it_stopped() {
        let mut survey = survey();
        let first = survey.next();
        assert_eq!((first.len(), survey.cells(), survey.seeds()), (384, 384, 0));
        assert!(first.iter().all(|(_, job)| job.seed() == 1));
        survey.add(first.iter().take(100).map(|(number, _)| (*number, ended(0.9))).collect());
        let rest = survey.next();
        assert_eq!((rest.len(), survey.trained()), (284, 100));
        assert_eq!(rest[0], first[100]);
        survey.add(rest.iter().map(|(number, _)| (*number, ended(0.9))).collect());
        assert_eq!(survey.seeds(), 1);
        assert!(survey.next().iter().all(|(number, job)| *number >= 384 && job.seed() == 2));
        let known = survey.answer().clone();
        survey.add(survey.next().into_iter().take(9).map(|(number, _)| (number, ended(0.1))).collect());
        assert_eq!(survey.answer(), &known, "a part of a seed changes no cell");
        while !survey.is_complete() {
            let next = survey.next();
            survey.add(next.iter().map(|(number, _)| (*number, ended(0.9))).collect());
        }
        assert!(survey.next().is_empty());
        assert_eq!(survey.trained(), 384 * SEEDS as usize);
    }

    #[test]
    fn the_job_of_a_number_belongs_to_the_cell_that_takes_its_outcome() {
        let mut survey = survey();
        let (number, job) = survey.next()[5].clone();
        survey.add(vec![(number, ended(0.5))]);
        let cell = survey.answer().cells.iter().position(|cell| cell.summary.runs() == 1).unwrap();
        let columns = survey.plan().size().0;
        assert_eq!(survey.plan().job((cell % columns, cell / columns)).unwrap(), job);
    }
}
