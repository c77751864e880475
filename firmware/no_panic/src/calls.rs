//! Calls every public function of etalon with inputs that the compiler cannot know.
//!
//! Functions that belong to one kind are called by its subject in `etalon-proof`, all others here. `cargo xtask no-panic`
//! compares both with core's source, and fails if a function is not called by its path.

use core::fmt::{self, Write};
use core::hint::black_box as any;
use core::str::FromStr;

use etalon::param::{Domain, List, ParamSpec, Refused, Scale, Slider, Unit};
use etalon::{
    AnySchedule, Built, Clamp, ConstantLr, CutOnPlateau, CutState, Fingerprint, FromFn, Hold, Kind,
    ParamError, Plateau, Rates, Real, Reason, Schedule, Sequence, SetError, Settings, Snapshot, StateError,
    Values, WarmUp, from_fn,
};
use etalon_proof::SUBJECTS;

/// The calls of each kind. They are in a constant of their own, so that nothing else of the subjects is linked.
const KINDS: [fn(); SUBJECTS.len()] = {
    let mut calls: [fn(); SUBJECTS.len()] = [|| (); SUBJECTS.len()];
    let mut at = 0;
    while at < calls.len() {
        calls[at] = SUBJECTS[at].calls;
        at += 1;
    }
    calls
};

/// Calls everything.
pub fn everything() {
    for calls in KINDS {
        calls();
    }
    rows();
    kinds();
    lists();
    errors();
    settings::<f32>();
    settings::<f64>();
    const_compositions();
}

/// An index that may be out of bounds. It makes the proof fail.
#[cfg(feature = "may_panic")]
pub fn one_that_may_panic() {
    any([1_u8, 2, 3][any(1_usize)]);
}

fn rows() {
    let row = any(ParamSpec::new(any("x"), any("x"), any(Unit::Number), any_domain(), any(0.5), any("x")));
    let row =
        any(ParamSpec::required(any(ParamSpec::slider(row, any(0.1), any(0.9), any(Scale::ZeroThenLog)))));
    any(ParamSpec::check(&row, any(0.5))).ok();
    any(ParamSpec::check_count(&row, count())).ok();
    any(Domain::refuse(any_domain(), any(0.5)));
    any(Slider::value(any(row.slider), any(0.5)));
    any(Slider::position(any(row.slider), any(0.5)));
}

fn any_domain() -> Domain {
    any(Domain::Counts { min: 1, most: 3 })
}

fn kinds() {
    let kind: Kind = any(Kind::OneCycle);
    any(Kind::spec(kind));
    any(Kind::id(kind));
    any(Kind::params(kind));
    any(Kind::param(kind, any("gamma")));
    any(Kind::from_id(any("cosine")));
    if let Err(error) = any(Kind::from_str(any("cosinus"))) {
        any(write!(Sink(count()), "{kind} {error}")).ok();
    }
    any(Kind::from_torch(any("StepLR")));
}

fn lists() {
    let list = any(List::of(any(&[1, 2, 3][..]))).unwrap_or(List::EMPTY);
    any(List::as_slice(&any(list)));
    any(any(list) == any(List::EMPTY));
    let mut fingerprint = any(Fingerprint::default());
    any(Fingerprint::new());
    Fingerprint::bytes(&mut fingerprint, any(&[1, 2, 3][..]));
    Fingerprint::word(&mut fingerprint, any(7));
    Fingerprint::number(&mut fingerprint, any(0.5_f32));
    Fingerprint::number(&mut fingerprint, any(0.5_f64));
    any(Fingerprint::value(any(fingerprint)));
}

/// Takes some pieces of text and then refuses one.
struct Sink(u32);

impl fmt::Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        any(text);
        self.0 = self.0.wrapping_sub(1);
        if self.0 == 0 { Err(fmt::Error) } else { Ok(()) }
    }
}

/// Writes the texts of errors, down to the digits of a number.
fn errors() {
    let error: ParamError =
        any(ParamError { param: "lr", value: 0.5, reason: Reason::TooSmall { min: 0.1 } });
    let mut sink = Sink(count());
    any(write!(sink, "{error} {error:?}")).ok();
    any(write!(sink, "{}", any(Refused { id: "lr", value: 0.5, reason: any(Reason::NoSuchChoice) }))).ok();
    any(write!(sink, "{}", any(SetError::NoSuchList { param: "lr" }))).ok();
    any(write!(sink, "{}", any(StateError::Version(7)))).ok();
}

fn settings<F: Real>() {
    let mut settings = any(Settings::new(any(Kind::OneCycle)));
    any(Settings::suggested(any(Kind::OneCycle)));
    any(Settings::kind(&settings));
    any(Settings::get(&settings, any("gamma")));
    any(Settings::list(&settings, any("milestones")));
    any(Settings::set(&mut settings, any("gamma"), any(0.5))).ok();
    any(Settings::set_list(&mut settings, any("milestones"), any(&[1, 2, 3][..]))).ok();
    any(Settings::missing(&settings).next());
    if let Err(error) = any(Settings::build::<F>(&any(settings))) {
        any(SetError::from(error));
    }
    if let Ok(built) = any(Settings::build::<F>(&any(settings))) {
        any(Built::plateau(any(built)));
        if let Some(schedule) = any(Built::timed(any(built))) {
            let schedule = any(schedule);
            any(AnySchedule::kind(&schedule));
            any(AnySchedule::lr(&schedule, count()));
            any(AnySchedule::momentum(&schedule, count()));
            let mut row = any([F::ZERO; 7]);
            AnySchedule::fill(&schedule, count(), any(&mut row[..]));
            AnySchedule::fingerprint(&schedule, any(&mut Fingerprint::new()));
            any(row);
            compositions::<F, _>(schedule);
        }
    }
    any(F::to_f64(any(<F as Real>::from_f64(any(0.5)))));
    any(Real::to_f64(any(F::ONE)));
    any::<F>(Real::from_f64(any(0.5)));
    any(Real::to_fixed(any(F::ONE), count()));
    compositions::<F, _>(Own(any(F::ONE)));
}

