//! Tests the privacy of the page: it sends requests only to its own server, and after the first visit not even to that one.

use anyhow::{Context, Result, ensure};

use crate::e2e::browser::{self, LAPTOP};
use crate::e2e::explorer::Explorer;
use crate::e2e::training::learnt;
use crate::e2e::{Stage, Test, test};
use crate::page;
use crate::server::Server;

pub const TESTS: &[Test] = &[
    test("nothing is asked of another origin", own_origin),
    test("the page's policy lets no text become a program", policy).alone(),
];

/// The name of the test that stops the server, and so needs its own server.
pub const OFFLINE: &str = "after the first visit the page opens and trains without its server";

fn own_origin(page: &Explorer) -> Result<()> {
    page.drag("γ", 0.3)?;
    let code = "return performance.getEntriesByType('resource').map(entry => entry.name)\
        .filter(name => !name.startsWith(location.origin + '/') && !/^(data|blob):/.test(name)).concat(\
        performance.getEntriesByType('resource').length > 3 ? [] : ['hardly anything was loaded']);";
    let found = page.session.script(code, &[])?;
    ensure!(found.as_array().is_some_and(Vec::is_empty), "asked of others: {found}");
    Ok(())
}

fn policy(page: &Explorer) -> Result<()> {
    let code = "return document.querySelector('meta[http-equiv=\"Content-Security-Policy\"]').content;";
    let policy = page.session.script(code, &[])?;
    let policy = policy.as_str().context("no policy")?;
    ensure!(policy.contains("default-src 'self'"), "others are allowed: {policy}");
    ensure!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "too much is allowed: {policy}"
    );
    // Programs in the form of text: of an element, and of a timer.
    let code = "window.refused = 0; document.addEventListener('securitypolicyviolation', () => refused += 1);\
        const script = document.createElement('script'); script.textContent = 'window.ran = true';\
        document.body.append(script); setTimeout('window.ran = true', 0);";
    page.session.script(code, &[])?;
    page.until("two refusals", || Ok((page.number("return refused;")? >= 2.0).then_some(())))?;
    ensure!(page.number("return window.ran ? 1 : 0;")? == 0.0, "a program that came as text ran");
    // The test caused these refusals, not the page, so they are removed from the console.
    page.session.console().map(drop)
}

/// Visits the page, waits until it has been stored, stops the server and reloads.
pub fn offline(stage: &Stage) -> Result<()> {
    let server = Server::start(page::dist(), "/some/where/", "")?;
    let session = browser::fresh(&stage.driver, &stage.browser, LAPTOP)?;
    let explorer = Explorer::open(session, &server.url(LAPTOP.host()), "?gamma=0.8&engine=cpu")?;
    let before = explorer.settled()?;
    let code = "return navigator.serviceWorker.controller ? 1 : 0;";
    explorer.until("the page to be stored", || Ok((explorer.number(code)? > 0.0).then_some(())))?;
    server.stop();
    explorer.session.reload()?;
    let again = explorer.settled().context("without a server")?;
    learnt(&again)?;
    ensure!(
        before.iter().map(|row| &row[..2]).eq(again.iter().map(|row| &row[..2])),
        "without a server the results are others: {before:?}, {again:?}"
    );
    explorer.drag("γ", 0.3)?;
    explorer.until("a training", || Ok((explorer.settled()? != again).then_some(())))
}
