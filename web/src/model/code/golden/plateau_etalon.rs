// Cargo.toml: etalon = "0.1"
use etalon::{Mode, ParamError, Plateau, ReduceLrOnPlateau};

/// Your validation accuracy: this one stops rising.
fn validate(epoch: u32) -> f64 {
    (0.5 + 0.1 * f64::from(epoch)).min(0.9)
}

fn main() -> Result<(), ParamError> {
    let (epochs, batches) = (20, 45); // batches in an epoch
    let settings = Plateau {
        patience: 2,
        mode: Mode::Max,
        ..Plateau::default()
    };
    let rule = ReduceLrOnPlateau::new(0.01, settings)?;
    let mut state = rule.start();
    for epoch in 0..epochs {
        let lr = state.lr();
        println!("{epoch} {lr}");
        for _batch in 0..batches {
            // Train on a batch: AdamW with lr and a weight decay of 0.01.
        }
        rule.observe(&mut state, validate(epoch));
    }
    Ok(())
}
