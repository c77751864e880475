//! Tests of code out and in: golden programs, textbook lines, round trips, hostile text.

use std::time::{Duration, Instant};

use ::etalon::param::Domain;
use etalon_train::setting::Setting;

use super::import::{EXAMPLES, Import, Verdict, read};
use super::{Framework, export};
use crate::model::config::Config;
use crate::model::kind::Kind;
use crate::model::knob::Knob;
use crate::model::param::Param;
use crate::model::presets::Preset;

fn page() -> Config {
    Preset::Opening.config()
}

fn values(import: &Import, params: &[Param]) -> Vec<f64> {
    params.iter().map(|param| import.config.get(*param)).collect()
}

fn told(import: &Import) -> String {
    import.notes.iter().map(|note| format!("{note}\n")).collect()
}

#[test]
fn the_textbook_programs_stand_as_files() {
    let golden = |kind, framework: Framework, text: &str| {
        let ours = export(&page().turned(Param::EtaMin, 1e-3).unwrap(), kind, framework);
        assert_eq!(ours, text, "{kind:?} {framework:?}; the program now is\n{ours}");
    };
    golden(Kind::Exponential, Framework::PyTorch, include_str!("golden/exponential_pytorch.py"));
    golden(Kind::CosineAnnealing, Framework::Keras, include_str!("golden/cosine_keras.py"));
    golden(Kind::ReduceOnPlateau, Framework::PyTorch, include_str!("golden/plateau_pytorch.py"));
    golden(Kind::ReduceOnPlateau, Framework::Optax, include_str!("golden/plateau_optax.py"));
    golden(Kind::ReduceOnPlateau, Framework::Etalon, include_str!("golden/plateau_etalon.rs.txt"));
    golden(Kind::OneCycle, Framework::PyTorch, include_str!("golden/one_cycle_pytorch.py"));
    golden(Kind::OneCycle, Framework::Keras, include_str!("golden/one_cycle_keras.py"));
    golden(Kind::CosineAnnealing, Framework::Burn, include_str!("golden/cosine_burn.rs.txt"));
    golden(Kind::OneCycle, Framework::Burn, include_str!("golden/one_cycle_burn.rs.txt"));
}

#[test]
fn patience_and_alpha_are_counted_as_each_framework_counts_them() {
    let amount = page().turned(Param::ThresholdMode, 1.0).unwrap().turned(Param::Mode, 0.0).unwrap();
    let cooling = amount.turned(Param::Cooldown, 2.0).unwrap();
    let keras = export(&cooling, Kind::ReduceOnPlateau, Framework::Keras);
    assert!(keras.contains("patience=3,") && keras.contains("cooldown=3,"), "{keras}");
    let optax = export(&cooling, Kind::ReduceOnPlateau, Framework::Optax);
    assert!(optax.contains("patience=3,") && optax.contains("cooldown=2,"), "{optax}");
    let pytorch = export(&cooling, Kind::ReduceOnPlateau, Framework::PyTorch);
    assert!(pytorch.contains("patience=2,") && pytorch.contains("cooldown=2"), "{pytorch}");
    let floored = page().turned(Param::EtaMin, 1e-3).unwrap();
    for framework in [Framework::Keras, Framework::Optax] {
        let text = export(&floored, Kind::CosineAnnealing, framework);
        assert!(text.contains("alpha=0.001 / 0.01"), "{text}");
    }
}

#[test]
fn a_tuned_schedule_is_exported_with_its_own_rate() {
    use crate::model::entrant::{Entrant, PerEntrant};
    let own = PerEntrant::from_fn(
        |entrant| if entrant == Entrant::Schedule(Kind::Exponential) { 0.03 } else { 0.02 },
    );
    let config = page().with_tuned(Some(own)).unwrap();
    assert!(export(&config, Kind::Exponential, Framework::PyTorch).contains("lr=0.03"));
    assert!(export(&config, Kind::CosineAnnealing, Framework::PyTorch).contains("lr=0.02"));
    assert!(export(&config, Kind::OneCycle, Framework::PyTorch).contains("max_lr=0.02"));
}

