//! The settings whose programs are run: the textbook's, one for every place where the frameworks differ, and warm-ups before all
//! kinds.

use etalon::Stepped;
use etalon_explorer::kinds::page::KindPage;
use etalon_explorer::kinds::{
    KINDS, constant, cosine, exponential, linear, one_cycle, plateau, polynomial, step,
    warm_restarts as restarts, warmup_stable_decay as wsd,
};
use etalon_explorer::race::config::{Config, ROUND};
use etalon_explorer::race::control::Control;
use etalon_explorer::race::opening;
use etalon_explorer::race::refusal::Refusal;
use etalon_explorer::race::row::Row as ParamRow;
use etalon_explorer::race::run_settings::ROWS;
use etalon_explorer::race::slot::{Line, Slot};

/// A lane whose programs are run.
#[derive(Debug)]
pub struct Case {
    /// Name of its files.
    pub name: String,
    page: &'static KindPage,
    changes: Vec<(&'static str, f64)>,
    /// The metrics that a rule takes, one for each epoch. None for those that stand in the programs.
    pub metrics: &'static [f64],
}

impl Case {
    /// The settings, and the line whose programs are run. The changes are made in the order in which they are written.
    pub fn config(&self) -> Result<(Config, Line), Refusal> {
        let missing = || Refusal::NoSuchControl(self.name.clone());
        let slot = Slot::numbered(1).ok_or_else(missing)?;
        let mut config = opening::config().with_lane(slot, Some(self.page));
        for (id, value) in &self.changes {
            let shared = ROWS.iter().find(|row| row.id == *id).map(|row| Control::run(ParamRow::new(row)));
            let own = || config.lane(slot).and_then(|lane| lane.row(id)).map(|row| Control::lane(slot, row));
            config = config.with_change(shared.or_else(own).ok_or_else(missing)?, *value)?;
        }
        Ok((config, Line::Lane(slot)))
    }
}

/// A row of the list of cases.
struct Row {
    name: &'static str,
    page: &'static KindPage,
    changes: &'static [(&'static str, f64)],
    metrics: &'static [f64],
}

const fn row(name: &'static str, page: &'static KindPage, changes: &'static [(&'static str, f64)]) -> Row {
    Row { name, page, changes, metrics: &[] }
}

/// Every case: the rows, and for every kind its opening, a warm-up, a warm-up from 0 and one that is longer than the run.
pub fn cases() -> Vec<Case> {
    let listed = ROWS_OF_CASES.iter().map(|row| Case {
        name: row.name.to_owned(),
        page: row.page,
        changes: row.changes.to_vec(),
        metrics: row.metrics,
    });
    let every_kind = KINDS.iter().flat_map(|page| {
        let unit = if page.kind.spec().stepped == Stepped::Batch { ROUND } else { 1 };
        let warm = |epochs: u32, start: f64| {
            vec![("epochs", 8.0), ("warmup_steps", f64::from(epochs * unit)), ("warmup_start", start)]
        };
        let changes = [
            ("opening", Vec::new()),
            ("behind_a_warm_up", warm(3, 0.1)),
            ("behind_a_warm_up_from_zero", warm(3, 0.0)),
            ("behind_an_endless_warm_up", [warm(3, 0.25), vec![("warmup_steps", 4_294_967_295.0)]].concat()),
        ];
        let fits = changes.into_iter().filter(|(name, _)| *name == "opening" || !page.has_own_warm_up());
        fits.map(|(name, changes)| Case {
            name: format!("{}_{name}", page.id()),
            page,
            changes,
            metrics: &[],
        })
    });
    listed.chain(every_kind).collect()
}

