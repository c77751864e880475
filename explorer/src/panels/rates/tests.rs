//! Every rate, on made-up outcomes.

use etalon_train::question::{EveryRate, Question};
use etalon_train::report::{Divergence, Outcome};

use super::picture::height_at;
use super::words::own_rates;
use super::*;
use crate::race::preset::Preset;
use crate::race::slot::Slot;
use crate::race::yours::Yours;
use crate::view::RatesBy;

fn lane(number: usize) -> Line {
    Line::Lane(Slot::numbered(number).unwrap())
}

pub fn ended(accuracy: f64) -> Outcome {
    let accuracy = Some(accuracy as f32);
    Outcome { best_accuracy: accuracy, final_accuracy: accuracy, final_loss: Some(1.0), divergence: None }
}

fn diverged() -> Outcome {
    let divergence = Some(Divergence { step: 3 });
    Outcome { best_accuracy: None, final_accuracy: None, final_loss: None, divergence }
}

/// The answer where a lane of this peak and seed ends like `outcome`.
pub fn answered(config: &Config, outcome: impl Fn(f64, u64) -> Outcome) -> (EveryRate, Rates) {
    let mut question = question(config, Span::around(0.01)).unwrap();
    for number in 0..question.jobs() {
        let job = question.job(number).unwrap();
        let rates = (0..job.rounds())
            .flat_map(|round| job.policy().rates(round).iter().map(|rate| rate.lr).collect::<Vec<_>>());
        question.add(number, outcome(rates.fold(0.0, f64::max), job.seed()));
    }
    let rates = Rates::of(config.lines(), &question);
    (question, rates)
}

/// A hill over the logarithm of the rate, highest at `top`, that falls by 0.1 within a decade.
fn hill(top: f64) -> impl Fn(f64, u64) -> Outcome {
    move |peak, seed| {
        if peak > 0.09 {
            diverged()
        } else {
            ended(0.95 - 0.1 * (peak / top).log10().abs() + 1e-4 * seed as f64)
        }
    }
}

#[test]
fn the_decades_hold_the_base_rate_and_stay_while_they_do() {
    let usual = Span::around(0.01);
    assert_eq!((usual.low(), usual.high()), (1e-3, 0.1));
    for rate in [1e-3, 0.1, 0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(Span::around(rate), usual, "{rate}");
    }
    for (rate, low) in [(0.3, 0.01), (1.0, 0.01), (1.01, 0.1), (5e-4, 1e-4), (1e-5, 1e-5), (1e30, 1e28)] {
        let span = Span::around(rate);
        assert_eq!(span.low(), low, "{rate}");
        assert!(span.holds(rate) && span.high() > span.low());
    }
    let low = Span::around(5e-4);
    assert_eq!((low.following(5e-3), low.following(0.05)), (low, usual));
}

#[test]
fn every_rate_that_is_trained_is_a_place_of_the_slider() {
    let yours = Yours::NETWORK.with_rate(3e-4, 0.013).unwrap();
    let question = question(&Preset::TrueLabels.config(), Span::around(0.01)).unwrap();
    let span = Span::around(0.01);
    let rates = question.rates().values();
    assert_eq!((rates.len(), rates[0], rates[COUNT - 1]), (COUNT, 1e-3, 0.1));
    for rate in rates {
        assert_eq!(span.rate(span.place(*rate), Yours::NETWORK), *rate);
    }
    let mut before = 0.0;
    for place in 0..=Span::LAST as u32 {
        let rate = span.rate(f64::from(place), Yours::NETWORK);
        let shown = yours.rate(span.rate(f64::from(place), yours));
        assert_eq!(shown, number::digits(shown, 3));
        assert!(rate > before && span.place(rate) == f64::from(place), "{place}: {rate}");
        before = rate;
    }
    assert_eq!((span.place(0.0), span.place(9.0)), (0.0, Span::LAST));
}

#[test]
fn a_lane_keeps_its_ratio_of_peak_to_base() {
    let config = Preset::TrueLabels.config().with_change(Control::run(LR), 0.003).unwrap();
    let cycle = lane(4);
    assert!((ratio(&config, cycle) - 10.0 / 3.0).abs() < 1e-8);
    assert_eq!((ratio(&config, lane(1)), ratio(&config, Line::Reference)), (1.0, 1.0));
    let asked = question(&config, Span::around(0.01)).unwrap();
    let before: Vec<_> = (0..COUNT).map(|rate| asked.job_at(3, rate)).collect();
    for rate in [0.001, 0.0178, 0.0999, 0.05] {
        let next = config.with_changes(&moved(&config, rate)).unwrap();
        assert_eq!(next.value(Control::run(LR)), rate);
        assert!((next.base_rate(cycle) / rate - 10.0 / 3.0).abs() < 1e-7);
        assert!((present(&next, cycle) / rate - 1.0).abs() < 1e-7);
        let asked = question(&next, Span::around(0.01)).unwrap();
        let now: Vec<_> = (0..COUNT).map(|rate| asked.job_at(3, rate)).collect();
        assert!(now == before, "at {rate} other trainings are asked for");
    }
    let none = config.with_change(Control::run(LR), 0.0).unwrap();
    assert_eq!(ratio(&none, cycle), 1.0);
}

