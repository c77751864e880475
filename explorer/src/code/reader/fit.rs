//! Recognises a kind of the page by the shares of the base rate: whatever way the code writes it, the numbers are the same.

use etalon::Kind;

use super::others::of_kind;
use super::plan::{Got, KindPlan, Plan, WarmUp};
use super::value::Value;
use crate::race::row::Row;

/// How far a share may be from a kind's formula: rounding only.
const NEAR: f64 = 1e-9;

/// The kind that has these shares, behind a rise or not; or the shares themselves.
#[must_use]
pub fn recognised(shares: &[f64], base: &Value<'_>) -> Plan {
    kind(shares, base).map_or_else(|| Plan::Table(shares.into()), Plan::Kind)
}

fn kind(shares: &[f64], base: &Value<'_>) -> Option<KindPlan> {
    let first = *shares.first()?;
    let rise = shares.iter().position(|share| (share - 1.0).abs() < NEAR)?;
    let line = |step: usize| first + (1.0 - first) * step as f64 / rise as f64;
    if rise > 0 && !(0..rise).all(|step| (shares[step] - line(step)).abs() < NEAR) {
        return None;
    }
    let tail = shares.get(rise..).filter(|tail| tail.len() > 2)?;
    let mut plan = constant(tail)
        .or_else(|| exponential(tail))
        .or_else(|| steps(tail))
        .or_else(|| linear(tail))
        .or_else(|| cosine(tail, base))?;
    if rise > 0 {
        plan.warm_up = Some(WarmUp { steps: Got::of(rise as f64), start: Got::of(first) });
    }
    Some(plan)
}

fn is_near(tail: &[f64], share: impl Fn(f64) -> f64) -> bool {
    tail.iter().enumerate().all(|(step, found)| (found - share(step as f64)).abs() < NEAR)
}

fn constant(tail: &[f64]) -> Option<KindPlan> {
    let is = is_near(tail, |_| 1.0);
    if is { of_kind(Kind::Constant, &[]) } else { None }
}

fn exponential(tail: &[f64]) -> Option<KindPlan> {
    let gamma = *tail.get(1)?;
    // The logarithm tells small shares apart too.
    let is = gamma > 0.0
        && tail.iter().enumerate().all(|(step, share)| {
            *share < 1e-280 || (share.ln() - step as f64 * gamma.ln()).abs() < NEAR * (step + 1) as f64
        });
    if is { of_kind(Kind::Exponential, &[("gamma", Got::of(gamma))]) } else { None }
}

fn steps(tail: &[f64]) -> Option<KindPlan> {
    let every = tail.iter().position(|share| (share - 1.0).abs() > NEAR).filter(|every| *every > 1)?;
    let gamma = *tail.get(every)?;
    let is = gamma > 0.0
        && tail.iter().enumerate().all(|(step, share)| {
            let cuts = (step / every) as f64;
            *share < 1e-280 || (share.ln() - cuts * gamma.ln()).abs() < NEAR * (cuts + 1.0)
        });
    let values = [("step_size", Got::of(every as f64)), ("gamma", Got::of(gamma))];
    if is { of_kind(Kind::Step, &values) } else { None }
}

fn linear(tail: &[f64]) -> Option<KindPlan> {
    let (slope, end) = (1.0 - tail.get(1)?, *tail.last()?);
    let length = ((1.0 - end) / slope).round();
    if !(1.0..=4e9).contains(&length) || !is_near(tail, |step| 1.0 - (1.0 - end) * step.min(length) / length)
    {
        return None;
    }
    let end = if end < NEAR { 0.0 } else { end };
    let values =
        [("start_factor", Got::of(1.0)), ("end_factor", Got::of(end)), ("total_iters", Got::of(length))];
    of_kind(Kind::Linear, &values)
}

fn cosine(tail: &[f64], base: &Value<'_>) -> Option<KindPlan> {
    let least = tail.iter().copied().fold(f64::INFINITY, f64::min);
    let length = tail.iter().position(|share| *share <= least + NEAR).filter(|length| *length > 0)? as f64;
    let curve =
        |step: f64| least + (1.0 - least) * (1.0 + (std::f64::consts::PI * step / length).cos()) / 2.0;
    let holds = is_near(tail, |step| curve(step.min(length)));
    if !holds && !is_near(tail, curve) {
        return None;
    }
    let least = if least < NEAR { 0.0 } else { (least * 1e12).round() / 1e12 };
    let base = base.as_number().map(|number| number.value);
    let eta_min = if least == 0.0 { Got::implied(0.0) } else { Got::of(least * base?) };
    let values = [("t_max", Got::of(length)), ("eta_min", eta_min)];
    let mut plan = of_kind(Kind::CosineAnnealing, &values)?;
    let past_end = Kind::CosineAnnealing.param("past_end").map(Row::new)?;
    plan.filled.push((past_end, f64::from(u8::from(holds))));
    Some(plan)
}
