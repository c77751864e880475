//! The way back: the last settings, each as the address that leads to it. It survives a reload as one text.

/// The last settings and the place among them that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trail {
    /// Queries, the oldest first.
    queries: Vec<String>,
    /// Which of them is shown.
    at: usize,
}

impl Trail {
    /// The number of settings that can be undone.
    pub const MOST: usize = 20;

    /// Adds the settings that `query` leads to, unless they are shown already. What was undone is dropped.
    pub fn settle(&mut self, query: &str) {
        if self.queries.get(self.at).is_some_and(|shown| shown == query) {
            return;
        }
        self.queries.truncate(self.at + 1);
        self.queries.push(query.to_owned());
        let over = self.queries.len().saturating_sub(Self::MOST + 1);
        self.queries.drain(..over);
        self.at = self.queries.len() - 1;
    }

    /// Goes one step back. The result is where that leads, if there is anything to undo.
    pub fn back(&mut self) -> Option<&str> {
        self.at = self.at.checked_sub(1)?;
        self.queries.get(self.at).map(String::as_str)
    }

    /// Goes one step forward again.
    pub fn forward(&mut self) -> Option<&str> {
        let next = self.queries.get(self.at + 1)?;
        self.at += 1;
        Some(next)
    }

    /// Whether there is anything to undo.
    #[must_use]
    pub fn has_past(&self) -> bool {
        self.at > 0
    }

    /// Whether something was undone.
    #[must_use]
    pub fn has_future(&self) -> bool {
        self.at + 1 < self.queries.len()
    }

    /// The trail as one text: the place, then a query in each line.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}", self.at, self.queries.join("\n"))
    }

    /// The trail of a text. A text that is none gives an empty trail.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let Some((at, queries)) = text.split_once('\n') else { return Self::default() };
        let queries: Vec<String> = queries.split('\n').map(str::to_owned).collect();
        match at.parse() {
            Ok(at) if at < queries.len() && queries.len() <= Self::MOST + 1 => Self { queries, at },
            Ok(_) | Err(_) => Self::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(queries: &[&str]) -> Trail {
        let mut trail = Trail::default();
        queries.iter().for_each(|query| trail.settle(query));
        trail
    }

    #[test]
    fn undo_goes_back_and_redo_forward() {
        let mut trail = after(&["", "?a", "?b"]);
        assert!(trail.has_past() && !trail.has_future());
        assert_eq!(trail.back().map(str::to_owned), Some("?a".to_owned()));
        assert_eq!(trail.back().map(str::to_owned), Some(String::new()));
        assert_eq!(trail.back(), None);
        assert_eq!(trail.forward(), Some("?a"));
        assert!(trail.has_future());
    }

    #[test]
    fn what_was_undone_is_dropped_by_a_change_and_kept_by_none() {
        let mut trail = after(&["", "?a", "?b"]);
        let _ = trail.back();
        trail.settle("?a");
        assert!(trail.has_future(), "nothing changed");
        trail.settle("?c");
        assert!(!trail.has_future());
        assert_eq!(trail.back(), Some("?a"));
    }

    #[test]
    fn twenty_changes_can_be_undone_after_a_reload_too() {
        let queries: Vec<String> = (0..30).map(|at| format!("?lr={at}")).collect();
        let trail = after(&queries.iter().map(String::as_str).collect::<Vec<_>>());
        let mut again = Trail::read(&trail.text());
        assert_eq!(again, trail);
        let mut steps = 0;
        while again.back().is_some() {
            steps += 1;
        }
        assert_eq!((steps, again.forward()), (Trail::MOST, Some("?lr=10")));
        assert_eq!(after(&[""]), Trail::read(&after(&[""]).text()));
    }

    #[test]
    fn a_text_that_is_no_trail_gives_an_empty_one() {
        for text in ["", "x", "7\n?a", "-1\n?a", "nonsense\n?a\n?b"] {
            assert_eq!(Trail::read(text), Trail::default(), "{text}");
        }
    }
}
