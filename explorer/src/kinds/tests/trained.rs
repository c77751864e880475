//! Traps that only runs show, on real trainings.

use etalon_train::engine::EngineKind;
use etalon_train::job::Job;
use etalon_train::report::{Course, Outcome};
use etalon_train::start::Fingerprint;
use etalon_train::stats::Ending;
use etalon_train::sweep;
use etalon_train::verdict::{Paired, Verdict};

use super::*;
use crate::kinds::{cosine, exponential, one_cycle, plateau};
use crate::race::config::ROUND;
use crate::race::opening;
use crate::race::preset;
use crate::race::replay;
use crate::race::run::Run;
use crate::race::run_settings::{EPOCHS, LR, OPTIMISER, SEED, TASK};
use crate::race::seeds::ManySeeds;
use crate::race::seeds::findings::Findings;
use crate::race::trap::judged::judge;
use crate::race::trap::{TITLE, Warning};
use crate::race::yours::Yours;

/// Trains every line of `config`.
fn train(config: &Config) -> Vec<Run> {
    let jobs: Vec<Job> = config.lines().map(|line| config.job(line).unwrap()).collect();
    let run = |(line, metrics)| Run {
        line,
        config: *config,
        metrics,
        millis: 1.0,
        complete: true,
        engine: EngineKind::Cpu,
        fingerprint: Fingerprint(0),
    };
    config.lines().zip(sweep::train_here(&jobs).unwrap()).map(run).collect()
}

/// The traps of all runs, if many seeds show that every line is worse than the reference.
fn judge_all(config: &Config, runs: &[Run]) -> Vec<Warning> {
    judge_with(config, runs, Some(Verdict::Worse))
}

fn judge_with(config: &Config, runs: &[Run], verdict: Option<Verdict>) -> Vec<Warning> {
    let reference = runs.last();
    runs.iter()
        .flat_map(|run| judge(config, Some(run), reference, verdict, Yours::NETWORK).unwrap())
        .collect()
}

fn found(warnings: &[Warning]) -> Vec<(Line, &'static str)> {
    warnings.iter().map(|warning| (warning.line, warning.name)).collect()
}

/// The line of the lineup that runs this kind.
fn line(page: &'static KindPage) -> Line {
    beside_others(page).1
}

/// The trap that a training after `changes` shows. Its fix, trained again, is free of it.
#[track_caller]
fn shows_and_fixes(changes: &[(Control, f64)], line: Line, name: &str) -> Warning {
    let config = lineup().with_changes(&changes.to_vec()).unwrap();
    let warnings = judge_all(&config, &train(&config));
    let is_it = |warning: &&Warning| (warning.line, warning.name) == (line, name);
    let Some(warning) = warnings.iter().find(is_it) else {
        panic!("{changes:?}: {:?} only", found(&warnings))
    };
    assert!(warning.title.chars().count() <= TITLE, "{:?} is too long", warning.title);
    assert!(!texts::is_odd(&warning.title) && !texts::is_odd(&warning.reason), "{warning:?}");
    assert!(config.controls().any(|control| control == warning.control), "{warning:?} concerns no control");
    let fix = warning.fix.clone().unwrap_or_else(|| panic!("no fix for {warning:?}"));
    let fixed = config.with_changes(&fix).unwrap();
    let left = judge_all(&fixed, &train(&fixed));
    assert!(!left.iter().any(|one| is_it(&one)), "{changes:?}: {fix:?} does not fix {warning:?}");
    assert!(left.len() < warnings.len(), "{:?} became {:?}", found(&warnings), found(&left));
    warning.clone()
}

/// A control of the lane of this kind.
fn of(page: &'static KindPage, id: &str) -> Control {
    let (config, line) = beside_others(page);
    let slot = line.slot().unwrap();
    Control::lane(slot, config.lane(slot).unwrap().row(id).unwrap())
}

#[test]
fn the_opening_is_free_of_traps_for_every_seed() {
    for seed in 1..=8 {
        let config = opening::config().with(Control::run(SEED), f64::from(seed)).unwrap();
        assert_eq!(found(&judge_all(&config, &train(&config))), [], "seed {seed}");
    }
}

#[test]
fn names_and_sgd_are_free_of_traps_for_every_seed() {
    for seed in 1..=4 {
        for row in [TASK, OPTIMISER] {
            let config = opening::config().with_change(Control::run(row), 1.0).unwrap();
            let config = config.with(Control::run(SEED), f64::from(seed)).unwrap();
            assert_eq!(found(&judge_all(&config, &train(&config))), [], "{row:?}, seed {seed}");
        }
    }
}

