//! What a theorem says of the shape of a schedule: the bound of Schaipp et al. (2025) on the last iterate of SGD on a convex loss.
//!
//! With rates η₁ … η_T, a start at distance D from a minimum, and gradients of length at most G, the loss after the last step is above
//! the lowest one by at most
//!
//! D²/2Ση + G²Ση²/2Ση + ½ Σ_{k<T} (η_k / Σ_{j>k} η_j) · (G² Σ_{j≥k} η_j² / Σ_{j≥k} η_j).
//!
//! With all rates times a factor c that is A/c + B·c, which is lowest at c = √(A/B), where it is 2√(AB). D and G are unknown, but
//! they cancel when two shapes are compared.

use core::fmt::Write as _;

use crate::chart::axis::Axis;
use crate::chart::series::Point;
use crate::chart::small::{Drawn, draw};
use crate::chart::zoom::Time;
use crate::number::{exact, loss, rate};
use crate::panels::rates::present;
use crate::race::config::{Config, ROUND};
use crate::race::run::{Run, Runs};
use crate::race::slot::Line;
use crate::race::yours::Yours;
use crate::view::View;

/// The two parts of the bound of a shape whose highest rate is 1, with D = G = 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// What a higher peak lowers.
    distance: f64,
    /// What a higher peak raises.
    noise: f64,
}

impl Bound {
    /// The bound of these rates, one a step. `None` without a rate above 0, or with one that is not finite.
    #[must_use]
    pub fn of(rates: &[f64]) -> Option<Self> {
        let highest = rates.iter().copied().fold(0.0, f64::max);
        if highest <= 0.0 || !rates.iter().all(|rate| rate.is_finite() && *rate >= 0.0) {
            return None;
        }
        Some(Self::of_shares(&shares(rates, highest)))
    }

    /// The bound of rates as shares of a peak, each above 0.
    fn of_shares(shares: &[f64]) -> Self {
        let (mut sum, mut squares, mut later) = (0.0, 0.0, 0.0);
        for (at, share) in shares.iter().rev().enumerate() {
            let after = sum;
            sum += share;
            squares += share * share;
            // The last step has none after it.
            if at > 0 {
                later += share / after * (squares / sum);
            }
        }
        Self { distance: 0.5 / sum, noise: 0.5 * squares / sum + 0.5 * later }
    }

    /// The bound at a peak.
    fn at(self, peak: f64) -> f64 {
        self.distance / peak + self.noise * peak
    }

    /// The bound at the peak where it is lowest.
    #[must_use]
    pub fn lowest(self) -> f64 {
        2.0 * (self.distance * self.noise).sqrt()
    }

    /// The peak where it is lowest.
    #[must_use]
    pub fn peak(self) -> f64 {
        (self.distance / self.noise).sqrt()
    }
}

/// Rates as shares of the highest one. Steps at a rate of 0 change nothing and are left out.
fn shares(rates: &[f64], highest: f64) -> Vec<f64> {
    rates.iter().map(|rate| rate / highest).filter(|share| *share > 0.0).collect()
}

/// Moments at which the bound is computed on the way.
const MOMENTS: usize = 60;
/// The most steps that are computed with. A longer run is thinned out evenly, which changes the shape little.
const MOST_STEPS: usize = 9_000;

/// The bound over the epochs, at the peak where it is lowest in the end, as a multiple of what a straight line to 0 ends with.
#[must_use]
pub fn curve(rates: &[f64]) -> Vec<Point> {
    let highest = rates.iter().copied().fold(0.0, f64::max);
    let stride = rates.len().div_ceil(MOST_STEPS).max(1);
    let thinned: Vec<f64> = rates.iter().copied().step_by(stride).collect();
    let steps = thinned.len();
    let straight: Vec<f64> = (0..steps).map(|at| (steps - at) as f64).collect();
    let (Some(whole), Some(straight)) = (Bound::of(&thinned), Bound::of(&straight)) else {
        return Vec::new();
    };
    let moment = |number: usize| {
        let until = steps * number / MOMENTS;
        let before = shares(thinned.get(..until)?, highest);
        if before.is_empty() {
            return None;
        }
        let value = Bound::of_shares(&before).at(whole.peak()) / straight.lowest();
        Some(((until * stride) as f64 / f64::from(ROUND), value))
    };
    (1..=MOMENTS).filter_map(moment).collect()
}

