//! Checks the clock, then prints the cost of each kind of schedule. `cargo xtask instructions` makes a table of the output.
#![no_std]
#![no_main]

use board::{entry, exit, println};
use etalon_proof::SUBJECTS;
use etalon_proof::by_hand::{Call, Meter};
use instructions::cost::cost;
use instructions::{clock, plan};

#[entry]
fn main() -> ! {
    clock::start();
    let (expected, counted) = clock::calibrate();
    println!("calibration {} {}", expected, counted);
    // Without `-icount` the clock follows the host, and the counts mean nothing.
    if expected.abs_diff(counted) * 100 > expected {
        exit(1);
    }
    for subject in SUBJECTS {
        (subject.by_hand)(&mut Lines(subject.kind.id()));
    }
    let mut lines = Lines("warm_up_cosine");
    plan::f32::race(&mut lines);
    plan::f64::race(&mut lines);
    exit(0)
}

/// Prints a line for each comparison: name, float, instructions of ours and by hand, stack of ours and by hand.
struct Lines(&'static str);

impl Meter for Lines {
    fn race(&mut self, float: &'static str, ours: Call<'_>, by_hand: Call<'_>) {
        let (ours, by_hand) = (cost(ours), cost(by_hand));
        println!(
            "{} {float} {} {} {} {}",
            self.0, ours.instructions, by_hand.instructions, ours.stack, by_hand.stack
        );
    }
}
