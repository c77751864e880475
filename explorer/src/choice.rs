//! Which engine trains: the one that was measured to be faster at about the same number of trainings. The race and every question
//! are decided each for itself.

use etalon_train::engine::EngineKind;
use serde::{Serialize, Serializer};

use crate::crew::Device;
use crate::number::grouped;
use crate::race::slot::Line;

/// How fast an engine was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What kind of engine.
    #[serde(rename = "engine", serialize_with = "as_name")]
    pub kind: EngineKind,
    /// Its name.
    pub name: String,
    /// Trainings at once.
    pub replicas: usize,
    /// Workers that shared them.
    pub workers: usize,
    /// Steps per second, of all trainings together.
    #[serde(rename = "steps_per_second", serialize_with = "as_whole")]
    pub speed: f64,
}

/// A device, measured.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Measured {
    /// Every engine at every number of trainings.
    pub figures: Vec<Figure>,
    /// Why there is no GPU, if there is none.
    pub no_gpu: Option<String>,
    /// The number of processors, as the browser gives it.
    pub processors: usize,
}

/// The numbers of trainings that decide between the engines: one line changes, or all of them.
pub const DECISIVE: [usize; 2] = [1, Line::COUNT];
/// What a question asks for: it decides between the CPU and a GPU that is hardware. A software GPU that loses with a few trainings
/// runs on the same processors, so it is not tried with many.
pub const MANY: usize = 256;
/// The numbers of trainings that are measured on request.
pub const SHOWN: [usize; 3] = [1, Line::COUNT, 64];

/// What decides between the engines.
#[derive(Debug, Clone, PartialEq)]
pub enum Mode {
    /// All on the CPU.
    Cpu,
    /// All on the GPU.
    Gpu,
    /// Whichever is faster at the number of trainings, by these figures.
    Measured(Measured),
}

impl Mode {
    /// What trains `replicas` trainings at once.
    #[must_use]
    pub fn device(&self, replicas: usize) -> Device {
        match self {
            Mode::Cpu => Device::Cpu,
            Mode::Gpu => Device::Gpu,
            Mode::Measured(figures) if figures.gpu_is_faster(replicas) => Device::Gpu,
            Mode::Measured(_) => Device::Cpu,
        }
    }
}

/// What an engine of this kind runs on.
#[must_use]
pub const fn device_of(kind: EngineKind) -> Device {
    match kind {
        EngineKind::Cpu => Device::Cpu,
        EngineKind::Gpu | EngineKind::SoftwareGpu => Device::Gpu,
    }
}

/// The name of a kind of engine for people.
#[must_use]
pub const fn kind_name(kind: EngineKind) -> &'static str {
    match kind {
        EngineKind::Cpu => "CPU",
        EngineKind::Gpu => "GPU",
        EngineKind::SoftwareGpu => "software GPU",
    }
}

/// The sentence about the engine that trains.
#[must_use]
pub const fn training_sentence(kind: Option<EngineKind>) -> &'static str {
    match kind {
        Some(EngineKind::Cpu) => "The CPU trains.",
        Some(EngineKind::Gpu) => "The GPU trains.",
        Some(EngineKind::SoftwareGpu) => "A software GPU trains.",
        None => "Nothing trains.",
    }
}

impl Measured {
    /// Whether the GPU is faster at this number of trainings, by the figures for the nearest number. The name of an engine decides
    /// nothing.
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

    /// Whether a GPU that is hardware was measured.
    #[must_use]
    pub fn has_hardware_gpu(&self) -> bool {
        self.figures.iter().any(|figure| figure.kind == EngineKind::Gpu)
    }

    /// With the figures of a further measurement.
    #[must_use]
    pub fn and(mut self, further: Measured) -> Self {
        self.figures.extend(further.figures);
        self.no_gpu = self.no_gpu.or(further.no_gpu);
        self
    }

