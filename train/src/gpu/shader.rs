//! The text of the shader for a problem, and what host and shader both know: constants and the layout of what they share.

use bytemuck::{Pod, Zeroable};

use super::problem::{ALIVE, Problem, REPORT, REPORT_BROKEN, REPORT_CORRECT, REPORT_LOSS};
use crate::optimiser::{self, BETA2, EPS, Method};
use crate::shape::Width;
use crate::task::{BATCH, ROUND, ROUND_SAMPLES};

/// Samples that one vector of four holds side by side.
const GROUPS: usize = BATCH / 4;
/// Workgroup memory that every device has.
const WORKGROUP_BYTES: usize = 16_384;
/// What one dispatch covers; `Span` in the shader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Span {
    pub first_replica: u32,
    pub first_step: u32,
    pub steps: u32,
    pub checks: u32,
}

/// What one step of an optimiser is made with; `Rate` in the shader. What an optimiser does not use is 0.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Rate {
    pub decay: f32,
    pub blend: f32,
    pub step_size: f32,
    pub correction: f32,
    pub momentum: f32,
    pub fresh: f32,
    pub along: f32,
    pub sgd: u32,
}

impl Rate {
    /// For optimiser step `step`, counted from 1 over the whole run.
    pub fn new(rate: &optimiser::Rate, step: u32) -> Self {
        let power = |beta: f64| libm::pow(beta, f64::from(step));
        let momentum = rate.momentum as f32;
        match rate.method {
            Method::AdamW => Self {
                decay: (1.0 - rate.lr * rate.weight_decay) as f32,
                blend: (1.0 - rate.momentum) as f32,
                step_size: (rate.lr / (1.0 - power(rate.momentum))) as f32,
                correction: libm::sqrt(1.0 - power(BETA2)) as f32,
                ..Self::zeroed()
            },
            Method::Sgd { nesterov } => Self {
                decay: rate.weight_decay as f32,
                step_size: rate.lr as f32,
                momentum,
                fresh: if nesterov { 1.0 } else { 0.0 },
                along: if nesterov { momentum } else { 1.0 },
                sgd: 1,
                ..Self::zeroed()
            },
        }
    }
}

/// Bytes of workgroup memory besides the activations: inputs, outputs, labels, losses, counts and the flag.
fn other_bytes(problem: Problem) -> usize {
    16 * 8 * problem.words() + 16 * (problem.shape().classes + 3) * GROUPS + 4
}

/// In how many turns the activations are shown, so that those of one turn fit into workgroup memory.
fn turns(problem: Problem) -> usize {
    let hidden = 16 * problem.width.units() * GROUPS;
    let fits = |turns: &usize| other_bytes(problem) + hidden / turns <= WORKGROUP_BYTES;
    [1, 2].into_iter().find(fits).unwrap_or(4)
}

/// How many hidden units a thread has. Real GPUs prefer many threads; software GPUs prefer to reuse each loaded word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// One unit a thread.
    Fine,
    /// Two units a thread, but never fewer than eight threads. (Four train a fifth faster and compile a fifth longer.)
    Coarse,
}

impl Grain {
    fn units(self, width: Width) -> usize {
        match self {
            Grain::Coarse if width.units() >= 16 => 2,
            Grain::Coarse | Grain::Fine => 1,
        }
    }
}

