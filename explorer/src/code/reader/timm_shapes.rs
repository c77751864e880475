//! The rates of timm's schedules, as timm computes them: a rise, cycles of a shape, noise never.

/// What a cycle looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// Half a cosine.
    Cosine,
    /// A power of what is left.
    Power(f64),
    /// A hyperbolic tangent between two places.
    Tanh(f64, f64),
}

/// A schedule of cycles. Rates are shares of the base rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cycles {
    /// What each of them looks like.
    pub shape: Shape,
    /// The length of the first one.
    pub length: f64,
    /// How much longer the next one is.
    pub longer: f64,
    /// How much higher the next one is.
    pub higher: f64,
    /// How many there are.
    pub count: f64,
    /// The least rate.
    pub least: f64,
    /// The power of time.
    pub k: f64,
    /// The rise.
    pub rise: Rise,
}

/// A rise before or over the beginning of a schedule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rise {
    /// Its length.
    pub steps: f64,
    /// The rate that it begins with.
    pub start: f64,
    /// Whether the schedule begins after it.
    pub is_before: bool,
}

impl Rise {
    /// The rate at a step: that of the rise, which ends at `full`, or of the schedule behind it.
    pub fn share(&self, step: u32, full: f64, after: impl Fn(f64) -> f64) -> f64 {
        let at = f64::from(step);
        if step == 0 && self.steps == 0.0 {
            // timm computes no rate before the first step: the optimizer has its own.
            1.0
        } else if at < self.steps {
            self.start + at * ((full - self.start) / self.steps)
        } else {
            after(if self.is_before { at - self.steps } else { at })
        }
    }
}

impl Cycles {
    /// The rate at a step.
    #[must_use]
    pub fn share(&self, step: u32) -> f64 {
        let full = match self.shape {
            // timm's rise meets a tangent where the tangent is.
            Shape::Tanh(..) if !self.rise.is_before => self.at(self.rise.steps),
            Shape::Cosine | Shape::Power(_) | Shape::Tanh(..) => 1.0,
        };
        self.rise.share(step, full, |at| self.at(at))
    }

    fn at(&self, at: f64) -> f64 {
        let (cycle, length, done) = if self.longer == 1.0 {
            let cycle = (at / self.length).floor();
            (cycle, self.length, at - self.length * cycle)
        } else {
            let cycle = ((1.0 - at / self.length * (1.0 - self.longer)).ln() / self.longer.ln()).floor();
            let begin = (1.0 - self.longer.powf(cycle)) / (1.0 - self.longer) * self.length;
            (cycle, self.longer.powf(cycle) * self.length, at - begin)
        };
        if cycle >= self.count {
            return self.least;
        }
        let full = self.higher.powf(cycle);
        let (least, time) = (self.least, done.powf(self.k) / length.powf(self.k));
        match self.shape {
            Shape::Cosine => least + 0.5 * (full - least) * (1.0 + (std::f64::consts::PI * time).cos()),
            Shape::Power(power) => least + (full - least) * (1.0 - time).powf(power),
            Shape::Tanh(from, to) => {
                least + 0.5 * (full - least) * (1.0 - (from * (1.0 - time) + to * time).tanh())
            }
        }
    }
}
