//! A curve that a visitor draws: the base rate times the shares of its points. Its kind in the catalog is the constant rate.

mod texts;

use etalon::Kind;

use crate::code::framework::{Framework, Language};
use crate::code::literal::number;
use crate::code::program::{Gaps, Programs};
use crate::kinds::needs::{Length, Metric, Needs};
use crate::kinds::page::{KindPage, Source};
use crate::race::curve::Curve;
use crate::race::row::Row;
use crate::race::seat::Seat;

const KIND: Kind = Kind::Constant;
const LR: Row = Row::of(KIND, "lr");

/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    source: Source::Points,
    short: "Drawn",
    textbook: &[],
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[],
    helps: &[],
    formula: texts::FORMULA,
    lesson: texts::LESSON,
    needs: Needs { length: Length::FromTheStart, metric: Metric::NoPart },
    fact: |seat, _| texts::fact(seat),
    sentence: texts::sentence,
    traps: &[],
    run_traps: &[],
    calmer: |_| Vec::new(),
    presets: &[],
    torch: None,
    programs: Programs {
        pytorch: include_str!("drawn/rate.py"),
        keras: include_str!("drawn/rate.py"),
        optax: include_str!("drawn/rate.py"),
        burn: include_str!("drawn/burn.rs.txt"),
        etalon: include_str!("drawn/etalon.rs.txt"),
        gaps,
    },
};

/// The curve of a lane.
fn curve(seat: &Seat<'_>) -> Curve {
    let lane = seat.line.slot().and_then(|slot| seat.config.lane(slot));
    lane.and_then(|lane| lane.curve().copied()).unwrap_or_default()
}

/// The width at which a line of a table is broken.
const WIDTH: usize = 76;

/// A table for a program: the shares for Python, where `lr` is a variable, and the rates for Rust.
fn gaps(seat: &Seat<'_>, framework: Framework) -> Gaps {
    let table = match framework.language() {
        Language::Python => curve(seat).shares(seat.own_length().max(1)),
        Language::Rust => seat.points().unwrap_or_default(),
    };
    Gaps::default().text("table", wrapped(&table))
}

/// Numbers in lines, each with a comma.
fn wrapped(table: &[f64]) -> String {
    let mut lines = vec![String::new()];
    for value in table {
        let text = number(*value) + ",";
        match lines.last_mut() {
            Some(line) if line.is_empty() => *line = text,
            Some(line) if line.len() + text.len() < WIDTH => *line += &format!(" {text}"),
            Some(_) | None => lines.push(text),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::export;
    use crate::race::config::Config;
    use crate::race::control::Control;
    use crate::race::curve::Join;
    use crate::race::run_settings;
    use crate::race::slot::{Line, Slot};

    fn drawn(points: &str) -> (Config, Line) {
        let slot = Slot::numbered(1).unwrap();
        let curve = Curve::read(points, Join::Linear).unwrap();
        let config = Config::racing(&[&PAGE]).with(Control::run(run_settings::LR), 0.01).unwrap();
        (config.with_curve(slot, curve).unwrap(), Line::Lane(slot))
    }

    #[test]
    fn a_lane_trains_with_the_rates_of_its_points() {
        let (config, line) = drawn("0:1,0.5:3,1:0");
        let policy = config.job(line).unwrap();
        let rates: Vec<f64> = (0..20).map(|epoch| policy.policy().rates(epoch)[7].lr).collect();
        assert_eq!((rates[0], rates[10]), (0.01, 0.03));
        assert!((rates[19] - 0.003).abs() < 1e-12, "{rates:?}");
        let seat = Seat::new(&config, line);
        assert_eq!((seat.rate_at(10), seat.first_rate()), (Some(0.03), Some(0.01)));
    }

    #[test]
    fn a_lane_follows_the_base_rate_and_stands_behind_a_warm_up() {
        let (config, line) = drawn("0:2,1:2");
        let control = Control::lane(line.slot().unwrap(), crate::race::warm_up::STEPS);
        let own = config.with_own_rate(line, Some(0.5)).unwrap().with_change(control, 5.0).unwrap();
        let rates = own.policy(line).unwrap();
        assert!(rates.rates(0)[0].lr < 0.1 && rates.rates(6)[0].lr == 1.0);
        assert!(own.with_own_rate(line, Some(1e308)).unwrap().job(line).is_err(), "a rate that is infinite");
    }

    #[test]
    fn every_framework_gets_the_table() {
        let (config, line) = drawn("0:1,0.5:0.25,1:0.25");
        for framework in Framework::ALL {
            let text = export(&config, line, *framework);
            let value = if framework.language() == Language::Python { "0.25," } else { "0.0025," };
            assert_eq!(text.matches(value).count(), 10, "{text}");
            let is_table = |line: &&str| line.trim_start().starts_with(|c: char| c.is_ascii_digit());
            assert!(text.lines().filter(is_table).all(|line| line.len() <= 88), "{text}");
        }
        let etalon = export(&config, line, Framework::Etalon);
        assert!(etalon.contains("use etalon::{ParamError, Schedule};"), "{etalon}");
    }
}