/// The whole shader for `problem`.
pub fn source(problem: Problem, grain: Grain) -> String {
    let (shape, width) = (problem.shape(), problem.width);
    let units = grain.units(width);
    let (turns, parts) = (turns(problem), if width.units() / units < 2 * GROUPS { 1 } else { 2 });
    let whole = [
        ("INPUTS", shape.inputs),
        ("CLASSES", shape.classes),
        ("PART", shape.classes.div_ceil(parts)),
        ("PARTS", parts),
        ("HIDDEN", width.units()),
        ("UNITS", units),
        ("THREADS", width.units() / units),
        ("BATCH", BATCH),
        ("GROUPS", GROUPS),
        ("TURN_GROUPS", GROUPS / turns),
        ("STEPS", ROUND),
        ("TRAIN", ROUND_SAMPLES),
        ("VALIDATION", problem.task.split.validation),
        ("STREAM", problem.stream()),
        ("WORDS", problem.words()),
        ("B1", shape.b1()),
        ("W2", shape.w2()),
        ("B2", shape.b2()),
        ("PARAMETERS", shape.parameters()),
        ("REPORT", REPORT),
        ("REPORT_LOSS", REPORT_LOSS),
        ("REPORT_CORRECT", REPORT_CORRECT),
        ("REPORT_BROKEN", REPORT_BROKEN),
        ("ALIVE", ALIVE as usize),
        ("EXPONENT", 0x7F80_0000),
    ];
    // Written with all digits of the nearest `f32`, to which torch rounds them.
    let real = [("BETA2", BETA2), ("REST2", 1.0 - BETA2), ("EPS", EPS)];
    let mut text = String::new();
    whole.iter().for_each(|(name, value)| text += &format!("const {name} = {value}u;\n"));
    real.iter().for_each(|(name, value)| text += &format!("const {name} = {:e}f;\n", *value as f32));
    let counters = [
        ("$n", turns),
        ("$g", GROUPS),
        ("$u", units),
        ("$c", shape.classes.div_ceil(parts)),
        ("$i", 4),
        ("$q", 4),
    ];
    write_out(include_str!(concat!(env!("OUT_DIR"), "/step.wgsl")), &counters, &mut text);
    text
}

/// Writes a line once, or once for each value of the counter that it holds. A block that names a counter where it opens is written
/// in the same way. Loops are unrolled here because a private array that is indexed by a loop variable may end up in slow memory.
fn write_out(source: &str, counters: &[(&str, usize)], text: &mut String) {
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        let counter = counters.iter().find(|(name, _)| line.contains(name) && !line.starts_with("//"));
        let Some((name, end)) = counter else {
            *text += line;
            text.push('\n');
            continue;
        };
        let opening = format!("{{ // {name}");
        let repeated = match line.strip_suffix(&opening) {
            Some(indent) => {
                let closing = format!("{indent}}}");
                let inner: Vec<_> = lines.by_ref().take_while(|line| *line != closing).collect();
                format!("{indent}{{\n{}\n{closing}", inner.join("\n"))
            }
            None => line.to_owned(),
        };
        (0..*end).for_each(|at| write_out(&repeated.replace(name, &at.to_string()), counters, text));
    }
}

#[cfg(test)]
mod tests {
    use naga::valid::{Capabilities, ValidationFlags, Validator};

    use super::*;
    use crate::task::Task;
    use crate::task::digits::DIGITS;
    use crate::tasks::{SPARSE, TINY};

    fn parsed(problem: Problem, grain: Grain) -> naga::Module {
        let text = source(problem, grain);
        let module =
            naga::front::wgsl::parse_str(&text).unwrap_or_else(|e| panic!("{}", e.emit_to_string(&text)));
        Validator::new(ValidationFlags::all(), Capabilities::empty())
            .validate(&module)
            .unwrap_or_else(|e| panic!("{problem:?}: {}", e.emit_to_string(&text)));
        module
    }

    /// Every task at every width, and tasks whose inputs and classes divide by nothing at some.
    fn problems() -> impl Iterator<Item = Problem> {
        let real = Task::ALL.iter().flat_map(|task| Width::all().map(|width| Problem { task, width }));
        let odd = [&TINY, &SPARSE].into_iter();
        real.chain(
            odd.flat_map(|task| [Width::MIN, Width::USUAL, Width::MAX].map(|width| Problem { task, width })),
        )
    }