#[test]
fn the_four_textbook_lines_are_taken() {
    let other = Preset::Diverging.config().turned(Param::Epochs, 30.0).unwrap();
    let [gamma, cosine, plateau, cycle] = EXAMPLES.map(|(kind, line)| {
        let import = read(&["scheduler = torch.optim.lr_scheduler.", line].concat(), &other);
        assert_eq!(import, read(line, &other));
        assert_eq!(import.kinds, [kind]);
        // And out again: the same values, whatever else is set.
        let again = read(&export(&import.config, kind, Framework::PyTorch), &other);
        for param in kind.params() {
            assert_eq!(again.config.get(*param), import.config.get(*param), "{param:?}");
        }
        import
    });
    assert_eq!(values(&gamma, &[Param::Gamma]), [0.9]);
    assert_eq!(values(&cosine, &[Param::TMax, Param::EtaMin, Param::PastEnd]), [20.0, 1e-3, 0.0]);
    assert_eq!(values(&plateau, &[Param::Mode, Param::Patience, Param::Factor]), [1.0, 2.0, 0.1]);
    assert_eq!(values(&cycle, &[Param::MaxLr, Param::TotalSteps, Param::PctStart]), [0.01, 30.0 * 45.0, 0.3]);
    assert_eq!(gamma.differences(&other), ["gamma 100 → 0.9"]);
    assert!(
        told(&cycle).contains("n_epochs") && told(&cycle).contains("len(train_loader)"),
        "{}",
        told(&cycle)
    );
    for import in [gamma, cosine, plateau, cycle] {
        assert!(import.notes.iter().all(|note| note.verdict == Verdict::Taken), "{}", told(&import));
    }
}

#[test]
fn what_is_not_said_is_pytorchs_default() {
    let plateau = read("ReduceLROnPlateau(optimizer)", &page());
    assert_eq!(values(&plateau, &[Param::Mode, Param::Patience]), [0.0, 10.0]);
    assert!(told(&plateau).contains("patience = 10"), "{}", told(&plateau));
    let bare = read("opt = torch.optim.AdamW(model.parameters())", &page());
    assert_eq!(bare.config.get(Param::Lr), 1e-3);
}

#[test]
fn a_whole_script_is_read_by_place_and_by_name() {
    let text = "
        import torch  # ExponentialLR(optimizer, gamma=0.1)
        lr_max = 5e-2
        optimizer = torch.optim.AdamW(
            model.parameters(), lr=2e-3, weight_decay=0.05,
        )
        n_epochs, unused = 12, 3
        a = lr_scheduler.ExponentialLR(optimizer, .95, verbose=True)
        b = lr_scheduler.ReduceLROnPlateau(optimizer, 'min', 0.5, 3, min_lr=[1e-5])
        c = lr_scheduler.CosineAnnealingLR(optimizer, n_epochs, 1e-4)
        d = lr_scheduler.OneCycleLR(optimizer, lr_max, total_steps=1_000, anneal_strategy=\"linear\",
                                    three_phase=True, cycle_momentum=False)
        print(scheduler.get_last_lr())
    ";
    let import = read(text, &page());
    assert_eq!(import.config.get(Param::Lr), 2e-3);
    assert_eq!(import.config.value(Setting::WeightDecay), 0.05);
    assert_eq!(values(&import, &[Param::Gamma, Param::TMax, Param::EtaMin]), [0.95, 12.0, 1e-4]);
    assert_eq!(
        values(&import, &[Param::Mode, Param::Factor, Param::Patience, Param::MinLr]),
        [0.0, 0.5, 3.0, 1e-5]
    );
    assert_eq!(values(&import, &[Param::MaxLr, Param::TotalSteps, Param::ThreePhase]), [0.05, 1000.0, 1.0]);
    assert_eq!(values(&import, &[Param::AnnealStrategy, Param::CycleMomentum]), [1.0, 0.0]);
    assert_eq!(import.kinds.len(), 4);
    let aside: Vec<_> = import.notes.iter().filter(|note| note.verdict != Verdict::Taken).collect();
    assert!(aside.len() == 1 && aside[0].text.starts_with("verbose: "), "{}", told(&import));
}

