//! Tests code out and in: a pasted line moves the sliders, invalid code is named, the program follows a drag, and copying works
//! or says why not.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::e2e::explorer::Explorer;
use crate::e2e::webdriver::Element;
use crate::e2e::{Test, test};

pub const TESTS: &[Test] = &[
    test("a pasted textbook line moves the sliders and the curve, and can be taken back", pasted),
    test("pasted nonsense is named and changes nothing", nonsense),
    test("a whole pasted script is taken as far as it goes, and the rest is named", script),
    test("the exported program follows a drag and the arrow keys of its tabs", follows),
    test("the program is copied, or the page says why not", copied),
];

/// The field for pasted code.
fn field(page: &Explorer) -> Result<Element> {
    page.named("textarea", "field for code", |name| name.contains("PyTorch"))
}

/// Puts code into the field as a paste does.
pub fn paste(page: &Explorer, code: &str) -> Result<()> {
    let field = field(page)?;
    show(page, &field)?;
    let write = "const [f, text] = arguments; f.focus(); f.select(); document.execCommand('insertText', false, text);";
    page.session.script(write, &[field.json(), json!(code)]).map(drop)
}

fn show(page: &Explorer, element: &Element) -> Result<()> {
    let code = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
    page.session.script(code, &[element.json()]).map(drop)
}

fn press(page: &Explorer, name: &str) -> Result<()> {
    let button = page.button(name)?;
    show(page, &button)?;
    page.session.click(&button)
}

/// All of the page's messages about the code in the field.
pub fn said(page: &Explorer) -> Result<String> {
    page.text("section[aria-label=Import] p, section[aria-label=Import] li")
}

/// The number in a slider's field.
fn number(page: &Explorer, name: &str) -> Result<String> {
    let field = page.field(name)?;
    let value = page.session.script("return arguments[0].value;", &[field.json()])?;
    value.as_str().map(str::to_owned).context("a field without a value")
}

fn program(page: &Explorer) -> Result<String> {
    let panel = page.session.find("[role=tabpanel]")?.into_iter().next().context("there is no program")?;
    show(page, &panel)?;
    page.text("[role=tabpanel]")
}

fn pasted(page: &Explorer) -> Result<()> {
    let before = (page.chart("Learning rate")?.table, number(page, "T_max")?);
    paste(page, "scheduler = CosineAnnealingLR(optimizer, T_max=8, eta_min=1e-3)")?;
    page.until("what it would set", || Ok(said(page)?.contains("t_max 20 → 8").then_some(())))?;
    ensure!(number(page, "T_max")? == before.1, "a slider moved before the code was applied");
    press(page, "Apply")?;
    page.until("T_max at 8", || Ok((number(page, "T_max")? == "8").then_some(())))?;
    page.until("another learning-rate curve", || {
        Ok((page.chart("Learning rate")?.table != before.0).then_some(()))
    })?;
    let text = program(page)?;
    ensure!(text.contains("CosineAnnealingLR(optimizer, T_max=8, eta_min=0.001)"), "the program is {text}");
    press(page, "Take back")?;
    page.until("T_max where it was", || Ok((number(page, "T_max")? == before.1).then_some(())))
}

fn nonsense(page: &Explorer) -> Result<()> {
    let before = page.settled()?;
    for (code, words) in [
        ("WarpLR(optimizer, 9)", &["WarpLR"][..]),
        ("ExponentialLR(optimizer, gamma=-3)", &["gamma", "-3", "not taken"]),
        (
            "CosineAnnealingLR(optimizer, T_max=epochs*len(train_loader))",
            &["T_max", "epochs*len(train_loader)"],
        ),
        ("(((\u{202e}ExponentialLR('''", &["ExponentialLR"]),
    ] {
        paste(page, code)?;
        page.until(&format!("a word about {code}"), || {
            let said = said(page)?;
            Ok(words.iter().all(|word| said.contains(word)).then_some(()))
        })?;
        press(page, "Apply")?;
    }
    let after = page.settled()?;
    for (one, other) in before.iter().zip(&after) {
        // The last cell is the time that a training took.
        ensure!(one[..one.len() - 1] == other[..other.len() - 1], "{one:?} became {other:?}");
    }
    Ok(())
}

fn script(page: &Explorer) -> Result<()> {
    paste(
        page,
        "optimizer = torch.optim.AdamW(model.parameters(), lr=2e-2)
n_epochs = 12
scheduler = OneCycleLR(optimizer, max_lr=0.05, epochs=n_epochs, steps_per_epoch=len(loader), pct_start=0.4)
other = StepLR(optimizer, 3)",
    )?;
    press(page, "Apply")?;
    page.until("pct_start at 0.4", || Ok((number(page, "pct_start")? == "0.4").then_some(())))?;
    let said = said(page)?;
    for word in ["StepLR", "len(loader)", "total_steps 900 → 540", "lr 0.01 → 0.02"] {
        ensure!(said.contains(word), "{word:?} is not in {said}");
    }
    Ok(())
}

fn follows(page: &Explorer) -> Result<()> {
    ensure!(program(page)?.contains("gamma=0.9)"), "the first program is {}", program(page)?);
    page.drag("γ", 0.2)?;
    page.until("another γ in the program", || Ok((!program(page)?.contains("gamma=0.9)")).then_some(())))?;
    let gamma = number(page, "γ")?;
    let text = program(page)?;
    ensure!(text.contains(&format!("gamma={gamma})")), "γ is {gamma}, and the program is {text}");
    // The right arrow key in WebDriver's notation.
    for (name, word) in [
        ("PyTorch", "import keras"),
        ("Keras", "import optax"),
        ("optax", "use burn"),
        ("burn", "use etalon"),
    ] {
        let tab = page.named("[role=tab]", &format!("tab {name}"), |label| label == name)?;
        page.session.keys(&tab, "\u{e014}")?;
        page.until(word, || Ok(program(page)?.contains(word).then_some(())))?;
    }
    let focused = page.session.script("return document.activeElement.textContent.trim();", &[])?;
    ensure!(focused == "etalon", "the keyboard stands on {focused}");
    Ok(())
}

fn copied(page: &Explorer) -> Result<()> {
    press(page, "Copy code")?;
    let said = page.until("a word about copying", || {
        let said = page.text("section[aria-label=Export] [aria-live]")?;
        Ok((!said.trim().is_empty()).then_some(said))
    })?;
    ensure!(said.contains("Copied") || said.contains("may not copy"), "it says {said:?}");
    // The test inspects the data that the browser would save.
    let watch = "window.saved = null; const made = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blob.text().then((text) => { window.text = text; }); return made(blob); };
        HTMLAnchorElement.prototype.click = function () { window.saved = this.download; };";
    page.session.script(watch, &[])?;
    press(page, "Download code")?;
    let file = page.until("a file", || {
        let file = page.session.script("return [window.saved, window.text];", &[])?;
        Ok((file[0].is_string() && file[1].is_string()).then_some(file))
    })?;
    ensure!(file[0] == "exponential_pytorch.py", "the file is called {}", file[0]);
    let shown = program(page)?;
    ensure!(file[1] == shown.trim_start(), "the file holds {}, and shown is {shown}", file[1]);
    Ok(())
}
