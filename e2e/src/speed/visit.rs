//! Measures what a visitor feels: how soon curve and outcome follow a slider, how smoothly the animation plays, and whether the
//! layout shifts.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::figures::Samples;
use crate::device::NO_ADAPTER;
use crate::page::Page;
use crate::page::parts::{COSINE, EXPONENTIAL, ONE_CYCLE, PLATEAU, PLAY};
use crate::stage::Stage;
use crate::webdriver::key::{LEFT, RIGHT};

/// The number of fresh browsers that visit the page.
const VISITS: usize = 4;

/// The sliders that are moved, each with the arrow key that moves it away from its first position.
const SLIDERS: [(&str, char); 4] =
    [(EXPONENTIAL.slider, LEFT), (COSINE.slider, LEFT), (PLATEAU.slider, RIGHT), (ONE_CYCLE.slider, RIGHT)];

/// The number of key presses on a slider, and the milliseconds between them, enough for a training to end.
const PRESSES: usize = 20;
const PAUSE: u64 = 160;

/// The number of places that a dragged pointer visits, at 60 a second.
const MOVES: u32 = 90;

/// All collected measurements.
#[derive(Debug, Default)]
struct Felt {
    work: Samples,
    shown: Samples,
    outcome: Samples,
    dragged_work: Samples,
    dragged_outcome: Samples,
    overtaken: usize,
    unseen: f64,
    frames: Samples,
    shift: f64,
    long: Samples,
}

/// Visits the page and measures what a visitor feels.
pub fn measure() -> Result<Vec<String>> {
    let stage = Stage::timed()?;
    let mut felt = Felt::default();
    for visit in 1..=VISITS {
        println!("visit {visit} of {VISITS}");
        let page = stage.visit(NO_ADAPTER, "?engine=cpu&measure=marks")?;
        page.settled()?;
        page.script(include_str!("watch.js"), &[])?;
        presses(&page, &mut felt).context("pressing keys")?;
        drags(&page, &mut felt).context("dragging")?;
        plays(&page, &mut felt).context("playing")?;
        let seen = page.shifts()?;
        felt.shift = felt.shift.max(seen.shift);
        felt.long.extend(seen.long_tasks);
    }
    ensure!(
        felt.work.len() > 100 && felt.frames.len() > 100,
        "only {} inputs and {} frames were seen",
        felt.work.len(),
        felt.frames.len()
    );
    Ok(felt.lines())
}

fn presses(page: &Page, felt: &mut Felt) -> Result<()> {
    for (name, key) in SLIDERS {
        let slider = page.slider(name)?;
        // The first press warms everything up and is not counted.
        page.session.focus(&slider)?;
        page.session.press(key, 1, PAUSE)?;
        drop(collect(page)?);
        page.session.press(key, PRESSES, PAUSE)?;
        std::thread::sleep(Duration::from_millis(PAUSE));
        let seen = collect(page)?;
        felt.work.extend(numbers(&seen["work"])?);
        felt.shown.extend(numbers(&seen["shown"])?);
        felt.outcome.extend(numbers(&seen["outcomes"])?);
        felt.unseen += seen["unseen"].as_f64().unwrap_or_default();
    }
    Ok(())
}

fn drags(page: &Page, felt: &mut Felt) -> Result<()> {
    for (name, _) in SLIDERS {
        let there_and_back =
            |at: u32| 0.5 - 0.45 * (f64::from(at) / f64::from(MOVES) * std::f64::consts::TAU).sin();
        let shares: Vec<f64> = (0..=MOVES).map(there_and_back).collect();
        page.sweep(name, &shares, 16)?;
        std::thread::sleep(Duration::from_millis(PAUSE));
        let seen = collect(page)?;
        felt.dragged_work.extend(numbers(&seen["work"])?);
        let outcomes = numbers(&seen["outcomes"])?;
        let asked = seen["asked"].as_u64().unwrap_or_default() as usize;
        felt.overtaken += asked - outcomes.len().min(asked);
        felt.dragged_outcome.extend(outcomes);
    }
    Ok(())
}

fn plays(page: &Page, felt: &mut Felt) -> Result<()> {
    for _ in 0..3 {
        page.restart()?;
        let button = page.button(PLAY)?;
        let seen = page.session.script_async("watch.play(arguments[0], arguments[1])", &[button.json()])?;
        ensure!(seen.is_null(), "the play ended with {seen}");
    }
    felt.frames.extend(numbers(&page.script("return watch.frames", &[])?)?);
    Ok(())
}

/// The measurements since the last call.
pub fn collect(page: &Page) -> Result<Value> {
    let code = "const { work, shown, unseen } = watch; watch.work = []; watch.shown = []; watch.unseen = 0;
        return { work, shown, unseen, ...watch.outcomes() };";
    page.script(code, &[])
}

pub fn numbers(list: &Value) -> Result<Vec<f64>> {
    Ok(list.as_array().context("no list of numbers")?.iter().filter_map(Value::as_f64).collect())
}

impl Felt {
    fn lines(&self) -> Vec<String> {
        let Self { work, shown, outcome, long, dragged_work, dragged_outcome, frames, .. } = self;
        vec![
            work.line("slider input to curve painted, work of the main thread (target p95 16 ms)", "ms"),
            dragged_work.line("the same while dragging at 60 moves a second", "ms"),
            shown.line("slider input to curve painted, waiting for the frame included", "ms"),
            outcome
                .line("slider input to 20 epochs retrained and painted (target p95 100 ms, aim 50 ms)", "ms"),
            format!(
                "{}; {} overtaken by newer input",
                dragged_outcome.line("the same while dragging", "ms"),
                self.overtaken
            ),
            format!(
                "{}, {:.1} % above 20 ms",
                frames.line("frames while playing", "ms"),
                100.0 * frames.above(20.0)
            ),
            format!(
                "inputs that changed no curve in the next frame (the plateau's follows its training): {}",
                self.unseen
            ),
            format!("layout shift at worst: {:.4}", self.shift),
            long.line(&format!("tasks above 50 ms in {VISITS} visits"), "ms"),
        ]
    }
}