#[test]
fn rates_of_the_lanes_own_and_the_seed_of_the_page_change_no_training() {
    let config = Preset::TrueLabels.config();
    let asked = question(&config, Span::around(0.01)).unwrap();
    let own =
        config.with_own_rate(lane(1), Some(0.5)).and_then(|config| config.with_own_rate(lane(4), Some(0.3)));
    let seed = own.unwrap().with_change(Control::run(crate::race::run_settings::SEED), 5.0).unwrap();
    assert_eq!(question(&seed, Span::around(0.01)).unwrap(), asked);
}

#[test]
fn each_lane_gets_the_rate_of_its_leading_median_and_gives_it_back() {
    let config = Preset::TrueLabels.config().with_change(Control::run(LR), 0.005).unwrap();
    let (_, rates) = answered(&config, hill(0.0147));
    // 1cycle peaks at twice the base rate.
    assert_eq!(rates.leading(lane(1)), Some(0.0147));
    assert_eq!(rates.leading(lane(4)), Some(0.00681));
    let applied = rates.applied(&config);
    assert_eq!(applied.base_rate(lane(1)), 0.0147);
    assert!((applied.base_rate(lane(4)) - 0.01362).abs() < 1e-12);
    assert!((present(&applied, lane(4)) - 0.00681).abs() < 1e-12);
    assert!(rates.are_applied(&applied) && !rates.are_applied(&config));
    assert_eq!(applied.with_one_rate(), config);
    assert!(config.lines().all(|line| applied.own_rates().get(line).is_some()));
    let said = own_rates(&applied, Some(&rates), Yours::NETWORK).unwrap();
    assert!(
        said.starts_with("Each lane runs at the rate of its own leading median: Exponential 0.0147, "),
        "{said}"
    );
    assert!(
        own_rates(&applied, None, Yours::NETWORK)
            .unwrap()
            .starts_with("Each lane runs at a base rate of its own")
    );
    assert_eq!(own_rates(&config, Some(&rates), Yours::NETWORK), None);
    let one = config.with_own_rate(lane(2), Some(0.02)).unwrap();
    assert_eq!(
        own_rates(&one, Some(&rates), Yours::NETWORK).unwrap(),
        "One lane runs at a base rate of its own: Cosine 0.0200."
    );
}

#[test]
fn a_lane_that_diverges_everywhere_keeps_its_rate_and_is_said() {
    let config = Preset::TrueLabels.config();
    let (_, rates) = answered(&config, |_, _| diverged());
    assert!(config.lines().all(|line| rates.leading(line).is_none() && rates.good(line).is_none()));
    assert_eq!(rates.applied(&config).base_rate(lane(1)), 0.01);
    assert_eq!(rates.sentence(&config, Yours::NETWORK), "Every lane diverged at every rate.");
    assert_eq!(rates.diverges_at(lane(1)), Some(1e-3));
    let all: Vec<Line> = config.lines().collect();
    for by in [RatesBy::Measure, RatesBy::Distance] {
        let y = rates.y(&all, by);
        assert!(y.low != y.high && y.low.is_finite() && y.high.is_finite() && !y.ticks.is_empty(), "{y:?}");
        assert!(rates.medians(lane(1), by).iter().all(|point| point.1.is_nan()));
    }
    assert!(rates.table(&config, Yours::NETWORK).contains("diverged (diverged to diverged)"));
    assert!(rates.csv(|line| line.to_string(), Yours::NETWORK).contains("0.001,8,8,,,,,8,8,"));
    let own = rates.csv(|line| line.to_string(), Yours::NETWORK.with_rate(3e-4, 0.02).unwrap());
    assert!(own.starts_with("your_base_rate,") && own.contains("\n0.000015,8,8,"), "{own}");
}

