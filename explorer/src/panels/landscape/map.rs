//! A landscape as a picture: its axes, how each cell is filled, and the outline around the good ones.

use super::shade::{Colour, Scale, cividis};
use super::survey::Survey;
use super::{At, Plan};
use crate::race::yours::Yours;
use etalon_train::question::Cell;
use etalon_train::stats::Ending;

/// All that a picture shows, without sizes and colours of the theme. Its labels are in the visitor's units.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    /// Columns and rows.
    pub size: (usize, usize),
    /// The fill of each cell: row by row, the lowest first.
    pub fills: Vec<Fill>,
    /// The lines around the good cells.
    pub outlines: Vec<Vec<At>>,
    /// The name of the axis across, and its labels with their places.
    pub x: (&'static str, Vec<(f64, String)>),
    /// The same of the axis upwards.
    pub y: (&'static str, Vec<(f64, String)>),
}

impl Sketch {
    /// The picture of a landscape that nothing has been trained of.
    #[must_use]
    pub fn empty(plan: &Plan, yours: Yours) -> Self {
        Self {
            size: plan.size(),
            fills: vec![Fill::Open; plan.size().0 * plan.size().1],
            outlines: Vec::new(),
            x: (plan.x.label(), plan.ticks(&plan.x, yours)),
            y: (plan.y.label(), plan.ticks(&plan.y, yours)),
        }
    }

    /// The picture of a landscape.
    #[must_use]
    pub fn of(survey: &Survey, yours: Yours) -> Self {
        Self { fills: fills(survey), outlines: outlines(survey), ..Self::empty(survey.plan(), yours) }
    }
}

/// How a cell is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// It has no training yet, and no coarser cell speaks for it.
    Open,
    /// It has no training yet. This is the colour of the coarser cell that it is a part of.
    Coarse(Colour),
    /// Its own colour.
    Known(Colour),
    /// Half of its trainings or more diverged.
    Diverged,
    /// Its values do not go together, and it cannot be trained.
    Impossible,
}

/// The distances of the coarser cells that speak for one without a training.
const COARSER: [usize; 2] = [2, 4];

/// The fill of each cell.
fn fills(survey: &Survey) -> Vec<Fill> {
    let (columns, rows) = survey.plan().size();
    let scale = Scale::of(survey.measure());
    let cells = &survey.answer().cells;
    let known = |at: At| cells.get(survey.plan().number(at)).and_then(|cell| own(cell, scale));
    let fill = |at: At| {
        if !survey.is_possible(at) {
            return Fill::Impossible;
        }
        known(at).unwrap_or_else(|| {
            let coarser = COARSER.iter().find_map(|far| known((at.0 - at.0 % far, at.1 - at.1 % far)));
            match coarser {
                Some(Fill::Known(colour)) => Fill::Coarse(colour),
                Some(Fill::Open | Fill::Coarse(_) | Fill::Diverged | Fill::Impossible) | None => Fill::Open,
            }
        })
    };
    (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row))).map(fill).collect()
}

/// The fill of a cell by its own trainings. `None` if it has none.
fn own(cell: &Cell, scale: Scale) -> Option<Fill> {
    match (cell.summary.median()?, cell.behind) {
        (Ending::Diverged, _) => Some(Fill::Diverged),
        (Ending::Value(_), Some(behind)) => Some(Fill::Known(cividis(scale.brightness(behind)))),
        (Ending::Value(_), None) => None,
    }
}

/// The outlines around the cells that the seeds do not show to be worse than the leading one: closed lines over the corners of the cells,
/// counted from the corner below on the left. There are none before every cell has every seed.
fn outlines(survey: &Survey) -> Vec<Vec<At>> {
    if !survey.is_complete() {
        return Vec::new();
    }
    let good = survey.answer().cells.iter().map(Cell::is_good).collect();
    around(good, survey.plan().size())
}

