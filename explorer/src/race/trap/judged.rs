//! Traps that only the runs show.
