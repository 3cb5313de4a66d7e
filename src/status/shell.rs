//! A page that scripts would fill.

use super::Finding;
use super::evidence::Evidence;
use super::tables::tables;
use crate::article::Status;
use crate::segment::{AttributeName, ResourceKind, Tag};

/// A shell shows readers less than this.
const VISIBLE: usize = 500;
/// A shell has less text than this.
const BODY: usize = 150;
/// Bytes of inline scripts from which they hold the page's content.
const STATE: usize = 10_000;
/// Points from which the evidence is enough.
const ENOUGH: u32 = 3;

/// Ids of the empty elements that frameworks fill.
const MOUNTS: &[&str] = &[
    "root",
    "app",
    "__next",
    "__nuxt",
    "___gatsby",
    "q-app",
    "react-root",
    "main-app",
    "app-root",
    "svelte",
    "ember-app",
    "application",
    "reactroot",
    "mount",
    "vue-app",
    "page-root",
    "spa-root",
];

/// What frameworks call the state they leave in the page.
const STATES: &[&str] = &[
    "__NEXT_DATA__",
    "__NUXT__",
    "__INITIAL_STATE__",
    "__APOLLO_STATE__",
    "__PRELOADED_STATE__",
    "webpackJsonp",
    "__remixContext",
    "__sveltekit",
    "window.__data",
];

/// Scripts and next to no text.
pub(super) fn js_shell(evidence: &Evidence) -> Option<Finding> {
    if evidence.body > BODY || evidence.visible() > VISIBLE {
        return None;
    }
    let page = evidence.page;
    let scripts = &page.head.scripts;
    let loads = page.head.resources.iter().any(|resource| resource.kind == ResourceKind::Script);
    if scripts.is_empty() && !loads {
        return None;
    }
    let asks = evidence
        .noscript
        .iter()
        .map(|&block| page.block_text(block))
        .find(|text| tables().script.are_in(&text.to_lowercase()));
    let state = scripts.iter().map(String::len).sum::<usize>() > STATE
        || scripts.iter().any(|script| STATES.iter().any(|name| script.contains(name)));
    let points = 2 * u32::from(mount(evidence))
        + 2 * u32::from(asks.is_some())
        + u32::from(state)
        + u32::from(loads)
        + u32::from(evidence.visible() < VISIBLE / 5);
    let detail = match asks {
        Some(words) => format!("scripts would fill the page: {}", super::quote(words)),
        None => "scripts would fill the page; without them it has no text".to_owned(),
    };
    (points >= ENOUGH).then_some(Finding { status: Status::JsShell, detail })
}

/// Is there an element for a framework to fill, with nothing in it?
fn mount(evidence: &Evidence) -> bool {
    let page = evidence.page;
    (1..page.elements.len() as u32).any(|id| {
        let element = &page.elements[id as usize];
        let named = page
            .attribute(id, AttributeName::Id)
            .is_some_and(|own| MOUNTS.iter().any(|name| own.eq_ignore_ascii_case(name)));
        let custom = element.tag == Tag::Custom && element.depth <= 3;
        (named || custom) && {
            let inside = evidence
                .sizes()
                .filter(|&(block, _)| page.contains(id, page.blocks[block].element));
            inside.map(|(_, size)| size).sum::<usize>() < 60
        }
    })
}
