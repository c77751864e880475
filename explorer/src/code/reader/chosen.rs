//! Which optimizer of a text the run has: that of the first schedule, or the only one, or what all of them have in common.

use super::names::clip;
use super::note::Verdict;
use super::plan::Optimizer;
use super::value::Value;
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// What an optimizer says.
    pub fn chosen(
        &mut self,
        what: &str,
        of: impl for<'o> Fn(&'o Optimizer<'a>) -> &'o Option<Value<'a>>,
    ) -> Option<Value<'a>> {
        if let Some(value) = self.used().and_then(|at| of(self.optimizers.get(at)?).clone()) {
            return Some(value);
        }
        let candidates = self.candidates();
        let all: Vec<Option<Value<'a>>> = candidates.iter().map(|one| of(one).clone()).collect();
        let is_same = |one: &Option<Value<'a>>, other: &Option<Value<'a>>| match (one, other) {
            (Some(one), Some(other)) => one.is_same(other),
            (None, None) => true,
            _ => false,
        };
        let (first, others) = all.split_first()?;
        if others.iter().all(|other| is_same(first, other)) {
            return first.clone();
        }
        // Of two optimizers that differ nobody knows which one is meant.
        let mut classes: Vec<&str> = candidates.iter().map(|one| one.class.as_str()).collect();
        classes.sort_unstable();
        classes.dedup();
        let classes = clip(&classes.join(", "), 120);
        let text = format!(
            "{what}: the text has several optimizers ({classes}), and no schedule says which one is meant"
        );
        self.notes.say(Verdict::NotTaken, text);
        Some(Value::Opaque)
    }

    /// The default of the optimizer's class for the rate, or for the weight decay if `rate` is false.
    pub fn usual(&self, rate: bool) -> Option<f64> {
        let usual = |optimizer: &&Optimizer<'a>| if rate { optimizer.usual.0 } else { optimizer.usual.1 };
        let all: Vec<Option<f64>> = self.candidates().iter().map(usual).collect();
        let (first, others) = all.split_first()?;
        first.filter(|_| others.iter().all(|other| other == first))
    }

    /// The base rate that the run begins with: `None` of Python if the text has no optimizer, and nothing to compute with if it has
    /// several that differ.
    pub fn rate_of_the_run(&mut self) -> Value<'a> {
        match self.chosen("lr", |optimizer| &optimizer.lr) {
            Some(rate) => rate,
            None => self.usual(true).map_or(Value::Nothing, |usual| Value::number(usual, false)),
        }
    }

    /// Names the optimizers beside that of the first schedule, unless they say the same.
    pub fn other_optimizers(&mut self) {
        let Some(used) = self.used() else { return };
        let Some(first) = self.optimizers.get(used) else { return };
        let is_same = |other: &Optimizer<'a>| match (&first.lr, &other.lr) {
            (Some(one), Some(other_lr)) => first.class == other.class && one.is_same(other_lr),
            _ => false,
        };
        let brings = |optimizer: &Optimizer<'a>| self.made.iter().any(|made| made.class == optimizer.class);
        if brings(first) {
            return;
        }
        let others = self.optimizers.iter().enumerate().filter(|(at, one)| *at != used && !one.is_dead);
        let others = others.filter(|(_, one)| !brings(one) && !is_same(one) && one.rule_or_rate());
        let names: Vec<String> = others.map(|(_, one)| clip(&one.class, 40)).collect();
        for class in names {
            self.notes.say(
                Verdict::NotTaken,
                format!("{class}: the page has one optimizer, and the first schedule belongs to another one"),
            );
        }
    }

    /// The optimizer of the first schedule.
    fn used(&self) -> Option<usize> {
        self.made.iter().filter(|made| !made.is_dead).find_map(|made| made.optimizer)
    }

    /// The optimizers that may be meant. A schedule that brings its rate along stands beside the optimizer that it is given to.
    fn candidates(&self) -> Vec<&Optimizer<'a>> {
        let brings = |optimizer: &Optimizer<'a>| self.made.iter().any(|made| made.class == optimizer.class);
        let used = self.used().and_then(|at| self.optimizers.get(at));
        if let Some(used) = used.filter(|used| !brings(used)) {
            return vec![used];
        }
        let alive = self.optimizers.iter().filter(|one| !one.is_dead).filter(|one| one.rule_or_rate());
        let (bringing, own): (Vec<_>, Vec<_>) = alive.partition(|one| brings(one));
        if own.is_empty() { bringing } else { own }
    }
}
