//! Learning on the device: a plateau cuts the rate, and a reboot in the middle changes nothing.
//!
//! A line with four coefficients maps a sensor reading to a quantity. The coefficients are learnt by stochastic gradient descent.
//! The program trains once without a break, and once with a reboot after epoch 25, from which it continues with its stored state.
//! Both trainings end with the same bits.
#![no_std]
#![no_main]

use board::{entry, exit, println};
use etalon::{Observed, Plateau, ReduceLrOnPlateau, Snapshot, checked};

/// The rule lies in flash, and the compiler checks it.
static RULE: ReduceLrOnPlateau<f32> = checked!(ReduceLrOnPlateau::<f32>::new(
    0.2,
    Plateau { factor: 0.3, patience: 2, threshold: 0.01, min_lr: 1e-4, ..Plateau::<f32>::DEFAULT }
));

const EPOCHS: u32 = 60;
const FEATURES: usize = 4;
/// The true coefficients of the readings.
const TRUTH: [f32; FEATURES] = [0.5, -1.25, 2.0, 0.75];

#[entry]
fn main() -> ! {
    let mut flash = None;
    println!("without a break:");
    let whole = train(EPOCHS, &mut flash, true);

    println!("with a reboot after epoch 25:");
    flash = None;
    train(25, &mut flash, false);
    // Here everything in memory is lost; only `flash` remains.
    let resumed = train(EPOCHS, &mut flash, true);

    let same = whole.map(f32::to_bits) == resumed.map(f32::to_bits);
    println!("the same weights, bit for bit: {same}");
    exit(if same { 0 } else { 1 })
}

/// The state that the device stores after each epoch and reads after a reboot.
struct Stored {
    next_epoch: u32,
    weights: [f32; FEATURES],
    plateau: [u8; Snapshot::LEN],
}

/// Trains up to epoch `end`. If there is a stored state, training continues from it.
fn train(end: u32, flash: &mut Option<Stored>, say: bool) -> [f32; FEATURES] {
    let (first_epoch, mut weights, mut state) = match flash {
        None => (0, [0.0; FEATURES], RULE.start()),
        Some(stored) => {
            let read = Snapshot::from_bytes(&stored.plateau).and_then(|snapshot| RULE.restore(&snapshot));
            match read {
                Ok(state) => (stored.next_epoch, stored.weights, state),
                Err(refused) => panic!("{refused}"),
            }
        }
    };
    for epoch in first_epoch..end {
        let loss = one_epoch(&mut weights, state.lr(), epoch);
        let observed = RULE.observe(&mut state, loss);
        if say && (observed == Observed::Cut || epoch == EPOCHS - 1) {
            println!("  epoch {epoch:2}  loss {loss:.6}  {observed:?}, next rate {:.5}", state.lr());
        }
        *flash = Some(Stored { next_epoch: epoch + 1, weights, plateau: RULE.snapshot(&state).to_bytes() });
    }
    weights
}

/// Trains on sixty-four readings, with one step of gradient descent after each. Returns the mean squared error over the epoch.
fn one_epoch(weights: &mut [f32; FEATURES], lr: f32, epoch: u32) -> f32 {
    let mut noise = Noise(epoch + 1);
    let mut loss = 0.0;
    for _ in 0..64 {
        let input: [f32; FEATURES] = core::array::from_fn(|_| noise.next());
        let target = dot(&TRUTH, &input) + 0.2 * noise.next();
        let error = dot(weights, &input) - target;
        loss += error * error / 64.0;
        for (weight, x) in weights.iter_mut().zip(input) {
            *weight -= lr * error * x;
        }
    }
    loss
}

fn dot(a: &[f32; FEATURES], b: &[f32; FEATURES]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Readings between -1 and 1 from an integer generator, the same on every device.
struct Noise(u32);

impl Noise {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / 8_388_608.0 - 1.0
    }
}