/// The bounds of all lines over the epochs, as SVG.
#[must_use]
pub fn picture(config: &Config, runs: &Runs) -> String {
    let curve = |line: Line| {
        let run = runs.get(line).as_deref().filter(|run| run.complete);
        (line, curve(&rates(config, line, run)))
    };
    let all: Vec<(Line, Vec<Point>)> = config.lines().map(curve).collect();
    // The first steps are far above the others, and what is far above leaves the chart.
    let lowest = all.iter().flat_map(|(_, points)| points).map(|point| point.1).fold(f64::INFINITY, f64::min);
    let lowest = if lowest.is_finite() { lowest } else { 1.0 };
    let y = Axis::values(lowest, lowest + 3.0);
    let time = Time::of(&View::default(), config.epochs());
    let x = Axis::time(&time, time.visible(None));
    let drawn: Vec<Drawn<'_>> = all
        .iter()
        .map(|(line, points)| Drawn { class: line.to_string(), dash: line.dash(), points, diverged: None })
        .collect();
    let mut html = String::new();
    draw(&mut html, "bound after each epoch; 1: a straight line at its end", &x, &y, &drawn);
    html
}

/// What the theorem says of one line, compared with lines of the same length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// Its lowest bound, as a multiple of that of a straight line to 0.
    pub bound: f64,
    /// The peak where that is, as a multiple of the rate where a constant rate has its lowest bound.
    pub peak: f64,
    /// Its highest rate now.
    pub now: f64,
}

impl Claim {
    /// What the theorem says of these rates.
    #[must_use]
    pub fn of(rates: &[f64]) -> Option<Self> {
        let steps = rates.len();
        let line: Vec<f64> = (0..steps).map(|at| (steps - at) as f64).collect();
        let (ours, straight, constant) =
            (Bound::of(rates)?, Bound::of(&line)?, Bound::of(&vec![1.0; steps])?);
        Some(Self {
            bound: ours.lowest() / straight.lowest(),
            peak: ours.peak() / constant.peak(),
            now: rates.iter().copied().fold(0.0, f64::max),
        })
    }

    /// The bound in words.
    #[must_use]
    pub fn bound_text(self) -> String {
        if self.bound > 100.0 {
            return "more than 100 ×".to_owned();
        }
        let points = ((self.bound - 1.0) * 100.0).round();
        if points == 0.0 { "the same".to_owned() } else { format!("{points:+} %").replace('-', "−") }
    }

    /// The peak in words.
    #[must_use]
    pub fn peak_text(self) -> String {
        if self.peak > 1_000.0 {
            "more than 1000 ×".to_owned()
        } else {
            format!("{} ×", exact((self.peak * 10.0).round() / 10.0))
        }
    }

    /// The highest rate in words and in the visitor's units.
    #[must_use]
    pub fn now_text(self, yours: Yours) -> String {
        rate(yours.rate(self.now))
    }
}

/// The base rate in the chart of every rate at which `line` has the peak that the theorem predicts, where a constant rate ends best at
/// `constant`. None for the constant rate itself, from which the others are predicted.
#[must_use]
pub fn predicted(config: &Config, line: Line, run: Option<&Run>, constant: f64) -> Option<f64> {
    line.slot()?;
    let claim = Claim::of(&rates(config, line, run))?;
    Some(claim.peak * constant / claim.now * present(config, line)).filter(|rate| rate.is_finite())
}

/// The rate of each step of `line`. Where a rule sets them that watches a metric, they come from its run, and there are none before it
/// is complete.
#[must_use]
pub fn rates(config: &Config, line: Line, run: Option<&Run>) -> Vec<f64> {
    let Ok(job) = config.job(line) else { return Vec::new() };
    if job.policy().watches().is_some() {
        let run = run.filter(|run| run.complete);
        return run.map(|run| run.metrics.rates.iter().map(|rate| rate.lr).collect()).unwrap_or_default();
    }
    (0..job.rounds()).flat_map(|round| job.policy().rates(round)).map(|rate| rate.lr).collect()
}

