//! What was read, on a page whose epoch has another number of batches: the same shape over the same epochs.

use etalon::Stepped;
use etalon::param::Unit as Counts;

use super::Reading;
use super::answer::{Body, TakenLane};
use crate::race::row::Row;

impl Reading {
    /// The same for a visitor whose epoch has `batches`, where the text itself does not say how many.
    #[must_use]
    pub fn for_batches(mut self, batches: Option<f64>) -> Self {
        self.batches = self.batches.or(batches);
        self
    }

    /// The values of `lane` for a page with `batches` in an epoch. Lengths in batches are scaled where the text says how many batches
    /// its own epoch has: 12,000 of 400 are 1,350 of 45. Where it does not, they stay.
    #[must_use]
    pub fn on_page(&self, lane: &TakenLane, batches: u32) -> Vec<(Row, f64)> {
        let by_batch = lane.page().is_some_and(|page| page.kind.spec().stepped == Stepped::Batch);
        let factor = self.batches.filter(|_| by_batch).map_or(1.0, |own| f64::from(batches) / own);
        let scale = |(row, value): (Row, f64)| {
            let scaled = (value * factor).round();
            let is_length = row.unit == Counts::Steps && factor != 1.0;
            (row, if is_length && row.check(scaled).is_ok() { scaled } else { value })
        };
        lane.changes().map(scale).collect()
    }

    /// The rates of a table at the first `steps` batches of a page with `batches` in an epoch, where the base rate is `lr`. After the
    /// table's end its last rate holds. A lane that is no table, or that waits for an answer, has none.
    #[must_use]
    pub fn table_rates(&self, lane: &TakenLane, lr: f64, batches: u32, steps: u32) -> Vec<f64> {
        let Body::Table { shares, batches: by_batch } = &lane.body else { return Vec::new() };
        let Some(last) = shares.last() else { return Vec::new() };
        let own = self.batches.unwrap_or_else(|| f64::from(batches));
        let share = |step: u32| {
            let epoch = f64::from(step) / f64::from(batches.max(1));
            // A batch of the page stands for as large a part of an epoch.
            let at = if *by_batch { (epoch * own + 1e-9).floor() } else { epoch.floor() };
            shares.get(at as usize).unwrap_or(last)
        };
        (0..steps).map(|step| share(step) * lr).collect()
    }
}
