//! Tests of exported programs: the textbook's as files, what each framework counts in its own way, and warm-ups.

use etalon::Kind;
use etalon::param::Domain;

use crate::code::program::{Gaps, Programs};
use crate::code::{Framework, export};
use crate::kinds::page::KindPage;
use crate::kinds::{KINDS, constant, cosine, exponential, one_cycle, plateau};
use crate::race::config::{Config, ROUND};
use crate::race::control::Control;
use crate::race::preset::Preset;
use crate::race::row::Row;
use crate::race::run_settings::{NESTEROV, OPTIMISER, WEIGHT_DECAY};
use crate::race::slot::{Line, Slot};

/// A lane of this kind alone, with changes.
fn alone(page: &'static KindPage, changes: &[(&str, f64)]) -> (Config, Line) {
    let config = Preset::TrueLabels.config();
    let slot = Slot::all().next().unwrap();
    let set = |config: Config, (id, value): &(&str, f64)| {
        let row = config.lane(slot).unwrap().row(id).unwrap();
        config.with_change(Control::lane(slot, row), *value).unwrap()
    };
    (changes.iter().fold(config.with_lane(slot, Some(page)), set), Line::Lane(slot))
}

fn program(page: &'static KindPage, framework: Framework, changes: &[(&str, f64)]) -> String {
    let (config, line) = alone(page, changes);
    export(&config, line, framework)
}

#[test]
fn the_textbook_programs_stand_as_files() {
    let golden = |page: &'static KindPage, framework, text: &str| {
        let values: Vec<(&str, f64)> = page.textbook.iter().map(|(row, value)| (row.id, *value)).collect();
        let ours = program(page, framework, &values);
        assert_eq!(ours, text, "{:?} {framework:?}; the program now is\n{ours}", page.kind);
    };
    golden(&exponential::PAGE, Framework::PyTorch, include_str!("golden/exponential_pytorch.py"));
    golden(&cosine::PAGE, Framework::Keras, include_str!("golden/cosine_keras.py"));
    golden(&plateau::PAGE, Framework::PyTorch, include_str!("golden/plateau_pytorch.py"));
    golden(&plateau::PAGE, Framework::Optax, include_str!("golden/plateau_optax.py"));
    golden(&plateau::PAGE, Framework::Etalon, include_str!("golden/plateau_etalon.rs.txt"));
    golden(&one_cycle::PAGE, Framework::PyTorch, include_str!("golden/one_cycle_pytorch.py"));
    golden(&one_cycle::PAGE, Framework::Keras, include_str!("golden/one_cycle_keras.py"));
    golden(&cosine::PAGE, Framework::Burn, include_str!("golden/cosine_burn.rs.txt"));
    golden(&one_cycle::PAGE, Framework::Burn, include_str!("golden/one_cycle_burn.rs.txt"));
}

#[test]
fn patience_and_alpha_are_counted_as_each_framework_counts_them() {
    let changes = [("threshold_mode", 1.0), ("mode", 0.0), ("cooldown", 2.0)];
    let keras = program(&plateau::PAGE, Framework::Keras, &changes);
    assert!(keras.contains("patience=3,") && keras.contains("cooldown=3,"), "{keras}");
    let optax = program(&plateau::PAGE, Framework::Optax, &changes);
    assert!(optax.contains("patience=3,") && optax.contains("cooldown=2,"), "{optax}");
    let pytorch = program(&plateau::PAGE, Framework::PyTorch, &changes);
    assert!(pytorch.contains("patience=2,") && pytorch.contains("cooldown=2"), "{pytorch}");
    for framework in [Framework::Keras, Framework::Optax] {
        let text = program(&cosine::PAGE, framework, &[("eta_min", 1e-3)]);
        assert!(text.contains("alpha=0.001 / 0.01"), "{text}");
    }
}

#[test]
fn a_lane_is_exported_with_its_own_rate() {
    let config = Preset::TrueLabels.config();
    let lines: Vec<Line> = config.lines().collect();
    let own =
        config.with_own_rate(lines[0], Some(0.03)).unwrap().with_own_rate(lines[3], Some(0.02)).unwrap();
    let own = own.with_own_rate(Line::Reference, Some(0.04)).unwrap();
    let text = |line, framework| export(&own, line, framework);
    assert!(text(lines[0], Framework::PyTorch).contains("lr=0.03"));
    assert!(text(lines[1], Framework::PyTorch).contains("lr=0.01"));
    assert!(text(lines[3], Framework::PyTorch).contains("max_lr=0.02"));
    assert!(text(Line::Reference, Framework::PyTorch).contains("lr=0.04"));
    assert!(text(Line::Reference, Framework::Etalon).contains("ConstantLr::<f64>::new(0.04)?"));
}

