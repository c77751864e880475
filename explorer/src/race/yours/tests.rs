//! A visitor's own run, tested at every place that speaks its units.

use super::*;
use crate::code::{Framework, export_for};
use crate::kinds::{KINDS, cosine, exponential, one_cycle, warmup_stable_decay};
use crate::race::opening;
use crate::race::run_settings::EPOCHS;
use crate::race::slot::Slot;
use crate::race::trap::{names_in, warnings_in};

/// 30 epochs of 400 batches at 3e-4.
fn yours() -> Yours {
    Yours::default().with_batches(400.0).unwrap().with_rate(3e-4, 0.02).unwrap()
}

fn run_of_30(page: &'static crate::kinds::page::KindPage) -> (Config, Line) {
    let config = Config::racing(&[page]).with_change(Control::run(LR), 0.02).unwrap();
    let config = config.with_change(Control::run(EPOCHS), 30.0).unwrap();
    (config, Line::Lane(Slot::numbered(1).unwrap()))
}

fn control(config: &Config, line: Line, id: &str) -> Control {
    let slot = line.slot().unwrap();
    Control::lane(slot, config.lane(slot).unwrap().row(id).unwrap())
}

fn fact(config: &Config, line: Line, yours: Yours) -> String {
    yours.seen(config, line, |seat| (seat.page().fact)(seat, None))
}

#[test]
fn a_cycle_is_as_long_as_the_visitors_run() {
    let (config, line) = run_of_30(&one_cycle::PAGE);
    let program = export_for(&config, line, Framework::PyTorch, yours());
    assert!(program.contains("epochs, batches = 30, 400"), "{program}");
    assert!(program.contains("steps_per_epoch=batches"), "{program}");
    let peak = config.base_rate(line) * 0.015;
    assert!(program.contains(&format!("max_lr={}", tidy(peak))), "{program}");
}

#[test]
fn a_cycle_that_is_shorter_than_the_run_keeps_its_share() {
    let (config, line) = run_of_30(&one_cycle::PAGE);
    let shorter = config.with(control(&config, line, "total_steps"), 900.0).unwrap();
    let program = export_for(&shorter, line, Framework::PyTorch, yours());
    assert!(program.contains("total_steps=8000"), "{program}");
}

#[test]
fn a_schedule_of_epochs_keeps_its_lengths_and_takes_the_rate() {
    let (config, line) = run_of_30(&cosine::PAGE);
    let program = export_for(&config, line, Framework::PyTorch, yours());
    assert!(program.contains("lr=0.0003") && program.contains("T_max=20"), "{program}");
}

#[test]
fn with_nothing_entered_all_is_as_before() {
    for page in KINDS {
        let (config, line) = run_of_30(page);
        for framework in Framework::ALL.iter().copied() {
            let plain = crate::code::export(&config, line, framework);
            assert_eq!(export_for(&config, line, framework, Yours::default()), plain);
        }
        let plain = (page.fact)(&Seat::new(&config, line), None);
        assert_eq!(fact(&config, line, Yours::default()), plain);
        assert_eq!(Yours::default().scaled_all(&config), config);
    }
}

#[test]
fn the_ratio_stays_when_the_slider_moves() {
    let yours = yours();
    assert_eq!((yours.rate(0.02), yours.rate(0.04)), (3e-4, 6e-4));
    let (config, line) = run_of_30(&exponential::PAGE);
    let own = config.with_own_rate(line, Some(0.04)).unwrap();
    assert_eq!(yours.scaled(&own, line).base_rate(line), 6e-4);
}

#[test]
fn a_fact_counts_the_visitors_steps() {
    let (config, line) = run_of_30(&one_cycle::PAGE);
    let config = config.with(control(&config, line, "pct_start"), 0.1).unwrap();
    assert_eq!(fact(&config, line, yours()), "peak at step 1,200, epoch 3");
    assert_eq!(fact(&config, line, Yours::default()), "peak at epoch 3");
}

#[test]
fn a_trap_and_its_fix_speak_the_visitors_units_and_set_the_networks() {
    let (config, line) = run_of_30(&one_cycle::PAGE);
    let total = control(&config, line, "total_steps");
    let config = config.with(total, 900.0).unwrap();
    let [warning] = &warnings_in(&config, yours())[..] else { panic!("one trap") };
    assert_eq!(warning.title, "the cycle ends at step 8000");
    assert!(warning.reason.contains("12,000 steps"), "{}", warning.reason);
    let fix = warning.fix.clone().unwrap();
    assert_eq!(yours().describe(&config, &fix), "total_steps = 12000");
    assert_eq!(fix, [(total, 1350.0)]);
    let peak = control(&config, line, "max_lr");
    let still = config.with(peak, 0.0).unwrap();
    let found = warnings_in(&still, yours());
    let warning = found.iter().find(|warning| warning.name == "one-cycle-no-peak").unwrap();
    assert_eq!(warning.fix.clone().unwrap()[0], (peak, config.usual(peak)));
}