#[test]
fn what_cannot_be_taken_is_named_and_changes_nothing() {
    for (text, words) in [
        ("StepLR(optimizer, 3)", &["StepLR", "four schedules"][..]),
        ("SequentialLR(optimizer, [a, b], [3])", &["SequentialLR"]),
        ("FancyLR(optimizer)", &["FancyLR"]),
        ("ExponentialLR(optimizer)", &["needs gamma"]),
        ("ExponentialLR(0.9)", &["first argument is the optimizer", "0.9"]),
        ("ExponentialLR(optimizer, gamma=-0.5)", &["gamma must be at least 0", "-0.5"]),
        ("ExponentialLR(optimizer, gamma=0.1**2)", &["gamma", "0.1**2", "arithmetic"]),
        ("ExponentialLR(optimizer, gamma=GAMMA)", &["gamma", "GAMMA"]),
        ("ExponentialLR(optimizer, gamma='0.9')", &["gamma", "must be a number", "'0.9'"]),
        ("ExponentialLR(optimizer, gamma=1e999)", &["gamma must be a finite number"]),
        ("ExponentialLR(optimizer, **kwargs)", &["**kwargs"]),
        ("ExponentialLR(optimizer, 0.9, gamma=0.9)", &["gamma", "twice"]),
        ("ExponentialLR(optimizer, 0.9, -1, True, 5)", &["takes 4 arguments, got 5"]),
        ("CosineAnnealingLR(optimizer, T_max=epochs * len(loader))", &["T_max", "epochs * len(loader)"]),
        ("CosineAnnealingLR(optimizer, T_max=num_steps)", &["T_max", "num_steps", "epochs"]),
        ("CosineAnnealingLR(optimizer, T_max=2.5)", &["t_max must be a whole number"]),
        ("OneCycleLR(optimizer, max_lr=0.01)", &["total_steps"]),
        ("OneCycleLR(optimizer, max_lr=[0.1, 0.2], total_steps=900)", &["max_lr", "[0.1, 0.2]"]),
        ("hello world", &["no scheduler found", "ExponentialLR"]),
    ] {
        let import = read(text, &page());
        let told = told(&import);
        for word in words {
            assert!(told.contains(word), "{text}: {word:?} is not in\n{told}");
        }
        let changed = Knob::all().filter(|knob| import.config.value(*knob) != page().value(*knob));
        assert_eq!(changed.collect::<Vec<_>>(), [], "{text}: {told}");
        assert!(import.notes.iter().any(|note| note.verdict == Verdict::Refused), "{text}: {told}");
    }
    assert_eq!(read("  \n", &page()).notes, []);
    let half = read("ReduceLROnPlateau(optimizer, mode='best', factor=1.5, patience=4", &page());
    assert_eq!(values(&half, &[Param::Mode, Param::Factor, Param::Patience]), [1.0, 0.1, 4.0]);
    for word in ["min or max", "factor must be below 1", "not closed"] {
        assert!(told(&half).contains(word), "{word}: {}", told(&half));
    }
}

/// A small generator: the tests must be the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        ((self.0 >> 33) as usize) % sides
    }

    fn share(&mut self) -> f64 {
        self.roll(1 << 30) as f64 / f64::from(1 << 30)
    }

    fn legal(&mut self, knob: Knob) -> f64 {
        let spec = knob.spec();
        match spec.domain {
            Domain::Choice(names) => self.roll(names.len()) as f64,
            Domain::Count { min, max } => {
                let most = [1, 10, 100, 10_000, u32::MAX - 1][self.roll(5)];
                f64::from(min + self.roll(most as usize) as u32).min(f64::from(max))
            }
            // A real number: `Domain` may grow.
            _ => loop {
                let value = match self.roll(6) {
                    0 => 0.0,
                    1 => 1.0,
                    2 => spec.default,
                    3 => spec.slider.value(self.share()),
                    4 => 10f64.powi(self.roll(40) as i32 - 20) * self.share(),
                    _ => self.share(),
                };
                if knob.check(value).is_ok() {
                    break value;
                }
            },
        }
    }

    fn config(&mut self, kind: Kind) -> Config {
        let mut config = page();
        for knob in
            [Knob::Schedule(Param::Epochs), Knob::Training(Setting::WeightDecay), Knob::Schedule(Param::Lr)]
                .into_iter()
                .chain(kind.params().iter().copied().map(Knob::Schedule))
        {
            // Half of the 1cycles stay as long as the run.
            if knob != Knob::Schedule(Param::TotalSteps) || self.roll(2) == 0 {
                let value = self.legal(knob);
                config = config.turned(knob, value).unwrap_or(config);
            }
        }
        config
    }
}

