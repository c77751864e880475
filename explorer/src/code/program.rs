//! A kind's program in each framework: a template each, and values for their gaps where logic is needed.

use crate::code::framework::Framework;
use crate::race::seat::Seat;

/// The programs of a kind. All sections of a template are optional. [`writer`](crate::code::writer) has what is common to all
/// kinds: imports, model, optimiser, loop, the metric that stands in, warm-up and printing.
///
/// A gap is a gap of the kind's own, a row of the kind or a row of the run, in this order.
///
/// The Python templates:
/// - without a name: `def rate(step)`, in plain Python, which gives the rate at a step of the schedule; for a kind that takes a
///   metric, what observes it;
/// - `native`: a schedule of the framework itself, under the name `rate`, which counts batches (Keras, optax);
/// - `lists`: the lists `lrs` and, where momentum is cycled, `betas`, a value for each batch (Keras, optax);
/// - `above`: classes and functions that stand before the settings;
/// - `callbacks`: those that change the rate (Keras);
/// - `observe` and `full`: lines that observe the metric, and the expression of the rate that follows (optax);
/// - `classes`, `remarks`, `schedule`, `step`: imported classes, comments for what the constructor cannot say, the constructor and
///   the lines that step it, where PyTorch's [`Signature`](crate::code::signature::Signature) does not say enough (PyTorch).
///
/// The Rust templates:
/// - without a name: the expression of the schedule (etalon);
/// - `settings`: lines before it; `observe`: lines that observe a metric (etalon);
/// - `use` and `scheduler`: path and expression of burn's own scheduler; `why`: why it does not serve, if it does not (burn).
#[derive(Debug)]
pub struct Programs {
    /// For PyTorch. Empty where the constructor alone is enough.
    pub pytorch: &'static str,
    /// For Keras.
    pub keras: &'static str,
    /// For optax.
    pub optax: &'static str,
    /// For burn.
    pub burn: &'static str,
    /// For etalon.
    pub etalon: &'static str,
    /// Gaps that no row fills.
    pub gaps: fn(&Seat<'_>, Framework) -> Gaps,
}

impl Programs {
    /// The template for `framework`.
    #[must_use]
    pub const fn template(&self, framework: Framework) -> &'static str {
        match framework {
            Framework::PyTorch => self.pytorch,
            Framework::Keras => self.keras,
            Framework::Optax => self.optax,
            Framework::Burn => self.burn,
            Framework::Etalon => self.etalon,
        }
    }
}

/// What fills a gap.
#[derive(Debug, Clone)]
pub(crate) enum Gap {
    /// Text, as it stands.
    Text(String),
    /// A template, which the same values fill.
    Template(&'static str),
}

/// Gaps of a kind's templates that no row fills.
#[derive(Debug, Clone, Default)]
pub struct Gaps {
    gaps: Vec<(&'static str, Gap)>,
    arguments: Vec<(&'static str, Option<String>)>,
}

impl Gaps {
    /// No gaps: the rows are enough.
    #[must_use]
    pub fn none(_: &Seat<'_>, _: Framework) -> Self {
        Self::default()
    }

    /// With a text for the gap `name`.
    #[must_use]
    pub fn text(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.gaps.push((name, Gap::Text(text.into())));
        self
    }

    /// With a condition `name`.
    #[must_use]
    pub fn flag(self, name: &'static str, holds: bool) -> Self {
        self.text(name, if holds { "true" } else { "" })
    }

    /// With a part that several templates have in common.
    #[must_use]
    pub fn part(mut self, name: &'static str, template: &'static str) -> Self {
        self.gaps.push((name, Gap::Template(template)));
        self
    }

    /// With another text for an argument of PyTorch's constructor, or without the argument.
    #[must_use]
    pub fn argument(mut self, name: &'static str, text: Option<String>) -> Self {
        self.arguments.push((name, text));
        self
    }

    /// What fills the gap `name`, if the kind says so.
    pub(crate) fn get(&self, name: &str) -> Option<&Gap> {
        self.gaps.iter().find(|(known, _)| *known == name).map(|(_, gap)| gap)
    }

    /// What the kind says about an argument, if it says anything.
    pub(crate) fn own_argument(&self, name: &str) -> Option<Option<&str>> {
        self.arguments.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_deref())
    }
}
