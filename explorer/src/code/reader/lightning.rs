//! Lightning's modules: which methods run at every batch and which at every epoch, and schedulers that the code steps by hand.

use super::note::Verdict;
use super::plan::Plan;
use super::token::Token;
use super::tree::{Function, Span};
use super::twice::Site;
use super::unit::Unit;
use super::value::Value;
use super::walk::{Loop, Walk};
use super::when::Counter;

/// What `self.lr_schedulers()` gives.
const SCHEDULERS: &str = "lightning.lr_schedulers";

/// Steps of schedulers by hand.
#[derive(Debug, Default)]
pub struct ByHand {
    /// Where they are, and what they get.
    steps: Vec<(Site, Option<String>)>,
    /// Whether the code asks for the schedulers at all.
    is_asked: bool,
}

/// When Lightning calls a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hook {
    place: Loop,
    /// 0 before the batches of an epoch, 1 at each of them, 2 after them.
    rank: u8,
}

fn hook(name: &str) -> Option<Hook> {
    match name {
        "training_step" | "on_train_batch_end" | "on_train_batch_start" | "optimizer_step" => {
            Some(Hook { place: Loop::Batches, rank: 1 })
        }
        "on_train_epoch_start" | "on_epoch_start" => Some(Hook { place: Loop::Epochs, rank: 0 }),
        "on_train_epoch_end"
        | "training_epoch_end"
        | "on_epoch_end"
        | "validation_epoch_end"
        | "on_validation_epoch_end"
        | "on_validation_end" => Some(Hook { place: Loop::Epochs, rank: 2 }),
        _ => None,
    }
}

impl<'a> Walk<'a> {
    /// Puts the loops of Lightning's trainer around a method of a class.
    pub(super) fn enter_hook(&mut self, function: &Function<'a>, class: usize) {
        let Some(hook) = hook(function.name) else { return };
        let class = class as u32;
        let (epochs, batches) = (u32::MAX - 2 * class, u32::MAX - 2 * class - 1);
        let turns =
            [Counter::of_epochs("self.current_epoch"), Counter::of_epochs("self.trainer.current_epoch")];
        self.counters.extend(turns);
        self.loops.push(Loop::Epochs);
        (self.around, self.turn, self.rank) = (0, epochs, hook.rank);
        if hook.place == Loop::Batches {
            let mut names = self.tree.arguments(function.parameters).iter().filter_map(|one| one.name);
            let counter = names.rfind(|name| name.ends_with("idx") || name.ends_with("batch_nb"));
            self.counters.extend(counter.map(Counter::of_batches));
            self.loops.push(Loop::Batches);
            (self.around, self.turn) = (epochs, batches);
        }
        (self.forks, self.covered, self.often) = (0, 0, 1);
    }

    /// `self.lr_schedulers()`.
    pub(super) fn asks_for_schedulers(&mut self) -> Value<'a> {
        self.by_hand.is_asked = true;
        Value::Imported(SCHEDULERS.into())
    }

    /// `sch.step()` where `sch` is what Lightning has made of the schedulers. Which these are is known after the whole text.
    pub(super) fn stepped_by_hand(&mut self, of: &Value<'a>, site: Site, metric: Option<String>) -> bool {
        let is = matches!(of, Value::Imported(path) if &**path == SCHEDULERS);
        if is && self.by_hand.steps.len() < 8 && !self.is_dead {
            self.by_hand.steps.push((site, metric));
        }
        is
    }

    /// Schedules that `configure_optimizers` returns are stepped once an epoch, unless a configuration says otherwise.
    pub(super) fn returned(&mut self, value: &Value<'a>) {
        match value {
            Value::Schedule(at) => {
                if let Some(made) = self.made.get_mut(*at) {
                    made.interval.get_or_insert(Unit::Epochs);
                }
            }
            Value::List(members) => members.iter().for_each(|member| self.returned(member)),
            Value::Dict(entries) => entries.iter().for_each(|(_, member)| self.returned(member)),
            Value::OneOf(all) => all.iter().for_each(|at| self.returned(&Value::Schedule(*at))),
            Value::Number(_) | Value::Text(_) | Value::Truth(_) | Value::Nothing | Value::Numbered(_) => {}
            Value::Lambda(..) | Value::Function(_) | Value::Bound(_) | Value::Class(_) => {}
            Value::Imported(_) | Value::Optimizer(_) | Value::Unknown(_) | Value::Opaque => {}
        }
    }

    /// Gives the steps by hand to the schedulers of the text.
    pub(super) fn steps_by_hand(&mut self) {
        let by_hand = std::mem::take(&mut self.by_hand);
        let is_manual = self.is_manual();
        let live: Vec<usize> = (0..self.made.len())
            .filter(|at| {
                let made = &self.made[*at];
                !made.is_part && !made.is_dead && !matches!(made.plan, Plan::Refused)
            })
            .collect();
        if live.is_empty() || !is_manual && by_hand.steps.is_empty() {
            return;
        }
        let is_stepped =
            live.iter().any(|at| self.made[*at].stepped.iter().any(|(place, _)| place.is_some()));
        let [only] = live.as_slice() else {
            if by_hand.is_asked || !is_stepped {
                let text = "with automatic_optimization = False the code steps several schedulers by hand, and the text does not show \
                            which of them when; here each is stepped as usual";
                self.notes.say(Verdict::Trap, text.to_owned());
            }
            return;
        };
        let class = self.made[*only].class.clone();
        if !is_manual {
            let is_returned = self.made[*only].interval.is_some();
            if is_returned {
                self.made[*only].plan = Plan::Refused;
                self.refuse(format!(
                    "{class}: the code steps it, and Lightning steps it too, because automatic_optimization is not False"
                ));
                return;
            }
        } else if by_hand.steps.is_empty() && !is_stepped {
            let text = format!(
                "{class}: with automatic_optimization = False nothing steps it in this text; here it is stepped as usual"
            );
            self.notes.say(Verdict::Trap, text);
            return;
        }
        let made = &mut self.made[*only];
        (made.interval, made.frequency) = (None, 1);
        for (site, metric) in by_hand.steps {
            made.stepped.push((site.place, metric));
            made.sites.push(site);
        }
    }

    /// Whether the text says `automatic_optimization = False`.
    fn is_manual(&self) -> bool {
        self.tokens.windows(3).any(|three| {
            matches!(
                [three[0].token, three[1].token, three[2].token],
                [Token::Name("automatic_optimization"), Token::Sign("="), Token::Name("False")]
            )
        })
    }

    /// The argument of a step, in the words of the code.
    pub(super) fn step_metric(&self, arguments: Span) -> Option<String> {
        let given = self.tree.arguments(arguments).first().and_then(|argument| argument.value);
        given.map(|id| self.source(id))
    }
}
