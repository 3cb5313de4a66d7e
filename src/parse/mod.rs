//! Text → [`scraper::Html`], under limits.
//!
//! In: the decoded page. Out: the tree, the places where the document says it begins and ends, and
//! the limit that was reached, if one was. It never fails: a page over a limit gives the tree of
//! what was read until then. The tests under `tests/it/hostile.rs` hold it to that.
//!
//! html5ever has no limits of its own, and three of its loops are quadratic on hostile input: the
//! walk over the open elements at each block-level tag, the search for duplicate attributes, and
//! the look-up of names that HTML does not know. `guard` bounds the first, `attributes` the
//! second, `names` the third. `repair` mends what injections break. What stands before the
//! doctype is parsed last, so that it cannot move the head into the body. Parsing runs with
//! scripting disabled, so
//! that what stands in `<noscript>` is parsed and not one opaque text node.

mod attributes;
mod guard;
mod lines;
mod names;
mod repair;

use crate::settings::Limits;
use ego_tree::NodeId;
use guard::DepthGuard;
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
pub(crate) use lines::Lines;
use scraper::{Html, HtmlTreeSink};
use std::time::Instant;

/// Bytes handed to the parser at a time; limits are checked in between.
const SLICE: usize = 8 * 1024;

/// A parsed page.
pub struct Parsed {
    /// The tree.
    pub html: Html,
    /// Nodes younger than this stood before the doctype or `<html>`, if any did.
    pub before_document: Option<NodeId>,
    /// Nodes younger than this came after the first `</body>` or `</html>`.
    pub body_end: Option<NodeId>,
    /// Where in the source the nodes stand, when it was asked for.
    pub(crate) lines: Lines,
    /// Why parsing stopped early, if it did.
    pub limit: Option<LimitReached>,
}

/// A limit that ended parsing; what was read before is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitReached {
    /// More nodes than [`Limits::nodes`].
    Nodes,
    /// More time than [`Limits::time`].
    Time,
}

impl std::fmt::Display for LimitReached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            LimitReached::Nodes => "more nodes than the limit; the rest of the page was not read",
            LimitReached::Time => "more time than the limit; the rest of the page was not read",
        })
    }
}

/// Parses a page under limits.
pub fn parse(text: &str, limits: &Limits) -> Parsed {
    parse_noting(text, limits, false)
}

/// The same, taking note of the source line of each node when `lines` says so.
pub(crate) fn parse_noting(text: &str, limits: &Limits, lines: bool) -> Parsed {
    let options = TreeBuilderOpts { scripting_enabled: false, ..Default::default() };
    let builder = TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), options);
    let tokenizer =
        Tokenizer::new(DepthGuard::new(builder, limits.depth, lines), TokenizerOpts::default());
    let started = Instant::now();
    let text = repair::close_quotes(text);
    let (prefix, document) = text.split_at(repair::document_start(&text));
    tokenizer.sink.count_lines_from(prefix);
    let mut limit = feed(&tokenizer, document, limits, started);
    let mut before_document = None;
    if limit.is_none() && !prefix.is_empty() {
        // The comment keeps the text after it apart from the text before.
        feed(&tokenizer, "<!---->", limits, started);
        before_document = tokenizer.sink.newest();
        tokenizer.sink.count_lines_anew();
        limit = feed(&tokenizer, prefix, limits, started);
    }
    tokenizer.end();
    let guard = tokenizer.sink;
    let (body_end, lines) = (guard.body_end(), guard.lines());
    Parsed { html: guard.into_sink().finish(), before_document, body_end, lines, limit }
}

/// Feeds a text in slices; gives the limit that ended it.
fn feed(
    tokenizer: &Tokenizer<DepthGuard>,
    text: &str,
    limits: &Limits,
    started: Instant,
) -> Option<LimitReached> {
    let queue = BufferQueue::default();
    let mut watch = attributes::Watch::default();
    let mut at = 0;
    while at < text.len() {
        let end = watch.bound(char_boundary(text, at + SLICE));
        queue.push_back(StrTendril::from_slice(&text[at..end]));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        at = watch.after_slice(text, end, tokenizer.sink.tokens());
        if tokenizer.sink.nodes() > limits.nodes {
            return Some(LimitReached::Nodes);
        }
        if limits.time.is_some_and(|time| started.elapsed() > time) {
            return Some(LimitReached::Time);
        }
    }
    None
}

fn char_boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len())
}
