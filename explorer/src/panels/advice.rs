//! Two questions about a visitor's training, and what follows from the answers: which kinds do not fit, and why.

use etalon_train::verdict::Verdict;

use crate::kinds::KINDS;
use crate::kinds::needs::{Length, Metric};
use crate::kinds::page::{KindPage, Source};
use crate::panels::rates::Rates;
use crate::race::ranking::Good;
use crate::race::seeds::findings::Findings;
use crate::race::slot::Line;
use crate::race::yours::Yours;
use crate::text::list;

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The length of the training.
    Length,
    /// The validation metric.
    Metric,
}

impl Subject {
    /// Both, in the order of the page.
    pub const ALL: [Subject; 2] = [Subject::Length, Subject::Metric];

    /// Its key in the address.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Subject::Length => "know_length",
            Subject::Metric => "trust_metric",
        }
    }

    /// The question.
    #[must_use]
    pub const fn question(self) -> &'static str {
        match self {
            Subject::Length => "Do you know how long you will train?",
            Subject::Metric => "Do you have a validation metric that you trust?",
        }
    }

    /// The question where there is little room.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Subject::Length => "Length known?",
            Subject::Metric => "Metric trusted?",
        }
    }
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl Answer {
    /// Both, with their words on the page and in the address.
    pub const ALL: [(&'static str, Answer); 2] = [("yes", Answer::Yes), ("no", Answer::No)];
}

/// The answers given so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answers {
    length: Option<Answer>,
    metric: Option<Answer>,
}

impl Answers {
    /// The answer about `subject`.
    #[must_use]
    pub const fn to(&self, subject: Subject) -> Option<Answer> {
        match subject {
            Subject::Length => self.length,
            Subject::Metric => self.metric,
        }
    }

    /// The answer about `subject`, to be changed.
    pub const fn to_mut(&mut self, subject: Subject) -> &mut Option<Answer> {
        match subject {
            Subject::Length => &mut self.length,
            Subject::Metric => &mut self.metric,
        }
    }

    /// With `answer` about `subject`. The same answer again takes it back.
    #[must_use]
    pub fn toggled(mut self, subject: Subject, answer: Answer) -> Self {
        let now = self.to_mut(subject);
        *now = (*now != Some(answer)).then_some(answer);
        self
    }

    /// Whether there is any answer.
    #[must_use]
    pub fn any(&self) -> bool {
        Subject::ALL.into_iter().any(|subject| self.to(subject).is_some())
    }

    /// Why `page` does not fit the answers: what follows “Does not fit:”. `None` if it fits.
    #[must_use]
    pub const fn against(&self, page: &KindPage) -> Option<&'static str> {
        match (page.needs.metric, self.metric) {
            (Metric::Decides, Some(Answer::No)) => return Some("it needs a metric you trust"),
            (Metric::Decides, Some(Answer::Yes) | None) | (Metric::NoPart, _) => {}
        }
        match (page.needs.length, self.length) {
            (Length::FromTheStart, Some(Answer::No)) => Some("it needs a known length"),
            (Length::Open, Some(Answer::Yes)) => Some("it ignores the known length"),
            (Length::FromTheStart, Some(Answer::Yes) | None)
            | (Length::Open, Some(Answer::No) | None)
            | (Length::DecidedLate | Length::NoPart, _) => None,
        }
    }

    /// Which kinds fit, in a few sentences, once both questions are answered.
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        let (length, metric) = (self.length?, self.metric?);
        let fit: Vec<&KindPage> = KINDS.iter().copied().filter(|page| self.recommends(page)).collect();
        let those = |with: fn(&KindPage) -> bool| {
            list(fit.iter().filter(|page| with(page)).map(|page| page.short.to_owned()).collect(), "and")
        };
        let known = match length {
            Answer::Yes => "Length known",
            Answer::No => "Length open",
        };
        let trusted = match metric {
            Answer::Yes => "metric trusted",
            Answer::No => "no metric to trust",
        };
        let mut said =
            format!("{known}, {trusted}: {}.", list(fit.iter().map(|page| name(page)).collect(), "or"));
        let late = those(|page| page.needs.length == Length::DecidedLate);
        if length == Answer::No && !late.is_empty() {
            said += &format!(" With {late} you decide during the run when the rate falls.");
        }
        let watching = those(|page| page.needs.metric == Metric::Decides);
        if !watching.is_empty() {
            said += &format!(" With {watching} the metric decides.");
        }
        Some(said)
    }

    /// A kind whose rate never falls is there to be compared with, and a drawn curve to try an idea.
    fn recommends(&self, page: &KindPage) -> bool {
        page.source == Source::Kind && page.needs.length != Length::NoPart && self.against(page).is_none()
    }
}

