//! What the page knows of each task beside what train does. The next task is a row.

use etalon_train::task::{Task, digits::DIGITS, names::NAMES};

/// A task on the page.
#[derive(Debug, Clone, Copy)]
pub struct TaskPage {
    /// What is trained.
    pub task: &'static Task,
    /// What is trained, in the line below the charts.
    pub caption: &'static str,
    /// The share of wrong labels where nobody has set it, in percent: as many as it takes for a schedule to matter.
    pub wrong_labels: f64,
    /// What its models show after a training.
    pub shows: Shows,
}

/// What models show of what they have learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// The weights of the hidden units as pictures, and answers to pictures.
    Pictures,
    /// Names that they make up, and the letters that they expect.
    Spelling,
}

/// Every task, in train's order.
pub const TASKS: [TaskPage; 2] = [
    TaskPage { task: &DIGITS, caption: "Handwritten digits", wrong_labels: 20.0, shows: Shows::Pictures },
    TaskPage { task: &NAMES, caption: "Names, letter by letter", wrong_labels: 0.0, shows: Shows::Spelling },
];

/// The page of `task`.
#[must_use]
pub fn page(task: &Task) -> &'static TaskPage {
    const ALL: &[TaskPage] = &TASKS;
    // A test compares the list with train's.
    ALL.iter().find(|page| page.task == task).unwrap_or(&ALL[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_has_its_page() {
        assert_eq!(TASKS.map(|page| page.task), Task::ALL);
        for task in Task::ALL {
            assert_eq!(page(task).task, *task);
        }
    }
}
