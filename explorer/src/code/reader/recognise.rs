//! The calls that are recognised: one table for each framework. A call that no table has is looked at by its form.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::call::Call;
use super::value::Value;
use super::walk::Walk;
use super::{
    chain, compose, cyclic, foreign, hugging_face, keras, keras_restarts, keras_scheduler, lambda, mmengine,
    optax, optimizers, others, timm, torch, trainers,
};

/// Reads a call.
pub type Read = for<'a> fn(&mut Walk<'a>, &Call<'a>) -> Value<'a>;

/// A row of a framework's table.
#[derive(Debug, Clone, Copy)]
pub struct Recognised {
    /// The class or function.
    pub name: &'static str,
    /// Words of which one stands in the full name; none are needed if the name is not another framework's too.
    pub home: &'static [&'static str],
    /// What it does.
    pub read: Read,
}

impl Recognised {
    /// A name that no other framework has.
    #[must_use]
    pub const fn new(name: &'static str, read: Read) -> Self {
        Self { name, home: &[], read }
    }

    /// A name that counts only in a module of this framework.
    #[must_use]
    pub const fn at(name: &'static str, home: &'static [&'static str], read: Read) -> Self {
        Self { name, home, read }
    }
}

/// Every table. Of two rows with one name, the first whose home fits counts.
const TABLES: &[&[Recognised]] = &[
    keras::TABLE,
    keras_restarts::TABLE,
    keras_scheduler::TABLE,
    optax::TABLE,
    foreign::HOMES,
    torch::TABLE,
    others::TABLE,
    cyclic::TABLE,
    lambda::TABLE,
    chain::TABLE,
    compose::TABLE,
    hugging_face::TABLE,
    timm::TABLE,
    trainers::TABLE,
    mmengine::TABLE,
    optimizers::TABLE,
    foreign::TABLE,
];

static ROWS: LazyLock<HashMap<&'static str, Vec<Recognised>>> = LazyLock::new(|| {
    let mut rows: HashMap<&'static str, Vec<Recognised>> = HashMap::new();
    for row in TABLES.iter().copied().flatten() {
        rows.entry(row.name).or_default().push(*row);
    }
    rows
});

/// The row for what is called.
#[must_use]
pub fn row(full: &str) -> Option<Recognised> {
    let (home, name) = full.rsplit_once('.').unwrap_or(("", full));
    let rows = ROWS.get(name)?;
    let fits =
        |row: &&Recognised| row.home.is_empty() || home.split('.').any(|part| row.home.contains(&part));
    rows.iter().find(fits).copied()
}

/// Whether some framework has a schedule or an optimizer of this name.
#[must_use]
pub fn is_known(name: &str) -> bool {
    ROWS.contains_key(name)
}

/// Whether a name looks like that of a schedule, known or not.
#[must_use]
pub fn looks_like_one(name: &str) -> bool {
    let ends = ["LR", "LRScheduler", "LrScheduler", "Scheduler", "Lr", "_schedule", "LRSchedule"];
    // Schedulers of diffusion models, of tasks and of programs have nothing to do with rates.
    let others = [
        "DDPM",
        "DDIM",
        "Noise",
        "Diffusion",
        "Discrete",
        "Task",
        "Job",
        "Background",
        "Blocking",
        "Async",
        "Cron",
    ];
    ends.iter().any(|end| name.len() > end.len() && name.ends_with(end))
        && !others.iter().any(|other| name.contains(other))
        && name
            .chars()
            .next()
            .is_some_and(|first| first.is_uppercase() || first == '_' || name.starts_with("get_"))
}
