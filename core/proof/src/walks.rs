//! The walk over all schedules that every machine takes, and its digests. Each kind and type has a line of its own, so a new kind
//! changes no other line.

mod composed;
mod stored;
mod table;

use core::fmt;

use etalon::{ConstantLr, WarmUp};

use crate::digest::Digest;
use crate::subjects::SUBJECTS;

type Walk = fn(&mut Digest);

/// The parts of the walk beside the kinds.
const OTHERS: [(&str, Walk); 4] = [
    ("composed f32", composed::f32),
    ("composed f64", composed::f64),
    ("stored f32", stored::f32),
    ("stored f64", stored::f64),
];

/// Walks through everything and writes a line for each part.
#[derive(Debug, Clone, Copy)]
pub struct Report;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |f: &mut fmt::Formatter<'_>, id: &str, part: &str, walk: &dyn Fn(&mut Digest)| {
            let mut digest = Digest::default();
            walk(&mut digest);
            let wide = 23_usize.saturating_sub(id.len());
            writeln!(f, "{id} {part:<wide$} {digest}")
        };
        for subject in SUBJECTS {
            let (id, [narrow, wide]) = (subject.kind.id(), subject.digest);
            line(f, id, "f32", &narrow)?;
            line(f, id, "f64", &wide)?;
            line(f, id, "parameters", &|digest| table::walk(digest, subject.kind.params()))?;
        }
        line(f, "warm_up", "parameters", &|digest| table::walk(digest, WarmUp::<ConstantLr<f32>>::PARAMS))?;
        for (name, walk) in OTHERS {
            let (id, part) = name.split_once(' ').unwrap_or((name, ""));
            line(f, id, part, &walk)?;
        }
        Ok(())
    }
}
