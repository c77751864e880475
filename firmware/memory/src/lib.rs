//! Nothing but a build script: whoever depends on this crate is linked with the memory map of the target's board.
#![no_std]
