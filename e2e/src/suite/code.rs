//! Code out and in: a pasted line moves the sliders, invalid code is named, the program follows a drag, and copying works or says
//! why not.

use anyhow::{Context, Result, ensure};

use super::{Test, test};
use crate::page::Page;
use crate::page::parts::{
    APPLY, BATCHES, COPY_CODE, COSINE, DOWNLOAD_CODE, EXPONENTIAL, EXPORT_MESSAGES, FACTS, IMPORT_MESSAGES,
    LANES, ONE_CYCLE, PROGRAM, PROGRAM_TABS, RATES, STATUS, TAKE_BACK, TRAPS, USE_GUESS, YOUR_RATE, YOUR_RUN,
    YOUR_SUMMARY,
};
use crate::webdriver::key;

pub const TESTS: &[Test] = &[
    test("a pasted textbook line moves the sliders and the curve, and can be taken back", pasted),
    test("pasted nonsense is named and changes nothing", nonsense),
    test("a whole pasted script is applied once its question is answered", script),
    test(
        "a visitor's own run: axis, facts, fields and the program count in its steps and rates, also after a reload",
        own_run,
    )
    .at("?unit=steps"),
    test("a pasted rate is the base rate of a visitor's run that has none, and can be taken back", pasted_base),
    test("the exported program follows a drag and the arrow keys of its tabs", follows),
    test("the program is copied, or the page says why not", copied),
];

/// The exported program. A program out of sight is written a moment after it has come into sight.
fn program(page: &Page) -> Result<String> {
    page.scroll_to(page.find(PROGRAM)?.first().context("there is no program")?)?;
    page.text_of(PROGRAM)
}

fn wait_for_value(page: &Page, field: &str, value: &str) -> Result<()> {
    page.wait_until(&format!("{field} at {value}"), || Ok(page.value_of(field)? == value))
}

fn pasted(page: &Page) -> Result<()> {
    let t_max = COSINE.slider;
    let (curve, value) = (page.chart(RATES)?.table, page.value_of(t_max)?);
    page.paste("scheduler = CosineAnnealingLR(optimizer, T_max=8, eta_min=1e-3)")?;
    page.wait_for_text(IMPORT_MESSAGES, "T_max 20 → 8")?;
    ensure!(page.value_of(t_max)? == value, "a slider moved before the code was applied");
    page.press(APPLY)?;
    wait_for_value(page, t_max, "8")?;
    page.wait_until("another learning-rate curve", || Ok(page.chart(RATES)?.table != curve))?;
    program(page)?;
    page.wait_for_text(PROGRAM, "CosineAnnealingLR(optimizer, T_max=8, eta_min=0.001)")?;
    page.press(TAKE_BACK)?;
    wait_for_value(page, t_max, &value)
}

fn nonsense(page: &Page) -> Result<()> {
    let before = page.settled()?;
    for (code, words) in [
        ("WarpLR(optimizer, 9)", &["WarpLR"][..]),
        ("ExponentialLR(optimizer, gamma=-3)", &["gamma", "-3", "not taken"]),
        (
            "CosineAnnealingLR(optimizer, T_max=epochs*len(train_loader))",
            &["epochs", "len(train_loader)", "Answer the questions"],
        ),
        ("(((\u{202e}ExponentialLR('''", &["ExponentialLR"]),
    ] {
        page.paste(code)?;
        page.wait_until(&format!("a word about {code}"), || {
            let messages = page.text_of(IMPORT_MESSAGES)?;
            Ok(words.iter().all(|word| messages.contains(word)))
        })?;
        page.press(APPLY)?;
    }
    let after = page.settled()?;
    for lane in LANES {
        super::checks::same_figures(lane, &before, &after)?;
    }
    Ok(())
}

fn script(page: &Page) -> Result<()> {
    page.paste(
        "optimizer = torch.optim.AdamW(model.parameters(), lr=3e-2)
n_epochs = 12
scheduler = OneCycleLR(optimizer, max_lr=0.05, epochs=n_epochs, steps_per_epoch=len(loader), pct_start=0.4)
other = StepLR(optimizer, 3)",
    )?;
    page.wait_for_text(IMPORT_MESSAGES, "asked: len(loader)")?;
    ensure!(page.value_of(ONE_CYCLE.slider)? == "0.3", "something was set before the question was answered");
    page.press(USE_GUESS)?;
    page.wait_for_text(IMPORT_MESSAGES, "Would set")?;
    page.press(APPLY)?;
    wait_for_value(page, ONE_CYCLE.slider, "0.4")?;
    let names = page.settled()?.names();
    ensure!(names.iter().any(|name| name.contains("Step")), "the lines are {names:?}");
    let messages = page.text_of(IMPORT_MESSAGES)?;
    for word in ["StepLR", "0.02 → 0.03", "12 epochs"] {
        ensure!(messages.contains(word), "{word:?} is not in {messages}");
    }
    Ok(())
}

fn follows(page: &Page) -> Result<()> {
    program(page)?;
    page.wait_for_text(PROGRAM, "gamma=0.9)")?;
    page.drag(EXPONENTIAL.slider, 0.2)?;
    let gamma = page.value_of(EXPONENTIAL.slider)?;
    ensure!(gamma != "0.9", "the slider stands where it stood");
    page.wait_for_text(PROGRAM, &format!("gamma={gamma})"))?;
    for (name, word) in [
        ("PyTorch", "import keras"),
        ("Keras", "import optax"),
        ("optax", "use burn"),
        ("burn", "use etalon"),
    ] {
        let tab = page.named(PROGRAM_TABS, &format!("tab {name}"), |label| label == name)?;
        page.keys(&tab, &key::RIGHT.to_string())?;
        page.wait_until(word, || Ok(program(page)?.contains(word)))?;
    }
    let focused = page.focused()?;
    ensure!(focused == "etalon", "the keyboard stands on {focused}");
    Ok(())
}