#[test]
fn a_warm_up_is_in_every_program() {
    for page in KINDS.iter().filter(|page| !page.has_own_warm_up()) {
        for framework in Framework::ALL {
            let text = program(page, *framework, &[("warmup_steps", 7.0), ("warmup_start", 0.125)]);
            assert!(text.contains('7') && text.contains("0.125"), "{:?} {framework:?}\n{text}", page.kind);
            let without = program(page, *framework, &[("warmup_steps", 0.0), ("warmup_start", 0.125)]);
            assert!(!without.contains("0.125"), "{:?} {framework:?}\n{without}", page.kind);
        }
    }
}

#[test]
fn pytorch_composes_the_warm_up_and_starts_by_hand_where_it_must() {
    let warm =
        |page, start| program(page, Framework::PyTorch, &[("warmup_steps", 5.0), ("warmup_start", start)]);
    let text = warm(&exponential::PAGE, 0.01);
    assert!(text.contains("import ExponentialLR, LinearLR, SequentialLR\n"), "{text}");
    assert!(text.contains("warm_up = LinearLR(optimizer, start_factor=0.01, total_iters=5)\n"), "{text}");
    assert!(
        text.contains("scheduler = SequentialLR(optimizer, [warm_up, scheduler], milestones=[5])\n"),
        "{text}"
    );
    let from_zero = warm(&exponential::PAGE, 0.0);
    assert!(from_zero.contains("import ExponentialLR, LambdaLR, SequentialLR\n"), "{from_zero}");
    let plateau = warm(&plateau::PAGE, 0.01);
    assert!(
        !plateau.contains("scheduler = SequentialLR") && plateau.contains("group[\"lr\"] = full"),
        "{plateau}"
    );
    let run = f64::from(20 * ROUND);
    let (config, line) = alone(&one_cycle::PAGE, &[("warmup_steps", 90.0), ("total_steps", run - 90.0)]);
    let fitting = export(&config, line, Framework::PyTorch);
    assert!(fitting.contains("total_steps=810,") && fitting.contains("milestones=[90]"), "{fitting}");
}

#[test]
fn a_kind_without_a_class_is_its_formula() {
    const STABLE: KindPage = KindPage {
        kind: Kind::WarmupStableDecay,
        rate: Row::of(Kind::WarmupStableDecay, "lr"),
        own_warm_up: Some(Row::of(Kind::WarmupStableDecay, "warmup_steps")),
        programs: Programs {
            pytorch: "def rate(step):\n    return $lr * math.sqrt($decay_steps)",
            keras: "def rate(step):\n    return $lr",
            optax: "def rate(step):\n    return $lr",
            burn: "#: why\nburn has none.\n",
            etalon: "Own::<f64>::new($lr, $decay_type)?",
            gaps: Gaps::none,
        },
        ..constant::PAGE
    };
    let text = program(&STABLE, Framework::PyTorch, &[("lr", 0.05)]);
    assert!(text.starts_with("import math\n\nimport torch\n") && text.contains("lr=0.05,"), "{text}");
    assert!(text.contains("LambdaLR(optimizer, lambda step: rate(step) / 0.05)"), "{text}");
    assert!(text.contains("\n        scheduler.step()\n"), "{text}");
    assert!(program(&STABLE, Framework::PyTorch, &[("lr", 0.0)]).contains("rate(step) / 1.0)"));
    for framework in [Framework::Keras, Framework::Optax] {
        let text = program(&STABLE, framework, &[]);
        assert!(text.contains("\n\n\nlrs = [rate(step) for step in range(epochs * batches)]\n"), "{text}");
    }
    for framework in [Framework::Burn, Framework::Etalon] {
        let text = program(&STABLE, framework, &[("decay_type", 2.0)]);
        assert!(text.contains("let schedule = Own::<f64>::new(0.01, DecayType::OneMinusSqrt)?;"), "{text}");
        assert!(text.contains("use etalon::{DecayType, Own"), "{text}");
    }
}

#[test]
fn what_burn_refuses_comes_from_etalon() {
    for page in [&exponential::PAGE, &cosine::PAGE] {
        let burn = |rate| program(page, Framework::Burn, &[("lr", rate)]);
        assert!(burn(1.0).contains("use burn::lr_scheduler::"), "{}", burn(1.0));
        for rate in [0.0, 1.5] {
            assert!(burn(rate).contains("burn refuses a rate that is 0 or above 1"), "{}", burn(rate));
        }
    }
}

