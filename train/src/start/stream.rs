//! The batches of a start: its epochs, one after another, cut into rounds.

use super::Start;
use crate::task::ROUND_SAMPLES;

/// The batches of one start, round after round. It retains the order of the present epoch, which may serve several rounds, and the
/// memory. Use one stream for one start.
#[derive(Debug, Default)]
pub struct Stream {
    epoch: Option<u64>,
    order: Vec<u16>,
    samples: Vec<u16>,
}

impl Stream {
    /// The samples of round `round`, batch after batch. They are the epochs one after another, cut into rounds.
    pub fn round(&mut self, start: &Start, round: u32) -> &[u16] {
        self.samples.clear();
        let epoch = start.train.len() as u64;
        let mut at = u64::from(round) * ROUND_SAMPLES as u64;
        while self.samples.len() < ROUND_SAMPLES && epoch > 0 {
            if self.epoch != Some(at / epoch) {
                start.epoch_into(at / epoch, &mut self.order);
                self.epoch = Some(at / epoch);
            }
            let rest = self.order.get((at % epoch) as usize..).unwrap_or_default();
            let taken = rest.len().min(ROUND_SAMPLES - self.samples.len());
            self.samples.extend_from_slice(&rest[..taken]);
            at += taken.max(1) as u64;
        }
        &self.samples
    }
}
