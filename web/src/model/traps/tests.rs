//! Every trap is caught where it is set, and its mend leads out of it and into no other.

use etalon::param::Domain;
use etalon_train::engine::EngineKind;
use etalon_train::setting::Setting;
use etalon_train::start::Fingerprint;
use etalon_train::sweep;

use super::*;
use crate::model::config::Config;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::kind::Kind;
use crate::model::param::Param;
use crate::model::presets::Preset;
use crate::model::run::Run;

fn opening<K: Copy + Into<Knob>>(list: &[(K, f64)]) -> Config {
    mend(&Preset::Opening.config(), &changes(list)).unwrap()
}

const fn set(param: Param, value: f64) -> (Knob, f64) {
    (Knob::Schedule(param), value)
}

/// A trap of the settings, and how to walk into it from the opening.
const WAYS: &[(Trap, &[(Knob, f64)])] = &[
    (Trap::NoRate, &[set(Param::Lr, 0.0)]),
    (Trap::Forgetful, &[(Knob::Training(Setting::WeightDecay), 5.0)]),
    (Trap::Grows, &[set(Param::Gamma, 1.05)]),
    (Trap::HardlyDecays, &[set(Param::Gamma, 0.9997)]),
    (Trap::HardlyDecays, &[set(Param::Gamma, 1.0)]),
    (Trap::Vanishes, &[set(Param::Gamma, 0.5)]),
    (Trap::Vanishes, &[set(Param::Gamma, 0.0)]),
    (Trap::Flat, &[set(Param::Lr, 1e-3), set(Param::EtaMin, 1e-3)]),
    (Trap::Rises, &[set(Param::EtaMin, 0.1)]),
    (Trap::HardlyFalls, &[set(Param::EtaMin, 0.008)]),
    (Trap::Climbs, &[set(Param::TMax, 5.0)]),
    (Trap::Climbs, &[set(Param::TMax, 1.0)]),
    (Trap::SitsAtFloor, &[set(Param::TMax, 5.0), set(Param::PastEnd, 1.0)]),
    (Trap::StopsHigh, &[set(Param::TMax, 900.0)]),
    (Trap::NeverCuts, &[set(Param::Patience, 18.0)]),
    (Trap::NothingCounts, &[set(Param::Mode, 0.0), set(Param::Threshold, 1.0)]),
    (Trap::ThresholdLarge, &[set(Param::Threshold, 0.1)]),
    (Trap::ThresholdTiny, &[set(Param::Mode, 0.0), set(Param::Threshold, 0.0)]),
    (Trap::FactorZero, &[set(Param::Factor, 0.0)]),
    (Trap::FactorLarge, &[set(Param::Factor, 0.95)]),
    (Trap::FloorAboveRate, &[set(Param::MinLr, 0.01)]),
    (Trap::FloorNear, &[set(Param::MinLr, 0.005)]),
    (Trap::Swallowed, &[set(Param::Eps, 0.01)]),
    (Trap::Cooling, &[set(Param::Cooldown, 20.0)]),
    (Trap::NoPeak, &[set(Param::MaxLr, 0.0)]),
    (Trap::StepsAreEpochs, &[set(Param::TotalSteps, 20.0)]),
    (Trap::Unfinished, &[set(Param::TotalSteps, 9_000.0)]),
    (Trap::Outlived, &[set(Param::TotalSteps, 450.0)]),
    (Trap::NoWarmUp, &[set(Param::PctStart, 0.0)]),
    (Trap::NoAnneal, &[set(Param::PctStart, 0.95)]),
    (Trap::StuckInSecond, &[set(Param::ThreePhase, 1.0), set(Param::PctStart, 0.6)]),
    (Trap::StartsAtPeak, &[set(Param::DivFactor, 1.0)]),
    (Trap::EndsAboveStart, &[set(Param::FinalDivFactor, 0.5)]),
    (Trap::MomentumReversed, &[set(Param::BaseMomentum, 0.99)]),
    (Trap::MomentumOne, &[set(Param::MaxMomentum, 1.0)]),
];

#[test]
fn every_way_leads_into_its_trap_alone_and_its_mend_leads_out() {
    for (trap, way) in WAYS {
        let config = opening(way);
        assert_eq!(caught(&config), [*trap], "{way:?}");
        let [warning] = &warnings(&config)[..] else { panic!("{trap:?} is not told once") };
        let changes = warning.mend.clone().unwrap_or_else(|| panic!("no mend for {trap:?}"));
        let mended = mend(&config, &changes).unwrap();
        assert_eq!(caught(&mended), [], "{trap:?} {changes:?}");
    }
}

