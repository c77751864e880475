//! The line below the charts: what there is to see in the opening, and otherwise what is trained.

use etalon_train::shape::Shape;

use crate::race::config::{Config, TASK};
use crate::race::opening;
use crate::race::preset::Preset;
use crate::race::run_settings::{HIDDEN_WIDTH, WRONG_LABELS};

/// The line for `config`, in at most 110 characters.
#[must_use]
pub fn caption(config: &Config) -> String {
    if *config == opening::config() {
        return Preset::Opening.lesson().to_owned();
    }
    let Shape { inputs, classes, .. } = TASK.shape;
    let labels = match config.run().get(WRONG_LABELS) {
        0.0 => "all training labels right".to_owned(),
        share => format!("{share} % of the training labels wrong"),
    };
    let width = config.run().get(HIDDEN_WIDTH);
    format!("Handwritten digits, {labels}; a {inputs}-{width}-{classes} network, trained by AdamW.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::control::Control;
    use crate::race::preset;

    #[test]
    fn the_opening_says_why_and_others_what_is_trained() {
        assert!(caption(&opening::config()).contains("decay removes that noise"));
        let clean = caption(&Preset::TrueLabels.config());
        assert!(clean.contains("all training labels right; a 64-32-10 network"), "{clean}");
        let noisy = opening::config().with(Control::run(WRONG_LABELS), 40.0).unwrap();
        assert!(caption(&noisy).contains("40 % of the training labels wrong"));
        for preset in preset::all() {
            assert!(caption(&preset.config()).chars().count() <= 110);
        }
    }
}
