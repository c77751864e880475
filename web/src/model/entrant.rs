//! Who takes part in the race: the four schedules, and the constant rate that tells whether any of them helps.

use crate::model::kind::Kind;

/// One of the five runs shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrant {
    /// A run under a schedule.
    Schedule(Kind),
    /// The same rate throughout: the quiet reference.
    Constant,
}

impl Entrant {
    /// How many there are.
    pub const COUNT: usize = Kind::ALL.len() + 1;

    /// Every entrant, the reference last.
    pub const ALL: [Entrant; Entrant::COUNT] = [
        Entrant::Schedule(Kind::Exponential),
        Entrant::Schedule(Kind::CosineAnnealing),
        Entrant::Schedule(Kind::ReduceOnPlateau),
        Entrant::Schedule(Kind::OneCycle),
        Entrant::Constant,
    ];

    /// Its place in [`Entrant::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Entrant::Schedule(Kind::Exponential) => 0,
            Entrant::Schedule(Kind::CosineAnnealing) => 1,
            Entrant::Schedule(Kind::ReduceOnPlateau) => 2,
            Entrant::Schedule(Kind::OneCycle) => 3,
            Entrant::Constant => 4,
        }
    }

    /// Stable name: CSS colour, messages between page and worker, tests.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Entrant::Schedule(kind) => kind.id(),
            Entrant::Constant => "constant",
        }
    }

    /// Name for cards and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Entrant::Schedule(Kind::Exponential) => "Exponential",
            Entrant::Schedule(Kind::CosineAnnealing) => "Cosine annealing",
            Entrant::Schedule(Kind::ReduceOnPlateau) => "Reduce on plateau",
            Entrant::Schedule(Kind::OneCycle) => "1cycle",
            Entrant::Constant => "Constant rate",
        }
    }

    /// Name on its card, which has room for a fact beside it.
    #[must_use]
    pub const fn card_name(self) -> &'static str {
        match self {
            Entrant::Schedule(Kind::ReduceOnPlateau) => "Plateau",
            Entrant::Schedule(_) | Entrant::Constant => self.name(),
        }
    }

    /// Name where there is little room: line ends, headings.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Entrant::Schedule(Kind::Exponential) => "Exponential",
            Entrant::Schedule(Kind::CosineAnnealing) => "Cosine",
            Entrant::Schedule(Kind::ReduceOnPlateau) => "Plateau",
            Entrant::Schedule(Kind::OneCycle) => "1cycle",
            Entrant::Constant => "Constant",
        }
    }

    /// Dash pattern in CSS pixels, the same in every chart, card and table; empty for a solid line.
    #[must_use]
    pub const fn dash(self) -> &'static [f64] {
        match self {
            Entrant::Schedule(Kind::Exponential) | Entrant::Constant => &[],
            Entrant::Schedule(Kind::CosineAnnealing) => &[8.0, 4.0],
            Entrant::Schedule(Kind::ReduceOnPlateau) => &[2.0, 3.0],
            Entrant::Schedule(Kind::OneCycle) => &[9.0, 3.0, 2.0, 3.0],
        }
    }

    /// Line width in CSS pixels.
    #[must_use]
    pub const fn width(self) -> f64 {
        match self {
            Entrant::Schedule(Kind::ReduceOnPlateau) => 2.25,
            Entrant::Schedule(_) => 2.0,
            Entrant::Constant => 1.25,
        }
    }
}

/// One `T` for each entrant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PerEntrant<T>(pub [T; Entrant::COUNT]);

impl<T> PerEntrant<T> {
    /// Built by asking `make` for each.
    pub fn from_fn(make: impl FnMut(Entrant) -> T) -> Self {
        Self(Entrant::ALL.map(make))
    }

    /// The one of `entrant`.
    #[must_use]
    pub fn get(&self, entrant: Entrant) -> &T {
        &self.0[entrant.index()]
    }

    /// The one of `entrant`, to change it.
    pub fn get_mut(&mut self, entrant: Entrant) -> &mut T {
        &mut self.0[entrant.index()]
    }

    /// All of them with their entrant.
    pub fn iter(&self) -> impl Iterator<Item = (Entrant, &T)> {
        Entrant::ALL.into_iter().zip(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entrant_stands_at_its_index() {
        for (at, entrant) in Entrant::ALL.into_iter().enumerate() {
            assert_eq!(entrant.index(), at);
        }
    }

    #[test]
    fn no_two_schedules_share_a_dash() {
        for a in Kind::ALL.map(Entrant::Schedule) {
            for b in Kind::ALL.map(Entrant::Schedule) {
                assert!(a == b || a.dash() != b.dash());
            }
        }
    }
}