#[test]
fn heights_are_the_measure_or_the_distance_from_the_leading_median() {
    let config = Preset::TrueLabels.config();
    let (_, rates) = answered(&config, hill(0.0147));
    let by = |by| rates.medians(lane(1), by);
    let (measure, distance) = (by(RatesBy::Measure), by(RatesBy::Distance));
    assert_eq!((measure.len(), measure[7].0), (COUNT, 0.0147));
    assert!((measure[7].1 - 0.950_45).abs() < 1e-6 && (distance[7].1 - 1e-3).abs() < 1e-12);
    assert!((measure[0].1 + distance[0].1 - measure[7].1).abs() < 1e-9);
    // The highest rate diverges: no median, a cross there, and a band that leaves the chart.
    assert!(measure[12].1.is_nan() && rates.diverges_at(lane(1)) == Some(0.1));
    assert_eq!(rates.middle_halves(lane(1), RatesBy::Measure)[12].1, f64::NEG_INFINITY);
    assert_eq!(rates.middle_halves(lane(1), RatesBy::Distance)[12].1, f64::INFINITY);
    let (q1, q3) = (
        rates.middle_halves(lane(1), RatesBy::Measure)[0].1,
        rates.middle_halves(lane(1), RatesBy::Measure)[0].2,
    );
    assert!(q1 < measure[0].1 && measure[0].1 < q3);
    let y = rates.y(&[lane(1)], RatesBy::Distance);
    assert_eq!(y.position(distance[7].1), 1.0);
    assert!((0.0..0.3).contains(&y.position(distance[0].1)), "{y:?}");
}

#[test]
fn good_rates_lie_around_the_leading_one() {
    // All seeds are worse away from the top, so only the leading rate is good.
    let config = Preset::TrueLabels.config();
    let (_, rates) = answered(&config, hill(0.0147));
    assert_eq!(rates.good(lane(1)), Some((0.0147, 0.0147)));
    // With equal outcomes every rate is good.
    let (_, equal) = answered(&config, |_, _| ended(0.9));
    // A visitor's run has other numbers for the same rates.
    let yours = Yours::NETWORK.with_rate(3e-4, 0.02).unwrap();
    let said = equal.ranges(&config, yours);
    assert!(said.starts_with("Exponential: leading at 1.5e-5, good from 1.5e-5 to 0.00150; "), "{said}");
    assert!(equal.table(&config, yours).contains("<th scope=\"row\">1.5e-5</th>"));
    let axis = equal.x(yours);
    assert!(
        (axis.low - 1e-3).abs() < 1e-15 && axis.ticks.iter().any(|tick| tick.label == "0.001"),
        "{axis:?}"
    );
    assert_eq!(equal.good(lane(2)), Some((1e-3, 0.1)));
    assert!(equal.sentence(&config, Yours::NETWORK).contains("show no lane that is better than every other"));
    assert!(
        equal
            .ranges(&config, Yours::NETWORK)
            .starts_with("Exponential: leading at 0.00100, good from 0.00100 to 0.100; ")
    );
}

#[test]
fn better_is_said_where_the_verdict_says_it() {
    let config = Preset::TrueLabels.config();
    let mut question = question(&config, Span::around(0.01)).unwrap();
    let lanes = config.lines().count();
    for number in 0..question.jobs() {
        let said = Rates::of(config.lines(), &question).sentence(&config, Yours::NETWORK);
        assert!(!said.contains("better"), "{said}");
        // With each seed the lanes alternate.
        question.add(number, ended(if number % lanes == 1 { 0.95 } else { 0.9 }));
    }
    let rates = Rates::of(config.lines(), &question);
    assert_eq!(
        rates.sentence(&config, Yours::NETWORK),
        "Leading median: Cosine at 0.00100, 95.0 %. Cosine is better than every other lane, each at its own leading rate."
    );
}

#[test]
fn a_partial_answer_shows_what_is_known() {
    let config = Preset::TrueLabels.config();
    let mut question = question(&config, Span::around(0.01)).unwrap();
    let none = Rates::of(config.lines(), &question);
    assert_eq!((none.done, none.is_complete(), none.near(lane(1), 0.01)), (0, false, None));
    assert_eq!(
        (none.sentence(&config, Yours::NETWORK), none.medians(lane(1), RatesBy::Measure).len()),
        (String::new(), 0)
    );
    (0..10).for_each(|number| question.add(number, ended(0.8 + 0.01 * number as f64)));
    let some = Rates::of(config.lines(), &question);
    // Each lane at the lowest rate and at the ninth.
    assert_eq!(some.medians(lane(1), RatesBy::Measure).len(), 2);
    assert!(some.middle_halves(lane(1), RatesBy::Measure).is_empty());
    let near = some.near(lane(1), 0.01).unwrap();
    assert!((near - 0.85).abs() < 1e-6, "the nearest trained rate is 0.0215: {near}");
    assert_eq!(some.near(lane(1), 0.5), None);
}

#[test]
fn a_height_between_two_points_is_on_their_line() {
    let pieces = vec![vec![(0.0, 0.0), (0.5, 1.0)], vec![(0.75, 0.2), (1.0, 0.4)]];
    assert_eq!(height_at(&pieces, 0.25), Some(0.5));
    assert_eq!(height_at(&pieces, 0.6), None);
    assert!((height_at(&pieces, 1.0).unwrap() - 0.4).abs() < 1e-12);
}
