//! Everything that can be set: the schedules' parameters and the training's settings, each with its row of its table.

use etalon::param::{Domain, ParamSpec};
use etalon_train::setting::Setting;

use crate::model::config::Refusal;
use crate::model::param::Param;

/// One control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Knob {
    /// A parameter of a schedule.
    Schedule(Param),
    /// A setting of the training.
    Training(Setting),
}

impl From<Param> for Knob {
    fn from(param: Param) -> Self {
        Knob::Schedule(param)
    }
}

impl From<Setting> for Knob {
    fn from(setting: Setting) -> Self {
        Knob::Training(setting)
    }
}

impl Knob {
    /// How many there are.
    pub const COUNT: usize = Param::ALL.len() + Setting::ALL.len();

    /// Every control, in the order of the tables.
    pub fn all() -> impl Iterator<Item = Knob> {
        Param::ALL.into_iter().map(Knob::Schedule).chain(Setting::ALL.into_iter().map(Knob::Training))
    }

    /// The control with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Knob> {
        Knob::all().find(|knob| knob.id() == id)
    }

    /// Its row of its table.
    #[must_use]
    pub const fn spec(self) -> ParamSpec {
        match self {
            Knob::Schedule(param) => param.spec(),
            Knob::Training(setting) => setting.spec(),
        }
    }

    /// Its stable name: in the address, in messages, in exports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.spec().id
    }

    /// Whether `value` is legal.
    ///
    /// # Errors
    /// Names the control, the value and the reason.
    pub fn check(self, value: f64) -> Result<(), Refusal> {
        match self {
            Knob::Schedule(param) => param.check(value).map_err(Refusal::Param),
            Knob::Training(setting) => setting.check(value).map_err(Refusal::Job),
        }
    }

    /// Distance of two neighbouring values of a whole number, or none where values are even.
    #[must_use]
    pub fn whole_step(self) -> Option<f64> {
        match (self, self.spec().domain) {
            (Knob::Training(setting), Domain::Count { .. }) => Some(setting.step().map_or(1.0, f64::from)),
            (_, Domain::Count { .. }) => Some(1.0),
            // A real number or a choice: `Domain` may grow.
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_one_control() {
        assert_eq!(Knob::all().count(), Knob::COUNT);
        for knob in Knob::all() {
            assert_eq!(Knob::from_id(knob.id()), Some(knob));
        }
    }
}
