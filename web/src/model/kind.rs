//! The page's kinds of schedule: four of the crate's, in the order in which they race.

use crate::model::param::Param;

/// A kind of schedule that the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// [`etalon::ExponentialLr`].
    Exponential,
    /// [`etalon::CosineAnnealingLr`].
    CosineAnnealing,
    /// [`etalon::ReduceLrOnPlateau`].
    ReduceOnPlateau,
    /// [`etalon::OneCycleLr`].
    OneCycle,
}

impl Kind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Kind; 4] =
        [Kind::Exponential, Kind::CosineAnnealing, Kind::ReduceOnPlateau, Kind::OneCycle];

    /// The crate's kind.
    #[must_use]
    pub const fn in_crate(self) -> etalon::Kind {
        match self {
            Kind::Exponential => etalon::Kind::Exponential,
            Kind::CosineAnnealing => etalon::Kind::CosineAnnealing,
            Kind::ReduceOnPlateau => etalon::Kind::ReduceOnPlateau,
            Kind::OneCycle => etalon::Kind::OneCycle,
        }
    }

    /// The page's kind for one of the crate's; none where the page does not show it.
    #[must_use]
    pub fn of(kind: etalon::Kind) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.in_crate() == kind)
    }

    /// Stable name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.in_crate().id()
    }

    /// The parameters it uses, the main one first.
    #[must_use]
    pub const fn params(self) -> &'static [Param] {
        match self {
            Kind::Exponential => &[Param::Gamma, Param::Lr],
            Kind::CosineAnnealing => &[Param::TMax, Param::EtaMin, Param::PastEnd, Param::Lr],
            Kind::ReduceOnPlateau => &[
                Param::Patience,
                Param::Factor,
                Param::Mode,
                Param::Threshold,
                Param::ThresholdMode,
                Param::Cooldown,
                Param::MinLr,
                Param::Eps,
                Param::NanPolicy,
                Param::Lr,
            ],
            Kind::OneCycle => &[
                Param::PctStart,
                Param::MaxLr,
                Param::TotalSteps,
                Param::AnnealStrategy,
                Param::ThreePhase,
                Param::DivFactor,
                Param::FinalDivFactor,
                Param::CycleMomentum,
                Param::BaseMomentum,
                Param::MaxMomentum,
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_one_of_the_crate_with_the_same_parameters() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.in_crate()), Some(kind));
            let own: Vec<_> = kind.params().iter().map(|param| param.spec()).collect();
            assert_eq!(own, kind.in_crate().params(), "{}", kind.id());
        }
        assert_eq!(Kind::of(etalon::Kind::Constant), None);
    }

    #[test]
    fn names_and_order_are_those_of_the_address() {
        assert_eq!(Kind::ALL.map(Kind::id), ["exponential", "cosine", "plateau", "one_cycle"]);
    }
}
