//! Addresses there and back, those of version 1, and ten thousand hostile ones.

use etalon::param::Domain;

use super::pairs::MOST_KEYS;
use super::*;
use crate::flags::{EngineChoice, Fault, Theme};
use crate::kinds;
use crate::panels::advice::{Answer, Answers, Subject};
use crate::panels::landscape::Choice;
use crate::race::control::{Control, Owner};
use crate::race::lane::Lane;
use crate::race::run_settings::{EPOCHS, LR, SEED};
use crate::race::seeds::SeedCount;
use crate::race::slide::Track;
use crate::race::slot::{Line, PerLine, Slot};
use crate::race::yours::Yours;
use crate::view::{RatesBy, Unit, Window};
use etalon_train::task::Measure;

fn slot(number: usize) -> Slot {
    Slot::numbered(number).unwrap()
}

fn lane(config: &Config, number: usize, id: &str) -> Control {
    Control::lane(slot(number), config.lane(slot(number)).unwrap().row(id).unwrap())
}

#[test]
fn the_opening_needs_no_query() {
    assert_eq!(write(&Link::default()), "");
    assert_eq!(read(""), (Link::default(), vec![]));
}

#[test]
fn every_control_of_every_kind_survives_the_way_through_the_address() {
    for page in kinds::KINDS {
        let config = opening::config().with_lane(slot(5), Some(page)).with_lane(slot(2), Some(page));
        for control in config.controls() {
            for share in [0.0, 0.37, 1.0] {
                let value = match control.row.domain {
                    Domain::Choice(names) => (share * (names.len() - 1) as f64).round(),
                    _ => Track::of(control.row)
                        .map_or(0.0, |track| track.value(track.min + share * (track.max - track.min))),
                };
                let config = config.with(control, value).unwrap();
                let link = Link { config, ..Link::default() };
                assert_eq!(read(&write(&link)), (link, vec![]), "{control} {value} {}", write(&link));
            }
        }
    }
}

#[test]
fn a_schedule_is_as_long_as_the_run_unless_the_address_says_otherwise() {
    let (link, _) = read("?v=3&epochs=40");
    assert_eq!(link.config.value(lane(&link.config, 4, "total_steps")), 1_800.0);
    assert_eq!(write(&link), "?v=3&epochs=40");
    for query in ["?v=3&4.total_steps=900&epochs=40", "?v=3&epochs=40&one_cycle.total_steps=900"] {
        let (link, problems) = read(query);
        assert_eq!((link.config.value(lane(&link.config, 4, "total_steps")), problems.len()), (900.0, 0));
        assert_eq!(read(&write(&link)).0, link);
    }
    let (link, problems) = read("?v=3&4.warmup_steps=90");
    assert_eq!((link.config.value(lane(&link.config, 4, "total_steps")), problems.len()), (810.0, 0));
    assert_eq!(write(&link), "?v=3&4.warmup_steps=90");
}

#[test]
fn a_key_may_name_a_kind_a_place_or_an_empty_place() {
    let (link, problems) = read("?v=3&exponential.gamma=0.5&5.kind=exponential&5.gamma=0.6&2.kind=empty");
    assert_eq!(problems, []);
    let value = |number| link.config.value(lane(&link.config, number, "gamma"));
    assert_eq!((value(1), value(5), link.config.lane(slot(2))), (0.5, 0.6, None));
    let (link, problems) = read("?v=3&constant.lr=0.5");
    assert_eq!((problems.len(), link.config.base_rate(Line::Lane(slot(5)))), (0, 0.5));
    for (query, name) in [
        ("?v=3&6.kind=cosine", "6.kind"),
        ("?v=3&1.kind=cosinus", "1.kind"),
        ("?v=3&1.t_max=3", "1.t_max"),
        ("?v=3&cosinus.t_max=3", "cosinus.t_max"),
        ("?v=3&gamma=0.5", "gamma"),
        ("?v=3&7.rate=0.5", "7.rate"),
        ("?v=3&1.rate=-1", "lr"),
        ("?v=3&hide=9", "hide"),
        ("?v=3&know_length=perhaps", "know_length"),
    ] {
        let (link, problems) = read(query);
        assert_eq!((link, problems.len()), (Link::default(), 1), "{query}");
        assert!(problems[0].to_string().contains(name), "{query}: {}", problems[0]);
    }
}

