//! Policies for the tests, by the names of core's catalog.

use etalon::{Kind, Settings};
use etalon_train::policy::Policy;

/// The settings of a kind: PyTorch's defaults and these values.
pub fn settings(kind: &str, values: &[(&str, f64)]) -> Settings {
    let mut settings = Settings::suggested(Kind::from_id(kind).unwrap());
    values.iter().for_each(|(id, value)| settings.set(id, *value).unwrap());
    settings
}

/// The policy of these settings.
pub fn policy(kind: &str, values: &[(&str, f64)]) -> Policy {
    Policy::of(&settings(kind, values)).unwrap()
}

/// The same rate at every step.
pub fn constant(lr: f64) -> Policy {
    policy("constant", &[("lr", lr)])
}