/// What the trainings on this page show of `line`: how it ends over many seeds, beside the constant rate, and its good base rates in
/// the units of `yours`, if they are known. `None` before all seeds are trained.
#[must_use]
pub fn evidence(findings: &Findings, rates: Option<&Rates>, line: Line, yours: Yours) -> Option<String> {
    let known = findings.line(line).filter(|_| findings.is_complete() && findings.seeds() > 1)?;
    let (pairs, mean) = (known.against_reference()?, known.mean());
    let all = pairs.pairs();
    // With the good rates there is no room for the name of the constant rate.
    let good = rates.and_then(|rates| Good::of(rates, line)).map(|good| match good.in_units(yours) {
        Good::Nowhere => "no good rate".to_owned(),
        within @ Good::Within(..) => format!("good {}", within.words()),
    });
    Some(match (pairs.verdict(), good) {
        (Verdict::Better, None) => format!("Here: {mean}, better than constant in {} of {all}", pairs.wins),
        (Verdict::Better, Some(good)) => format!("{mean}, better in {} of {all}; {good}", pairs.wins),
        (Verdict::Worse, None) => format!("Here: {mean}, worse than constant in {} of {all}", pairs.losses),
        (Verdict::Worse, Some(good)) => format!("{mean}, worse in {} of {all}; {good}", pairs.losses),
        (Verdict::NoDifferenceShown, None) => format!("Here: {mean}, not shown to differ from constant"),
        (Verdict::NoDifferenceShown, Some(good)) => format!("{mean}, no difference shown; {good}"),
    })
}

/// The name of a kind in a list, where a name with commas needs quotation marks.
fn name(page: &KindPage) -> String {
    let label = page.label();
    if label.contains(',') { format!("{} (“{label}”)", page.short) } else { label.to_owned() }
}

#[cfg(test)]
mod tests {
    use etalon_train::report::{Course, Divergence};

    use super::*;
    use crate::panels::rates::tests::{answered, ended};
    use crate::race::opening;
    use crate::race::seeds::ManySeeds;

    fn answers(length: Option<Answer>, metric: Option<Answer>) -> Answers {
        Answers { length, metric }
    }

    const YES: Option<Answer> = Some(Answer::Yes);
    const NO: Option<Answer> = Some(Answer::No);

    #[test]
    fn without_an_answer_everything_fits() {
        for page in KINDS {
            assert_eq!(Answers::default().against(page), None, "{}", page.label());
        }
        assert_eq!(Answers::default().advice(), None);
        assert_eq!(answers(YES, None).advice().or(answers(None, NO).advice()), None);
    }

    #[test]
    fn an_answer_speaks_against_some_kinds_and_for_others() {
        for given in [answers(YES, None), answers(NO, None), answers(None, NO)] {
            let against = KINDS.iter().filter(|page| given.against(page).is_some()).count();
            assert!(0 < against && against < KINDS.len(), "{given:?}");
        }
        assert!(KINDS.iter().all(|page| answers(None, YES).against(page).is_none()));
    }

    #[test]
    fn whatever_is_answered_some_kind_fits_and_the_advice_names_it() {
        for (length, metric) in [(YES, YES), (YES, NO), (NO, YES), (NO, NO)] {
            let given = answers(length, metric);
            let said = given.advice().unwrap();
            for page in KINDS.iter().filter(|page| page.source == Source::Kind) {
                let fits = given.against(page).is_none() && page.needs.length != Length::NoPart;
                assert_eq!(said.contains(page.label()), fits, "{} in {said}", page.label());
            }
            assert!(said.ends_with('.') && said.chars().count() < 240, "{said}");
        }
        let said = answers(NO, YES).advice().unwrap();
        assert!(said.contains("the metric decides") && said.contains("you decide during the run"), "{said}");
        let said = answers(YES, NO).advice().unwrap();
        assert!(
            !said.contains("decides") && said.starts_with("Length known, no metric to trust: "),
            "{said}"
        );
    }

