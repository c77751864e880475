//! How far the trainings of the present settings are.

use crate::race::run::Run;

/// The epochs of `all` that a line shows. `run` is its latest run, perhaps with earlier settings. A run that has diverged is over.
#[must_use]
pub fn shown(run: Option<&Run>, all: u32) -> u32 {
    let epochs = |run: &Run| if run.complete { run.config.epochs() } else { run.epochs_done() };
    run.map_or(0, |run| epochs(run).min(all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::run::tests::sample;

    #[test]
    fn only_what_is_trained_counts() {
        let complete = Run { complete: true, ..sample() };
        let begun = Run { complete: false, ..sample() };
        assert_eq!(shown(Some(&complete), 20), 20);
        assert_eq!(shown(Some(&begun), 20), 3);
        assert_eq!(shown(Some(&complete), 500), 20, "of a longer training no run is there yet");
        assert_eq!(shown(Some(&complete), 10), 10);
        assert_eq!(shown(None, 20), 0);
    }
}