/// The rows of a table as HTML: what the theorem says of each line, and how its run ended. Rates are in the visitor's units.
#[must_use]
pub fn table(config: &Config, runs: &Runs, yours: Yours) -> String {
    let mut html = String::from(
        "<thead><tr><th scope=\"col\">curve</th><th scope=\"col\">bound, against a straight line to 0</th>\
         <th scope=\"col\">predicted peak, × constant rate</th><th scope=\"col\">peak now</th>\
         <th scope=\"col\">loss of the run</th></tr></thead><tbody>",
    );
    for line in config.lines() {
        let run = runs.get(line).as_deref().filter(|run| run.complete);
        let claim = Claim::of(&rates(config, line, run));
        let cell = |of: &dyn Fn(Claim) -> String| claim.map_or_else(|| "–".to_owned(), of);
        let reality = match run {
            None => "–".to_owned(),
            Some(run) if run.divergence().is_some() => "diverged".to_owned(),
            Some(run) => {
                run.metrics.val_loss.last().map_or_else(|| "–".to_owned(), |last| loss(f64::from(*last)))
            }
        };
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<tr class=\"{line}\"><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{reality}</td></tr>",
            config.name(line),
            cell(&Claim::bound_text),
            cell(&Claim::peak_text),
            cell(&|claim| claim.now_text(yours))
        );
    }
    html.push_str("</tbody>");
    html
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::chart::series;
    use crate::race::opening;
    use crate::race::slot::PerLine;

    /// The formula as it is written above, with D = G = 1.
    fn plain(rates: &[f64]) -> f64 {
        let sum = |from: usize| rates[from..].iter().sum::<f64>();
        let squares = |from: usize| rates[from..].iter().map(|rate| rate * rate).sum::<f64>();
        let later = |at: usize| rates[at] / sum(at + 1) * (squares(at) / sum(at));
        0.5 / sum(0) + 0.5 * squares(0) / sum(0) + 0.5 * (0..rates.len() - 1).map(later).sum::<f64>()
    }

    fn shape(steps: usize, of: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..steps).map(|at| of(at as f64 / steps as f64)).collect()
    }

    fn cosine(share: f64) -> f64 {
        0.5 + 0.5 * (core::f64::consts::PI * share).cos()
    }

    #[test]
    fn the_lowest_bound_is_the_lowest_that_a_search_finds() {
        for rates in
            [shape(40, |_| 0.3), shape(40, |at| 1.0 - at), shape(40, cosine), shape(40, |at| 1.0 + at)]
        {
            let bound = Bound::of(&rates).unwrap();
            let highest = rates.iter().copied().fold(0.0, f64::max);
            let at = |peak: f64| plain(&rates.iter().map(|rate| rate / highest * peak).collect::<Vec<_>>());
            assert!((at(bound.peak()) / bound.lowest() - 1.0).abs() < 1e-12);
            for factor in [0.5, 0.9, 0.99, 1.01, 1.1, 2.0] {
                assert!(at(bound.peak() * factor) > bound.lowest(), "{factor}");
            }
        }
    }

    /// Recorded from an independent program for 882 steps.
    #[test]
    fn known_shapes_have_their_known_bounds() {
        let cooled = |at: f64| if at < 0.8 { 1.0 } else { 1.0 - ((at - 0.8) / 0.2).sqrt() };
        for (name, rates, bound, peak) in [
            ("straight", shape(882, |at| 1.0 - at), 1.0, 2.88),
            ("constant", shape(882, |_| 1.0), 1.441, 1.0),
            ("cosine", shape(882, cosine), 1.028, 2.8),
            ("exponential to a tenth", shape(882, |at| 0.1f64.powf(at)), 1.092, 3.37),
            ("cooled down", shape(882, cooled), 1.065, 1.56),
        ] {
            let claim = Claim::of(&rates).unwrap();
            assert!((claim.bound - bound).abs() < 0.001, "{name}: {claim:?}");
            assert!((claim.peak - peak).abs() < 0.01, "{name}: {claim:?}");
        }
    }

    #[test]
    fn the_curve_ends_at_the_bound_and_falls_late_where_a_schedule_cools_down() {
        let cooled = |at: f64| if at < 0.8 { 1.0 } else { 5.0 * (1.0 - at) };
        for rates in [shape(900, |_| 0.01), shape(900, cosine), shape(900, cooled)] {
            let (curve, claim) = (curve(&rates), Claim::of(&rates).unwrap());
            let (end, value) = *curve.last().unwrap();
            assert!(end == 20.0 && (value / claim.bound - 1.0).abs() < 1e-9, "{value} {claim:?}");
        }
        let curve = curve(&shape(900, cooled));
        let at = |epoch: f64| series::value_at(&curve, epoch).unwrap();
        assert!(at(15.0) - at(20.0) > 2.0 * (at(10.0) - at(15.0)), "{curve:?}");
        let long = super::curve(&shape(45 * 1_000, cosine));
        assert!((long.last().unwrap().0 - 1_000.0).abs() < 0.1 && super::curve(&[]).is_empty());
        let config = opening::config();
        assert_eq!(picture(&config, &PerLine::default()).matches("<path").count(), config.lines().count());
    }

    #[test]
    fn the_predicted_base_rate_gives_the_predicted_peak() {
        let config = opening::config();
        assert_eq!(predicted(&config, Line::Reference, None, 0.01), None);
        for line in
            config.lines().filter(|line| !rates(&config, *line, None).is_empty() && line.slot().is_some())
        {
            let base = predicted(&config, line, None, 0.01).unwrap();
            let moved = config.with_changes(&crate::panels::rates::moved(&config, base)).unwrap();
            let claim = Claim::of(&rates(&moved, line, None)).unwrap();
            assert!((claim.now / (claim.peak * 0.01) - 1.0).abs() < 1e-6, "{line}: {claim:?}");
        }
    }

    #[test]
    fn the_size_of_the_rates_and_steps_without_a_rate_change_nothing() {
        let rates = shape(100, cosine);
        let large: Vec<f64> = rates.iter().map(|rate| rate * 1e6).collect();
        let (small, large) = (Bound::of(&rates).unwrap(), Bound::of(&large).unwrap());
        assert!((small.lowest() / large.lowest() - 1.0).abs() < 1e-12);
        let padded: Vec<f64> = rates.iter().copied().chain([0.0; 9]).collect();
        assert_eq!(Bound::of(&padded), Bound::of(&rates));
        let sudden: Vec<f64> = (0..100).map(|at| 0.001f64.powi(at)).collect();
        assert_eq!(Claim::of(&sudden).unwrap().bound_text(), "more than 100 ×");
        for odd in [vec![], vec![0.0; 5], vec![0.1, f64::NAN], vec![0.1, f64::INFINITY]] {
            assert_eq!(Claim::of(&odd), None, "{odd:?}");
        }
    }

    #[test]
    fn the_table_has_a_row_for_each_line_and_says_what_diverged() {
        let config = opening::config();
        let mut run = crate::race::run::tests::sample();
        run.metrics.divergence = Some(etalon_train::report::Divergence { step: 3 });
        let runs = PerLine::from_fn(|line| (line == Line::Reference).then(|| Arc::new(run.clone())));
        let html = table(&config, &runs, Yours::NETWORK);
        assert_eq!(html.matches("<tr class=").count(), config.lines().count());
        let now = rate(config.base_rate(Line::Reference));
        let last = format!("<td>+44 %</td><td>1 ×</td><td>{now}</td><td>diverged</td></tr></tbody>");
        assert!(html.ends_with(&last), "{html}");
        let own = table(&config, &runs, Yours::NETWORK.with_rate(3e-4, 0.02).unwrap());
        assert!(own.contains("<td>+44 %</td><td>1 ×</td><td>3.0e-4</td><td>diverged</td>"), "{own}");
        // The rates of a plateau follow from its run, which is not there yet.
        assert!(html.contains("<td>–</td><td>–</td><td>–</td><td>–</td>"));
    }

    #[test]
    fn every_line_has_the_rates_of_its_steps() {
        let config = opening::config();
        for line in config.lines() {
            let rates = rates(&config, line, None);
            let watches = config.job(line).unwrap().policy().watches().is_some();
            assert_eq!(rates.len(), if watches { 0 } else { config.steps() as usize }, "{line}");
        }
        let constant = Claim::of(&rates(&config, Line::Reference, None)).unwrap();
        assert_eq!((constant.bound_text(), constant.peak_text()), ("+44 %".to_owned(), "1 ×".to_owned()));
        assert_eq!(constant.now, config.base_rate(Line::Reference));
    }
}
