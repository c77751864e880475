//! What there is to say of each schedule, for people who meet it: in words, as a formula, and in sentences whose numbers are computed
//! from the settings and lead to other settings when they are clicked.

mod formula;
pub mod sentence;

use etalon::param::{Bound, Domain, ParamSpec, Unit};

use crate::model::kind::Kind;
use crate::model::number::exact;
use crate::model::traps::text;

/// A schedule, explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lesson {
    /// What it does.
    what: &'static str,
    /// When it is a good choice.
    choose: &'static str,
    /// When it is not.
    avoid: &'static str,
    /// Its class in PyTorch.
    class: &'static str,
    /// Where it comes from.
    papers: &'static [Paper],
}

/// Something to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Paper {
    /// Its title.
    title: &'static str,
    /// Who wrote it, and when.
    by: &'static str,
    /// Where it is.
    url: &'static str,
}

const SGDR: Paper = Paper {
    title: "SGDR: Stochastic Gradient Descent with Warm Restarts",
    by: "Loshchilov &amp; Hutter, 2017",
    url: "https://arxiv.org/abs/1608.03983",
};
const STOCHASTIC: Paper = Paper {
    title: "A Stochastic Approximation Method",
    by: "Robbins &amp; Monro, 1951",
    url: "https://doi.org/10.1214/aoms/1177729586",
};
const ALEXNET: Paper = Paper {
    title: "ImageNet Classification with Deep Convolutional Neural Networks",
    by: "Krizhevsky, Sutskever &amp; Hinton, 2012",
    url: "https://doi.org/10.1145/3065386",
};
const SUPER: Paper = Paper {
    title: "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates",
    by: "Smith &amp; Topin, 2018",
    url: "https://arxiv.org/abs/1708.07120",
};
const DISCIPLINED: Paper = Paper {
    title: "A disciplined approach to neural network hyper-parameters",
    by: "Smith, 2018",
    url: "https://arxiv.org/abs/1803.09820",
};

/// What somebody has to know who has never heard of a learning rate, as HTML.
pub const INTRODUCTION: &str = "<p>A network learns in steps. Each step asks in which direction the error shrinks and goes a little way \
    there; how far, says the learning rate η. A high rate gets along quickly and never settles; a low one settles and takes for ever. So \
    one starts high and ends low, and a schedule says how.</p><p>Look first at the upper chart, the rate over time, then at the lower \
    one, what each model has learned by then.</p>";

/// What there is to say of `kind`.
const fn lesson(kind: Kind) -> Lesson {
    match kind {
        Kind::Exponential => Lesson {
            what: "After every epoch the rate is multiplied by γ, a number a little below 1. It shrinks by the same share each time: fast at first, then ever more slowly.",
            choose: "for a first try, when the length of the run is open: it has no end that must be known beforehand.",
            avoid: "when γ was meant for batches: 0.95 a batch leaves nothing after two epochs of 45. And in short runs at a low rate, where the constant rate wins.",
            class: "ExponentialLR",
            papers: &[STOCHASTIC],
        },
        Kind::CosineAnnealing => Lesson {
            what: "The rate follows half a cosine from the base rate down to η_min, which it reaches after T_max epochs. It stays high for long, falls steeply in the middle and ends gently.",
            choose: "when the length of the run is known and T_max can be that length: few parameters, and hard to get wrong.",
            avoid: "when the run may go on after T_max: PyTorch's curve climbs again. η_min is an amount; in Keras and optax the same place takes a share.",
            class: "CosineAnnealingLR",
            papers: &[SGDR],
        },
        Kind::ReduceOnPlateau => Lesson {
            what: "It watches a metric. When that has not got better for more than patience epochs in a row, the rate is cut by factor.",
            choose: "when nobody can say how long the run will take, and a validation metric is at hand after each epoch.",
            avoid: "on a noisy metric with little patience: chance looks like a plateau. And mind the mode: min for a loss, max for an accuracy; the wrong one cuts while things go well.",
            class: "ReduceLROnPlateau",
            papers: &[ALEXNET],
        },
        Kind::OneCycle => Lesson {
            what: "One rise to a high peak and one fall far below the start, with a step at every batch. Momentum moves the other way: low where the rate is high.",
            choose: "when the number of steps is fixed: the high rates get far quickly, and the long fall polishes.",
            avoid: "when the run may be longer or shorter than total_steps, or when it is stepped once an epoch. It ignores the optimiser's own rate and sets its momentum.",
            class: "OneCycleLR",
            papers: &[SUPER, DISCIPLINED],
        },
    }
}

