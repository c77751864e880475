//! The line below the charts: what there is to see in the opening, and otherwise what is trained.

use etalon_train::optimiser::Optimiser;
use etalon_train::shape::Shape;

use crate::race::config::Config;
use crate::race::opening;
use crate::race::preset::Preset;
use crate::race::run_settings::{HIDDEN_WIDTH, WRONG_LABELS};
use crate::race::tasks;

/// The line for `config`, in at most 110 characters.
#[must_use]
pub fn caption(config: &Config) -> String {
    if *config == opening::config() {
        return Preset::Opening.lesson().to_owned();
    }
    let Shape { inputs, classes, .. } = config.task().shape;
    let labels = match config.run().get(WRONG_LABELS) {
        0.0 => "true labels".to_owned(),
        share => format!("{share} % of the training labels wrong"),
    };
    let task = tasks::page(config.task()).caption;
    let optimiser = match config.run().optimiser() {
        Ok(Optimiser::Sgd(sgd)) if sgd.nesterov() => "SGD with Nesterov momentum",
        Ok(Optimiser::Sgd(_)) => "SGD with momentum",
        Ok(Optimiser::AdamW) | Err(_) => "AdamW",
    };
    let width = config.run().get(HIDDEN_WIDTH);
    format!("{task}, {labels}; network {inputs}-{width}-{classes}, trained by {optimiser}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::control::Control;
    use crate::race::preset;
    use crate::race::run_settings::{OPTIMISER, TASK};

    #[test]
    fn the_opening_says_why_and_others_what_is_trained() {
        assert!(caption(&opening::config()).contains("decay removes that noise"));
        let clean = caption(&Preset::TrueLabels.config());
        assert!(clean.contains("true labels; network 64-32-10"), "{clean}");
        let noisy = opening::config().with(Control::run(WRONG_LABELS), 40.0).unwrap();
        assert!(caption(&noisy).contains("40 % of the training labels wrong"));
        let names = opening::config().with_change(Control::run(TASK), 1.0).unwrap();
        let sgd = names.with_change(Control::run(OPTIMISER), 1.0).unwrap();
        let words = "Names, letter by letter, true labels; network 81-32-27, trained by";
        assert_eq!(caption(&names), format!("{words} AdamW."));
        assert_eq!(caption(&sgd), format!("{words} SGD with momentum."));
        for preset in preset::all() {
            assert!(caption(&preset.config()).chars().count() <= 110);
        }
    }
}
