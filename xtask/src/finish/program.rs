//! Shortens the names that the page's program imports from its script. wasm-bindgen puts a hash of 16 digits into each, and a
//! hash does not compress.

use std::collections::HashMap;

use anyhow::{Context, Result, anyhow, ensure};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// The prefix of wasm-bindgen's names.
const PREFIX: &str = "__wb";

/// The program and its script, with short names in both.
pub fn shorten(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let (wasm, names) = with_short_imports(wasm)?;
    let known: HashMap<&str, &str> = names.iter().map(|(long, short)| (&**long, &**short)).collect();
    for long in known.keys() {
        ensure!(
            words(script).any(|word| word == *long),
            "the program imports {long}, which the script lacks"
        );
    }
    let script = words(script).map(|word| *known.get(word).unwrap_or(&word)).collect();
    Ok((wasm, script))
}

/// Each long name with its short one.
type Names = Vec<(String, String)>;

/// The program with short names for its imports from its script.
fn with_short_imports(wasm: &[u8]) -> Result<(Vec<u8>, Names)> {
    let mut module = Module::new();
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.context("the program is not WebAssembly")?;
        if let Payload::ImportSection(imports) = &payload {
            let mut section = ImportSection::new();
            for import in imports.clone().into_imports() {
                let import = import?;
                let kind = RoundtripReencoder.entity_type(import.ty);
                let kind = kind.map_err(|error| anyhow!("{}: {error}", import.name))?;
                if import.name.starts_with(PREFIX) {
                    let short = format!("_{:x}", names.len());
                    section.import(import.module, &short, kind);
                    names.push((import.name.to_owned(), short));
                } else {
                    section.import(import.module, import.name, kind);
                }
            }
            module.section(&section);
        } else if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = wasm.get(range).context("a section outside of the program")?;
            module.section(&RawSection { id, data });
        }
    }
    Ok((module.finish(), names))
}

/// The script in pieces. Each name is one piece, and so is every other character.
fn words(script: &str) -> impl Iterator<Item = &str> {
    let of_name = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '$';
    let mut rest = script;
    std::iter::from_fn(move || {
        let end = match rest.find(|sign| !of_name(sign)) {
            Some(0) => rest.chars().next()?.len_utf8(),
            Some(end) => end,
            None => rest.len(),
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        (!word.is_empty()).then_some(word)
    })
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CodeSection, EntityType, Function, FunctionSection, TypeSection};

    use super::*;

    /// A program that imports a function under `name` and has a function of its own.
    fn importing(name: &str) -> Vec<u8> {
        let (mut types, mut imports, mut functions) =
            (TypeSection::new(), ImportSection::new(), FunctionSection::new());
        types.ty().function([], []);
        imports.import("./page_bg.js", "other", EntityType::Function(0));
        imports.import("./page_bg.js", name, EntityType::Function(0));
        functions.function(0);
        let mut module = Module::new();
        let (mut code, mut nothing) = (CodeSection::new(), Function::new([]));
        nothing.instructions().end();
        code.function(&nothing);
        module.section(&types).section(&imports).section(&functions).section(&code);
        module.finish()
    }

    fn imports(wasm: &[u8]) -> Vec<String> {
        let of = |payload| match payload {
            Payload::ImportSection(imports) => {
                imports.into_imports().map(|import| import.unwrap().name.to_owned()).collect()
            }
            _ => Vec::new(),
        };
        Parser::new(0).parse_all(wasm).flat_map(|payload| of(payload.unwrap())).collect()
    }

    #[test]
    fn both_sides_of_an_import_get_the_same_short_name() {
        let long = "__wbg_now_0123456789abcdef";
        let script = format!("const imports = {{\n    {long}: function() {{ {long}s(); }},\n}};\n");
        let (wasm, script) = shorten(&importing(long), &script).unwrap();
        assert_eq!(wasm, importing("_0"), "nothing else in the program changes");
        assert_eq!(imports(&wasm), ["other", "_0"]);
        assert_eq!(script, format!("const imports = {{\n    _0: function() {{ {long}s(); }},\n}};\n"));
    }

    #[test]
    fn a_script_that_lacks_what_the_program_imports_is_refused() {
        let error = shorten(&importing("__wbg_now_0123456789abcdef"), "const imports = {};").unwrap_err();
        assert!(error.to_string().contains("__wbg_now_0123456789abcdef"), "{error}");
    }
}
