//! Values that an address locks. Whoever opens it cannot change them.

use core::fmt;

use crate::flags::parts::{name_of, owner_named};
use crate::race::config::Config;
use crate::race::control::{Control, Owner};
use crate::race::refusal::Refusal;
use crate::race::row::Row;
use crate::race::run_settings;
use crate::race::slot::Slot;

/// What is said of a locked control.
pub const LOCKED: &str = "The link that opened this page locks this value";

/// The name that locks a lane's schedule.
const KIND: &str = "kind";

/// What one lock is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// Everything on a card.
    Card,
    /// The kind of a lane. The other locks of a lane include it.
    Kind,
    /// One value.
    Value(Row),
}

/// One lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    owner: Owner,
    what: What,
}

impl Lock {
    /// The lock with this name: `lr`, `1.gamma`, `1.kind`, or a whole card, `1` or `run`. None where `config` has no such value.
    #[must_use]
    pub fn named(name: &str, config: &Config) -> Option<Self> {
        if let Some((owner, id)) = name.split_once('.') {
            let Some(owner @ Owner::Lane(slot)) = owner_named(owner) else { return None };
            let lane = config.lane(slot)?;
            let what = if id == KIND { What::Kind } else { What::Value(lane.row(id)?) };
            return Some(Self { owner, what });
        }
        if let Some(owner) = owner_named(name) {
            return Some(Self { owner, what: What::Card });
        }
        let row = run_settings::ROWS.iter().find(|row| row.id == name)?;
        Some(Self { owner: Owner::Run, what: What::Value(Row::new(row)) })
    }

    fn holds(self, control: Control) -> bool {
        match self.what {
            What::Card => true,
            What::Kind => false,
            What::Value(row) => row == control.row,
        }
    }

    /// Whether this is changed on the way from `before` to `after`.
    fn is_broken(self, before: &Config, after: &Config) -> bool {
        let kind = |config: &Config| match self.owner {
            Owner::Run => None,
            Owner::Lane(slot) => config.lane(slot).map(|lane| lane.page().id()),
        };
        let changed = |control: Control| before.value(control) != after.value(control);
        kind(before) != kind(after)
            || match self.what {
                What::Kind => false,
                What::Value(row) => changed(Control { owner: self.owner, row }),
                What::Card => match self.owner {
                    Owner::Run => {
                        before.controls().any(|control| control.owner == Owner::Run && changed(control))
                    }
                    Owner::Lane(slot) => before.lane(slot) != after.lane(slot),
                },
            }
    }

    /// What is locked, in words.
    fn words(self, config: &Config) -> String {
        let of_lane = |what: &str| match self.owner {
            Owner::Run => what.to_owned(),
            Owner::Lane(_) => format!("{what} of {}", config.short_name(self.owner.line())),
        };
        match (self.what, self.owner) {
            (What::Card, Owner::Run) => "what all runs share".to_owned(),
            (What::Card, Owner::Lane(slot)) => format!("lane {}", slot.number()),
            (What::Kind, _) => of_lane("the kind"),
            (What::Value(row), _) => of_lane(row.label),
        }
    }
}

/// The name of a lock in the address.
impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let owner = name_of(self.owner);
        match (self.what, self.owner) {
            (What::Card, _) => f.write_str(&owner),
            (What::Kind, _) => write!(f, "{owner}.{KIND}"),
            (What::Value(row), Owner::Run) => f.write_str(row.id),
            (What::Value(row), Owner::Lane(_)) => write!(f, "{owner}.{}", row.id),
        }
    }
}

/// All locks of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Locks([Option<Lock>; Locks::MOST]);

impl Locks {
    /// The most locks of an address. Whoever wants more locks whole cards.
    pub const MOST: usize = 16;

