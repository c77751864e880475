//! Templates of programs: text with gaps, lines under a condition, and sections.
//!
//! - `$name` is a gap. A line that is nothing but a gap takes on the gap's lines, indented as the gap is, or is left out.
//! - `#if CONDITION`, `#else` and `#end` stand around lines. A condition is `a`, `!a`, `a = b`, `a > b` or `a < b`, or several of
//!   them with `or` between them; a side is a number or the name of a value.
//! - `#: name` begins a section. What stands before the first one is the section without a name.

/// What fills a template.
pub trait Values {
    /// The text of the gap `name`.
    fn text(&self, name: &str) -> String;
    /// The number behind `name`, if it is one.
    fn number(&self, name: &str) -> Option<f64>;
}

/// `template` with its gaps filled, without the lines whose condition does not hold.
#[must_use]
pub fn fill(template: &str, values: &impl Values) -> String {
    let mut out = String::new();
    let mut taken: Vec<bool> = Vec::new();
    for line in template.lines() {
        if let Some(condition) = line.strip_prefix("#if ") {
            // A condition inside lines that are left out is not looked at: its values may be missing.
            let is_reached = taken.iter().all(|taken| *taken);
            taken.push(is_reached && condition.split(" or ").any(|one| holds(one, values)));
        } else if line == "#else" {
            if let Some(last) = taken.last_mut() {
                *last = !*last;
            }
        } else if line == "#end" {
            taken.pop();
        } else if taken.iter().all(|taken| *taken) {
            add_line(&mut out, line, values);
        }
    }
    out
}

fn holds(condition: &str, values: &impl Values) -> bool {
    let number = |side: &str| side.parse().ok().or_else(|| values.number(side));
    match condition.split(' ').collect::<Vec<_>>()[..] {
        [left, sign, right] => match (number(left), number(right)) {
            (Some(left), Some(right)) => match sign {
                "=" => left == right,
                ">" => left > right,
                "<" => left < right,
                _ => false,
            },
            _ => false,
        },
        [name] => match name.strip_prefix('!') {
            Some(name) => !holds(name, values),
            None => values.number(name).map_or_else(|| !values.text(name).is_empty(), |number| number != 0.0),
        },
        _ => false,
    }
}

fn add_line(out: &mut String, line: &str, values: &impl Values) {
    let start = line.trim_start();
    if let Some(name) = start.strip_prefix('$').filter(|name| end_of_name(name) == name.len()) {
        let indent = &line[..line.len() - start.len()];
        for line in values.text(name).lines() {
            if !line.is_empty() {
                out.push_str(indent);
            }
            out.push_str(line);
            out.push('\n');
        }
        return;
    }
    let mut parts = line.split('$');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_at(end_of_name(part));
        out.push_str(&values.text(name));
        out.push_str(rest);
    }
    out.push('\n');
}

fn end_of_name(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit() && c != '_').unwrap_or(text.len())
}

/// The sections of a filled template, each without blank lines at its ends.
#[derive(Debug, Default)]
pub struct Sections(Vec<(String, String)>);

impl Sections {
    /// The sections of `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut sections = vec![(String::new(), String::new())];
        for line in text.lines() {
            match (line.strip_prefix("#: "), sections.last_mut()) {
                (Some(name), _) => sections.push((name.to_owned(), String::new())),
                (None, Some((_, text))) => *text += &format!("{line}\n"),
                (None, None) => {}
            }
        }
        for (_, text) in &mut sections {
            *text = text.trim_matches('\n').to_owned();
        }
        Self(sections)
    }

    /// The section `name`, or an empty text.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl Values for Fixed {
        fn text(&self, name: &str) -> String {
            match name {
                "class" => "X".to_owned(),
                "lines" => "a\n\n  b\n".to_owned(),
                _ => String::new(),
            }
        }

        fn number(&self, name: &str) -> Option<f64> {
            (name == "two").then_some(2.0)
        }
    }

    #[test]
    fn gaps_are_filled() {
        assert_eq!(fill("$class($class.y) # $none\n", &Fixed), "X(X.y) # \n");
        assert_eq!(fill("{\n    $lines\n$none\n}", &Fixed), "{\n    a\n\n      b\n}\n");
    }

    #[test]
    fn lines_stand_under_conditions() {
        for (condition, expected) in [
            ("two", true),
            ("!two", false),
            ("class", true),
            ("none", false),
            ("!none", true),
            ("two > 1", true),
            ("two < 1", false),
            ("two = 2", true),
            ("none = 0", false),
            ("two > 3 or two = 2", true),
        ] {
            let text = fill(&format!("#if {condition}\nyes\n#else\n#if two\nno\n#end\n#end\n"), &Fixed);
            assert_eq!(text, if expected { "yes\n" } else { "no\n" }, "{condition}");
        }
    }

    #[test]
    fn sections_are_found_by_name() {
        let sections = Sections::of("a\n\n#: two\n\n    b\n\n\nc\n#: three\n");
        assert_eq!(
            [sections.get(""), sections.get("two"), sections.get("three"), sections.get("four")],
            ["a", "    b\n\n\nc", "", ""]
        );
    }
}
