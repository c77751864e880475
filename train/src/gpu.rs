//! The GPU engine: the training loop inside a shader, one workgroup a replica, so that four replicas or a thousand are one dispatch.
#![cfg_attr(
    not(any(target_family = "wasm", feature = "gpu-native")),
    allow(dead_code, reason = "in a native build without the feature `gpu-native` only tests use these")
)]

mod pace;
mod shader;

#[cfg(any(target_family = "wasm", feature = "gpu-native"))]
mod device;
#[cfg(any(target_family = "wasm", feature = "gpu-native"))]
mod host;
#[cfg(any(target_family = "wasm", feature = "gpu-native"))]
mod memory;

#[cfg(any(target_family = "wasm", feature = "gpu-native"))]
pub use host::GpuEngine;
pub use shader::Grain;
