//! Which engine trains: the one that was measured to be faster for as many trainings as are asked for.

use etalon_train::engine::EngineKind;

use crate::model::entrant::Entrant;
use crate::model::number::grouped;

/// How fast an engine was.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What kind.
    pub kind: EngineKind,
    /// Its name.
    pub name: String,
    /// Trainings at once.
    pub replicas: usize,
    /// Workers that shared them.
    pub workers: usize,
    /// Steps a second, of all trainings together.
    pub speed: f64,
}

/// A device, measured.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measured {
    /// Every engine at every number of trainings.
    pub figures: Vec<Figure>,
    /// Why there is no GPU, where there is none.
    pub no_gpu: Option<String>,
    /// Processors that the browser tells of.
    pub processors: usize,
}

/// Trainings at once that decide over the engine: one slider moves, or what all share.
pub const DECISIVE: [usize; 2] = [1, Entrant::COUNT];
/// Trainings at once that are shown on request.
pub const SHOWN: [usize; 3] = [1, Entrant::COUNT, 64];

/// The name of an engine's kind for people.
#[must_use]
pub const fn kind_name(kind: EngineKind) -> &'static str {
    match kind {
        EngineKind::Cpu => "CPU",
        EngineKind::Gpu => "GPU",
        EngineKind::SoftwareGpu => "software GPU",
    }
}

impl Measured {
    /// Whether so many trainings at once are faster on the GPU; a name decides nothing, only the figures do.
    #[must_use]
    pub fn gpu_is_faster(&self, replicas: usize) -> bool {
        let speed = |on_cpu: bool| {
            let figures = self.figures.iter().filter(|figure| (figure.kind == EngineKind::Cpu) == on_cpu);
            let nearest = figures.min_by_key(|figure| figure.replicas.abs_diff(replicas));
            nearest.map(|figure| figure.speed)
        };
        match (speed(true), speed(false)) {
            (Some(cpu), Some(gpu)) => gpu > cpu,
            (None, Some(_)) => true,
            (_, None) => false,
        }
    }

    /// The figures for a training of every line, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let all = self.figures.iter().filter(|figure| figure.replicas == Entrant::COUNT);
        let said: Vec<String> = all
            .map(|figure| format!("{} {} steps/s", kind_name(figure.kind), grouped(hundreds(figure.speed))))
            .collect();
        match &self.no_gpu {
            Some(why) => format!("Measured: {}. {why}", said.join(", ")),
            None => format!("Measured: {}", said.join(", ")),
        }
    }

    /// Everything as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        let figures: Vec<String> = self
            .figures
            .iter()
            .map(|figure| {
                format!(
                    r#"{{"engine":{},"name":{},"replicas":{},"workers":{},"steps_per_second":{:.0}}}"#,
                    json_text(kind_name(figure.kind)),
                    json_text(&figure.name),
                    figure.replicas,
                    figure.workers,
                    figure.speed
                )
            })
            .collect();
        let auto = DECISIVE.map(|replicas| {
            let engine = if self.gpu_is_faster(replicas) { "GPU" } else { "CPU" };
            format!(r#"{{"replicas":{replicas},"engine":"{engine}"}}"#)
        });
        let no_gpu = self.no_gpu.as_deref().map_or_else(|| "null".to_owned(), json_text);
        format!(
            r#"{{"processors":{},"no_gpu":{no_gpu},"figures":[{}],"auto":[{}]}}"#,
            self.processors,
            figures.join(","),
            auto.join(",")
        )
    }
}

/// A speed without digits that the next measurement will change.
#[must_use]
pub fn hundreds(speed: f64) -> f64 {
    if speed >= 1_000.0 { (speed / 100.0).round() * 100.0 } else { speed.round() }
}

/// An engine's name for people.
#[must_use]
pub fn plain_name(name: &str) -> &str {
    if name == "simd128" { "WebAssembly SIMD" } else { name }
}

/// A text as JSON.
#[must_use]
pub fn json_text(text: &str) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            char if char < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(kind: EngineKind, replicas: usize, speed: f64) -> Figure {
        Figure { kind, name: "a \"name\"".to_owned(), replicas, workers: 1, speed }
    }

    #[test]
    fn the_faster_engine_is_taken_for_the_size_at_hand() {
        let measured = Measured {
            figures: vec![
                figure(EngineKind::Cpu, 1, 40_000.0),
                figure(EngineKind::Cpu, 5, 80_000.0),
                figure(EngineKind::Gpu, 1, 9_000.0),
                figure(EngineKind::Gpu, 5, 90_000.0),
            ],
            ..Measured::default()
        };
        assert!(!measured.gpu_is_faster(1));
        assert!(measured.gpu_is_faster(5) && measured.gpu_is_faster(1_000));
    }

    #[test]
    fn without_a_gpu_the_cpu_trains() {
        let measured = Measured {
            figures: vec![figure(EngineKind::Cpu, 5, 1.0)],
            no_gpu: Some("none".to_owned()),
            processors: 2,
        };
        assert!(!measured.gpu_is_faster(5) && !Measured::default().gpu_is_faster(5));
        assert!(measured.sentence().ends_with(". none"));
        assert!(measured.json().contains(r#""name":"a \"name\"""#));
    }
}
