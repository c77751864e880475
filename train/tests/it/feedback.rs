//! The one loop: a metric of one epoch is in the rate of the next.

use etalon::{Kind, Mode, Schedule as _, Settings};
use etalon_train::cpu::CpuEngine;
use etalon_train::job::Job;
use etalon_train::optimiser::BETA1;
use etalon_train::policy::{Controller, Every, Policy};
use etalon_train::report::Metrics;
use etalon_train::session::Session;
use etalon_train::shape::Width;
use etalon_train::task::ROUND;
use etalon_train::task::digits::DIGITS;

use crate::helpers::policy;

fn plateau(mode: Mode, patience: u32, threshold: f64) -> Policy {
    let rises = f64::from(u8::from(mode == Mode::Max));
    policy(
        "plateau",
        &[
            ("lr", 0.008),
            ("mode", rises),
            ("factor", 0.5),
            ("patience", f64::from(patience)),
            ("threshold", threshold),
            ("threshold_mode", 1.0),
            ("eps", 0.0),
        ],
    )
}

fn run(policy: Policy, epochs: u32) -> Metrics {
    let job = Job::new(&DIGITS, policy, 2, epochs, Width::new(16).unwrap()).unwrap();
    let mut session = Session::begin(CpuEngine::new(), &[job]).unwrap();
    while pollster::block_on(session.advance()).unwrap() {}
    session.metrics().next().unwrap().clone()
}

fn rates(run: &Metrics) -> Vec<f64> {
    run.rates.chunks(ROUND).map(|epoch| epoch[0].lr).collect()
}

#[test]
fn a_plateau_cuts_the_very_next_epoch() {
    // Nothing improves by more than 100, so each epoch after the first is bad and, without patience, cuts.
    for mode in [Mode::Min, Mode::Max] {
        assert_eq!(rates(&run(plateau(mode, 0, 100.0), 5)), [0.008, 0.008, 0.004, 0.002, 0.001]);
    }
    assert_eq!(rates(&run(plateau(Mode::Max, 1, 100.0), 5)), [0.008, 0.008, 0.008, 0.004, 0.004]);
}

#[test]
fn each_mode_observes_its_own_metric() {
    for mode in [Mode::Min, Mode::Max] {
        let policy = plateau(mode, 0, 0.004);
        let run = run(policy.clone(), 30);
        let cuts = rates(&run).windows(2).filter(|pair| pair[1] < pair[0]).count();
        assert!(cuts > 2, "{mode:?} never cut: {:?}", rates(&run));
        let mut right = Controller::new(policy);
        for (epoch, rate) in (0..).zip(rates(&run)) {
            assert_eq!(right.rates(epoch)[0].lr, rate, "{mode:?}, epoch {epoch}");
            let at = epoch as usize;
            // The accuracy as a share of 357 in double precision, as torch computes it.
            let accuracy = f64::from((run.val_accuracy[at] * 357.0).round()) / 357.0;
            if mode == Mode::Max {
                right.observe(f64::NAN, accuracy);
            } else {
                right.observe(f64::from(run.val_loss[at]), f64::NAN);
            }
        }
    }
}

#[test]
fn every_kind_steps_as_its_description_says_or_as_asked() {
    for settings in Kind::ALL.iter().map(|kind| Settings::suggested(*kind)) {
        let Some(schedule) = settings.build::<f64>().unwrap().timed() else { continue };
        let usual = Every::from(settings.kind().spec().stepped);
        assert_eq!(Policy::of(&settings).unwrap().every(), usual);
        for every in [Every::Round, Every::Batch] {
            let run = run(Policy::stepped(&settings, every).unwrap(), 3);
            for (batch, rate) in (0_u32..).zip(&run.rates) {
                let step = if every == Every::Batch { batch } else { batch / ROUND as u32 };
                let expected = (schedule.lr(step), schedule.momentum(step).unwrap_or(BETA1));
                assert_eq!((rate.lr, rate.momentum), expected, "{settings:?}, {every:?}, batch {batch}");
            }
        }
    }
}
