//! Text → tree, under limits.
//!
//! In: the decoded page. Out: the tree, the places where the document says it begins and ends, and
//! the limit that was reached, if one was. It never fails: a page over a limit gives the tree of
//! what was read until then. The tests under `tests/it/hostile.rs` hold it to that.
//!
//! What goes where is html5ever's work. Its tokenizer is not used: `tokenizer` gives the same tokens in
//! a third of the time. Nor is the tree (`tree`, which `sink` builds) one of `scraper`'s, which is twice
//! as large; that is built as well where selectors are asked. html5ever has no limits of its own, and
//! three loops are quadratic on hostile input: the walk over the open elements at each block-level tag,
//! the search for duplicate attributes, and the look-up of names that HTML does not know. `guard` bounds
//! the first, `tokenizer::tag` the second, `names` the third. `repair` mends what injections break.
//! What stands before the doctype is parsed last, so that it cannot move the head into the body.
//! Parsing runs with scripting disabled, so that what stands in `<noscript>` is parsed and not one
//! opaque text node.

mod guard;
mod lines;
mod names;
mod repair;
mod sink;
#[cfg(test)]
mod tests;
mod tokenizer;
mod tree;

use crate::settings::Limits;
use guard::DepthGuard;
use html5ever::tokenizer::TokenSink;
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
pub(crate) use lines::Lines;
use names::Names;
use scraper::{Html, HtmlTreeSink};
use sink::{Growing, Sink};
use std::time::Instant;
use tokenizer::{Tokenizer, normalized};
pub(crate) use tree::{Data, Element};
pub use tree::{NodeId, Tree};
use typed_arena::Arena;

/// Stands between the document and what stood before it: keeps their texts apart.
const SEAM: &str = "<!---->";

/// Longest text that is read, in bytes: places in it are counted in 32 bits.
const LONGEST: usize = u32::MAX as usize - 1024;

/// Bytes of text for each of which room is made for a node; most pages have as many or fewer.
const NODE: usize = 64;

/// A parsed page.
pub struct Parsed<T = Tree> {
    /// The tree.
    pub(crate) tree: T,
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
    parse_for(text, limits, Reader::default())
}

/// What is wanted of a tree.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reader {
    /// The attributes that are read, if not all: the tree is without the others, and done sooner.
    pub attributes: Option<&'static [&'static str]>,
    /// Take note of the source line of each node.
    pub lines: bool,
}

impl Reader {
    /// One that reads some attributes only.
    pub fn of(attributes: &'static [&'static str]) -> Reader {
        Reader { attributes: Some(attributes), lines: false }
    }
}

/// The same for a certain reader.
pub(crate) fn parse_for(text: &str, limits: &Limits, reader: Reader) -> Parsed {
    let nodes = limits.nodes.min(text.len() / NODE);
    build(Sink::new(&Arena::new(), nodes), text, limits, reader)
}

/// The page as a tree that selectors can be asked of. Its nodes are those of [`parse`], in the same
/// order.
pub(crate) fn selectable(text: &str, limits: &Limits) -> Html {
    build(HtmlTreeSink::new(Html::new_document()), text, limits, Reader::default()).tree
}

/// The nodes of a tree for selectors, and which node of [`parse`]'s tree each of them is.
pub(crate) fn numbered(html: &Html) -> impl Iterator<Item = (ego_tree::NodeId, NodeId)> {
    let nodes = html.tree.nodes().map(|node| node.id()).zip(1..);
    nodes.filter_map(|(id, number)| Some((id, NodeId::newest_of(number)?)))
}

fn build<S: Growing>(sink: S, text: &str, limits: &Limits, reader: Reader) -> Parsed<S::Output> {
    let options = TreeBuilderOpts { scripting_enabled: false, ..Default::default() };
    let builder = TreeBuilder::new(sink, options);
    let started = Instant::now();
    let mut limit = None;
    let mut within = |guard: &DepthGuard<S>| {
        if guard.nodes() > limits.nodes {
            limit = Some(LimitReached::Nodes);
        } else if limits.time.is_some_and(|time| started.elapsed() > time) {
            limit = Some(LimitReached::Time);
        }
        limit.is_none()
    };

    let longest = (0..=LONGEST.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    let text = &text[..longest.unwrap_or(0)];
    let text = normalized(&repair::close_frames(text.into()));
    let (stray, document) = text.split_at(repair::document_start(&text));
    let (stray, document) = (without_mark(stray), without_mark(document));
    let document_end = document.len() + SEAM.len();
    let whole = match stray.is_empty() {
        true => text.subtendril((text.len() - document.len()) as u32, document.len() as u32),
        false => [document, SEAM, stray].concat().into(),
    };
    let guard = DepthGuard::new(builder, limits.depth, reader.lines);
    let mut tokenizer = Tokenizer::new(&whole, guard, Names::new(reader.attributes), true);
    let mut before_document = None;
    if tokenizer.run(document_end, &mut within) && !stray.is_empty() {
        before_document = tokenizer.sink.newest();
        tokenizer.run(whole.len(), &mut within);
    }
    tokenizer.end();
    let guard = tokenizer.sink;
    let (body_end, mut lines) = (guard.body_end(), guard.lines());
    lines.count(&whole, document_end, stray);
    Parsed { tree: guard.finish(), before_document, body_end, lines, limit }
}

/// Hands the tokens of a text to a sink; for benches, which ask what could be done without a tree.
#[doc(hidden)]
pub fn tokenize<S: TokenSink>(text: &str, sink: S) -> S {
    let text = normalized(text);
    let mut tokenizer = Tokenizer::new(&text, sink, Names::new(None), true);
    tokenizer.run(text.len(), |_| true);
    tokenizer.end();
    tokenizer.sink
}

/// A text without the byte order mark at its beginning.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