#[test]
fn a_model_of_the_names_that_learns_too_little_says_so() {
    let names = (Control::run(TASK), 1.0);
    let low = shows_and_fixes(&[names, (Control::run(LR), 1e-5)], Line::Reference, "too-low");
    assert!(low.title.starts_with("rate too low: loss 3."), "{low:?}");
}

/// How each lane of `preset` ends against the constant rate, over the seeds 1 to 32.
fn over_seeds(preset: Preset) -> Vec<Paired> {
    let config = preset.config();
    let seeded = |seed: u32| config.with(Control::run(SEED), f64::from(seed)).unwrap();
    let jobs: Vec<Job> = (1..=32)
        .map(seeded)
        .flat_map(|config| config.lines().map(move |line| config.job(line).unwrap()).collect::<Vec<_>>())
        .collect();
    let measure = jobs[0].task().measure;
    let runs = sweep::train_here(&jobs).unwrap();
    let endings: Vec<Ending> = runs.iter().map(|run| Ending::of(measure, &Outcome::of(run))).collect();
    let lines = config.lines().count();
    let lane = |at: usize| Paired::of(endings.chunks(lines).map(|seed| (seed[at], seed[lines - 1])), measure);
    (0..lines - 1).map(lane).collect()
}

#[test]
fn what_the_presets_say_of_the_constant_rate_holds_over_32_seeds() {
    let verdicts = |preset| over_seeds(preset).into_iter().map(Paired::verdict).collect::<Vec<_>>();
    assert_eq!(verdicts(Preset::Opening), [Verdict::Better; 4]);
    assert_eq!(verdicts(Preset::TrueLabels), [Verdict::NoDifferenceShown; 4]);
    assert_eq!(over_seeds(Preset::Textbook)[0].losses, 32, "the exponential");
}

/// What 16 seeds of every line of `config` show.
fn findings(config: &Config) -> Findings {
    let mut many = ManySeeds::default().adapted(config, 16);
    let missing = many.missing();
    let jobs: Vec<Job> = missing.iter().map(|missing| missing.job.clone()).collect();
    for (missing, metrics) in missing.iter().zip(sweep::train_here(&jobs).unwrap()) {
        many.add(missing.line, missing.seed, Course::of(&metrics));
    }
    many.findings()
}

#[test]
fn a_lesson_that_compares_schedules_is_borne_out_by_16_seeds() {
    let mut compared = 0;
    for preset in preset::all().filter(|preset| preset.lesson().contains("does worse than the constant")) {
        let preset::Preset::Of(page, _) = preset else { panic!("{preset:?} compares no kind") };
        let config = preset.config();
        let line = Line::Lane(config.first_of(page).unwrap());
        let known = *findings(&config).line(line).unwrap();
        assert_eq!(known.verdict(), Some(Verdict::Worse), "{}: {}", preset.name(), known.wins_in_words());
        compared += 1;
    }
    assert!(compared > 0, "a lesson compares");
}

#[test]
fn a_rate_too_low_for_the_run_makes_every_shrinking_schedule_lose() {
    let low = (Control::run(LR), 1e-3);
    for page in [&exponential::PAGE, &cosine::PAGE] {
        let warning = shows_and_fixes(&[low], line(page), "loses-to-constant");
        assert_eq!(warning.control, low.0, "a lane without a rate of its own follows the run's");
    }
    let peak = of(&one_cycle::PAGE, "max_lr");
    let warning = shows_and_fixes(&[low, (peak, 1e-3)], line(&one_cycle::PAGE), "loses-to-constant");
    assert_eq!(warning.control, peak);
    let own = of(&cosine::PAGE, "lr");
    let warning = shows_and_fixes(&[(own, 1e-3)], line(&cosine::PAGE), "loses-to-constant");
    assert_eq!(warning.control, own);
}

#[test]
fn no_schedule_is_said_to_lose_where_seeds_do_not_show_it() {
    let low = opening::config().with(Control::run(LR), 1e-3).unwrap();
    let runs = train(&low);
    let loses = |verdict| judge_with(&low, &runs, verdict).iter().any(|one| one.name == "loses-to-constant");
    assert!(loses(Some(Verdict::Worse)));
    for verdict in [None, Some(Verdict::NoDifferenceShown), Some(Verdict::Better)] {
        assert!(!loses(verdict), "{verdict:?}");
    }
}

