//! Finds an adapter and opens a device on it, without ever hanging or panicking, and records what goes wrong with it later.

use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Poll, Waker};
use std::sync::{Arc, Mutex, PoisonError};

use futures_channel::oneshot;

use crate::engine::{EngineError, EngineInfo, EngineKind};

/// The error of a device that neither does its work nor gives a reason.
const DROPPED: &str = "the device dropped its work";

/// An open device, its queue and a description of both.
#[derive(Debug)]
pub struct Gpu {
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
    pub info: EngineInfo,
    fault: Fault,
}

/// The first thing that went wrong outside of any call, and the task to wake then.
#[derive(Debug, Clone, Default)]
struct Fault(Arc<Mutex<(Option<String>, Option<Waker>)>>);

impl Fault {
    fn set(&self, what: String) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.0.get_or_insert(what);
        if let Some(waiting) = state.1.take() {
            waiting.wake();
        }
    }

    fn get(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Whether something went wrong. If not, `waiting` is woken when something does.
    fn is_set(&self, waiting: &Waker) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.1 = Some(waiting.clone());
        state.0.is_some()
    }
}

impl Gpu {
    /// Opens the fastest adapter, with default limits.
    ///
    /// # Errors
    /// There is none, or it is refused, or it does not answer.
    pub async fn open() -> Result<Self, EngineError> {
        let opened = host::in_time(async {
            host::probe().await.map_err(EngineError::Unavailable)?;
            let instance = wgpu::Instance::new(host::instance());
            let options = wgpu::RequestAdapterOptions {
                power_preference: wgpu::PowerPreference::HighPerformance,
                ..Default::default()
            };
            let adapter = instance
                .request_adapter(&options)
                .await
                .map_err(|e| EngineError::Unavailable(e.to_string()))?;
            let (device, queue) = adapter
                .request_device(&wgpu::DeviceDescriptor::default())
                .await
                .map_err(|e| EngineError::Refused(brief(&e.to_string())))?;
            let info = adapter.get_info();
            let name = host::name(&device, &info);
            let kind =
                if is_software(info.device_type, &name) { EngineKind::SoftwareGpu } else { EngineKind::Gpu };
            Ok((device, queue, EngineInfo { kind, name }))
        })
        .await;
        let (device, queue, info) =
            opened.unwrap_or_else(|| Err(EngineError::Unavailable("the adapter does not answer".into())))?;
        let fault = Fault::default();
        let (lost, uncaptured) = (fault.clone(), fault.clone());
        device.set_device_lost_callback(move |reason, message| lost.set(format!("{reason:?}: {message}")));
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| uncaptured.set(error.to_string())));
        Ok(Self { device, queue, info, fault })
    }

    /// # Errors
    /// The device was lost, or something else went wrong, since it was opened.
    pub fn check(&self) -> Result<(), EngineError> {
        self.fault.get().map_or(Ok(()), |what| Err(EngineError::Lost(what)))
    }

    /// Waits for what a callback sends. `submission` is the last one that a native device has to finish for that.
    ///
    /// # Errors
    /// The device was lost, so nothing will ever be sent.
    pub async fn wait<T>(
        &self,
        submission: Option<wgpu::SubmissionIndex>,
        mut sent: oneshot::Receiver<T>,
    ) -> Result<T, EngineError> {
        host::drive(&self.device, submission);
        let sent = poll_fn(|context| match Pin::new(&mut sent).poll(context) {
            Poll::Ready(sent) => Poll::Ready(sent.ok()),
            // A lost device may never call back.
            Poll::Pending if host::DRIVEN || self.fault.is_set(context.waker()) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await;
        if sent.is_none() {
            self.fault.set(DROPPED.into());
        }
        self.check()?;
        sent.ok_or_else(|| EngineError::Lost(DROPPED.into()))
    }
}

impl Drop for Gpu {
    /// Frees the memory now, not when the browser collects garbage.
    fn drop(&mut self) {
        self.device.destroy();
    }
}

/// The part of an error from the browser that helps a person: no call stack, no wrapping.
fn brief(error: &str) -> String {
    let line = error.lines().next().unwrap_or_default();
    line.strip_prefix("JsValue(").unwrap_or(line).trim_end_matches(')').to_owned()
}

/// Whether the adapter is software, by its type or by the known names of such adapters.
fn is_software(kind: wgpu::DeviceType, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let known = ["swiftshader", "llvmpipe", "lavapipe", "softpipe", "microsoft basic render", "software"];
    kind == wgpu::DeviceType::Cpu || known.iter().any(|known| name.contains(known))
}

/// The part for the browser.
#[cfg(target_family = "wasm")]
mod host {
    use core::future::{Future, poll_fn};
    use core::pin::pin;
    use core::task::Poll;

    use js_sys::{Function, Promise, Reflect, global};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    /// How long an adapter may take to answer, in milliseconds.
    const PATIENCE: f64 = 10_000.0;

    pub fn instance() -> wgpu::InstanceDescriptor {
        let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
        descriptor.backends = wgpu::Backends::BROWSER_WEBGPU;
        descriptor
    }

    /// Asks the browser directly first: some browsers have the property and throw, or return nothing.
    pub async fn probe() -> Result<(), String> {
        let get =
            |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok().filter(|got| got.is_truthy());
        let gpu = get(&global(), "navigator").and_then(|navigator| get(&navigator, "gpu"));
        let gpu = gpu.ok_or("this browser has no WebGPU")?;
        let request: Function = get(&gpu, "requestAdapter")
            .and_then(|request| request.dyn_into().ok())
            .ok_or("this browser has no WebGPU adapters")?;
        let failed = |error: JsValue| format!("asking for an adapter failed: {}", text(&error));
        let promise: Promise = Promise::resolve(&request.call0(&gpu).map_err(failed)?);
        let adapter = JsFuture::from(promise).await.map_err(failed)?;
        if adapter.is_object() { Ok(()) } else { Err("WebGPU has no adapter here".into()) }
    }

    /// The output of the future, or `None` if it takes too long.
    pub async fn in_time<T>(future: impl Future<Output = T>) -> Option<T> {
        let timer = Promise::new(&mut |resolve, _| {
            if let Ok(set_timeout) = Reflect::get(&global(), &"setTimeout".into())
                && let Some(set_timeout) = set_timeout.dyn_ref::<Function>()
            {
                // Without a timer there is no limit. Nothing else depends on it.
                let _ = set_timeout.call2(&JsValue::UNDEFINED, &resolve, &PATIENCE.into());
            }
        });
        let (mut future, mut timer) = (pin!(future), pin!(JsFuture::from(timer)));
        poll_fn(|context| {
            if let Poll::Ready(got) = future.as_mut().poll(context) {
                return Poll::Ready(Some(got));
            }
            timer.as_mut().poll(context).map(|_| None)
        })
        .await
    }

    /// The browser's description of the adapter. wgpu passes on only one field of it, which is mostly empty.
    pub fn name(device: &wgpu::Device, info: &wgpu::AdapterInfo) -> String {
        let adapter = device
            .as_webgpu()
            .and_then(|device| Reflect::get(device.as_ref(), &"adapterInfo".into()).ok())
            .filter(JsValue::is_object);
        let part =
            |name: &str| adapter.as_ref().and_then(|a| Reflect::get(a, &name.into()).ok()?.as_string());
        let mut words: Vec<String> = ["vendor", "architecture", "device", "description"]
            .into_iter()
            .filter_map(part)
            .chain([info.name.clone()])
            .filter(|word| !word.is_empty())
            .collect();
        words.dedup();
        if words.is_empty() { "WebGPU".into() } else { words.join(" ") }
    }

    /// The browser calls back by itself.
    pub const DRIVEN: bool = false;

    /// The browser drives its devices itself.
    pub fn drive(_: &wgpu::Device, _: Option<wgpu::SubmissionIndex>) {}

    fn text(error: &JsValue) -> String {
        let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
        message.unwrap_or_else(|| format!("{error:?}"))
    }
}

/// The native part.
#[cfg(not(target_family = "wasm"))]
mod host {
    use core::future::Future;

    pub fn instance() -> wgpu::InstanceDescriptor {
        wgpu::InstanceDescriptor::new_without_display_handle_from_env()
    }

    #[expect(clippy::unused_async, reason = "the browser's probe waits")]
    pub async fn probe() -> Result<(), String> {
        Ok(())
    }

    /// Native calls return.
    pub async fn in_time<T>(future: impl Future<Output = T>) -> Option<T> {
        Some(future.await)
    }

    pub fn name(_: &wgpu::Device, info: &wgpu::AdapterInfo) -> String {
        info.name.clone()
    }

    /// When [`drive`] returns, every callback that will ever come has come.
    pub const DRIVEN: bool = true;

    /// Runs the callbacks of everything up to `submission`, or of everything. If that fails the device is lost, which the waiting
    /// function finds.
    pub fn drive(device: &wgpu::Device, submission: Option<wgpu::SubmissionIndex>) {
        let _ = device.poll(wgpu::PollType::Wait { submission_index: submission, timeout: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_shown_without_its_call_stack() {
        assert_eq!(brief("JsValue(Error: refused\nError: refused\n    at requestDevice)"), "Error: refused");
        assert_eq!(brief("JsValue(Error: refused)"), "Error: refused");
        assert_eq!(brief("limits not met"), "limits not met");
    }

    #[test]
    fn software_adapters_are_known_by_type_or_by_name() {
        use wgpu::DeviceType::{Cpu, DiscreteGpu, Other};
        assert!(is_software(Cpu, "whatever"));
        assert!(is_software(Other, "google swiftshader"));
        assert!(is_software(Other, "llvmpipe (LLVM 15.0.6, 256 bits)"));
        assert!(is_software(Other, "Microsoft Basic Render Driver"));
        assert!(!is_software(DiscreteGpu, "NVIDIA GeForce RTX 4070"));
        assert!(!is_software(Other, "apple metal-3"));
    }
}
