//! How far the trainings of the present settings are.

use crate::race::run::Run;

/// The epochs of `all` for which a line is trained with the present settings. `run` is its latest run, and `is_fresh` says whether that
/// run has the present settings. A run that has diverged is over.
#[must_use]
pub fn trained(run: Option<&Run>, is_fresh: bool, all: u32) -> u32 {
    match run {
        Some(run) if is_fresh && run.complete => all,
        Some(run) if is_fresh => run.epochs_done().min(all),
        Some(_) | None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::run::tests::sample;

    #[test]
    fn only_what_is_trained_with_these_settings_counts() {
        let complete = Run { complete: true, ..sample() };
        let begun = Run { complete: false, ..sample() };
        assert_eq!(trained(Some(&complete), true, 500), 500);
        assert_eq!(trained(Some(&begun), true, 500), 3);
        assert_eq!(trained(Some(&complete), false, 500), 0);
        assert_eq!(trained(None, false, 500), 0);
    }
}