#[test]
fn an_empty_lineup_is_an_address_too() {
    let mut config = opening::config();
    for slot in Slot::all() {
        config = config.with_lane(slot, None);
    }
    let link = Link { config, ..Link::default() };
    assert_eq!(read(&write(&link)), (link, vec![]));
    assert_eq!(link.config.lines().collect::<Vec<_>>(), [Line::Reference]);
}

/// As different from the opening as can be.
fn everything() -> Link {
    let config = opening::config()
        .with_lane(slot(5), Some(kinds::KINDS[0]))
        .with_lane(slot(1), None)
        .with_change(Control::run(SEED), 77.0)
        .and_then(|config| config.with_change(Control::run(LR), 0.5))
        .and_then(|config| config.with_change(Control::run(EPOCHS), 33.0))
        .unwrap();
    let own = [(Line::Reference, 0.017_782_794), (Line::Lane(slot(4)), 0.3), (Line::Lane(slot(5)), 1e-4)];
    let config =
        own.into_iter().fold(config, |config, (line, rate)| config.with_own_rate(line, Some(rate)).unwrap());
    Link {
        config,
        view: View {
            measure: Measure::Loss,
            every_rate: false,
            rates_by: RatesBy::Distance,
            rates_log: true,
            accuracies_log: false,
            losses_log: false,
            time_log: true,
            unit: Unit::Steps,
            window: Window::new(0.5, 7.25),
            hidden: PerLine::from_fn(|line| line.index() % 2 == 1),
            momentum: true,
            replay: Some(5),
            seeds: SeedCount::SixtyFour,
            own_seed: true,
            landscape: Choice::usual(&config, slot(4)).map(|choice| choice.across(choice.y)),
            answers: Answers::default()
                .toggled(Subject::Length, Answer::No)
                .toggled(Subject::Metric, Answer::Yes),
            yours: Yours::default().with_batches(400.0).unwrap().with_ratio(0.015).unwrap(),
        },
        flags: Flags {
            engine: EngineChoice::Gpu,
            measure: true,
            charts: false,
            marks: false,
            selftest: true,
            fault: Some(Fault::LoseDevice),
            embed: true,
            theme: Theme::Dark,
            teaching: read(
                "?v=3&2.kind=cosine&only=code,2,run&without=3,log&lock=2.t_max,seed,run&aim=5>reference",
            )
            .0
            .flags
            .teaching,
        },
    }
}

#[test]
fn a_landscape_of_a_lane_that_is_gone_is_not_linked() {
    let link = everything();
    assert!(write(&link).contains("landscape=4,"), "{}", write(&link));
    let gone = Link { config: link.config.with_lane(slot(4), None), ..link };
    assert!(!write(&gone).contains("landscape"));
    for odd in
        ["", "1", "1,gamma", "1,gamma,gamma", "1,gamma,lr,lr", "1,t_max,lr", "9,gamma,lr", "gamma,lr,1"]
    {
        let (link, problems) = read(&format!("?v=3&landscape={odd}"));
        assert_eq!((link, problems.len()), (Link::default(), 1), "{odd}");
    }
    let (link, problems) = read("?v=3&landscape=1,gamma,lr");
    assert!(problems.is_empty() && link.view.landscape == Choice::usual(&link.config, slot(1)));
}

#[test]
fn views_and_flags_survive_too() {
    let link = everything();
    assert_eq!(read(&write(&link)), (link, vec![]));
}