#[test]
fn every_trap_of_the_settings_has_a_way_into_it_and_one_row() {
    for rule in rules() {
        assert!(WAYS.iter().any(|(trap, _)| *trap == rule.trap), "nothing leads into {:?}", rule.trap);
        assert!(rule.group.knobs().contains(&rule.knob), "{:?} has no place", rule.trap);
        assert_eq!(rules().filter(|other| other.trap == rule.trap).count(), 1, "{:?}", rule.trap);
    }
}

#[test]
fn just_outside_there_is_no_trap() {
    for way in [
        &[(Param::TMax, 19.0)][..],
        &[(Param::TMax, 23.0)],
        &[(Param::TMax, 10.0), (Param::PastEnd, 1.0), (Param::EtaMin, 1e-3)],
        &[(Param::Patience, 17.0)],
        &[(Param::Gamma, 0.99)],
        &[(Param::Gamma, 0.65)],
        &[(Param::PctStart, 0.9)],
        &[(Param::ThreePhase, 1.0), (Param::PctStart, 0.45)],
        &[(Param::Cooldown, 10.0)],
        &[(Param::MinLr, 1e-3)],
        &[(Param::CycleMomentum, 0.0), (Param::BaseMomentum, 0.99)],
        &[(Param::Epochs, 40.0), (Param::TMax, 40.0)],
    ] {
        assert_eq!(caught(&opening(way)), [], "{way:?}");
    }
}

/// Numbers that look drawn, the same every time.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A value of `knob`, most often a legal one: on its slider, or an extreme.
    fn value(&mut self, knob: Knob) -> f64 {
        let spec = knob.spec();
        match spec.domain {
            Domain::Choice(names) => (self.next() * names.len() as f64).floor(),
            Domain::Count { min, max } => match self.next() {
                chance if chance < 0.05 => f64::from(min),
                chance if chance < 0.1 => f64::from(max),
                _ => spec.slider.value(self.next()).round(),
            },
            // A real number: `Domain` may grow.
            _ => {
                let extreme = [0.0, 1e-300, 0.999_999, 1.0, 1e3, 1e300];
                let drawn = extreme[(self.next() * 6.0) as usize];
                if self.next() < 0.1 && knob.check(drawn).is_ok() {
                    drawn
                } else {
                    spec.slider.value(self.next())
                }
            }
        }
    }
}

#[test]
fn a_mend_leads_out_of_its_trap_and_into_no_other_wherever_it_stands() {
    let mut draw = Draw(1);
    let (mut told, mut mendable) = (0, 0);
    for _ in 0..20_000 {
        let mut config = Preset::Opening.config();
        for _ in 0..1 + (draw.next() * 6.0) as usize {
            let knob = Knob::all().nth((draw.next() * Knob::COUNT as f64) as usize).unwrap();
            let value = draw.value(knob);
            config = config.turned(knob, value).unwrap_or(config);
        }
        let before = caught(&config);
        let warnings = warnings(&config);
        assert_eq!(warnings.len(), before.len());
        for warning in warnings {
            told += 1;
            assert!(warning.title.chars().count() <= TITLE, "{:?} is too long", warning.title);
            assert!(
                !warning.reason.contains("NaN") && !warning.reason.contains("inf "),
                "{}",
                warning.reason
            );
            let Some(changes) = warning.mend else { continue };
            mendable += 1;
            let after = caught(&mend(&config, &changes).unwrap());
            assert!(!after.contains(&warning.trap), "{:?} stays after {changes:?}", warning.trap);
            assert!(after.len() < before.len(), "{before:?} became {after:?} by {changes:?}");
        }
    }
    assert!(told > 10_000, "{told}");
    // Where several traps lie on one another a mend may be out of reach; that is rare.
    assert!(mendable * 100 >= told * 97, "{mendable} of {told} have a mend");
}

/// Trains all five under `config`, for real.
fn runs(config: &Config) -> PerEntrant<Run> {
    let jobs = Entrant::ALL.map(|entrant| config.job(entrant).unwrap());
    let mut metrics = sweep::train_here(&jobs).unwrap().into_iter();
    PerEntrant::from_fn(|entrant| Run {
        entrant,
        config: *config,
        metrics: metrics.next().unwrap(),
        millis: 1.0,
        complete: true,
        engine: EngineKind::Cpu,
        fingerprint: Fingerprint(0),
    })
}

fn judged(config: &Config, runs: &PerEntrant<Run>) -> Vec<Warning> {
    let constant = runs.get(Entrant::Constant);
    Entrant::ALL
        .into_iter()
        .flat_map(|entrant| judged::judge(config, entrant, Some(runs.get(entrant)), Some(constant)).unwrap())
        .collect()
}

fn found(warnings: &[Warning]) -> Vec<(Group, Trap)> {
    warnings.iter().map(|warning| (warning.group, warning.trap)).collect()
}

