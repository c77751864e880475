//! The GPU engine: the training loop is inside a shader, with one workgroup per replica, so four replicas or a thousand are one
//! dispatch.
#![cfg_attr(
    not(any(target_family = "wasm", feature = "gpu-native")),
    allow(dead_code, reason = "in a native build without the feature `gpu-native` only tests use these")
)]

mod pace;
mod problem;
mod shader;

#[cfg(any(target_family = "wasm", feature = "gpu-native"))]
mod device;
#[cfg(any(target_family = "wasm", feature = "gpu-native"))]
mod exchange;
#[cfg(any(target_family = "wasm", feature = "gpu-native"))]
mod host;
#[cfg(any(target_family = "wasm", feature = "gpu-native"))]
mod memory;
#[cfg(any(target_family = "wasm", feature = "gpu-native"))]
mod programs;
#[cfg(any(target_family = "wasm", feature = "gpu-native"))]
mod submits;

#[cfg(any(target_family = "wasm", feature = "gpu-native"))]
pub use host::GpuEngine;
pub use shader::Grain;
