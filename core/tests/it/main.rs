//! The tests that see the crate as its users do, in one binary.

#[cfg(test)]
mod budget;
mod compare;
#[cfg(test)]
mod compose;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod errors_table;
#[cfg(test)]
mod invalid;
#[cfg(test)]
mod monotone;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod properties_params;
#[cfg(test)]
mod resume;
#[cfg(test)]
mod traps;
#[cfg(test)]
mod traps_plateau;
