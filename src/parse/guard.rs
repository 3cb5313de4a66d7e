//! Keeps the tree shallow, whatever the nesting of the tags.
//!
//! At each block-level tag html5ever walks its stack of open elements, so 100,000 nested `<div>`
//! (500 kB) cost it half a minute. Past a depth no real page reaches (measured: 56 over 3,489 news
//! and web pages) start tags are dropped together with their end tags; their text stays, inside
//! the innermost element of the capped tree, as Blink does it by moving such elements up.

use super::lines::Lines;
use super::sink::Growing;
use super::tree::NodeId;
use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{EndTag, StartTag, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::TreeBuilder;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// A tree builder behind a filter on its tokens.
pub(super) struct DepthGuard<S: Growing> {
    builder: TreeBuilder<S::Handle, S>,
    cap: usize,
    /// The depth can't be greater than this: each start tag may add one. End tags take nothing off,
    /// as they may close nothing; the count is corrected from the tree whenever it passes the cap.
    depth: Cell<usize>,
    /// Start tags dropped whose end tags are still to come.
    dropped: RefCell<HashMap<LocalName, usize>>,
    body_end: Cell<Option<NodeId>>,
    lines: Option<RefCell<Lines>>,
}

impl<S: Growing> DepthGuard<S> {
    pub fn new(builder: TreeBuilder<S::Handle, S>, cap: usize, lines: bool) -> Self {
        DepthGuard {
            builder,
            cap,
            depth: Cell::new(0),
            dropped: RefCell::default(),
            body_end: Cell::new(None),
            lines: lines.then(RefCell::default),
        }
    }

    /// Where the nodes stand, if that was to be noted.
    pub fn lines(&self) -> Lines {
        self.lines.as_ref().map_or_else(Lines::default, RefCell::take)
    }

    /// Nodes in the tree so far.
    pub fn nodes(&self) -> usize {
        self.builder.sink.nodes()
    }

    /// The newest node before the end of the body.
    pub fn body_end(&self) -> Option<NodeId> {
        self.body_end.get()
    }

    /// The newest node of the tree.
    pub fn newest(&self) -> Option<NodeId> {
        NodeId::newest_of(self.nodes())
    }

    /// What was built.
    pub fn finish(self) -> S::Output {
        self.builder.sink.finish()
    }

    /// Must an element be dropped that would start here?
    fn is_too_deep(&self, name: &str) -> bool {
        !is_void(name) && self.is_full() && !closes_itself(name)
    }

    /// Is there no room for one more element? Walking up from the newest node costs no more than
    /// the cap, and on a real page it is done once in a hundred tags.
    fn is_full(&self) -> bool {
        self.depth.set(self.depth.get() + 1);
        if self.depth.get() > self.cap {
            self.depth.set(self.builder.sink.depth_of_newest() + 1);
        }
        self.depth.get() > self.cap
    }
}

impl<S: Growing> TokenSink for DepthGuard<S> {
    type Handle = S::Handle;

    fn process_token(&self, token: Token, end: u64) -> TokenSinkResult<S::Handle> {
        if let Some(lines) = &self.lines {
            lines.borrow_mut().token(end);
        }
        match &token {
            Token::TagToken(tag) if tag.kind == StartTag && self.is_too_deep(&tag.name) => {
                *self.dropped.borrow_mut().entry(tag.name.clone()).or_default() += 1;
                return TokenSinkResult::Continue;
            }
            Token::TagToken(tag) if tag.kind == EndTag => {
                if matches!(&*tag.name, "body" | "html") && self.body_end.get().is_none() {
                    // A comment keeps the text after it apart from the text before.
                    let comment = Token::CommentToken(StrTendril::new());
                    let _ = self.builder.process_token(comment, end);
                    self.body_end.set(self.newest());
                }
                let mut dropped = self.dropped.borrow_mut();
                if let Some(count) = dropped.get_mut(&tag.name).filter(|count| **count > 0) {
                    *count -= 1;
                    return TokenSinkResult::Continue;
                }
            }
            _ => {}
        }
        let result = self.builder.process_token(token, end);
        if let Some(lines) = &self.lines
            && let Some(newest) = self.newest()
        {
            lines.borrow_mut().note(newest);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Void elements of the HTML standard: they never stay open.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements let through at any depth: those that the next of their kind closes, so that paragraphs
/// stay apart, and those whose content is raw text, which would turn into tags without them.
fn closes_itself(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "dd"
            | "dt"
            | "script"
            | "style"
            | "textarea"
            | "title"
            | "iframe"
            | "noembed"
            | "noframes"
            | "xmp"
            | "body"
            | "html"
            | "head"
    )
}
