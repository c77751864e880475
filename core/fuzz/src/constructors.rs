//! Constructors: what they take is legal, and what they refuse is refused for a reason that holds.

use arbitrary::{Result, Unstructured};
use etalon::{
    ConstantLr, CosineAnnealingLr, ExponentialLr, Length, OneCycleLr, Param, ParamError, Real,
    ReduceLrOnPlateau, Schedule, Settings,
};

use crate::{count, number, one_cycle, settings};

/// Reads parameters and builds everything.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    // Too few bytes make no case.
    let _ = build::<f32>(&mut u).and_then(|()| build::<f64>(&mut u)).and_then(|()| dynamic(&mut u));
}

fn build<F: Real>(u: &mut Unstructured<'_>) -> Result<()> {
    let (lr, gamma, t_max, eta_min) = (number::<F>(u)?, number::<f64>(u)?, count(u)?, number::<F>(u)?);
    let rate = (Param::Lr, lr.to_f64());
    verdict(ConstantLr::new(lr), &[rate]);
    verdict(ExponentialLr::new(lr, gamma), &[rate, (Param::Gamma, gamma)]);
    let cosine = CosineAnnealingLr::new(lr, t_max, eta_min);
    verdict(cosine, &[rate, (Param::TMax, f64::from(t_max)), (Param::EtaMin, eta_min.to_f64())]);

    let s = settings::<F>(u)?;
    let given = [
        rate,
        (Param::Factor, s.factor.to_f64()),
        (Param::Threshold, s.threshold.to_f64()),
        (Param::MinLr, s.min_lr.to_f64()),
        (Param::Eps, s.eps.to_f64()),
    ];
    verdict(ReduceLrOnPlateau::new(lr, s), &given);

    let c = one_cycle::<F>(u)?;
    let mut given = vec![
        (Param::MaxLr, c.max_lr.to_f64()),
        (Param::PctStart, c.pct_start),
        (Param::DivFactor, c.div_factor),
        (Param::FinalDivFactor, c.final_div_factor),
    ];
    match c.length {
        Length::Steps(steps) => given.push((Param::TotalSteps, f64::from(steps))),
        Length::Epochs { epochs, steps_per_epoch } => {
            given.push((Param::Epochs, f64::from(epochs)));
            given.push((Param::StepsPerEpoch, f64::from(steps_per_epoch)));
            if epochs > 0 && steps_per_epoch > 0 {
                given.push((Param::TotalSteps, f64::from(epochs) * f64::from(steps_per_epoch)));
            }
        }
    }
    if let Some((base, max)) = c.momentum {
        given.push((Param::BaseMomentum, base.to_f64()));
        given.push((Param::MaxMomentum, max.to_f64()));
    }
    verdict(OneCycleLr::new(c), &given);

    if let Ok(schedule) = cosine {
        let (steps, factor, low, high) = (count(u)?, number::<f64>(u)?, number::<F>(u)?, number::<F>(u)?);
        verdict(schedule.warm_up(steps, factor), &[(Param::StartFactor, factor)]);
        let clamped = schedule.clamp(low, high);
        let legal = [low, high].iter().all(|rate| Param::Lr.check(rate.to_f64()).is_ok());
        assert_eq!(clamped.is_ok(), legal && low <= high, "clamp {low} {high}");
    }
    Ok(())
}

/// Built where everything given is legal; else the error repeats an illegal value and the table's reason.
fn verdict<T>(built: std::result::Result<T, ParamError>, given: &[(Param, f64)]) {
    let legal = given.iter().all(|(param, value)| param.check(*value).is_ok());
    match built {
        Ok(_) => assert!(legal, "took {given:?}"),
        Err(error) => {
            assert!(!legal, "{error} although all is legal: {given:?}");
            let same = |(param, value): &(Param, f64)| {
                *param == error.param && value.to_bits() == error.value.to_bits()
            };
            assert!(given.iter().any(same), "{error} is about none of {given:?}");
            assert_eq!(error.param.spec().domain.refuse(error.value), Some(error.reason));
            assert!(error.to_string().contains(error.param.spec().id));
        }
    }
}

/// The dynamic form: what is set is legal, and what is refused changes nothing.
fn dynamic(u: &mut Unstructured<'_>) -> Result<()> {
    let mut settings = Settings::default();
    for _ in 0..8 {
        let param = *u.choose(&Param::ALL)?;
        let value = match u.arbitrary()? {
            true => f64::from(count(u)?),
            false => number(u)?,
        };
        let before = settings;
        match settings.set(param, value) {
            Ok(()) => assert_eq!(settings.get(param).to_bits(), value.to_bits()),
            Err(_) => assert_eq!(settings, before),
        }
    }
    assert!(settings.exponential().is_ok());
    assert!(settings.cosine().is_ok());
    assert!(settings.plateau().is_ok());
    assert!(settings.one_cycle().is_ok());
    Ok(())
}
