//! Addresses there and back, and ten thousand hostile ones.

use etalon_train::setting::Setting;

use super::*;
use crate::model::slide::Track;

#[test]
fn the_opening_needs_no_query() {
    assert_eq!(write(&Link::default()), "");
    assert_eq!(read(""), (Link::default(), vec![]));
}

#[test]
fn every_control_survives_the_way_through_the_address() {
    for knob in Knob::all() {
        for share in [0.0, 0.37, 1.0] {
            let value = match knob.spec().domain {
                Domain::Choice(names) => (share * (names.len() - 1) as f64).round(),
                _ => Track::of(knob)
                    .map_or(0.0, |track| track.value(track.min + share * (track.max - track.min))),
            };
            let config = Preset::Opening.config().with(knob, value).unwrap();
            let link = Link { config, ..Link::default() };
            assert_eq!(read(&write(&link)), (link, vec![]), "{knob:?} {value}");
        }
    }
}

#[test]
fn a_1cycle_is_as_long_as_the_training_unless_the_address_says_otherwise() {
    let (link, _) = read("?epochs=40");
    assert_eq!(link.config.get(Param::TotalSteps), 1_800.0);
    assert_eq!(write(&link), "?v=1&epochs=40");
    for query in ["?total_steps=900&epochs=40", "?epochs=40&total_steps=900"] {
        let (link, problems) = read(query);
        assert_eq!((link.config.get(Param::TotalSteps), problems.len()), (900.0, 0));
        assert_eq!(read(&write(&link)).0, link);
    }
}

/// As different from the opening as can be.
fn everything() -> Link {
    Link {
        config: Preset::Diverging
            .config()
            .with(Setting::Seed, 77.0)
            .and_then(|config| config.with(Param::Lr, 0.5))
            .and_then(|config| config.with_tuned(Some(PerEntrant([0.1, 0.01, 1e-4, 0.3, 0.017_782_794]))))
            .unwrap(),
        view: View {
            measure: Measure::Loss,
            rates_log: true,
            losses_log: false,
            time_log: true,
            unit: Unit::Steps,
            window: Window::new(0.5, 7.25),
            hidden: PerEntrant([true, false, true, false, true]),
            momentum: true,
            replay: Some(5),
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
        },
    }
}

#[test]
fn views_and_flags_survive_too() {
    let link = everything();
    assert_eq!(read(&write(&link)), (link, vec![]));
}

#[test]
fn what_cannot_be_followed_is_said_and_the_rest_stands() {
    let (link, problems) = read(
        "?v=9&gamma=-1&t_max=abc&mode=sideways&epochs=99999&seed=-3&%CE%B3=1&patience=4&chart=x&tuned=1,2&zoom=3,2&hide=me",
    );
    assert_eq!(link.config.get(Param::Patience), 4.0);
    assert_eq!(link.config.get(Param::Gamma), 0.9);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let names =
        ["epochs", "version 9", "gamma", "t_max", "mode", "seed", "γ", "chart", "zoom", "hide", "tuned"];
    assert_eq!(said.len(), names.len(), "{said:?}");
    for (message, name) in said.iter().zip(names) {
        assert!(message.contains(name), "{message} does not name {name}");
    }
}

#[test]
fn an_endless_address_is_cut_and_told() {
    let (_, problems) = read(&"&gamma=0.5&x".repeat(100_000));
    assert!(problems.contains(&Problem::TooLong) && problems.len() <= MOST_KEYS + 1);
    let (_, problems) = read(&format!("?gamma={}", "9".repeat(100_000)));
    assert!(problems.iter().all(|problem| problem.to_string().len() < 400), "{problems:?}");
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

#[test]
fn ten_thousand_hostile_addresses_do_no_harm() {
    let mut draw = Draw(0x9e37_79b9_7f4a_7c15);
    let values = [
        "",
        "NaN",
        "inf",
        "-inf",
        "1e999",
        "-0",
        "1e-320",
        "0x10",
        "99999999999999999999",
        "%",
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
        "1,2,3,4,5",
        "\u{202e}γ",
        "é%9",
        ",",
        "-1",
        "0.5",
        "7",
        "steps",
        "2",
    ];
    let keys: Vec<&str> = Knob::all()
        .map(Knob::id)
        .chain([
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
            "constructor",
        ])
        .collect();
    let mut followed = 0;
    for _ in 0..10_000 {
        let mut query = String::new();
        for _ in 0..draw.below(12) {
            query.push_str(["&", "&", "&", "&&", "?", "", "="][draw.below(7)]);
            query.push_str(keys[draw.below(keys.len())]);
            query.push_str(["=", "=", "=", "=", "", "==", "=%3D"][draw.below(7)]);
            query.push_str(values[draw.below(values.len())]);
        }
        let (link, problems) = read(&query);
        // Whatever it was: what stands is legal, can be trained, and can be linked to again.
        for entrant in Entrant::ALL {
            link.config.job(entrant).unwrap();
        }
        assert_eq!(read(&write(&link)), (link, vec![]), "{query:?}");
        problems.iter().for_each(|problem| assert!(!problem.to_string().is_empty()));
        followed += usize::from(link != Link::default());
    }
    assert!(followed > 1_000, "only {followed} of the addresses changed anything: they test nothing");
}