#[test]
fn a_reference_that_learns_too_little_says_so() {
    let low = shows_and_fixes(&[(Control::run(LR), 1e-4)], Line::Reference, "too-low");
    assert!(low.title.starts_with("rate too low"), "{low:?}");
    let short = shows_and_fixes(&[(Control::run(EPOCHS), 1.0)], Line::Reference, "too-low");
    assert!(short.title.starts_with("run too short"), "{short:?}");
}

#[test]
fn rates_too_high_say_so() {
    shows_and_fixes(&[(Control::run(LR), 0.1)], Line::Reference, "too-high");
    shows_and_fixes(&[(Control::run(LR), 1.0)], Line::Reference, "too-high");
    shows_and_fixes(&[(of(&one_cycle::PAGE, "max_lr"), 0.5)], line(&one_cycle::PAGE), "too-high");
    shows_and_fixes(&[(of(&cosine::PAGE, "lr"), 1.0)], line(&cosine::PAGE), "too-high");
}

#[test]
fn a_divergence_is_shown_with_its_step_and_fixed() {
    let gamma = of(&exponential::PAGE, "gamma");
    let warning = shows_and_fixes(&[(gamma, 100.0)], line(&exponential::PAGE), "diverged");
    assert_eq!(warning.control, gamma, "what raises the rate, not the base rate");
    let config = lineup().with(gamma, 100.0).unwrap();
    let step = train(&config)[0].divergence().unwrap();
    assert!(warning.title.ends_with(&step.to_string()), "{warning:?}");
}

#[test]
fn a_plateau_without_patience_takes_noise_for_a_plateau() {
    let (patience, line) = (of(&plateau::PAGE, "patience"), line(&plateau::PAGE));
    shows_and_fixes(&[(patience, 0.0)], line, "plateau-cut-too-early");
    let low = [(Control::run(LR), 1e-3), (patience, 1.0)];
    shows_and_fixes(&low, line, "plateau-cut-too-early");
    let config = lineup().with_changes(&low.to_vec()).unwrap();
    let warnings = judge_all(&config, &train(&config));
    let of_the_plateau = warnings.iter().filter(|warning| warning.line == line).count();
    assert_eq!(of_the_plateau, 1, "it does not say in two ways that it loses: {:?}", found(&warnings));
}

#[test]
fn a_plateau_that_waits_too_long_says_so_and_the_fix_makes_it_cut() {
    let (patience, line) = (of(&plateau::PAGE, "patience"), line(&plateau::PAGE));
    let warning = shows_and_fixes(&[(patience, 12.0)], line, "plateau-outlasts-run");
    let fixed = lineup().with_changes(warning.fix.as_ref().unwrap()).unwrap();
    let runs = train(&fixed);
    let rates = &runs.iter().find(|run| run.line == line).unwrap().metrics.rates;
    assert!(rates.last().unwrap().lr < rates[0].lr, "the fix leads to a cut");
}

#[test]
fn runs_that_cannot_be_compared_are_not_judged() {
    let config = lineup();
    let other = config.with(Control::run(LR), 1e-4).unwrap();
    let (here, mut there) = (train(&config), train(&other));
    let (first, reference) = (here.first(), here.last());
    assert!(judge(&config, first, reference, None, Yours::NETWORK).is_some());
    assert!(judge(&config, first, there.last(), None, Yours::NETWORK).is_none(), "another base rate");
    assert!(judge(&config, None, reference, None, Yours::NETWORK).is_none());
    let slot = Slot::numbered(1).unwrap();
    let replaced = config.with_lane(slot, Some(&cosine::PAGE));
    assert!(
        judge(&replaced, first, reference, None, Yours::NETWORK).is_none(),
        "another kind runs there by now"
    );
    assert!(
        judge(&config.with_lane(slot, None), first, reference, None, Yours::NETWORK).is_none(),
        "the lane is gone"
    );
    there[0].complete = false;
    assert!(
        judge(&other, there.first(), there.last(), None, Yours::NETWORK).is_none(),
        "the run is not over"
    );
}

#[test]
fn a_replay_gives_the_rates_of_the_training() {
    let mut config = lineup();
    for (slot, lane) in lineup().lanes() {
        if let Some(patience) = lane.row("patience") {
            config = config.with(Control::lane(slot, patience), 0.0).unwrap();
        }
    }
    let mut cuts = 0;
    for run in train(&config) {
        for beat in replay::beats(Seat::new(&config, run.line), &run, None) {
            let next = run.metrics.rates.get((beat.round * ROUND) as usize);
            assert!(next.is_none_or(|rate| rate.lr == beat.rates.1), "{beat:?}");
            cuts += u32::from(beat.rates.1 < beat.rates.0);
        }
    }
    assert!(cuts > 1);
}