fn copied(page: &Page) -> Result<()> {
    page.press(COPY_CODE)?;
    let message = page.wait_for("a word about copying", || {
        Ok(Some(page.text_of(EXPORT_MESSAGES)?).filter(|message| !message.trim().is_empty()))
    })?;
    ensure!(message.contains("Copied") || message.contains("may not copy"), "it says {message:?}");
    // The test inspects the data that the browser would save.
    let watch = "window.saved = null; const made = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blob.text().then((text) => { window.text = text; }); return made(blob); };
        HTMLAnchorElement.prototype.click = function () { window.saved = this.download; };";
    page.script(watch, &[])?;
    page.press(DOWNLOAD_CODE)?;
    let (name, text) = page.wait_for("a file", || {
        let file = page.script("return [window.saved, window.text];", &[])?;
        Ok(serde_json::from_value::<(String, String)>(file).ok())
    })?;
    ensure!(name == "exponential_pytorch.py", "the file is called {name}");
    let shown = program(page)?;
    ensure!(text == shown.trim_start(), "the file holds {text}, and shown is {shown}");
    Ok(())
}

/// Fills in 30 epochs of 400 batches at 3e-4.
fn fill_in(page: &Page) -> Result<()> {
    page.click(page.find(YOUR_SUMMARY)?.first().context("there is no line for a run")?)?;
    page.set_field("epochs", "30")?;
    page.set_field(BATCHES, "400")?;
    page.set_field(YOUR_RATE, "3e-4")
}

/// What the page says in a visitor's units.
fn speaks_of_the_run(page: &Page) -> Result<()> {
    page.wait_for_text(&format!("{} {FACTS}", ONE_CYCLE.card()), "peak at step 1,200, epoch 3")?;
    page.wait_for_text(YOUR_SUMMARY, "Your run: 30 epochs of 400 batches at 0.0003")?;
    let base = page.value_of("η₀")?;
    ensure!(base == "0.0003", "the field of the base rate shows {base}");
    // The cursor at the end of the run.
    let chart = page.chart_element(RATES)?;
    page.keys(&chart, &key::END.to_string())?;
    page.wait_for_text(STATUS, "At step 12,000")?;
    page.click(&page.named(PROGRAM_TABS, "the tab of 1cycle", |label| label == ONE_CYCLE.name)?)?;
    program(page)?;
    for part in ["epochs, batches = 30, 400", "epochs=epochs", "steps_per_epoch=batches", "max_lr=0.0003"] {
        page.wait_for_text(PROGRAM, part)?;
    }
    Ok(())
}

/// A length in the visitor's steps stays as it was typed, though the network holds a whole number of its own.
fn types_a_length(page: &Page) -> Result<()> {
    let unfold = || page.open_panel(ONE_CYCLE.name);
    unfold()?;
    page.set_field("total_steps", "1000")?;
    let holds = || {
        wait_for_value(page, "total_steps", "1000")?;
        program(page)?;
        page.wait_for_text(PROGRAM, "total_steps=1000")?;
        let part = "your_steps=4.total_steps:1000";
        page.wait_until(part, || page.is_true(&format!("return location.search.includes('{part}')")))
    };
    holds()?;
    page.settled()?;
    page.reload()?;
    page.settled()?;
    unfold()?;
    page.click(&page.named(PROGRAM_TABS, "the tab of 1cycle", |label| label == ONE_CYCLE.name)?)?;
    holds()
}

/// The network keeps its own rate, where it learns.
fn pasted_base(page: &Page) -> Result<()> {
    let accuracy = || anyhow::Ok(page.settled()?.figures(EXPONENTIAL)?.get(1).cloned());
    let before = accuracy()?;
    page.click(page.find(YOUR_SUMMARY)?.first().context("there is no line for a run")?)?;
    page.set_field(BATCHES, "400")?;
    page.paste("optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)")?;
    page.wait_for_text(IMPORT_MESSAGES, "The small network trains at 0.02 for it")?;
    page.press(APPLY)?;
    page.wait_for_text(YOUR_SUMMARY, "Your run: 20 epochs of 400 batches at 0.0003")?;
    let after = accuracy()?;
    ensure!(after == before, "the network has trained at another rate: {before:?} and {after:?}");
    page.press(TAKE_BACK)?;
    page.wait_for_text(YOUR_SUMMARY, "Your run: 20 epochs of 400 batches at 0.02")
}

fn own_run(page: &Page) -> Result<()> {
    fill_in(page)?;
    page.paste("OneCycleLR(optimizer, max_lr=3e-4, total_steps=12000, pct_start=0.1)")?;
    page.wait_for_text(IMPORT_MESSAGES, "→ 0.0003")?;
    page.press(APPLY)?;
    wait_for_value(page, ONE_CYCLE.slider, "0.1")?;
    speaks_of_the_run(page)?;
    page.settled()?;
    let hint = page.text_of(&format!("{} {TRAPS}", ONE_CYCLE.card()))?;
    ensure!(hint.trim().is_empty(), "there is a hint: {hint}");
    for part in ["batches=400", "ratio="] {
        page.wait_until(part, || page.is_true(&format!("return location.search.includes('{part}')")))?;
    }
    page.reload()?;
    page.settled()?;
    speaks_of_the_run(page)?;
    types_a_length(page)?;
    page.click(page.find(YOUR_SUMMARY)?.first().context("there is no line for a run")?)?;
    page.set_field(BATCHES, "0")?;
    page.wait_for_text(YOUR_RUN, "batches must be at least 1, got 0")
}
