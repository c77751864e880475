//! Which controls stand together: one group for each schedule, and what all five trainings share.

use etalon_train::setting::Setting;

use crate::model::entrant::Entrant;
use crate::model::kind::Kind;
use crate::model::knob::Knob;
use crate::model::param::Param;

/// Controls that stand together on a card, the main ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Those of a schedule.
    Schedule(Kind),
    /// Those of the training, whatever the schedule.
    Shared,
}

impl Group {
    /// Every group, in the order of the cards.
    pub const ALL: [Group; 5] = [
        Group::Schedule(Kind::Exponential),
        Group::Schedule(Kind::CosineAnnealing),
        Group::Schedule(Kind::ReduceOnPlateau),
        Group::Schedule(Kind::OneCycle),
        Group::Shared,
    ];

    /// Whose colour and dash it bears.
    #[must_use]
    pub const fn entrant(self) -> Entrant {
        match self {
            Group::Schedule(kind) => Entrant::Schedule(kind),
            Group::Shared => Entrant::Constant,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Group::Schedule(kind) => Entrant::Schedule(kind).name(),
            Group::Shared => "All five",
        }
    }

    /// Its controls, the main ones first.
    #[must_use]
    pub fn knobs(self) -> Vec<Knob> {
        match self {
            Group::Schedule(kind) => kind.params().iter().copied().map(Knob::Schedule).collect(),
            Group::Shared => vec![
                Param::Lr.into(),
                Param::Epochs.into(),
                Setting::Seed.into(),
                Setting::HiddenWidth.into(),
                Setting::WeightDecay.into(),
                Param::CycleMomentum.into(),
            ],
        }
    }

    /// How many of its controls stand on its card.
    #[must_use]
    pub const fn main(self) -> usize {
        match self {
            Group::Schedule(_) => 1,
            Group::Shared => 3,
        }
    }

    /// The first group that has `knob`: where somebody would look for it.
    #[must_use]
    pub fn of(knob: Knob) -> Option<Group> {
        let shared = Group::Shared.knobs().contains(&knob).then_some(Group::Shared);
        shared.or_else(|| Group::ALL.into_iter().find(|group| group.knobs().contains(&knob)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_and_every_parameter_of_a_schedule_has_a_place() {
        let mut wanted: Vec<Knob> = Setting::ALL.map(Knob::Training).to_vec();
        wanted.extend(Kind::ALL.iter().flat_map(|kind| kind.params()).map(|param| Knob::Schedule(*param)));
        for knob in wanted {
            assert!(Group::of(knob).is_some(), "{knob:?}");
        }
    }
}