    #[test]
    fn a_reason_is_short_enough_for_its_card() {
        for given in [answers(YES, YES), answers(YES, NO), answers(NO, YES), answers(NO, NO)] {
            for why in KINDS.iter().filter_map(|page| given.against(page)) {
                assert!(format!("Does not fit: {why}").chars().count() <= 42, "{why}");
            }
        }
    }

    #[test]
    fn the_same_answer_twice_is_none() {
        let once = Answers::default().toggled(Subject::Metric, Answer::No);
        assert_eq!((once, once.any()), (answers(None, NO), true));
        assert_eq!(once.toggled(Subject::Metric, Answer::Yes), answers(None, YES));
        assert_eq!(once.toggled(Subject::Metric, Answer::No), Answers::default());
    }

    /// Every line ends with every seed as `end` says.
    fn findings(seeds: u32, end: impl Fn(Line, u32) -> Option<f32>) -> Findings {
        let mut many = ManySeeds::default().adapted(&opening::config(), seeds);
        for missing in many.missing() {
            let course = match end(missing.line, missing.seed) {
                Some(end) => Course { val_loss: vec![1.0 - end], val_accuracy: vec![end], divergence: None },
                None => Course { divergence: Some(Divergence { step: 3 }), ..Course::default() },
            };
            many.add(missing.line, missing.seed, course);
        }
        many.findings()
    }

    #[test]
    fn the_evidence_is_the_verdict_over_all_seeds() {
        let first = opening::config().lines().next().unwrap();
        let with = |seeds, ahead: f32| {
            let found = findings(seeds, |line, seed| {
                Some(0.9 + if line == first { ahead } else { 0.0 } + (seed % 2) as f32 / 100.0)
            });
            evidence(&found, None, first, Yours::NETWORK)
        };
        assert_eq!(with(16, 0.05).as_deref(), Some("Here: 95.5 ± 0.5 %, better than constant in 16 of 16"));
        assert_eq!(with(16, -0.05).as_deref(), Some("Here: 85.5 ± 0.5 %, worse than constant in 16 of 16"));
        for (seeds, ahead) in [(16, 0.0), (4, 0.05)] {
            assert!(
                with(seeds, ahead).is_some_and(|said| said.ends_with("not shown to differ from constant"))
            );
        }
        assert_eq!(with(1, 0.05), None);
        let diverged = findings(16, |line, _| (line != first).then_some(0.9));
        assert_eq!(
            evidence(&diverged, None, first, Yours::NETWORK).as_deref(),
            Some("Here: 16 of 16 diverged, worse than constant in 16 of 16")
        );
        assert_eq!(evidence(&diverged, None, Line::Reference, Yours::NETWORK), None);
        let none = ManySeeds::default().adapted(&opening::config(), 16).findings();
        assert_eq!(evidence(&none, None, first, Yours::NETWORK), None);
    }

    #[test]
    fn good_rates_stand_in_the_evidence_in_the_visitors_units() {
        let first = opening::config().lines().next().unwrap();
        let found = findings(16, |line, _| Some(if line == first { 0.95 } else { 0.9 }));
        let (_, rates) = answered(&opening::config(), |_, _| ended(0.9));
        let said = |yours| evidence(&found, Some(&rates), first, yours).unwrap();
        let (own, hundredth) = (said(Yours::NETWORK), said(Yours::NETWORK.with_rate(2e-4, 0.02).unwrap()));
        assert_eq!(own, "95.0 ± 0.0 %, better in 16 of 16; good 0.001–0.1");
        assert_eq!(hundredth, "95.0 ± 0.0 %, better in 16 of 16; good 1e-5–0.001");
    }
}