/// The closed lines around the cells that are `inside`.
fn around(inside: Vec<bool>, (columns, rows): (usize, usize)) -> Vec<Vec<At>> {
    let is_inside =
        |column: usize, row: usize| column < columns && row < rows && inside[row * columns + column];
    // The sides of cells inside, with the cell on the left: beside them is a cell outside.
    let mut sides: Vec<(At, At)> = Vec::new();
    for (column, row) in (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row))) {
        if !is_inside(column, row) {
            continue;
        }
        let (right, top) = (column + 1, row + 1);
        let corners = [(column, row), (right, row), (right, top), (column, top)];
        let beside = [
            row.checked_sub(1).is_some_and(|below| is_inside(column, below)),
            is_inside(right, row),
            is_inside(column, top),
            column.checked_sub(1).is_some_and(|left| is_inside(left, row)),
        ];
        for side in 0..4 {
            if !beside[side] {
                sides.push((corners[side], corners[(side + 1) % 4]));
            }
        }
    }
    let mut lines = Vec::new();
    while let Some((first, second)) = sides.pop() {
        let mut line = vec![first, second];
        // Each line comes back to its start, because as many sides end in a corner as begin there.
        while line.last() != Some(&first) {
            let Some(next) = sides.iter().position(|(from, _)| Some(from) == line.last()) else { break };
            line.push(sides.swap_remove(next).1);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use etalon_train::report::{Divergence, Outcome};

    use super::*;
    use crate::panels::landscape::survey::SEEDS;
    use crate::panels::landscape::survey::tests::{ended, survey};

    #[test]
    fn coarse_cells_speak_for_those_between_them() {
        let mut survey = survey();
        assert!(fills(&survey).iter().all(|fill| *fill == Fill::Open));
        // The coarse cells: every fourth in both directions.
        let coarse: Vec<_> =
            survey.next().into_iter().take(24).map(|(number, _)| (number, ended(0.9))).collect();
        survey.add(coarse);
        let fills = fills(&survey);
        let known = fills.iter().filter(|fill| matches!(fill, Fill::Known(_))).count();
        assert_eq!((known, fills.len()), (24, 384));
        assert!(fills.iter().all(|fill| matches!(fill, Fill::Known(_) | Fill::Coarse(_))));
    }

    #[test]
    fn what_diverged_has_no_colour() {
        let mut survey = survey();
        let diverged = Outcome {
            final_accuracy: None,
            final_loss: None,
            divergence: Some(Divergence { step: 3 }),
            ..ended(0.9)
        };
        let next = survey.next();
        survey.add(vec![(next[0].0, ended(0.9)), (next[1].0, diverged)]);
        let fills = fills(&survey);
        let [first, second] = [0, 1].map(|at| survey.plan().number((4 * at, 0)));
        assert!(matches!(fills[first], Fill::Known(colour) if colour == cividis(1.0)));
        assert_eq!(fills[second], Fill::Diverged);
    }

    #[test]
    fn good_cells_are_outlined_only_when_every_seed_is_there() {
        let mut survey = survey();
        let outcome = |number: usize| ended(if number.is_multiple_of(2) { 0.9 } else { 0.5 });
        for seed in 0..SEEDS {
            assert!(outlines(&survey).is_empty(), "after {seed} seeds");
            let next = survey.next();
            survey.add(next.into_iter().map(|(number, _)| (number, outcome(number))).collect());
        }
        assert!(!outlines(&survey).is_empty());
        let good = survey.answer().cells.iter().filter(|cell| cell.is_good()).count();
        assert_eq!(good, 192);
    }

    #[test]
    fn lines_close_around_islands_holes_and_corners() {
        let cells = |text: &str| text.chars().map(|one| one == '#').collect::<Vec<bool>>();
        assert!(around(cells("...."), (2, 2)).is_empty());
        let block = around(cells("##.##...."), (3, 3));
        assert_eq!((block.len(), block[0].len()), (1, 9));
        for (text, sides) in [("####.####", 12 + 4), ("#...#...#", 12), ("#.#...#.#", 16)] {
            let lines = around(cells(text), (3, 3));
            assert!(lines.iter().all(|line| line.first() == line.last()), "{text} {lines:?}");
            assert_eq!(lines.iter().map(|line| line.len() - 1).sum::<usize>(), sides, "{text}");
        }
    }
}
