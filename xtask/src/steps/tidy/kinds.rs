//! The rule that no `_ =>` stands for a kind of schedule. A new kind would silently be treated like another one.

/// Paths of the enums whose variants are kinds of schedule.
const KINDS: [&str; 2] = ["Kind::", "AnySchedule::"];

/// The lines, counted from 1, with a `_` arm in a `match` that also has an arm for a kind.
pub fn catch_alls(text: &str) -> Vec<usize> {
    let mut open: Vec<Match> = Vec::new();
    let mut found = Vec::new();
    let mut depth = 0_usize;
    for (number, line) in (1..).zip(text.lines()) {
        let code = code_of(line);
        if let Some(block) = open.last_mut().filter(|block| block.depth == depth)
            && let Some((pattern, _)) = code.split_once("=>")
        {
            let pattern = pattern.trim();
            let bare = pattern.split_once(" if ").map_or(pattern, |(bare, _)| bare);
            block.names_a_kind |= KINDS.iter().any(|kind| is_on_a_kind(bare, kind));
            if bare == "_" {
                block.catch_alls.push(number);
            }
        }
        let begins = code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "match");
        for sign in code.chars() {
            match sign {
                '{' => depth += 1,
                '}' => {
                    depth = depth.saturating_sub(1);
                    if open.last().is_some_and(|block| block.depth > depth)
                        && let Some(block) = open.pop()
                        && block.names_a_kind
                    {
                        found.extend(block.catch_alls);
                    }
                }
                _ => {}
            }
        }
        if begins && code.trim_end().ends_with('{') {
            open.push(Match { depth, names_a_kind: false, catch_alls: Vec::new() });
        }
    }
    found.sort_unstable();
    found
}

/// Whether the pattern matches a kind, alone or in a tuple. A kind inside another pattern, such as `Preset::Line(Kind::…)`, does
/// not count.
fn is_on_a_kind(pattern: &str, kind: &str) -> bool {
    pattern.match_indices(kind).any(|(at, _)| {
        let before = pattern[..at].trim_end_matches(['&', ' ']);
        match before.strip_suffix('(') {
            Some(outer) => {
                outer.is_empty() || outer.ends_with("Some") || outer.ends_with(['(', ' ', '|', ','])
            }
            None => before.is_empty() || before.ends_with(['|', ',']),
        }
    })
}

/// A `match` that is still open.
struct Match {
    /// The depth of its arms.
    depth: usize,
    names_a_kind: bool,
    catch_alls: Vec<usize>,
}

/// A line without its comment and without the contents of strings and characters.
fn code_of(line: &str) -> String {
    let mut code = String::new();
    let mut rest = line.chars().peekable();
    while let Some(sign) = rest.next() {
        match sign {
            '/' if rest.peek() == Some(&'/') => break,
            '"' => {
                while let Some(inside) = rest.next() {
                    match inside {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
                code.push_str("\"\"");
            }
            '\'' if rest.clone().nth(1) == Some('\'') => {
                rest.nth(1);
                code.push_str("' '");
            }
            sign => code.push(sign),
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::catch_alls;

    #[test]
    fn a_rest_beside_a_kind_is_found() {
        let text = "match kind {\n    Kind::Cosine => {\n        match x {\n            1 => 2,\n            _ => 3,\n        }\n    }\n    _ => 4,\n}\n";
        assert_eq!(catch_alls(text), [8]);
    }

    #[test]
    fn a_rest_elsewhere_is_not() {
        assert!(catch_alls("match x {\n    1 => Kind::Cosine,\n    _ => Kind::Step,\n}\n").is_empty());
        assert!(
            catch_alls("match kind {\n    Kind::Cosine => 1, // _ => 2\n    Kind::Step => \"{\",\n}\n")
                .is_empty()
        );
    }
}