    #[test]
    fn is_valid_and_within_the_default_limits_for_every_problem() {
        for (problem, grain) in
            problems().flat_map(|problem| [(problem, Grain::Fine), (problem, Grain::Coarse)])
        {
            let module = parsed(problem, grain);
            let mut layouter = naga::proc::Layouter::default();
            layouter.update(module.to_ctx()).unwrap();
            let (mut workgroup, mut storage) = (0, 0);
            for (_, variable) in module.global_variables.iter() {
                match variable.space {
                    naga::AddressSpace::WorkGroup => workgroup += layouter[variable.ty].size as usize,
                    naga::AddressSpace::Storage { .. } => storage += 1,
                    _ => {}
                }
            }
            assert!(workgroup <= WORKGROUP_BYTES, "{workgroup} bytes at {problem:?}");
            assert!(workgroup > other_bytes(problem) && storage <= 8);
            let names: Vec<_> = module.entry_points.iter().map(|entry| entry.name.as_str()).collect();
            assert_eq!(names, ["run"]);
            let threads = (problem.width.units() / grain.units(problem.width)) as u32;
            assert!(threads >= 8 && module.entry_points.iter().all(|e| e.workgroup_size == [threads, 1, 1]));
        }
    }

    /// Field by field, so that neither side can change alone.
    #[test]
    fn host_and_shader_agree_on_what_they_share() {
        fn check<T>(module: &naga::Module, name: &str, fields: &[(&str, usize)]) {
            let shader = module.types.iter().map(|(_, ty)| ty).find(|ty| ty.name.as_deref() == Some(name));
            let naga::TypeInner::Struct { members, span } = &shader.unwrap().inner else {
                panic!("{name} is no struct")
            };
            let members: Vec<_> =
                members.iter().map(|m| (m.name.as_deref().unwrap_or_default(), m.offset as usize)).collect();
            assert_eq!(members, fields);
            assert_eq!(*span as usize, size_of::<T>());
        }
        let module = parsed(Problem { task: &DIGITS, width: Width::USUAL }, Grain::Fine);
        macro_rules! fields {
            ($ty:ty: $($field:ident)*) => {
                check::<$ty>(&module, stringify!($ty), &[$((stringify!($field), core::mem::offset_of!($ty, $field))),*])
            };
        }
        fields!(Span: first_replica first_step steps checks);
        fields!(Rate: decay blend step_size correction momentum fresh along sgd);
    }

    #[test]
    fn rates_are_rounded_once_from_double_precision() {
        let adamw = optimiser::Rate::adamw(1e-3);
        // The first step corrects by 1 - beta itself.
        let expected = Rate {
            decay: 0.999_99,
            blend: 0.1,
            step_size: 0.01,
            correction: 0.031_622_775,
            ..Rate::zeroed()
        };
        assert_eq!(Rate::new(&adamw, 1), expected);
        let late = Rate::new(&adamw, 1_000_000);
        assert_eq!((late.step_size, late.correction), (1e-3, 1.0));
        let decay = |weight_decay| Rate::new(&optimiser::Rate { weight_decay, ..adamw }, 1).decay;
        assert_eq!([0.0, 0.5].map(decay), [1.0, 0.999_5]);
        let sgd = |nesterov| Rate::new(&optimiser::Rate { method: Method::Sgd { nesterov }, ..adamw }, 9);
        let plain = Rate {
            decay: 0.01,
            step_size: 1e-3,
            momentum: 0.9,
            fresh: 0.0,
            along: 1.0,
            sgd: 1,
            ..Rate::zeroed()
        };
        assert_eq!([false, true].map(sgd), [plain, Rate { fresh: 1.0, along: 0.9, ..plain }]);
    }

    #[test]
    fn lines_and_blocks_are_written_for_each_value_of_their_counters() {
        let mut text = String::new();
        let source = "before\n  { // $g\n    h[$gu] = $u;\n  }\n// not $g\nw$u";
        write_out(source, &[("$g", 2), ("$u", 3)], &mut text);
        let block = |g| format!("  {{\n    h[{g}u] = 0;\n    h[{g}u] = 1;\n    h[{g}u] = 2;\n  }}\n");
        assert_eq!(text, format!("before\n{}{}// not $g\nw0\nw1\nw2\n", block(0), block(1)));
        for problem in problems() {
            let whole = super::source(problem, Grain::Coarse);
            assert!(!whole.lines().any(|line| line.contains('$') && !line.starts_with("//")));
        }
    }
}
