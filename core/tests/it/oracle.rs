//! Reads `tests/oracle.txt`: exact values of the schedules, made by `oracle/oracle.py` with mpmath.

use etalon::{AnnealStrategy, CosineAnnealingLr, ExponentialLr, Length, OneCycle, OneCycleLr, Real};

use crate::compare::exact;
use crate::compare::ulp::{Exact, Type};

/// The parameters of a case; rates as `f64`, which holds the `f32` ones as well.
#[derive(Debug, Clone, Copy)]
pub enum Schedule {
    Exponential { lr: f64, gamma: f64 },
    Cosine { lr: f64, t_max: u32, eta_min: f64 },
    OneCycle(OneCycle<f64>),
}

/// What is exact at a step: the rate, and the momentum of a 1cycle.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    pub step: u32,
    pub lr: Exact,
    pub momentum: Option<Exact>,
}

/// A case: a schedule, the types whose rates its parameters are, and exact values.
#[derive(Debug, Clone)]
pub struct Case {
    pub schedule: Schedule,
    pub types: &'static [Type],
    pub points: Vec<Point>,
}

/// What our schedule answers at a step, as `f64`.
pub type Answer = Box<dyn Fn(u32) -> (f64, Option<f64>)>;

impl Schedule {
    /// Our schedule in the type `of`.
    pub fn ours(&self, of: Type) -> Answer {
        match of {
            Type::F32 => self.built::<f32>(),
            Type::F64 => self.built::<f64>(),
        }
    }

    fn built<F: Real>(&self) -> Answer {
        match *self {
            Schedule::Exponential { lr, gamma } => {
                let schedule = ExponentialLr::new(F::from_f64(lr), gamma).unwrap();
                Box::new(move |step| (schedule.lr(step).to_f64(), None))
            }
            Schedule::Cosine { lr, t_max, eta_min } => {
                let schedule = CosineAnnealingLr::new(F::from_f64(lr), t_max, F::from_f64(eta_min)).unwrap();
                Box::new(move |step| (schedule.lr(step).to_f64(), None))
            }
            Schedule::OneCycle(s) => {
                let schedule = OneCycleLr::new(OneCycle {
                    max_lr: F::from_f64(s.max_lr),
                    length: s.length,
                    pct_start: s.pct_start,
                    anneal_strategy: s.anneal_strategy,
                    momentum: s.momentum.map(|(base, max)| (F::from_f64(base), F::from_f64(max))),
                    div_factor: s.div_factor,
                    final_div_factor: s.final_div_factor,
                    three_phase: s.three_phase,
                })
                .unwrap();
                Box::new(move |step| (schedule.lr(step).to_f64(), schedule.momentum(step).map(Real::to_f64)))
            }
        }
    }
}

/// All cases.
pub fn cases() -> Vec<Case> {
    let text = include_str!("../oracle.txt");
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        match words[0] {
            "exponential" | "cosine" | "one_cycle" => cases.push(case(&words)),
            _ => cases.last_mut().unwrap().points.push(point(&words)),
        }
    }
    assert!(cases.len() > 500 && cases.iter().all(|case| case.points.len() > 1));
    cases
}

fn case(words: &[&str]) -> Case {
    let bits = |at: usize| f64::from_bits(u64::from_str_radix(words[at], 16).unwrap());
    let types: &[Type] = match words[1] {
        "both" => &[Type::F32, Type::F64],
        "f64" => &[Type::F64],
        other => panic!("no such types: {other}"),
    };
    let schedule = match words[0] {
        "exponential" => Schedule::Exponential { lr: bits(2), gamma: bits(3) },
        "cosine" => Schedule::Cosine { lr: bits(2), t_max: words[3].parse().unwrap(), eta_min: bits(4) },
        _ => Schedule::OneCycle(OneCycle {
            max_lr: bits(2),
            length: Length::Steps(words[3].parse().unwrap()),
            pct_start: bits(4),
            anneal_strategy: match words[5] {
                "cos" => AnnealStrategy::Cos,
                "linear" => AnnealStrategy::Linear,
                other => panic!("no such shape: {other}"),
            },
            three_phase: words[6] == "three",
            div_factor: bits(7),
            final_div_factor: bits(8),
            momentum: Some((bits(9), bits(10))),
        }),
    };
    Case { schedule, types, points: Vec::new() }
}

fn point(words: &[&str]) -> Point {
    let exact = |at: usize| Exact {
        digits: u128::from_str_radix(words[at], 16).unwrap(),
        power: words[at + 1].parse().unwrap(),
    };
    Point { step: words[0].parse().unwrap(), lr: exact(1), momentum: (words.len() > 3).then(|| exact(3)) }
}

/// Whether two exact values agree to 78 binary digits.
fn agree(a: Exact, b: Exact) -> bool {
    // Powers beyond any float's are held at a bound in the file.
    if a.digits == 0 || b.digits == 0 || a.power.abs().max(b.power.abs()) > 29_000 {
        return (a.digits == 0) == (b.digits == 0) || a.power.abs().max(b.power.abs()) > 29_000;
    }
    let full = |value: Exact| {
        let zeros = value.digits.leading_zeros();
        (value.digits << zeros, value.power - zeros as i32)
    };
    // Next to a power of two the two may lie on either side of it.
    let ((a, a_power), (b, b_power)) = (full(a), full(b));
    let power = a_power.max(b_power);
    let aligned = |digits: u128, of: i32| digits.unbounded_shr((power - of) as u32);
    aligned(a, a_power).abs_diff(aligned(b, b_power)) < 1 << 50
}

#[test]
fn the_oracle_agrees_with_a_second_library() {
    let mut compared = 0;
    for case in cases() {
        for point in case.points.iter().step_by(5) {
            let step = u64::from(point.step);
            let (lr, momentum) = match case.schedule {
                Schedule::Exponential { lr, gamma } => (exact::exponential(lr, gamma, step), None),
                Schedule::Cosine { lr, t_max, eta_min } => {
                    (exact::cosine(lr, u64::from(t_max), eta_min, step), None)
                }
                Schedule::OneCycle(settings) => {
                    let cycle = exact::Cycle::of(&settings);
                    let (lr, momentum) = cycle.at(step.min(cycle.total_steps - 1));
                    (lr, Some(momentum))
                }
            };
            assert!(agree(lr, point.lr), "{:?} at step {step}: {lr:?}, {:?}", case.schedule, point.lr);
            if let (Some(ours), Some(theirs)) = (momentum, point.momentum) {
                assert!(agree(ours, theirs), "{:?} at step {step}: {ours:?}, {theirs:?}", case.schedule);
            }
            compared += 1;
        }
    }
    assert!(compared > 3_000);
}
