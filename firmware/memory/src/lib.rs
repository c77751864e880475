//! This crate is only a build script. Programs that depend on it are linked with the memory map of the target's board.
#![no_std]
