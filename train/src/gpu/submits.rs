//! How a round is cut into submits: which replicas go together, for how many steps, and how many submits are in flight.

use std::collections::VecDeque;

use futures_channel::oneshot;
use web_time::Instant;

use super::device::Gpu;
use super::memory::Memory;
use super::pace::Pace;
use super::problem::{Problem, REPORT};
use super::shader::Span;
use crate::engine::EngineError;
use crate::task::ROUND;

/// Submits in flight at a time: one that runs, one that waits for it.
const IN_FLIGHT: usize = 2;

/// The work of one round.
pub struct Work<'a> {
    pub gpu: &'a Gpu,
    pub memory: &'a Memory,
    pub pipeline: &'a wgpu::ComputePipeline,
    pub problem: Problem,
    pub replicas: usize,
}

/// A submit in flight.
struct Submit {
    index: wgpu::SubmissionIndex,
    done: oneshot::Receiver<()>,
    since: Instant,
    together: usize,
    steps: u32,
}

impl Work<'_> {
    /// Trains a round of all replicas, submit by submit, and copies the reports into the staging buffer.
    pub async fn round(&self, pace: &mut Pace) -> Result<(), EngineError> {
        let (checks, validation) = (self.problem.checks(), self.problem.validation_steps());
        let mut in_flight = VecDeque::new();
        let mut last_done = Instant::now();
        let mut first = 0;
        while first < self.replicas {
            let together = pace.together(self.replicas - first, validation);
            let (mut step, mut validated) = (0, false);
            while !validated {
                let left = ROUND as u32 - step;
                let steps = pace.steps(together, left);
                let validates =
                    left == 0 || (steps == left && pace.validates_too(together, steps, validation));
                let span = Span {
                    first_replica: first as u32,
                    first_step: step,
                    steps,
                    checks: if validates { checks } else { 0 },
                };
                in_flight.push_back(self.submit(span, together));
                if in_flight.len() >= IN_FLIGHT
                    && let Some(submit) = in_flight.pop_front()
                {
                    self.finish(submit, pace, &mut last_done).await?;
                }
                step += steps;
                validated = validates;
            }
            first += together;
        }
        while let Some(submit) = in_flight.pop_front() {
            self.finish(submit, pace, &mut last_done).await?;
        }
        Ok(())
    }

    fn submit(&self, span: Span, together: usize) -> Submit {
        let Gpu { device, queue, .. } = self.gpu;
        let memory = self.memory;
        queue.write_buffer(&memory.span, 0, bytemuck::bytes_of(&span));
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_bind_group(0, &memory.bind_group, &[]);
            pass.set_pipeline(self.pipeline);
            pass.dispatch_workgroups(together as u32, 1, 1);
        }
        let reached = span.first_replica as usize + together;
        if span.checks > 0 && reached == self.replicas {
            let bytes = 4 * (REPORT * reached) as u64;
            encoder.copy_buffer_to_buffer(&memory.report, 0, &memory.staging, 0, Some(bytes));
        }
        let index = queue.submit([encoder.finish()]);
        let (sender, done) = oneshot::channel();
        queue.on_submitted_work_done(move || {
            // Nobody receives it if the round was given up.
            let _ = sender.send(());
        });
        let steps = span.steps + if span.checks > 0 { self.problem.validation_steps() } else { 0 };
        Submit { index, done, since: Instant::now(), together, steps }
    }

    /// Waits for a submit and learns from the time it took, which began when the one before it was done.
    async fn finish(
        &self,
        submit: Submit,
        pace: &mut Pace,
        last_done: &mut Instant,
    ) -> Result<(), EngineError> {
        self.gpu.wait(Some(submit.index), submit.done).await?;
        let now = Instant::now();
        let began = submit.since.max(*last_done);
        pace.learn(submit.together, submit.steps, now.duration_since(began).as_secs_f64());
        *last_done = now;
        Ok(())
    }
}
