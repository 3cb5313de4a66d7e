//! Resolved options, and every default as a named constant.

use crate::screen::Lexicon;
use crate::site::SiteModel;
use crate::site::rules::Rules;
use std::sync::Arc;
use std::time::Duration;

/// Largest page that is parsed, in bytes after decompression; larger ones are `too_large`.
pub const MAX_BYTES: usize = 32 << 20;
/// Most nodes of a page's tree; real pages have about 1,600.
pub const MAX_NODES: usize = 1_000_000;
/// Deepest nesting kept; the deepest of 3,489 real pages had 56.
pub const MAX_DEPTH: usize = 256;
/// Longest time spent on parsing one page.
pub const MAX_TIME: Duration = Duration::from_secs(30);

/// What a page may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of the page after decompression.
    pub bytes: usize,
    /// Nodes of the tree.
    pub nodes: usize,
    /// Depth of the tree.
    pub depth: usize,
    /// Wall-clock time for parsing; `None` for no limit, which keeps results independent of the
    /// machine's load.
    pub time: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: MAX_BYTES, nodes: MAX_NODES, depth: MAX_DEPTH, time: Some(MAX_TIME) }
    }
}

/// Which side to err on when a block could be article or not: thresholds on the same model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Favor {
    /// Leave out what is doubtful.
    Precision,
    /// The best mean of both.
    #[default]
    Balanced,
    /// Keep what is doubtful.
    Recall,
}

/// What may be added to the body text, or given beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct With {
    /// The title as first block of the text.
    pub title: bool,
    /// Captions of pictures where they stand.
    pub captions: bool,
    /// Readers' comments, in [`crate::Article::comments`].
    pub comments: bool,
}

/// How to clean a page.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Which side to err on.
    pub favor: Favor,
    /// What to add.
    pub with: With,
    /// What a page may cost.
    pub limits: Limits,
    /// Put what was left out into the record, with place and reason.
    pub show_removed: bool,
    /// The vocabulary of spam; `None` for the built-in one.
    pub lexicon: Option<Arc<Lexicon>>,
    /// What other pages of the same sites teach; see [`crate::site`].
    pub site: Option<Arc<SiteModel>>,
    /// Rules for sites that the user knows better; see [`crate::site::rules`].
    pub rules: Option<Arc<Rules>>,
}

impl Settings {
    /// The vocabulary of spam to screen with.
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.as_deref().unwrap_or_else(|| Lexicon::built_in())
    }
}
