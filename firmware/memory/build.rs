//! Writes the memory map of the target's board to a place where the linker finds it.

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let target = env::var("TARGET").unwrap_or_default();
    let memory = match target.as_str() {
        // The nRF51822 of the BBC micro:bit.
        "thumbv6m-none-eabi" => CORTEX_M_SMALL,
        // Arm MPS2 with the AN385 (Cortex-M3) or AN386 (Cortex-M4F) image.
        "thumbv7m-none-eabi" | "thumbv7em-none-eabihf" => CORTEX_M_MPS2,
        "riscv32imc-unknown-none-elf" => RISCV_VIRT,
        // The host has its own memory map.
        _ => return Ok(()),
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("memory.x"), memory)?;
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rerun-if-changed=build.rs");
    Ok(())
}

const CORTEX_M_SMALL: &str = "MEMORY {
  FLASH : ORIGIN = 0x00000000, LENGTH = 256K
  RAM : ORIGIN = 0x20000000, LENGTH = 16K
}";

const CORTEX_M_MPS2: &str = "MEMORY {
  FLASH : ORIGIN = 0x00000000, LENGTH = 4M
  RAM : ORIGIN = 0x20000000, LENGTH = 4M
}";

const RISCV_VIRT: &str = "MEMORY {
  RAM : ORIGIN = 0x80000000, LENGTH = 16M
}
REGION_ALIAS(\"REGION_TEXT\", RAM);
REGION_ALIAS(\"REGION_RODATA\", RAM);
REGION_ALIAS(\"REGION_DATA\", RAM);
REGION_ALIAS(\"REGION_BSS\", RAM);
REGION_ALIAS(\"REGION_HEAP\", RAM);
REGION_ALIAS(\"REGION_STACK\", RAM);
";