#[test]
fn a_length_in_the_visitors_steps_survives_and_nonsense_has_its_reason() {
    let query = "?v=3&4.total_steps=113&batches=400&your_steps=4.total_steps:1000";
    let (link, problems) = read(query);
    let length = lane(&link.config, 4, "total_steps");
    assert_eq!((write(&link).as_str(), problems), (query, vec![]));
    assert_eq!(link.view.yours.text(&link.config, length, 113.0), "1000");
    // The order of the keys does not matter.
    assert_eq!(read("?v=3&your_steps=4.total_steps:1000&batches=400&4.total_steps=113").0, link);
    // What was entered for another length is not linked.
    let other = Link { config: link.config.with(length, 114.0).unwrap(), ..link };
    assert!(!write(&other).contains("your_steps"), "{}", write(&other));
    for (odd, reason) in [
        ("", "such as 4.total_steps:1000"),
        ("1000", "such as 4.total_steps:1000"),
        ("4.total_steps", "such as 4.total_steps:1000"),
        ("9.total_steps:1000", "such as 4.total_steps:1000"),
        ("4.total_steps:many", "must be a number"),
        ("4.total_steps:1000.5", "total_steps"),
        ("4.total_steps:0", "total_steps"),
        ("4.total_steps:2000", "total_steps is 1004 in your steps, and 2000 is another length"),
        ("1.gamma:0.5", "gamma is 0.9 in your steps"),
        ("4.total_steps:1000,4.total_steps:9", "9 is another length"),
    ] {
        let (link, problems) = read(&format!("?v=3&4.total_steps=113&batches=400&your_steps={odd}"));
        assert_eq!((link.view.yours.lengths(&link.config).count(), problems.len()), (0, 1), "{odd}");
        assert!(problems[0].to_string().contains(reason), "{odd}: {}", problems[0]);
    }
}

#[test]
fn every_rate_is_a_chart_of_its_own() {
    let (link, problems) = read("?chart=rates");
    assert!(link.view.every_rate && problems.is_empty());
    assert!(write(&link).contains("chart=rates"), "{}", write(&link));
    assert!(!read("?chart=loss").0.view.every_rate);
}

#[test]
fn what_a_teacher_asks_for_survives_and_unknown_names_are_said() {
    for query in [
        "?v=3&only=compare,learned,1",
        "?v=3&without=code,log,run",
        "?v=3&lock=1.gamma,2.kind,lr",
        "?v=3&aim=1%3E=2",
        "?v=3&aim=reference%3E4",
    ] {
        let (link, problems) = read(query);
        assert_eq!((write(&link).as_str(), problems), (query, vec![]));
    }
    let (link, problems) = read("?v=3&lock=5.gamma,seed&5.kind=exponential");
    assert_eq!((link.flags.teaching.locks.names().as_str(), problems.len()), ("5.gamma,seed", 0));
    for (query, name, kept) in [
        ("?v=3&only=codes,code", "codes", "?v=3&only=code"),
        ("?v=3&only=", "only", ""),
        ("?v=3&without=9", "9", ""),
        ("?v=3&aim=1>6", "1>6", ""),
        ("?v=3&lock=1.t_max,lr", "1.t_max", "?v=3&lock=lr"),
        ("?v=3&lock=5.gamma", "5.gamma", ""),
    ] {
        let (link, problems) = read(query);
        assert_eq!((write(&link).as_str(), problems.len()), (kept, 1), "{query}");
        assert!(problems[0].to_string().contains(name), "{query}: {}", problems[0]);
    }
}

#[test]
fn every_problem_is_said_and_the_rest_is_followed() {
    let query = "?v=9&1.gamma=-1&2.t_max=0&3.mode=maximum&seed=x&%CE%B3=1&chart=bars&zoom=3,1&hide=nobody&3.patience=4";
    let (link, problems) = read(query);
    assert_eq!(link.config.value(lane(&link.config, 3, "patience")), 4.0);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let names = ["version 9", "gamma", "t_max", "mode", "seed", "γ", "chart", "zoom", "hide"];
    assert_eq!(said.len(), names.len(), "{said:?}");
    for name in names {
        assert!(said.iter().any(|message| message.contains(name)), "{said:?} does not name {name}");
    }
}

#[test]
fn an_endless_address_is_cut_and_that_is_said() {
    let (_, problems) = read(&"&1.gamma=0.5&x".repeat(100_000));
    assert!(problems.contains(&Problem::TooLong) && problems.len() <= MOST_KEYS + 1);
    let (_, problems) = read(&format!("?1.gamma={}", "9".repeat(100_000)));
    assert!(problems.iter().all(|problem| problem.to_string().len() < 400), "{problems:?}");
}