#[test]
fn every_kind_has_a_program_without_gaps_in_every_framework() {
    // Each row at the ends of its slider, far beyond them where that is legal, and at each choice.
    let values = |row: Row| match row.domain {
        Domain::Choice(names) => (0..names.len()).map(|choice| choice as f64).collect(),
        _ => vec![0.0, 1.0, row.slider.low, row.slider.high, row.default, 1e-300, 1e300, f64::from(u32::MAX)],
    };
    for page in KINDS {
        let config = Config::racing(&[page]);
        let line = config.lines().next().unwrap();
        let warm = config.lane(line.slot().unwrap()).unwrap().row("warmup_steps").unwrap();
        for (steps, control) in config.controls().flat_map(|control| [(0.0, control), (3.0, control)]) {
            let start = config.with_change(Control::lane(line.slot().unwrap(), warm), steps).unwrap();
            for changed in
                values(control.row).into_iter().filter_map(|value| start.with_change(control, value).ok())
            {
                for framework in Framework::ALL {
                    let text = export(&changed, line, *framework);
                    assert!(!text.contains('$') && !text.contains("#if") && !text.contains("#:"), "{text}");
                    assert!(text.lines().all(|line| line.trim_end() == line), "{text}");
                }
            }
        }
        for framework in Framework::ALL {
            let text = program(page, *framework, &[]);
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{text}");
            assert!(text.contains("print"), "{text}");
        }
    }
    let reference = export(&Preset::TrueLabels.config(), Line::Reference, Framework::Burn);
    let constant = program(&constant::PAGE, Framework::Burn, &[]);
    assert_eq!(reference, constant);
}

/// A lane of this kind, trained by SGD with these values of the run.
fn by_sgd(page: &'static KindPage, values: &[(Row, f64)], framework: Framework) -> String {
    let (config, line) = alone(page, &[]);
    let values = [(OPTIMISER, 1.0)].iter().chain(values).map(|(row, value)| (Control::run(*row), *value));
    export(&config.with_changes(&values.collect()).unwrap(), line, framework)
}

#[test]
fn every_framework_has_sgd() {
    let said = [
        (
            Framework::PyTorch,
            "optimizer = torch.optim.SGD(\n    model.parameters(),\n    lr=0.01,\n    momentum=0.9,\n    weight_decay=0",
        ),
        (Framework::Keras, "model.compile(CoupledSGD("),
        (Framework::Optax, "optax.inject_hyperparams(optax.sgd)("),
        (Framework::Burn, ".with_momentum(Some(momentum))"),
        (Framework::Etalon, "SGD with lr, a momentum of 0.9 and a weight decay of 0"),
    ];
    for (framework, words) in said {
        for page in crate::kinds::KINDS {
            let text = by_sgd(page, &[], framework);
            assert!(!text.contains("AdamW"), "{framework:?}\n{text}");
        }
        let text = by_sgd(&exponential::PAGE, &[], framework);
        assert!(text.contains(words), "{framework:?}\n{text}");
    }
}

#[test]
fn nesterov_and_a_weight_decay_reach_every_framework() {
    let values = [(NESTEROV, 1.0), (WEIGHT_DECAY, 0.001)];
    for (framework, decay, nesterov) in [
        (Framework::PyTorch, "weight_decay=0.001", "nesterov=True"),
        (Framework::Keras, "gradient + 0.001 * variable", "moved = gradient + share * moved"),
        (Framework::Optax, "optax.add_decayed_weights(0.001)", "momentum, nesterov=True"),
        (Framework::Burn, "WeightDecayConfig::new(0.001)", ".with_nesterov(true)"),
        (Framework::Etalon, "a weight decay of 0.001", "SGD in Nesterov's form"),
    ] {
        let text = by_sgd(&cosine::PAGE, &values, framework);
        assert!(text.contains(decay) && text.contains(nesterov), "{framework:?}\n{text}");
    }
}

#[test]
fn a_cycle_moves_the_momentum_of_sgd() {
    let pytorch = by_sgd(&one_cycle::PAGE, &[], Framework::PyTorch);
    assert!(pytorch.contains("group[\"momentum\"]"), "{pytorch}");
    let keras = by_sgd(&one_cycle::PAGE, &[], Framework::Keras);
    assert!(keras.contains("momentum(self.iterations)") && keras.contains(", momentum = Table("), "{keras}");
    let optax = by_sgd(&one_cycle::PAGE, &[], Framework::Optax);
    assert!(optax.contains("momentum=table(betas)"), "{optax}");
}
