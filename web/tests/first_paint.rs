//! The curves that index.html shows before any program runs: the learning rates of the opening. They must be the ones that the
//! program draws. `cargo xtask first-paint` writes them.
#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use std::ops::ControlFlow;
use std::path::Path;

use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::series::{Point, pieces, rates};
use etalon_explorer::chart::zoom::Time;
use etalon_explorer::panels::caption::caption;
use etalon_explorer::race::opening;
use etalon_explorer::race::run::Run;
use etalon_explorer::view::View;
use etalon_train::cpu::CpuEngine;
use etalon_train::engine::EngineKind;
use etalon_train::sweep;

/// The marks around the computed part.
const MARKS: (&str, &str) = ("<!-- computed by web/tests/first_paint.rs -->\n", "              <!-- end -->");
/// The most points of a curve. With these it looks smooth on any screen.
const POINTS: usize = 80;

#[test]
fn index_html_shows_the_curves_of_the_opening() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../index.html");
    let html = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = html.split_once(MARKS.0).unwrap();
    let (there, after) = rest.split_once(MARKS.1).unwrap();
    let computed = chart();
    if std::env::var_os("ETALON_WRITE").is_some() {
        let written = [before, MARKS.0, &computed, MARKS.1, after].concat();
        std::fs::write(file, written).unwrap();
    } else {
        assert_eq!(
            there, computed,
            "the curves in index.html are old: `cargo xtask first-paint` writes new ones"
        );
    }
}

/// The chart: its grid with labels, and the curves over it. The style sheet stretches both to the size of the plot.
fn chart() -> String {
    let config = opening::config();
    let computed = |line| {
        let job = config.job(line).unwrap();
        let (mut engine, jobs) = (CpuEngine::new(), [job.clone()]);
        let runs = sweep::train(&mut engine, &jobs, |_| ControlFlow::Continue(()));
        let run = Run {
            line,
            config,
            metrics: pollster::block_on(runs).unwrap().remove(0).unwrap(),
            millis: 0.0,
            complete: true,
            engine: EngineKind::Cpu,
            fingerprint: job.start().fingerprint(job.rounds()),
        };
        (line, rates(&job, Some(&run)))
    };
    let lines: Vec<_> = config.lines().map(computed).collect();
    let time = Time::of(&View::default(), config.epochs());
    let x = Axis::time(&time, (time.low, time.high));
    let highest = |line: &Vec<Point>| line.iter().map(|point| point.1).fold(0.0, f64::max);
    let y = Axis::rates(Axis::top_of(lines.iter().map(|(_, line)| highest(line)).collect()), 0.0, false);
    let mut out = String::from("              <svg class=\"grid\" aria-hidden=\"true\">\n");
    for tick in &y.ticks {
        let (at, label) = (100.0 * (1.0 - y.position(tick.value)), &tick.label);
        out += &format!(
            "                <line x2=\"100%\" y1=\"{at:.2}%\" y2=\"{at:.2}%\" /><text x=\"-8\" y=\"{at:.2}%\" dy=\"4\">{label}</text>\n"
        );
    }
    for tick in &x.ticks {
        let (at, label) = (100.0 * x.position(tick.value), &tick.label);
        out += &format!(
            "                <text class=\"epoch\" x=\"{at:.2}%\" y=\"100%\" dy=\"18\">{label}</text>\n"
        );
    }
    out += "              </svg>\n              <svg class=\"curves\" viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\n";
    for (line, points) in &lines {
        let dash: Vec<String> = line.dash().iter().map(ToString::to_string).collect();
        out += &format!("                <path class=\"{line}\" stroke-width=\"{}\"", line.width());
        if !dash.is_empty() {
            out += &format!(" stroke-dasharray=\"{}\"", dash.join(" "));
        }
        let d: Vec<String> = pieces(points, &x, &y, x.high).iter().map(|piece| path(piece)).collect();
        out += &format!(" d=\"{}\" />\n", d.join(""));
    }
    out + "              </svg>\n"
}

/// A line as an SVG path in thousandths of the plot.
fn path(line: &[Point]) -> String {
    let every = line.len().div_ceil(POINTS);
    let ends = |at: usize| at.is_multiple_of(every) || at + 1 == line.len();
    let points = line.iter().enumerate().filter(|(at, _)| ends(*at));
    let place = |share: f64| (share * 1e3).round();
    let points: Vec<String> = points.map(|(_, (x, y))| format!("{} {}", place(*x), place(1.0 - y))).collect();
    format!("M{}", points.join(" "))
}

/// The first script in `index.html` reads the theme under the key that the program uses.
#[test]
fn index_html_looks_for_the_theme_where_it_is_kept() {
    let asked = format!("localStorage.getItem(\"{}\")", etalon_web::io::screen::THEME);
    assert!(include_str!("../../index.html").contains(&asked), "{asked} is not in index.html");
}

#[test]
fn index_html_has_the_caption_of_the_opening() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../index.html");
    let html = std::fs::read_to_string(file).unwrap();
    let caption = format!("<p class=\"caption\" id=\"caption\">{}</p>", caption(&opening::config()));
    assert!(html.contains(&caption), "index.html lacks {caption}");
}