/// What the last page of version 1 made of these addresses: the problems, every control, the tuned rates, the hidden lines.
const FIRST: &str = include_str!("../../tests/data/addresses_v1.txt");

#[test]
fn addresses_of_version_1_mean_what_they_meant() {
    assert!(FIRST.lines().count() >= 50);
    for record in FIRST.lines() {
        let [query, problems, values, tuned, hidden] =
            record.split('|').collect::<Vec<_>>().try_into().expect(record);
        let (link, found) = read(query);
        let without_effect = found.iter().filter(|one| matches!(one, Problem::WithoutEffect { .. })).count();
        assert_eq!((found.len() - without_effect).to_string(), problems, "{query}: {found:?}");
        for pair in values.split(' ') {
            let (key, value) = pair.split_once('=').unwrap();
            let Some(control) = first::control(&link.config, key) else {
                assert!(first::WITHOUT_EFFECT.iter().any(|(known, _)| *known == key), "{key} is lost");
                continue;
            };
            let shared = link.config.with_one_rate();
            assert_eq!(shared.value(control), value.parse::<f64>().unwrap(), "{query}: {key}");
        }
        let rates: Vec<String> = first::lines()
            .filter_map(|line| *link.config.own_rates().get(line))
            .map(crate::number::exact)
            .collect();
        assert_eq!(rates.join(","), if tuned == "-" { "" } else { tuned }, "{query}");
        let lines: String =
            first::lines().map(|line| if link.view.shows(line) { '0' } else { '1' }).collect();
        assert_eq!(lines, hidden, "{query}");
    }
}

/// What the last page of version 2 made of these addresses: the problems, the kinds, every control, the base rates.
const SECOND: &str = include_str!("../../tests/data/addresses_v2.txt");

#[test]
fn addresses_of_version_2_mean_what_they_meant_and_can_be_linked_to_again() {
    assert!(SECOND.lines().count() >= 25);
    for record in SECOND.lines() {
        let [query, problems, kinds, values, rates] =
            record.split('|').collect::<Vec<_>>().try_into().expect(record);
        let (link, found) = read(query);
        assert_eq!(found.len().to_string(), problems, "{query}: {found:?}");
        let id = |lane: &Lane| lane.page().kind.id();
        let running: Vec<String> =
            link.config.lanes().map(|(slot, lane)| format!("{}={}", slot.number(), id(lane))).collect();
        assert_eq!(running.join(" "), kinds, "{query}");
        let shared = link.config.with_one_rate();
        let here = |control: Control| match control.owner {
            Owner::Run => control.row.id.to_owned(),
            Owner::Lane(slot) => format!("{}.{}", slot.number(), control.row.id),
        };
        let controls: Vec<Control> = shared.controls().collect();
        for pair in values.split(' ') {
            let (key, value) = pair.split_once('=').unwrap();
            let control = *controls.iter().find(|control| here(**control) == key).expect(key);
            assert_eq!(control.text(shared.value(control)), value, "{query}: {key}");
        }
        let now: Vec<String> =
            link.config.lines().map(|line| crate::number::exact(link.config.base_rate(line))).collect();
        assert_eq!(now.join(" "), rates, "{query}");
        assert_eq!(job_labels(&link.config), 0, "{query}: every label was right");
        assert_eq!(read(&write(&link)), (link, vec![]), "{query}");
    }
}

/// The share of wrong labels that the reference trains with.
fn job_labels(config: &Config) -> u32 {
    config.job(Line::Reference).unwrap().wrong_labels().percent()
}

/// xorshift64*, seeded: the same ten thousand every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize) % bound
    }
}

const VALUES: &[&str] = &[
    "",
    "NaN",
    "inf",
    "1e999",
    "-0",
    "1e-320",
    "99999999999999999999",
    "%F",
    "%FF%FE",
    "%00",
    "<script>",
    "linear",
    "log",
    "min",
    "true",
    "1",
    "0,0",
    "\u{202e}γ",
    ",",
    "-1",
    "0.5",
    "7",
    "0.25",
    "3",
    "12",
    "0.03",
    "40",
    "steps",
    "empty",
    "cosine",
    "exponential",
    "plateau",
    "one_cycle",
    "drawn",
    "0:1,0.5:2,1:0",
    "0:1,0:2",
    "log",
];