#[test]
fn a_schedule_that_ends_with_the_network_ends_with_the_visitors_run() {
    // Every way to split the run, also where no part is whole in the visitor's steps.
    let (config, line) = run_of_30(&warmup_stable_decay::PAGE);
    for decay in 100..200 {
        let config = config.with_change(control(&config, line, "decay_steps"), f64::from(decay)).unwrap();
        assert!(config.lane(line.slot().unwrap()).unwrap().fits(config.run()), "{decay}");
        for batches in [7.0, 100.0, 333.0] {
            let yours = yours().with_batches(batches).unwrap();
            let names: Vec<_> =
                names_in(&config, yours).into_iter().filter(|(_, name)| name.starts_with("wsd")).collect();
            assert_eq!(names, [], "{decay} of {batches}");
        }
    }
}

/// What the number field of `control` does with a number that somebody types.
fn typed(config: &Config, yours: Yours, control: Control, number: f64) -> (Config, Yours) {
    let config = config.with_change(control, yours.gauge(config, control).held(number)).unwrap();
    (config, yours.with_length(&config, control, number).unwrap())
}

#[test]
fn a_typed_length_stays_as_it_was_typed() {
    let (config, line) = run_of_30(&one_cycle::PAGE);
    let total = control(&config, line, "total_steps");
    for batches in [400.0, 1_563.0, 7.0, 44.0] {
        let yours = yours().with_batches(batches).unwrap();
        for number in (1..2_000).chain([11_998, 12_000, 46_889]) {
            let (config, yours) = typed(&config, yours, total, f64::from(number));
            assert_eq!(yours.text(&config, total, config.value(total)), number.to_string(), "{batches}");
        }
    }
    let (config, entered) = typed(&config, yours(), total, 1_000.0);
    assert_eq!(config.value(total), 113.0);
    let program = |config: &Config, yours| export_for(config, line, Framework::PyTorch, yours);
    assert!(program(&config, entered).contains("total_steps=1000,"), "{}", program(&config, entered));
    // Another value of the network is another length, and so is a step of another run.
    let moved = config.with_change(total, 114.0).unwrap();
    assert_eq!(entered.text(&moved, total, 114.0), "1013");
    assert_eq!(entered.text(&config, total, 113.0), "1000");
    assert_eq!(entered.with_batches(400.0).unwrap(), entered);
    assert_eq!(entered.with_batches(1_563.0).unwrap().text(&config, total, 113.0), "3925");
    // The next number takes the place of the one before.
    let (config, again) = typed(&config, entered, total, 1_004.0);
    assert_eq!((config.value(total), again), (113.0, yours()));
}

#[test]
fn the_parts_of_a_typed_length_end_with_the_run() {
    let (config, line) = run_of_30(&warmup_stable_decay::PAGE);
    let row = |id: &str| control(&config, line, id);
    let (config, yours) = typed(&config, yours(), row("decay_steps"), 1_000.0);
    let (config, yours) = typed(&config, yours, row("warmup_steps"), 150.0);
    let shown = ["warmup_steps", "stable_steps", "decay_steps"].map(|id| {
        let (here, there) = (row(id), yours.scaled(&config, line).value(row(id)));
        assert_eq!(yours.gauge(&config, here).shown(config.value(here)), there, "{id}");
        there
    });
    assert_eq!(shown, [150.0, 10_850.0, 1_000.0]);
    assert!(names_in(&config, yours).iter().all(|(_, name)| !name.starts_with("wsd")));
}

#[test]
fn as_many_lengths_are_remembered_as_lanes_have() {
    let config = Config::racing(&[&warmup_stable_decay::PAGE; 5]);
    let config = config.with_change(Control::run(EPOCHS), 30.0).unwrap();
    let all = || {
        config
            .controls()
            .filter(|control| control.row.id.ends_with("_steps") && control.owner.line().slot().is_some())
    };
    let (config, yours) =
        all().fold((config, yours()), |(config, yours), control| typed(&config, yours, control, 1_001.0));
    assert_eq!((all().count(), yours.lengths(&config).count()), (15, 15));
    let page = Some(&one_cycle::PAGE);
    let slot = Slot::numbered(1).unwrap();
    let other = config.with_lane(slot, page);
    assert_eq!(yours.lengths(&other).count(), 12);
    let total = Control::lane(slot, other.lane(slot).unwrap().row("total_steps").unwrap());
    let (other, yours) = typed(&other, yours, total, 1_001.0);
    assert_eq!(yours.text(&other, total, other.value(total)), "1001");
}

