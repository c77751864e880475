//! What happens when somebody reloads, comes by a link, or types nonsense.

use anyhow::ensure;

use crate::e2e::{Test, test};

pub const TESTS: &[Test] = &[
    test("a reload keeps what was set", |page| {
        page.drag("γ", 0.3)?;
        page.settled()?;
        let (before, results) = (page.at("γ")?, page.settled()?);
        page.session.reload()?;
        let again = page.settled()?;
        ensure!(page.at("γ")? == before, "γ stood at {before:?}, after a reload at {:?}", page.at("γ")?);
        for name in ["xponential", "osine", "lateau", "ycle"] {
            let (old, new) =
                (super::sliders::figures(&results, name)?, super::sliders::figures(&again, name)?);
            ensure!(old == new, "a reload changed the results of {name}: {old:?} became {new:?}");
        }
        Ok(())
    }),
    test("nonsense in the address is told, and the page works", |page| {
        page.go("?gamma=NaN&t_max=-3&patience=1e99&pct_start=7&engine=abacus")?;
        page.settled()?;
        ensure!(!page.status()?.trim().is_empty(), "nothing is said about the bad address");
        super::training::learnt(&page.results()?)
    }),
    test("nonsense in a number field is told, and nothing is lost", |page| {
        let before = page.settled()?;
        let field = page.field("γ")?;
        page.session.clear(&field)?;
        page.session.keys(&field, "-5\u{e007}")?;
        page.until("a message", || Ok((!page.status()?.trim().is_empty()).then_some(())))?;
        let (old, new) = (
            super::sliders::figures(&before, "xponential")?,
            super::sliders::figures(&page.settled()?, "xponential")?,
        );
        ensure!(old == new, "a refused value changed the results: {old:?} became {new:?}");
        Ok(())
    }),
];