#[test]
fn ten_thousand_hostile_addresses_do_no_harm() {
    let mut draw = Draw(0x9e37_79b9_7f4a_7c15);
    let rows =
        kinds::KINDS.iter().flat_map(|page| page.kind.params().iter().map(move |row| (page.id(), row.id)));
    let mut keys: Vec<String> = rows
        .flat_map(|(kind, row)| {
            [row.to_owned(), format!("{kind}.{row}"), format!("1.{row}"), format!("5.{row}")]
        })
        .collect();
    for key in [
        "1.kind",
        "2.kind",
        "5.kind",
        "9.kind",
        "1.rate",
        "4.rate",
        "reference.rate",
        "1.warmup_steps",
        "1.points",
        "drawn.points",
        "1.join",
        "epochs",
        "seed",
    ] {
        keys.extend([key.to_owned(), key.to_owned()]);
    }
    for key in [
        "v",
        "tuned",
        "chart",
        "rate_axis",
        "zoom",
        "hide",
        "unit",
        "replay",
        "theme",
        "fault",
        "",
        "%",
        ".",
        "1.",
    ] {
        keys.push(key.to_owned());
    }
    let mut followed = 0;
    for _ in 0..10_000 {
        let mut query = String::new();
        for _ in 0..draw.below(20) {
            query.push_str(["&", "&", "&", "&&", "?", "", "="][draw.below(7)]);
            query.push_str(&keys[draw.below(keys.len())]);
            query.push_str(["=", "=", "=", "=", "", "==", "=%3D"][draw.below(7)]);
            query.push_str(VALUES[draw.below(VALUES.len())]);
        }
        let (link, problems) = read(&query);
        // What stands is legal and can be linked to again.
        assert_eq!(read(&write(&link)), (link, vec![]), "{query:?} {}", write(&link));
        problems.iter().for_each(|problem| assert!(!problem.to_string().is_empty()));
        followed += usize::from(link != Link::default());
    }
    assert!(followed > 1_000, "only {followed} of the addresses changed anything, so they test nothing");
}

#[test]
fn a_drawn_curve_is_linked_and_refused_with_reasons() {
    let (link, problems) = read("?v=2&2.kind=drawn&2.points=0:1,0.5:2,1:0&2.join=log&2.rate=0.02");
    assert_eq!(problems, []);
    let curve = link.config.lane(Slot::numbered(2).unwrap()).unwrap().curve().unwrap();
    assert_eq!((curve.text(), curve.join().id()), ("0:1,0.5:2,1:0".to_owned(), "log"));
    assert_eq!(read(&write(&link)), (link, vec![]));
    assert!(write(&link).contains("2.kind=drawn&2.points=0:1,0.5:2,1:0&2.join=log"), "{}", write(&link));
    // The curve that a visitor begins with needs no points.
    let (usual, _) = read("?v=2&2.kind=drawn");
    assert!(!write(&usual).contains("points"), "{}", write(&usual));
    for (query, says) in [
        ("?v=2&2.kind=drawn&2.points=0:1,0:2", "point 2 must be later"),
        ("?v=2&2.kind=drawn&2.points=", "point 1 must be a pair"),
        ("?v=2&2.kind=drawn&2.join=curved", "2.join has no choice"),
        ("?v=2&2.points=0:1", "2.points"),
    ] {
        let (_, problems) = read(query);
        assert!(problems.len() == 1 && problems[0].to_string().contains(says), "{query}: {problems:?}");
    }
}

#[test]
fn every_link_of_the_lessons_opens_what_it_says() {
    let page = include_str!("../../../web/teachers.html");
    let links: Vec<String> = page
        .split("href=\"./?")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.replace("&amp;", "&")))
        .collect();
    assert!(links.len() > 10, "{links:?}");
    for query in links {
        let (link, problems) = read(&query);
        assert_eq!(problems, [], "{query}");
        assert_ne!(link, Link::default(), "{query} is the opening");
        assert!(link.config.lines().all(|line| link.config.job(line).is_ok()), "{query}");
    }
}
