//! The privacy of the page: it sends requests only to its own server, and after the first visit not even to that one.

use anyhow::{Context, Result, ensure};

use super::checks::learned;
use super::{Test, test, visits};
use crate::device::LAPTOP;
use crate::page::parts::EXPONENTIAL;
use crate::page::{Page, Results};
use crate::stage::Stage;

pub const TESTS: &[Test] = &[
    test("nothing is requested from another origin", own_origin),
    test("the page's policy lets no text become a program", policy).alone(),
    visits("after the first visit the page opens and trains without its server", offline),
];

fn own_origin(page: &Page) -> Result<()> {
    page.drag(EXPONENTIAL.slider, 0.3)?;
    let requests = page.list("return performance.getEntriesByType('resource').map((entry) => entry.name)")?;
    ensure!(requests.len() > 3, "hardly anything was loaded: {requests:?}");
    let own = format!("{}/", page.string("return location.origin")?);
    let inside =
        |name: &&String| [own.as_str(), "data:", "blob:"].iter().any(|start| name.starts_with(start));
    let others: Vec<&String> = requests.iter().filter(|name| !inside(name)).collect();
    ensure!(others.is_empty(), "requested from others: {others:?}");
    Ok(())
}

fn policy(page: &Page) -> Result<()> {
    let policy = page
        .string("return document.querySelector('meta[http-equiv=\"Content-Security-Policy\"]').content;")?;
    ensure!(policy.contains("default-src 'self'"), "others are allowed: {policy}");
    ensure!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "too much is allowed: {policy}"
    );
    // Programs in the form of text: of an element, and of a timer.
    let code = "window.refused = 0; document.addEventListener('securitypolicyviolation', () => refused += 1);\
        const script = document.createElement('script'); script.textContent = 'window.ran = true';\
        document.body.append(script); setTimeout('window.ran = true', 0);";
    page.script(code, &[])?;
    page.wait_until("two refusals", || page.is_true("return refused >= 2;"))?;
    ensure!(!page.is_true("return window.ran === true;")?, "a program that came as text ran");
    // The test caused these refusals, not the page, so they are removed from the console.
    page.session.console().map(drop)
}

/// Visits the page, waits until it has been stored, stops the server and reloads.
fn offline(stage: &Stage) -> Result<()> {
    let (page, server) = stage.visit_alone(LAPTOP, "?gamma=0.8&engine=cpu")?;
    let before = page.settled()?;
    page.wait_until("a stored page", || page.is_true("return navigator.serviceWorker.controller !== null;"))?;
    server.stop();
    page.reload()?;
    let again = page.settled().context("without a server")?;
    learned(&again)?;
    let firsts = |results: &Results| results.rows().iter().map(|row| row[..2].to_vec()).collect::<Vec<_>>();
    ensure!(
        firsts(&before) == firsts(&again),
        "without a server the results are others: {before:?}, {again:?}"
    );
    page.drag(EXPONENTIAL.slider, 0.3)?;
    page.wait_until("a training", || Ok(page.settled()? != again))
}
