// Cargo.toml: burn = { version = "0.22", features = ["flex"] }
use burn::lr_scheduler::cosine::CosineAnnealingLrSchedulerConfig;
use burn::nn::LinearConfig;
use burn::optim::{AdamWConfig, GradientsParams};
use burn::tensor::{Device, Tensor};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (epochs, batches) = (20, 45); // batches in an epoch
    let device = Device::default().autodiff();
    let mut model = LinearConfig::new(64, 10).init(&device); // your model
    let mut optimizer = AdamWConfig::new().with_weight_decay(0.01).init();
    let mut scheduler = CosineAnnealingLrSchedulerConfig::new(0.01, 20).with_min_lr(0.001).init()?;
    for epoch in 0..epochs {
        let lr = scheduler.step().base();
        println!("{epoch} {lr}");
        for _batch in 0..batches {
            let x = Tensor::<2>::ones([32, 64], &device); // your batch
            let loss = model.forward(x).square().mean(); // your loss
            let grads = GradientsParams::from_grads(loss.backward(), &model);
            model = optimizer.step(lr, model, grads);
        }
    }
    Ok(())
}
