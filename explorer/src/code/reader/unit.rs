//! What a number counts, as far as its name says so.

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Nothing is known.
    Plain,
    /// Passes over the data.
    Epochs,
    /// Batches, which frameworks also call steps, iterations and updates.
    Batches,
    /// Batches in an epoch.
    PerEpoch,
}

impl Unit {
    /// The unit that `name` says: `max_epochs`, `num_steps`, `steps_per_epoch`.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let words = words(name);
        let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
        if has(&["per", "each"]) && has(&["epoch", "epochs", "ep"]) {
            return Unit::PerEpoch;
        }
        if has(&["size", "lr", "rate", "seed", "gamma", "accumulation", "log", "eval", "save"]) {
            return Unit::Plain;
        }
        if has(&["epoch", "epochs", "nepochs", "nepoch"]) {
            return Unit::Epochs;
        }
        if has(&["batches", "nbatches"]) || name.starts_with("len_") {
            return Unit::PerEpoch;
        }
        let counts = [
            "step",
            "steps",
            "iter",
            "iters",
            "it",
            "its",
            "iteration",
            "iterations",
            "update",
            "updates",
            "niter",
            "niters",
            "maxiter",
            "batch",
            "nsteps",
        ];
        let is_total = has(&["total", "num"]) && has(&["train", "training"]);
        if has(&counts) || is_total { Unit::Batches } else { Unit::Plain }
    }

    /// The unit of a product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        match (self, other) {
            (Unit::Epochs, Unit::PerEpoch) | (Unit::PerEpoch, Unit::Epochs) => Unit::Batches,
            (Unit::Plain, unit) | (unit, Unit::Plain) => unit,
            _ => Unit::Plain,
        }
    }

    /// The unit of a quotient.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        match (self, other) {
            (Unit::Batches, Unit::PerEpoch) => Unit::Epochs,
            (Unit::Batches, Unit::Epochs) => Unit::PerEpoch,
            (unit, Unit::Plain) => unit,
            _ => Unit::Plain,
        }
    }

    /// The unit of a sum, a maximum or a choice.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        match (self, other) {
            (Unit::Plain, unit) | (unit, Unit::Plain) => unit,
            (one, other) if one == other => one,
            _ => Unit::Plain,
        }
    }
}

/// Whether `name` is that of a warm-up or of another part of the run, and not of the whole run.
#[must_use]
pub fn is_part(name: &str) -> bool {
    let parts =
        ["warm", "warmup", "warmups", "decay", "cooldown", "start", "begin", "current", "cur", "last", "log"];
    let lower = name.to_ascii_lowercase();
    lower.contains("warm") || words(name).iter().any(|word| parts.contains(&word.as_str()))
}

/// Whether `name` counts what is not the training: validation, tests, logs.
#[must_use]
pub fn is_of_others(name: &str) -> bool {
    let others = ["val", "valid", "validation", "eval", "test", "dev", "log", "save", "print"];
    words(name).iter().any(|word| others.contains(&word.as_str()))
}

/// Whether `name` is that of the run's length in epochs: `epochs`, `n_epochs`, `max_epochs`.
#[must_use]
pub fn is_run(name: &str) -> bool {
    let words = words(name);
    let others = [
        "n", "num", "max", "total", "nb", "number", "of", "train", "training", "epochs", "epoch", "args",
        "cfg",
    ];
    let is_plural = words.iter().any(|word| matches!(word.as_str(), "epochs" | "nepochs"));
    let counted = words.len() > 1 && words.iter().any(|word| word == "epoch");
    let first = words.first().is_some_and(|word| word != "epoch");
    (is_plural || counted && first)
        && words.iter().all(|word| word == "nepochs" || others.contains(&word.as_str()))
}

/// The words of the last part of a dotted name, in lower case.
fn words(name: &str) -> Vec<String> {
    let last = name.rsplit('.').next().unwrap_or(name);
    let mut words = vec![String::new()];
    let mut before_upper = true;
    for c in last.chars().take(60) {
        if !c.is_alphanumeric() {
            words.push(String::new());
        } else {
            if c.is_uppercase() && !before_upper {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(c.to_ascii_lowercase());
            }
        }
        before_upper = c.is_uppercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_they_count() {
        for (names, unit) in [
            (
                &["epochs", "n_epochs", "MAX_EPOCHS", "numEpochs", "args.epochs", "warmup_epochs"][..],
                Unit::Epochs,
            ),
            (
                &[
                    "num_steps",
                    "STEPS",
                    "n_iters",
                    "max_it",
                    "hparams.max_update",
                    "total_train",
                    "args.num_updates",
                ],
                Unit::Batches,
            ),
            (&["steps_per_epoch", "num_batches", "iters_per_epoch"], Unit::PerEpoch),
            (&["step_size", "batch_size", "T_max", "lr", "gamma", "lr_step"], Unit::Plain),
        ] {
            for name in names {
                assert_eq!(Unit::of(name), unit, "{name}");
            }
        }
        assert!(
            is_run("n_epochs") && is_run("args.epochs") && is_run("num_epoch") && !is_run("warmup_epochs")
        );
        assert!(!is_run("epoch") && !is_run("start_epoch") && is_part("args.warmup_steps"));
    }
}
