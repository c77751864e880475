//! The script of the worker that trains on the GPU. It exists in the browser only: elsewhere there is no WebGPU.

#[cfg(target_family = "wasm")]
mod gpu {
    use etalon_train::engine::EngineError;
    use etalon_train::gpu::GpuEngine;
    use etalon_web::worker::Workshop;

    pub struct Gpu;

    impl Workshop for Gpu {
        type Engine = GpuEngine;

        async fn open() -> Result<GpuEngine, EngineError> {
            GpuEngine::open().await
        }

        async fn compare(_: &mut GpuEngine) -> Result<String, String> {
            Err("not yet".to_owned())
        }
    }
}

fn main() {
    #[cfg(target_family = "wasm")]
    etalon_web::worker::serve::<gpu::Gpu>();
}