    /// With `lock`, unless there are as many as can be.
    #[must_use]
    pub fn with(mut self, lock: Lock) -> Option<Self> {
        if !self.iter().any(|known| known == lock) {
            *self.0.iter_mut().find(|place| place.is_none())? = Some(lock);
        }
        Some(self)
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = Lock> {
        self.0.into_iter().flatten()
    }

    /// Whether `control` is locked.
    #[must_use]
    pub fn holds(&self, control: Control) -> bool {
        self.iter().any(|lock| lock.owner == control.owner && lock.holds(control))
    }

    /// Whether the kind of the lane at `slot` is locked. It is where any of its values is.
    #[must_use]
    pub fn holds_kind(&self, slot: Slot) -> bool {
        self.iter().any(|lock| lock.owner == Owner::Lane(slot))
    }

    /// Refuses a change of what is locked.
    ///
    /// # Errors
    /// If something locked would change.
    pub fn check(&self, before: &Config, after: &Config) -> Result<(), Refusal> {
        match self.iter().find(|lock| lock.is_broken(before, after)) {
            Some(lock) => Err(Refusal::Locked(lock.words(before))),
            None => Ok(()),
        }
    }

    /// What is locked, in a sentence. None where nothing is.
    #[must_use]
    pub fn sentence(&self, config: &Config) -> Option<String> {
        let locked: Vec<String> = self.iter().map(|lock| lock.words(config)).collect();
        (!locked.is_empty()).then(|| format!("The link that opened this page locks {}.", locked.join(", ")))
    }

    /// Their names, with commas. Empty where there are none.
    #[must_use]
    pub fn names(&self) -> String {
        let names: Vec<String> = self.iter().map(|lock| lock.to_string()).collect();
        names.join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::opening;
    use crate::race::preset;
    use crate::race::run_settings::{EPOCHS, LR, SEED};

    fn locks(names: &[&str]) -> Locks {
        let lock = |name: &&str| Lock::named(name, &opening::config()).unwrap();
        names.iter().map(lock).fold(Locks::default(), |locks, lock| locks.with(lock).unwrap())
    }

    fn slot(number: usize) -> Slot {
        Slot::numbered(number).unwrap()
    }

    fn lane(number: usize, id: &str) -> Control {
        Control::lane(slot(number), opening::config().lane(slot(number)).unwrap().row(id).unwrap())
    }

    fn changed(locks: Locks, control: Control, value: f64) -> Result<(), Refusal> {
        let before = opening::config();
        locks.check(&before, &before.with_change(control, value).unwrap())
    }

    #[test]
    fn a_locked_value_stays_and_the_others_do_not() {
        let locks = locks(&["1.gamma", "seed"]);
        assert!(locks.holds(lane(1, "gamma")) && locks.holds(Control::run(SEED)));
        assert!(!locks.holds(Control::run(LR)) && !locks.holds(lane(2, "t_max")));
        assert_eq!(
            changed(locks, lane(1, "gamma"), 0.5),
            Err(Refusal::Locked("γ of Exponential".to_owned()))
        );
        assert!(changed(locks, Control::run(SEED), 9.0).is_err());
        assert_eq!(changed(locks, Control::run(LR), 0.5), Ok(()));
        assert_eq!(changed(locks, lane(2, "t_max"), 90.0), Ok(()));
    }

    #[test]
    fn a_lane_with_a_locked_value_keeps_its_kind() {
        let before = opening::config();
        for name in ["1.gamma", "1.kind", "1"] {
            let locks = locks(&[name]);
            assert!(locks.holds_kind(slot(1)) && !locks.holds_kind(slot(2)));
            assert!(locks.check(&before, &before.with_lane(slot(1), None)).is_err(), "{name}");
            assert_eq!(locks.check(&before, &before.with_lane(slot(2), None)), Ok(()));
        }
        assert_eq!(changed(locks(&["1.kind"]), lane(1, "gamma"), 0.5), Ok(()));
        assert!(changed(locks(&["1"]), lane(1, "gamma"), 0.5).is_err());
    }

    #[test]
    fn what_follows_from_another_value_is_locked_too() {
        assert!(changed(locks(&["4.total_steps"]), Control::run(EPOCHS), 40.0).is_err());
        assert!(changed(locks(&["run"]), Control::run(EPOCHS), 40.0).is_err());
        assert_eq!(changed(locks(&["run"]), lane(1, "gamma"), 0.5), Ok(()));
    }

    #[test]
    fn a_preset_that_changes_a_locked_value_is_refused() {
        let before = opening::config();
        let locks = locks(&["1.kind", "run"]);
        let refused = preset::all().filter(|preset| locks.check(&before, &preset.config()).is_err());
        assert!(refused.count() > 0);
        assert_eq!(locks.check(&before, &before), Ok(()));
    }

    #[test]
    fn names_lead_to_locks_and_back() {
        for name in ["lr", "1.gamma", "2.kind", "run", "3", "4.total_steps"] {
            assert_eq!(locks(&[name]).names(), name);
        }
        for odd in ["", "gamma", "1.", "1.t_max", "5.gamma", "5.kind", "run.lr", "6", "1.gamma.x"] {
            assert_eq!(Lock::named(odd, &opening::config()), None, "{odd}");
        }
        assert_eq!(
            locks(&["1.gamma", "2", "lr", "run"]).sentence(&opening::config()).unwrap(),
            "The link that opened this page locks γ of Exponential, lane 2, rate η₀, what all runs share."
        );
        assert_eq!(Locks::default().sentence(&opening::config()), None);
    }

    #[test]
    fn there_is_a_most() {
        let config = opening::config();
        let all = config.controls().filter(|control| control.owner != Owner::Run);
        let names: Vec<String> = all.map(|control| control.to_string().replacen('-', ".", 1)).collect();
        let mut locks = Locks::default();
        let fits = |name: &String| match locks.with(Lock::named(name, &config).unwrap()) {
            Some(more) => {
                locks = more;
                true
            }
            None => false,
        };
        assert_eq!(names.iter().map(fits).filter(|fits| *fits).count(), names.len().min(Locks::MOST));
        assert!(locks.with(locks.iter().next().unwrap()).is_some());
    }
}