    /// The figures for a training of every line, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let all = self.figures.iter().filter(|figure| figure.replicas == Line::COUNT);
        let said: Vec<String> = all
            .map(|figure| format!("{} {} steps/s", kind_name(figure.kind), grouped(hundreds(figure.speed))))
            .collect();
        match &self.no_gpu {
            Some(why) => format!("Measured: {}. {why}", said.join(", ")),
            None => format!("Measured: {}", said.join(", ")),
        }
    }

    /// Everything as JSON, with the engine that is chosen for each number of trainings that was measured.
    #[must_use]
    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Auto {
            replicas: usize,
            engine: &'static str,
        }
        #[derive(Serialize)]
        struct All<'a> {
            #[serde(flatten)]
            measured: &'a Measured,
            auto: Vec<Auto>,
        }
        let mut numbers: Vec<usize> = self.figures.iter().map(|figure| figure.replicas).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let choose = |replicas| {
            let faster = if self.gpu_is_faster(replicas) { EngineKind::Gpu } else { EngineKind::Cpu };
            Auto { replicas, engine: kind_name(faster) }
        };
        let auto = numbers.into_iter().map(choose).collect();
        json(&All { measured: self, auto })
    }
}

/// What went wrong, as the JSON of a comparison or a measurement that did not take place.
#[must_use]
pub fn failure(why: &str) -> String {
    #[derive(Serialize)]
    struct Failure<'a> {
        ok: bool,
        why: &'a str,
    }
    json(&Failure { ok: false, why })
}

/// Values of this file have no keys but texts, so they always can be written.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn as_name<S: Serializer>(kind: &EngineKind, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(kind_name(*kind))
}

fn as_whole<S: Serializer>(speed: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u64(speed.round() as u64)
}

/// A speed without the digits that change from one measurement to the next.
#[must_use]
pub fn hundreds(speed: f64) -> f64 {
    if speed >= 1_000.0 { (speed / 100.0).round() * 100.0 } else { speed.round() }
}

/// An engine's name for people.
#[must_use]
pub fn plain_name(name: &str) -> &str {
    if name == "simd128" { "WebAssembly SIMD" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(kind: EngineKind, replicas: usize, speed: f64) -> Figure {
        Figure { kind, name: "a \"name\"".to_owned(), replicas, workers: 1, speed }
    }

    #[test]
    fn the_sentence_about_an_engine_begins_with_a_capital() {
        let kinds = [None, Some(EngineKind::Cpu), Some(EngineKind::Gpu), Some(EngineKind::SoftwareGpu)];
        for kind in kinds {
            let said = training_sentence(kind);
            assert!(said.starts_with(char::is_uppercase) && said.ends_with(" trains."), "{said}");
            assert!(kind.is_none_or(|kind| said.contains(kind_name(kind))), "{said}");
        }
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
    fn few_trainings_go_to_the_cpu_and_hundreds_to_a_gpu_that_is_faster_with_them() {
        let few = Measured {
            figures: vec![
                figure(EngineKind::Cpu, 1, 60_000.0),
                figure(EngineKind::Cpu, Line::COUNT, 120_000.0),
                figure(EngineKind::Gpu, 1, 5_000.0),
                figure(EngineKind::Gpu, Line::COUNT, 30_000.0),
            ],
            ..Measured::default()
        };
        assert!(few.has_hardware_gpu());
        let many = [figure(EngineKind::Cpu, MANY, 125_000.0), figure(EngineKind::Gpu, MANY, 900_000.0)];
        let mode = Mode::Measured(few.and(Measured { figures: many.to_vec(), ..Measured::default() }));
        let on = |replicas| mode.device(replicas);
        // The race, a range test; the seeds, every rate and a landscape.
        assert_eq!([1, 5, 8].map(on), [Device::Cpu; 3]);
        assert_eq!([160, 520, 384].map(on), [Device::Gpu; 3]);
        assert_eq!((Mode::Cpu.device(520), Mode::Gpu.device(1)), (Device::Cpu, Device::Gpu));
    }

    #[test]
    fn without_a_gpu_the_cpu_trains() {
        let measured = Measured {
            figures: vec![figure(EngineKind::Cpu, Line::COUNT, 1_234.4)],
            no_gpu: Some("none".to_owned()),
            processors: 2,
        };
        assert!(!measured.gpu_is_faster(5) && !Measured::default().gpu_is_faster(5));
        assert_eq!(measured.sentence(), "Measured: CPU 1,200 steps/s. none");
        let expected = concat!(
            r#"{"figures":[{"engine":"CPU","name":"a \"name\"","replicas":6,"workers":1,"steps_per_second":1234}],"#,
            r#""no_gpu":"none","processors":2,"auto":[{"replicas":6,"engine":"CPU"}]}"#,
        );
        assert_eq!(measured.json(), expected);
        assert_eq!(failure("a \"fault\""), r#"{"ok":false,"why":"a \"fault\""}"#);
    }
}
