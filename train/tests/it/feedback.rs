//! The one loop: a metric of one epoch is in the rate of the next.

use etalon::{AnnealStrategy, CosineAnnealingLr, ExponentialLr};
use etalon::{Mode, NanPolicy, OneCycle, OneCycleLr, Plateau, ReduceLrOnPlateau, ThresholdMode};
use etalon_train::cpu::CpuEngine;
use etalon_train::job::{Job, Metrics};
use etalon_train::model::{STEPS_PER_EPOCH, Width};
use etalon_train::policy::{BETA1, Controller, Policy};
use etalon_train::session::Session;

fn plateau(mode: Mode, patience: u32, threshold: f64) -> Policy {
    let settings = Plateau {
        mode,
        factor: 0.5,
        patience,
        threshold,
        threshold_mode: ThresholdMode::Abs,
        cooldown: 0,
        min_lr: 0.0,
        eps: 0.0,
        nan_policy: NanPolicy::Bad,
    };
    Policy::Plateau(ReduceLrOnPlateau::<f64>::new(0.008, settings).unwrap())
}

fn run(policy: Policy, epochs: u32) -> Metrics {
    let job = Job::new(policy, 2, epochs, Width::new(16).unwrap()).unwrap();
    let mut session = Session::begin(CpuEngine::new(), &[job]).unwrap();
    while pollster::block_on(session.advance()).unwrap() {}
    session.metrics().next().unwrap().clone()
}

fn rates(run: &Metrics) -> Vec<f64> {
    run.rates.chunks(STEPS_PER_EPOCH).map(|epoch| epoch[0].lr).collect()
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
fn each_mode_hears_its_own_metric() {
    for mode in [Mode::Min, Mode::Max] {
        let policy = plateau(mode, 0, 0.004);
        let run = run(policy, 30);
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
fn the_others_step_per_epoch_and_one_cycle_per_batch() {
    let exponential = ExponentialLr::<f64>::new(0.01, 0.5).unwrap();
    let cosine = CosineAnnealingLr::<f64>::new(0.01, 3, 0.001).unwrap();
    for (policy, expected) in [
        (Policy::Constant(0.01), [0.01, 0.01, 0.01]),
        (Policy::Exponential(exponential), [0, 1, 2].map(|epoch| exponential.lr(epoch))),
        (Policy::Cosine(cosine), [0, 1, 2].map(|epoch| cosine.lr(epoch))),
    ] {
        let run = run(policy, 3);
        assert_eq!(rates(&run), expected);
        for epoch in run.rates.chunks(STEPS_PER_EPOCH) {
            assert!(epoch.iter().all(|rate| *rate == epoch[0] && rate.beta1 == BETA1));
        }
    }
    let cycle = OneCycleLr::<f64>::new(OneCycle {
        max_lr: 0.01,
        total_steps: 135,
        pct_start: 0.3,
        anneal_strategy: AnnealStrategy::Cos,
        cycle_momentum: true,
        base_momentum: 0.85,
        max_momentum: 0.95,
        div_factor: 25.0,
        final_div_factor: 1e4,
        three_phase: false,
    })
    .unwrap();
    let run = run(Policy::OneCycle(cycle), 3);
    for (step, rate) in (0..).zip(&run.rates) {
        assert_eq!((rate.lr, Some(rate.beta1)), (cycle.lr(step), cycle.momentum(step)), "step {step}");
    }
}