/// A loss that falls, stalls, falls by a hair, stalls again.
const STALLS: &[f64] = &[
    1.0, 0.9, 0.8, 0.8, 0.79999, 0.79993, 0.79985, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.6, 0.6, 0.6, 0.6, 0.6,
    0.6, 0.6,
];
/// A metric below zero, where a share of the best points the other way.
const NEGATIVE: &[f64] = &[
    -1.0, -1.00005, -1.0002, -1.0, -0.99995, -0.9999, -0.5, -2.0, -2.0001, -2.0, -2.0, -1.9999, -2.1, -2.1,
    -2.1, -2.1, -2.1, -2.1, -2.1, -2.1,
];
/// A metric that is sometimes not a number.
const GAPS: &[f64] = &[
    f64::NAN,
    1.0,
    0.9,
    f64::NAN,
    f64::NAN,
    f64::NAN,
    0.8,
    0.9,
    f64::NAN,
    0.9,
    0.9,
    0.9,
    0.7,
    0.7,
    0.7,
    f64::NAN,
    0.7,
    0.7,
    0.7,
    0.7,
];
/// A metric that is infinite at first.
const INFINITE: &[f64] = &[
    f64::INFINITY,
    f64::INFINITY,
    f64::INFINITY,
    f64::INFINITY,
    1.0,
    1.0,
    1.0,
    1.0,
    1.0,
    1.0,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
];