/// The beginning of a lesson as HTML: what the schedule does, and its formula.
///
/// What never changes is written once and set as it stands: that is far smaller than a component for each paragraph.
#[must_use]
pub fn beginning(kind: Kind) -> String {
    let (lesson, formula) = (lesson(kind), formula::formula(kind));
    text(&[
        "<p>",
        lesson.what,
        "</p><div class=\"math\"><math display=\"block\" alttext=\"",
        formula.words,
        "\" aria-label=\"",
        formula.words,
        "\">",
        formula.mathml,
        "</math></div><p class=\"letters\">",
        formula.letters,
        "</p>",
    ])
}

/// The rest of a lesson as HTML: when to choose the schedule and when not, its parameters, where it comes from.
#[must_use]
pub fn rest(kind: Kind) -> String {
    let Lesson { choose, avoid, class, papers, .. } = lesson(kind);
    let rows: Vec<String> = kind.params().iter().map(|param| row(&param.spec())).collect();
    let papers: Vec<String> = papers.iter().map(paper).collect();
    text(&[
        "<p><strong>Choose it</strong> ",
        choose,
        "</p><p><strong>Not</strong> ",
        avoid,
        "</p><details><summary>Parameters</summary><dl>",
        &rows.concat(),
        "</dl></details><p class=\"origin\">",
        "<a href=\"https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.",
        class,
        ".html\">",
        class,
        "</a> in PyTorch.",
        &papers.concat(),
        "</p>",
    ])
}

fn row(spec: &ParamSpec) -> String {
    text(&[
        "<dt><code>",
        spec.id,
        "</code> <small>",
        &range(spec),
        "; default ",
        &default(spec),
        "</small></dt><dd>",
        spec.help,
        "</dd>",
    ])
}

fn paper(paper: &Paper) -> String {
    text(&[" <a href=\"", paper.url, "\">", paper.title, "</a> (", paper.by, ")."])
}

/// The legal values of a parameter, in words.
fn range(spec: &ParamSpec) -> String {
    let unit = match spec.unit {
        Unit::Steps => " steps",
        Unit::Epochs => " epochs",
        Unit::Observations => " observations",
        // A rate, a number or a choice, which say what they are: `Unit` may grow.
        _ => "",
    };
    match spec.domain {
        Domain::Choice(names) => names.join(", "),
        Domain::Count { min, .. } => text(&["whole, from ", &min.to_string(), unit]),
        Domain::Real { min, max } => {
            let low = match min {
                Bound::Closed(low) => text(&["from ", &exact(low)]),
                Bound::Open(low) => text(&["above ", &exact(low)]),
                // No bound: `Bound` may grow.
                _ => "any".to_owned(),
            };
            match max {
                Bound::Closed(high) => text(&[&low, " to ", &exact(high)]),
                Bound::Open(high) => text(&[&low, ", below ", &exact(high)]),
                _ => low,
            }
        }
        // No control of the page has another domain: `Domain` may grow.
        _ => String::new(),
    }
}

/// What a parameter is where nobody sets it.
fn default(spec: &ParamSpec) -> String {
    match spec.domain {
        Domain::Choice(names) => names.get(spec.default as usize).copied().unwrap_or_default().to_owned(),
        // A number: `Domain` may grow, and the page has controls for numbers and choices only.
        _ => exact(spec.default),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::param::Param;

    #[test]
    fn ranges_are_those_of_the_table() {
        assert_eq!(range(&Param::PctStart.spec()), "from 0 to 1");
        assert_eq!(range(&Param::Factor.spec()), "from 0, below 1");
        assert_eq!(range(&Param::DivFactor.spec()), "above 0");
        assert_eq!(range(&Param::TMax.spec()), "whole, from 1 steps");
        assert_eq!(range(&Param::Mode.spec()), "min, max");
        assert_eq!(default(&Param::Mode.spec()), "min");
        assert_eq!(default(&Param::FinalDivFactor.spec()), "10000");
    }

    #[test]
    fn a_lesson_is_well_formed_and_names_every_parameter() {
        for kind in Kind::ALL {
            let html = text(&[&beginning(kind), &rest(kind)]);
            formula::tests::closed(&html);
            for param in kind.params() {
                assert!(html.contains(&text(&["<code>", param.spec().id, "</code>"])), "{param:?}");
            }
        }
    }

    #[test]
    fn texts_are_short() {
        for kind in Kind::ALL {
            let Lesson { what, choose, avoid, papers, .. } = lesson(kind);
            for told in [what, choose, avoid] {
                assert!(told.len() < 240, "{told}");
            }
            assert!(!papers.is_empty());
        }
    }
}
