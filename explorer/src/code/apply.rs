//! Takes what a text asks for into the page's settings.

use crate::code::reader::{Body, Reading, TakenLane};
use crate::kinds::drawn;
use crate::number::{exact, share};
use crate::race::changes;
use crate::race::config::{Config, ROUND};
use crate::race::control::Control;
use crate::race::curve::Curve;
use crate::race::refusal::Refusal;
use crate::race::row::Row;
use crate::race::run_settings::LR;
use crate::race::slot::{Line, Slot};
use crate::race::yours::Yours;

/// What applying a reading gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The settings after it.
    pub config: Config,
    /// The visitor's units after it: the batches that the code says, and its lengths.
    pub yours: Yours,
    /// The lines whose lane was set.
    pub lines: Vec<Line>,
    /// What could not be set, and why.
    pub refused: Vec<String>,
    /// The base rate of the visitor's run, if the code says it and the visitor has not.
    pub base: Option<f64>,
    /// The batches in an epoch of the visitor's run, if the code says another number than the visitor has.
    pub batches: Option<u32>,
    /// What became of a part: a table of rates that is a curve now and how near it is, a rate that is the visitor's base rate.
    pub became: Vec<String>,
    /// Whether the code has anything that was set, be it to what it is already.
    sets_something: bool,
}

impl Applied {
    /// The differences to the settings before, in a line and in the units of `yours`. Empty if there are none.
    #[must_use]
    pub fn differences(&self, before: &Config, yours: Yours) -> String {
        let batches = self.batches.map(|batches| format!("your batches per epoch {batches}"));
        let base = self.base.map(|rate| format!("your base rate {}", exact(rate)));
        let others = changes::describe(before, &self.config, yours);
        batches
            .into_iter()
            .chain(base)
            .chain((!others.is_empty()).then_some(others))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The same in a sentence that begins with `verb`. Where nothing changes it says why.
    #[must_use]
    pub fn sentence(&self, verb: &str, before: &Config, yours: Yours) -> String {
        let differences = self.differences(before, yours);
        if !differences.is_empty() {
            format!("{verb}: {differences}.")
        } else if self.sets_something {
            "No change: the settings match already.".to_owned()
        } else {
            "No change: the code contains no setting that the page can take.".to_owned()
        }
    }
}

/// Puts everything that `reading` takes into `config`, in the units of `yours` and of the batches that the code says: the run's values,
/// then a lane for each schedule. A schedule replaces the settings of the lane of its kind. Without such a lane it takes the first
/// empty place, or the last place of a full lineup. Nothing changes while `reading` has open questions.
#[must_use]
pub fn apply(reading: &Reading, config: &Config, yours: Yours) -> Applied {
    let own = reading.batches.and_then(|own| yours.with_batches(own).ok());
    let mut applied = Applied {
        config: *config,
        yours: own.unwrap_or(yours),
        lines: Vec::new(),
        refused: Vec::new(),
        base: None,
        batches: own.map(Yours::batches).filter(|own| *own != yours.batches()),
        became: Vec::new(),
        sets_something: own.is_some(),
    };
    if !reading.asked.is_empty() {
        return applied;
    }
    for (row, value) in reading.run_filled.iter().chain(&reading.run) {
        if *row == LR && yours.is_entered() && yours.ratio() == 1.0 {
            applied.become_base(*value);
        } else {
            applied.set(Control::run(*row), *value);
        }
    }
    for lane in &reading.lanes {
        applied.take(reading, lane);
    }
    applied
}

impl Applied {
    /// Sets a value of the code, which is in the visitor's units.
    fn set(&mut self, control: Control, value: f64) {
        let held = self.yours.gauge(&self.config, control).held(value);
        match control
            .row
            .check(value)
            .map_err(Refusal::from)
            .and_then(|()| self.config.with_change(control, held))
        {
            Ok(config) => {
                self.config = config;
                self.sets_something = true;
                self.yours = self.yours.with_length(&config, control, value).unwrap_or(self.yours);
            }
            Err(refusal) => self.refused.push(refusal.to_string()),
        }
    }

