// Cargo.toml: burn = { version = "0.22", features = ["flex"] }
//             etalon = "0.1"
// burn has no 1cycle: it comes from etalon. burn's AdamW cannot change its beta_1: no momentum is cycled.
use burn::nn::LinearConfig;
use burn::optim::{AdamWConfig, GradientsParams};
use burn::tensor::{Device, Tensor};
use etalon::{OneCycle, OneCycleLr};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (epochs, batches) = (20, 45); // batches in an epoch
    let device = Device::default().autodiff();
    let mut model = LinearConfig::new(64, 10).init(&device); // your model
    let mut optimizer = AdamWConfig::new().with_weight_decay(0.01).init();
    let schedule = OneCycleLr::new(OneCycle::epochs(0.01, epochs, batches))?;
    for epoch in 0..epochs {
        for batch in 0..batches {
            let step = epoch * batches + batch;
            let lr = schedule.lr(step);
            println!("{step} {lr}");
            let x = Tensor::<2>::ones([32, 64], &device); // your batch
            let loss = model.forward(x).square().mean(); // your loss
            let grads = GradientsParams::from_grads(loss.backward(), &model);
            model = optimizer.step(lr, model, grads);
        }
    }
    Ok(())
}
