//! The shape of the crate: trait objects, users' own schedules, plans in flash, and texts without internals.

use etalon::{
    AnySchedule, ConstantLr, CosineAnnealingLr, CutOnPlateau, ExponentialLr, Fingerprint, Hold, OneCycle,
    OneCycleLr, Plateau, Real, ReduceLrOnPlateau, Schedule, Sequence, Settings, StateError, WarmUp, checked,
};
use etalon_proof::SUBJECTS;

use crate::helpers::drawn;

static PLAN: WarmUp<CosineAnnealingLr<f32>> =
    checked!(checked!(CosineAnnealingLr::<f32>::new(0.1, 90, 0.0)).warm_up(10, 0.1));
static CYCLE: OneCycleLr<f32> =
    checked!(OneCycleLr::<f32>::new(OneCycle { pct_start: 0.25, ..OneCycle::<f32>::steps(0.1, 900) }));
static EPOCHS: OneCycle<f64> = checked!(OneCycle::<f64>::epochs(0.1, 20, 45));
static RULE: ReduceLrOnPlateau<f32> =
    checked!(ReduceLrOnPlateau::<f32>::new(0.1, Plateau { patience: 2, ..Plateau::<f32>::DEFAULT }));
static CUT: CutOnPlateau<WarmUp<CosineAnnealingLr<f32>>> =
    checked!(PLAN_TO_CUT.cut_on_plateau(Plateau { patience: 2, ..Plateau::<f32>::DEFAULT }));
const PLAN_TO_CUT: WarmUp<CosineAnnealingLr<f32>> =
    checked!(checked!(CosineAnnealingLr::<f32>::new(0.1, 90, 0.0)).warm_up(10, 0.1));
const DECAY: ExponentialLr<f64> = checked!(ExponentialLr::<f64>::new(0.1, 0.9));
/// The compiler computes even a rate.
const TENTH: f64 = DECAY.lr(10);
static ROW: Hold<Sequence<ExponentialLr<f64>, ConstantLr<f64>>> =
    Hold::new(Sequence::new(DECAY, 10, CONSTANT), 40);
const CONSTANT: ConstantLr<f64> = checked!(ConstantLr::<f64>::new(0.1));
const HELD: f64 = CONSTANT.lr(7);

#[test]
fn plans_that_the_compiler_checked_are_the_plans_of_run_time() {
    let plan = CosineAnnealingLr::<f32>::new(0.1, 90, 0.0).unwrap();
    assert_eq!(PLAN, Schedule::warm_up(plan, 10, 0.1).unwrap());
    assert_eq!(PLAN, plan.warm_up(10, 0.1).unwrap());
    assert_eq!([0, 10, 100].map(|step| PLAN.lr(step)), [0.01, 0.1, 0.0]);
    assert_eq!((PLAN.inner(), PLAN.warmup_steps()), (&plan, 10));
    assert_eq!((CYCLE.lr(224), CYCLE.momentum(224)), (0.1, Some(0.85)));
    assert_eq!(CYCLE.peak_step(), 224.0);
    assert_eq!(EPOCHS, OneCycle::<f64>::steps(0.1, 900));
    assert_eq!((RULE.initial_lr(), RULE.settings().patience), (0.1, 2));
    let settings = Plateau { patience: 2, ..Plateau::default() };
    assert_eq!(CUT, Schedule::cut_on_plateau(PLAN, settings).unwrap());
    let cut = DECAY.cut_on_plateau(Plateau { factor: 1.0, ..Plateau::<f64>::DEFAULT }).unwrap_err();
    assert_eq!(cut.to_string(), "factor must be below 1, got 1");
    assert_eq!((DECAY.initial_lr(), DECAY.gamma(), TENTH), (0.1, 0.9, 0.034_867_844_010_000_01));
    assert_eq!((CONSTANT.initial_lr(), HELD), (0.1, 0.1));
    assert_eq!(Plateau::<f64>::default(), Plateau::<f64>::DEFAULT);
    assert_eq!(Plateau::<f32>::default(), Plateau::<f32>::DEFAULT);
    assert_eq!(ROW, DECAY.then(10, CONSTANT).hold(40));
}

/// A user's own schedule, which is not `Copy` and has nothing but its rates.
#[derive(Debug, Clone)]
struct Table(Vec<f64>);

impl Schedule for Table {
    type Rate = f64;
    fn lr(&self, step: u32) -> f64 {
        self.0.get(step as usize).or(self.0.last()).copied().unwrap_or(0.0)
    }
}

