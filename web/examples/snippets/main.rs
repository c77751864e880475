//! Writes every exported program for a list of settings, and the rates that each has to print, into a folder.

mod cases;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use etalon_web::model::code::{Framework, export, stand_in};
use etalon_web::model::config::{Config, STEPS};
use etalon_web::model::kind::Kind;
use etalon_web::model::param::Param;

use cases::{CASES, Case};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: snippets FOLDER")?;
    let folder = PathBuf::from(folder);
    for framework in Framework::ALL {
        fs::create_dir_all(folder.join(framework.id()))?;
    }
    for case in CASES {
        let config = case.config()?;
        fs::write(folder.join(format!("{}.expected", case.name)), expected(case, &config)?)?;
        for framework in Framework::ALL {
            let mut text = export(&config, case.kind, framework);
            if !case.metrics.is_empty() {
                text = text.replace(stand_in(&config, framework), &list(case.metrics, framework));
            }
            let file = format!("{}.{}", case.name, framework.extension());
            fs::write(folder.join(framework.id()).join(file), text)?;
        }
    }
    package(&folder.join(Framework::Etalon.id()), "")?;
    let burn = "burn = { version = \"0.22\", default-features = false, features = [\"std\", \"optim\", \"flex\"] }\n";
    package(&folder.join(Framework::Burn.id()), burn)?;
    println!("{} settings", CASES.len());
    Ok(())
}

/// What a program has to print: the step, the rate, and the momentum where it is cycled.
fn expected(case: &Case, config: &Config) -> Result<String, Box<dyn std::error::Error>> {
    let (settings, mut text) = (config.settings(), String::new());
    match case.kind {
        Kind::Exponential => {
            let schedule = settings.exponential()?;
            for epoch in 0..config.epochs() {
                writeln!(text, "{epoch} {:e}", schedule.lr(epoch))?;
            }
        }
        Kind::CosineAnnealing => {
            let schedule = settings.cosine()?;
            for epoch in 0..config.epochs() {
                writeln!(text, "{epoch} {:e}", schedule.lr(epoch))?;
            }
        }
        Kind::ReduceOnPlateau => {
            let rule = settings.plateau()?;
            let mut state = rule.start();
            for epoch in 0..config.epochs() {
                writeln!(text, "{epoch} {:e}", state.lr())?;
                let at = f64::from(epoch);
                let usual = if config.get(Param::Mode) == 0.0 {
                    (1.0 - 0.2 * at).max(0.25)
                } else {
                    (0.5 + 0.1 * at).min(0.9)
                };
                rule.observe(&mut state, case.metrics.get(epoch as usize).copied().unwrap_or(usual));
            }
        }
        Kind::OneCycle => {
            let schedule = settings.one_cycle()?;
            for step in 0..config.epochs() * STEPS {
                write!(text, "{step} {:e}", schedule.lr(step))?;
                match schedule.momentum(step) {
                    Some(momentum) => writeln!(text, " {momentum:e}")?,
                    None => writeln!(text)?,
                }
            }
        }
    }
    Ok(text)
}

/// A metric for each epoch, as an expression of the program's language.
fn list(metrics: &[f64], framework: Framework) -> String {
    let python = framework.extension() == "py";
    let one = |metric: &f64| match (metric.is_nan(), metric.is_infinite(), python) {
        (true, _, true) => "float(\"nan\")".to_owned(),
        (true, _, false) => "f64::NAN".to_owned(),
        (_, true, true) => format!("float(\"{metric}\")"),
        (_, true, false) if *metric > 0.0 => "f64::INFINITY".to_owned(),
        (_, true, false) => "f64::NEG_INFINITY".to_owned(),
        (_, false, _) => format!("{metric:?}"),
    };
    let all = metrics.iter().map(one).collect::<Vec<_>>().join(", ");
    if python { format!("[{all}][epoch]") } else { format!("[{all}][epoch as usize]") }
}

/// A package with all programs of the folder in one: it runs the one that it is asked for. It knows `etalon` by its path.
fn package(folder: &Path, others: &str) -> std::io::Result<()> {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core");
    let manifest = format!(
        "[package]\nname = \"snippets\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
         [[bin]]\nname = \"snippets\"\npath = \"main.rs\"\n\
         [dependencies]\netalon = {{ path = {:?} }}\n{others}",
        core.display().to_string()
    );
    let mut program = String::new();
    let mut arms = String::new();
    for Case { name, .. } in CASES {
        program += &format!(
            "mod {name} {{\n    include!(\"{name}.rs\");\n    pub fn ends_well() -> bool {{ main().is_ok() }}\n}}\n"
        );
        arms += &format!("        Some(\"{name}\") => {name}::ends_well(),\n");
    }
    program += &format!(
        "fn main() {{\n    let well = match std::env::args().nth(1).as_deref() {{\n{arms}        _ => false,\n    }};\n    \
         std::process::exit(i32::from(!well));\n}}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("main.rs"), program)
}