#[test]
fn an_exported_program_is_read_back_as_it_was() {
    let mut dice = Dice(7);
    for round in 0..2_000 {
        for kind in Kind::ALL {
            let config = dice.config(kind);
            let text = export(&config, kind, Framework::PyTorch);
            let import = read(&text, &page());
            let knobs = kind.params().iter().copied().map(Knob::Schedule);
            for knob in knobs.chain([Knob::Training(Setting::WeightDecay), Knob::Schedule(Param::Lr)]) {
                assert_eq!(
                    import.config.value(knob).to_bits(),
                    config.value(knob).to_bits(),
                    "round {round}, {knob:?} of\n{text}\n{}",
                    told(&import)
                );
            }
            assert!(
                import.notes.iter().all(|note| note.verdict == Verdict::Taken),
                "{text}\n{}",
                told(&import)
            );
        }
    }
}

#[test]
fn hostile_text_is_read_without_harm() {
    let mut dice = Dice(11);
    let seeds: Vec<String> = Kind::ALL
        .into_iter()
        .map(|kind| export(&page(), kind, Framework::PyTorch))
        .chain([
            "ReduceLROnPlateau(optimizer, mode=\"max\", patience=2, factor=0.1)".to_owned(),
            "OneCycleLR(optimizer, max_lr=0.01, epochs=n_epochs, steps_per_epoch=len(loader), pct_start=0.3)"
                .to_owned(),
        ])
        .collect();
    let pieces = [
        "(",
        ")",
        "[",
        "]",
        ",",
        "=",
        "'",
        "\"",
        "\"\"\"",
        "\\",
        "\\\n",
        "#",
        "# etalon: ",
        "*",
        "**",
        "-",
        ".",
        "1e-3",
        "1e999",
        "nan",
        "None",
        "True",
        "len(",
        "class X(",
        "class ",
        "def f(",
        "ExponentialLR(",
        "OneCycleLR(",
        "AdamW(",
        "γ",
        "€",
        "\u{0}",
        "\u{202e}",
        "\r\n",
        ";",
        "a, b = 1, 2\n",
        "gamma=",
        "etalon: gamma=0.5",
        "_",
        "0x",
        "1_",
    ];
    for _ in 0..10_000 {
        let mut text: Vec<char> = seeds[dice.roll(seeds.len())].chars().collect();
        for _ in 0..=dice.roll(12) {
            let at = dice.roll(text.len() + 1);
            match dice.roll(4) {
                0 => text.truncate(at),
                1 => {
                    let until = (at + dice.roll(30)).min(text.len());
                    text.drain(at..until);
                }
                _ => {
                    text.splice(at..at, pieces[dice.roll(pieces.len())].chars());
                }
            }
        }
        let text: String = text.into_iter().collect();
        let import = read(&text, &page());
        for knob in Knob::all() {
            assert!(knob.check(import.config.value(knob)).is_ok(), "{knob:?} after\n{text}");
        }
        assert!(import.notes.iter().all(|note| note.text.chars().count() < 300), "{text}\n{}", told(&import));
    }
    for piece in pieces {
        let (begun, import) = (Instant::now(), read(&piece.repeat(2_000_000 / piece.len()), &page()));
        assert!(import.notes.len() < 30);
        assert!(begun.elapsed() < Duration::from_secs(5), "{piece:?} took {:?}", begun.elapsed());
    }
}