#[test]
fn schedules_of_all_kinds_share_a_list_with_ones_own() {
    let mut groups: Vec<Box<dyn Schedule<Rate = f64>>> =
        vec![Box::new(Table(vec![0.3, 0.2])), Box::new(DECAY), Box::new(DECAY.warm_up(2, 0.5).unwrap())];
    for subject in SUBJECTS {
        let built = Settings::suggested(subject.kind).build::<f64>().unwrap();
        groups.extend(built.timed().map(|schedule| Box::new(schedule) as Box<dyn Schedule<Rate = f64>>));
    }
    assert!(groups.len() >= 7);
    assert_eq!(groups[0].lr(1), 0.2);
    assert_eq!(groups[2].lr(2), 0.1);
    for group in &groups {
        let mut row = [0.0; 70];
        group.fill(1, &mut row);
        assert!((1..).zip(row).all(|(step, rate)| rate == group.lr(step)));
        assert_eq!(group.restore(&group.snapshot(9)), Ok(9));
        assert_eq!((&group).momentum(3), group.momentum(3));
    }
    // A box is a schedule, and can be composed like one.
    let boxed = groups.remove(0);
    let plan = boxed.warm_up(1, 0.0).unwrap().then(3, DECAY).clamp(0.0, 0.25).unwrap().hold(9);
    assert_eq!([0, 1, 2, 3, 50].map(|step| plan.lr(step)), [0.0, 0.25, 0.2, 0.1, DECAY.lr(6)]);
}

#[test]
fn a_schedule_of_ones_own_has_everything_from_its_rates_alone() {
    let table = Table(vec![0.3, 0.2, 0.1]);
    assert_eq!(table.momentum(1), None);
    assert_eq!((&table).rates(0..4).collect::<Vec<_>>(), [0.3, 0.2, 0.1, 0.1]);
    let mut row = [0.0; 4];
    table.fill(1, &mut row);
    assert_eq!(row, [0.2, 0.1, 0.1, 0.1]);
    let snapshot = table.snapshot(2);
    assert_eq!(table.restore(&snapshot), Ok(2));
    assert_eq!(Table(vec![0.3, 0.2, 0.11]).restore(&snapshot), Err(StateError::OtherSettings));
    let plan = table.cut_on_plateau(Plateau::default()).unwrap();
    assert_eq!(plan.lr(1, &plan.start()), 0.2);
}

#[test]
fn what_stands_behind_a_pointer_has_the_same_fingerprint() {
    let of = |schedule: &dyn Schedule<Rate = f64>| {
        let mut fingerprint = Fingerprint::new();
        schedule.fingerprint(&mut fingerprint);
        fingerprint
    };
    let any: AnySchedule<f64> = {
        let mut settings = Settings::suggested(etalon::Kind::Exponential);
        settings.set("lr", 0.1).unwrap();
        settings.set("gamma", 0.9).unwrap();
        settings.build().unwrap().timed().unwrap()
    };
    let boxed: Box<dyn Schedule<Rate = f64>> = Box::new(DECAY);
    assert_eq!([of(&any), of(&boxed), of(&&DECAY)], [of(&DECAY); 3]);
    assert_ne!(of(&DECAY), of(&CONSTANT));
    assert_eq!(Fingerprint::default(), Fingerprint::new());
    let mut fnv = Fingerprint::new();
    fnv.bytes(b"foobar");
    assert_eq!(fnv.value(), 0xbf9c_f968, "Fowler-Noll-Vo 1a's own example");
}

/// Private types that schedules compute with. No text may show their names.
const INTERNALS: [&str; 8] = ["Way", "Span", "Phase", "Leg", "Extended", "Log2", "Time", "Shape"];

#[test]
fn debug_tells_schedules_apart_and_shows_no_internals() {
    for subject in SUBJECTS {
        let built = drawn(subject, 60).map(|(settings, _)| settings.build::<f64>().unwrap());
        let built: Vec<_> = built.map(|built| (format!("{built:?}"), built)).collect();
        for (text, schedule) in &built {
            let words = || text.split(|letter: char| !letter.is_alphanumeric());
            assert!(words().any(|word| word == subject.name), "{text}");
            assert!(words().all(|word| !INTERNALS.contains(&word)), "{text}");
            for (other, other_schedule) in &built {
                assert_eq!(text == other, schedule == other_schedule, "{text} and {other}");
            }
        }
    }
    assert_eq!(format!("{DECAY:?}"), "ExponentialLr { lr: 0.1, gamma: 0.9 }");
    assert_eq!(
        format!("{:?}", DECAY.then(9, CONSTANT).hold(20)),
        "Hold { inner: Sequence { first: ExponentialLr { lr: 0.1, gamma: 0.9 }, milestone: 9, \
         second: ConstantLr { lr: 0.1 } }, last_step: 20 }"
    );
    assert_eq!(
        format!("{:?}", CONSTANT.warm_up(4, 0.5).unwrap()),
        "WarmUp { inner: ConstantLr { lr: 0.1 }, warmup_steps: 4, first_lr: 0.05 }"
    );
}

#[test]
fn schedules_are_plain_values_that_threads_share() {
    fn plain<T: Copy + Send + Sync + PartialEq + std::fmt::Debug + 'static>() {}
    fn in_type<F: Real>() {
        plain::<AnySchedule<F>>();
        plain::<ReduceLrOnPlateau<F>>();
        plain::<etalon::PlateauState<F>>();
        plain::<etalon::CutState<F>>();
    }
    in_type::<f32>();
    in_type::<f64>();
    plain::<Settings>();
    plain::<etalon::Snapshot>();
    fn shared<T: Send + Sync>() {}
    shared::<CutOnPlateau<WarmUp<CosineAnnealingLr<f32>>>>();
}
