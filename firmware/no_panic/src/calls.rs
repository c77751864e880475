//! Every public function of etalon with inputs that the compiler knows nothing about.
//!
//! `cargo xtask no-panic` compares this file with core's source: a function that is not called here by its path fails it.

use core::hint::black_box as any;

use etalon::{
    AnnealStrategy, Clamp, ConstantLr, CosineAnnealingLr, CutOnPlateau, Domain, ExponentialLr, Hold, Kind,
    Length, Mode, NanPolicy, OneCycle, OneCycleLr, Param, PastEnd, Plateau, PlateauState, Real,
    ReduceLrOnPlateau, Schedule, Sequence, Settings, Slider, Snapshot, ThresholdMode, Values, WarmUp,
};

/// Calls everything.
pub fn everything() {
    table();
    settings();
    schedules::<f32>();
    schedules::<f64>();
}

/// What makes the proof fail: an index that may lie outside.
#[cfg(feature = "may_panic")]
pub fn one_that_may_panic() {
    any([1_u8, 2, 3][any(1_usize)]);
}

fn table() {
    let param: Param = any(Param::Gamma);
    let spec = any(Param::spec(param));
    any(Param::from_id(any("gamma")));
    any(Param::check(param, any(0.5))).ok();
    any(Domain::refuse(any(spec.domain), any(0.5)));
    any(Slider::value(any(spec.slider), any(0.5)));
    any(Slider::position(any(spec.slider), any(0.5)));
}

fn settings() {
    let kind: Kind = any(Kind::OneCycle);
    any(Kind::id(kind));
    any(Kind::params(kind));
    let mut settings = any(Settings::default());
    any(Settings::get(&settings, any(Param::Lr)));
    any(Settings::set(&mut settings, any(Param::Lr), any(0.5))).ok();
    let settings = any(settings);
    any(Settings::exponential(&settings)).ok();
    any(Settings::cosine(&settings)).ok();
    any(Settings::plateau(&settings)).ok();
    any(Settings::one_cycle(&settings)).ok();
}

fn schedules<F: Real>() {
    any(F::to_f64(any(<F as Real>::from_f64(any(0.5)))));
    any(Real::to_f64(any(F::ONE)));
    any::<F>(Real::from_f64(any(0.5)));
    if let Ok(schedule) = any(ConstantLr::new(number())) {
        any(ConstantLr::lr(&any(schedule), count()));
        compositions::<F, _>(any(schedule));
    }
    if let Ok(schedule) = any(ExponentialLr::new(number::<F>(), any(0.9))) {
        let schedule = any(schedule);
        any(ExponentialLr::lr(&schedule, count()));
        any(ExponentialLr::gamma(&schedule));
        any(ExponentialLr::half_life(&schedule));
        let mut row = any([F::ZERO; 7]);
        ExponentialLr::fill(&schedule, count(), any(&mut row[..]));
        compositions::<F, _>(schedule);
    }
    if let Ok(schedule) = any(CosineAnnealingLr::new(number::<F>(), count(), number())) {
        let schedule = any(CosineAnnealingLr::past_end(any(schedule), any(PastEnd::Hold)));
        any(CosineAnnealingLr::lr(&schedule, count()));
        compositions::<F, _>(schedule);
    }
    one_cycle::<F>();
    plateau::<F>();
}

fn one_cycle<F: Real>() {
    any(OneCycle::epochs(number::<F>(), count(), count()));
    let settings = OneCycle {
        length: any(Length::Epochs { epochs: 3, steps_per_epoch: 4 }),
        pct_start: any(0.3),
        anneal_strategy: any(AnnealStrategy::Linear),
        momentum: any(Some((F::ONE, F::ZERO))),
        div_factor: any(25.0),
        final_div_factor: any(1e4),
        three_phase: any(true),
        ..any(OneCycle::steps(number(), count()))
    };
    if let Ok(schedule) = any(OneCycleLr::new(settings)) {
        let schedule = any(schedule);
        any(OneCycleLr::lr(&schedule, count()));
        any(OneCycleLr::momentum(&schedule, count()));
        any(OneCycleLr::total_steps(&schedule));
        any(OneCycleLr::peak_step(&schedule));
        compositions::<F, _>(schedule);
    }
}

fn plateau<F: Real>() {
    let settings = Plateau {
        mode: any(Mode::Max),
        factor: number(),
        patience: count(),
        threshold: number(),
        threshold_mode: any(ThresholdMode::RelSigned),
        cooldown: count(),
        min_lr: number(),
        eps: number(),
        nan_policy: any(NanPolicy::Report),
    };
    any::<Plateau<F>>(Plateau::default());
    let Ok(rule) = any(ReduceLrOnPlateau::new(number::<F>(), settings)) else { return };
    let rule = any(rule);
    any(ReduceLrOnPlateau::settings(&rule));
    any(ReduceLrOnPlateau::initial_lr(&rule));
    let mut state = any(ReduceLrOnPlateau::start(&rule));
    any(ReduceLrOnPlateau::observe(&rule, &mut state, number()));
    let state = any(state);
    any(PlateauState::lr(&state));
    any(PlateauState::best(&state));
    any(PlateauState::num_bad_epochs(&state));
    any(PlateauState::cooldown_counter(&state));
    let bytes = any(Snapshot::to_bytes(&any(ReduceLrOnPlateau::snapshot(&rule, &state))));
    if let Ok(snapshot) = any(Snapshot::from_bytes(any(&bytes[..]))) {
        let snapshot = any(snapshot);
        any(ReduceLrOnPlateau::restore(&rule, &snapshot)).ok();
        any(ReduceLrOnPlateau::restore_under_new_settings(&rule, &snapshot)).ok();
    }
}

/// Every way to build on a schedule, and every answer of what comes out.
fn compositions<F: Real, S: Schedule<Rate = F>>(schedule: S) {
    let mut row = any([F::ZERO; 7]);
    Schedule::fill(&schedule, count(), any(&mut row[..]));
    any(row);
    any(Schedule::lr(&schedule, count()));
    any(Schedule::momentum(&schedule, count()));
    let mut values = any(Values::from_step(any(Schedule::values(&schedule)), count()));
    any(Values::next(&mut values));
    any(Values::nth(&mut values, any(3)));
    any(Values::size_hint(&values));
    if let Ok(warm) = any(Schedule::warm_up(schedule, count(), any(0.1))) {
        any(WarmUp::lr(&any(warm), count()));
        any(WarmUp::momentum(&any(warm), count()));
    }
    let sequence = any(Schedule::then(schedule, count(), schedule));
    any(Sequence::lr(&sequence, count()));
    any(Sequence::momentum(&sequence, count()));
    if let Ok(clamped) = any(Schedule::clamp(schedule, number(), number())) {
        any(Clamp::lr(&any(clamped), count()));
        any(Clamp::momentum(&any(clamped), count()));
    }
    let held = any(Schedule::hold(schedule, count()));
    any(Hold::lr(&held, count()));
    any(Hold::momentum(&held, count()));
    if let Ok(plan) = any(Schedule::cut_on_plateau(schedule, any(Plateau::default()))) {
        let plan = any(plan);
        any(CutOnPlateau::schedule(&plan));
        any(CutOnPlateau::rule(&plan));
        let mut state = any(CutOnPlateau::start(&plan));
        any(CutOnPlateau::observe(&plan, &mut state, number()));
        any(CutOnPlateau::lr(&plan, count(), &any(state)));
        any(CutOnPlateau::momentum(&plan, count()));
    }
}

fn number<F: Real>() -> F {
    any(F::ONE)
}

fn count() -> u32 {
    any(7)
}
