//! Tables in the crate's texts that are made from the subjects: the kinds, and how exact they are.

use std::path::{Path, PathBuf};

use crate::subject::Subject;
use crate::subjects::SUBJECTS;

/// A table, and the text of the crate that contains it between `<!-- name -->` and `<!-- /name -->`.
#[derive(Debug)]
pub struct Table {
    /// The name in the marks.
    pub name: &'static str,
    /// The files inside `core/` that may contain the table. The first file that exists contains it.
    pub files: &'static [&'static str],
    /// Makes the table.
    pub make: fn() -> String,
}

/// All tables.
pub const TABLES: [Table; 2] = [
    Table { name: "kinds", files: &["README.md"], make: kinds },
    Table { name: "errors", files: &["guide/exactness.md", "README.md"], make: errors },
];

impl Table {
    /// The file that contains the table.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        self.files.iter().map(|file| core.join(file)).find(|file| file.is_file()).unwrap_or(core)
    }

    /// `text` with the table as it should be, or `None` if the marks are missing.
    #[must_use]
    pub fn put_into(&self, text: &str) -> Option<String> {
        let (open, close) = (format!("<!-- {} -->", self.name), format!("<!-- /{} -->", self.name));
        let (before, rest) = text.split_once(&open)?;
        let (_, after) = rest.split_once(&close)?;
        Some(format!("{before}{open}\n\n{}\n{close}{after}", (self.make)()))
    }
}

/// Our budgets beside the measured errors of other libraries.
fn errors() -> String {
    let mut table = "| largest error in ULP | etalon `f64` | PyTorch | etalon `f32` | optax |\n".to_owned();
    table.push_str("|---|---|---|---|---|\n");
    for run in SUBJECTS.iter().flat_map(|subject| subject.oracle.published) {
        let (what, budget) = (run.what, run.budget);
        table += &format!("| {what} | {} | {} | {} | {} |\n", budget.f64, run.pytorch, budget.f32, run.optax);
    }
    table
}

/// The kinds, from the catalog.
fn kinds() -> String {
    let mut table = "| kind | type | PyTorch | parameters | stepped per |\n".to_owned();
    table.push_str("|---|---|---|---|---|\n");
    for Subject { kind, name, .. } in SUBJECTS {
        let spec = kind.spec();
        let torch = spec.torch.map_or(String::new(), |class| format!("`{class}` "));
        let params: Vec<_> = spec.params.iter().map(|row| format!("`{}`", row.id)).collect();
        let stepped = format!("{:?}", spec.stepped).to_lowercase();
        let (id, params) = (spec.id, params.join(", "));
        table += &format!("| `{id}` | [`{name}`] | {torch}| {params} | {stepped} |\n");
    }
    table
}