/// A user's schedule, which has a rate and nothing else.
#[derive(Clone, Copy)]
struct Own<F>(F);

impl<F: Real> Schedule for Own<F> {
    type Rate = F;

    fn lr(&self, step: u32) -> F {
        if step < count() { self.0 } else { F::ZERO }
    }
}

/// Calls every way to compose a schedule, and every function of the results.
fn compositions<F: Real, S: Schedule<Rate = F> + Copy>(schedule: S) {
    answers::<F, _>(&schedule);
    if let Ok(warm) = any(Schedule::warm_up(schedule, count(), any(0.1))) {
        let warm = any(warm);
        any(WarmUp::lr(&warm, count()));
        any(WarmUp::momentum(&warm, count()));
        WarmUp::fingerprint(&warm, any(&mut Fingerprint::new()));
        any(WarmUp::inner(&warm));
        any(WarmUp::warmup_steps(&warm));
    }
    let sequence = any(Schedule::then(schedule, count(), schedule));
    any(Sequence::new(schedule, count(), schedule));
    any(Sequence::lr(&sequence, count()));
    any(Sequence::momentum(&sequence, count()));
    Sequence::fingerprint(&sequence, any(&mut Fingerprint::new()));
    if let Ok(clamped) = any(Schedule::clamp(schedule, number(), number())) {
        any(Clamp::lr(&any(clamped), count()));
        any(Clamp::momentum(&any(clamped), count()));
        Clamp::fingerprint(&any(clamped), any(&mut Fingerprint::new()));
    }
    let held = any(Schedule::hold(schedule, count()));
    any(Hold::new(schedule, count()));
    any(Hold::lr(&held, count()));
    any(Hold::momentum(&held, count()));
    Hold::fingerprint(&held, any(&mut Fingerprint::new()));
    any(FromFn::lr(&any(from_fn(|step| schedule.lr(any(step)))), count()));
    let settings: Plateau<F> = Plateau {
        mode: any(etalon::Mode::Max),
        factor: number(),
        patience: count(),
        threshold: number(),
        threshold_mode: any(etalon::ThresholdMode::RelSigned),
        cooldown: count(),
        min_lr: number(),
        eps: number(),
        nan_policy: any(etalon::NanPolicy::Report),
    };
    if let Ok(plan) = any(Schedule::cut_on_plateau(schedule, settings)) {
        cut(plan);
    }
}

fn cut<F: Real, S: Schedule<Rate = F>>(plan: CutOnPlateau<S>) {
    let plan = any(plan);
    any(CutOnPlateau::schedule(&plan));
    any(CutOnPlateau::settings(&plan));
    let mut state = any(CutOnPlateau::start(&plan));
    any(CutOnPlateau::observe(&plan, &mut state, number()));
    let state = any(state);
    any(CutOnPlateau::lr(&plan, count(), &state));
    any(CutOnPlateau::momentum(&plan, count()));
    any(CutState::scale(&state));
    any(CutState::best(&state));
    any(CutState::num_bad_epochs(&state));
    any(CutState::cooldown_counter(&state));
    let bytes = any(Snapshot::to_bytes(&any(CutOnPlateau::snapshot(&plan, count(), &state))));
    if let Ok(snapshot) = any(Snapshot::from_bytes(any(&bytes[..]))) {
        any(Snapshot::step(&snapshot));
        let snapshot = any(snapshot);
        any(CutOnPlateau::restore(&plan, &snapshot)).ok();
        any(CutOnPlateau::restore_under_new_settings(&plan, &snapshot)).ok();
    }
}

fn answers<F: Real, S: Schedule<Rate = F> + Copy>(schedule: &S) {
    let mut row = any([F::ZERO; 7]);
    Schedule::fill(schedule, count(), any(&mut row[..]));
    any(row);
    any(Schedule::lr(schedule, count()));
    any(Schedule::momentum(schedule, count()));
    Schedule::fingerprint(schedule, any(&mut Fingerprint::new()));
    let snapshot = any(Schedule::snapshot(schedule, count()));
    any(Schedule::restore(schedule, &snapshot)).ok();
    let mut values = any(Values::starting_at(any(Schedule::values(*schedule)), count()));
    any(Values::next(&mut values));
    any(Values::nth(&mut values, any(3)));
    any(Values::size_hint(&values));
    let mut rates = any(Schedule::rates(*schedule, count()..count()));
    any(Rates::next(&mut rates));
    any(Rates::nth(&mut rates, any(3)));
    any(Rates::next_back(&mut rates));
    any(Rates::size_hint(&rates));
    any(rates.len());
}

/// Calls the compositions that are `const fn`. The subject of each kind calls those of the kind.
fn const_compositions() {
    macro_rules! calls {
        ($float:ty) => {
            let Ok(constant) = any(ConstantLr::<$float>::new(any(0.1))) else { return };
            let Ok(warm) = any(ConstantLr::<$float>::warm_up(constant, count(), any(0.1))) else { return };
            any(WarmUp::<ConstantLr<$float>>::cut_on_plateau(warm, any(Plateau::<$float>::DEFAULT))).ok();
        };
    }
    calls!(f32);
    calls!(f64);
}

fn number<F: Real>() -> F {
    any(F::ONE)
}

fn count() -> u32 {
    any(7)
}