    /// Takes the base rate of a visitor who has entered a run without one. The small network stays at its own rate, where it learns.
    fn become_base(&mut self, rate: f64) {
        let own = self.config.run().get(LR);
        match LR.check(rate).map_err(Refusal::from).and_then(|()| self.yours.with_rate(rate, own)) {
            Ok(next) => {
                self.config = self.yours.carried(&self.config, next);
                (self.yours, self.base) = (next, Some(rate));
                self.sets_something = true;
                let (rate, own) = (exact(rate), exact(own));
                self.became
                    .push(format!("lr = {rate}: your base rate. The small network trains at {own} for it"));
            }
            Err(refusal) => self.refused.push(refusal.to_string()),
        }
    }

    fn take(&mut self, reading: &Reading, lane: &TakenLane) {
        let page = match &lane.body {
            Body::Kind { page, .. } => *page,
            Body::Table { shares, .. } if shares.is_empty() => return,
            Body::Table { .. } => &drawn::PAGE,
        };
        let free = |slot: &Slot| !self.lines.contains(&Line::Lane(*slot));
        let same = self.config.lanes().find(|(slot, lane)| lane.page() == page && free(slot));
        let slot = same.map(|(slot, _)| slot).or_else(|| self.config.vacancy());
        let slot = slot.or_else(|| Slot::all().rev().find(free)).unwrap_or(Slot::LAST);
        // What the code does not say is as the framework has it, not as an earlier visitor left it.
        let fresh = self.config.with_lane(slot, Some(page));
        if let Body::Table { shares, batches } = &lane.body {
            let every = if *batches { reading.batches.unwrap_or(f64::from(ROUND)).max(1.0) } else { 1.0 };
            return self.draw(&fresh, slot, &lane.class, shares, every);
        }
        self.config = fresh;
        self.sets_something = true;
        self.lines.push(Line::Lane(slot));
        // The length comes last: it follows the other parts unless the code says otherwise.
        let length = page.lengths.first();
        let mut values: Vec<(Row, f64)> = reading.on_page(lane, self.yours.batches());
        values.sort_by_key(|(row, _)| Some(row) == length);
        for (row, value) in values {
            self.set(Control::lane(slot, row), value);
        }
    }
}

impl Applied {
    /// Draws the curve of a table in the drawn lane of `fresh`. The table has a share of the base rate for each step and `every` steps in
    /// an epoch. Past its end the last share stays.
    fn draw(&mut self, fresh: &Config, slot: Slot, class: &str, shares: &[f64], every: f64) {
        let at = |epoch: u32| shares.get((f64::from(epoch) * every).round() as usize).or(shares.last());
        let epochs: Vec<f64> = (0..self.config.epochs()).filter_map(at).copied().collect();
        let within = unseen(shares, &epochs, every);
        if within > MOST_UNSEEN {
            return self.refused.push(format!(
                "{class}: its rate changes by {} of its highest within an epoch, and the page draws one rate an epoch",
                share(within)
            ));
        }
        let Some(fitted) = Curve::fitted(&epochs) else {
            return self
                .refused
                .push(format!("{class}: its table has a rate that is negative or not finite"));
        };
        match fresh.with_curve(slot, fitted.curve) {
            Ok(config) => (self.config, self.sets_something) = (config, true),
            Err(refusal) => return self.refused.push(refusal.to_string()),
        }
        self.lines.push(Line::Lane(slot));
        let count = match fitted.curve.points().len() {
            1 => "1 point".to_owned(),
            count => format!("{count} points"),
        };
        let near = if fitted.worst < 5e-4 {
            "through the rate of every epoch".to_owned()
        } else {
            format!(
                "at most {} of its highest rate away from the code's rate, at the first batch of an epoch",
                share(fitted.worst)
            )
        };
        self.became.push(format!("{class}: a curve of {count}, {near}"));
    }
}

/// The most that the rates of a table may be away, on average, from what its epochs show. A warm-up within the first epoch of twenty is
/// within it, and a cycle shorter than an epoch is not.
const MOST_UNSEEN: f64 = 0.1;

/// How far the shares of all steps are from those that the `epochs` show, on average and as a part of the highest. An epoch shows what lies
/// between its first share and that of the next epoch.
fn unseen(shares: &[f64], epochs: &[f64], every: f64) -> f64 {
    let highest = shares.iter().copied().fold(0.0, f64::max);
    let steps = (epochs.len() as f64 * every).round() as usize;
    let missed = |(step, share): (usize, &f64)| {
        let epoch = (step as f64 / every) as usize;
        let ends = [epochs.get(epoch)?, epochs.get(epoch + 1).or(shares.last())?];
        let (low, high) = (ends[0].min(*ends[1]), ends[0].max(*ends[1]));
        Some((low - share).max(share - high).max(0.0))
    };
    let all: Vec<f64> = shares.iter().enumerate().take(steps).filter_map(missed).collect();
    if highest > 0.0 { all.iter().sum::<f64>() / all.len().max(1) as f64 / highest } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::reader::{Page, read};
    use crate::race::opening;
    use crate::race::run_settings::{EPOCHS, MOMENTUM, NESTEROV, OPTIMISER, WEIGHT_DECAY};
    use crate::race::seat::Seat;

    fn applied(text: &str) -> Applied {
        let page = Page { lr: 0.01, epochs: 20.0, batches: 45.0 };
        apply(&read(text, page), &opening::config(), Yours::NETWORK)
    }

    #[test]
    fn a_line_sets_the_lane_of_its_kind() {
        let done = applied("scheduler = ExponentialLR(optimizer, gamma=0.95)");
        assert_eq!(done.lines, [Line::Lane(Slot::numbered(1).unwrap())]);
        let seat = Seat::new(&done.config, done.lines[0]);
        assert_eq!(seat.settings().get("gamma"), Some(0.95));
        assert_eq!(
            (done.differences(&opening::config(), Yours::NETWORK), done.refused),
            ("γ 0.9 → 0.95".to_owned(), vec![])
        );
    }

    #[test]
    fn a_text_that_changes_nothing_says_whether_it_has_settings() {
        let said = |text: &str| applied(text).sentence("Would set", &opening::config(), Yours::NETWORK);
        assert_eq!(said("ExponentialLR(optimizer, gamma=0.95)"), "Would set: γ 0.9 → 0.95.");
        let fit = "model.fit(x, epochs=20, steps_per_epoch=200)";
        assert_eq!(said(fit), "Would set: your batches per epoch 200.");
        let match_already = "No change: the settings match already.";
        for text in ["ExponentialLR(optimizer, gamma=0.9)", "n_epochs = 20", "num_batches = 45"] {
            assert_eq!(said(text), match_already, "{text}");
        }
        let none = "No change: the code contains no setting that the page can take.";
        for text in ["the quick brown fox; jumps over 12 lazy dogs", "ExponentialLR(optimizer, gamma=-3)"] {
            assert_eq!(said(text), none, "{text}");
        }
    }

    #[test]
    fn two_of_one_kind_take_two_places() {
        let done = applied("a = ExponentialLR(opt, gamma=0.5)\nb = ExponentialLR(opt, gamma=0.6)");
        let gammas: Vec<_> =
            done.lines.iter().map(|line| Seat::new(&done.config, *line).settings().get("gamma")).collect();
        assert_eq!(gammas, [Some(0.5), Some(0.6)]);
    }

    #[test]
    fn nothing_is_set_before_everything_is_answered() {
        let page = Page { lr: 0.01, epochs: 20.0, batches: 45.0 };
        let reading = read("scheduler = CosineAnnealingLR(optimizer, T_max=cfg.length)", page);
        let config = opening::config();
        assert_eq!(apply(&reading, &config, Yours::NETWORK).config, config);
        let answered = reading.answer(&reading.asked[0].name.clone(), 7.0);
        let done = apply(&answered, &config, Yours::NETWORK);
        assert_eq!(Seat::new(&done.config, done.lines[0]).settings().get("t_max"), Some(7.0));
    }

    /// The rates of the only lane that a text sets.
    fn rates(done: &Applied) -> Vec<f64> {
        let [line] = done.lines[..] else { panic!("{done:?}") };
        (0..done.config.epochs()).map(|epoch| Seat::new(&done.config, line).rate_at(epoch).unwrap()).collect()
    }

    #[test]
    fn what_no_kind_has_becomes_a_curve_and_says_how_near_it_is() {
        let optimizer = "optimizer = torch.optim.AdamW(model.parameters(), lr=0.02)\n";
        let done =
            applied(&format!("{optimizer}scheduler = MultiStepLR(optimizer, milestones=[5, 12], gamma=0.1)"));
        let expected: Vec<f64> = (0..20)
            .map(|epoch| [0.02, 0.002, 2e-4][(epoch >= 5) as usize + (epoch >= 12) as usize])
            .collect();
        for (ours, theirs) in rates(&done).iter().zip(&expected) {
            assert!((ours - theirs).abs() < 1e-12, "{:?}", rates(&done));
        }
        assert_eq!(done.became, ["MultiStepLR: a curve of 6 points, through the rate of every epoch"]);
        assert_eq!(done.refused, [""; 0]);
        let wave = "scheduler = LambdaLR(optimizer, lr_lambda=lambda epoch: 0.5 + 0.4 * math.sin(epoch))";
        let done = applied(&format!("{optimizer}{wave}"));
        assert_eq!(rates(&done)[0], 0.01);
        assert!(done.became[0].contains("a curve of 12 points, at most"), "{:?}", done.became);
    }

    #[test]
    fn a_table_of_batches_is_read_at_the_first_batch_of_each_epoch() {
        let text = "optimizer = torch.optim.AdamW(model.parameters(), lr=0.02)\n\
            scheduler = LambdaLR(optimizer, lr_lambda=lambda step: (1 - step / 900) ** 2)\n\
            for epoch in range(20):\n    for batch in loader:\n        scheduler.step()\n";
        let page = Page { lr: 0.01, epochs: 20.0, batches: 45.0 };
        let reading = read(text, page);
        let done = apply(&reading, &opening::config(), Yours::NETWORK);
        assert!(reading.asked.is_empty(), "{}", reading.words());
        for (epoch, rate) in rates(&done).iter().enumerate() {
            let expected = 0.02 * (1.0 - epoch as f64 / 20.0).powi(2);
            assert!(
                (rate - expected).abs() < 2e-4,
                "{epoch}: {rate} and not {expected}: {}",
                reading.words()
            );
        }
    }

    #[test]
    fn a_cycle_within_an_epoch_is_refused_and_a_slow_one_is_drawn() {
        let page = Page { lr: 0.01, epochs: 20.0, batches: 400.0 };
        let yours = Yours::NETWORK.with_batches(400.0).unwrap();
        let cycle = |size: u32| {
            let text = format!("CyclicLR(optimizer, base_lr=0.001, max_lr=0.01, step_size_up={size})");
            apply(&read(&text, page).for_batches(Some(400.0)), &opening::config(), yours)
        };
        let fast = cycle(5);
        assert_eq!((fast.config, fast.lines.len()), (opening::config(), 0));
        assert!(fast.refused.iter().any(|why| why.contains("within an epoch")), "{fast:?}");
        assert!(fast.became.iter().all(|became| !became.contains("curve")), "{fast:?}");
        let slow = cycle(1600);
        assert_eq!(slow.refused, [""; 0], "{slow:?}");
        assert!(slow.became.iter().any(|became| became.contains("curve")), "{slow:?}");
    }

    #[test]
    fn lengths_in_batches_keep_their_shape() {
        let text = "scheduler = OneCycleLR(optimizer, max_lr=0.01, epochs=30, steps_per_epoch=400)";
        let done = applied(text);
        assert_eq!(Seat::new(&done.config, done.lines[0]).settings().get("total_steps"), Some(1350.0));
    }

    #[test]
    fn a_run_without_a_scheduler_sets_the_run_alone() {
        let done = applied("optimizer = torch.optim.AdamW(model.parameters(), lr=0.003, weight_decay=0.1)");
        assert_eq!(done.lines, []);
        assert_eq!(done.config.base_rate(Line::Reference), 0.003);
    }

    #[test]
    fn an_optimizer_of_the_page_is_chosen_with_its_settings() {
        let run = |done: &Applied| {
            [OPTIMISER, MOMENTUM, NESTEROV, WEIGHT_DECAY].map(|row| done.config.value(Control::run(row)))
        };
        let sgd = applied(
            "torch.optim.SGD(p.parameters(), lr=0.1, momentum=0.8, weight_decay=5e-4, nesterov=True)",
        );
        assert_eq!((run(&sgd), &sgd.refused), ([1.0, 0.8, 1.0, 5e-4], &vec![]));
        // What a pasted line does not say is as PyTorch has it, also after another line.
        let page = Page { lr: 0.1, epochs: 20.0, batches: 45.0 };
        let next = |text: &str| apply(&read(text, page), &sgd.config, Yours::NETWORK);
        let plain = next("optimizer = torch.optim.SGD(model.parameters(), lr=0.1)");
        assert_eq!((run(&plain), &plain.refused), ([1.0, 0.0, 0.0, 0.0], &vec![]));
        let adamw = next("optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)");
        assert_eq!((run(&adamw)[0], run(&adamw)[3]), (0.0, 0.01));
        let adam = next("optimizer = torch.optim.Adam(model.parameters(), lr=0.1)");
        assert_eq!(run(&adam), run(&sgd), "the page has no Adam");
    }

    #[test]
    fn rates_of_the_code_are_the_visitors() {
        let yours = Yours::NETWORK.with_batches(400.0).unwrap().with_rate(3e-4, 0.02).unwrap();
        let page = Page { lr: 3e-4, epochs: 30.0, batches: 400.0 };
        let text = "OneCycleLR(optimizer, max_lr=3e-4, total_steps=12000, pct_start=0.1)";
        let reading = read(text, page).for_batches(Some(400.0));
        let before = opening::config().with_change(Control::run(EPOCHS), 30.0).unwrap();
        let done = apply(&reading, &before, yours);
        let settings = Seat::new(&done.config, done.lines[0]).settings();
        assert_eq!((settings.get("max_lr"), settings.get("total_steps")), (Some(0.02), Some(1350.0)));
        assert_eq!(done.yours, yours);
        let said = done.differences(&before, yours);
        assert!(said.contains("max_lr 0.0006 → 0.0003"), "{said}");
        let traps = crate::race::trap::names_in(&done.config, yours);
        assert!(traps.iter().all(|(line, _)| *line != done.lines[0]), "{traps:?}");
    }

    #[test]
    fn a_pasted_rate_is_the_base_rate_of_a_run_that_has_none() {
        let yours = Yours::NETWORK.with_batches(400.0).unwrap();
        let page = Page { lr: 0.02, epochs: 20.0, batches: 400.0 };
        let text = "optimizer = AdamW(model.parameters(), lr=3e-4)\n\
            OneCycleLR(optimizer, max_lr=6e-4, total_steps=8000)";
        let reading = read(text, page).for_batches(Some(400.0));
        let done = apply(&reading, &opening::config(), yours);
        let lr = Control::run(LR);
        assert_eq!(
            (done.config.value(lr), done.yours.text(&done.config, lr, 0.02)),
            (0.02, "0.0003".to_owned())
        );
        let settings = Seat::new(&done.config, done.lines[0]).settings();
        assert_eq!((settings.get("max_lr"), &done.refused), (Some(0.04), &vec![]));
        let alone = read("AdamW(model.parameters(), lr=3e-4)", page).for_batches(Some(400.0));
        let alone = apply(&alone, &opening::config(), yours);
        assert_eq!(alone.differences(&opening::config(), alone.yours), "your base rate 0.0003");
        assert_eq!(done.became, ["lr = 0.0003: your base rate. The small network trains at 0.02 for it"]);
        // For a visitor who has entered no run, the code sets the network's own rate.
        let plain = apply(&read(text, page), &opening::config(), Yours::NETWORK);
        assert_eq!((plain.config.value(lr), plain.became.len()), (3e-4, 0));
    }

    #[test]
    fn a_length_of_the_code_stays_as_it_is() {
        let text = "OneCycleLR(optimizer, max_lr=0.01, total_steps=1000)";
        let page = Page { lr: 0.01, epochs: 20.0, batches: 400.0 };
        let yours = Yours::NETWORK.with_batches(400.0).unwrap();
        let done = apply(&read(text, page).for_batches(Some(400.0)), &opening::config(), yours);
        let program =
            crate::code::export_for(&done.config, done.lines[0], crate::code::Framework::PyTorch, done.yours);
        assert!(program.contains("total_steps=1000,"), "{program}");
        assert!(done.differences(&opening::config(), done.yours).contains("total_steps 8000 → 1000"));
        // The code itself says how many batches an epoch has.
        let text = "OneCycleLR(optimizer, max_lr=0.01, epochs=3, steps_per_epoch=1563)";
        let done = applied(text);
        assert_eq!((done.yours.batches(), done.yours.lengths(&done.config).count()), (1_563, 0));
    }
}
