//! Measures what this device does: steps a second of each engine, for a few trainings at once and for many.

use crate::io::solo::ask;
use crate::io::together;
use crate::io::wire::{ToPage, ToWorker};
use etalon_explorer::choice::{Figure, Measured};
use etalon_explorer::race::slot::Line;
use etalon_explorer::flags::{EngineChoice, Fault};
use crate::model::param::Param;
use crate::model::presets::Preset;
use crate::model::wire::Request;

/// Processors the browser tells of.
#[must_use]
pub fn processors() -> usize {
    let told = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    (told as usize).max(1)
}

/// Measures each engine at each of these numbers of trainings.
pub async fn device(counts: &[usize], fault: Option<Fault>) -> Measured {
    let mut measured = Measured { processors: processors(), ..Measured::default() };
    for replicas in counts {
        measured.figures.extend(cpu(*replicas, measured.processors).await);
    }
    for replicas in counts {
        match one(EngineChoice::Gpu, *replicas, fault).await {
            Ok(figure) => measured.figures.push(figure),
            Err(why) => {
                measured.no_gpu = Some(why);
                break;
            }
        }
    }
    measured
}

/// The CPU with as many workers as trainings or processors: they run at the same time, as they do in the page.
async fn cpu(replicas: usize, processors: usize) -> Option<Figure> {
    let workers = replicas.min(processors);
    let shares = (0..workers).map(|at| replicas / workers + usize::from(at < replicas % workers));
    let figures = together::all(shares.map(|share| one(EngineChoice::Cpu, share, None))).await;
    let figures: Vec<Figure> = figures.into_iter().flatten().collect();
    let speed = figures.iter().map(|figure| figure.speed).sum();
    let first = figures.into_iter().next()?;
    Some(Figure { replicas, workers, speed, ..first })
}

async fn one(engine: EngineChoice, replicas: usize, fault: Option<Fault>) -> Result<Figure, String> {
    // Long enough never to end while it is measured.
    let config = Preset::Opening.config();
    let config = config.turned(Param::Epochs, 1_000.0).unwrap_or(config);
    let lines = Line::ALL.into_iter().cycle().take(replicas);
    let requests = lines.map(|line| Request { ticket: 0, line, config }).collect();
    match ask(engine, fault, ToWorker::Measure(requests)).await? {
        ToPage::Measured { kind, name, speed } => Ok(Figure { kind, name, replicas, workers: 1, speed }),
        _ => Err("an unexpected answer".to_owned()),
    }
}

/// What the GPU's own comparison with the CPU says, as JSON.
pub async fn compare() -> String {
    match ask(EngineChoice::Gpu, None, ToWorker::Compare).await {
        Ok(ToPage::Compared(json)) => json,
        Ok(_) => failed("an unexpected answer"),
        Err(why) => failed(&why),
    }
}

fn failed(why: &str) -> String {
    format!(r#"{{"ok":false,"why":{}}}"#, etalon_explorer::choice::json_text(why))
}
