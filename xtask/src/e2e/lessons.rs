//! Tests traps and their repairs, sentences with numbers that can be clicked, and presets as links.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::e2e::browser::PHONE;
use crate::e2e::explorer::Explorer;
use crate::e2e::webdriver::Element;
use crate::e2e::{Test, test};

/// PyTorch's textbook example: a cosine from 0.001 to 0.001.
const FLAT: &str = "?v=1&lr=0.001&eta_min=0.001";

pub const TESTS: &[Test] = &[
    test("the page opens without a trap", |page| {
        page.settled()?;
        ensure!(traps(page)?.is_empty(), "the opening stands in {:?}", traps(page)?);
        Ok(())
    }),
    test("the textbook's flat cosine is a trap on its card, and its repair bends the curve", |page| {
        page.settled()?;
        let card = page.text(".card.c-cosine")?;
        ensure!(card.contains("flat line"), "the cosine's card says {card}");
        let before = page.chart("Learning rate")?;
        page.click(&fix_on(page, ".card.c-cosine")?)?;
        page.until("another learning-rate curve and no trap of a flat line", || {
            let card = page.text(".card.c-cosine .trap")?;
            let now = page.chart("Learning rate")?;
            Ok((!card.contains("flat line") && now.pixels != before.pixels && now.table != before.table)
                .then_some(()))
        })?;
        page.until("an address without the trap", || {
            let address = address(page)?;
            Ok((!address.contains("eta_min") && address.contains("lr=0.001")).then_some(()))
        })
    })
    .at(FLAT),
    test("a trap is explained under its parameter, with a repair that can be read", |page| {
        page.settled()?;
        let more = page.named("button", "more parameters of cosine", |name| {
            name.contains("More parameters of Cosine")
        })?;
        page.click(&more)?;
        let said = page.until("a trap in the panel", || {
            let text = page.text("[role=dialog] .trap-full")?;
            Ok((!text.is_empty()).then_some(text))
        })?;
        ensure!(said.contains("constant rate") && said.contains("0.00100"), "the panel says {said}");
        page.click(&fix_on(page, "[role=dialog]")?)?;
        page.until("no trap of η_min in the panel", || {
            Ok((!page.text("[role=dialog] .trap-full")?.contains("flat line")).then_some(()))
        })
    })
    .at(FLAT),
    test("a trap does not move its card", |page| {
        page.settled()?;
        let places = "return [...document.querySelectorAll('.card')].map((c) => Math.round(c.getBoundingClientRect().top)).join()";
        let place = || Ok::<_, anyhow::Error>(page.session.script(places, &[])?.to_string());
        let before = place()?;
        let field = page.field("T_max")?;
        page.session.clear(&field)?;
        page.session.keys(&field, "5")?;
        page.until("a trap on the cosine's card", || {
            Ok(page.text(".card.c-cosine")?.contains("climbs again").then_some(()))
        })?;
        ensure!(place()? == before, "the cards moved from {before} to {}", place()?);
        Ok(())
    }),
    test("a run that only trains too slowly is reported when it has been trained", |page| {
        page.until("a warning on the exponential's card", || {
            Ok(page.text(".card.c-exponential")?.contains("behind the constant").then_some(()))
        })
    })
    .at("?v=1&lr=0.001")
    .on(PHONE),
    test("a number in a sentence moves its slider and the curve", |page| {
        page.settled()?;
        let (at, before) = (page.at("γ")?, page.chart("Learning rate")?);
        let chip = page
            .named(".explain button", "number that sets γ to 0.8", |name| name.contains("set γ to 0.8"))?;
        page.click(&chip)?;
        page.until("another γ and curve", || {
            let now = page.chart("Learning rate")?;
            Ok((page.at("γ")?.value != at.value && now.pixels != before.pixels && now.table != before.table)
                .then_some(()))
        })?;
        let field = page.field("γ")?;
        let value = page.session.script("return arguments[0].value", &[field.json()])?;
        ensure!(value == json!("0.8"), "γ is {value}");
        let said = page.text(".lesson.c-exponential .sentence")?;
        ensure!(said.contains("γ = 0.8") && said.contains("11 %"), "the sentence says {said}");
        Ok(())
    }),
    test("a preset is a link: a click applies it without a reload, and its address opens it", |page| {
        let before = page.settled()?;
        page.session.script("window.kept = true", &[])?;
        let link = page.named(".preset-list a", "preset short cosine", |name| name == "short cosine")?;
        let leads = page.session.script("return arguments[0].href", &[link.json()])?;
        page.click(&link)?;
        page.until("other results", || Ok((page.results()? != before).then_some(())))?;
        let kept = page.session.script("return window.kept === true", &[])?;
        ensure!(kept == json!(true), "the page was loaded again");
        let applied = page.settled()?;
        page.until("the preset's address", || Ok((json!(address(page)?) == leads).then_some(())))?;
        page.session.open(leads.as_str().context("a link without an address")?)?;
        let opened = page.settled()?;
        for name in ["xponential", "osine", "lateau", "ycle", "onstant"] {
            let (one, other) =
                (super::sliders::figures(&applied, name)?, super::sliders::figures(&opened, name)?);
            ensure!(one == other, "{name}: applied {one:?}, opened {other:?}");
        }
        Ok(())
    }),
    test("every schedule has its formula, readable by eye and ear", |page| {
        page.settled()?;
        let code = "return [...document.querySelectorAll('.lesson math')].map((m) => [m.namespaceURI, m.getAttribute('aria-label'),
            m.getBoundingClientRect().width > 60].join('|'))";
        let formulae = page.session.script(code, &[])?;
        let formulae = formulae.as_array().context("no list")?;
        ensure!(formulae.len() == 4, "{} formulae", formulae.len());
        for one in formulae.iter().filter_map(|one| one.as_str()) {
            ensure!(one.contains("MathML|") && one.contains("eta"), "no formula with words: {one}");
            ensure!(one.ends_with("true"), "no width: {one}");
        }
        Ok(())
    }),
];

fn traps(page: &Explorer) -> Result<Vec<String>> {
    let all = page.text(".trap-title")?;
    Ok(all.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

fn fix_on(page: &Explorer, place: &str) -> Result<Element> {
    page.named(&format!("{place} button"), "mend", |name| name.starts_with("Mend: set"))
}

fn address(page: &Explorer) -> Result<String> {
    Ok(page.session.script("return location.href", &[])?.as_str().unwrap_or_default().to_owned())
}