#[test]
fn a_sentences_chips_set_the_networks_values() {
    for page in KINDS {
        let (config, line) = run_of_30(page);
        let say = |yours: Yours| {
            yours.sentence(&config, yours.seen(&config, line, |seat| (seat.page().sentence)(seat)))
        };
        let changes = |parts: Vec<Part>| -> Vec<Changes> {
            parts
                .into_iter()
                .filter_map(|part| match part {
                    Part::Chip { changes, .. } => Some(changes),
                    Part::Words(_) => None,
                })
                .collect()
        };
        for (mine, plain) in changes(say(yours()))
            .into_iter()
            .flatten()
            .zip(changes(say(Yours::NETWORK)).into_iter().flatten())
        {
            assert_eq!(mine.0, plain.0);
            assert!((mine.1 - plain.1).abs() <= 1e-8 * plain.1.abs(), "{mine:?} {plain:?}");
        }
    }
}

#[test]
fn bad_values_are_refused_with_a_reason() {
    for batches in [0.0, 1.5, f64::NAN, 1e9] {
        assert!(Yours::default().with_batches(batches).unwrap_err().to_string().contains("batches"));
    }
    for (rate, lr) in [(0.0, 0.02), (3e-4, 0.0), (-1.0, 0.02), (f64::INFINITY, 1.0)] {
        assert!(Yours::default().with_rate(rate, lr).is_err(), "{rate} {lr}");
    }
}

#[test]
fn a_chip_says_the_number_that_is_shown_once_it_is_set() {
    let (config, line) = run_of_30(&warmup_stable_decay::PAGE);
    let row = control(&config, line, "decay_steps");
    let parts = vec![crate::text::chip("1000", vec![(row, 1_000.0)])];
    let said = yours().sentence(&config, parts);
    assert_eq!(said, [crate::text::chip("1004", vec![(row, 113.0)])]);
}

#[test]
fn a_refusal_speaks_the_visitors_units() {
    let (config, line) = run_of_30(&warmup_stable_decay::PAGE);
    let floor = config.with(control(&config, line, "min_lr"), 0.1).unwrap();
    let said = yours().refusal(&floor, line).unwrap().to_string();
    assert!(said.contains("0.0015") && said.contains("0.0003"), "{said}");
    assert_eq!(Yours::NETWORK.refusal(&floor, line), floor.job(line).err());
    assert_eq!(yours().refusal(&config, line), None);
}

#[test]
fn a_rate_that_was_pasted_stays_when_the_base_rate_is_entered_after_it() {
    let slot = Slot::numbered(4).unwrap();
    let max_lr = control(&opening::config(), Line::Lane(slot), "max_lr");
    let pasted = opening::config().with(max_lr, 3e-4).unwrap();
    let entered = Yours::NETWORK.with_rate(3e-4, 0.02).unwrap();
    let carried = Yours::NETWORK.carried(&pasted, entered);
    assert_eq!(
        (carried.value(max_lr), entered.text(&carried, max_lr, carried.value(max_lr))),
        (0.02, "0.0003".to_owned())
    );
    // It stays when another base rate is entered. What nobody has set follows the base rate.
    let other = entered.with_rate(1e-3, 0.02).unwrap();
    let again = entered.carried(&carried, other);
    assert_eq!(other.text(&again, max_lr, again.value(max_lr)), "0.0003");
    assert_eq!(Yours::NETWORK.carried(&opening::config(), entered), opening::config());
}

#[test]
fn the_run_in_one_line_has_the_numbers_of_its_fields() {
    let (config, _) = run_of_30(&cosine::PAGE);
    let own = Yours::NETWORK.with_batches(40_000.0).and_then(|own| own.with_rate(3e-4, config.run().get(LR)));
    assert_eq!(own.unwrap().summary(&config), "Your run: 30 epochs of 40000 batches at 0.0003");
    assert_eq!(Yours::NETWORK.summary(&opening::config()), "Your run: 20 epochs of 45 batches at 0.02");
}
