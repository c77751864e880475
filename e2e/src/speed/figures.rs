//! A set of measurements, summarised as median and 95th percentile.

/// Measurements of one thing.
#[derive(Debug, Clone, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Adds these measurements.
    pub fn extend(&mut self, more: impl IntoIterator<Item = f64>) {
        self.0.extend(more);
        self.0.sort_by(f64::total_cmp);
    }

    /// The number of measurements.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The least value that a `share` of the measurements does not exceed.
    pub fn at(&self, share: f64) -> f64 {
        let rank = (self.0.len() as f64 * share).ceil() as usize;
        self.0.get(rank.max(1) - 1).copied().unwrap_or(f64::NAN)
    }

    /// The share of the measurements above `limit`.
    pub fn above(&self, limit: f64) -> f64 {
        let above = self.0.iter().filter(|value| **value > limit).count();
        above as f64 / self.0.len().max(1) as f64
    }

    /// The summary in one line.
    pub fn line(&self, what: &str, unit: &str) -> String {
        let (median, p95) = (self.at(0.5), self.at(0.95));
        format!("{what}: median {median:.2} {unit}, p95 {p95:.2} {unit} ({} samples)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Samples;

    #[test]
    fn a_percentile_is_one_of_the_measurements() {
        let mut samples = Samples::default();
        samples.extend((1..=100).rev().map(f64::from));
        assert_eq!((samples.at(0.5), samples.at(0.95), samples.above(90.0)), (50.0, 95.0, 0.1));
        assert!(Samples::default().at(0.5).is_nan());
    }
}