#[test]
fn the_opening_is_free_of_traps_whatever_the_seed() {
    for seed in 1..=8 {
        let config = Preset::Opening.config().with(Setting::Seed, f64::from(seed)).unwrap();
        assert_eq!(caught(&config), []);
        assert_eq!(found(&judged(&config, &runs(&config))), [], "seed {seed}");
    }
}

/// The place and the trap that a training under `changes` shows; its mend, trained again, is free of it.
fn shown_and_mended(changes: &[(Param, f64)], group: Group, trap: Trap) {
    let config = opening(changes);
    let told = judged(&config, &runs(&config));
    let this = |one: &&Warning| (one.group, one.trap) == (group, trap);
    let Some(warning) = told.iter().find(this) else { panic!("{changes:?} shows {:?} only", found(&told)) };
    assert!(warning.title.chars().count() <= TITLE, "{:?} is too long", warning.title);
    assert!(group.knobs().contains(&warning.knob), "{warning:?} has no place");
    let mended =
        mend(&config, warning.mend.as_ref().unwrap_or_else(|| panic!("no mend for {warning:?}"))).unwrap();
    let left = judged(&mended, &runs(&mended));
    assert!(!left.iter().any(|one| this(&one)), "{changes:?}: {:?} does not mend {warning:?}", warning.mend);
    assert!(left.len() < told.len(), "{:?} became {:?}", found(&told), found(&left));
}

#[test]
fn a_rate_too_low_for_the_run_makes_every_shrinking_schedule_lose() {
    for kind in [Kind::Exponential, Kind::CosineAnnealing] {
        shown_and_mended(&[(Param::Lr, 1e-3)], Group::Schedule(kind), Trap::LosesToConstant);
    }
    shown_and_mended(
        &[(Param::Lr, 1e-3), (Param::MaxLr, 1e-3)],
        Group::Schedule(Kind::OneCycle),
        Trap::LosesToConstant,
    );
    shown_and_mended(&[(Param::Lr, 1e-4)], Group::Shared, Trap::TooLow);
    shown_and_mended(&[(Param::Epochs, 1.0)], Group::Shared, Trap::TooLow);
}

#[test]
fn rates_too_high_are_told() {
    shown_and_mended(&[(Param::Lr, 0.1)], Group::Shared, Trap::TooHigh);
    shown_and_mended(&[(Param::Lr, 1.0)], Group::Shared, Trap::TooHigh);
    shown_and_mended(&[(Param::MaxLr, 0.5)], Group::Schedule(Kind::OneCycle), Trap::TooHigh);
}

#[test]
fn a_divergence_is_told_with_its_step_and_mended() {
    shown_and_mended(&[(Param::Gamma, 100.0)], Group::Schedule(Kind::Exponential), Trap::Diverged);
    let config = opening(&[(Param::Gamma, 100.0)]);
    let runs = runs(&config);
    let step = runs.get(Entrant::Schedule(Kind::Exponential)).divergence().unwrap();
    assert!(judged(&config, &runs).iter().any(|warning| warning.title.ends_with(&step.to_string())));
}

#[test]
fn a_plateau_without_patience_takes_noise_for_a_plateau() {
    shown_and_mended(&[(Param::Patience, 0.0)], Group::Schedule(Kind::ReduceOnPlateau), Trap::CutTooEarly);
    shown_and_mended(
        &[(Param::Lr, 1e-3), (Param::Patience, 1.0)],
        Group::Schedule(Kind::ReduceOnPlateau),
        Trap::CutTooEarly,
    );
}

#[test]
fn a_plateau_that_waits_too_long_is_told_and_the_mend_makes_it_cut() {
    let plateau = Entrant::Schedule(Kind::ReduceOnPlateau);
    let config = Preset::TooPatient.config();
    let told = judged(&config, &runs(&config));
    let warning = told.iter().find(|warning| warning.trap == Trap::OutlastsTheRun).unwrap();
    let mended = mend(&config, warning.mend.as_ref().unwrap()).unwrap();
    assert!(!runs(&mended).get(plateau).cuts().is_empty());
}

#[test]
fn runs_that_cannot_be_compared_are_not_judged() {
    let (config, other) = (Preset::Opening.config(), opening(&[(Param::Lr, 1e-4)]));
    let (here, mut there) = (runs(&config), runs(&other));
    let cosine = Entrant::Schedule(Kind::CosineAnnealing);
    let judge =
        |run: Option<&Run>, constant: Option<&Run>| judged::judge(&config, cosine, run, constant).is_none();
    assert!(judge(Some(here.get(cosine)), Some(there.get(Entrant::Constant))));
    assert!(judge(None, Some(here.get(Entrant::Constant))));
    there.get_mut(cosine).complete = false;
    assert!(judge(Some(there.get(cosine)), Some(there.get(Entrant::Constant))));
}