/// The cases of single kinds.
#[rustfmt::skip]
const ROWS_OF_CASES: &[Row] = &[
    row("exponential_textbook", &exponential::PAGE, &[]),
    row("exponential_grows", &exponential::PAGE, &[("gamma", 1.25), ("lr", 1.5)]),
    row("exponential_zero", &exponential::PAGE, &[("gamma", 0.0)]),
    row("exponential_slow", &exponential::PAGE, &[("gamma", 0.9999), ("lr", 1.0), ("epochs", 40.0)]),
    row("cosine_textbook", &cosine::PAGE, &[("lr", 1e-2), ("eta_min", 1e-3)]),
    row("cosine_flat", &cosine::PAGE, &[("lr", 1e-3), ("eta_min", 1e-3)]),
    row("cosine_rises_again", &cosine::PAGE, &[("t_max", 5.0)]),
    row("cosine_rises_again_from_eta_min", &cosine::PAGE, &[("t_max", 7.0), ("eta_min", 2e-3)]),
    row("cosine_one_epoch", &cosine::PAGE, &[("t_max", 1.0), ("eta_min", 2e-3)]),
    row("cosine_holds", &cosine::PAGE, &[("t_max", 6.0), ("eta_min", 1e-4), ("past_end", 1.0)]),
    row("cosine_longer_than_the_run", &cosine::PAGE, &[("t_max", 1000.0)]),
    row("cosine_endless", &cosine::PAGE, &[("t_max", 4_294_967_295.0)]),
    row("cosine_upwards", &cosine::PAGE, &[("eta_min", 0.05)]),
    row("cosine_from_zero", &cosine::PAGE, &[("lr", 0.0), ("eta_min", 0.05), ("t_max", 12.0)]),
    row("cosine_from_zero_holds", &cosine::PAGE, &[("lr", 0.0), ("eta_min", 0.05), ("t_max", 12.0), ("past_end", 1.0)]),
    row("restarts_textbook", &restarts::PAGE, &[("t_0", 20.0), ("t_mult", 1.0), ("epochs", 30.0)]),
    row("restarts_of_the_same_length", &restarts::PAGE, &[("t_0", 4.0), ("t_mult", 1.0), ("eta_min", 1e-4)]),
    row("restarts_twice_as_long", &restarts::PAGE, &[("t_0", 1.0), ("t_mult", 2.0), ("epochs", 70.0)]),
    row("restarts_three_times_as_long", &restarts::PAGE, &[("t_0", 1.0), ("t_mult", 3.0), ("eta_min", 2e-3), ("epochs", 130.0)]),
    row("restarts_every_epoch", &restarts::PAGE, &[("t_0", 1.0), ("t_mult", 1.0), ("eta_min", 2e-3)]),
    row("restarts_endless", &restarts::PAGE, &[("t_0", 4_294_967_295.0), ("t_mult", 1.0)]),
    row("restarts_endless_second_cycle", &restarts::PAGE, &[("t_0", 2.0), ("t_mult", 4_294_967_295.0)]),
    row("restarts_endless_twice", &restarts::PAGE, &[("t_0", 4_294_967_295.0), ("t_mult", 4_294_967_295.0)]),
    row("restarts_upwards", &restarts::PAGE, &[("eta_min", 0.05), ("t_mult", 2.0)]),
    row("restarts_from_zero", &restarts::PAGE, &[("lr", 0.0), ("eta_min", 0.05), ("t_mult", 2.0)]),
    row("restarts_of_the_same_length_from_zero", &restarts::PAGE, &[("lr", 0.0), ("eta_min", 0.05), ("t_mult", 1.0)]),
    row("plateau_textbook", &plateau::PAGE, &[]),
    Row { metrics: STALLS, ..row("plateau_loss", &plateau::PAGE, &[("mode", 0.0)]) },
    Row { metrics: STALLS, ..row("plateau_loss_cooldown", &plateau::PAGE, &[("mode", 0.0), ("cooldown", 2.0), ("patience", 1.0)]) },
    Row { metrics: STALLS, ..row("plateau_impatient", &plateau::PAGE, &[("mode", 0.0), ("patience", 0.0), ("factor", 0.5)]) },
    Row { metrics: STALLS, ..row("plateau_amount", &plateau::PAGE, &[("mode", 0.0), ("threshold_mode", 1.0), ("factor", 0.5)]) },
    Row { metrics: STALLS, ..row("plateau_amount_cooldown", &plateau::PAGE, &[("mode", 0.0), ("threshold_mode", 1.0), ("factor", 0.5), ("cooldown", 1.0), ("patience", 1.0)]) },
    Row { metrics: NEGATIVE, ..row("plateau_amount_rises", &plateau::PAGE, &[("threshold_mode", 1.0), ("patience", 1.0)]) },
    Row { metrics: NEGATIVE, ..row("plateau_share_of_negatives", &plateau::PAGE, &[("patience", 1.0), ("factor", 0.5)]) },
    Row { metrics: NEGATIVE, ..row("plateau_loss_share_of_negatives", &plateau::PAGE, &[("mode", 0.0), ("patience", 1.0), ("factor", 0.5)]) },
    Row { metrics: NEGATIVE, ..row("plateau_signed", &plateau::PAGE, &[("threshold_mode", 2.0), ("patience", 1.0), ("factor", 0.5)]) },
    Row { metrics: NEGATIVE, ..row("plateau_loss_signed", &plateau::PAGE, &[("mode", 0.0), ("threshold_mode", 2.0), ("patience", 1.0), ("factor", 0.5)]) },
    Row { metrics: INFINITE, ..row("plateau_loss_signed_infinite", &plateau::PAGE, &[("mode", 0.0), ("threshold_mode", 2.0), ("patience", 1.0), ("factor", 0.5)]) },
    Row { metrics: INFINITE, ..row("plateau_infinite", &plateau::PAGE, &[("mode", 0.0), ("patience", 1.0), ("factor", 0.5)]) },
    Row { metrics: STALLS, ..row("plateau_floor", &plateau::PAGE, &[("mode", 0.0), ("patience", 0.0), ("factor", 0.5), ("min_lr", 3e-3)]) },
    Row { metrics: STALLS, ..row("plateau_amount_floor", &plateau::PAGE, &[("mode", 0.0), ("threshold_mode", 1.0), ("patience", 0.0), ("factor", 0.5), ("min_lr", 3e-3)]) },
    Row { metrics: STALLS, ..row("plateau_floor_above", &plateau::PAGE, &[("mode", 0.0), ("patience", 0.0), ("min_lr", 0.02)]) },
    Row { metrics: STALLS, ..row("plateau_eps", &plateau::PAGE, &[("mode", 0.0), ("patience", 0.0), ("factor", 0.5), ("eps", 1e-3)]) },
    Row { metrics: STALLS, ..row("plateau_eps_floor", &plateau::PAGE, &[("mode", 0.0), ("patience", 0.0), ("factor", 0.5), ("min_lr", 4.5e-3), ("eps", 1e-3)]) },
    Row { metrics: STALLS, ..row("plateau_strict", &plateau::PAGE, &[("mode", 0.0), ("threshold", 0.0), ("factor", 0.5)]) },
    Row { metrics: STALLS, ..row("plateau_to_zero", &plateau::PAGE, &[("mode", 0.0), ("factor", 0.0)]) },
    Row { metrics: GAPS, ..row("plateau_nan_bad", &plateau::PAGE, &[("mode", 0.0), ("patience", 1.0), ("factor", 0.5)]) },
    Row { metrics: GAPS, ..row("plateau_nan_bad_rises", &plateau::PAGE, &[("patience", 1.0), ("factor", 0.5)]) },
    Row { metrics: GAPS, ..row("plateau_nan_ignored", &plateau::PAGE, &[("mode", 0.0), ("patience", 1.0), ("factor", 0.5), ("nan_policy", 1.0)]) },
    Row { metrics: GAPS, ..row("plateau_nan_reported", &plateau::PAGE, &[("mode", 0.0), ("patience", 1.0), ("factor", 0.5), ("nan_policy", 2.0)]) },
    Row { metrics: GAPS, ..row("plateau_nan_ignored_rises", &plateau::PAGE, &[("patience", 1.0), ("factor", 0.5), ("nan_policy", 1.0)]) },
    row("cycle_textbook", &one_cycle::PAGE, &[]),
    row("cycle_linear", &one_cycle::PAGE, &[("anneal_strategy", 1.0), ("epochs", 4.0)]),
    row("cycle_three_phases", &one_cycle::PAGE, &[("three_phase", 1.0), ("epochs", 4.0), ("final_div_factor", 100.0), ("max_lr", 0.03)]),
    row("cycle_three_phases_linear", &one_cycle::PAGE, &[("three_phase", 1.0), ("anneal_strategy", 1.0), ("epochs", 4.0), ("pct_start", 0.45)]),
    row("cycle_three_phases_late", &one_cycle::PAGE, &[("three_phase", 1.0), ("epochs", 4.0), ("pct_start", 0.6)]),
    row("cycle_between_steps", &one_cycle::PAGE, &[("total_steps", 107.0), ("pct_start", 0.37), ("epochs", 3.0)]),
    row("cycle_shorter_than_the_run", &one_cycle::PAGE, &[("epochs", 3.0), ("total_steps", 100.0)]),
    row("cycle_longer_than_the_run", &one_cycle::PAGE, &[("epochs", 3.0), ("total_steps", 1000.0)]),
    row("cycle_falls_only", &one_cycle::PAGE, &[("epochs", 3.0), ("pct_start", 0.0)]),
    row("cycle_rises_only", &one_cycle::PAGE, &[("epochs", 3.0), ("pct_start", 1.0)]),
    row("cycle_peak_at_the_start", &one_cycle::PAGE, &[("epochs", 2.0), ("total_steps", 40.0), ("pct_start", 0.025)]),
    row("cycle_without_momentum", &one_cycle::PAGE, &[("epochs", 3.0), ("cycle_momentum", 0.0)]),
    row("cycle_other_momenta", &one_cycle::PAGE, &[("epochs", 3.0), ("base_momentum", 0.7), ("max_momentum", 0.9), ("div_factor", 10.0)]),
    row("cycle_single_step", &one_cycle::PAGE, &[("epochs", 1.0), ("total_steps", 1.0)]),
    row("step_documented", &step::PAGE, &[("step_size", 30.0), ("gamma", 0.1), ("epochs", 100.0)]),
    row("step_every_epoch", &step::PAGE, &[("step_size", 1.0), ("gamma", 0.9)]),
    row("step_grows", &step::PAGE, &[("step_size", 7.0), ("gamma", 1.25), ("lr", 1.5)]),
    row("step_zero", &step::PAGE, &[("gamma", 0.0)]),
    row("step_zero_behind_a_warm_up", &step::PAGE, &[("gamma", 0.0), ("warmup_steps", 4.0)]),
    row("step_without_rate", &step::PAGE, &[("lr", 0.0)]),
    row("step_endless", &step::PAGE, &[("step_size", 4_294_967_295.0)]),
    row("step_zero_endless", &step::PAGE, &[("step_size", 4_294_967_295.0), ("gamma", 0.0)]),
    row("linear_defaults", &linear::PAGE, &[("start_factor", 1.0 / 3.0), ("end_factor", 1.0), ("total_iters", 5.0)]),
    row("linear_ends_early", &linear::PAGE, &[("total_iters", 7.0)]),
    row("linear_ends_early_behind_a_warm_up", &linear::PAGE, &[("total_iters", 7.0), ("warmup_steps", 4.0)]),
    row("linear_endless", &linear::PAGE, &[("total_iters", 4_294_967_295.0)]),
    row("linear_without_steps", &linear::PAGE, &[("total_iters", 0.0), ("start_factor", 0.5)]),
    row("linear_from_zero", &linear::PAGE, &[("start_factor", 0.0), ("end_factor", 0.5)]),
    row("linear_from_zero_behind_a_warm_up", &linear::PAGE, &[("start_factor", 0.0), ("end_factor", 0.5), ("warmup_steps", 4.0)]),
    row("linear_from_almost_zero", &linear::PAGE, &[("start_factor", 1e-8), ("end_factor", 0.5)]),
    row("linear_above_the_base_rate", &linear::PAGE, &[("start_factor", 2.0), ("end_factor", 1.5), ("lr", 1.0)]),
    row("linear_above_the_base_rate_without_steps", &linear::PAGE, &[("start_factor", 2.0), ("total_iters", 0.0)]),
    row("linear_without_rate", &linear::PAGE, &[("lr", 0.0)]),
    row("linear_flat", &linear::PAGE, &[("start_factor", 0.5), ("end_factor", 0.5)]),
    row("polynomial_defaults", &polynomial::PAGE, &[("power", 1.0), ("total_iters", 5.0)]),
    row("polynomial_documented", &polynomial::PAGE, &[("total_iters", 50.0), ("epochs", 60.0)]),
    row("polynomial_square", &polynomial::PAGE, &[("power", 2.0), ("lr", 1.5)]),
    row("polynomial_root", &polynomial::PAGE, &[("power", 0.5), ("total_iters", 40.0)]),
    row("polynomial_root_behind_a_warm_up", &polynomial::PAGE, &[("power", 0.5), ("total_iters", 7.0), ("warmup_steps", 4.0)]),
    row("polynomial_steep", &polynomial::PAGE, &[("power", 1e3)]),
    row("polynomial_flat", &polynomial::PAGE, &[("power", 0.0), ("total_iters", 7.0)]),
    row("polynomial_without_steps", &polynomial::PAGE, &[("total_iters", 0.0)]),
    row("polynomial_single_step", &polynomial::PAGE, &[("total_iters", 1.0)]),
    row("polynomial_endless", &polynomial::PAGE, &[("total_iters", 4_294_967_295.0)]),
    row("polynomial_without_rate", &polynomial::PAGE, &[("lr", 0.0)]),
    row("wsd_linear", &wsd::PAGE, &[("decay_type", 0.0), ("min_lr", 1e-3), ("epochs", 4.0), ("warmup_steps", 7.0)]),
    row("wsd_cosine", &wsd::PAGE, &[("decay_type", 1.0), ("min_lr", 1e-3), ("epochs", 6.0)]),
    row("wsd_sqrt", &wsd::PAGE, &[("decay_type", 2.0), ("min_lr", 1e-3), ("epochs", 6.0)]),
    row("wsd_exponential", &wsd::PAGE, &[("decay_type", 3.0), ("epochs", 6.0)]),
    row("wsd_without_warm_up", &wsd::PAGE, &[("warmup_steps", 0.0), ("epochs", 6.0)]),
    row("wsd_without_decay", &wsd::PAGE, &[("epochs", 3.0), ("decay_steps", 0.0), ("stable_steps", 50.0), ("min_lr", 1e-3)]),
    row("wsd_decay_alone", &wsd::PAGE, &[("epochs", 3.0), ("warmup_steps", 0.0), ("decay_steps", 135.0), ("stable_steps", 0.0)]),
    row("wsd_shorter_than_the_run", &wsd::PAGE, &[("epochs", 6.0), ("stable_steps", 11.0), ("min_lr", 1e-4)]),
    row("wsd_longer_than_the_run", &wsd::PAGE, &[("epochs", 6.0), ("stable_steps", 100.0)]),
    row("wsd_endless", &wsd::PAGE, &[("epochs", 3.0), ("stable_steps", 4_294_967_295.0)]),
    row("wsd_endless_decay", &wsd::PAGE, &[("epochs", 3.0), ("decay_steps", 4_294_967_295.0)]),
    row("wsd_endless_warm_up", &wsd::PAGE, &[("epochs", 3.0), ("warmup_steps", 4_294_967_295.0)]),
    row("wsd_without_rate", &wsd::PAGE, &[("epochs", 2.0), ("lr", 0.0)]),
    row("wsd_high", &wsd::PAGE, &[("epochs", 6.0), ("lr", 2.0), ("min_lr", 2.0)]),
    row("cosine_rises_again_behind_a_warm_up", &cosine::PAGE, &[("t_max", 5.0), ("warmup_steps", 4.0)]),
    row("cosine_holds_behind_a_warm_up", &cosine::PAGE, &[("t_max", 6.0), ("eta_min", 1e-4), ("past_end", 1.0), ("warmup_steps", 4.0)]),
    row("cosine_from_zero_behind_a_warm_up", &cosine::PAGE, &[("lr", 0.0), ("eta_min", 0.05), ("t_max", 12.0), ("warmup_steps", 4.0)]),
    row("exponential_zero_behind_a_warm_up", &exponential::PAGE, &[("gamma", 0.0), ("warmup_steps", 4.0)]),
    row("cycle_fitted_behind_a_warm_up", &one_cycle::PAGE, &[("epochs", 3.0), ("total_steps", 105.0), ("warmup_steps", 30.0)]),
    row("cycle_short_behind_a_warm_up", &one_cycle::PAGE, &[("epochs", 3.0), ("total_steps", 80.0), ("warmup_steps", 30.0)]),
    row("cycle_rises_only_behind_a_warm_up", &one_cycle::PAGE, &[("epochs", 3.0), ("total_steps", 105.0), ("pct_start", 1.0), ("warmup_steps", 30.0)]),
    row("cycle_without_momentum_behind_a_warm_up", &one_cycle::PAGE, &[("epochs", 3.0), ("cycle_momentum", 0.0), ("warmup_steps", 30.0)]),
    row("sgd_constant", &constant::PAGE, &[("epochs", 3.0), ("optimiser", 1.0)]),
    row("sgd_exponential_nesterov", &exponential::PAGE, &[("epochs", 4.0), ("optimiser", 1.0), ("nesterov", 1.0), ("weight_decay", 0.001)]),
    row("sgd_without_momentum", &cosine::PAGE, &[("epochs", 4.0), ("optimiser", 1.0), ("sgd_momentum", 0.0)]),
    row("sgd_cycled", &one_cycle::PAGE, &[("epochs", 3.0), ("optimiser", 1.0), ("weight_decay", 0.001)]),
    row("sgd_cycle_without_momentum", &one_cycle::PAGE, &[("epochs", 3.0), ("optimiser", 1.0), ("cycle_momentum", 0.0), ("nesterov", 1.0)]),
    Row { metrics: STALLS, ..row("plateau_cut_behind_a_warm_up", &plateau::PAGE, &[("mode", 0.0), ("patience", 0.0), ("factor", 0.5), ("warmup_steps", 12.0)]) },
    Row { metrics: STALLS, ..row("plateau_floor_behind_a_warm_up", &plateau::PAGE, &[("mode", 0.0), ("patience", 0.0), ("factor", 0.5), ("min_lr", 3e-3), ("eps", 1e-3), ("warmup_steps", 6.0)]) },
    Row { metrics: STALLS, ..row("plateau_amount_behind_a_warm_up", &plateau::PAGE, &[("mode", 0.0), ("threshold_mode", 1.0), ("factor", 0.5), ("warmup_steps", 6.0)]) },
    Row { metrics: GAPS, ..row("plateau_nan_reported_behind_a_warm_up", &plateau::PAGE, &[("mode", 0.0), ("patience", 1.0), ("nan_policy", 2.0), ("warmup_steps", 6.0)]) },
];
