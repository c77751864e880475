//! One plain fact for each schedule, computed from its settings or, for the plateau, from its run.

use crate::model::config::{Config, STEPS};
use crate::model::kind::Kind;
use crate::model::number::{about, percent};
use crate::model::param::Param;
use crate::model::run::Run;

/// The fact on a schedule's card. `run` is the latest run of that schedule, if there is one, of which `shown` steps are known.
#[must_use]
pub fn fact(config: &Config, kind: Kind, run: Option<&Run>, shown: f64) -> String {
    match kind {
        Kind::Exponential => exponential(config),
        Kind::CosineAnnealing => cosine(config),
        Kind::ReduceOnPlateau => {
            run.map_or_else(|| "waits for its metric".to_owned(), |run| plateau(run, shown))
        }
        Kind::OneCycle => one_cycle(config),
    }
}

fn exponential(config: &Config) -> String {
    let gamma = config.get(Param::Gamma);
    let Ok(schedule) = config.settings().exponential() else { return String::new() };
    let half_life = schedule.half_life();
    if gamma == 0.0 {
        "0 after the first epoch".to_owned()
    } else if gamma == 1.0 {
        "never changes".to_owned()
    } else if gamma >= 2.0 {
        format!("grows {}-fold every epoch", about(gamma))
    } else if half_life < 0.0 {
        format!("doubles every {}", epochs(-half_life))
    } else {
        format!("halves every {}", epochs(half_life))
    }
}

fn epochs(count: f64) -> String {
    match about(count).as_str() {
        "1" => "1 epoch".to_owned(),
        many => format!("{many} epochs"),
    }
}

fn cosine(config: &Config) -> String {
    let (lr, floor) = (config.get(Param::Lr), config.get(Param::EtaMin));
    let (t_max, epochs) = (config.get(Param::TMax), f64::from(config.epochs()));
    let holds = config.get(Param::PastEnd) != 0.0;
    if lr == floor {
        return "a flat line: η_min is η₀".to_owned();
    }
    if floor > lr {
        return "rises: η_min is above η₀".to_owned();
    }
    if t_max > epochs {
        let Ok(schedule) = config.settings().cosine() else { return String::new() };
        let left = schedule.lr(config.epochs().saturating_sub(1)) / lr;
        format!("stops at {} of η₀", percent(left))
    } else if t_max < epochs && !holds {
        format!("lowest at {t_max}, then rises")
    } else if t_max < epochs {
        format!("lowest from epoch {t_max} on")
    } else {
        format!("lowest at epoch {t_max}")
    }
}

fn plateau(run: &Run, shown: f64) -> String {
    let mut cuts = run.cuts();
    cuts.retain(|epoch| f64::from(*epoch * STEPS) <= shown);
    match cuts.as_slice() {
        [] if run.divergence().is_some() => "diverged before any cut".to_owned(),
        [] if shown < f64::from(run.steps_done()) => "no cut yet".to_owned(),
        [] => format!("no cut in {}", epochs(f64::from(run.epochs_done()))),
        [one] => format!("cut after epoch {one}"),
        [one, two] => format!("cut after epochs {one} and {two}"),
        [first, ..] => format!("{} cuts, first after epoch {first}", cuts.len()),
    }
}

fn one_cycle(config: &Config) -> String {
    let Ok(schedule) = config.settings().one_cycle() else { return String::new() };
    let steps = (0..config.steps()).map(|step| (step, schedule.lr(step)));
    let (peak, highest) = steps.fold((0, 0.0), |best, here| if here.1 > best.1 { here } else { best });
    if highest < 0.99 * config.get(Param::MaxLr) {
        format!("ends at {} of its peak", percent(highest / config.get(Param::MaxLr)))
    } else if schedule.total_steps() > config.steps() {
        let done = f64::from(config.steps()) / f64::from(schedule.total_steps());
        format!("only {} of the cycle is used", percent(done))
    } else {
        format!("peak at epoch {}", about(f64::from(peak) / f64::from(STEPS)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::presets::Preset;
    use crate::model::run::tests::sample;

    fn with(param: Param, value: f64) -> Config {
        Preset::Opening.config().turned(param, value).unwrap()
    }

    #[test]
    fn the_textbook_facts() {
        let config = Preset::Opening.config();
        assert_eq!(fact(&config, Kind::Exponential, None, 0.0), "halves every 6.6 epochs");
        assert_eq!(fact(&config, Kind::CosineAnnealing, None, 0.0), "lowest at epoch 20");
        assert_eq!(fact(&config, Kind::OneCycle, None, 0.0), "peak at epoch 6");
    }

    #[test]
    fn a_plateaus_cuts_are_told_when_they_come() {
        let (run, config) = (sample(), Preset::Opening.config());
        let told = |shown| fact(&config, Kind::ReduceOnPlateau, Some(&run), shown);
        assert_eq!(told(89.0), "no cut yet");
        assert_eq!(told(90.0), "cut after epoch 2");
    }

    #[test]
    fn edges_are_told_apart() {
        assert_eq!(fact(&with(Param::Gamma, 1.0), Kind::Exponential, None, 0.0), "never changes");
        assert_eq!(fact(&with(Param::Gamma, 2.0), Kind::Exponential, None, 0.0), "grows 2-fold every epoch");
        assert_eq!(fact(&with(Param::Gamma, 0.0), Kind::Exponential, None, 0.0), "0 after the first epoch");
        assert_eq!(
            fact(&with(Param::EtaMin, 0.01), Kind::CosineAnnealing, None, 0.0),
            "a flat line: η_min is η₀"
        );
        assert!(fact(&with(Param::TMax, 5.0), Kind::CosineAnnealing, None, 0.0).ends_with("then rises"));
        assert!(fact(&with(Param::TMax, 40.0), Kind::CosineAnnealing, None, 0.0).starts_with("stops at 5"));
        assert!(fact(&with(Param::TotalSteps, 9000.0), Kind::OneCycle, None, 0.0).starts_with("ends at "));
    }
}
